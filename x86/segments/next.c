/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A segment register that was loaded counts from the very next instruction on, and
 * one that was loaded before no longer does (SDM vol. 3, 3.4.3). In 32-bit code: first
 * a segment with a base, then a flat one again.
 */
#include "suite.h"

SEGMENTS_SUITE;

enum {
	DELTA = 0x40
};

static uint32_t words[2 * DELTA / 4];

/* AX has the segment with a base, DX the flat one; ECX and EBX get what is read. */
#define TWICE(id, seg, load_based, load_flat)                               \
	SNIPPET32(id,                                                       \
		  load_based "\n\tmovl %" seg ":(%edi), %ecx\n\t" load_flat \
			     "\n\tmovl %" seg ":(%edi), %ebx")

TWICE(mov_ds, "ds", "movl %eax, %ds", "movl %edx, %ds");
TWICE(mov_es, "es", "movl %eax, %es", "movl %edx, %es");
TWICE(mov_fs, "fs", "movl %eax, %fs", "movl %edx, %fs");
TWICE(mov_gs, "gs", "movl %eax, %gs", "movl %edx, %gs");
TWICE(pop_ds, "ds", "pushl %eax\n\tpopl %ds", "pushl %edx\n\tpopl %ds");
TWICE(pop_es, "es", "pushl %eax\n\tpopl %es", "pushl %edx\n\tpopl %es");
TWICE(pop_fs, "fs", "pushl %eax\n\tpopl %fs", "pushl %edx\n\tpopl %fs");

static const struct row {
	const char *name;
	struct snippet code;
} rows[] = {
	{ "mov-ds", SNIPPET_OF(mov_ds) }, { "mov-es", SNIPPET_OF(mov_es) },
	{ "mov-fs", SNIPPET_OF(mov_fs) }, { "mov-gs", SNIPPET_OF(mov_gs) },
	{ "pop-ds", SNIPPET_OF(pop_ds) }, { "pop-es", SNIPPET_OF(pop_es) },
	{ "pop-fs", SNIPPET_OF(pop_fs) },
};

static struct run_state prepared(const struct snippet *code, unsigned int cpl)
{
	struct run_state in = run_defaults(code->at, cpl);
	const uint64_t bits = DESC_S | DESC_P | DESC_G | DESC_DB |
			      DESC_DATA_RW | DESC_ACCESSED | DESC_DPL(cpl);

	*gdt_entry(SUBJECT) = desc_segment(DELTA, 0xfffff, bits);
	*gdt_entry(OTHER) = desc_segment(0, 0xfffff, bits);
	run_level_compat(&in, cpl);
	in.ax = SUBJECT | cpl;
	in.dx = OTHER | cpl;
	in.di = (uintptr_t)words;
	words[0] = 0x11111111;
	words[DELTA / 4] = 0x22222222;
	return in;
}

TEST_EACH(next, const struct row *r, rows,
	  "the next instruction already takes the base that was loaded")
{
	for (unsigned int cpl = 0; cpl <= 3; cpl += 3) {
		struct run_state in = prepared(&r->code, cpl);
		struct run_end end = run_until_trap(&in);

		test_context("CPL %u", cpl);
		EXPECT_TRAP(end.trap, X86_UD);
		EXPECT_EQ(end.state.ip, (uintptr_t)r->code.end);
		EXPECT_EQ((uint32_t)end.state.cx, 0x22222222);
		EXPECT_EQ((uint32_t)end.state.bx, 0x11111111);
	}
}
