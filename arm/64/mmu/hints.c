/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TLBI with a level, and TLBI that need not wait for XS: both reach what they reach
 * without.
 *
 * Arm ARM, D8.14.5 and C5.5 (FEAT_TTL: bits 47:44, or 38:37 of a range, are the
 * granule and level that the entry is known to be of; FEAT_XS: CRn 9).
 */
#include "tlbi.h"

#include <arm/features.h>

TEST_SUITE("mmu", .summary = "stage 1 translates, permits and refuses");

TLBI(vae1is, 3, 1)
TLBI(vaae1is, 3, 3)
TLBI(vale1is, 3, 5)
TLBI(vaale1is, 3, 7)
TLBI(vae1, 7, 1)
TLBI(vaae1, 7, 3)
TLBI(vale1, 7, 5)
TLBI(vaale1, 7, 7)
TLBI(rvae1is, 2, 1)
TLBI(rvaale1is, 2, 7)
TLBI(rvae1, 6, 1)
TLBI(rvaale1, 6, 7)

#define TLBI_NXS(id, crm, op2)                                          \
	static void id##_nxs(uint64_t operand)                          \
	{                                                               \
		asm volatile("sys #0, c9, c" #crm ", #" #op2 ", %0\n\t" \
			     "dsb ish\n\t"                              \
			     "isb" ::"r"(operand)                       \
			     : "memory");                               \
	}
TLBI_NXS(vmalle1is, 3, 0)
TLBI_NXS(vae1is, 3, 1)
TLBI_NXS(aside1is, 3, 2)
TLBI_NXS(vaae1is, 3, 3)
TLBI_NXS(vale1is, 3, 5)
TLBI_NXS(vaale1is, 3, 7)
TLBI_NXS(vmalle1, 7, 0)
TLBI_NXS(vae1, 7, 1)
TLBI_NXS(aside1, 7, 2)
TLBI_NXS(vaae1, 7, 3)
TLBI_NXS(vale1, 7, 5)
TLBI_NXS(vaale1, 7, 7)
TLBI_NXS(vmalle1os, 1, 0)
TLBI_NXS(vae1os, 1, 1)
TLBI_NXS(aside1os, 1, 2)
TLBI_NXS(vaae1os, 1, 3)
TLBI_NXS(rvae1is, 2, 1)
TLBI_NXS(rvaale1is, 2, 7)
TLBI_NXS(rvae1os, 5, 1)
TLBI_NXS(rvae1, 6, 1)
TLBI_NXS(rvaale1, 6, 7)

enum operand {
	NONE,
	PAGE,
	RANGE
};

struct row {
	const char *name;
	void (*tlbi)(uint64_t operand);
	enum operand operand;
};

/* 1, 2, 3: 4 KiB, 16 KiB, 64 KiB */
#define GRANULE (PAGE_SHIFT == 12 ? 1ull : PAGE_SHIFT == 14 ? 2ull : 3ull)

static uint64_t operand_of(const struct row *r, unsigned int level)
{
	uint64_t base = (uintptr_t)WINDOW >> PAGE_SHIFT & ((1ull << 37) - 1);

	if (r->operand == NONE)
		return 0;
	if (r->operand == RANGE)
		return GRANULE << 46 | (uint64_t)level << 37 | base;
	return PAGE_OF(WINDOW) |
	       (level ? GRANULE << 46 | (uint64_t)level << 44 : 0);
}

/* A change that is seen where the entry of before is gone, and only there */
static void check_gone(const struct row *r, unsigned int level)
{
	volatile const uint64_t *window = WINDOW;
	uint64_t entries[2], *entry = open_two(entries);

	if (r->operand == RANGE)
		grow_tlb(TLB_PAGES, entries[0]);
	for (unsigned int i = 1; i <= 20; i++) {
		EXPECT_EQ(*window, i & 1 ? WINDOW_VALUE : WINDOW_STORE);
		*(volatile uint64_t *)entry = 0;
		dsb();
		r->tlbi(operand_of(r, level));
		*(volatile uint64_t *)entry = entries[i & 1];
		dsb();
		isb();
		EXPECT_EQ(*window, i & 1 ? WINDOW_STORE : WINDOW_VALUE);
	}
}

/* -------------------------------------------------------------------- TTL ---- */

