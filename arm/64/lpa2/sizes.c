/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Input addresses: their sizes from 52 bits down, the levels that walks of them
 * start at, where the first table is, and faults of level -1.
 *
 * Arm ARM, D8.2.6 to D8.2.8 (T0SZ, T1SZ, start levels), D19.2.139 (TCR_EL1.DS),
 * D19.2.152 (TTBR1_EL1, BADDR).
 */
#include "suite.h"

#include <arch/page.h>

LPA2_SUITE;

#define IPS_52 6

static void need_52(void)
{
	if (field(read_sysreg(id_aa64mmfr0_el1), 0, 4) < IPS_52 ||
	    field(read_sysreg(S3_0_C0_C7_2), 16, 4) < 1)
		SKIP("addresses have less than 52 bits");
}

static struct window open_bits(const struct granule *g, unsigned int bits,
			       bool upper)
{
	struct window w = {
		.granule = g, .bits = bits, .ips = IPS_52, .upper = upper
	};

	need_52();
	window_open(&w);
	return w;
}

/* D8.2.6: with FEAT_TTST down to 16 bits, 17 of the largest pages */
static unsigned int least_bits(const struct granule *g)
{
	unsigned int st = field(read_sysreg(S3_0_C0_C7_2), 28, 4);

	return st ? (g->shift == 16 ? 17 : 16) : 25;
}

/* One more bit than the addresses have, differing from what it should be */
static void check_size(const struct granule *g, unsigned int bits, bool upper)
{
	struct window opened = open_bits(g, bits, upper), *w = &opened;
	uint64_t beyond = w->address ^ 1ull << w->bits;
	uint64_t *entry = window_entry(w, 3);

	test_context("%s half, %u bits", w->upper ? "upper" : "lower", w->bits);
	set_leaf(w, 3, 1ull << 47);
	EXPECT_EQ(window_at(w, w->address),
		  par_of(1ull << 47 | (w->address & (page_bytes(w, 3) - 1))));
	EXPECT_EQ(window_at(w, beyond), par_fault(FSC_TRANSLATE(0)));
	*entry = 0;
	EXPECT_EQ(window_at(w, w->address), par_fault(FSC_TRANSLATE(3)));
}

TEST_EACH(size, const struct granule *g, wide,
	  "an address has as many bits as TCR says, from 52 on down")
{
	for (unsigned int bits = 52; bits >= least_bits(g); bits--) {
		check_size(g, bits, false);
		check_size(g, bits, true);
	}
}

/* With FEAT_LVA or FEAT_LPA2 too small is a fault, not a choice. */
static void expect_too_small(const struct granule *g, unsigned int size,
			     bool upper)
{
	struct window w = open_bits(g, 48, upper);

	test_context("%s half, TxSZ %u", upper ? "upper" : "lower", size);
	set_leaf(&w, 3, 0);
	w.tcr_clear = upper ? TCR_T1SZ_MASK : TCR_T0SZ_MASK;
	w.tcr_set = (uint64_t)size << (upper ? 16 : 0);
	EXPECT_EQ(window_at(&w, w.address), par_fault(FSC_TRANSLATE(0)));
}

TEST_EACH(too_small, const struct granule *g, wide,
	  "T0SZ and T1SZ below 12 are translation faults of level 0")
{
	for (unsigned int size = 0; size < 12; size++) {
		expect_too_small(g, size, false);
		expect_too_small(g, size, true);
	}
}

TEST_EACH(narrow_small, const struct granule *g, narrow,
	  "so is what is below 16 without TCR.DS")
{
	for (unsigned int size = 8; size < 16; size++) {
		expect_too_small(g, size, false);
		expect_too_small(g, size, true);
	}
}

/* With 52 bits there are four between the address and its tag. */
static void check_tags(const struct granule *g, bool upper)
{
	struct window w = open_bits(g, 52, upper);
	uint64_t page = w.address & (page_bytes(&w, 3) - 1);

	set_leaf(&w, 3, 1ull << 47);
	w.tcr_set = upper ? TCR_TBI1 : TCR_TBI0;
	for (unsigned int bit = 52; bit < 64; bit++) {
		test_context("%s half, bit %u", upper ? "upper" : "lower", bit);
		EXPECT_EQ(window_at(&w, w.address ^ 1ull << bit),
			  bit < 56 ? par_fault(FSC_TRANSLATE(0)) :
				     par_of(1ull << 47 | page));
	}
}

TEST_EACH(tags, const struct granule *g, wide,
	  "TBI leaves out the top byte of it, and not the bits below")
{
	check_tags(g, false);
	check_tags(g, true);
}

/* ---------------------------------------------------------------- levels ---- */

static void load(const void *arg)
{
	asm volatile("ldr xzr, [%0]" ::"r"(*(const uint64_t *)arg));
}

static void store(const void *arg)
{
	asm volatile("str xzr, [%0]" ::"r"(*(const uint64_t *)arg) : "memory");
}

