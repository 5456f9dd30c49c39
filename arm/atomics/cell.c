/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <arch.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>

enum {
	NEIGHBOUR = 0x5a
};

void cell_set(struct cell *cell, uint64_t value, unsigned int bytes)
{
	uint64_t garbage = GARBAGE;

	memset(cell, NEIGHBOUR, sizeof(*cell));
	memcpy(cell->value, &garbage, sizeof(garbage));
	memcpy(cell->value, &value, bytes);
}

void cell_expect(const struct cell *cell, uint64_t value, unsigned int bytes)
{
	struct cell expected;

	cell_set(&expected, value, bytes);
	EXPECT_MEMEQ(cell, &expected, sizeof(expected));
}

static void unmap(void *page)
{
	arch_unmap(page, PAGE_SIZE);
	vmap_free(page);
}

void *atomic_page(int map_flags)
{
	void *memory = page_alloc(0, PAGE_ZERO);
	void *page = vmap_alloc(PAGE_SIZE, PAGE_SIZE);

	test_defer(page_free, memory);
	test_defer(unmap, page);
	ASSERT_EQ(arch_map(page, virt_to_phys(memory), PAGE_SIZE, map_flags),
		  0);
	return page;
}
