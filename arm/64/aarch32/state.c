/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registers and PSTATE between AArch64 and AArch32, and PC at the end of 4 GiB. */
#include "suite.h"

AARCH32_SUITE;

/* D1.9.1: r13 is X13, r14 is X14, and no upper half is seen. */
TEST(registers, "are the lower halves of X0 to X14")
{
	/* mov r0, sp; mov r1, lr; add sp, sp, #4; sub lr, lr, #4 */
	static const uint32_t code[] = { 0xe1a0000d, 0xe1a0100e, 0xe28dd004,
					 0xe24ee004 };
	struct registers in = pattern(0);
	struct trap_frame f;

	put_all(code, 4);
	f = run(&in);
	expect_trap(&f, &in, ESR_UNDEFINED, CODE + 16,
		    1 << 0 | 1 << 1 | 1 << 13 | 1 << 14);
	EXPECT_EQ(f.x[0], (uint32_t)in.x[13]);
	EXPECT_EQ(f.x[1], (uint32_t)in.x[14]);
	EXPECT_EQ(f.x[13], (uint32_t)in.x[13] + 4);
	EXPECT_EQ(f.x[14], (uint32_t)in.x[14] - 4);
}

/* adds r0, r0, r1: a carry out of bit 31, which is not one of bit 63 */
static const struct sum {
	const char *name;
	uint64_t a, b;
	uint32_t result, flags;
} sums[] = {
	{ "zero", 0xffffffff00000001, 0xffffffff, 0, Z | C },
	{ "upper-halves", 0x1234567800000002, 0x8765432100000003, 5, 0 },
	{ "overflow", 0x7fffffff, 1, 0x80000000, N | 0x10000000 },
	{ "negative", 0xffffffff80000000, 0xffffffff, 0x7fffffff,
	  C | 0x10000000 },
};

TEST_EACH(sum, const struct sum *s, sums, "is one of 32 bits, zero-extended")
{
	static const uint32_t adds = 0xe0900001;
	struct registers in = pattern(0);
	struct trap_frame f;

	put_all(&adds, 1);
	in.x[0] = s->a;
	in.x[1] = s->b;
	f = run(&in);
	EXPECT_EQ(f.x[0], s->result);
	in.pstate |= s->flags;
	expect_trap(&f, &in, ESR_UNDEFINED, CODE + 4, 1 << 0);
}

TEST(pc, "is the lower half of ELR_EL1")
{
	struct registers in = pattern(0);
	struct trap_frame f;

	put(CODE, A32_UDF, 4);
	in.pc |= 0xdeadbeef00000000;
	f = run(&in);
	expect_trap(&f, &in, ESR_UNDEFINED, CODE, 0);
}

/* --------------------------------------------------------------- PSTATE ---- */

static const struct state {
	const char *name;
	uint32_t pstate;
} states[] = {
	{ "none", 0 },
	{ "n", N },
	{ "z", Z },
	{ "c", C },
	{ "v", 0x10000000 },
	{ "q", 0x08000000 },
	{ "ge", 0x000f0000 },
	{ "ge-odd", 0x000a0000 },
	{ "big-endian", BIG },
	{ "thumb", THUMB },
	{ "thumb-all", THUMB | 0xf80f0000 },
	{ "it-eq-1", THUMB | Z | IT(0x08) },
	{ "it-ne-4", THUMB | IT(0x11) },
	{ "it-al-2", THUMB | IT(0xe4) },
	{ "it-le-3", THUMB | Z | IT(0xd2) },
};

TEST_EACH(pstate, const struct state *s, states,
	  "is in SPSR_EL1 as it was at the instruction, every bit")
{
	struct registers in = pattern(s->pstate);
	bool thumb = s->pstate & THUMB;
	struct trap_frame f;

	put(CODE, thumb ? T16_UDF : A32_UDF, thumb ? 2 : 4);
	f = run(&in);
	expect_trap(&f, &in, ESR_UNDEFINED, CODE, 0);
}

/* What later architectures have added, where it is in SPSR_EL1 (not in CPSR). */
static const struct added {
	const char *name;
	uint32_t pstate;
	const struct feature *feature;
} added[] = {
	{ "dit", 1u << 24, &arm_dit },
	{ "dit-all", 1u << 24 | 0xf80f0000, &arm_dit },
	{ "dit-thumb", 1u << 24 | THUMB, &arm_dit },
	{ "ssbs", 1u << 23, &arm_ssbs },
	{ "ssbs-thumb", 1u << 23 | THUMB | 0xf80f0000, &arm_ssbs },
	{ "pan", 1u << 22, &arm_pan },
	{ "pan-all", 1u << 22 | 0xf80f0000, &arm_pan },
};

