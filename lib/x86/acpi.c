/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a PC has its ACPI tables, and registers that these describe. */
#include <x86/devices.h>

#include <arch/page.h>
#include <mm/vmap.h>
#include <string.h>

/*
 * Tables lie in RAM that the memory map calls reserved. Where the one-to-one
 * mapping covers them, that is used; else 64 KiB around them are mapped, once.
 */
#define TABLE_WINDOW 0x10000u
enum {
	TABLE_WINDOWS_MAX = 32
};

static bool is_identity(paddr_t phys, size_t bytes)
{
	paddr_t first, last;

	if (phys + bytes > PAGE_IDENTITY_END || phys + bytes < phys)
		return false;
	return !arch_translate(phys_to_virt(phys), &first) && first == phys &&
	       !arch_translate(phys_to_virt(phys + bytes - 1), &last) &&
	       last == phys + bytes - 1;
}

static const void *map_table(paddr_t phys, size_t bytes)
{
	static struct window {
		paddr_t start, end;
		uint8_t *virt;
	} windows[TABLE_WINDOWS_MAX];
	struct window *w;

	if (!phys || !bytes)
		return NULL;
	if (is_identity(phys, bytes))
		return phys_to_virt(phys);
	for (w = windows; w < windows + TABLE_WINDOWS_MAX && w->end; w++) {
		if (phys >= w->start && phys + bytes <= w->end)
			return w->virt + (phys - w->start);
	}
	if (w == windows + TABLE_WINDOWS_MAX)
		return NULL;
	w->start = phys & ~(paddr_t)(TABLE_WINDOW - 1);
	w->end = (phys + bytes + TABLE_WINDOW - 1) &
		 ~(paddr_t)(TABLE_WINDOW - 1);
	w->virt = vmap_io(w->start, (size_t)(w->end - w->start));
	return w->virt + (phys - w->start);
}

/* ACPI 6.5, 5.2.5.1: on a 16-byte boundary, [start, start + bytes) */
static paddr_t scan_rsdp(paddr_t start, size_t bytes)
{
	const char *p = map_table(start, bytes);

	for (size_t at = 0; p && at + ACPI_RSDP_V1_BYTES <= bytes; at += 16) {
		if (!memcmp(p + at, "RSD PTR ", 8) &&
		    acpi_sum(p + at, ACPI_RSDP_V1_BYTES) == 0)
			return start + at;
	}
	return 0;
}

paddr_t acpi_scan_rsdp(void)
{
	const uint16_t *ebda = map_table(0x40e, 2); /* its segment */
	paddr_t rsdp = 0;

	if (ebda && *ebda >= 0x8000)
		rsdp = scan_rsdp((paddr_t)*ebda << 4, 1024);
	return rsdp ? rsdp : scan_rsdp(0xe0000, 0x20000);
}

static paddr_t find_rsdp(void)
{
	paddr_t rsdp = arch_boot_info()->acpi_rsdp;

	return rsdp ? rsdp : acpi_scan_rsdp();
}

const struct acpi *acpi_system(void)
{
	static struct acpi acpi;
	static enum {
		UNKNOWN,
		PRESENT,
		ABSENT
	} state;

	if (state == UNKNOWN)
		state = acpi_open(&acpi, find_rsdp(), map_table) ? ABSENT :
								   PRESENT;
	return state == PRESENT ? &acpi : NULL;
}

uint32_t gas_read(struct acpi_gas gas)
{
	if (gas.space == ACPI_SPACE_IO)
		return port_read((uint16_t)gas.address, gas.bit_width / 8);
	if (gas.space == ACPI_SPACE_MEMORY)
		return memory_read(vmap_io(gas.address, 4), gas.bit_width / 8);
	return 0;
}

void gas_write(struct acpi_gas gas, uint32_t value)
{
	if (gas.space == ACPI_SPACE_IO)
		port_write((uint16_t)gas.address, gas.bit_width / 8, value);
	else if (gas.space == ACPI_SPACE_MEMORY)
		memory_write(vmap_io(gas.address, 4), gas.bit_width / 8, value);
}
