/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pages at the boundaries of what is canonical, and the fifth level. */
#include "suite.h"

#include <arch.h>
#include <mm/page.h>
#include <x86/mmu.h>

LA57_SUITE;

static unsigned long value;

static const uint64_t edges[] = {
	0x00007ffffffff000, 0x0000800000000000, 0x0000fffffffff000,
	0x0001000000000000, 0x00007f8000000000, 0x00fffffffffff000,
	0xff00000000000000, 0xfffefffffffff000, 0xffff000000000000,
	0xffff7ffffffff000, 0xffff800000000000, 0xffaaaaaaaaaaa000,
};

#define NR_EDGES (sizeof(edges) / sizeof(edges[0]))

static void unmap(unsigned long i)
{
	arch_unmap((void *)edges[i], PAGE_SIZE);
}

/* Entries 0 and 511 of the root lead to one table. */
static bool same_place(uint64_t a, uint64_t b)
{
	const uint64_t low = 0xffffffffffff;

	return (a & low) == (b & low) && canonical(a, 49) && canonical(b, 49);
}

static void map_edges(uint64_t *frames)
{
	for (unsigned int i = 0; i < NR_EDGES; i++) {
		frames[i * 512] = 0x1000 + i;
		ASSERT_EQ(arch_map((void *)edges[i],
				   virt_to_phys(&frames[i * 512]), PAGE_SIZE,
				   MAP_READ | MAP_WRITE),
			  0);
		test_defer(unmap, i);
	}
}

TEST(edges, "each page of a boundary is a page of its own", NEEDS_LA57)
{
	uint64_t *frames = page_alloc(4, PAGE_ZERO);

	test_defer(page_free, frames);
	la57_enter();
	map_edges(frames);
	for (unsigned int i = 0; i < NR_EDGES; i++) {
		unsigned int last = i;

		for (unsigned int j = i; j < NR_EDGES; j++)
			if (same_place(edges[i], edges[j]))
				last = j;
		test_context("0x%llx", (unsigned long long)edges[i]);
		EXPECT_EQ(*(volatile uint64_t *)edges[i], 0x1000 + last);
		*(volatile uint64_t *)edges[i] = 0x2000 + last;
		EXPECT_EQ(frames[last * 512], 0x2000 + last);
		*(volatile uint64_t *)edges[i] = 0x1000 + last;
	}
}

static void do_read(const void *at)
{
	value = *(volatile const uint8_t *)at;
}

static void do_read_2(const void *at)
{
	value = *(volatile const uint16_t *)at;
}

static void check_straddle(char *page)
{
	uint64_t *frame = page_alloc(0, PAGE_ZERO);

	test_defer(page_free, frame);
	ASSERT_EQ(arch_map(page, virt_to_phys(frame), PAGE_SIZE, MAP_KERNEL),
		  0);
	EXPECT_TRAP(trap_catch(do_read_2, page + 0xffe), TRAP_NONE);
	EXPECT_TRAP(trap_catch(do_read, page + 0xfff), TRAP_NONE);
	EXPECT_TRAP(trap_catch(do_read_2, page + 0xfff), X86_GP);
	EXPECT_TRAP(trap_catch(do_read, page + 0x1000), X86_GP);
	arch_unmap(page, PAGE_SIZE);
}

TEST(straddle, "an access that leaves the canonical range raises #GP(0)")
{
	check_straddle((char *)0x00007ffffffff000);
}

TEST(straddle_5, "the same with five levels", NEEDS_LA57)
{
	la57_enter();
	check_straddle((char *)0x00fffffffffff000);
}

TEST(cr3, "a load changes all five levels", NEEDS_LA57)
{
	static uint64_t other[PAGE_TABLE_ENTRIES]
		__attribute__((aligned(0x1000)));
	volatile uint64_t *at = (uint64_t *)0x00aaaaaaaaaaa000;
	uint64_t *frame = page_alloc(0, PAGE_ZERO);
	unsigned long cr3;

	test_defer(page_free, frame);
	la57_enter();
	cr3 = read_cr3();
	ASSERT_EQ(arch_map((void *)at, virt_to_phys(frame), PAGE_SIZE,
			   MAP_READ),
		  0);
	other[0] = mmu_root()[0];
	other[511] = mmu_root()[511];
	EXPECT_TRAP(trap_catch(do_read, (void *)at), TRAP_NONE);
	write_cr3(virt_to_phys(other));
	EXPECT_TRAP_ERROR(trap_catch(do_read, (void *)at), X86_PF, 0);
	write_cr3(cr3);
	EXPECT_TRAP(trap_catch(do_read, (void *)at), TRAP_NONE);
	arch_unmap((void *)at, PAGE_SIZE);
}
