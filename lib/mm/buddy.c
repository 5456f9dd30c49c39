/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "buddy.h"

#include <arch.h>
#include <console.h>
#include <string.h>

/* Page numbers count from address 0, so that buddies are aligned to memory. */
static unsigned long first_page(const struct region *r)
{
	return r->start >> PAGE_SHIFT;
}

void *region_address(const struct region *r, unsigned long page)
{
	return phys_to_virt(r->start + ((paddr_t)page << PAGE_SHIFT));
}

unsigned long region_index(const struct region *r, const void *block)
{
	return (virt_to_phys(block) - r->start) >> PAGE_SHIFT;
}

/* -------------------------------------------------------------- blocks ---- */

enum block_state block_state(const struct region *r, unsigned long page)
{
	return r->state[page] & STATE_MASK;
}

unsigned int block_order(const struct region *r, unsigned long page)
{
	return r->state[page] & ORDER_MASK;
}

/* The block that a page belongs to; pages below the frontier have none. */
unsigned long block_head(const struct region *r, unsigned long page)
{
	unsigned long base = first_page(r), head;
	unsigned int order;

	for (order = 0; order < NR_ORDERS; order++) {
		head = ((base + page) & ~((1ul << order) - 1)) - base;
		if (block_state(r, head) != INSIDE &&
		    block_order(r, head) >= order)
			return head;
	}
	panic("the state of page %p is damaged", region_address(r, page));
}

static void list_add(struct region *r, unsigned long page, unsigned int order,
		     unsigned int never_used)
{
	struct free_block *block = region_address(r, page);
	struct free_block *list = &r->lists[order];

	r->state[page] = FREE | order | never_used;
	block->mark = FREE_MARK ^ (uintptr_t)block;
	block->next = list->next;
	block->prev = list;
	list->next->prev = block;
	list->next = block;
	r->nr_free += 1ul << order;
}

void block_remove(struct region *r, unsigned long page)
{
	struct free_block *block = region_address(r, page);

	if (block->mark != (FREE_MARK ^ (uintptr_t)block) ||
	    block->next->prev != block || block->prev->next != block)
		panic("page %p was written to after it was freed",
		      (void *)block);
	block->next->prev = block->prev;
	block->prev->next = block->next;
	r->nr_free -= 1ul << block_order(r, page);
}

/* Puts a block on its list, joined with its buddies as far as they are free. */
void block_put(struct region *r, unsigned long page, unsigned int order,
	       unsigned int never_used)
{
	unsigned long base = first_page(r), buddy;

	for (; order < PAGE_ORDER_MAX; order++) {
		buddy = ((base + page) ^ (1ul << order)) - base;
		if (buddy >= (r->end - r->start) >> PAGE_SHIFT ||
		    buddy < r->frontier || block_state(r, buddy) != FREE ||
		    block_order(r, buddy) != order)
			break;
		block_remove(r, buddy);
		never_used &= r->state[buddy];
		r->state[buddy] = r->state[page] = INSIDE;
		if (buddy < page)
			page = buddy;
	}
	list_add(r, page, order, never_used);
}

/* Makes two blocks of a free one and returns neither to the caller. */
void block_split(struct region *r, unsigned long page)
{
	unsigned int order = block_order(r, page) - 1;
	unsigned int never_used = r->state[page] & NEVER_USED;

	block_remove(r, page);
	list_add(r, page + (1ul << order), order, never_used);
	list_add(r, page, order, never_used);
}

/* ------------------------------------------------------------ frontier ---- */

/* Moves the frontier down to @page; what lies above it becomes free. */
void region_lower_frontier(struct region *r, unsigned long page)
{
	unsigned long base = first_page(r), at, end = r->frontier;
	unsigned int order;

	memset(r->state + page, INSIDE, end - page);
	r->frontier = page;
	for (at = page; at < end; at += 1ul << order) {
		for (order = 0; order < PAGE_ORDER_MAX; order++)
			if ((base + at) & (1ul << order) ||
			    at + (2ul << order) > end)
				break;
		block_put(r, at, order, NEVER_USED);
	}
}

/* The block right below the frontier, past the lists: nobody has seen it. */
static bool carve(struct region *r, unsigned int order, unsigned long *page)
{
	unsigned long base = first_page(r), nr = 1ul << order, start;

	if (r->frontier < r->nr_state + nr)
		return false;
	start = (base + r->frontier - nr) & ~(nr - 1);
	if (start < base + r->nr_state)
		return false;
	*page = start - base;
	region_lower_frontier(r, *page + nr);
	memset(r->state + *page, INSIDE, nr);
	r->frontier = *page;
	return true;
}

/* ---------------------------------------------------------- allocation ---- */

static bool find(struct region *r, unsigned int order, bool fresh,
		 unsigned long *page)
{
	struct free_block *block;

	for (; order < NR_ORDERS; order++) {
		struct free_block *list = &r->lists[order];

		for (block = list->next; block != list; block = block->next) {
			*page = region_index(r, block);
			if (!fresh || r->state[*page] & NEVER_USED)
				return true;
		}
	}
	return false;
}

void *region_take(struct region *r, unsigned int order, bool fresh)
{
	unsigned long page;

	if (find(r, order, fresh, &page)) {
		while (block_order(r, page) > order)
			block_split(r, page);
		block_remove(r, page);
	} else if (!carve(r, order, &page)) {
		return NULL;
	}
	r->state[page] = IN_USE | order;
	return region_address(r, page);
}