TEST_EACH(later, const struct added *a, added,
	  "is in SPSR_EL1 as it was at the instruction, each alone")
{
	struct registers in = pattern(a->pstate);
	bool thumb = a->pstate & THUMB;
	struct trap_frame f;

	if (!a->feature->probe())
		SKIP("no %s", a->feature->name);
	put(CODE, thumb ? T16_UDF : A32_UDF, thumb ? 2 : 4);
	f = run(&in);
	expect_trap(&f, &in, ESR_UNDEFINED, CODE, 0);
}

/* An instruction whose condition fails is passed by; SVC has moved on. */
static const struct it {
	const char *name;
	uint32_t insn;
	uint32_t before, after; /* IT */
	uint32_t esr;
	unsigned int offset;
} its[] = {
	{ "udf-skipped", T16_UDF, 0x08, 0x00, ESR_UNDEFINED, 2 },
	{ "svc-skipped", 0xdf05, 0x08, 0x00, ESR_UNDEFINED, 2 },
	{ "bkpt-not-skipped", 0xbe05, 0x08, 0x08, 0xe0000005, 0 },
	{ "svc-last", 0xdf05, 0x18, 0x00, 0x44000005, 2 },
	{ "svc-first-of-two", 0xdf05, 0x14, 0x08, 0x44000005, 2 },
	{ "svc-first-of-four", 0xdf05, 0x11, 0x02, 0x44000005, 2 },
	{ "nop-first-of-two", 0xbf00, 0x1c, 0x18, ESR_UNDEFINED, 2 },
};

TEST_EACH(it, const struct it *i, its, "goes on by one at each instruction")
{
	struct registers in = pattern(THUMB | IT(i->before)); /* Z clear */
	struct trap_frame f;

	put(CODE, i->insn, 2);
	put(CODE + 2, T16_UDF, 2);
	f = run(&in);
	in.pstate = (in.pstate & ~(uint64_t)IT(0xff)) | IT(i->after);
	expect_trap(&f, &in, i->esr, CODE + i->offset, 0);
}

/* ------------------------------------------------------------ PC at 2^32 ---- */

static const struct wrap {
	const char *name;
	uint32_t insn;
	bool thumb;
	uint32_t esr;
	bool stays; /* traps at the instruction itself */
} wraps[] = {
	{ "svc", 0xef000001, false, 0x46000001, false },
	{ "svc-t16", 0xdf01, true, 0x44000001, false },
	{ "mov", 0xe1a01001, false, ESR_UNDEFINED, false },
	{ "nop-t16", 0xbf00, true, ESR_UNDEFINED, false },
	{ "skipped", 0x0f000001, false, ESR_UNDEFINED, false },
	{ "udf", A32_UDF, false, ESR_UNDEFINED, true },
	{ "bkpt", 0xe1200070, false, 0xe2000000, true },
};

TEST_EACH(wrap, const struct wrap *w, wraps,
	  "goes on at 0 behind the last instruction of 4 GiB")
{
	unsigned int bytes = w->thumb ? 2 : 4;
	struct registers in = pattern(w->thumb ? THUMB : 0);
	struct trap_frame f;

	in.pc = 0x100000000 - bytes;
	put((uint32_t)in.pc, w->insn, bytes);
	put(ZERO, w->thumb ? T16_UDF : A32_UDF, bytes);
	f = run(&in);
	expect_trap(&f, &in, w->esr, w->stays ? in.pc : 0, 0);
}

/* A branch back over the boundary, and a load at an address that wraps. */
TEST(wrap_branch, "reaches the end of 4 GiB from 0")
{
	struct registers in = pattern(0);
	struct trap_frame f;

	put(ZERO, 0xeafffffd, 4); /* b . - 4 */
	put(0xfffffffc, A32_UDF, 4);
	in.pc = ZERO;
	f = run(&in);
	expect_trap(&f, &in, ESR_UNDEFINED, 0xfffffffc, 0);
}

TEST(wrap_address, "of a load is one of 32 bits")
{
	static const uint32_t ldr = 0xe7901002; /* ldr r1, [r0, r2] */
	struct registers in = pattern(0);
	struct trap_frame f;

	put_all(&ldr, 1);
	put(DATA + 8, 0x600dda7a, 4);
	in.x[0] = 0xfffffff8;
	in.x[2] = DATA + 16;
	f = run(&in);
	expect_trap(&f, &in, ESR_UNDEFINED, CODE + 4, 1 << 1);
	EXPECT_EQ(f.x[1], 0x600dda7a);
}
