/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registers that ACPI's generic address structure describes, and ECAM. */
#ifndef LIB_X86_DEVICES_H
#define LIB_X86_DEVICES_H

#include <arch.h>
#include <dev/acpi.h>
#include <stdbool.h>
#include <stdint.h>

/**
 * acpi_scan_rsdp - the RSDP in the EBDA or below 1 MiB, as ACPI 6.5, 5.2.5.1
 *
 * Returns its physical address, 0 where there is none.
 */
paddr_t acpi_scan_rsdp(void);

/**
 * gas_read, gas_write - a register of 8, 16 or 32 bits, as its width says
 *
 * Only system memory and system I/O; others read 0 and swallow writes.
 */
uint32_t gas_read(struct acpi_gas gas);
void gas_write(struct acpi_gas gas, uint32_t value);

/**
 * pci_cf8_present - whether configuration mechanism #1 answers
 *
 * PCI Local Bus 3.0, 3.2.2.3.2: the address register reads back.
 */
bool pci_cf8_present(void);
uint32_t pci_cf8_read(uint16_t bdf, unsigned int offset, unsigned int bytes);
void pci_cf8_write(uint16_t bdf, unsigned int offset, unsigned int bytes,
		   uint32_t value);

/**
 * pci_ecam - the 4096 bytes of a function in the memory-mapped space
 *
 * NULL: the machine has none, or none for this bus.
 */
void *pci_ecam(uint16_t bdf);

enum {
	PCI_CF8_ADDRESS = 0xcf8,
	PCI_CF8_DATA = 0xcfc
};
#define PCI_CF8_ENABLE 0x80000000u

#endif
