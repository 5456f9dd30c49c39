/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pages of 1 GiB. */
#include "../../tlb/suite.h"

#include <mm/vmap.h>

TLB_SUITE;

enum {
	HUGE_PAGE = 1 << 30,
};

static const struct row {
	const char *name;
	unsigned long offset; /* that INVLPG names, or ALL */
} rows[] = {
#define ALL 1ul
	{ "invlpg-first", 0 },
	{ "invlpg-elsewhere", 0x12345678 },
	{ "invlpg-last", HUGE_PAGE - 1 },
	{ "cr3", ALL },
};

static char *huge;

static void end_huge(uintptr_t unused)
{
	(void)unused;
	*mmu_entry(huge, 3) = 0;
	by_cr3(0);
}

/*
 * The page is where the frame is in RAM; in turn with it there is a table, whose
 * one page of 2 MiB has another frame at that place.
 */
TEST_EACH(page_1g, const struct row *r, rows,
	  "INVLPG of any address in it leads to the new frame",
	  .needs = NEEDS(&x86_page1gb))
{
	paddr_t at = virt_to_phys(frames[0]);
	uint64_t *table = page_alloc(0, PAGE_ZERO);
	volatile unsigned long *word;

	if (!huge)
		huge = vmap_alloc(HUGE_PAGE, HUGE_PAGE);
	word = (void *)(huge + at % HUGE_PAGE);
	test_defer(page_free, table);
	table[at % HUGE_PAGE / LARGE] = virt_to_phys(frames[1]) | PTE_P |
					PTE_W | PTE_PS;
	ASSERT_TRUE(mmu_make(huge, 3) != NULL);
	test_defer(end_huge, 0);
	for (unsigned int i = 0; i < 10; i++) {
		*mmu_entry(huge, 3) = (at - at % HUGE_PAGE) | PTE_P | PTE_W |
				      PTE_PS;
		invlpg((char *)word);
		EXPECT_EQ(*word, 1);
		*mmu_entry(huge, 3) = virt_to_phys(table) | PTE_P | PTE_W;
		r->offset == ALL ? by_cr3(0) : invlpg(huge + r->offset);
		EXPECT_EQ(*word, 2);
	}
}
