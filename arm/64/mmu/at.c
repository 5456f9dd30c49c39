/* SPDX-License-Identifier: GPL-2.0-or-later */
/* AT: what a walk would give, without making an access (Arm ARM, C5.5.1). */
#include "mmu.h"

#include <arm/features.h>

TEST_SUITE("mmu", .summary = "stage 1 translates, permits and refuses");

/* PAR_EL1 */
enum {
	PAR_F = 1,
	PAR_FST_SHIFT = 1,
	PAR_RES1 = 1 << 11,
	PAR_NS = 1 << 9, /* of no meaning outside of secure state */
	PAR_SH_INNER = 3 << 7,
	PAR_SH_OUTER = 2 << 7,
	PAR_ATTR_SHIFT = 56,
};

enum at {
	S1E1R,
	S1E1W,
	S1E0R,
	S1E0W,
	S1E1RP,
	S1E1WP
};

static uint64_t at(enum at which, const void *address)
{
	switch (which) {
	case S1E1R:
		asm volatile("at s1e1r, %0" ::"r"(address) : "memory");
		break;
	case S1E1W:
		asm volatile("at s1e1w, %0" ::"r"(address) : "memory");
		break;
	case S1E0R:
		asm volatile("at s1e0r, %0" ::"r"(address) : "memory");
		break;
	case S1E0W:
		asm volatile("at s1e0w, %0" ::"r"(address) : "memory");
		break;
	case S1E1RP: /* C7, C9: FEAT_PAN2 */
		asm volatile("sys #0, c7, c9, #0, %0" ::"r"(address)
			     : "memory");
		break;
	case S1E1WP:
		asm volatile("sys #0, c7, c9, #1, %0" ::"r"(address)
			     : "memory");
		break;
	}
	isb();
	return read_sysreg(par_el1);
}

static const struct row {
	const char *name;
	uint64_t bits; /* of the page, beside a normal one's */
	bool el1_write, el0_read, el0_write;
} rows[] = {
	{ "kernel", 0, true, false, false },
	{ "kernel-read-only", PTE_RDONLY, false, false, false },
	{ "user", PTE_USER, true, true, true },
	{ "user-read-only", PTE_USER | PTE_RDONLY, false, true, false },
};

static void expect_par(enum at which, bool allowed)
{
	uint64_t far = read_sysreg(far_el1), esr = read_sysreg(esr_el1);
	uint64_t par = at(which, (char *)WINDOW + 0x123);
	uint64_t phys = *window_entry(MMU_PAGE) & PTE_ADDR;

	test_context("AT number %u", which);
	EXPECT_EQ(read_sysreg(far_el1), far);
	EXPECT_EQ(read_sysreg(esr_el1), esr);
	/* bits 11:0 of the address are no part of it, whatever the granule */
	if (allowed)
		EXPECT_EQ(par & ~(uint64_t)PAR_NS,
			  phys | 0xffull << PAR_ATTR_SHIFT | PAR_RES1 |
				  PAR_SH_INNER);
	else
		EXPECT_EQ(par, PAR_F | PAR_RES1 |
				       (FSC_PERMIT + MMU_PAGE)
					       << PAR_FST_SHIFT);
}

TEST_EACH(at, const struct row *r, rows,
	  "PAR is the address and its attributes, or the permission fault")
{
	uint64_t *memory = window_open();

	window_set(window_entry(MMU_PAGE),
		   leaf(virt_to_phys(memory)) | r->bits);
	expect_par(S1E1R, true);
	expect_par(S1E1W, r->el1_write);
	expect_par(S1E0R, r->el0_read);
	expect_par(S1E0W, r->el0_write);
	EXPECT_EQ(memory[0], WINDOW_VALUE);
}

static void allow_user(uintptr_t unused)
{
	(void)unused;
	asm volatile(".inst 0xd500409f" ::: "memory");
}

TEST_EACH(
	at_pan, const struct row *r, rows,
	"with PSTATE.PAN, S1E1RP and S1E1WP are refused user pages, others not",
	.needs = NEEDS(&arm_pan2))
{
	bool user = r->bits & PTE_USER;

	window_set(window_entry(MMU_PAGE),
		   leaf(virt_to_phys(window_open())) | r->bits);
	expect_par(S1E1RP, true);
	expect_par(S1E1WP, r->el1_write);
	test_defer(allow_user, 0);
	asm volatile(".inst 0xd500419f" ::: "memory"); /* MSR PAN, #1 */
	expect_par(S1E1RP, !user);
	expect_par(S1E1WP, !user && r->el1_write);
	expect_par(S1E1R, true);
	expect_par(S1E1W, r->el1_write);
}

static const struct type {
	const char *name;
	unsigned int type; /* MEM_*, and what of it PAR has */
	uint8_t attr;
	uint32_t shareability;
} types[] = {
	{ "ngnrne", MEM_DEVICE_NGNRNE, 0x00, PAR_SH_OUTER },
	{ "ngnre", MEM_DEVICE_NGNRE, 0x04, PAR_SH_OUTER },
	{ "gre", MEM_DEVICE_GRE, 0x0c, PAR_SH_OUTER },
	{ "non-cacheable", MEM_NORMAL_NC, 0x44, PAR_SH_OUTER },
	{ "write-back", MEM_NORMAL, 0xff, PAR_SH_INNER },
	{ "write-through", MEM_NORMAL_WT, 0xbb, PAR_SH_INNER },
};

TEST_EACH(at_type, const struct type *r, types,
	  "PAR has the memory type; what is not cached is outer shareable")
{
	uint64_t entry = leaf(virt_to_phys(window_open()));

	entry &= ~PTE_ATTR(7);
	window_set(window_entry(MMU_PAGE), entry | PTE_ATTR(r->type));
	EXPECT_EQ(at(S1E1R, WINDOW) & ~(uint64_t)PAR_NS,
		  (entry & PTE_ADDR) | (uint64_t)r->attr << PAR_ATTR_SHIFT |
			  r->shareability | PAR_RES1);
}

static const struct level {
	const char *name;
	unsigned int level;
} levels[] = {
	{ "level-0", 0 },
	{ "level-1", 1 },
	{ "level-2", 2 },
	{ "level-3", 3 },
};

TEST_EACH(at_level, const struct level *r, levels,
	  "PAR has the level of a translation fault")
{
	uint64_t *entry, old, par;

	if ((int)r->level < MMU_TOP)
		SKIP("pages of 64 KiB have no tables of level 0");
	window_open();
	entry = window_entry(r->level);
	old = *entry;
	window_set(entry, 0);
	par = at(S1E1R, WINDOW);
	window_set(entry, old);
	EXPECT_EQ(par, PAR_F | PAR_RES1 |
			       (FSC_TRANSLATE + r->level) << PAR_FST_SHIFT);
}

TEST(at_access_flag, "PAR has an access flag fault")
{
	window_set(window_entry(MMU_PAGE),
		   leaf(virt_to_phys(window_open())) & ~PTE_AF);
	EXPECT_EQ(at(S1E1R, WINDOW),
		  PAR_F | PAR_RES1 | (FSC_ACCESS + MMU_PAGE) << PAR_FST_SHIFT);
}
