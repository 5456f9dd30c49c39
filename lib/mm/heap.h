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
 * heap_alloc - what malloc() and memalign() call (lib/libc/malloc.c)
 * @bytes: 0 is a block of its own, too
 * @align: a power of two; 0: enough for any type
 *
 * Returns NULL where there is no memory.
 */
void *heap_alloc(size_t bytes, size_t align);

/** heap_free - give a block back; NULL is none */
void heap_free(void *block);

/** heap_bytes - how many bytes were asked for; a bad block is a panic */
size_t heap_bytes(const void *block);

/** heap_check - look at all blocks now */
void heap_check(void);

struct heap_stats {
	size_t nr_blocks;
	size_t bytes; /* as asked for */
};
struct heap_stats heap_stats(void);

#endif
