/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <mm/vmap.h>

#include <arch/irq.h>
#include <console.h>
#include <mm/page.h>
#include <smp.h>
#include <string.h>
#include <test/test.h>

enum {
	NR_RANGES = 256
};

/* Addresses that were given out, each with the guard page after them. */
static struct range {
	uintptr_t start, end; /* end: of the guard page; 0: unused entry */
} ranges[NR_RANGES];
static uintptr_t cursor; /* go on here, so that addresses come back late */
static struct spinlock lock;

static const struct range *overlap(uintptr_t start, uintptr_t end)
{
	unsigned int i;

	for (i = 0; i < NR_RANGES; i++)
		if (start < ranges[i].end && end > ranges[i].start)
			return &ranges[i];
	return NULL;
}

/* The first gap of @bytes in [from, to); 0: there is none. */
static uintptr_t find_gap(uintptr_t from, uintptr_t to, size_t bytes,
			  size_t align)
{
	const struct range *r;
	uintptr_t start;

	for (;;) {
		start = (from + align - 1) & ~(align - 1);
		if (start < from || start > to || to - start < bytes)
			return 0;
		r = overlap(start, start + bytes);
		if (!r)
			return start;
		from = r->end;
	}
}

static struct range *unused_entry(void)
{
	unsigned int i;

	for (i = 0; i < NR_RANGES; i++)
		if (!ranges[i].end)
			return &ranges[i];
	return NULL;
}

static uintptr_t take(size_t bytes, size_t align)
{
	struct range *entry = unused_entry();
	uintptr_t from, to, start;

	if (!entry)
		return 0;
	arch_kernel_range(&from, &to);
	if (cursor < from)
		cursor = from;
	start = find_gap(cursor, to, bytes, align);
	if (!start)
		start = find_gap(from, to, bytes, align);
	if (!start)
		return 0;
	entry->start = start;
	entry->end = cursor = start + bytes;
	return start;
}

void *vmap_alloc(size_t bytes, size_t align)
{
	size_t whole = ((bytes + PAGE_SIZE - 1) & PAGE_MASK) + PAGE_SIZE;
	unsigned long irq;
	uintptr_t start;

	if (align < PAGE_SIZE || align & (align - 1))
		panic("vmap_alloc(): alignment 0x%zx", align);
	if (whole <= bytes || !bytes)
		panic("vmap_alloc(): size 0x%zx", bytes);
	irq = irq_save();
	spin_lock(&lock);
	start = take(whole, align);
	spin_unlock(&lock);
	irq_restore(irq);
	if (!start)
		ERROR("out of kernel addresses: no 0x%zx bytes aligned to "
		      "0x%zx",
		      bytes, align);
	return (void *)start;
}

void vmap_free(void *start)
{
	unsigned long irq = irq_save();
	unsigned int i;

	spin_lock(&lock);
	for (i = 0; i < NR_RANGES; i++)
		if (ranges[i].end && ranges[i].start == (uintptr_t)start)
			break;
	if (i == NR_RANGES)
		panic("vmap_free(%p): not the start of a range in use", start);
	/* A stale access traps from now on. */
	arch_unmap(start, ranges[i].end - ranges[i].start - PAGE_SIZE);
	memset(&ranges[i], 0, sizeof(ranges[i]));
	spin_unlock(&lock);
	irq_restore(irq);
}

void *vmap_io(paddr_t phys, size_t bytes)
{
	size_t offset = phys & (PAGE_SIZE - 1);
	size_t whole = (offset + bytes + PAGE_SIZE - 1) & PAGE_MASK;
	char *start = vmap_alloc(whole, PAGE_SIZE);
	int error = arch_map(start, phys - offset, whole,
			     MAP_READ | MAP_WRITE | MAP_UNCACHED);

	if (error)
		ERROR("0x%zx bytes at 0x%llx cannot be mapped: error %d", bytes,
		      (unsigned long long)phys, -error);
	return start + offset;
}
