/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A buddy allocator that touches only what it gives out: one region of RAM.
 *
 * A region begins with one byte of state a page; then comes memory that was
 * never touched, up to the frontier; the rest, up to the region's end, is in use
 * or on the free lists. An allocation that the lists cannot serve moves the
 * frontier down, so that machines with much RAM start as fast as small ones, and
 * the lowest memory, which is scarce, goes last.
 *
 * Private to lib/mm; the caller holds the lock of page.c. Pages are counted from
 * the region's start.
 */
#ifndef LIB_MM_BUDDY_H
#define LIB_MM_BUDDY_H

#include <arch.h>
#include <mm/page.h>
#include <stdbool.h>

enum {
	NR_ORDERS = PAGE_ORDER_MAX + 1,
};

/* The state of the first page of a block; other pages have INSIDE. */
enum block_state {
	INSIDE = 0,
	IN_USE = 1 << 5,
	FREE = 2 << 5,
	RESERVED = 3 << 5,
	STATE_MASK = 3 << 5,
	ORDER_MASK = (1 << 5) - 1,
	NEVER_USED = 1 << 7, /* FREE only: for PAGE_FRESH */
};

/* A free block, kept in its own first page. */
struct free_block {
	uintptr_t mark; /* FREE_MARK xor its address */
	struct free_block *next, *prev;
};

/* What a write after page_free() most likely hits. */
#define FREE_MARK ((uintptr_t)0x66726565)

struct region {
	paddr_t start, end;
	unsigned char *state;	/* of each page; itself at the start */
	unsigned long nr_state; /* pages that it takes */
	unsigned long frontier; /* index of the first page after the untouched */
	unsigned long nr_free;	/* pages on the lists */
	struct free_block lists[NR_ORDERS];
};

/* What a page is to the region, and back. */
void *region_address(const struct region *r, unsigned long page);
unsigned long region_index(const struct region *r, const void *block);

/* Of the block that starts with @page. */
enum block_state block_state(const struct region *r, unsigned long page);
unsigned int block_order(const struct region *r, unsigned long page);

/** block_head - the block that a page belongs to; none below the frontier */
unsigned long block_head(const struct region *r, unsigned long page);

/** block_remove - off its list; what it becomes is up to the caller */
void block_remove(struct region *r, unsigned long page);

/**
 * block_put - on its list, joined with its buddies as far as they are free
 * @never_used: NEVER_USED or 0
 */
void block_put(struct region *r, unsigned long page, unsigned int order,
	       unsigned int never_used);

/** block_split - make two blocks of a free one; both stay free */
void block_split(struct region *r, unsigned long page);

/** region_lower_frontier - down to @page; what lies above it becomes free */
void region_lower_frontier(struct region *r, unsigned long page);

/** region_take - a block of an order, NULL: the region has none */
void *region_take(struct region *r, unsigned int order, bool fresh);

/*
 * Of reserve.c: whether the pages from @page to @end can all be taken, 0 or
 * -EBUSY; take them; give them back.
 */
int region_check_free(struct region *r, unsigned long page, unsigned long end);
int region_reserve(struct region *r, unsigned long page, unsigned long end);
int region_unreserve(struct region *r, unsigned long page, unsigned long end);

#endif
