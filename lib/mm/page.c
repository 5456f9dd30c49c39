/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A buddy allocator that touches only what it gives out.
 *
 * RAM is cut at the limits of the areas into regions. A region begins with one
 * byte of state a page; then comes memory that was never touched, up to the
 * frontier; the rest, up to the region's end, is in use or on the free lists.
 * An allocation that the lists cannot serve moves the frontier down, so that
 * machines with much RAM start as fast as small ones, and the lowest memory,
 * which is scarce, goes last.
 */
#include <mm/page.h>

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
	NR_ORDERS = PAGE_ORDER_MAX + 1,
};

/* The state of the first page of a block; other pages have INSIDE. */
enum state {
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

/* Page numbers count from address 0, so that buddies are aligned to memory. */
static unsigned long first_page(const struct region *r)
{
	return r->start >> PAGE_SHIFT;
}

static void *address(const struct region *r, unsigned long page)
{
	return phys_to_virt(r->start + ((paddr_t)page << PAGE_SHIFT));
}

static unsigned long index_of(const struct region *r, const void *block)
{
	return (virt_to_phys(block) - r->start) >> PAGE_SHIFT;
}

/* -------------------------------------------------------------- blocks ---- */

static enum state state_of(const struct region *r, unsigned long page)
{
	return r->state[page] & STATE_MASK;
}

static unsigned int order_of(const struct region *r, unsigned long page)
{
	return r->state[page] & ORDER_MASK;
}

/* The block that a page belongs to; pages below the frontier have none. */
static unsigned long head_of(const struct region *r, unsigned long page)
{
	unsigned long base = first_page(r), head;
	unsigned int order;

	for (order = 0; order < NR_ORDERS; order++) {
		head = ((base + page) & ~((1ul << order) - 1)) - base;
		if (state_of(r, head) != INSIDE && order_of(r, head) >= order)
			return head;
	}
	panic("the state of page %p is damaged", address(r, page));
}

static void list_add(struct region *r, unsigned long page, unsigned int order,
		     unsigned int never_used)
{
	struct free_block *block = address(r, page);
	struct free_block *list = &r->lists[order];

	r->state[page] = FREE | order | never_used;
	block->mark = FREE_MARK ^ (uintptr_t)block;
	block->next = list->next;
	block->prev = list;
	list->next->prev = block;
	list->next = block;
	r->nr_free += 1ul << order;
}

static void list_remove(struct region *r, unsigned long page)
{
	struct free_block *block = address(r, page);

	if (block->mark != (FREE_MARK ^ (uintptr_t)block) ||
	    block->next->prev != block || block->prev->next != block)
		panic("page %p was written to after it was freed",
		      (void *)block);
	block->next->prev = block->prev;
	block->prev->next = block->next;
	r->nr_free -= 1ul << order_of(r, page);
}

/* Puts a block on its list, joined with its buddies as far as they are free. */
static void put(struct region *r, unsigned long page, unsigned int order,
		unsigned int never_used)
{
	unsigned long base = first_page(r), buddy;

	for (; order < PAGE_ORDER_MAX; order++) {
		buddy = ((base + page) ^ (1ul << order)) - base;
		if (buddy >= (r->end - r->start) >> PAGE_SHIFT ||
		    buddy < r->frontier || state_of(r, buddy) != FREE ||
		    order_of(r, buddy) != order)
			break;
		list_remove(r, buddy);
		never_used &= r->state[buddy];
		r->state[buddy] = r->state[page] = INSIDE;
		if (buddy < page)
			page = buddy;
	}
	list_add(r, page, order, never_used);
}

/* Makes two blocks of a free one and returns neither to the caller. */
static void split(struct region *r, unsigned long page)
{
	unsigned int order = order_of(r, page) - 1;
	unsigned int never_used = r->state[page] & NEVER_USED;

	list_remove(r, page);
	list_add(r, page + (1ul << order), order, never_used);
	list_add(r, page, order, never_used);
}

/* ------------------------------------------------------------ frontier ---- */

/* Moves the frontier down to @page; what lies above it becomes free. */
static void lower_frontier(struct region *r, unsigned long page)
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
		put(r, at, order, NEVER_USED);
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
	lower_frontier(r, *page + nr);
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
			*page = index_of(r, block);
			if (!fresh || r->state[*page] & NEVER_USED)
				return true;
		}
	}
	return false;
}

static void *take(struct region *r, unsigned int order, bool fresh)
{
	unsigned long page;

	if (find(r, order, fresh, &page)) {
		while (order_of(r, page) > order)
			split(r, page);
		list_remove(r, page);
	} else if (!carve(r, order, &page)) {
		return NULL;
	}
	r->state[page] = IN_USE | order;
	return address(r, page);
}

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
			block = take(&regions[i], order, flags & PAGE_FRESH);
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
	page = index_of(r, block);
	if (page < r->nr_state)
		return "holds the allocator's own data";
	if (page < r->frontier)
		return "was never given out";
	head = head_of(r, page);
	switch (state_of(r, head)) {
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
	page = index_of(r, block);
	put(r, page, order_of(r, page), 0);
	spin_unlock(&lock);
	irq_restore(irq);
}

/* --------------------------------------------------------- reservation ---- */

/* The pages from @page to @end can all be taken. */
static int check_free(struct region *r, unsigned long page, unsigned long end)
{
	unsigned long head;

	if (page < r->nr_state)
		return -EBUSY;
	if (page < r->frontier)
		lower_frontier(r, page);
	while (page < end) {
		head = head_of(r, page);
		if (state_of(r, head) != FREE)
			return -EBUSY;
		page = head + (1ul << order_of(r, head));
	}
	return 0;
}

/* Takes the free block of @page, as far as it lies before @end; its end. */
static unsigned long reserve_block(struct region *r, unsigned long page,
				   unsigned long end)
{
	unsigned long head = head_of(r, page), stop;

	while (head < page || head + (1ul << order_of(r, head)) > end) {
		split(r, head);
		head = head_of(r, page);
	}
	stop = head + (1ul << order_of(r, head));
	list_remove(r, head);
	memset(r->state + head, RESERVED, stop - head);
	return stop;
}

static int reserve(struct region *r, unsigned long page, unsigned long end)
{
	while (page < end)
		page = reserve_block(r, page, end);
	return 0;
}

static int unreserve(struct region *r, unsigned long page, unsigned long end)
{
	for (; page < end; page++) {
		if (page < r->frontier || state_of(r, page) != RESERVED)
			panic("page_unreserve(): page %p is not reserved",
			      address(r, page));
		put(r, page, 0, 0);
	}
	return 0;
}

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
	error = each_part(start, start + bytes, check_free);
	if (!error)
		each_part(start, start + bytes, reserve);
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
	    each_part(start, start + bytes, unreserve) < 0)
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