static bool has_ttl(void)
{
	return field(read_sysreg(S3_0_C0_C7_2), 48, 4);
}

static const struct feature ttl = { "TLBI by level", "ID_AA64MMFR2_EL1.TTL",
				    has_ttl };

static const struct row by_level[] = {
	{ "vae1is", vae1is, PAGE },    { "vaae1is", vaae1is, PAGE },
	{ "vale1is", vale1is, PAGE },  { "vaale1is", vaale1is, PAGE },
	{ "vae1", vae1, PAGE },	       { "vaae1", vaae1, PAGE },
	{ "vale1", vale1, PAGE },      { "vaale1", vaale1, PAGE },
	{ "rvae1is", rvae1is, RANGE }, { "rvaale1is", rvaale1is, RANGE },
	{ "rvae1", rvae1, RANGE },     { "rvaale1", rvaale1, RANGE },
};

static void need_range(const struct row *r)
{
	if (r->operand == RANGE && !arm_tlbirange.probe())
		SKIP("needs %s", arm_tlbirange.name);
}

TEST_EACH(ttl_page, const struct row *r, by_level,
	  "with the level of a page it reaches the page", .needs = NEEDS(&ttl))
{
	need_range(r);
	check_gone(r, MMU_PAGE);
}

static void restore_entry(unsigned int unused, unsigned long value)
{
	(void)unused;
	window_set(window_entry(2), value);
}

static void read_window(const void *arg)
{
	(void)arg;
	asm volatile("ldr xzr, [%0]" ::"r"(WINDOW));
}

/* Any address of a block is one of its entry. */
TEST_EACH(ttl_block, const struct row *r, by_level,
	  "with the level of a block it reaches the block",
	  .needs = NEEDS(&ttl))
{
	uint64_t *memory = window_open(), *entry = window_entry(2);
	uint64_t offset = virt_to_phys(memory) & (mmu_page_bytes(2) - 1);
	uint64_t block = leaf(virt_to_phys(memory) - offset) & ~PTE_PAGE;

	need_range(r);
	test_defer2(restore_entry, 0, *entry);
	for (unsigned int i = 0; i < 10; i++) {
		window_set(entry, block);
		EXPECT_TRAP(trap_catch(read_window, NULL), TRAP_NONE);
		*(volatile uint64_t *)entry = 0;
		dsb();
		r->tlbi(operand_of(r, 2));
		expect_abort(trap_catch(read_window, NULL), EL1_READ,
			     FSC_TRANSLATE + 2, WINDOW);
	}
}

/* --------------------------------------------------------------------- nXS ---- */

static bool has_xs(void)
{
	return field(read_sysreg(id_aa64isar1_el1), 56, 4);
}

static const struct feature xs = { "XS", "ID_AA64ISAR1_EL1.XS", has_xs };

static const struct row without_xs[] = {
	{ "vmalle1is", vmalle1is_nxs, NONE },
	{ "vae1is", vae1is_nxs, PAGE },
	{ "aside1is", aside1is_nxs, NONE },
	{ "vaae1is", vaae1is_nxs, PAGE },
	{ "vale1is", vale1is_nxs, PAGE },
	{ "vaale1is", vaale1is_nxs, PAGE },
	{ "vmalle1", vmalle1_nxs, NONE },
	{ "vae1", vae1_nxs, PAGE },
	{ "aside1", aside1_nxs, NONE },
	{ "vaae1", vaae1_nxs, PAGE },
	{ "vale1", vale1_nxs, PAGE },
	{ "vaale1", vaale1_nxs, PAGE },
	{ "vmalle1os", vmalle1os_nxs, NONE },
	{ "vae1os", vae1os_nxs, PAGE },
	{ "aside1os", aside1os_nxs, NONE },
	{ "vaae1os", vaae1os_nxs, PAGE },
	{ "rvae1is", rvae1is_nxs, RANGE },
	{ "rvaale1is", rvaale1is_nxs, RANGE },
	{ "rvae1os", rvae1os_nxs, RANGE },
	{ "rvae1", rvae1_nxs, RANGE },
	{ "rvaale1", rvaale1_nxs, RANGE },
};

TEST_EACH(nxs, const struct row *r, without_xs,
	  "TLBI without XS reaches what the one with it does",
	  .needs = NEEDS(&xs))
{
	check_gone(r, 0);
}
