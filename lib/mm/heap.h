/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The allocator behind malloc(), calloc(), realloc() and memalign().
 *
 * A block freed twice and a write before or past a block are a panic: at
 * free(), and for all blocks at heap_check(). What a case leaves allocated at
 * its end is freed and noted in its log.
 */
#ifndef LIB_MM_HEAP_H
#define LIB_MM_HEAP_H

#include <stddef.h>

/**
 * heap_alloc - @bytes of memory, with arbitrary content that is never zero
 * @align: a power of two, or 0 for the alignment of any C object
 *
 * Never NULL: running out ends the case with `error`. 0 bytes give a block of
 * its own.
 */
void *heap_alloc(size_t bytes, size_t align);

/** heap_bytes - how much heap_alloc() was asked for */
size_t heap_bytes(const void *block);

/** heap_free - give a block back; NULL does nothing */
void heap_free(void *block);

/** heap_check - look at every block that is allocated; damage is a panic */
void heap_check(void);

struct heap_stats {
	size_t nr_blocks;
	size_t bytes; /* as asked for */
};
struct heap_stats heap_stats(void);

/** heap_print - a diagnostic for each block that is allocated, and by whom */
void heap_print(void);

/** heap_case_end - heap_check(), then list and free what the case left */
struct heap_stats heap_case_end(void);

#endif
