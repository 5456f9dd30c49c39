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

void heap_check(void);

struct heap_stats {
	size_t nr_blocks;
	size_t bytes; /* as asked for */
};
struct heap_stats heap_stats(void);

#endif
