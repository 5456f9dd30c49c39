/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Physical pages: a buddy allocator over the RAM of the boot information, in
 * named areas. Initialised on first use. Page 0 and RAM that is not mapped one
 * to one (PAGE_IDENTITY_END of <arch/page.h>) are never given out.
 */
#ifndef LIB_MM_PAGE_H
#define LIB_MM_PAGE_H

#include <arch.h>
#include <arch/page.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE_SIZE      (1ul << PAGE_SHIFT)
#define PAGE_MASK      (~(PAGE_SIZE - 1))
#define PAGE_ORDER_MAX 18 /* 1 GiB in pages of 4 KiB */

/* What page_alloc() is to give: content, and which area it comes from. */
enum page_flags {
	PAGE_ANY = 0,
	PAGE_ZERO = 1 << 0,	/* cleared */
	PAGE_FRESH = 1 << 1,	/* never given out since boot */
	PAGE_BELOW_1M = 1 << 2, /* x86 real mode, s390x lowcore */
	PAGE_BELOW_16M = 1 << 3,
	PAGE_BELOW_2G = 1 << 4,
	PAGE_BELOW_4G = 1 << 5, /* 32-bit DMA */
};

/**
 * page_alloc - take 2^order physically contiguous pages
 * @order: 0 is one page of PAGE_SIZE bytes; at most PAGE_ORDER_MAX
 *
 * Returns the address, aligned to the size of the block; give it back with
 * page_free(). Never NULL: running out ends the case with `error`, so that
 * tests need not check. Without an area flag the highest memory goes first, so
 * that the scarce areas last.
 */
void *page_alloc(unsigned int order, enum page_flags flags);

/**
 * page_try_alloc - the same, but NULL where there is none
 */
void *page_try_alloc(unsigned int order, enum page_flags flags);

/**
 * page_free - give a block back
 * @block: what page_alloc() returned, never a part of it
 *
 * A block freed twice, a foreign or misaligned address is a panic at the call.
 */
void page_free(void *block);

/**
 * page_reserve - take exactly these pages, [start, start + bytes)
 *
 * Returns 0; -EBUSY where a page of them is in use; -EINVAL outside RAM, or for
 * a range that is empty or not of whole pages. Giving back what was not
 * reserved is a panic.
 */
int page_reserve(paddr_t start, uint64_t bytes);
void page_unreserve(paddr_t start, uint64_t bytes);

/** page_nr_free - free pages in the areas that @flags allow */
uint64_t page_nr_free(enum page_flags flags);

#endif
