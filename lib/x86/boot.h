/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What PVH, Multiboot and Multiboot2 loaders hand over, as it lies in memory. */
#ifndef LIB_X86_BOOT_H
#define LIB_X86_BOOT_H

#include <arch.h>
#include <stdint.h>
#include <x86/boot_protocol.h>

/* Xen, xen/include/public/arch-x86/hvm/start_info.h */
#define HVM_START_MAGIC 0x336ec578

struct hvm_start_info {
	uint32_t magic;
	uint32_t version;
	uint32_t flags;
	uint32_t nr_modules;
	uint64_t modlist_paddr;
	uint64_t cmdline_paddr;
	uint64_t rsdp_paddr;
	/* from version 1 on: */
	uint64_t memmap_paddr;
	uint32_t memmap_entries;
	uint32_t reserved;
};

struct hvm_module {
	uint64_t paddr;
	uint64_t size;
	uint64_t cmdline_paddr;
	uint64_t reserved;
};

struct hvm_memmap {
	uint64_t addr;
	uint64_t size;
	uint32_t type; /* enum e820_type */
	uint32_t reserved;
};

/* ACPI 6.5, table 15.4 */
enum e820_type {
	E820_RAM = 1,
	E820_RESERVED = 2,
	E820_ACPI = 3,
	E820_NVS = 4,
	E820_UNUSABLE = 5,
	E820_DISABLED = 6,
	E820_PMEM = 7,
};

/* Multiboot 0.6.96, 3.3. Members count only where their bit in flags is set. */
#define MB_MAGIC 0x2badb002 /* in EAX */

enum mb_flag {
	MB_MEMORY = 1 << 0,
	MB_CMDLINE = 1 << 2,
	MB_MODULES = 1 << 3,
	MB_MEMMAP = 1 << 6,
	MB_LOADER = 1 << 9,
};

struct mb_info {
	uint32_t flags;
	uint32_t mem_lower, mem_upper; /* KiB, from 0 and from 1 MiB */
	uint32_t boot_device;
	uint32_t cmdline;
	uint32_t nr_modules, modules;
	uint32_t symbols[4];
	uint32_t memmap_bytes, memmap;
	uint32_t drives_bytes, drives;
	uint32_t config_table;
	uint32_t loader; /* its name */
};

struct mb_module {
	uint32_t start, end; /* end is exclusive */
	uint32_t cmdline;
	uint32_t reserved;
};

struct mb_memmap {
	uint32_t size; /* of what follows, 20 at least */
	uint64_t addr, bytes;
	uint32_t type; /* enum e820_type */
} __attribute__((packed));

/* Multiboot2 1.6, 3.6 */
struct mb2_info {
	uint32_t total_size;
	uint32_t reserved;
};

struct mb2_tag {
	uint32_t type; /* enum mb2_tag_type */
	uint32_t size; /* the next one begins at the next multiple of 8 */
};

enum mb2_tag_type {
	MB2_END = 0,
	MB2_CMDLINE = 1,
	MB2_MODULE = 3,
	MB2_MEMMAP = 6,
	MB2_RSDP_V1 = 14,
	MB2_RSDP_V2 = 15,
};

struct mb2_module {
	struct mb2_tag tag;
	uint32_t start, end;
	char cmdline[];
};

struct mb2_memmap {
	struct mb2_tag tag;
	uint32_t entry_size;
	uint32_t entry_version;
	struct hvm_memmap entries[]; /* the same four fields */
};

/* The processor as the loader left it. */
struct x86_entry_state {
	uint32_t eax, ebx;
	uint32_t eflags;
	uint32_t cr0, cr4;
	uint16_t cs, ds, es, ss, tr;
	uint16_t gdt_limit;
	uint32_t gdt_base;
};

/* How this image was started. */
struct x86_boot {
	int protocol; /* BOOT_* */
	const struct x86_entry_state *entry;
	const void *data; /* struct hvm_start_info, mb_info or mb2_info, unchanged
			     and out of the page allocator's reach */
};

/** x86_boot - see struct x86_boot */
const struct x86_boot *x86_boot(void);

/**
 * boot_take_page - a page of RAM below @below, with any content
 *
 * For before the page allocator, which never gets to know of it. None is a
 * panic.
 */
paddr_t boot_take_page(paddr_t below);

/** arch_boot - start_32.S and start_64.S enter C here */
void arch_boot(int protocol, const void *data) __attribute__((noreturn));

#endif
