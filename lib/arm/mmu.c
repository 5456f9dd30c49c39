/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Translation: RAM one to one, the image protected page by page, a page without
 * a translation below the boot stack, and mappings elsewhere on request. Arm
 * ARM, D8.
 */
#include <arm/mmu.h>

#include <arch/page.h>
#include <arm/cpu.h>
#include <dev/fdt.h>
#include <errno.h>
#include <mm/page.h>

#define GIB (1ull << 30)

extern char __image_start[], __image_end[];

/*
 * What the user may write the kernel may not execute, whatever PXN says (D8.4);
 * MAP_EXEC with MAP_USER is therefore of use without MAP_WRITE only.
 */
uint64_t mmu_bits(enum map_flags flags)
{
	uint64_t bits = PTE_VALID | PTE_PAGE | PTE_AF;

	bits |= flags & MAP_UNCACHED ? PTE_ATTR(MEM_DEVICE_NGNRE) :
				       PTE_ATTR(MEM_NORMAL) | PTE_SH_INNER;
	bits |= flags & MAP_WRITE ? 0 : PTE_RDONLY;
	bits |= flags & MAP_USER ? PTE_USER : PTE_UXN;
	bits |= flags & MAP_EXEC ? 0 : PTE_PXN | PTE_UXN;
	return bits;
}

static bool aligned(const void *virt, paddr_t phys, size_t bytes)
{
	return (((uintptr_t)virt | phys | bytes) & (PAGE_SIZE - 1)) == 0;
}

/* The level of the largest page or block that fits. */
static unsigned int map_level(uintptr_t virt, paddr_t phys, uint64_t bytes)
{
	unsigned int level = MMU_BLOCK_TOP;

	while (level < MMU_PAGE &&
	       ((virt | phys) & (mmu_page_bytes(level) - 1) ||
		bytes < mmu_page_bytes(level)))
		level++;
	return level;
}

/* @bits are those of a page. */
static uint64_t leaf_bits(uint64_t bits, unsigned int level)
{
	return level == MMU_PAGE ? bits : bits & ~PTE_PAGE;
}

/* D8.16.1: between two translations there is none. */
static void replace(uint64_t *entry, const void *virt, uint64_t value)
{
	if (*entry & PTE_VALID) {
		*entry = 0;
		tlb_flush(virt);
	}
	*entry = value;
}

int arch_map(void *virt, paddr_t phys, size_t bytes, enum map_flags flags)
{
	uint64_t bits = mmu_bits(flags);
	char *at = virt;

	if (!aligned(virt, phys, bytes) || !(flags & MAP_READ) ||
	    (phys + bytes - 1) & ~(PTE_ADDR | (PAGE_SIZE - 1)))
		return -EINVAL;
	for (size_t done = 0, step; done < bytes; done += step) {
		unsigned int level = map_level((uintptr_t)at + done,
					       phys + done, bytes - done);
		uint64_t *entry = mmu_make(at + done, level);

		if (!entry)
			return -ENOMEM;
		replace(entry, at + done,
			(phys + done) | leaf_bits(bits, level));
		step = mmu_page_bytes(level);
	}
	dsb();
	isb();
	return 0;
}

int arch_unmap(void *virt, size_t bytes)
{
	char *at = virt;

	if (!aligned(virt, 0, bytes))
		return -EINVAL;
	for (size_t done = 0, step; done < bytes; done += step) {
		unsigned int level;
		uint64_t *entry = mmu_leaf(at + done, &level);
		uint64_t page = mmu_page_bytes(level);
		size_t offset = (uintptr_t)(at + done) & (page - 1);

		step = page - offset < bytes - done ? page - offset :
						      bytes - done;
		if (!(*entry & PTE_VALID))
			continue;
		if (step != page) { /* a part of a block */
			entry = mmu_make(at + done, MMU_PAGE);
			step = PAGE_SIZE;
		}
		if (!entry)
			return -ENOMEM;
		replace(entry, at + done, 0);
	}
	return 0;
}

