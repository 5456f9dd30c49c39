/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <mm/vmap.h>

enum {
	KEPT = 64, /* bytes */
};

static struct edge {
	uint8_t *at;
	uint8_t kept[KEPT];
} edges[2]; /* where RAM begins, and where it ends */

paddr_t edges_ram(bool end)
{
	const struct boot_info *info = arch_boot_info();

	return end ? info->ram[info->nr_ram - 1].end : info->ram[0].start;
}

static uint8_t *in_ram(bool end)
{
	return end ? edges[end].at - KEPT : edges[end].at;
}

static void put_back(uintptr_t end)
{
	memcpy(in_ram(end), edges[end].kept, KEPT);
}

uint8_t *edges_map(bool end)
{
	struct edge *edge = &edges[end];

	if (!edge->at)
		edge->at = (uint8_t *)vmap_alloc(2 * PAGE_SIZE, PAGE_SIZE) +
			   PAGE_SIZE;
	ASSERT_EQ(arch_map(edge->at - PAGE_SIZE, edges_ram(end) - PAGE_SIZE,
			   2 * PAGE_SIZE, EDGES_MAP),
		  0);
	memcpy(edge->kept, in_ram(end), KEPT);
	test_defer(put_back, end);
	return edge->at;
}

void edges_sync(const void *code)
{
	asm volatile("dc cvau, %0\n\t"
		     "dsb ish\n\t"
		     "ic ivau, %0\n\t"
		     "dsb ish\n\t"
		     "isb"
		     :
		     : "r"(code)
		     : "memory");
}
