/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Exceptions from AArch32: syndrome and return address; controls of EL1. */
#include "suite.h"

#include <arm/gic.h>

AARCH32_SUITE;

#define NTWI	(1ull << 16) /* SCTLR_EL1 */
#define NTWE	(1ull << 18)
#define SED	(1ull << 8)
#define ITD	(1ull << 7)
#define CP15BEN (1ull << 5)
#define EL0CT	3ull /* CNTKCTL_EL1 */
#define FPEN	(3ull << 20)

/* MRC, MCR p15; MRRC, of r0 and, below, of r0 and r1 */
#define MRC(op1, crn, crm, op2) \
	(0xee100f10u | (op1) << 21 | (crn) << 16 | (op2) << 5 | (crm))
#define MCR(op1, crn, crm, op2) (MRC(op1, crn, crm, op2) & ~(1u << 20))
#define MRRC(op1, crm)		(0xec510f00u | (op1) << 4 | (crm))

/* D19.2.40: a conditional instruction that ran always; IL is for 32 bits */
#define ISS_ALWAYS 0x01e00000u
#define IL	   0x02000000u
#define EC(ec)	   ((uint32_t)(ec) << 26)
#define CP15_ESR(op1, crn, crm, op2)                                         \
	(EC(3) | IL | ISS_ALWAYS | (op2) << 17 | (op1) << 14 | (crn) << 10 | \
	 (crm) << 1 | 1)
#define CP15_64_ESR(op1, crm) \
	(EC(4) | IL | ISS_ALWAYS | (op1) << 16 | 1 << 10 | (crm) << 1 | 1)

static const struct row {
	const char *name;
	uint32_t insn;
	uint32_t state; /* THUMB, flags */
	uint32_t esr;	/* 0: it runs */
	unsigned int offset;
} rows[] = {
	{ "svc", 0xef000012, 0, 0x46000012, 4 },
	{ "svc-ffffff", 0xefffffff, 0, 0x4600ffff, 4 },
	{ "svc-t16", 0xdf21, THUMB, 0x44000021, 2 },
	{ "svc-eq-z", 0x0f000034, Z, 0x46000034, 4 },
	{ "svc-eq-nz", 0x0f000034, 0, 0 },
	{ "svc-ne-z", 0x1f000034, Z, 0 },
	{ "svc-cc-c", 0x3f000034, C, 0 },
	{ "svc-pl-n", 0x5f000034, N, 0 },
	{ "udf", A32_UDF, 0, ESR_UNDEFINED },
	{ "udf-t16", 0xde42, THUMB, ESR_UNDEFINED },
	{ "bkpt", 0xe1200077, 0, 0xe2000007 },
	{ "bkpt-ffff", 0xe12fff7f, 0, 0xe200ffff },
	{ "bkpt-t16", 0xbe07, THUMB, 0xe0000007 },
	{ "hvc", 0xe1400070, 0, ESR_UNDEFINED },
	{ "smc", 0xe1600070, 0, ESR_UNDEFINED },
	{ "nop", 0xe320f000, 0, 0 },
	{ "nop-t16", 0xbf00, THUMB, 0 },
	{ "cpsid", 0xf10c01c0, 0, 0 }, /* no effect at EL0 */
	{ "msr-cpsr-c", 0xe321f0d3, 0, 0 },
	{ "mrc-sctlr", MRC(0, 1, 0, 0), 0, ESR_UNDEFINED },
	{ "mcr-sctlr", MCR(0, 1, 0, 0), 0, ESR_UNDEFINED },
	{ "mrc-midr", MRC(0, 0, 0, 0), 0, ESR_UNDEFINED },
	{ "mcr-tpidruro", MCR(0, 13, 0, 3), 0, ESR_UNDEFINED },
	{ "mrc-tpidrprw", MRC(0, 13, 0, 4), 0, ESR_UNDEFINED },
	{ "mrc-p14-dbgdtr", 0xee100e15, 0, ESR_UNDEFINED },
	{ "mcr-p2", 0xee000210, 0, ESR_UNDEFINED },
};

static struct trap_frame run_one(const struct row *r, struct registers *in)
{
	bool thumb = r->state & THUMB;

	*in = pattern(r->state);
	put(CODE, r->insn, thumb ? 2 : 4);
	put(CODE + (thumb ? 2 : 4), thumb ? T16_UDF : A32_UDF, thumb ? 2 : 4);
	return run(in);
}

static void expect_row(const struct row *r, uint32_t changed)
{
	struct registers in;
	struct trap_frame f = run_one(r, &in);

	if (r->esr)
		expect_trap(&f, &in, r->esr, CODE + r->offset, 0);
	else
		expect_trap(&f, &in, ESR_UNDEFINED,
			    CODE + (r->state & THUMB ? 2 : 4), changed);
}

TEST_EACH(insn, const struct row *r, rows,
	  "traps with its syndrome and address, or runs")
{
	expect_row(r, 0);
}

/* ------------------------------------------------------------- controls ---- */

