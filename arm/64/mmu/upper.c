/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The upper half of the addresses, by TTBR1: with the tables of the lower half it
 * has what that has (Arm ARM, D8.2; D19.2.139 TCR_EL1, TTBR1_EL1).
 */
#include "tlbi.h"

#include <arm/features.h>

TEST_SUITE("mmu", .summary = "stage 1 translates, permits and refuses");

enum {
	IPS_40_BITS = 2,
};
#define TCR_T1SZ(n) ((uint64_t)(n) << 16)
#define TCR_UPPER   (0xffffull << 16) /* all of TTBR1's */
#define TCR_CACHED1 (5ull << 24 | 3ull << 28)
#define TCR_TG1 \
	((PAGE_SHIFT == 12 ? 2ull : PAGE_SHIFT == 14 ? 1ull : 3ull) << 30)
#define UPPER 0xffff000000000000ull

static void restore(unsigned long tcr, unsigned long ttbr1)
{
	set_tcr(tcr);
	write_sysreg(ttbr1_el1, ttbr1);
	isb();
}

/* TTBR1 is the root of all, too; returns where the window is by it. */
static const uint64_t *set_upper(uint64_t tcr1, uint64_t base_bits)
{
	uint64_t tcr = read_sysreg(tcr_el1);

	test_defer2(restore, tcr, read_sysreg(ttbr1_el1));
	write_sysreg(ttbr1_el1, virt_to_phys(mmu_root()) | base_bits);
	set_tcr((tcr & ~TCR_UPPER) | TCR_CACHED1 | TCR_TG1 | tcr1);
	return (const uint64_t *)((uintptr_t)WINDOW | UPPER);
}

static const uint64_t *open_upper(uint64_t tcr1, uint64_t base_bits)
{
	uint64_t *memory = window_open();

	window_set(window_entry(MMU_PAGE), leaf(virt_to_phys(memory)));
	return set_upper(tcr1, base_bits);
}

static struct trap read_at(const uint64_t *at)
{
	return access_window(EL1_READ, at, false, false);
}

TEST(upper, "addresses that begin with ones are translated by TTBR1")
{
	const uint64_t *at = open_upper(TCR_T1SZ(16), 0);

	expect_abort(read_at(at), EL1_READ, NO_FAULT, at);
	expect_abort(read_at(at + PAGE_SIZE / 8), EL1_READ,
		     FSC_TRANSLATE + MMU_PAGE, at + PAGE_SIZE / 8);
	expect_abort(read_at(WINDOW), EL1_READ, NO_FAULT, WINDOW);
}

TEST(upper_off, "EPD1 makes them translation faults of level 0")
{
	const uint64_t *at = open_upper(TCR_T1SZ(16) | TCR_EPD1, 0);

	expect_abort(read_at(at), EL1_READ, FSC_TRANSLATE + 0, at);
	expect_abort(read_at(WINDOW), EL1_READ, NO_FAULT, WINDOW);
}

TEST(upper_size, "T1SZ says how many ones there have to be")
{
	const uint64_t *at = open_upper(TCR_T1SZ(25), 0);
	const uint64_t *below = (const uint64_t *)0xffffff7fffffff00ull;

	expect_abort(read_at(at), EL1_READ, FSC_TRANSLATE + 0, at);
	expect_abort(read_at(below), EL1_READ, FSC_TRANSLATE + 0, below);
}

TEST(upper_base, "a base beyond TCR.IPS is an address size fault of level 0")
{
	uint64_t ips = (uint64_t)IPS_40_BITS << TCR_IPS_SHIFT;
	const uint64_t *at;

	if ((read_sysreg(id_aa64mmfr0_el1) & 0xf) < IPS_40_BITS + 1)
		SKIP("physical addresses have no more than 40 bits");
	at = open_upper(TCR_T1SZ(16), 1ull << 40);
	set_tcr((read_sysreg(tcr_el1) & ~(7ull << TCR_IPS_SHIFT)) | ips);
	expect_abort(read_at(at), EL1_READ, FSC_ADDRESS + 0, at);
	expect_abort(read_at(WINDOW), EL1_READ, NO_FAULT, WINDOW);
}

TLBI(vae1is, 3, 1)
TLBI(vaae1is, 3, 3)
TLBI(vale1is, 3, 5)
TLBI(vae1, 7, 1)
TLBI(vaale1, 7, 7)
TLBI(rvae1is, 2, 1)
TLBI(rvaale1is, 2, 7)
TLBI(rvae1, 6, 1)

static const struct flush {
	const char *name;
	void (*tlbi)(uint64_t operand);
	bool range;
} flushes[] = {
	{ "vae1is", vae1is, false },	  { "vaae1is", vaae1is, false },
	{ "vale1is", vale1is, false },	  { "vae1", vae1, false },
	{ "vaale1", vaale1, false },	  { "rvae1is", rvae1is, true },
	{ "rvaale1is", rvaale1is, true }, { "rvae1", rvae1, true },
};

/* Bit 36 of a range's base, and bit 43 of a page's address, is the half. */
static uint64_t operand(const struct flush *f, const uint64_t *at)
{
	uint64_t granule = PAGE_SHIFT == 12 ? 1 : PAGE_SHIFT == 14 ? 2 : 3;

	if (!f->range)
		return PAGE_OF(at);
	return granule << 46 |
	       ((uintptr_t)at >> PAGE_SHIFT & ((1ull << 37) - 1));
}

TEST_EACH(upper_tlbi, const struct flush *f, flushes,
	  "reaches addresses of the upper half")
{
	uint64_t entries[2], *entry = open_two(entries);
	const volatile uint64_t *at = set_upper(TCR_T1SZ(16), 0);

	if (f->range && !arm_tlbirange.probe())
		SKIP("needs %s", arm_tlbirange.name);
	for (unsigned int i = 1; i <= 16; i++) {
		EXPECT_EQ(*at, i & 1 ? WINDOW_VALUE : WINDOW_STORE);
		*(volatile uint64_t *)entry = 0;
		dsb();
		f->tlbi(operand(f, (const uint64_t *)at));
		*(volatile uint64_t *)entry = entries[i & 1];
		dsb();
		isb();
		EXPECT_EQ(*at, i & 1 ? WINDOW_STORE : WINDOW_VALUE);
	}
}
