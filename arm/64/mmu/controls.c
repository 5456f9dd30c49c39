/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bits that say nothing about what is translated to what: reserved ones, CnP, and
 * SCTLR.C and I.
 *
 * Arm ARM, D19.2 (TCR_EL1, TTBR0_EL1, SCTLR_EL1: fields that are RES0), D8.14.2
 * (CnP), D8.6 (caches switched off).
 */
#include "mmu.h"

#include <arm/features.h>

TEST_SUITE("mmu", .summary = "stage 1 translates, permits and refuses");

/* Each way in, of a page for EL1 and of one for EL0 */
static void check_translation(void)
{
	uint64_t *memory = window_open();

	window_set(window_entry(MMU_PAGE), leaf(virt_to_phys(memory)));
	for (enum access a = 0; a < NR_ACCESSES; a++) {
		bool user = from_el0(a) || a == EL1_LDTR || a == EL1_STTR;

		user = user && !is_fetch(a); /* which UXN decides alone */
		test_context("%s", access_names[a]);
		expect_abort(access_window(a, WINDOW, false, false), a,
			     user ? FSC_PERMIT + MMU_PAGE : NO_FAULT, WINDOW);
	}
	window_set(window_entry(MMU_PAGE),
		   leaf(virt_to_phys(memory)) | PTE_USER | PTE_RDONLY);
	expect_abort(access_window(EL0_READ, WINDOW, false, false), EL0_READ,
		     NO_FAULT, WINDOW);
	expect_abort(access_window(EL0_WRITE, WINDOW, false, false), EL0_WRITE,
		     FSC_PERMIT + MMU_PAGE, WINDOW);
}

/* ---------------------------------------------------------------- reserved ---- */

static void set_ttbr0(uint64_t value)
{
	write_sysreg(ttbr0_el1, value);
	isb();
	tlb_flush_all();
}

static uint64_t get_tcr(void)
{
	return read_sysreg(tcr_el1);
}

static uint64_t get_sctlr(void)
{
	return read_sysreg(sctlr_el1);
}

/* Of no version of the architecture so far a field */
static const struct reserved {
	const char *name;
	uint64_t (*get)(void);
	void (*set)(uint64_t value);
	uint64_t bits;
} reserved[] = {
	{ "tcr-6", get_tcr, set_tcr, 1ull << 6 },
	{ "tcr-35", get_tcr, set_tcr, 1ull << 35 },
	{ "sctlr-17", get_sctlr, set_sctlr, 1ull << 17 },
};

TEST_EACH(reserved, const struct reserved *r, reserved,
	  "a reserved bit that is written as 1 changes nothing")
{
	uint64_t old = r->get();

	test_defer(r->set, old);
	r->set(old | r->bits);
	EXPECT_EQ(r->get() & ~r->bits, old & ~r->bits);
	check_translation();
}

/* The root has a whole page: 48 bits of 16 KiB pages leave it two entries. */
TEST(reserved_base, "bits of TTBR0 below its table are no part of the address")
{
	uint64_t old = read_sysreg(ttbr0_el1);
	uint64_t bytes = 8ull << (48 - PAGE_SHIFT -
				  PAGE_TABLE_SHIFT * (MMU_PAGE - MMU_TOP));

	test_defer(set_ttbr0, old);
	for (uint64_t bit = 2; bit < bytes && bit < 64; bit *= 2) {
		test_context("bit 0x%lx", bit);
		set_ttbr0(old | bit);
		EXPECT_EQ(read_sysreg(ttbr0_el1) & ~bit, old);
		check_translation();
	}
}

TEST(cnp, "TTBR.CnP is kept, and no part of the address",
     .needs = NEEDS(&arm_cnp))
{
	uint64_t old = read_sysreg(ttbr0_el1);

	test_defer(set_ttbr0, old);
	set_ttbr0(old | 1);
	EXPECT_EQ(read_sysreg(ttbr0_el1), old | 1);
	check_translation();
}

/* ------------------------------------------------------------------ caches ---- */

/*
 * Of the line at @at: its content, what is stored there read back. No other data is
 * accessed between, for that would go past the caches too.
 */
static void access_uncached(uint64_t sctlr, uint64_t *at, uint64_t got[2])
{
	uint64_t old = read_sysreg(sctlr_el1), first, second;

	asm volatile("dc civac, %[at]\n\t"
		     "dsb sy\n\t"
		     "msr sctlr_el1, %[off]\n\tisb\n\t"
		     "ldr %[first], [%[at]]\n\t"
		     "str %[value], [%[at]]\n\t"
		     "dsb sy\n\t"
		     "ldr %[second], [%[at]]\n\t"
		     "msr sctlr_el1, %[old]\n\tisb"
		     : [first] "=&r"(first), [second] "=&r"(second)
		     : [at] "r"(at), [off] "r"(sctlr), [old] "r"(old),
		       [value] "r"(WINDOW_STORE)
		     : "memory");
	got[0] = first;
	got[1] = second;
}

static const struct cache {
	const char *name;
	uint64_t off;
} caches[] = {
	{ "data", SCTLR_C },
	{ "instructions", SCTLR_I },
	{ "both", SCTLR_C | SCTLR_I },
};

TEST_EACH(uncached, const struct cache *c, caches,
	  "with SCTLR.C or I clear memory holds the same")
{
	uint64_t *memory = window_open(), sctlr = read_sysreg(sctlr_el1);
	uint64_t got[2];

	window_set(window_entry(MMU_PAGE), leaf(virt_to_phys(memory)));
	access_uncached(sctlr & ~c->off, WINDOW, got);
	EXPECT_EQ(got[0], WINDOW_VALUE);
	EXPECT_EQ(got[1], WINDOW_STORE);
	EXPECT_EQ(*(volatile uint64_t *)WINDOW, WINDOW_STORE);
	EXPECT_EQ(memory[0], WINDOW_STORE);
	EXPECT_EQ(read_sysreg(sctlr_el1), sctlr);
}

TEST(uncached_code, "with SCTLR.I clear fetches are translated as ever")
{
	set_sctlr(read_sysreg(sctlr_el1) & ~(uint64_t)SCTLR_I);
	check_translation();
}
