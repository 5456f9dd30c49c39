/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Output addresses: where a descriptor has their bits 51 to 48, and which of them
 * TCR.IPS lets through.
 *
 * Arm ARM, D8.3.1 (descriptor formats: TCR.DS, 64 KiB granule), D8.2.3 (sizes of
 * output addresses), D8.15 (address size faults).
 */
#include "suite.h"

LPA2_SUITE;

#define IPS_52 6
static const unsigned int ips_bits[] = { 32, 36, 40, 42, 44, 48, 52 };

static struct window open_wide(const struct granule *g, bool upper)
{
	struct window w = {
		.granule = g, .bits = 48, .ips = IPS_52, .upper = upper
	};

	if (field(read_sysreg(id_aa64mmfr0_el1), 0, 4) < IPS_52)
		SKIP("physical addresses have less than 52 bits");
	window_open(&w);
	return w;
}

/* All four AT agree where all are allowed; the leaf is one for EL1 alone. */
static void expect_output(const struct window *w, uint64_t phys)
{
	uint64_t par[NR_AT];

	window_at_all(w, w->address + 0x123, par);
	EXPECT_EQ(par[AT_S1E1R], par_of(phys));
	EXPECT_EQ(par[AT_S1E1W], par_of(phys));
}

static void check_bits(const struct window *w, int level)
{
	uint64_t offset = w->address & (page_bytes(w, level) - 1);
	uint64_t *entry = window_entry(w, level);

	for (uint64_t bit = page_bytes(w, level); bit < 1ull << 52; bit *= 2) {
		test_context("%s half, level %d, address bit 0x%lx",
			     w->upper ? "upper" : "lower", level, bit);
		*entry = leaf(w, level, bit);
		expect_output(w, bit | offset);
		*entry = leaf(w, level, ((1ull << 52) - bit));
		expect_output(w, ((1ull << 52) - bit) | offset);
	}
	*entry = 0;
}

TEST_EACH(output, const struct granule *g, wide,
	  "each bit of an output address comes from its place, on each level")
{
	for (unsigned int upper = 0; upper < 2; upper++) {
		struct window w = open_wide(g, upper);

		for (int level = 3; level >= g->block_top; level--) {
			if (level >= w.top)
				check_bits(&w, level);
		}
	}
}

/* Where one half of a page's entry is no address: DBM, GP, contiguous, software */
TEST_EACH(other_bits, const struct granule *g, wide,
	  "the other upper bits of a page are no part of its address")
{
	struct window w = open_wide(g, true);
	uint64_t *entry = window_entry(&w, 3);

	for (unsigned int bit = 50; bit < 59; bit++) {
		test_context("bit %u", bit);
		*entry = leaf(&w, 3, 0) | 1ull << bit;
		expect_output(&w, w.address & (page_bytes(&w, 3) - 1));
	}
}

/* The page is 48 bits away: bits 9:8 are its shareability, with no say in it. */
TEST_EACH(narrow, const struct granule *g, narrow,
	  "without TCR.DS addresses have 48 bits, and bits 9:8 are SH")
{
	struct window w = open_wide(g, true);
	uint64_t *entry = window_entry(&w, 3), phys = 0xfffffffff000;

	phys &= ~(page_bytes(&w, 3) - 1);
	for (unsigned int sh = 0; sh < 4; sh++) {
		if (sh == 1)
			continue; /* reserved */
		test_context("SH %u", sh);
		*entry = (leaf(&w, 3, phys) & ~PTE_SH_INNER) | sh << 8;
		EXPECT_EQ(window_at(&w, w.address),
			  (par_of(phys) & ~PAR_SH(3)) | PAR_SH(sh));
	}
}

TEST_EACH(shareable, const struct granule *g, wide,
	  "with TCR.DS it is TCR that has the shareability")
{
	for (unsigned int upper = 0; upper < 2; upper++) {
		struct window w = open_wide(g, upper);
		unsigned int low = upper ? 28 : 12;

		set_leaf(&w, 3, 0);
		w.tcr_clear = 3ull << low;
		for (unsigned int sh = 0; sh < 4; sh++) {
			unsigned int expected = g->ds ? sh : 3;

			if (sh == 1)
				continue; /* reserved */
			test_context("half %u, SH %u", upper, sh);
			w.tcr_set = (uint64_t)sh << low;
			EXPECT_EQ(window_at(&w, w.address),
				  (par_of(w.address & (page_bytes(&w, 3) - 1)) &
				   ~PAR_SH(3)) |
					  PAR_SH(expected));
		}
	}
}

