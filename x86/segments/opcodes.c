/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Opcodes about segments that are none: CS is not loaded by MOV, there are six
 * segment registers, and 64-bit code has not got the instructions below.
 *
 * Intel SDM vol. 2, MOV, and the "64-Bit Mode: invalid" of each.
 */
#include "suite.h"

SEGMENTS_SUITE;

#define OPCODE(id, bytes)                                \
	SNIPPET(id, ".byte " bytes);                     \
	SNIPPET32(id##_compat, ".byte " bytes)
#define ROW(name, id) \
	{ name, SNIPPET_OF(id), SNIPPET_OF(id##_compat) }

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

static void expect_ud(const struct snippet *code, bool compat,
		      unsigned int cpl)
{
	struct run_state in = run_defaults(code->at, cpl);

	if (compat)
		seg_compat(&in, cpl);
	in.di = (uintptr_t)run_stack;
	/* selectors that would do */
	in.ax = cpl == 3 ? USER_DS : KERNEL_DS;
	seg_check(code, &in, &in, (struct seg_expect){ X86_UD, 0 });
}

TEST_EACH(no_such, const struct nowhere *n, nowhere,
	  "raises #UD in every mode and at every level")
{
	expect_ud(&n->native, false, 0);
	expect_ud(&n->native, false, 3);
	expect_ud(&n->compat, true, 0);
	expect_ud(&n->compat, true, 3);
}

OPCODE(push_es, "0x06");
OPCODE(pop_es, "0x07");
OPCODE(push_cs, "0x0e");
OPCODE(push_ss, "0x16");
OPCODE(pop_ss, "0x17");
OPCODE(push_ds, "0x1e");
OPCODE(pop_ds, "0x1f");
OPCODE(daa, "0x27");
OPCODE(das, "0x2f");
OPCODE(aaa, "0x37");
OPCODE(aas, "0x3f");
OPCODE(pusha, "0x60");
OPCODE(popa, "0x61");
OPCODE(bound, "0x62, 0x07"); /* EAX by (DI) */
OPCODE(add_82, "0x82, 0xc0, 0x01");
OPCODE(call_far, "0x9a, 0, 0, 0, 0, 0x1b, 0");
OPCODE(les, "0xc4, 0x1f");
OPCODE(lds, "0xc5, 0x1f");
OPCODE(into, "0xce");
OPCODE(aam, "0xd4, 0x0a");
OPCODE(aad, "0xd5, 0x0a");
OPCODE(salc, "0xd6");
OPCODE(jmp_far, "0xea, 0, 0, 0, 0, 0x1b, 0");

static const struct old {
	const char *name;
	struct snippet native, compat;
	bool elsewhere; /* runs to its end in 32-bit code too, else tested apart */
} olds[] = {
	{ "push-es", SNIPPET_OF(push_es), SNIPPET_OF(push_es_compat), true },
	{ "pop-es", SNIPPET_OF(pop_es), SNIPPET_OF(pop_es_compat) },
	{ "push-cs", SNIPPET_OF(push_cs), SNIPPET_OF(push_cs_compat), true },
	{ "push-ss", SNIPPET_OF(push_ss), SNIPPET_OF(push_ss_compat), true },
	{ "pop-ss", SNIPPET_OF(pop_ss), SNIPPET_OF(pop_ss_compat) },
	{ "push-ds", SNIPPET_OF(push_ds), SNIPPET_OF(push_ds_compat), true },
	{ "pop-ds", SNIPPET_OF(pop_ds), SNIPPET_OF(pop_ds_compat) },
	{ "daa", SNIPPET_OF(daa), SNIPPET_OF(daa_compat), true },
	{ "das", SNIPPET_OF(das), SNIPPET_OF(das_compat), true },
	{ "aaa", SNIPPET_OF(aaa), SNIPPET_OF(aaa_compat), true },
	{ "aas", SNIPPET_OF(aas), SNIPPET_OF(aas_compat), true },
	{ "pusha", SNIPPET_OF(pusha), SNIPPET_OF(pusha_compat), true },
	{ "popa", SNIPPET_OF(popa), SNIPPET_OF(popa_compat), true },
	{ "bound", SNIPPET_OF(bound), SNIPPET_OF(bound_compat) },
	{ "opcode-82", SNIPPET_OF(add_82), SNIPPET_OF(add_82_compat), true },
	{ "call-far", SNIPPET_OF(call_far), SNIPPET_OF(call_far_compat) },
	{ "les", SNIPPET_OF(les), SNIPPET_OF(les_compat) },
	{ "lds", SNIPPET_OF(lds), SNIPPET_OF(lds_compat) },
	{ "into", SNIPPET_OF(into), SNIPPET_OF(into_compat), true },
	{ "aam", SNIPPET_OF(aam), SNIPPET_OF(aam_compat), true },
	{ "aad", SNIPPET_OF(aad), SNIPPET_OF(aad_compat), true },
	{ "salc", SNIPPET_OF(salc), SNIPPET_OF(salc_compat), true },
	{ "jmp-far", SNIPPET_OF(jmp_far), SNIPPET_OF(jmp_far_compat) },
};

/* LES and LDS are prefixes of AVX, which is off; 62 is that of AVX-512. */
TEST_EACH(old, const struct old *o, olds,
	  "is no instruction of 64-bit code, and is one of 32-bit code")
{
	struct run_state in;
	struct run_end end;

	if (IS_64) {
		expect_ud(&o->native, false, 0);
		expect_ud(&o->native, false, 3);
	}
	if (!o->elsewhere) {
		if (!IS_64)
			SKIP("what it does is other cases' business");
		return;
	}
	in = run_defaults(o->compat.at, 3);
	seg_compat(&in, 3);
	end = run_until_trap(&in);
	EXPECT_TRAP(end.trap, X86_UD);
	EXPECT_EQ(end.state.ip, (uintptr_t)o->compat.end);
}
