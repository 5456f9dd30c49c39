/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every T0SZ of VTCR_EL2 at every first level of every granule, with as many
 * tables side by side as that needs: the last page translates, the next does not
 * (Arm ARM, D8.2.9 Concatenated translation tables, VTCR_EL2.SL0 and T0SZ).
 */
#include "stage2.h"

EL2_STAGE2_SUITE;

enum {
	BITS_MAX = 48,
	BITS_MIN = 25, /* T0SZ up to 39; with FEAT_TTST to 48, or 47 of 64K */
};

static const struct row {
	const char *name;
	unsigned int shift, start;
	unsigned int least, most; /* bits of an IPA, 1 to 16 tables */
} rows[] = {
	{ "4k-3", 12, 3, 13, 25 },  { "4k-2", 12, 2, 22, 34 },
	{ "4k-1", 12, 1, 31, 43 },  { "4k-0", 12, 0, 40, 52 },
	{ "16k-3", 14, 3, 15, 29 }, { "16k-2", 14, 2, 26, 40 },
	{ "16k-1", 14, 1, 37, 51 }, { "64k-3", 16, 3, 17, 33 },
	{ "64k-2", 16, 2, 30, 46 }, { "64k-1", 16, 1, 43, 52 },
};

static unsigned int least_bits(const struct row *r)
{
	unsigned int least = !arm_ttst.probe() ? BITS_MIN :
			     r->shift == 16    ? 17 :
						 16;

	return r->least > least ? r->least : least;
}

static unsigned int most_bits(const struct row *r)
{
	static const unsigned char sizes[] = { 32, 36, 40, 42, 44, 48 };
	unsigned int ps = read_sysreg(id_aa64mmfr0_el1) & 0xf;
	unsigned int most = ps < sizeof(sizes) ? sizes[ps] : BITS_MAX;

	return r->most < most ? r->most : most;
}

static void expect_mapped(uint64_t ipa)
{
	s2_set(s2_entry(ipa, 3), (uintptr_t)target | S2_RAM | S2_PAGE);
	s2_flush();
	s2_run_low(LDR_X0, 0, ipa);
	expect_done();
	EXPECT_EQ(guest.x[0], DATA);
	s2_set(s2_entry(ipa, 3), 0);
	s2_flush();
	s2_run_low(LDR_X0, 0, ipa);
	expect_fault(ESR_LOAD | TRANSLATION | 3, ipa, ipa);
}

static void expect_size(const struct row *r, unsigned int bits)
{
	const struct shape shape = { "", r->shift, r->start, bits };
	uint64_t end = 1ull << bits;

	test_context("%u bits", bits);
	s2_empty(&shape);
	expect_mapped(end - (1ull << r->shift));
	expect_mapped(end / 2);
	if (bits == BITS_MAX)
		return; /* stage 1 has no more either */
	s2_run_low(LDR_X0, 0, end);
	expect_fault(ESR_LOAD | TRANSLATION | 0, end, end);
	s2_run_low(STR_X0, 0, end | end / 2);
	expect_fault(ESR_STORE | TRANSLATION | 0, end | end / 2, end | end / 2);
}

TEST_EACH(sizes, const struct row *r, rows,
	  "each number of bits that this level can start with translates")
{
	if (r->shift == 12 && r->start == 3 && !arm_ttst.probe())
		SKIP("needs %s", arm_ttst.name);
	for (unsigned int bits = least_bits(r); bits <= most_bits(r); bits++)
		expect_size(r, bits);
}

/* One bit less than a table needs, and one more than 16 tables have. */
static void expect_no_size(const struct row *r, unsigned int bits)
{
	const struct shape bad = { "", r->shift, r->start, bits };
	const struct shape good = { "", r->shift, r->start, least_bits(r) };

	test_context("%u bits", bits);
	s2_empty(&good);
	write_sysreg(vtcr_el2, s2_vtcr(&bad));
	s2_flush();
	s2_run_low(A64_NOP, 0, 0);
	EXPECT_EQ(guest.esr, ESR_FETCH | TRANSLATION | 0);
	EXPECT_EQ(guest.far, guest.pc);
	EXPECT_EQ(guest.hpfar, guest.pc >> 12 << 4);
}

TEST_EACH(no_sizes, const struct row *r, rows,
	  "T0SZ just outside is a translation fault of level 0")
{
	unsigned int nr = 0;

	if (r->shift == 12 && r->start == 3 && !arm_ttst.probe())
		SKIP("needs %s", arm_ttst.name);
	if (r->least - 1 >= least_bits(&(struct row){ .shift = r->shift })) {
		expect_no_size(r, r->least - 1);
		nr++;
	}
	if (r->most < most_bits(&(struct row){ .most = BITS_MAX })) {
		expect_no_size(r, r->most + 1);
		nr++;
	}
	if (!nr)
		SKIP("T0SZ has no value outside");
}