static const struct control {
	const char *name;
	void (*set)(uint64_t mask, uint64_t bits);
	uint64_t bits; /* that allow it */
	struct row trapped;
	uint32_t changed; /* registers, where it runs */
} controls[] = {
	{ "wfi",
	  set_sctlr,
	  NTWI,
	  { "", 0xe320f003, 0, EC(1) | IL | ISS_ALWAYS } },
	{ "wfi-t16",
	  set_sctlr,
	  NTWI,
	  { "", 0xbf30, THUMB, EC(1) | ISS_ALWAYS } },
	{ "wfe",
	  set_sctlr,
	  NTWE,
	  { "", 0xe320f002, 0, EC(1) | IL | ISS_ALWAYS | 1 } },
	{ "mrrc-cntvct",
	  set_cntkctl,
	  2,
	  { "", MRRC(1, 14), 0, CP15_64_ESR(1, 14) },
	  3 },
	{ "mrrc-cntpct",
	  set_cntkctl,
	  1,
	  { "", MRRC(0, 14), 0, CP15_64_ESR(0, 14) },
	  3 },
	{ "mrc-cntfrq",
	  set_cntkctl,
	  3,
	  { "", MRC(0, 14, 0, 0), 0, CP15_ESR(0, 14, 0, 0) },
	  1 },
	{ "mrc-cntv-ctl",
	  set_cntkctl,
	  1 << 8,
	  { "", MRC(0, 14, 3, 1), 0, CP15_ESR(0, 14, 3, 1) },
	  1 },
	{ "mrc-cntp-ctl",
	  set_cntkctl,
	  1 << 9,
	  { "", MRC(0, 14, 2, 1), 0, CP15_ESR(0, 14, 2, 1) },
	  1 },
	{ "vmrs-fpscr",
	  set_cpacr,
	  FPEN,
	  { "", 0xeef10a10, 0, EC(7) | IL | ISS_ALWAYS },
	  1 },
	{ "cp15dmb",
	  set_sctlr,
	  CP15BEN,
	  { "", MCR(0, 7, 10, 5), 0, ESR_UNDEFINED } },
	{ "cp15dsb",
	  set_sctlr,
	  CP15BEN,
	  { "", MCR(0, 7, 10, 4), 0, ESR_UNDEFINED } },
	{ "cp15isb",
	  set_sctlr,
	  CP15BEN,
	  { "", MCR(0, 7, 5, 4), 0, ESR_UNDEFINED } },
};

static void take_wake(uintptr_t none)
{
	(void)none;
	gic_take_wake();
}

TEST_EACH(control, const struct control *c, controls,
	  "traps where EL1 says so, and else runs")
{
	struct row runs = c->trapped;

	runs.esr = 0;
	c->set(c->bits, 0);
	if (c->bits == CP15BEN && read_sysreg(sctlr_el1) & CP15BEN)
		SKIP("SCTLR_EL1.CP15BEN is not implemented");
	expect_row(&c->trapped, 0);
	c->set(c->bits, c->bits);
	/* an interrupt that is masked: nothing waits, and so nothing traps */
	gic_init();
	gic_wake(0);
	test_defer(take_wake, 0);
	expect_row(&runs, c->changed);
}

TEST(setend, "is undefined with SED, and else changes the order of bytes")
{
	static const uint32_t setend_be = 0xf1010200, ldr = 0xe5901000;
	const struct row trapped = { "", setend_be, 0, ESR_UNDEFINED };
	const uint32_t code[] = { setend_be, ldr };
	struct registers in = pattern(0);
	struct trap_frame f;

	set_sctlr(SED, SED);
	expect_row(&trapped, 0);
	set_sctlr(SED, 0);
	put(DATA, 0x11223344, 4);
	put_all(code, 2);
	in.x[0] = DATA;
	f = run(&in);
	in.pstate |= BIG;
	expect_trap(&f, &in, ESR_UNDEFINED, CODE + 8, 1 << 1);
	EXPECT_EQ((uint32_t)f.x[1], 0x44332211);
}

/* Optional: the bit is RES0 where it is not there. IT, then 32 bits. */
TEST(it_disable, "makes IT of anything but one 16-bit instruction undefined")
{
	struct registers in = pattern(THUMB | Z);
	struct trap_frame f;

	set_sctlr(ITD, ITD);
	if (!(read_sysreg(sctlr_el1) & ITD))
		SKIP("SCTLR_EL1.ITD is not implemented");
	put(CODE, 0xbf04, 2); /* ITT EQ */
	put(CODE + 2, 0xbf00, 2);
	put(CODE + 4, 0xbf00, 2);
	put(CODE + 6, T16_UDF, 2);
	f = run(&in);
	expect_trap(&f, &in, ESR_UNDEFINED, CODE, 0);
	set_sctlr(ITD, 0);
	f = run(&in);
	expect_trap(&f, &in, ESR_UNDEFINED, CODE + 6, 0);
}

/* --------------------------------------------------------------- aborts ---- */

static const struct abort {
	const char *name;
	uint32_t insn;
	uint32_t address;
	uint32_t esr; /* of a fault of level 0 */
	bool missing; /* the level is known: else 3 */
} aborts[] = {
	{ "load", 0xe5901000, GAP, 0x92000004, true },
	{ "load-end", 0xe5d01000, 0xffffefff, 0x92000004, true },
	{ "store", 0xe5801000, GAP + 0x124, 0x92000044, true },
	{ "store-read-only", 0xe5801000, CODE + 0x80, 0x9200004c, false },
	{ "fetch", 0xe12fff10, GAP + 8, 0x82000004, true },
	{ "fetch-no-exec", 0xe12fff10, DATA + 0x10, 0x8200000c, false },
};

TEST_EACH(abort, const struct abort *a, aborts,
	  "says the address, of 32 bits, and the kind of fault")
{
	struct registers in = pattern(0);
	bool fetch = a->esr >> 26 == 0x20;
	unsigned int level = 3;
	struct trap_frame f;

	put_all(&a->insn, 1);
	in.x[0] = 0xffffffff00000000 | a->address;
	f = run(&in);
	if (a->missing)
		level = (f.esr & 3);
	EXPECT_EQ(f.far, a->address);
	expect_trap(&f, &in, a->esr | level, fetch ? a->address : CODE, 0);
	EXPECT_GE(level, 1);
}
