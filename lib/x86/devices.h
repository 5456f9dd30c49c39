/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ACPI tables and registers, and PCI configuration space, as a PC has them. */
#ifndef LIB_X86_DEVICES_H
#define LIB_X86_DEVICES_H

#include <arch.h>
#include <arch/io.h>
#include <dev/acpi.h>
#include <stdbool.h>
#include <stdint.h>
#include <x86/pio.h>

/* One access of 1, 2 or, for any other @bytes, 4 bytes. */

static inline uint32_t port_read(uint16_t port, unsigned int bytes)
{
	return bytes == 1 ? inb(port) : bytes == 2 ? inw(port) : inl(port);
}

static inline void port_write(uint16_t port, unsigned int bytes, uint32_t value)
{
	if (bytes == 1)
		outb((uint8_t)value, port);
	else if (bytes == 2)
		outw((uint16_t)value, port);
	else
		outl(value, port);
}

static inline uint32_t memory_read(const void *at, unsigned int bytes)
{
	return bytes == 1 ? mmio_read8(at) :
	       bytes == 2 ? mmio_read16(at) :
			    mmio_read32(at);
}

static inline void memory_write(void *at, unsigned int bytes, uint32_t value)
{
	if (bytes == 1)
		mmio_write8(at, (uint8_t)value);
	else if (bytes == 2)
		mmio_write16(at, (uint16_t)value);
	else
		mmio_write32(at, value);
}

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

enum {
	PCI_CF8_ADDRESS = 0xcf8,
	PCI_CF8_DATA = 0xcfc
};
#define PCI_CF8_ENABLE 0x80000000u

#endif
