/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * EFER bit by bit.
 *
 * Intel SDM vol. 3, 2.2.1 (EFER); AMD APM vol. 2, 3.1.7.
 */
#include "suite.h"

#include <x86/msr.h>

static const struct feature efer_exists = {
	"EFER", "CPUID.80000001:EDX[11], [20] or [29]", has_efer
};

TEST_SUITE("cr-rules", .summary = "control registers take what CPUID allows",
	   .needs = NEEDS(&efer_exists));

static bool has_sce(void)
{
	return x86_syscall.probe() || x86_lm.probe();
}

static const struct feature sce = { "SYSCALL", "CPUID.80000001:EDX[11] or [29]",
				    has_sce };

/*
 * While LMSLE has a bit of CPUID only to say that it is gone (80000008:EBX[20]),
 * an AMD processor without that bit may have it.
 */
static const struct row {
	const char *name;
	uint32_t bit;
	const struct feature *feature;
} rows[] = {
	{ "SCE", EFER_SCE, &sce },
	{ "NXE", EFER_NXE, &x86_nx },
	{ "SVME", EFER_SVME, &x86_svm },
	{ "FFXSR", EFER_FFXSR, &x86_ffxsr },
	{ "TCE", EFER_TCE, &x86_tce },
	{ "MCOMMIT", 1 << 17, &x86_mcommit },
	{ "INTWB", 1 << 18, &x86_int_wbinvd },
	{ "UAIE", 1 << 20, &x86_uai },
	{ "AIBRSE", 1 << 21, &x86_autoibrs },
};

/* What is executed and read between the two writes is not marked NX. */
TEST_EACH(efer, const struct row *r, rows,
	  "can be set and cleared if it is enumerated, or else is refused")
{
	uint64_t now = reg_efer.read();

	if (!r->feature->probe()) {
		expect_refused(&reg_efer, now | r->bit);
		return;
	}
	expect_takes(&reg_efer, now | r->bit, now | r->bit);
	if (r->bit != EFER_NXE)
		expect_takes(&reg_efer, now & ~(uint64_t)r->bit,
			     now & ~(uint64_t)r->bit);
}

TEST(efer_LMSLE, "is refused where there is no such bit")
{
	if (x86_amd.probe() && x86_lm.probe())
		SKIP("CPUID does not say whether there is one");
	expect_refused(&reg_efer, reg_efer.read() | EFER_LMSLE);
}

TEST(efer_LME, "is refused either way while paging is on")
{
	expect_refused(&reg_efer, reg_efer.read() ^ EFER_LME);
	expect_refused(&reg_efer, reg_efer.read() ^ (EFER_LME | EFER_SCE));
}

TEST(efer_LMA, "tells the mode, whatever is written")
{
	uint64_t now = reg_efer.read();

	EXPECT_EQ(now & EFER_LMA, LONG_MODE ? EFER_LMA : 0);
	if (!x86_lm.probe())
		SKIP("needs 64-bit mode (CPUID.80000001:EDX[29])");
	expect_takes(&reg_efer, now ^ EFER_LMA, now);
}

/* APM: bits 7:1 are read as zero, all others must be. SDM: reserved. */
static const struct bit zeros[] = {
	BIT_ROW(1), BIT_ROW(2), BIT_ROW(3), BIT_ROW(4),
	BIT_ROW(5), BIT_ROW(6), BIT_ROW(7),
};

TEST_EACH(efer_low, const struct bit *b, zeros, "is refused, or stays clear")
{
	uint64_t now = reg_efer.read();

	if (!x86_amd.probe()) {
		expect_refused(&reg_efer, now | 1ull << b->bit);
		return;
	}
	if (wrmsr_safe(MSR_IA32_EFER, now | 1ull << b->bit) != TRAP_NONE)
		test_note("it is refused");
	EXPECT_EQ(reg_efer.read(), now);
}

static const struct bit reserved[] = {
	BIT_ROW(9),  BIT_ROW(16), BIT_ROW(19), BIT_ROW(22),	  BIT_ROW(23),
	BIT_ROW(24), BIT_ROW(25), BIT_ROW(26), BIT_ROW(27),	  BIT_ROW(28),
	BIT_ROW(29), BIT_ROW(30), BIT_ROW(31), BIT_ROWS_32_TO_63,
};

TEST_EACH(efer_reserved, const struct bit *b, reserved, "is refused")
{
	expect_refused(&reg_efer, reg_efer.read() | 1ull << b->bit);
}
