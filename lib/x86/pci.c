/* SPDX-License-Identifier: GPL-2.0-or-later */
/* PCI configuration space by ports and by memory, and the addresses for BARs. */
#include <dev/pci.h>

#include <arch/irq.h>
#include <dev/aml.h>
#include <mm/vmap.h>
#include <smp.h>
#include <x86/devices.h>

/* Address and data port are two accesses: one CPU at a time. */
static struct spinlock cf8_lock;

static unsigned long cf8_select(uint16_t bdf, unsigned int offset)
{
	unsigned long flags = irq_save();

	spin_lock(&cf8_lock);
	outl(PCI_CF8_ENABLE | (uint32_t)bdf << 8 | (offset & 0xfc),
	     PCI_CF8_ADDRESS);
	return flags;
}

static void cf8_release(unsigned long flags)
{
	spin_unlock(&cf8_lock);
	irq_restore(flags);
}

bool pci_cf8_present(void)
{
	uint32_t old = inl(PCI_CF8_ADDRESS);
	bool present;

	outl(PCI_CF8_ENABLE, PCI_CF8_ADDRESS);
	present = inl(PCI_CF8_ADDRESS) == PCI_CF8_ENABLE;
	outl(old, PCI_CF8_ADDRESS);
	return present;
}

uint32_t pci_cf8_read(uint16_t bdf, unsigned int offset, unsigned int bytes)
{
	unsigned long flags = cf8_select(bdf, offset);
	uint32_t value = port_read(PCI_CF8_DATA + (offset & 3), bytes);

	cf8_release(flags);
	return value;
}

void pci_cf8_write(uint16_t bdf, unsigned int offset, unsigned int bytes,
		   uint32_t value)
{
	unsigned long flags = cf8_select(bdf, offset);

	port_write(PCI_CF8_DATA + (offset & 3), bytes, value);
	cf8_release(flags);
}

/*
 * PCI Firmware 3.3, 4.1.3: a host bridge that may be plugged in says where its
 * space is by _CBA, and microvm's does no more. Its bus numbers stand in _CRS;
 * what this library uses is QEMU's 256 MiB for 256 buses.
 */
bool arch_pci_ecam(struct pci_ecam *ecam)
{
	const struct acpi *acpi = acpi_system();
	const struct acpi_fadt *fadt = acpi ? acpi_fadt(acpi) : NULL;
	const struct acpi_header *dsdt =
		fadt ? acpi_table(acpi, acpi_fadt_dsdt(fadt)) : NULL;
	uint64_t base;

	if (!dsdt ||
	    aml_find_integer((const uint8_t *)(dsdt + 1),
			     dsdt->length - sizeof(*dsdt), "_CBA", &base))
		return false;
	*ecam = (struct pci_ecam){ .base = base, .last_bus = 255 };
	return true;
}

/* Ports where there are any, the memory space for what they do not reach. */
static uint32_t both_read(uint16_t bdf, unsigned int offset, unsigned int bytes)
{
	return offset < PCI_CONFIG_BYTES ? pci_cf8_read(bdf, offset, bytes) :
					   pci_ecam_read(bdf, offset, bytes);
}

static void both_write(uint16_t bdf, unsigned int offset, unsigned int bytes,
		       uint32_t value)
{
	if (offset < PCI_CONFIG_BYTES)
		pci_cf8_write(bdf, offset, bytes, value);
	else
		pci_ecam_write(bdf, offset, bytes, value);
}

/*
 * The window for memory BARs is what the chipsets of QEMU leave free below
 * their fixed devices (0xfe000000: virtio-mmio, I/O APIC, HPET, local APIC,
 * flash): from 0xc0000000 or the end of low RAM on, without the ECAM, whichever
 * side of it is larger. The firmware of such machines uses the same.
 */
#define HOLE_START 0xc0000000ull
#define HOLE_END   0xfe000000ull
#define RAM_ALIGN  0x10000000ull /* above RAM: firmware keeps its end secret */

static uint64_t ram_end(uint64_t below)
{
	const struct boot_info *info = arch_boot_info();
	uint64_t end = 0;

	for (unsigned int i = 0; i < info->nr_ram; i++) {
		if (info->ram[i].start < below && info->ram[i].end > end)
			end = info->ram[i].end;
	}
	return (end + RAM_ALIGN - 1) & ~(RAM_ALIGN - 1);
}

static struct pci_window memory_window(void)
{
	const struct pci_ecam *ecam = pci_ecam_range();
	uint64_t start = ram_end(HOLE_END), ecam_end;
	struct pci_window below, above;

	if (start < HOLE_START)
		start = HOLE_START;
	if (!ecam || ecam->base >= HOLE_END)
		return (struct pci_window){ start, HOLE_END };
	ecam_end = ecam->base + (((uint64_t)ecam->last_bus + 1) << 20);
	below = (struct pci_window){ start, ecam->base };
	above = (struct pci_window){ ecam_end > start ? ecam_end : start,
				     HOLE_END };
	if (ecam->base <= start)
		return above;
	return below.end - below.start > above.end - above.start ? below :
								   above;
}

/* 64-bit BARs that do not fit below: behind all RAM, 32 GiB of it. */
static struct pci_window memory64_window(void)
{
	uint64_t start = ram_end(UINT64_MAX);

	if (start < 1ull << 32)
		start = 1ull << 32;
	start = (start + (1ull << 35) - 1) & ~((1ull << 35) - 1);
	return (struct pci_window){ start, start + (1ull << 35) };
}

const struct pci_host *arch_pci_host(void)
{
	static struct pci_host host;
	static bool probed;

	if (probed)
		return host.read ? &host : NULL;
	probed = true;
	if (pci_cf8_present()) {
		host.read = both_read;
		host.write = both_write;
		host.last_bus = 255;
	} else if (pci_ecam_range()) {
		host.read = pci_ecam_read;
		host.write = pci_ecam_write;
		host.last_bus = pci_ecam_range()->last_bus;
	} else {
		return NULL;
	}
	/* 0xc000 on: clear of ISA devices, ACPI blocks and the test device. A
	   machine without the configuration ports, microvm, has none at all. */
	if (pci_cf8_present()) {
		host.io = (struct pci_window){ 0xc000, 0xff00 };
		host.port_read = port_read;
		host.port_write = port_write;
	}
	host.memory = memory_window();
	host.memory64 = memory64_window();
	return &host;
}
