/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PAT and MTRRs: every value of every field, as far as x86/msr does not go, and
 * that all CPUs begin with the same.
 *
 * Intel SDM vol. 3, 11.11.2 (MTRRs), 11.12.2 (IA32_PAT), 11.11.8 (MTRRs of
 * several processors).
 */
#include <smp.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/msr.h>

TEST_SUITE("memattr", .summary = "memory types: their registers, and no effect "
				 "on data");

#define PAT_TYPES  0xf3u /* bits: 0, 1, 4, 5, 6, 7 */
#define MTRR_TYPES 0x73u /* bits: 0, 1, 4, 5, 6 */

static bool legal(unsigned int type, unsigned int types)
{
	return type < 8 && types >> type & 1;
}

static const struct byte {
	const char *name;
	unsigned int shift;
} bytes[] = {
	{ "0", 0 },  { "1", 8 },  { "2", 16 }, { "3", 24 },
	{ "4", 32 }, { "5", 40 }, { "6", 48 }, { "7", 56 },
};

/* One byte of a register is @value; the others stay. */
static uint64_t with(uint64_t old, const struct byte *b, unsigned int value)
{
	return (old & ~(0xffull << b->shift)) | (uint64_t)value << b->shift;
}

static void expect_holds(uint32_t msr, uint64_t value)
{
	uint64_t old = rdmsr(msr);
	enum trap_cause trap = wrmsr_safe(msr, value);
	uint64_t now = rdmsr(msr);

	wrmsr(msr, old);
	test_context("MSR 0x%x: 0x%llx", (unsigned int)msr,
		     (unsigned long long)value);
	EXPECT_EQ(trap, TRAP_NONE);
	EXPECT_EQ(now, value);
	EXPECT_EQ(rdmsr(msr), old);
}

static void expect_refuses(uint32_t msr, uint64_t value)
{
	uint64_t old = rdmsr(msr);
	enum trap_cause trap = wrmsr_safe(msr, value);
	uint64_t now = rdmsr(msr);

	wrmsr(msr, old);
	test_context("MSR 0x%x: 0x%llx", (unsigned int)msr,
		     (unsigned long long)value);
	EXPECT_EQ(trap, X86_GP);
	EXPECT_EQ(now, old);
}

TEST_EACH(pat, const struct byte *b, bytes, "takes each type that there is",
	  .needs = NEEDS(&x86_pat))
{
	for (unsigned int type = 0; type < 8; type++)
		if (legal(type, PAT_TYPES))
			expect_holds(MSR_IA32_PAT,
				     with(rdmsr(MSR_IA32_PAT), b, type));
}

TEST_EACH(pat_reserved, const struct byte *b, bytes,
	  "refuses each value that is no type", .needs = NEEDS(&x86_pat))
{
	for (unsigned int value = 0; value < 256; value++)
		if (!legal(value, PAT_TYPES))
			expect_refuses(MSR_IA32_PAT,
				       with(rdmsr(MSR_IA32_PAT), b, value));
}

TEST(pat_at_first, "has its reset value, on all CPUs", .needs = NEEDS(&x86_pat))
{
	EXPECT_EQ(rdmsr(MSR_IA32_PAT), 0x0007040600070406);
}

/* ----------------------------------------------------------------- MTRRs ---- */

static bool has_fixed(void)
{
	return x86_mtrr.probe() && rdmsr(MSR_IA32_MTRRCAP) >> 8 & 1;
}

static bool has_wc(void)
{
	return rdmsr(MSR_IA32_MTRRCAP) >> 10 & 1;
}

static const struct feature fixed_mtrrs = { "fixed-range MTRRs",
					    "IA32_MTRRCAP[8]", has_fixed };

static unsigned int types(void)
{
	return has_wc() ? MTRR_TYPES : MTRR_TYPES & ~2u;
}

#define DEF_TYPE_FE (1u << 10)
#define DEF_TYPE_E  (1u << 11)

TEST(def_type, "takes each type, with E and FE on and off",
     .needs = NEEDS(&x86_mtrr))
{
	for (unsigned int type = 0; type < 8; type++) {
		if (!legal(type, types()))
			continue;
		expect_holds(MSR_IA32_MTRR_DEF_TYPE, type);
		expect_holds(MSR_IA32_MTRR_DEF_TYPE, type | DEF_TYPE_E);
		if (!has_fixed())
			continue;
		expect_holds(MSR_IA32_MTRR_DEF_TYPE, type | DEF_TYPE_FE);
		expect_holds(MSR_IA32_MTRR_DEF_TYPE,
			     type | DEF_TYPE_E | DEF_TYPE_FE);
	}
}

TEST(def_type_reserved, "refuses each value that is no type",
     .needs = NEEDS(&x86_mtrr))
{
	for (unsigned int value = 0; value < 256; value++)
		if (!legal(value, MTRR_TYPES))
			expect_refuses(MSR_IA32_MTRR_DEF_TYPE,
				       value | DEF_TYPE_E);
}

static const struct bit {
	const char *name;
	unsigned int bit;
} high_bits[] = {
	{ "8", 8 },   { "9", 9 },   { "12", 12 }, { "13", 13 }, { "16", 16 },
	{ "31", 31 }, { "32", 32 }, { "47", 47 }, { "63", 63 },
};

