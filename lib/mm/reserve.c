/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pages of the caller's choice: taken out of the free blocks around them. */
#include "buddy.h"

#include <console.h>
#include <errno.h>
#include <string.h>

/* The pages from @page to @end can all be taken. */
int region_check_free(struct region *r, unsigned long page, unsigned long end)
{
	unsigned long head;

	if (page < r->nr_state)
		return -EBUSY;
	if (page < r->frontier)
		region_lower_frontier(r, page);
	while (page < end) {
		head = block_head(r, page);
		if (block_state(r, head) != FREE)
			return -EBUSY;
		page = head + (1ul << block_order(r, head));
	}
	return 0;
}

/* Takes the free block of @page, as far as it lies before @end; its end. */
static unsigned long reserve_block(struct region *r, unsigned long page,
				   unsigned long end)
{
	unsigned long head = block_head(r, page), stop;

	while (head < page || head + (1ul << block_order(r, head)) > end) {
		block_split(r, head);
		head = block_head(r, page);
	}
	stop = head + (1ul << block_order(r, head));
	block_remove(r, head);
	memset(r->state + head, RESERVED, stop - head);
	return stop;
}

int region_reserve(struct region *r, unsigned long page, unsigned long end)
{
	while (page < end)
		page = reserve_block(r, page, end);
	return 0;
}

int region_unreserve(struct region *r, unsigned long page, unsigned long end)
{
	for (; page < end; page++) {
		if (page < r->frontier || block_state(r, page) != RESERVED)
			panic("page_unreserve(): page %p is not reserved",
			      region_address(r, page));
		block_put(r, page, 0, 0);
	}
	return 0;
}
