/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * On page tables in use, which a hypervisor with shadow paging keeps from being
 * written; the dirty bit; and from several CPUs at once.
 */
#include "suite.h"

#include <arch.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <smp.h>
#include <x86/mmu.h>

CMPXCHG8B_SUITE;

/* ZF; *old becomes what was there. */
static bool lock_cmpxchg8b(volatile uint64_t *at, uint64_t *old, uint64_t new)
{
	uint32_t low = (uint32_t)*old, high = (uint32_t)(*old >> 32);
	bool equal;

	asm volatile("lock cmpxchg8b %0\n\tsete %1"
		     : "+m"(*at), "=q"(equal), "+a"(low), "+d"(high)
		     : "b"((uint32_t) new), "c"((uint32_t)(new >> 32))
		     : "memory", "cc");
	*old = (uint64_t)high << 32 | low;
	return equal;
}

enum {
	REGION = 512 * 4096, /* one table of the lowest level */
};

static void give_back(uintptr_t region)
{
	arch_unmap((char *)region + REGION - PAGE_SIZE, PAGE_SIZE);
	vmap_free((void *)region);
}

/* The last page of a table's reach, mapped to @page. */
static volatile uint32_t *map_last(void *page)
{
	char *region = vmap_alloc(REGION, REGION);
	char *at = region + REGION - PAGE_SIZE;

	test_defer(give_back, region);
	if (arch_map(at, virt_to_phys(page), PAGE_SIZE, MAP_READ | MAP_WRITE) !=
	    0)
		ERROR("no memory for page tables");
	return (volatile uint32_t *)at;
}

static uint32_t *new_page(uint32_t value)
{
	uint32_t *page = page_alloc(0, PAGE_ZERO);

	test_defer(page_free, page);
	*page = value;
	return page;
}

TEST(page_table, "changes the last entry of a page table in use, or leaves it")
{
	uint32_t *first = new_page(1111), *second = new_page(2222);
	volatile uint32_t *at = map_last(first);
	uint64_t *entry = mmu_entry(at, 1);
	uint64_t old, new, before;

	EXPECT_EQ(*at, 1111);
	ASSERT_EQ((uintptr_t)entry % PAGE_SIZE, PAGE_SIZE - 8);
	before = *entry;
	new = (before & ~(uint64_t)PTE_ADDR) | virt_to_phys(second);

	old = before ^ PTE_AVL9; /* not what is there */
	EXPECT_FALSE(lock_cmpxchg8b(entry, &old, new));
	EXPECT_EQ(old, before);
	EXPECT_EQ(*entry, before);
	invlpg(at);
	EXPECT_EQ(*at, 1111);

	old = before ^ 1ull << 58;
	EXPECT_FALSE(lock_cmpxchg8b(entry, &old, new));
	EXPECT_EQ(old, before);

	EXPECT_TRUE(lock_cmpxchg8b(entry, &old, new));
	EXPECT_EQ(*entry, new);
	invlpg(at);
	EXPECT_EQ(*at, 2222);
	*at = 3333;
	EXPECT_EQ(*second, 3333);
	EXPECT_EQ(*first, 1111);
	arch_map((void *)at, virt_to_phys(first), PAGE_SIZE,
		 MAP_READ | MAP_WRITE);
}

TEST_EACH(dirty, const struct form *f, forms,
	  "makes the page dirty where nothing changes")
{
	uint32_t *page = new_page(5);
	volatile uint32_t *at = map_last(page);
	uint64_t *entry = mmu_entry(at, 1);
	char *code = launch_page(), *stack = launch_page();
	struct trap_frame start = launch_registers(code, stack + 0x800, 0);
	struct landing landing;

	need_form(f);
	launch_copy(code, &f->code);
	start.di = (uintptr_t)at;
	*entry &= ~(PTE_A | PTE_D);
	invlpg(at);
	landing = launch(&start);
	EXPECT_TRAP(landing.trap, X86_UD);
	EXPECT_EQ(landing.frame.flags & EFLAGS_ZF, 0);
	EXPECT_EQ(*entry & (PTE_A | PTE_D), PTE_A | PTE_D);
	EXPECT_EQ(*page, 5);
}

/* -------------------------------------------------------- several CPUs ---- */

static volatile uint64_t counter __attribute__((aligned(64)));

/* The carry into the high half comes often. */
#define STEP 0x40000001ull

static void count(void *arg)
{
	(void)arg;
	for (unsigned int i = 0; i < TURNS; i++) {
		uint64_t old = 0;

		while (!lock_cmpxchg8b(&counter, &old, old + STEP))
			cpu_relax();
	}
}

TEST(atomic, "loses no step of any CPU", .needs = NEEDS(&smp_2_cpus))
{
	counter = 7;
	on_all_cpus(count, NULL);
	EXPECT_EQ(counter, 7 + (uint64_t)cpu_count() * TURNS * STEP);
}
