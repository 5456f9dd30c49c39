/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions that trap, and their neighbours that do not: vector, return
 * address and fault status of each, in A32 and T32, in user and SVC mode.
 *
 * Arm ARM, G1.12 (exceptions), F5.1 (instructions).
 */
#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/insn_32.h>
#include <test/test.h>

TEST_SUITE("traps32",
	   .summary = "instructions trap as the manual says, with everything "
		      "else unchanged");

#define T CPSR_T

/* What it does in SVC mode is not for this suite: it changes the library's. */
#define NOT_RUN ((enum trap_cause)TRAP_NR_CAUSES)

/* In the long format; EXT and the others are not set. */
#define IFSR_DEBUG 0x222

static const struct row {
	const char *name;
	uint32_t insn;
	uint32_t state;		      /* T, flags */
	enum trap_cause user, kernel; /* TRAP_NONE: it runs */
	unsigned long error;
	unsigned int offset; /* of the return address */
} rows[] = {
	{ "udf", A32_UDF, 0, ARM_UNKNOWN, ARM_UNKNOWN },
	{ "udf-ffff", 0xe7ffffff, 0, ARM_UNKNOWN, ARM_UNKNOWN },
	{ "udf-t16", 0xde00, T, ARM_UNKNOWN, ARM_UNKNOWN },
	{ "udf-t16-ff", 0xdeff, T, ARM_UNKNOWN, ARM_UNKNOWN },
	{ "udf-t32", 0xf7f0a000, T, ARM_UNKNOWN, ARM_UNKNOWN },
	{ "svc", A32_SVC(0x12), 0, ARM_SVC, ARM_SVC, 0, 4 },
	{ "svc-ffffff", A32_SVC(0xffffff), 0, ARM_SVC, ARM_SVC, 0, 4 },
	{ "svc-t16", T16_SVC(0x7b), T, ARM_SVC, ARM_SVC, 0, 2 },
	{ "svc-eq-z", 0x0f000001, 0x40000000, ARM_SVC, ARM_SVC, 0, 4 },
	{ "svc-eq-nz", 0x0f000001, 0, TRAP_NONE, TRAP_NONE },
	{ "svc-ne-z", 0x1f000001, 0x40000000, TRAP_NONE, TRAP_NONE },
	{ "svc-hi", 0x8f000001, 0x20000000, ARM_SVC, ARM_SVC, 0, 4 },
	{ "svc-hi-not", 0x8f000001, 0x60000000, TRAP_NONE, TRAP_NONE },
	{ "svc-ge", 0xaf000001, 0x90000000, ARM_SVC, ARM_SVC, 0, 4 },
	{ "svc-ge-not", 0xaf000001, 0x80000000, TRAP_NONE, TRAP_NONE },
	{ "bkpt", 0xe1200070, 0, ARM_BRK, ARM_BRK, IFSR_DEBUG },
	{ "bkpt-ffff", 0xe12fff7f, 0, ARM_BRK, ARM_BRK, IFSR_DEBUG },
	{ "bkpt-t16", 0xbe07, T, ARM_BRK, ARM_BRK, IFSR_DEBUG },
	{ "hvc", 0xe1400070, 0, ARM_UNKNOWN, NOT_RUN },
	{ "nop", A32_NOP, 0, TRAP_NONE, TRAP_NONE },
	{ "nop-t16", T16_NOP, T, TRAP_NONE, TRAP_NONE },
	{ "nop-t32", 0xf3af8000, T, TRAP_NONE, TRAP_NONE },
	{ "yield", 0xe320f001, 0, TRAP_NONE, TRAP_NONE },
	{ "sev", 0xe320f004, 0, TRAP_NONE, TRAP_NONE },
	{ "dmb", 0xf57ff05f, 0, TRAP_NONE, TRAP_NONE },
	/* coprocessors that are not there */
	{ "mcr-p2", A32_MCR(2, 0, 0, 0, 0, 0), 0, ARM_UNKNOWN, ARM_UNKNOWN },
	{ "mrc-p7", A32_MRC(7, 0, 0, 0, 0, 0), 0, ARM_UNKNOWN, ARM_UNKNOWN },
	{ "cdp-p3", 0xee000300, 0, ARM_UNKNOWN, ARM_UNKNOWN },
	{ "ldc-p4", 0xed900400, 0, ARM_UNKNOWN, ARM_UNKNOWN },
	/* registers that are not there, or not for everybody */
	{ "mrc-p15-c0-6", A32_MRC(15, 6, 0, 0, 0, 0), 0, ARM_UNKNOWN,
	  ARM_UNKNOWN },
	{ "mrc-p15-c2-7", A32_MRC(15, 0, 0, 2, 7, 7), 0, ARM_UNKNOWN,
	  ARM_UNKNOWN },
	{ "mrc-scr", A32_MRC(15, 0, 0, 1, 1, 0), 0, ARM_UNKNOWN, ARM_UNKNOWN },
	{ "mcr-sctlr", A32_MCR(15, 0, 0, 1, 0, 0), 0, ARM_UNKNOWN, NOT_RUN },
	{ "mcr-midr", A32_MCR(15, 0, 0, 0, 0, 0), 0, ARM_UNKNOWN, ARM_UNKNOWN },
	{ "mcr-tpidruro", A32_MCR(15, 0, 0, 13, 0, 3), 0, ARM_UNKNOWN,
	  NOT_RUN },
	{ "mrc-tpidrprw", A32_MRC(15, 0, 0, 13, 0, 4), 0, ARM_UNKNOWN,
	  NOT_RUN },
	{ "mcr-cntfrq", A32_MCR(15, 0, 0, 14, 0, 0), 0, ARM_UNKNOWN, NOT_RUN },
	/* what user mode may not do has no effect there */
	{ "cpsid", 0xf10c01c0, 0, TRAP_NONE, TRAP_NONE },
	{ "cpsie", 0xf10801c0, 0, TRAP_NONE, NOT_RUN },
	{ "cps-sys", 0xf102001f, 0, TRAP_NONE, NOT_RUN },
	{ "msr-cpsr-c", 0xe321f0d3, 0, TRAP_NONE, NOT_RUN },
};

