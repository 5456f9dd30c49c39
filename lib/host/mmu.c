/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Physical memory is a sparse file in memory; a mapping of the machine is a
 * mapping of that file, so that two of one page are coherent.
 */
#define _GNU_SOURCE
#include <host.h>

#include <arch/page.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define WINDOW_BYTES (1ul << 30) /* of addresses for arch_map() */
#define NR_ENTRIES   (WINDOW_BYTES >> PAGE_SHIFT)
#define PAGE_BYTES   (1ul << PAGE_SHIFT)

char *host_ram;
static char *window;
static int ram_file;
static paddr_t page_table[NR_ENTRIES]; /* plus 1; 0: not mapped */

static void *reserve(size_t bytes)
{
	void *start = mmap(NULL, bytes, PROT_NONE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (start == MAP_FAILED) {
		perror("lib/host: no addresses for the machine");
		exit(2);
	}
	return start;
}

static int map_file(void *virt, paddr_t phys, size_t bytes, int protection)
{
	void *start = mmap(virt, bytes, protection, MAP_SHARED | MAP_FIXED,
			   ram_file, (off_t)phys);

	return start == MAP_FAILED ? -errno : 0;
}

void host_mmu_init(void)
{
	unsigned int i;

	host_ram = reserve(PAGE_IDENTITY_END);
	window = reserve(WINDOW_BYTES);
	ram_file = memfd_create("ram", MFD_CLOEXEC);
	if (ram_file < 0 || ftruncate(ram_file, PAGE_IDENTITY_END) < 0) {
		perror("lib/host: no RAM");
		exit(2);
	}
	for (i = 0; i < host_boot_info.nr_ram; i++) {
		const struct boot_ram *ram = &host_boot_info.ram[i];

		map_file(host_ram + ram->start, ram->start,
			 ram->end - ram->start, PROT_READ | PROT_WRITE);
	}
}

static bool in_window(const void *virt, size_t bytes)
{
	size_t offset = (size_t)((const char *)virt - window);

	return offset < WINDOW_BYTES && bytes <= WINDOW_BYTES - offset &&
	       bytes % PAGE_BYTES == 0 && offset % PAGE_BYTES == 0;
}

static size_t entry_of(const void *virt)
{
	return (size_t)((const char *)virt - window) >> PAGE_SHIFT;
}

int arch_map(void *virt, paddr_t phys, size_t bytes, enum map_flags flags)
{
	int protection = (flags & MAP_READ ? PROT_READ : 0) |
			 (flags & MAP_WRITE ? PROT_WRITE : 0) |
			 (flags & MAP_EXEC ? PROT_EXEC : 0);
	size_t i;
	int error;

	if (!in_window(virt, bytes) || phys % PAGE_BYTES ||
	    phys + bytes > PAGE_IDENTITY_END)
		return -EINVAL;
	error = map_file(virt, phys, bytes, protection);
	for (i = 0; !error && i < bytes >> PAGE_SHIFT; i++)
		page_table[entry_of(virt) + i] = phys + i * PAGE_BYTES + 1;
	return error;
}

int arch_unmap(void *virt, size_t bytes)
{
	size_t i;

	if (!in_window(virt, bytes))
		return -EINVAL;
	for (i = 0; i < bytes >> PAGE_SHIFT; i++)
		page_table[entry_of(virt) + i] = 0;
	return mmap(virt, bytes, PROT_NONE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1,
		    0) == MAP_FAILED ?
		       -errno :
		       0;
}

static bool is_ram(paddr_t phys)
{
	unsigned int i;

	for (i = 0; i < host_boot_info.nr_ram; i++)
		if (phys >= host_boot_info.ram[i].start &&
		    phys < host_boot_info.ram[i].end)
			return true;
	return false;
}

int arch_translate(const void *virt, paddr_t *phys)
{
	const char *page = (const char *)((uintptr_t)virt & ~(PAGE_BYTES - 1));

	*phys = virt_to_phys(virt);
	if (is_ram(*phys))
		return 0;
	if (!in_window(page, PAGE_BYTES) || !page_table[entry_of(page)])
		return -ENOENT;
	*phys = page_table[entry_of(page)] - 1 +
		((uintptr_t)virt & (PAGE_BYTES - 1));
	return 0;
}

void arch_mmu_on(void)
{
}

void arch_kernel_range(uintptr_t *start, uintptr_t *end)
{
	*start = (uintptr_t)window;
	*end = (uintptr_t)window + WINDOW_BYTES;
}
