/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The upper half of the addresses, by TTBR1: with the tables of the lower half it
 * has what that has (Arm ARM, D8.2; D19.2.139 TCR_EL1, TTBR1_EL1).
 */
#include "mmu.h"

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

/* The window, and what it is above; TTBR1 is the root of all. */
static const uint64_t *open_upper(uint64_t tcr1, uint64_t base_bits)
{
	uint64_t tcr = read_sysreg(tcr_el1);
	uint64_t *memory = window_open();

	test_defer2(restore, tcr, read_sysreg(ttbr1_el1));
	window_set(window_entry(MMU_PAGE), leaf(virt_to_phys(memory)));
	write_sysreg(ttbr1_el1, virt_to_phys(mmu_root()) | base_bits);
	set_tcr((tcr & ~TCR_UPPER) | TCR_CACHED1 | TCR_TG1 | tcr1);
	return (const uint64_t *)((uintptr_t)WINDOW | UPPER);
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
