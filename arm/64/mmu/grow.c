/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tlbi.h"

/* Behind the window, where nothing else is. */
#define BEHIND (WINDOW + (1ull << 30) / 8)

enum {
	TOUCHES = 8, /* each makes it twice as large, at most */
};

static void clear(uintptr_t pages)
{
	for (uintptr_t i = 0; i < pages; i++)
		*mmu_make(BEHIND + i * PAGE_SIZE / 8, MMU_PAGE) = 0;
	dsb();
	tlb_flush_all();
}

static void fill(unsigned int pages, uint64_t entry)
{
	for (unsigned int i = 0; i < pages; i++) {
		uint64_t *at = mmu_make(BEHIND + i * PAGE_SIZE / 8, MMU_PAGE);

		ASSERT_TRUE(at != NULL);
		*at = entry;
	}
	dsb();
	isb();
}

void grow_tlb(unsigned int pages, uint64_t entry)
{
	if (PAGE_SHIFT != 12)
		return; /* an emulator has larger ones in one piece */
	test_defer(clear, pages);
	fill(pages, entry);
	for (unsigned int i = 0; i < TOUCHES; i++) {
		for (unsigned int j = 0; j < pages; j++)
			(void)*(volatile uint64_t *)(BEHIND +
						     j * PAGE_SIZE / 8);
		tlb_flush_all();
	}
}
