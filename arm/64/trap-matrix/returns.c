/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exception returns: what of SPSR_EL1 becomes PSTATE, where that is illegal, too;
 * and the two stack pointers.
 *
 * Arm ARM, D1.4.4 (illegal return events), C5.2.18 to C5.2.20 (SPSel, SP_EL0),
 * pseudocode of SetPSTATEFromPSR.
 */
#include "suite.h"

TRAP_MATRIX_SUITE;

#define ESR_ILLEGAL 0x3a000000u
#define PSTATE_IL   0x100000ull
#define PSTATE_SEEN 0xf01003dfull /* flags, IL, masks, level */

/* X1 to SPSR_EL1, X2 to ELR_EL1, ERET; NOPs and, 16 bytes on, the target. */
static const uint32_t return_to[] = {
	0xd5184001,		/* msr spsr_el1, x1 */
	0xd5184022,		/* msr elr_el1, x2 */
	0xd69f03e0,		/* eret */
	A64_NOP,    0xd2800ac3, /* mov x3, #0x56: the target */
};

/* The same with what traps there, and a branch to it. */
static const uint32_t return_to_undefined[] = { 0xd5184001, 0xd5184022,
						0xd69f03e0, A64_NOP, A64_UDF };
static const uint32_t branch_to_undefined[] = { 0xd61f0040 /* br x2 */, A64_NOP,
						A64_NOP, A64_NOP, A64_UDF };

#define TCR_TBI0 (1ull << 37)

static uint32_t own_level(void)
{
	return current_el() << 2 | 1;
}

/* To the target with this SPSR; X3 is what it was unless the target ran. */
static struct insn_outcome eret(uint64_t spsr, struct insn_registers *in)
{
	struct insn_outcome o;

	insn_pattern(in);
	o = insn_run1(A64_NOP, false);
	in->x[1] = spsr;
	in->x[2] = o.pc + 16;
	return insn_run(return_to, 5, false, in);
}

static const struct illegal {
	const char *name;
	uint32_t m; /* of SPSR_EL1 */
	uint32_t il;
} illegals[] = {
	{ "el0h", 0x1, 0 },
	{ "el1-reserved", 0x6, 0 },
	{ "el1h-with-bit-1", 0x7, 0 },
	{ "el3h", 0xd, 0 },
	{ "el3t", 0xc, 0 },
	{ "el3-reserved", 0xe, 0 },
	{ "reserved-0xf", 0xf, 0 },
	{ "reserved-0x2", 0x2, 0 },
	{ "reserved-0x3", 0x3, 0 },
	{ "reserved-0xa", 0xa, 0 },
	{ "a32-reserved", 0x14, 0 },
	{ "a32-hyp", 0x1a, 0 },
	{ "a32-monitor", 0x16, 0 },
	{ "a32-svc", 0x13, 0 },
	{ "il-set", 0, PSTATE_IL },
};

/* The level does not change; PSTATE.IL, the flags and the masks do (D1.4.4). */
TEST_EACH(illegal_return, const struct illegal *r, illegals,
	  "sets PSTATE.IL and the next instruction is an exception")
{
	static const uint64_t states[] = { 0x60000000 | PSTATE_MASKED,
					   0x90000000, 0x50000000 | PSTATE_A,
					   PSTATE_D | PSTATE_I, PSTATE_F };
	struct insn_registers in;
	struct insn_outcome o;

	for (unsigned int i = 0; i < 5; i++) {
		test_context("state %u", i);
		o = eret(states[i] | r->il | (r->il ? own_level() : r->m), &in);
		EXPECT_EQ(o.frame.esr, ESR_ILLEGAL);
		EXPECT_EQ(o.frame.pc, in.x[2]);
		EXPECT_EQ(o.frame.vector, 4);
		EXPECT_EQ(o.frame.pstate & PSTATE_SEEN,
			  states[i] | PSTATE_IL | own_level());
		EXPECT_MEMEQ(o.frame.x, in.x, sizeof(in.x));
	}
}

/* "el2h" from EL1 is another level than its own, as is the host's from itself. */
TEST(illegal_level, "a level above its own, or none, is illegal",
     .needs = NEEDS(&arm_at_el1))
{
	struct insn_registers in;
	struct insn_outcome o;

	for (uint32_t m = 8; m <= 9; m++) {
		o = eret(PSTATE_MASKED | m, &in);
		EXPECT_EQ(o.frame.esr, ESR_ILLEGAL);
		EXPECT_EQ(o.frame.pc, in.x[2]);
		EXPECT_EQ(o.frame.pstate & PSTATE_SEEN,
			  PSTATE_MASKED | PSTATE_IL | own_level());
	}
}

TEST(illegal_tge, "EL1 is no level to return to while the host has TGE",
     .needs = NEEDS(&arm_at_el2, &arm_vhe))
{
	struct insn_registers in;
	struct insn_outcome o;

	for (uint32_t m = 4; m <= 5; m++) {
		o = eret(0x30000000 | PSTATE_MASKED | m, &in);
		EXPECT_EQ(o.frame.esr, ESR_ILLEGAL);
		EXPECT_EQ(o.frame.pc, in.x[2]);
		EXPECT_EQ(o.frame.pstate & PSTATE_SEEN,
			  0x30000000 | PSTATE_MASKED | PSTATE_IL | own_level());
		EXPECT_MEMEQ(o.frame.x, in.x, sizeof(in.x));
	}
}

