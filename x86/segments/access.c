/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "access.h"

#include <string.h>

uint8_t arena[ARENA_BYTES] __attribute__((aligned(0x1000)));

#define THROUGH(seg)                                             \
	SNIPPET32(read_1_##seg, "movb %" #seg ":(%edi), %cl");   \
	SNIPPET32(read_2_##seg, "movw %" #seg ":(%edi), %cx");   \
	SNIPPET32(read_4_##seg, "movl %" #seg ":(%edi), %ecx");  \
	SNIPPET32(write_1_##seg, "movb %al, %" #seg ":(%edi)");  \
	SNIPPET32(write_2_##seg, "movw %ax, %" #seg ":(%edi)");  \
	SNIPPET32(write_4_##seg, "movl %eax, %" #seg ":(%edi)"); \
	SNIPPET32(compare_##seg, "cmpxchg8b %" #seg ":(%edi)")

THROUGH(ds);
THROUGH(es);
THROUGH(fs);
THROUGH(gs);
THROUGH(ss);

/* The register by default, by the base register or the instruction. */
SNIPPET32(read_default, "movl (%esi), %ecx");
SNIPPET32(write_bp, "movl %eax, (%ebp)");
SNIPPET32(read_bp, "movw (%ebp), %cx");
SNIPPET32(lodsl_default, "lodsl");
SNIPPET32(lodsw_fs, "lodsw %fs:(%esi), %ax");
SNIPPET32(stosb_default, "stosb");
SNIPPET32(stosl_default, "stosl");
SNIPPET32(push_4, "pushl %eax");
SNIPPET32(push_2, "pushw %ax");
SNIPPET32(pop_4, "popl %ecx");
SNIPPET32(pop_2, "popw %cx");
SNIPPET32(read_sp, "movl (%esp), %ecx");

#define ROWS(seg, reg)                                                      \
	{ #seg "-read-1", SNIPPET_OF(read_1_##seg), reg, 1, READ, AT_DI },   \
	{ #seg "-read-2", SNIPPET_OF(read_2_##seg), reg, 2, READ, AT_DI },   \
	{ #seg "-read-4", SNIPPET_OF(read_4_##seg), reg, 4, READ, AT_DI },   \
	{ #seg "-write-1", SNIPPET_OF(write_1_##seg), reg, 1, WRITE, AT_DI }, \
	{ #seg "-write-2", SNIPPET_OF(write_2_##seg), reg, 2, WRITE, AT_DI }, \
	{ #seg "-write-4", SNIPPET_OF(write_4_##seg), reg, 4, WRITE, AT_DI }, \
	{ #seg "-cmpxchg8b", SNIPPET_OF(compare_##seg), reg, 8, COMPARE, AT_DI }

const struct access accesses[NR_ACCESSES] = {
	ROWS(ds, DS),
	ROWS(es, ES),
	ROWS(fs, FS),
	ROWS(gs, GS),
	ROWS(ss, SS),
	{ "read-default", SNIPPET_OF(read_default), DS, 4, READ, AT_SI },
	{ "write-bp", SNIPPET_OF(write_bp), SS, 4, WRITE, AT_BP },
	{ "read-bp", SNIPPET_OF(read_bp), SS, 2, READ, AT_BP },
	{ "lodsl", SNIPPET_OF(lodsl_default), DS, 4, LODS, AT_SI },
	{ "lodsw-fs", SNIPPET_OF(lodsw_fs), FS, 2, LODS, AT_SI },
	{ "stosb", SNIPPET_OF(stosb_default), ES, 1, STOS, AT_DI },
	{ "stosl", SNIPPET_OF(stosl_default), ES, 4, STOS, AT_DI },
	{ "pushl", SNIPPET_OF(push_4), SS, 4, PUSH, AT_SP },
	{ "pushw", SNIPPET_OF(push_2), SS, 2, PUSH, AT_SP },
	{ "popl", SNIPPET_OF(pop_4), SS, 4, POP, AT_SP },
	{ "popw", SNIPPET_OF(pop_2), SS, 2, POP, AT_SP },
	{ "read-sp", SNIPPET_OF(read_sp), SS, 4, READ, AT_SP },
};

enum {
	AROUND = 32 /* bytes before and behind that are looked at too */
};

static uint8_t expected[2 * AROUND];

bool access_writes(const struct access *a)
{
	return a->kind == WRITE || a->kind == STOS || a->kind == PUSH ||
	       a->kind == COMPARE;
}

static unsigned long *address_register(const struct access *a,
				       struct run_state *s)
{
	switch (a->address) {
	case AT_DI:
		return &s->di;
	case AT_SI:
		return &s->si;
	case AT_BP:
		return &s->bp;
	default:
		return &s->sp;
	}
}

/* What the instruction does to registers, and to a copy of the memory. */
static void perform(const struct access *a, struct run_state *s, uint8_t *at)
{
	unsigned long *address = address_register(a, s);

	if (a->kind == READ || a->kind == POP)
		memcpy(&s->cx, at, a->bytes);
	if (a->kind == LODS)
		memcpy(&s->ax, at, a->bytes);
	if (a->kind == COMPARE) {
		memcpy(&s->ax, at, 4);
		memcpy(&s->dx, at + 4, 4);
	} else if (access_writes(a)) {
		memcpy(at, &s->ax, a->bytes);
	}
	if (a->kind == LODS || a->kind == STOS || a->kind == POP)
		*address = (uint32_t)(*address + a->bytes);
	if (a->kind == PUSH)
		*address = (uint32_t)(*address - a->bytes);
}

static void fill(uint8_t *at)
{
	for (int i = -AROUND; i < AROUND; i++)
		at[i] = (uint8_t)(0x55 + 29 * i);
	memcpy(expected, at - AROUND, sizeof(expected));
}

void access_run(const struct access *a, uint64_t descriptor, uint32_t offset,
		unsigned int cpl, bool faults, uint8_t *at)
{
	struct run_state in = run_defaults(a->code.at, cpl), out;
	enum trap_cause cause = a->reg == SS ? X86_SS : X86_GP;

	fill(at);
	run_level_compat(&in, cpl);
	*gdt_entry(SUBJECT) = descriptor;
	load_set(&in, a->reg, descriptor ? (uint16_t)(SUBJECT | cpl) : 0);
	*address_register(a, &in) =
		(uint32_t)(offset + (a->kind == PUSH ? a->bytes : 0));
	out = in;
	if (!faults)
		perform(a, &out, expected + AROUND);
	run_check(&a->code, &in, &out,
		  (struct run_expect){ faults ? cause : TRAP_NONE, 0 });
	EXPECT_MEMEQ(at - AROUND, expected, sizeof(expected));
}