int arch_translate(const void *virt, paddr_t *phys)
{
	unsigned int level;
	uint64_t entry = *mmu_leaf(virt, &level);
	uint64_t offset_mask = mmu_page_bytes(level) - 1;

	/* TTBR0 has the lower half alone, and the walk looks at 48 bits */
	if (!(entry & PTE_VALID) || (uint64_t)(uintptr_t)virt >> 48)
		return -ENOENT;
	*phys = (entry & PTE_ADDR & ~offset_mask) |
		((uintptr_t)virt & offset_mask);
	return 0;
}

/* What is RAM of one GiB, from the first byte to the last. */
struct extent {
	uint64_t start, end;
};

static void extend(struct extent *e, uint64_t gib, uint64_t start, uint64_t end)
{
	if (start < gib)
		start = gib;
	if (end > gib + GIB)
		end = gib + GIB;
	if (start >= end)
		return;
	e->start = start < e->start ? start : e->start;
	e->end = end > e->end ? end : e->end;
}

/* With all that was cut out of it because it is in use. */
static struct extent extent_of(uint64_t gib)
{
	const struct boot_info *info = arch_boot_info();
	struct extent e = { .start = gib + GIB, .end = gib };

	for (unsigned int i = 0; i < info->nr_ram; i++)
		extend(&e, gib, info->ram[i].start, info->ram[i].end);
	extend(&e, gib, virt_to_phys(__image_start), virt_to_phys(__image_end));
	if (fdt_system())
		extend(&e, gib, info->fdt, info->fdt + fdt_system()->bytes);
	extend(&e, gib, info->initrd, info->initrd + info->initrd_bytes);
	e.start &= PAGE_MASK;
	e.end = (e.end + PAGE_SIZE - 1) & PAGE_MASK;
	return e;
}

/* Of one GiB, whose entries follow each other. */
static void unmap_blocks(uint64_t start, uint64_t end)
{
	uint64_t *entry = mmu_entry(phys_to_virt(start), 2);

	for (; start < end; start += mmu_page_bytes(2))
		*entry++ = 0;
}

/*
 * early.c has mapped all of the image's GiB. What is no RAM of it must not be
 * read ahead of time, as memory may be.
 */
static void trim_boot_gib(uint64_t gib)
{
	struct extent e = extent_of(gib);
	uint64_t step = mmu_page_bytes(2), first = e.start & ~(step - 1);
	uint64_t last = e.end & ~(step - 1);

	unmap_blocks(gib, first);
	arch_unmap(phys_to_virt(first), e.start - first);
	if (last != e.end) {
		arch_unmap(phys_to_virt(e.end), last + step - e.end);
		last += step;
	}
	unmap_blocks(last, gib + GIB);
}

static void map_gib(uint64_t gib)
{
	struct extent e = extent_of(gib);
	uint64_t step;

	for (uint64_t at = e.start; at < e.end; at += step) {
		unsigned int level = map_level(at, at, e.end - at);

		step = mmu_page_bytes(level);
		*mmu_make(phys_to_virt(at), level) =
			at | leaf_bits(mmu_bits(MAP_KERNEL), level);
	}
}

static void map_ram(void)
{
	const struct boot_info *info = arch_boot_info();
	uint64_t first = virt_to_phys(__image_start) & ~(GIB - 1);
	uint64_t last = (virt_to_phys(__image_end) - 1) & ~(GIB - 1);
	uint64_t end = info->ram[info->nr_ram - 1].end;

	for (uint64_t gib = first; gib <= last; gib += GIB)
		trim_boot_gib(gib);
	for (uint64_t gib = info->ram[0].start & ~(GIB - 1); gib < end;
	     gib += GIB)
		if (gib < first || gib > last)
			map_gib(gib);
}

void arch_mmu_on(void)
{
	map_ram();
	mmu_use_allocator();
	tlb_flush_all();
}

/* Above what may be RAM. */
void arch_kernel_range(uintptr_t *start, uintptr_t *end)
{
	*start = PAGE_KERNEL_START;
	*end = PAGE_KERNEL_END;
}
