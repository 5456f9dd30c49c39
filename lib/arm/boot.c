/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Boot information: from the device tree, which lies in a GiB that start.S has
 * mapped, or from UEFI firmware.
 */
#include <arm/boot.h>

#include <arch/link.h>
#include <arm/console.h>
#include <arm/cpu.h>
#include <arm/nested.h>
#include <arm/percpu.h>
#include <boot.h>
#include <console.h>
#include <dev/fdt.h>
#include <mm/page.h>
#include <string.h>

extern const char __image_start[], __image_end[];

static struct boot_info boot_info;

const struct boot_info *arch_boot_info(void)
{
	return &boot_info;
}

unsigned long arch_image_offset(void)
{
	return (unsigned long)(uintptr_t)__image_start - LINK_ADDRESS;
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

/* Devicetree Specification 0.4, 3.4: there may be several, of several ranges. */
static void memory(const struct fdt *fdt)
{
	uint64_t start, bytes;

	for (int node = fdt_child(fdt, fdt_root(fdt)); node >= 0;
	     node = fdt_sibling(fdt, node)) {
		const char *type = fdt_string(fdt, node, "device_type");

		if (!type || strcmp(type, "memory") != 0)
			continue;
		for (unsigned int i = 0;
		     !fdt_reg_of(fdt, fdt_root(fdt), node, i, &start, &bytes);
		     i++)
			boot_ram_add(&boot_info, start, start + bytes);
	}
}

/* 3.5, 5.3: what firmware has put into RAM */
static void reserved(const struct fdt *fdt)
{
	uint64_t start, bytes;
	int node;

	for (unsigned int i = 0; !fdt_reservation(fdt, i, &start, &bytes); i++)
		boot_ram_remove(&boot_info, start, start + bytes);
	node = fdt_child(fdt, fdt_path(fdt, "/reserved-memory"));
	for (; node >= 0; node = fdt_sibling(fdt, node))
		for (unsigned int i = 0; !fdt_reg(fdt, node, i, &start, &bytes);
		     i++)
			boot_ram_remove(&boot_info, start, start + bytes);
}

/* 3.6; Linux, Documentation/devicetree/bindings/chosen.txt: the initrd */
static void chosen(const struct fdt *fdt)
{
	int node = fdt_path(fdt, "/chosen");
	const char *cmdline = fdt_string(fdt, node, "bootargs");
	uint64_t start, end;

	if (cmdline)
		boot_cmdline(&boot_info, cmdline);
	if (fdt_number(fdt, node, "linux,initrd-start", &start) ||
	    fdt_number(fdt, node, "linux,initrd-end", &end) || end <= start)
		return;
	boot_info.initrd = start;
	boot_info.initrd_bytes = end - start;
	boot_ram_remove(&boot_info, start, end);
}

/* All of it, where there is no firmware that has a memory map. */
static void use_tree(paddr_t tree, bool has_map)
{
	const struct fdt *fdt = fdt_system_open();

	if (tree >= virt_to_phys(__image_start) &&
	    tree < virt_to_phys(__image_end))
		panic("%s: too little memory: the device tree at 0x%llx lies in the image",
		      boot_info.protocol, (unsigned long long)tree);
	if (!fdt)
		panic("%s: there is no device tree at 0x%llx",
		      boot_info.protocol, (unsigned long long)tree);
	if (!has_map)
		memory(fdt);
	reserved(fdt);
	chosen(fdt);
	keep(fdt->blob, fdt->bytes);
}

void arch_boot(paddr_t tree, const struct boot_info *firmware)
{
	smp_boot_cpu();
	if (firmware)
		boot_info = *firmware;
	else
		boot_info.protocol = "linux";
	if (secure_state())
		panic("%s: EL3 is not supported: start the image in Non-secure state",
		      boot_info.protocol);
	boot_info.fdt = tree;
	if (tree || !boot_info.acpi_rsdp)
		use_tree(tree, firmware != NULL);
	if (boot_info.nr_ram == 0)
		panic("%s: the machine's description has no memory",
		      boot_info.protocol);
	boot_ram_remove(&boot_info, PAGE_IDENTITY_END, UINT64_MAX);
	keep(__image_start, (uint64_t)(__image_end - __image_start));
	if (tree) /* ACPI's tables may have to be mapped first */
		console_init();
	arch_mmu_on();
	if (!tree)
		console_init();
	nested_boot(boot_info.cmdline);
	lib_main();
}
