/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Boot information from PVH's start_info, Multiboot's structure and Multiboot2's
 * tags. All lie below 1 GiB, which is what is mapped so far.
 */
#include <x86/boot.h>

#include <boot.h>
#include <console.h>
#include <mm/page.h>
#include <string.h>
#include <x86/percpu.h>

extern const char __image_start[], __image_end[];

static struct boot_info boot_info;
struct x86_entry_state entry_state; /* start_32.S, start_64.S */
static struct x86_boot boot = { .entry = &entry_state };

_Static_assert(offsetof(struct x86_entry_state, gdt_base) ==
		       offsetof(struct x86_entry_state, gdt_limit) + 2,
	       "SGDT stores both at once");

const struct boot_info *arch_boot_info(void)
{
	return &boot_info;
}

const struct x86_boot *x86_boot(void)
{
	return &boot;
}

paddr_t boot_take_page(paddr_t below)
{
	paddr_t page = boot_ram_take(&boot_info, PAGE_SIZE, below);

	if (page == 0)
		panic("%s: no RAM for page tables", boot_info.protocol);
	return page;
}

static void keep(const void *data, uint64_t bytes)
{
	boot_ram_remove(&boot_info, virt_to_phys(data),
			virt_to_phys(data) + bytes);
}

static void keep_string(const char *text)
{
	keep(text, strlen(text) + 1);
}

/*
 * Where a map contradicts itself, what is not RAM wins. RAM that cannot have
 * its own address as a virtual one is left out (arch/page.h).
 */
static void memmap(const struct hvm_memmap *map, unsigned int nr, size_t step)
{
	const struct hvm_memmap *m;

	if (nr == 0)
		panic("%s: the memory map is empty", boot_info.protocol);
	for (unsigned int i = 0; i < nr; i++) {
		m = (const void *)((const char *)map + i * step);
		if (m->type == E820_RAM)
			boot_ram_add(&boot_info, m->addr, m->addr + m->size);
	}
	for (unsigned int i = 0; i < nr; i++) {
		m = (const void *)((const char *)map + i * step);
		if (m->type != E820_RAM)
			boot_ram_remove(&boot_info, m->addr, m->addr + m->size);
	}
	boot_ram_remove(&boot_info, PAGE_IDENTITY_END, UINT64_MAX);
	keep(map, nr * step);
}

static void module(uint64_t start, uint64_t bytes)
{
	if (boot_info.initrd_bytes == 0) {
		boot_info.initrd = start;
		boot_info.initrd_bytes = bytes;
	}
	boot_ram_remove(&boot_info, start, start + bytes);
}

enum {
	MAPPED_END = 1 << 30 /* tables.S */
};

static void pvh_modules(const struct hvm_start_info *start)
{
	const struct hvm_module *list = phys_to_virt(start->modlist_paddr);

	for (unsigned int i = 0; i < start->nr_modules; i++) {
		module(list[i].paddr, list[i].size);
		/* one that is out of reach is no string of anybody's */
		if (list[i].cmdline_paddr &&
		    list[i].cmdline_paddr < MAPPED_END)
			keep_string(phys_to_virt(list[i].cmdline_paddr));
	}
	keep(list, start->nr_modules * sizeof(*list));
}

static void pvh(const struct hvm_start_info *start)
{
	const char *cmdline = phys_to_virt(start->cmdline_paddr);

	boot_info.protocol = "pvh";
	if (start->magic != HVM_START_MAGIC)
		panic("pvh: start_info has magic 0x%lx",
		      (unsigned long)start->magic);
	if (start->version < 1)
		panic("pvh: start_info of version 0 has no memory map");
	memmap(phys_to_virt(start->memmap_paddr), start->memmap_entries,
	       sizeof(struct hvm_memmap));
	if (cmdline) {
		boot_cmdline(&boot_info, cmdline);
		keep_string(cmdline);
	}
	pvh_modules(start);
	boot_info.acpi_rsdp = start->rsdp_paddr;
	keep(start, sizeof(*start));
}

/* Behind the size that each entry begins with lie the fields of the others. */
static void mb_memmap(const struct mb_info *info)
{
	const struct mb_memmap *first = phys_to_virt(info->memmap);
	size_t step = sizeof(first->size) + first->size;

	if (step < sizeof(*first) || info->memmap_bytes % step)
		panic("multiboot: the memory map has entries of %u bytes",
		      first->size);
	memmap((const void *)((const uint8_t *)first + sizeof(first->size)),
	       info->memmap_bytes / step, step);
	keep(first, info->memmap_bytes);
}

/* QEMU puts the name of the file first; GRUB leaves it out. */
static const char *mb_arguments(const struct mb_info *info)
{
	const char *text = phys_to_virt(info->cmdline);
	const char *loader = phys_to_virt(info->loader);

	keep_string(text);
	if (!(info->flags & MB_LOADER) || strcmp(loader, "qemu"))
		return text;
	text += strcspn(text, " ");
	return *text ? text + 1 : text;
}

static void multiboot(const struct mb_info *info)
{
	const struct mb_module *list = phys_to_virt(info->modules);

	boot_info.protocol = "multiboot";
	if (!(info->flags & MB_MEMMAP) || info->memmap_bytes == 0)
		panic("multiboot: there is no memory map");
	mb_memmap(info);
	if (info->flags & MB_CMDLINE)
		boot_cmdline(&boot_info, mb_arguments(info));
	if (info->flags & MB_MODULES && info->nr_modules) {
		for (unsigned int i = 0; i < info->nr_modules; i++)
			module(list[i].start, list[i].end - list[i].start);
		keep(list, info->nr_modules * sizeof(*list));
	}
	keep(info, sizeof(*info));
}

static const struct mb2_tag *mb2_next(const struct mb2_tag *tag)
{
	return (const void *)((const char *)tag + ((tag->size + 7) & ~7u));
}

static void mb2_tag(const struct mb2_tag *tag)
{
	const struct mb2_module *mod = (const void *)tag;

	switch (tag->type) {
	case MB2_CMDLINE:
		boot_cmdline(&boot_info, (const char *)(tag + 1));
		break;
	case MB2_MODULE:
		module(mod->start, mod->end - mod->start);
		break;
	case MB2_RSDP_V1:
	case MB2_RSDP_V2: /* a copy of it; the later, version 2, wins */
		boot_info.acpi_rsdp = virt_to_phys(tag + 1);
		break;
	default:
		break;
	}
}

static void mb2(const struct mb2_info *info)
{
	const struct mb2_tag *first = (const void *)(info + 1);
	const struct mb2_tag *tag;
	const struct mb2_memmap *map;

	boot_info.protocol = "multiboot2";
	for (tag = first; tag->type != MB2_MEMMAP; tag = mb2_next(tag))
		if (tag->type == MB2_END)
			panic("multiboot2: there is no memory map");
	map = (const void *)tag;
	memmap(map->entries, (tag->size - sizeof(*map)) / map->entry_size,
	       map->entry_size);
	for (tag = first; tag->type != MB2_END; tag = mb2_next(tag))
		mb2_tag(tag);
	keep(info, info->total_size);
}

void arch_boot(int protocol, const void *data)
{
	idt_reset();
	cpu_init(&boot_cpu);
	boot.protocol = protocol;
	boot.data = data;
	if (protocol == BOOT_PVH)
		pvh(data);
	else if (protocol == BOOT_MULTIBOOT)
		multiboot(data);
	else
		mb2(data);
	boot_ram_remove(&boot_info, 0, 1); /* never mapped, see mmu.c */
	keep(__image_start, (uint64_t)(__image_end - __image_start));
	arch_mmu_on();
	lib_main();
}
