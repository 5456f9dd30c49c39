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
	if (f->range)
		grow_tlb(TLB_PAGES, entries[0]);
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

/* ------------------------------------------- its own bits of what TTBR0 has ---- */

#define TCR_A1	  (1ull << 22)
#define TCR_TBI1  (1ull << 38)
#define TCR_HPD1  (1ull << 42)
#define TCR_TBID1 (1ull << 52)
#define TCR_E0PD1 (1ull << 56)

static void set_read_only_table(uint64_t bits)
{
	uint64_t *entry = window_entry(MMU_PAGE - 1);

	window_set(entry, (*entry & ~PTE_AP1TABLE) | bits);
}

TEST(upper_hpd, "HPD1 is about tables of the upper half, HPD0 is not",
     .needs = NEEDS(&arm_hpds))
{
	const uint64_t *at = open_upper(TCR_T1SZ(16), 0);
	uint64_t tcr = read_sysreg(tcr_el1);

	test_defer(set_read_only_table, 0);
	set_read_only_table(PTE_AP1TABLE);
	for (unsigned int i = 0; i < 4; i++) {
		bool off0 = i & 1, off1 = i & 2;

		test_context("HPD0 %u, HPD1 %u", off0, off1);
		set_tcr(tcr | (off0 ? TCR_HPD0 : 0) | (off1 ? TCR_HPD1 : 0));
		expect_abort(access_window(EL1_WRITE, at, false, false),
			     EL1_WRITE, off1 ? NO_FAULT : FSC_PERMIT + MMU_PAGE,
			     at);
		expect_abort(access_window(EL1_WRITE, WINDOW, false, false),
			     EL1_WRITE, off0 ? NO_FAULT : FSC_PERMIT + MMU_PAGE,
			     WINDOW);
	}
}

TEST(upper_tbi, "TBI1 and TBI0 are each about tags of their half")
{
	const uint64_t *at = open_upper(TCR_T1SZ(16), 0);
	const uint64_t *tagged =
		(const uint64_t *)((uintptr_t)at ^ 0x5aull << 56);
	const uint64_t *below =
		(const uint64_t *)((uintptr_t)WINDOW ^ 0x5aull << 56);
	uint64_t tcr = read_sysreg(tcr_el1);

	for (unsigned int i = 0; i < 4; i++) {
		bool low = i & 1, high = i & 2;

		test_context("TBI0 %u, TBI1 %u", low, high);
		set_tcr(tcr | (low ? TCR_TBI0 : 0) | (high ? TCR_TBI1 : 0));
		expect_abort(read_at(tagged), EL1_READ,
			     high ? NO_FAULT : FSC_TRANSLATE + 0, tagged);
		expect_abort(read_at(below), EL1_READ,
			     low ? NO_FAULT : FSC_TRANSLATE + 0, below);
		expect_abort(read_at(at), EL1_READ, NO_FAULT, at);
	}
}

TEST(upper_tbid, "TBID1 leaves fetches out of TBI1", .needs = NEEDS(&arm_pauth))
{
	const uint64_t *at, *tagged;

	at = open_upper(TCR_T1SZ(16), 0);
	tagged = (const uint64_t *)((uintptr_t)at ^ 0x5aull << 56);
	set_tcr(read_sysreg(tcr_el1) | TCR_TBI1 | TCR_TBID0);
	/* to a tag of ones, which branches put back (Arm ARM, D1.3.2) */
	expect_abort(access_window(EL1_FETCH, at, false, false), EL1_FETCH,
		     NO_FAULT, at);
	set_tcr((read_sysreg(tcr_el1) & ~TCR_TBID0) | TCR_TBID1);
	expect_abort(access_window(EL1_FETCH, tagged, false, false), EL1_FETCH,
		     FSC_TRANSLATE + 0, tagged);
}

static bool has_e0pd(void)
{
	return field(read_sysreg(S3_0_C0_C7_2), 60, 4);
}

static const struct feature e0pd = { "E0PD", "ID_AA64MMFR2_EL1.E0PD",
				     has_e0pd };

TEST(upper_e0pd, "E0PD1 keeps EL0 out of the upper half, and E0PD0 does not",
     .needs = NEEDS(&e0pd))
{
	const uint64_t *at = open_upper(TCR_T1SZ(16), 0);
	uint64_t *entry = window_entry(MMU_PAGE);

	window_set(entry, *entry | PTE_USER);
	expect_abort(access_window(EL0_READ, at, false, false), EL0_READ,
		     NO_FAULT, at);
	set_tcr(read_sysreg(tcr_el1) | TCR_E0PD1);
	expect_abort(access_window(EL0_READ, at, false, false), EL0_READ,
		     FSC_TRANSLATE + 0, at);
	expect_abort(access_window(EL0_WRITE, at, false, false), EL0_WRITE,
		     FSC_TRANSLATE + 0, at);
	expect_abort(access_window(EL0_READ, WINDOW, false, false), EL0_READ,
		     NO_FAULT, WINDOW);
	expect_abort(read_at(at), EL1_READ, NO_FAULT, at);
}

/* ------------------------------------------------------------- ASID of TTBR1 ---- */

static void use_asid1(uint64_t asid)
{
	uint64_t ttbr1 = read_sysreg(ttbr1_el1) & PTE_ADDR;

	write_sysreg(ttbr1_el1, ttbr1 | asid << ASID_SHIFT);
	isb();
}

/* Of pages of either half; with A1 clear TTBR1's would say nothing. */
TEST(upper_asid, "with TCR.A1 it is TTBR1's ASID that pages belong to")
{
	uint64_t entries[2], *entry = open_two(entries);
	const volatile uint64_t *window = WINDOW;
	const volatile uint64_t *at = set_upper(TCR_T1SZ(16) | TCR_A1, 0);

	for (unsigned int i = 0; i < 20; i++) {
		use_asid1(1);
		window_set(entry, entries[0]);
		EXPECT_EQ(*window, WINDOW_VALUE);
		EXPECT_EQ(*at, WINDOW_VALUE);
		*(volatile uint64_t *)entry = entries[1]; /* and no TLBI */
		dsb();
		use_asid1(2);
		EXPECT_EQ(*window, WINDOW_STORE);
		EXPECT_EQ(*at, WINDOW_STORE);
		window_set(entry, entries[1]);
	}
}