/* ISV and what goes with it, which the case "syndrome" of mmu is about */
static unsigned long compared(unsigned long esr)
{
	return test_arg("ignore_syndrome") ? esr & ~0x01ffc000ul : esr;
}

/* A load, a store and AT, of a walk that ends in a fault */
static void expect_fault(const struct window *w, unsigned int fsc)
{
	struct trap t = window_run(w, load, &w->address);

	EXPECT_EQ(compared(t.error), 0x96000000 | fsc);
	EXPECT_EQ(t.address, w->address);
	t = window_run(w, store, &w->address);
	EXPECT_EQ(compared(t.error), 0x96000040 | fsc);
	EXPECT_EQ(t.address, w->address);
}

static void expect_refused(const struct window *w, int level, uint64_t value,
			   unsigned int fsc)
{
	uint64_t *entry = window_entry(w, level), old = *entry;

	test_context("level %d, descriptor 0x%lx", level, value);
	*entry = value;
	expect_fault(w, fsc);
	EXPECT_EQ(window_at(w, w->address), par_fault(fsc));
	EXPECT_EQ(*entry, value);
	*entry = old;
}

TEST_EACH(invalid, const struct granule *g, wide,
	  "an invalid entry is a translation fault, of level -1 too")
{
	struct window w = open_bits(g, 52, true);

	set_leaf(&w, 3, 0);
	for (int level = w.top; level <= 3; level++)
		expect_refused(&w, level, *window_entry(&w, level) & ~PTE_VALID,
			       FSC_TRANSLATE(level));
}

TEST_EACH(no_block, const struct granule *g, wide,
	  "so is one with bit 1 clear where there is no block")
{
	struct window w = open_bits(g, 52, true);

	set_leaf(&w, 3, 0);
	for (int level = w.top; level < g->block_top; level++)
		expect_refused(&w, level, *window_entry(&w, level) & ~PTE_TABLE,
			       FSC_TRANSLATE(level));
	expect_refused(&w, 3, *window_entry(&w, 3) & ~PTE_PAGE,
		       FSC_TRANSLATE(3));
}

TEST_EACH(address_size, const struct granule *g, wide,
	  "a table beyond TCR.IPS is an address size fault, of level -1 too")
{
	struct window w = open_bits(g, 52, true);

	set_leaf(&w, 3, 0);
	w.ips = 2;
	for (int level = w.top; level < 3; level++)
		expect_refused(&w, level, *window_entry(&w, level) | 1ull << 40,
			       FSC_ADDRESS(level));
}

/* Nothing of a test machine is beyond 48 bits: what is lost leads elsewhere. */
TEST_EACH(table, const struct granule *g, wide,
	  "each bit of a table's address counts")
{
	struct window w = open_bits(g, 52, true);

	set_leaf(&w, 3, 0);
	for (int level = w.top; level < 3; level++) {
		uint64_t *entry = window_entry(&w, level), old = *entry;

		for (unsigned int bit = 48; bit < 52; bit++) {
			test_context("level %d, bit %u", level, bit);
			*entry = with_address(&w, old, 1ull << bit);
			expect_fault(&w, FSC_WALK(level + 1));
		}
		*entry = old;
	}
}

/* TTBR1's bits 5:2 are 51:48 of the address. */
TEST_EACH(base, const struct granule *g, wide,
	  "so does each of the first table's, in bits 5:2 of TTBR")
{
	struct window w = open_bits(g, 52, true);

	set_leaf(&w, 3, 0);
	EXPECT_EQ(window_at(&w, w.address) & PAR_F, 0);
	for (unsigned int bit = 2; bit < 6; bit++) {
		test_context("TTBR1 bit %u", bit);
		w.base = 1u << bit;
		expect_fault(&w, FSC_WALK(w.top));
	}
}

TEST_EACH(base_narrow, const struct granule *g, narrow,
	  "which without TCR.DS are no part of it")
{
	struct window w = open_bits(g, 47, true);

	set_leaf(&w, 3, 0);
	w.base = 0x3c;
	EXPECT_EQ(window_at(&w, w.address),
		  par_of(w.address & (page_bytes(&w, 3) - 1)));
}

TEST_EACH(base_size, const struct granule *g, wide,
	  "a first table beyond TCR.IPS is an address size fault of level 0")
{
	for (unsigned int upper = 0; upper < 2; upper++) {
		struct window w = open_bits(g, 52, upper);

		set_leaf(&w, 3, 0);
		w.ips = 2;
		EXPECT_EQ(window_at(&w, w.address) & PAR_F, 0);
		for (unsigned int bit = 40; bit < 48; bit++) {
			test_context("half %u, bit %u", upper, bit);
			w.base = 1ull << bit;
			EXPECT_EQ(window_at(&w, w.address),
				  par_fault(FSC_ADDRESS(0)));
		}
	}
}