/* PSTATE.PAN is of what is set however legal the rest is. */
TEST(illegal_pan, "PAN is taken from SPSR_EL1 by an illegal return, too",
     .needs = NEEDS(&arm_pan))
{
	struct insn_registers in;
	struct insn_outcome o;

	for (unsigned int pan = 0; pan < 2; pan++) {
		o = eret(PSTATE_MASKED | (pan ? PSTATE_PAN : 0) | 0xf, &in);
		EXPECT_EQ(o.frame.esr, ESR_ILLEGAL);
		EXPECT_EQ(o.frame.pstate & PSTATE_PAN, pan ? PSTATE_PAN : 0);
	}
}

TEST(legal_return, "runs on where SPSR_EL1.M is legal, with flags and masks")
{
	static const uint64_t states[] = { 0x90000000 | PSTATE_MASKED,
					   0x60000000 | PSTATE_I, PSTATE_F,
					   PSTATE_D | PSTATE_A, 0xf0000000 };
	struct insn_registers in;
	struct insn_outcome o;

	for (unsigned int i = 0; i < 5; i++) {
		o = eret(states[i] | own_level(), &in);
		EXPECT_TRUE(o.finished);
		EXPECT_EQ(o.frame.x[3], 0x56);
		EXPECT_EQ(o.frame.pstate & PSTATE_SEEN,
			  states[i] | own_level());
	}
}

static void restore_tcr(unsigned long tcr)
{
	write_sysreg(tcr_el1, tcr);
	tlb_flush_all();
}

/* D8.8.2: with TBI0 a tag does not get into the PC. */
TEST(tagged_return, "a tag of ELR_EL1 is dropped with TBI0")
{
	static const uint64_t tags[] = { 0x01ull << 56, 0x80ull << 56,
					 0xffull << 56 };
	struct insn_registers in;
	struct insn_outcome o;

	test_defer(restore_tcr, read_sysreg(tcr_el1));
	restore_tcr(read_sysreg(tcr_el1) | TCR_TBI0);
	for (unsigned int i = 0; i < 3; i++) {
		insn_pattern(&in);
		o = insn_run1(A64_NOP, false);
		in.x[1] = PSTATE_MASKED | own_level();
		in.x[2] = (o.pc + 16) | tags[i];
		o = insn_run(return_to_undefined, 5, false, &in);
		EXPECT_EQ(o.frame.esr, UNDEF);
		EXPECT_EQ(o.frame.pc, o.pc + 16);
		in.x[2] = (o.pc + 16) | tags[i];
		o = insn_run(branch_to_undefined, 5, false, &in);
		EXPECT_EQ(o.frame.esr, UNDEF);
		EXPECT_EQ(o.frame.pc, o.pc + 16);
	}
}

/* --------------------------------------------------------- stack pointers ---- */

#define SP_EL0 A64_REG(3, 0, 4, 1, 0)
#define SP_EL1 A64_REG(3, 4, 4, 1, 0)
#define SPSEL  A64_REG(3, 0, 4, 2, 0)

/* SP = X0 first, for what the exception is to be taken on. */
static const struct stack_row {
	const char *name;
	uint32_t word;
	bool undefined_at_el2; /* SP_EL1 is EL2's to have */
} stack_rows[] = {
	{ "mrs-sp-el0", A64_MRS(SP_EL0, 1), true },
	{ "msr-sp-el0", A64_MSR(SP_EL0, 1), true },
	{ "mrs-sp-el1", A64_MRS(SP_EL1, 1), false },
	{ "msr-sp-el1", A64_MSR(SP_EL1, 1), false },
};

TEST_EACH(sp_in_use, const struct stack_row *r, stack_rows,
	  "is undefined while it is the stack pointer, or another level's")
{
	static uint64_t stack[2] __attribute__((aligned(16)));
	uint32_t words[] = { 0xd50040bf /* msr spsel, #0 */,
			     0x9100001f /* mov sp, x0 */, r->word };
	struct insn_registers in;
	struct insn_outcome o;

	if (!r->undefined_at_el2 && current_el() == 2)
		SKIP("it is there at EL2");
	insn_pattern(&in);
	in.x[0] = (uintptr_t)stack;
	o = insn_run(words, 3, false, &in);
	EXPECT_EQ(o.frame.esr, UNDEF);
	EXPECT_EQ(o.frame.pc, o.pc + 8);
	EXPECT_EQ(o.frame.vector, 0);
	EXPECT_EQ(o.frame.sp, in.x[0]);
	EXPECT_MEMEQ(o.frame.x, in.x, sizeof(in.x));
}

TEST(sp_el0, "is another register while SPSel is 1, and SP while it is 0")
{
	static uint64_t stack[2] __attribute__((aligned(16)));
	static const uint32_t words[] = {
		A64_MRS(SPSEL, 5),  A64_MSR(SP_EL0, 0),
		A64_MRS(SP_EL0, 1), 0xd50040bf, /* msr spsel, #0 */
		0x910003e2,			/* mov x2, sp */
		A64_MRS(SPSEL, 6),  0xd50041bf, /* msr spsel, #1 */
		0x910003e3,			/* mov x3, sp */
		A64_MSR(SPSEL, 31), 0x910003e4, /* mov x4, sp */
		A64_MSR(SPSEL, 7),
	};
	struct insn_registers in;
	struct insn_outcome o;

	insn_pattern(&in);
	in.x[0] = (uintptr_t)stack;
	in.x[7] = 1;
	o = insn_run(words, 11, false, &in);
	EXPECT_TRUE(o.finished);
	EXPECT_EQ(o.frame.x[1], in.x[0]);
	EXPECT_EQ(o.frame.x[2], in.x[0]);
	EXPECT_NE(o.frame.x[3], in.x[0]);
	EXPECT_EQ(o.frame.x[4], in.x[0]);
	EXPECT_EQ(o.frame.x[5], 1);
	EXPECT_EQ(o.frame.x[6], 0);
}
