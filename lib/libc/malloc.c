/* SPDX-License-Identifier: GPL-2.0-or-later */
/* malloc() and its family, over lib/mm/heap.c. The _r names are newlib's. */
#include <errno.h>
#include <malloc.h>
#include <mm/heap.h>
#include <reent.h>
#include <stdlib.h>
#include <string.h>

static void *allocate(size_t bytes, size_t align)
{
	void *block = heap_alloc(bytes, align);

	if (!block)
		errno = ENOMEM;
	return block;
}

void *malloc(size_t bytes)
{
	return allocate(bytes, 0);
}

void *memalign(size_t align, size_t bytes)
{
	return allocate(bytes, align);
}

void *aligned_alloc(size_t align, size_t bytes)
{
	return allocate(bytes, align);
}

void *calloc(size_t nr, size_t bytes)
{
	size_t total;
	void *block;

	if (__builtin_mul_overflow(nr, bytes, &total)) {
		errno = ENOMEM;
		return NULL;
	}
	block = allocate(total, 0);
	return block ? memset(block, 0, total) : NULL;
}

void *realloc(void *old, size_t bytes)
{
	size_t old_bytes = old ? heap_bytes(old) : 0;
	void *block = allocate(bytes, 0);

	if (!block)
		return NULL;
	if (old)
		memcpy(block, old, old_bytes < bytes ? old_bytes : bytes);
	heap_free(old);
	return block;
}

void free(void *block)
{
	heap_free(block);
}

void *_malloc_r(struct _reent *reent __attribute__((unused)), size_t bytes)
{
	return malloc(bytes);
}

void *_realloc_r(struct _reent *reent __attribute__((unused)), void *old,
		 size_t bytes)
{
	return realloc(old, bytes);
}

void _free_r(struct _reent *reent __attribute__((unused)), void *block)
{
	free(block);
}
