/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Accesses across the end of a page: the tags of either count (Arm ARM, D10.4). */
#include "suite.h"

#include <arch/page.h>
#include <arm/mmu.h>
#include <mm/vmap.h>
#include <string.h>

MTE_SUITE;

enum {
	FIRST = 5,
	SECOND = 9,
	GARBAGE = 0x77,
};

#define ACROSS(name, insn)                                        \
	static void name(const void *at)                          \
	{                                                         \
		register uint64_t x1 asm("x1") = GARBAGE;         \
		register uint64_t x2 asm("x2") = GARBAGE;         \
		register const void *x0 asm("x0") = at;           \
                                                                  \
		asm volatile(".arch armv8.5-a+memtag+fp+simd\n\t" \
			     "movi v0.16b, #0x77\n\t" insn        \
			     : "+r"(x1), "+r"(x2)                 \
			     : "r"(x0)                            \
			     : "memory");                         \
	}

ACROSS(load_h, "ldrh w1, [x0]")
ACROSS(load_x, "ldr x1, [x0]")
ACROSS(load_pair, "ldp x1, x2, [x0]")
ACROSS(load_q, "ldr q0, [x0]")
ACROSS(store_h, "strh w1, [x0]")
ACROSS(store_x, "str x1, [x0]")
ACROSS(store_pair, "stp x1, x2, [x0]")
ACROSS(store_q, "str q0, [x0]")

static const struct row {
	const char *name;
	void (*fn)(const void *at);
	unsigned int bytes;
	bool store;
} rows[] = {
	{ "ldrh", load_h, 2, false },	 { "ldr-x", load_x, 8, false },
	{ "ldp", load_pair, 16, false }, { "ldr-q", load_q, 16, false },
	{ "strh", store_h, 2, true },	 { "str-x", store_x, 8, true },
	{ "stp", store_pair, 16, true }, { "str-q", store_q, 16, true },
};

static uint8_t *pages; /* two */

static void close_pages(void *memory)
{
	arch_unmap(pages, 2 * PAGE_SIZE);
	vmap_free(pages);
	page_free(memory);
}

static void open_pages(void)
{
	void *memory = page_alloc(1, PAGE_ZERO);

	pages = vmap_alloc(2 * PAGE_SIZE, PAGE_SIZE);
	test_defer(close_pages, memory);
	ASSERT_EQ(arch_map(pages, virt_to_phys(memory), 2 * PAGE_SIZE,
			   MAP_READ | MAP_WRITE),
		  0);
	for (unsigned int i = 0; i < 2; i++) {
		uint64_t *entry = mmu_entry(pages + i * PAGE_SIZE, MMU_PAGE);

		*entry = (*entry & ~PTE_ATTR(7)) | PTE_ATTR(MEM_NORMAL_TAGGED);
		tlb_flush(pages + i * PAGE_SIZE);
	}
	for (unsigned int i = 0; i < 2 * PAGE_SIZE; i += MTE_GRANULE)
		mte_store(
			mte_pointer(pages + i, i < PAGE_SIZE ? FIRST : SECOND));
	memset(memory, 0xa5, 2 * PAGE_SIZE);
}

/* Where it has to trap: at the first byte whose tag is another. */
static void check(const struct row *r, uint8_t *at, unsigned int tag)
{
	uint8_t *fault = tag == FIRST ? pages + PAGE_SIZE : at;
	struct trap t = trap_catch(r->fn, mte_pointer(at, tag));

	test_context("%u bytes ahead, tag %u",
		     (unsigned int)(pages + PAGE_SIZE - at), tag);
	EXPECT_EQ(t.cause, ARM_DATA_ABORT);
	EXPECT_EQ(t.error, ESR_TAG | (r->store ? 0x40 : 0));
	EXPECT_EQ(t.address & FAR_ADDRESS,
		  (uintptr_t)mte_pointer(fault, tag) & FAR_ADDRESS);
}

TEST_EACH(across, const struct row *r, rows,
	  "traps for the tags of either page, and stores nothing", NEEDS_MTE)
{
	open_pages();
	mte_checks(MTE_SYNC, MTE_IGNORE);
	for (unsigned int ahead = 1; ahead < r->bytes; ahead++) {
		uint8_t *at = pages + PAGE_SIZE - ahead;

		check(r, at, FIRST);
		check(r, at, SECOND);
		check(r, at, 2);
	}
	mte_checks(MTE_IGNORE, MTE_IGNORE);
	for (unsigned int i = 0; i < 32; i++)
		EXPECT_EQ(pages[PAGE_SIZE - 16 + i], 0xa5);
}

TEST_EACH(across_same, const struct row *r, rows,
	  "does not trap where the tags of both are its own", NEEDS_MTE)
{
	open_pages();
	mte_store(mte_pointer(pages + PAGE_SIZE, FIRST));
	mte_checks(MTE_SYNC, MTE_IGNORE);
	for (unsigned int ahead = 1; ahead < r->bytes; ahead++)
		EXPECT_TRAP(trap_catch(r->fn,
				       mte_pointer(pages + PAGE_SIZE - ahead,
						   FIRST)),
			    TRAP_NONE);
}