static void run(const struct row *r, uint32_t mode, enum trap_cause cause)
{
	struct a32_outcome o;

	if (cause == NOT_RUN)
		return;
	test_context("%s mode", mode == MODE_USR ? "user" : "SVC");
	o = a32_run1(r->insn, mode | r->state);
	if (cause == TRAP_NONE)
		expect_a32_done(&o, 0);
	else
		expect_a32_trap(&o, cause, r->error, r->offset);
	EXPECT_EQ(o.trap.user, mode == MODE_USR);
	EXPECT_FALSE(o.trap.write);
	EXPECT_EQ(o.trap.address, 0);
}

TEST_EACH(insn, const struct row *r, rows,
	  "traps or runs, in user and in SVC mode")
{
	run(r, MODE_USR, r->user);
	run(r, MODE_SVC, r->kernel);
}

/* Any mode but SVC has its own registers: those of the others stay. */
static const struct mode {
	const char *name;
	uint32_t mode;
} modes[] = {
	{ "sys", MODE_SYS },
	{ "usr", MODE_USR },
	{ "svc", MODE_SVC },
};

TEST_EACH(flags, const struct mode *m, modes,
	  "are in SPSR as they were in CPSR, all of them")
{
	static const uint32_t flags[] = {
		0x00000000, 0x80000000, 0x40000000, 0x20000000,
		0x10000000, 0x08000000, 0xf8000000, 0x000f0000,
		0x00050000, 0x000a0000, CPSR_E,	    0xf80f0200,
	};

	for (unsigned int i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		struct a32_outcome o;

		o = a32_run1(A32_UDF, m->mode | flags[i]);
		EXPECT_EQ(o.frame.cpsr, m->mode | flags[i] | CPSR_MASKED);
		o = a32_run1(T16_UDF, m->mode | flags[i] | CPSR_T);
		EXPECT_EQ(o.frame.cpsr,
			  m->mode | flags[i] | CPSR_MASKED | CPSR_T);
		/* and a NOP in between leaves them */
		o = a32_run1(A32_NOP, m->mode | flags[i]);
		expect_a32_done(&o, 0);
	}
}
