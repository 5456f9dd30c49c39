/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is not global belongs to one ASID (Arm ARM, D8.13). */
#include "tlbi.h"

#include <arch/barrier.h>
#include <arm/features.h>

TEST_SUITE("mmu", .summary = "stage 1 translates, permits and refuses");

TLBI(aside1is, 3, 2)
TLBI(vaae1is, 3, 3)
TLBI(vae1is, 3, 1)

static volatile uint64_t *const window = WINDOW;

static void use_asid(uint64_t asid)
{
	uint64_t ttbr0 = read_sysreg(ttbr0_el1) & PTE_ADDR;

	write_sysreg(ttbr0_el1, ttbr0 | asid << ASID_SHIFT);
	isb();
}

static bool has_asid16(void)
{
	return field(read_sysreg(id_aa64mmfr0_el1), 4, 4) == 2;
}

static const struct feature asid16 = { "16-bit ASIDs",
				       "ID_AA64MMFR0_EL1.ASIDBits = 2",
				       has_asid16 };

/* What @first has cached of the window must not be what @second uses. */
static void check_asids(uint64_t first, uint64_t second)
{
	uint64_t entries[2], *entry = open_two(entries);

	test_defer(use_asid, 0);
	for (unsigned int i = 0; i < 20; i++) {
		window_set(entry, entries[0]);
		use_asid(first);
		EXPECT_EQ(*window, WINDOW_VALUE);
		*(volatile uint64_t *)entry = entries[1]; /* and no TLBI */
		dsb();
		use_asid(second);
		EXPECT_EQ(*window, WINDOW_STORE);
		use_asid(first);
		vaae1is(PAGE_OF(WINDOW));
		EXPECT_EQ(*window, WINDOW_STORE);
		use_asid(0);
	}
}

TEST(asid, "what is not global belongs to its ASID")
{
	check_asids(1, 2);
	check_asids(0x7f, 0xff);
	check_asids(0x80, 0);
}

TEST(asid_16, "with TCR.AS an ASID has 16 bits", .needs = NEEDS(&asid16))
{
	set_tcr(read_sysreg(tcr_el1) | TCR_AS);
	check_asids(0x0101, 0x0201);
	check_asids(0x8001, 0x0001);
	check_asids(0xffff, 0x00ff);
}

TEST(asid_tlbi, "ASIDE1IS and VAE1IS reach the ASID in bits 63:48")
{
	uint64_t entries[2], *entry = open_two(entries);

	test_defer(use_asid, 0);
	use_asid(0x5a);
	for (unsigned int i = 1; i <= 20; i++) {
		EXPECT_EQ(*window, i & 1 ? WINDOW_VALUE : WINDOW_STORE);
		*(volatile uint64_t *)entry = 0;
		dsb();
		if (i & 2)
			aside1is(0x5aull << ASID_SHIFT);
		else
			vae1is(0x5aull << ASID_SHIFT | PAGE_OF(WINDOW));
		*(volatile uint64_t *)entry = entries[i & 1];
		dsb();
		isb();
		EXPECT_EQ(*window, i & 1 ? WINDOW_STORE : WINDOW_VALUE);
	}
}

TEST(asid_global, "a global page is that of all ASIDs, after VAAE1IS too")
{
	uint64_t entries[2], *entry = open_two(entries);

	test_defer(use_asid, 0);
	window_set(entry, entries[1] & ~PTE_NG);
	for (uint64_t asid = 0; asid < 4; asid++) {
		use_asid(asid);
		EXPECT_EQ(*window, WINDOW_STORE);
	}
	window_set(entry, entries[0] & ~PTE_NG);
	for (uint64_t asid = 0; asid < 4; asid++) {
		use_asid(asid);
		EXPECT_EQ(*window, WINDOW_VALUE);
	}
}