TEST_EACH(permission, const struct granule *g, wide,
	  "who may access it is in bits 7:6 as ever")
{
	struct window w = open_wide(g, false);
	uint64_t *entry = window_entry(&w, 3), phys = 0xf000000000000;
	uint64_t refused = par_fault(FSC_PERMIT(3));

	for (unsigned int ap = 0; ap < 4; ap++) {
		uint64_t par[NR_AT];
		uint64_t there =
			par_of(phys | (w.address & (page_bytes(&w, 3) - 1)));

		test_context("AP %u", ap);
		*entry = leaf(&w, 3, phys) | ap << 6;
		window_at_all(&w, w.address, par);
		EXPECT_EQ(par[AT_S1E1R], there);
		EXPECT_EQ(par[AT_S1E1W], ap & 2 ? refused : there);
		EXPECT_EQ(par[AT_S1E0R], ap & 1 ? there : refused);
		EXPECT_EQ(par[AT_S1E0W], ap == 1 ? there : refused);
	}
}

/* ------------------------------------------------------------------- size ---- */

/* Entries of a level with one bit of the address that is too high */
static void expect_limit(const struct window *w, int level, uint64_t bits,
			 uint64_t from, uint64_t to)
{
	uint64_t *entry = window_entry(w, level), old = *entry;

	for (uint64_t bit = from; bit < to; bit *= 2) {
		test_context("level %d, %u bits, address 0x%lx", level,
			     ips_bits[w->ips], bit);
		*entry = with_address(w, bits, bit);
		EXPECT_EQ(window_at(w, w->address),
			  par_fault(FSC_ADDRESS(level)));
	}
	*entry = old;
}

static void check_limit(const struct window *w, uint64_t from, uint64_t to)
{
	for (int level = w->top; level < 3; level++)
		expect_limit(w, level, PTE_VALID | PTE_TABLE, from, to);
	expect_limit(w, 3, leaf(w, 3, 0), from, to);
	expect_limit(w, 2, leaf(w, 2, 0), from, to);
}

/* Address bits that are where they always were */
static uint64_t plain_end(const struct granule *g)
{
	return 1ull << (g->ds ? 50 : 48);
}

TEST_EACH(limit, const struct granule *g, wide,
	  "what is beyond TCR.IPS is an address size fault of its level")
{
	for (unsigned int ips = 0; ips < IPS_52; ips++) {
		struct window w = open_wide(g, true);
		uint64_t last = 1ull << (ips_bits[ips] - 1);

		w.ips = ips;
		set_leaf(&w, 3, last);
		EXPECT_EQ(window_at(&w, w.address),
			  par_of(last | (w.address & (page_bytes(&w, 3) - 1))));
		check_limit(&w, 1ull << ips_bits[ips], plain_end(g));
	}
}

TEST_EACH(limit_high, const struct granule *g, wide,
	  "also where it is in bits 9:8, or 15:12 with pages of 64 KiB")
{
	for (unsigned int ips = 0; ips < IPS_52; ips++) {
		struct window w = open_wide(g, true);

		w.ips = ips;
		set_leaf(&w, 3, 0);
		check_limit(&w, plain_end(g), 1ull << 52);
	}
}

/* D8.2.3: IPS of 7 and what the processor does not have count as the most. */
TEST_EACH(narrow_limit, const struct granule *g, narrow,
	  "without TCR.DS, IPS of 52 bits means 48")
{
	for (unsigned int ips = 5; ips <= IPS_52; ips++) {
		struct window w = open_wide(g, false);

		w.ips = ips;
		set_leaf(&w, 3, 1ull << 47);
		EXPECT_EQ(window_at(&w, w.address),
			  par_of(1ull << 47 |
				 (w.address & (page_bytes(&w, 3) - 1))));
	}
}

/* ------------------------------------------------------- where it is RES0 ---- */

static void check_no_effect(const struct granule *g, uint64_t phys)
{
	struct window w = open_wide(g, true);

	w.tcr_set = TCR_DS;
	set_leaf(&w, 3, phys);
	EXPECT_EQ(window_at(&w, w.address), par_of(phys));
}

TEST(no_effect_64k, "TCR.DS says nothing about pages of 64 KiB")
{
	check_no_effect(&wide[2], 0xa5a5a5a5a0000 & ~0xffffull);
}

TEST_EACH(no_effect, const struct granule *g, narrow,
	  "TCR.DS has no effect where the processor has no use for it")
{
	uint64_t mmfr0 = read_sysreg(id_aa64mmfr0_el1);
	unsigned int tgran = field(mmfr0, g->shift == 12 ? 28 : 20, 4);

	if (tgran != (g->shift == 12 ? 0 : 1))
		SKIP("it has one");
	check_no_effect(g, 0x5a5a5a5a8000);
}
