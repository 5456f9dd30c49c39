/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Opcodes about segments that are none: CS is not loaded by MOV, and there are
 * six segment registers. What 64-bit code has not got (suite segments64) 32-bit
 * code has.
 *
 * Intel SDM vol. 2, MOV, and the pages of each.
 */
#include "suite.h"

SEGMENTS_SUITE;

#define OPCODE(id, bytes)            \
	SNIPPET(id, ".byte " bytes); \
	SNIPPET32(id##_compat, ".byte " bytes)
#define ROW(name, id)                                         \
	{                                                     \
		name, SNIPPET_OF(id), SNIPPET_OF(id##_compat) \
	}

/* In every mode. */
OPCODE(mov_to_cs, "0x8e, 0xc8");
OPCODE(mov_to_cs_mem, "0x8e, 0x0f"); /* from (DI) */
OPCODE(mov_to_6, "0x8e, 0xf0");
OPCODE(mov_to_7, "0x8e, 0xf8");
OPCODE(mov_from_6, "0x8c, 0xf0");
OPCODE(mov_from_7, "0x8c, 0xf8");
OPCODE(lfs_register, "0x0f, 0xb4, 0xd8");
OPCODE(lgs_register, "0x0f, 0xb5, 0xd8");
OPCODE(lss_register, "0x0f, 0xb2, 0xd8");
OPCODE(far_call_register, "0xff, 0xd8");
OPCODE(far_jmp_register, "0xff, 0xe8");
OPCODE(lock_mov_sreg, "0xf0, 0x8e, 0xd8");
OPCODE(lock_verr, "0xf0, 0x0f, 0x00, 0xe0");

static const struct nowhere {
	const char *name;
	struct snippet native, compat;
} nowhere[] = {
	ROW("mov-to-cs", mov_to_cs),
	ROW("mov-to-cs-from-memory", mov_to_cs_mem),
	ROW("mov-to-segment-6", mov_to_6),
	ROW("mov-to-segment-7", mov_to_7),
	ROW("mov-from-segment-6", mov_from_6),
	ROW("mov-from-segment-7", mov_from_7),
	ROW("lfs-register", lfs_register),
	ROW("lgs-register", lgs_register),
	ROW("lss-register", lss_register),
	ROW("far-call-register", far_call_register),
	ROW("far-jmp-register", far_jmp_register),
	ROW("lock-mov", lock_mov_sreg),
	ROW("lock-verr", lock_verr),
};

static void expect_ud(const struct snippet *code, bool compat, unsigned int cpl)
{
	struct run_state in = run_defaults(code->at, cpl);

	if (compat)
		run_level_compat(&in, cpl);
	in.di = (uintptr_t)run_stack;
	/* selectors that would do */
	in.ax = cpl == 3 ? USER_DS : KERNEL_DS;
	run_check(code, &in, &in, (struct run_expect){ X86_UD, 0 });
}

TEST_EACH(no_such, const struct nowhere *n, nowhere,
	  "raises #UD in every mode and at every level")
{
	expect_ud(&n->native, false, 0);
	expect_ud(&n->native, false, 3);
	expect_ud(&n->compat, true, 0);
	expect_ud(&n->compat, true, 3);
}

SNIPPET32(push_es, ".byte 0x06");
SNIPPET32(push_cs, ".byte 0x0e");
SNIPPET32(push_ss, ".byte 0x16");
SNIPPET32(push_ds, ".byte 0x1e");
SNIPPET32(daa, ".byte 0x27");
SNIPPET32(das, ".byte 0x2f");
SNIPPET32(aaa, ".byte 0x37");
SNIPPET32(aas, ".byte 0x3f");
SNIPPET32(pusha, ".byte 0x60");
SNIPPET32(popa, ".byte 0x61");
SNIPPET32(add_82, ".byte 0x82, 0xc0, 0x01");
SNIPPET32(into, ".byte 0xce");
SNIPPET32(aam, ".byte 0xd4, 0x0a");
SNIPPET32(aad, ".byte 0xd5, 0x0a");
SNIPPET32(salc, ".byte 0xd6");

static const struct old {
	const char *name;
	struct snippet code;
} olds[] = {
	{ "push-es", SNIPPET_OF(push_es) },  { "push-cs", SNIPPET_OF(push_cs) },
	{ "push-ss", SNIPPET_OF(push_ss) },  { "push-ds", SNIPPET_OF(push_ds) },
	{ "daa", SNIPPET_OF(daa) },	     { "das", SNIPPET_OF(das) },
	{ "aaa", SNIPPET_OF(aaa) },	     { "aas", SNIPPET_OF(aas) },
	{ "pusha", SNIPPET_OF(pusha) },	     { "popa", SNIPPET_OF(popa) },
	{ "opcode-82", SNIPPET_OF(add_82) }, { "into", SNIPPET_OF(into) },
	{ "aam", SNIPPET_OF(aam) },	     { "aad", SNIPPET_OF(aad) },
	{ "salc", SNIPPET_OF(salc) },
};

TEST_EACH(old, const struct old *o, olds, "is an instruction of 32-bit code")
{
	struct run_state in = run_defaults(o->code.at, 3);
	struct run_end end;

	run_level_compat(&in, 3);
	end = run_until_trap(&in);
	EXPECT_TRAP(end.trap, X86_UD);
	EXPECT_EQ(end.state.ip, (uintptr_t)o->code.end);
}
