/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lengths of instructions, pages of code, orders of prefixes (SDM vol. 2, 2.1.1, 2.2.1,
 * 2.3.11; vol. 3, table 6-8).
 */
#include "suite.h"

#include <mm/page.h>
#include <string.h>

BEYOND_SUITE;

enum {
	CS_PREFIX = 0x2e,
	MOST = 15,
	CODE_BYTES = 2 * 4096
};

/* ------------------------------------------------------------- lengths ---- */

static const struct length_row {
	const char *name;
	struct insn_code code;
} lengths[] = {
	{ "nop", { { 0x90 }, 1 } },
	{ "mov", { { 0x89, 0xca }, 2 } },
	{ "mov-memory", { { 0x8b, 0x53, 0x00 }, 3 } },
	{ "mov-imm", { { 0xba, 1, 2, 3, 4 }, 5 } },
	{ "add-imm", { { 0x81, 0x43, 0x00, 1, 0, 0, 0 }, 7 } },
	{ "mov-disp-imm", { { 0xc7, 0x83, 0, 0, 0, 0, 1, 2, 3, 4 }, 10 } },
	{ "jmp", { { 0xeb, 0 }, 2 } },
};

/* Segment prefixes in front, to so many bytes. */
static struct insn_code lengthened(const struct insn_code *c, unsigned int to)
{
	struct insn_code l = { .nr = to };

	memset(l.bytes, CS_PREFIX, to - c->nr);
	l.bytes[0] = l.bytes[(to - c->nr) / 2] = 0x3e; /* the last one counts */
	l.bytes[to - c->nr - 1] = 0x3e;
	memcpy(l.bytes + to - c->nr, c->bytes, c->nr);
	return l;
}

static void result(const struct length_row *r, const struct exec *x,
		   struct exec_state *s)
{
	uint64_t cx = s->gpr[REG_CX];

	if (!strcmp(r->name, "mov"))
		insn_put(s, REG_DX, 4, cx);
	else if (!strcmp(r->name, "mov-memory"))
		insn_put(s, REG_DX, 4, insn_get(s, OP_MEM, 4));
	else if (!strcmp(r->name, "mov-imm"))
		insn_put(s, REG_DX, 4, 0x04030201);
	else if (!strcmp(r->name, "mov-disp-imm"))
		insn_put(s, OP_MEM, 4, 0x04030201);
	else if (!strcmp(r->name, "add-imm"))
		insn_put(s, OP_MEM, 4, insn_get(s, OP_MEM, 4) + 1);
	(void)x;
}

static void length(const struct length_row *r, struct exec x)
{
	struct exec_state in = insn_state(&x), want = in;
	struct insn_code c = lengthened(&r->code, MOST);

	result(r, &x, &want);
	insn_once(&x, &c, &in, &want, EFLAGS_ARITH);
	c = lengthened(&r->code, MOST + 1);
	want = in;
	want.cause = X86_GP;
	insn_once(&x, &c, &in, &want, 0);
}

TEST_EACH(length, const struct length_row *r, lengths,
	  "is 15 bytes at most: #GP(0)")
{
	length(r, ram());
}

TEST_EACH(length_forced, const struct length_row *r, lengths,
	  "is 15 bytes at most: #GP(0)", .needs = NEEDS(&x86_forced_emulation))
{
	length(r, forced_ram());
}

/* --------------------------------------------------------------- pages ---- */

static uint8_t *code_page(const struct exec *x)
{
	uint64_t first = exec_code_at(x, (const uint8_t[]){ 0x90 }, 1, 0x400);

	return (uint8_t *)(uintptr_t)(first - 0x400);
}

static void run_at(const struct exec *x, const struct insn_code *c,
		   unsigned int offset, const struct exec_state *in,
		   const struct exec_state *want, uint32_t undefined)
{
	struct exec at = *x;

	insn_load_at(&at, c, offset);
	insn_want(&at, in, want, undefined);
	insn_flush(&at);
}

TEST_EACH(two_pages, const struct length_row *r, lengths,
	  "runs across pages, split at any byte")
{
	struct exec x = ram();
	struct exec_state in = insn_state(&x), want = in;

	result(r, &x, &want);
	for (unsigned int first = 1; first <= r->code.nr; first++)
		run_at(&x, &r->code, 4096 - first, &in, &want, EFLAGS_ARITH);
}

