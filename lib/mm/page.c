/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RAM, cut at the limits of the areas into regions (buddy.h), which this gives
 * out from and takes back to.
 */
#include <mm/page.h>

#include "buddy.h"
#include <arch/irq.h>
#include <console.h>
#include <errno.h>
#include <smp.h>
#include <stdbool.h>
#include <string.h>
#include <test/test.h>

enum {
	NR_LIMITS = 5,
	NR_REGIONS = BOOT_RAM_MAX + NR_LIMITS,
};

static struct region regions[NR_REGIONS]; /* by address */
static unsigned int nr_regions;
static struct spinlock lock;

static const struct limit {
	enum page_flags flag;
	paddr_t end;
} limits[NR_LIMITS] = {
	{ PAGE_BELOW_1M, 1ull << 20 },	 { PAGE_BELOW_16M, 16ull << 20 },
	{ PAGE_BELOW_2G, 2ull << 30 },	 { PAGE_BELOW_4G, 4ull << 30 },
	{ PAGE_ANY, PAGE_IDENTITY_END },
};

/* ------------------------------------------------------------- regions ---- */

static void add_region(paddr_t start, paddr_t end)
{
	struct region *r = &regions[nr_regions];
	unsigned long nr_pages = (end - start) >> PAGE_SHIFT;
	unsigned int order;

	if (end < start + 2 * PAGE_SIZE)
		return; /* not even room for its own state */
	r->start = start;
	r->end = end;
	r->state = phys_to_virt(start);
	r->nr_state = (nr_pages + PAGE_SIZE - 1) >> PAGE_SHIFT;
	r->frontier = nr_pages;
	for (order = 0; order < NR_ORDERS; order++)
		r->lists[order].next = r->lists[order].prev = &r->lists[order];
	nr_regions++;
}

static void add_range(paddr_t start, paddr_t end)
{
	unsigned int i;

	if (start == 0)
		start = PAGE_SIZE; /* its address would be NULL */
	for (i = 0; i < NR_LIMITS && start < end; i++) {
		paddr_t cut = end < limits[i].end ? end : limits[i].end;

		if (start >= cut)
			continue;
		add_region(start, cut);
		start = cut;
	}
}

static void init_once(void)
{
	const struct boot_info *boot = arch_boot_info();
	unsigned int i;

	if (nr_regions)
		return;
	for (i = 0; i < boot->nr_ram; i++)
		add_range(boot->ram[i].start, boot->ram[i].end);
	if (!nr_regions)
		panic("there is no RAM to allocate from");
}

static struct region *region_of(paddr_t phys)
{
	unsigned int i;

	for (i = 0; i < nr_regions; i++)
		if (phys >= regions[i].start && phys < regions[i].end)
			return &regions[i];
	return NULL;
}

static paddr_t limit_of(enum page_flags flags)
{
	unsigned int i;

	for (i = 0; i < NR_LIMITS; i++)
		if (flags & limits[i].flag)
			break;
	return i < NR_LIMITS ? limits[i].end : UINT64_MAX;
}

/* ---------------------------------------------------------- allocation ---- */

void *page_try_alloc(unsigned int order, enum page_flags flags)
{
	paddr_t limit = limit_of(flags);
	unsigned long irq = irq_save();
	void *block = NULL;
	unsigned int i;

	if (order > PAGE_ORDER_MAX)
		panic("page_alloc() of order %u, the largest is %d", order,
		      PAGE_ORDER_MAX);
	spin_lock(&lock);
	init_once();
	for (i = nr_regions; i-- > 0 && !block;)
		if (regions[i].end <= limit)
			block = region_take(&regions[i], order,
					    flags & PAGE_FRESH);
	spin_unlock(&lock);
	irq_restore(irq);
	if (block && flags & PAGE_ZERO)
		memset(block, 0, PAGE_SIZE << order);
	return block;
}

void *page_alloc(unsigned int order, enum page_flags flags)
{
	void *block = page_try_alloc(order, flags);

	if (!block)
		ERROR("out of memory: no %lu contiguous pages for flags 0x%x",
		      1ul << order, flags);
	return block;
}

/* ----------------------------------------------------------- page_free ---- */

/* What is wrong with giving @block back; NULL: nothing. */
static const char *wrong_block(const struct region *r, const void *block)
{
	unsigned long page, head;

	if (!r)
		return "is not in RAM";
	if ((uintptr_t)block & ~PAGE_MASK)
		return "is not aligned to a page";
	page = region_index(r, block);
	if (page < r->nr_state)
		return "holds the allocator's own data";
	if (page < r->frontier)
		return "was never given out";
	head = block_head(r, page);
	switch (block_state(r, head)) {
	case FREE:
		return "is free already";
	case RESERVED:
		return "is reserved, not allocated";
	default:
		return head == page ? NULL : "is inside a block, not its start";
	}
}

void page_free(void *block)
{
	unsigned long irq = irq_save(), page;
	const char *wrong;
	struct region *r;

	spin_lock(&lock);
	r = region_of(virt_to_phys(block));
	wrong = wrong_block(r, block);
	if (wrong)
		panic("page_free(%p): the address %s", block, wrong);
	page = region_index(r, block);
	block_put(r, page, block_order(r, page), 0);
	spin_unlock(&lock);
	irq_restore(irq);
}

/* --------------------------------------------------------- reservation ---- */

/* A range may cross from one region into the next. */
static int each_part(paddr_t start, paddr_t end,
		     int (*part)(struct region *, unsigned long, unsigned long))
{
	struct region *r;
	paddr_t stop;
	int error;

	for (; start < end; start = stop) {
		r = region_of(start);
		if (!r)
			return -EINVAL;
		stop = end < r->end ? end : r->end;
		error = part(r, (start - r->start) >> PAGE_SHIFT,
			     (stop - r->start) >> PAGE_SHIFT);
		if (error)
			return error;
	}
	return 0;
}

static bool bad_range(paddr_t start, uint64_t bytes)
{
	return (start | bytes) & (PAGE_SIZE - 1) || !bytes ||
	       start + bytes < start;
}

int page_reserve(paddr_t start, uint64_t bytes)
{
	unsigned long irq;
	int error;

	if (bad_range(start, bytes))
		return -EINVAL;
	irq = irq_save();
	spin_lock(&lock);
	init_once();
	error = each_part(start, start + bytes, region_check_free);
	if (!error)
		each_part(start, start + bytes, region_reserve);
	spin_unlock(&lock);
	irq_restore(irq);
	return error;
}

void page_unreserve(paddr_t start, uint64_t bytes)
{
	unsigned long irq = irq_save();

	spin_lock(&lock);
	init_once();
	if (bad_range(start, bytes) ||
	    each_part(start, start + bytes, region_unreserve) < 0)
		panic("page_unreserve(0x%llx): not pages of RAM",
		      (unsigned long long)start);
	spin_unlock(&lock);
	irq_restore(irq);
}

/* ------------------------------------------------------------- figures ---- */

uint64_t page_nr_free(enum page_flags flags)
{
	paddr_t limit = limit_of(flags);
	unsigned long irq = irq_save();
	uint64_t nr = 0;
	unsigned int i;

	spin_lock(&lock);
	init_once();
	for (i = 0; i < nr_regions; i++)
		if (regions[i].end <= limit)
			nr += regions[i].nr_free + regions[i].frontier -
			      regions[i].nr_state;
	spin_unlock(&lock);
	irq_restore(irq);
	return nr;
}
