/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a PC has its ACPI tables, and registers that these describe. */
#include <x86/devices.h>

#include <mm/vmap.h>
#include <string.h>

/* ACPI 6.5, 5.2.5.1: on a 16-byte boundary, [start, start + bytes) */
static paddr_t scan_rsdp(paddr_t start, size_t bytes)
{
	const char *p = acpi_map(start, bytes);

	for (size_t at = 0; p && at + ACPI_RSDP_V1_BYTES <= bytes; at += 16) {
		if (!memcmp(p + at, "RSD PTR ", 8) &&
		    acpi_sum(p + at, ACPI_RSDP_V1_BYTES) == 0)
			return start + at;
	}
	return 0;
}

paddr_t acpi_scan_rsdp(void)
{
	const uint16_t *ebda = acpi_map(0x40e, 2); /* its segment */
	paddr_t rsdp = 0;

	if (ebda && *ebda >= 0x8000)
		rsdp = scan_rsdp((paddr_t)*ebda << 4, 1024);
	return rsdp ? rsdp : scan_rsdp(0xe0000, 0x20000);
}

paddr_t arch_acpi_rsdp(void)
{
	paddr_t rsdp = arch_boot_info()->acpi_rsdp;

	return rsdp ? rsdp : acpi_scan_rsdp();
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