/* The bytes that are there do not matter: the fetch of the next one faults. */
static void absent(const struct length_row *r, struct exec x)
{
	struct exec_state in = insn_state(&x), want = in;

	want.cause = X86_PF;
	want.error = PF_I; /* EFER.NXE is set */
	want.address = (uintptr_t)code_page(&x) + CODE_BYTES;
	exec_no_return(true);
	for (unsigned int first = 1; first < r->code.nr; first++) {
		struct insn_code c = r->code;

		c.nr = first;
		run_at(&x, &c, CODE_BYTES - first, &in, &want, 0);
	}
}

TEST_EACH(absent, const struct length_row *r, lengths,
	  "raises #PF at the start of the page that is not present")
{
	if (r->code.nr > 1)
		absent(r, ram());
	else
		absent(&lengths[1], ram());
}

/* ------------------------------------------------------------ prefixes ---- */

/* What follows is MOV %cx, %dx in some size, or nothing of the sort. */
static const struct prefix_row {
	const char *name;
	struct insn_code code;
	uint8_t bytes; /* of DX that get CX's; 0: nothing changes */
} prefixes[] = { { "66", { { 0x66, 0x89, 0xca }, 3 }, 2 },
		 { "66-66", { { 0x66, 0x66, 0x89, 0xca }, 4 }, 2 },
		 { "66-2e", { { 0x66, 0x2e, 0x89, 0xca }, 4 }, 2 },
		 { "2e-66", { { 0x2e, 0x66, 0x89, 0xca }, 4 }, 2 },
		 { "67-66", { { 0x67, 0x66, 0x89, 0xca }, 4 }, 2 },
		 { "67", { { 0x67, 0x89, 0xca }, 3 }, 4 },
		 { "26", { { 0x26, 0x89, 0xca }, 3 }, 4 },
		 { "64-65", { { 0x64, 0x65, 0x89, 0xca }, 4 }, 4 },
		 { "f2", { { 0xf2, 0x89, 0xca }, 3 }, 4 },
		 { "f3", { { 0xf3, 0x89, 0xca }, 3 }, 4 },
		 { "pause", { { 0xf3, 0x90 }, 2 }, 0 },
		 { "66-nop", { { 0x66, 0x90 }, 2 }, 0 },
		 { "66-f3-nop", { { 0x66, 0xf3, 0x90 }, 3 }, 0 },
		 ONLY_64(
			 { "rex-w", { { 0x48, 0x89, 0xca }, 3 }, 8 },
			 { "66-rex-w", { { 0x66, 0x48, 0x89, 0xca }, 4 }, 8 },
			 /* REX counts right before the opcode only */
			 { "rex-w-66", { { 0x48, 0x66, 0x89, 0xca }, 4 }, 2 },
			 { "rex-w-2e", { { 0x48, 0x2e, 0x89, 0xca }, 4 }, 4 },
			 { "rex-w-rex", { { 0x48, 0x40, 0x89, 0xca }, 4 }, 4 },
			 { "rex-rex-w", { { 0x40, 0x48, 0x89, 0xca }, 4 }, 8 },
			 { "rex-r-66", { { 0x44, 0x66, 0x89, 0xca }, 4 }, 2 },
			 { "rex-nop", { { 0x40, 0x90 }, 2 }, 0 },
			 { "rex-w-nop", { { 0x48, 0x90 }, 2 }, 0 }, ) };

static void prefix(const struct prefix_row *r, struct exec x)
{
	struct exec_state in = insn_state(&x), want;

	in.flags |= EFLAGS_ARITH;
	want = in;
	if (r->bytes)
		insn_put(&want, REG_DX, r->bytes, in.gpr[REG_CX]);
	insn_once(&x, &r->code, &in, &want, 0);
}

TEST_EACH(prefix, const struct prefix_row *r, prefixes,
	  "counts, or is without effect")
{
	prefix(r, ram());
}

TEST_EACH(prefix_forced, const struct prefix_row *r, prefixes,
	  "counts, or is without effect", .needs = NEEDS(&x86_forced_emulation))
{
	prefix(r, forced_ram());
}