TEST_EACH(def_type_bit, const struct bit *b, high_bits, "is reserved",
	  .needs = NEEDS(&x86_mtrr))
{
	expect_refuses(MSR_IA32_MTRR_DEF_TYPE,
		       rdmsr(MSR_IA32_MTRR_DEF_TYPE) | 1ull << b->bit);
}

/* 11.11.2.2: eight bytes each */
static const struct fixed {
	const char *name;
	uint32_t msr;
} fixed[] = {
	{ "64K_00000", MSR_IA32_MTRR_FIX64K_00000 },
	{ "16K_80000", MSR_IA32_MTRR_FIX16K_80000 },
	{ "16K_A0000", MSR_IA32_MTRR_FIX16K_A0000 },
	{ "4K_C0000", MSR_IA32_MTRR_FIX4K_C0000 },
	{ "4K_C8000", MSR_IA32_MTRR_FIX4K_C0000 + 1 },
	{ "4K_D0000", MSR_IA32_MTRR_FIX4K_C0000 + 2 },
	{ "4K_D8000", MSR_IA32_MTRR_FIX4K_C0000 + 3 },
	{ "4K_E0000", MSR_IA32_MTRR_FIX4K_C0000 + 4 },
	{ "4K_E8000", MSR_IA32_MTRR_FIX4K_C0000 + 5 },
	{ "4K_F0000", MSR_IA32_MTRR_FIX4K_C0000 + 6 },
	{ "4K_F8000", MSR_IA32_MTRR_FIX4K_C0000 + 7 },
};

TEST_EACH(fixed, const struct fixed *f, fixed, "takes each type in each byte",
	  .needs = NEEDS(&fixed_mtrrs))
{
	for (unsigned int n = 0; n < 8 * 8; n++)
		if (legal(n % 8, types()))
			expect_holds(f->msr,
				     with(rdmsr(f->msr), &bytes[n / 8], n % 8));
}

TEST_EACH(fixed_reserved, const struct fixed *f, fixed,
	  "refuses each value that is no type, in each byte",
	  .needs = NEEDS(&fixed_mtrrs))
{
	static const unsigned int values[] = { 2, 3, 7, 8, 0x46, 0x80, 0xff };

	for (unsigned int n = 0; n < 8 * 7; n++)
		expect_refuses(f->msr, with(rdmsr(f->msr), &bytes[n / 7],
					    values[n % 7]));
}

static unsigned int nr_variable(void)
{
	return x86_mtrr.probe() ? rdmsr(MSR_IA32_MTRRCAP) & 0xff : 0;
}

TEST(variable, "a base takes each type, and refuses each value that is none",
     .needs = NEEDS(&x86_mtrr))
{
	uint64_t base = 0x80000000;

	if (!nr_variable())
		SKIP("there is no variable range");
	for (unsigned int type = 0; type < 8; type++)
		if (legal(type, types()))
			expect_holds(MSR_IA32_MTRR_PHYSBASE(0), base | type);
}

TEST(variable_reserved, "a base refuses each value that is no type",
     .needs = NEEDS(&x86_mtrr))
{
	if (!nr_variable())
		SKIP("there is no variable range");
	for (unsigned int value = 0; value < 256; value++)
		if (!legal(value, MTRR_TYPES))
			expect_refuses(MSR_IA32_MTRR_PHYSBASE(0),
				       0x80000000ull | value);
}

TEST(none_beyond, "there is no pair beyond the number in MTRRCAP",
     .needs = NEEDS(&x86_mtrr))
{
	uint32_t msr = MSR_IA32_MTRR_PHYSBASE(nr_variable());
	uint64_t value;

	if (msr >= MSR_IA32_MTRR_FIX64K_00000)
		SKIP("all numbers are taken");
	EXPECT_EQ(rdmsr_safe(msr, &value), X86_GP);
	EXPECT_EQ(wrmsr_safe(msr, 0), X86_GP);
	EXPECT_EQ(rdmsr_safe(msr + 1, &value), X86_GP);
	EXPECT_EQ(wrmsr_safe(msr + 1, 0), X86_GP);
}

/* --------------------------------------------------------------- all CPUs ---- */

enum {
	MOST = 3 + 2 * 32 + 11
};

static uint64_t first[MOST];

static unsigned int read_all(uint64_t *to)
{
	unsigned int n = 0;

	to[n++] = rdmsr(MSR_IA32_PAT);
	to[n++] = rdmsr(MSR_IA32_MTRRCAP);
	to[n++] = rdmsr(MSR_IA32_MTRR_DEF_TYPE);
	for (unsigned int i = 0; i < nr_variable() && i < 32; i++) {
		to[n++] = rdmsr(MSR_IA32_MTRR_PHYSBASE(i));
		to[n++] = rdmsr(MSR_IA32_MTRR_PHYSMASK(i));
	}
	for (unsigned int i = 0; i < 11 && has_fixed(); i++)
		to[n++] = rdmsr(fixed[i].msr);
	return n;
}

static void compare(void *unused)
{
	uint64_t mine[MOST];
	unsigned int nr = read_all(mine);

	(void)unused;
	for (unsigned int i = 0; i < nr; i++)
		EXPECT_EQ(mine[i], first[i]);
}

TEST(all_cpus, "all CPUs begin with the same",
     .needs = NEEDS(&smp_2_cpus, &x86_pat, &x86_mtrr))
{
	read_all(first);
	on_all_cpus(compare, NULL);
}
