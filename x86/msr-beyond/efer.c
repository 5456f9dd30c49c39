/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * EFER bit by bit: x86/msr has those that are defined for all.
 *
 * Intel SDM vol. 3, 2.2.1: all others are reserved. AMD APM vol. 2, 3.1.7.
 */
#include "suite.h"

#include <smp.h>

static bool has_efer(void)
{
	return has_lm() || has_nx() || has_syscall();
}

static const struct feature efer_feature = {
	"EFER", "CPUID.80000001:EDX[11], [20] or [29]", has_efer
};
#define EFER_NEEDS .needs = NEEDS(&efer_feature)

static const struct row {
	const char *name;
	unsigned int bit;
} reserved[] = {
#define BIT(n)               \
	{                    \
		"bit-" #n, n \
	}
	BIT(2),	 BIT(3),  BIT(4),  BIT(5),  BIT(6),  BIT(7),  BIT(19), BIT(22),
	BIT(23), BIT(24), BIT(25), BIT(26), BIT(27), BIT(28), BIT(29), BIT(30),
	BIT(31), BIT(33), BIT(34), BIT(35), BIT(36), BIT(37), BIT(38), BIT(39),
	BIT(40), BIT(41), BIT(42), BIT(43), BIT(44), BIT(45), BIT(46), BIT(47),
	BIT(48), BIT(49), BIT(50), BIT(51), BIT(52), BIT(53), BIT(54), BIT(55),
	BIT(56), BIT(57), BIT(58), BIT(59), BIT(60), BIT(61), BIT(62),
};

TEST_EACH(efer_reserved, const struct row *r, reserved,
	  "refuses a reserved bit, and keeps what it held", EFER_NEEDS)
{
	expect_refuses(MSR_IA32_EFER, rdmsr(MSR_IA32_EFER) | 1ull << r->bit);
}

/* ------------------------------------------------------ bits of AMD's ---- */

static bool lmsle(void)
{
	return vendor_amd() && !cpuid_bit(0x80000008, 0, 'b', 20);
}

static bool tce(void)
{
	return vendor_amd() && cpuid_bit(0x80000001, 0, 'c', 17);
}

static bool mcommit(void)
{
	return vendor_amd() && cpuid_bit(0x80000008, 0, 'b', 8);
}

static bool int_wbinvd(void)
{
	return vendor_amd() && cpuid_bit(0x80000008, 0, 'b', 13);
}

static bool upper_address_ignore(void)
{
	return vendor_amd() && cpuid_bit(0x80000021, 0, 'a', 7);
}

static bool auto_ibrs(void)
{
	return vendor_amd() && cpuid_bit(0x80000021, 0, 'a', 8);
}

static const struct amd_row {
	const char *name;
	unsigned int bit;
	bool (*present)(void);
} amd_bits[] = {
	{ "LMSLE", 13, lmsle },
	{ "TCE", 15, tce },
	{ "MCOMMIT", 17, mcommit },
	{ "INTWB", 18, int_wbinvd },
	{ "UAIE", 20, upper_address_ignore },
	{ "AIBRSE", 21, auto_ibrs },
};

TEST_EACH(efer_amd, const struct amd_row *r, amd_bits,
	  "can be set where the processor has it, and is refused elsewhere",
	  EFER_NEEDS)
{
	uint64_t efer = rdmsr(MSR_IA32_EFER), set = efer | 1ull << r->bit;

	/* AMD says only which processors have lost it */
	if (r->present == lmsle && lmsle())
		SKIP("CPUID does not say whether LMSLE is there");
	if (r->present())
		expect_holds(MSR_IA32_EFER, set, set);
	else
		expect_refuses(MSR_IA32_EFER, set);
}

/* ------------------------------------------------------------- all or none ---- */

TEST(efer_whole, "takes nothing of a value with one reserved bit", EFER_NEEDS)
{
	uint64_t efer = rdmsr(MSR_IA32_EFER);

	expect_refuses(MSR_IA32_EFER, (efer ^ EFER_SCE) | 1ull << 2);
	expect_refuses(MSR_IA32_EFER, (efer ^ EFER_SCE) | 1ull << 62);
	expect_refuses(MSR_IA32_EFER, ~0ull);
}

static uint64_t of_cpu_1;

static void read_efer(void *arg)
{
	(void)arg;
	of_cpu_1 = rdmsr(MSR_IA32_EFER);
}

static void set_efer(void *value)
{
	wrmsr(MSR_IA32_EFER, *(uint64_t *)value);
}

TEST(efer_per_cpu, "is each CPU's own",
     .needs = NEEDS(&efer_feature, &smp_2_cpus))
{
	uint64_t mine = rdmsr(MSR_IA32_EFER), theirs, changed;

	on_cpu(1, read_efer, NULL);
	theirs = of_cpu_1;
	test_defer2(wrmsr, MSR_IA32_EFER, mine);
	wrmsr(MSR_IA32_EFER, mine ^ EFER_SCE);
	on_cpu(1, read_efer, NULL);
	EXPECT_EQ(of_cpu_1, theirs);
	wrmsr(MSR_IA32_EFER, mine);
	changed = theirs ^ EFER_SCE;
	on_cpu(1, set_efer, &changed);
	on_cpu(1, read_efer, NULL);
	EXPECT_EQ(of_cpu_1, changed);
	EXPECT_EQ(rdmsr(MSR_IA32_EFER), mine);
	on_cpu(1, set_efer, &theirs);
}
