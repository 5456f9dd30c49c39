/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A handler's stack that is a page table itself. */
#include "suite.h"

#include <arch/page.h>
#include <mm/page.h>
#include <x86/mmu.h>
#include <x86/user.h>

EVENTINJ_SUITE;

static void int_n(const void *arg)
{
	(void)arg;
	asm volatile("int $0x85");
}

static uint64_t *leaf, *table, saved_leaf, saved_table[PAGE_TABLE_ENTRIES];

static void restore(uintptr_t unused)
{
	(void)unused;
	memcpy(table, saved_table, sizeof(saved_table));
	*leaf = saved_leaf;
	write_cr3(read_cr3());
}

/* The page of the stack becomes the table that maps it. */
static void stack_in_table(void)
{
	uint64_t *free_entries;

	leaf = mmu_entry(place.stack, 1);
	table = mmu_table(*mmu_entry(place.stack, 2));
	free_entries = table + (stack_top() % PAGE_SIZE) / sizeof(*table) - 16;
	for (unsigned int i = 0; i < 16; i++)
		if (free_entries[i])
			ERROR("the end of the table is in use");
	saved_leaf = *leaf;
	memcpy(saved_table, table, sizeof(saved_table));
	test_defer(restore, 0);
	*leaf = virt_to_phys(table) | (saved_leaf & 0xfff);
	invlpg(place.stack);
}

/* Writes to it are seen by what shadows page tables, and are stores as well. */
TEST(stack_is_table, "a frame that is pushed into a page table is there, once")
{
	unsigned int at;
	const unsigned long *frame;

	place_event(VECTOR, true);
	stack_in_table();
	flush_places();
	flush_page(table);
	EXPECT_TRAP(user_catch_flags(int_n, NULL, 0), TRAP_NONE);
	at = (unsigned int)((stack_top() - 5 * sizeof(long)) % PAGE_SIZE);
	frame = (void *)((uint8_t *)table + at);
	EXPECT_EQ(captured.nr, 1);
	EXPECT_EQ(captured.sp, stack_top() - 5 * sizeof(long));
	for (unsigned int i = 0; i < 5; i++)
		EXPECT_EQ(frame[i], captured.words[i]);
	EXPECT_EQ(frame[1], USER_CS);
	EXPECT_EQ(frame[4], USER_DS);
	EXPECT_EQ(faults.nr, 0);
}
