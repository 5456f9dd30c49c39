/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an ID field hides is undefined. */
#include "suite.h"

INSTRUCTIONS_SUITE;

static void do_rndr(const void *arg)
{
	(void)arg;
	rndr();
}

static void do_dit(const void *arg)
{
	(void)arg;
	dit_read();
}

static void do_ssbs(const void *arg)
{
	(void)arg;
	ssbs_read();
}

static void do_wfet(const void *arg)
{
	(void)arg;
	asm volatile(".inst 0xd5031000" : : : "x0"); /* WFET X0 */
}

static void do_cpyf(const void *arg)
{
	(void)arg;
	/* CPYFP [X0]!, [X1]!, X2! of no bytes */
	asm volatile("mov x2, xzr\n\t.inst 0x19010440" : : : "x0", "x1", "x2");
}

static void do_ld64b(const void *at)
{
	register const void *x1 asm("x1") = at;

	asm volatile(".inst 0xf83fd020" /* LD64B X0, [X1] */
		     :
		     : "r"(x1)
		     : "x0", "x2", "x3", "x4", "x5", "x6", "x7", "memory");
}

#define ISAR_FEATURE(id, name, reg, low)                     \
	static bool probe_##id(void)                         \
	{                                                    \
		return field(read_sysreg(reg), low, 4) != 0; \
	}                                                    \
	static const struct feature id = { name, #reg, probe_##id };
ISAR_FEATURE(wfxt, "WFxT", S3_0_C0_C6_2, 0)
ISAR_FEATURE(mops, "MOPS", S3_0_C0_C6_2, 16)
ISAR_FEATURE(ls64, "LS64", S3_0_C0_C6_1, 60)

static const struct absent_row {
	const char *name;
	const struct feature *feature;
	void (*fn)(const void *);
} rows[] = {
	{ "rndr", &arm_rndr, do_rndr }, { "dit", &arm_dit, do_dit },
	{ "ssbs", &arm_ssbs, do_ssbs }, { "wfet", &wfxt, do_wfet },
	{ "mops", &mops, do_cpyf },	{ "ls64", &ls64, do_ld64b },
};

static uint64_t place[8] __attribute__((aligned(64)));

/* LS64 traps elsewhere where it is there: only what is hidden is looked at. */
TEST_EACH(hidden, const struct absent_row *r, rows,
	  "is undefined where its ID field is zero, and only there")
{
	struct trap t = trap_catch(r->fn, place);

	if (!r->feature->probe())
		EXPECT_TRAP_ERROR(t, ARM_UNKNOWN, 0x02000000);
	else
		EXPECT_NE(t.cause, ARM_UNKNOWN);
}
