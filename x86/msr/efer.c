/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * EFER: which bits can be set, and when LME and LMA cannot change.
 *
 * Intel SDM vol. 3, 2.2.1 and 9.8.5; AMD APM vol. 2, 3.1.7.
 */
#include "suite.h"

static bool has_efer(void)
{
	return has_nx() || has_lm() || has_syscall();
}

static const struct feature x86_efer = {
	.name = "EFER",
	.where = "CPUID.80000001:EDX[11], [20] or [29]",
	.probe = has_efer,
};

/*
 * SYSCALL is enumerated outside 64-bit mode by AMD only, but a processor with
 * long mode always has SCE.
 */
static bool has_sce(void)
{
	return has_syscall() || has_lm();
}

static const struct row {
	const char *name;
	uint64_t bit;
	bool (*present)(void);
} rows[] = {
	{ "SCE", EFER_SCE, has_sce },
	{ "NXE", EFER_NXE, has_nx },
	{ "SVME", EFER_SVME, has_svm },
	{ "FFXSR", EFER_FFXSR, has_ffxsr },
};

TEST_EACH(efer, const struct row *r, rows,
	  "can be set and cleared as CPUID says, without touching the rest",
	  .needs = NEEDS(&x86_efer))
{
	uint64_t efer = rdmsr(MSR_IA32_EFER);

	if (!r->present()) {
		expect_refuses(MSR_IA32_EFER, efer | r->bit);
		return;
	}
	expect_holds(MSR_IA32_EFER, efer | r->bit, efer | r->bit);
	/* what is executed and read in between is not marked NX */
	if (!(r->bit == EFER_NXE && efer & EFER_NXE))
		expect_holds(MSR_IA32_EFER, efer & ~r->bit, efer & ~r->bit);
}

TEST(efer_lma, "reads LMA as the mode is, whatever is written to it",
     .needs = NEEDS(&x86_efer))
{
	uint64_t efer = rdmsr(MSR_IA32_EFER);

	EXPECT_EQ(efer & EFER_LMA, sizeof(long) == 8 ? EFER_LMA : 0);
	if (!has_lm())
		SKIP("needs LM (CPUID.80000001:EDX[29])");
	expect_holds(MSR_IA32_EFER, efer & ~(uint64_t)EFER_LMA, efer);
}

TEST(efer_lme_paging, "refuses to change LME while paging is on",
     .needs = NEEDS(&x86_efer))
{
	uint64_t efer = rdmsr(MSR_IA32_EFER);

	if (!has_lm())
		SKIP("needs LM (CPUID.80000001:EDX[29])");
	ASSERT_TRUE(read_cr0() & CR0_PG);
	expect_refuses(MSR_IA32_EFER, efer ^ EFER_LME);
}
