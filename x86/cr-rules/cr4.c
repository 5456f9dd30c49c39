/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CR4 bit by bit: what CPUID enumerates can be set, all else is refused.
 *
 * Intel SDM vol. 3, 2.5 (CR4); AMD APM vol. 2, 3.1.3.
 */
#include "suite.h"

CR_RULES_SUITE;

static bool always(void)
{
	return true;
}

static bool has_cet(void)
{
	return x86_cet_ss.probe() || x86_cet_ibt.probe();
}

static const struct feature rdpmc_enable = { "RDPMC", "", always };
static const struct feature cet = { "CET",
				    "CPUID.7.0:ECX[7] or CPUID.7.0:EDX[20]",
				    has_cet };

/*
 * Without its feature a bit is reserved. PAE holds up the tables in use, and
 * LASS would keep the kernel from its own code.
 */
static const struct row {
	const char *name;
	unsigned int bit;
	const struct feature *feature;
	enum {
		ANY_MODE,
		LONG_ONLY,
		LEGACY_ONLY,
		STAYS_SET,
		STAYS_CLEAR,
	} when;
} rows[] = {
	{ "VME", 0, &x86_vme },
	{ "PVI", 1, &x86_vme },
	{ "TSD", 2, &x86_tsc },
	{ "DE", 3, &x86_de },
	{ "PSE", 4, &x86_pse },
	{ "PAE", 5, &x86_pae, STAYS_SET },
	{ "MCE", 6, &x86_mce },
	{ "PGE", 7, &x86_pge },
	{ "PCE", 8, &rdpmc_enable },
	{ "OSFXSR", 9, &x86_fxsr },
	{ "OSXMMEXCPT", 10, &x86_sse },
	{ "UMIP", 11, &x86_umip },
	{ "LA57", 12, &x86_la57, LEGACY_ONLY },
	{ "VMXE", 13, &x86_vmx },
	{ "SMXE", 14, &x86_smx },
	{ "FSGSBASE", 16, &x86_fsgsbase },
	{ "PCIDE", 17, &x86_pcid, LONG_ONLY },
	{ "OSXSAVE", 18, &x86_xsave },
	{ "KL", 19, &x86_kl },
	{ "SMEP", 20, &x86_smep },
	{ "SMAP", 21, &x86_smap },
	{ "PKE", 22, &x86_pku },
	{ "CET", 23, &cet },
	{ "PKS", 24, &x86_pks },
	{ "UINTR", 25, &x86_uintr },
	{ "LASS", 27, &x86_lass, STAYS_CLEAR },
	{ "LAM_SUP", 28, &x86_lam },
};

enum {
	NR_ROWS = sizeof(rows) / sizeof(rows[0])
};

static bool can_set(const struct row *r)
{
	return r->feature->probe() && (r->when != LONG_ONLY || LONG_MODE) &&
	       (r->when != LEGACY_ONLY || !LONG_MODE);
}

static bool can_toggle(const struct row *r)
{
	return can_set(r) && r->when != STAYS_SET && r->when != STAYS_CLEAR;
}

TEST_EACH(cr4, const struct row *r, rows,
	  "can be set and cleared if it is enumerated, or else is refused")
{
	uint64_t now = read_cr4(), bit = 1ull << r->bit;

	if (!can_set(r)) {
		expect_refused(&reg_cr4, now | bit);
		return;
	}
	if (r->when == STAYS_CLEAR)
		SKIP("it would keep the kernel from its code");
	expect_takes(&reg_cr4, now | bit, now | bit);
	if (r->when != STAYS_SET)
		expect_takes(&reg_cr4, now & ~bit, now & ~bit);
}

static const struct bit reserved[] = {
	BIT_ROW(15), BIT_ROW(26), BIT_ROW(29), BIT_ROW(30), BIT_ROW(31),
};

TEST_EACH(cr4_reserved, const struct bit *b, reserved, "is refused")
{
	expect_refused(&reg_cr4, read_cr4() | 1ull << b->bit);
}

/* A bit that is in order is not taken either, when it comes with that one. */
static const struct bit with_tsd[] = { { "15", 15 }, { "31", 31 } };

TEST_EACH(cr4_whole, const struct bit *b, with_tsd,
	  "a write with a reserved bit changes no other bit",
	  .needs = NEEDS(&x86_tsc))
{
	expect_refused(&reg_cr4, (read_cr4() ^ CR4_TSD) | 1ull << b->bit);
}

static uint64_t toggled(uint64_t cr4, uint64_t choice)
{
	for (const struct row *r = rows; r < rows + NR_ROWS; r++)
		if (can_toggle(r) && choice >> r->bit & 1)
			cr4 ^= 1ull << r->bit;
	return cr4;
}

TEST(cr4_all, "combinations of the bits that can be set read back")
{
	uint64_t now = read_cr4();

	expect_takes(&reg_cr4, toggled(now, ~0ull), toggled(now, ~0ull));
	for (unsigned int i = 0; i < 100; i++) {
		uint64_t value = toggled(now, test_random());

		expect_takes(&reg_cr4, value, value);
	}
}

/* 2.5, CR4.CET: "can be set only if CR0.WP is set" and the other way round */
TEST(cet_needs_wp, "CR4.CET is refused without CR0.WP", .needs = NEEDS(&cet))
{
	test_defer(write_cr0, read_cr0());
	write_cr0(read_cr0() & ~(unsigned long)CR0_WP);
	expect_refused(&reg_cr4, read_cr4() | CR4_CET);
}

TEST(wp_needed_by_cet, "CR0.WP cannot be cleared while CR4.CET is set",
     .needs = NEEDS(&cet))
{
	test_defer(write_cr4, read_cr4());
	write_cr0(read_cr0() | CR0_WP);
	write_cr4(read_cr4() | CR4_CET);
	expect_refused(&reg_cr0, read_cr0() & ~(uint64_t)CR0_WP);
	expect_takes(&reg_cr0, read_cr0() ^ CR0_TS, read_cr0() ^ CR0_TS);
}
