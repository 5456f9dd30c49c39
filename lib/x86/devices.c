/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a PC has its ACPI tables, PCI configuration space and fw_cfg. */
#include <x86/devices.h>

#include <arch/io.h>
#include <arch/irq.h>
#include <arch/page.h>
#include <dev/aml.h>
#include <dev/fwcfg.h>
#include <dev/pci.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <smp.h>
#include <string.h>
#include <x86/pio.h>

/* --------------------------------------------------------------- ACPI ---- */

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
	bool io = gas.space == ACPI_SPACE_IO;
	const uint8_t *memory = NULL;

	if (!io && gas.space != ACPI_SPACE_MEMORY)
		return 0;
	if (!io)
		memory = vmap_io(gas.address, 4);
	switch (gas.bit_width) {
	case 8:
		return io ? inb((uint16_t)gas.address) : mmio_read8(memory);
	case 16:
		return io ? inw((uint16_t)gas.address) : mmio_read16(memory);
	default:
		return io ? inl((uint16_t)gas.address) : mmio_read32(memory);
	}
}

static void io_write(uint16_t port, unsigned int bits, uint32_t value)
{
	if (bits == 8)
		outb((uint8_t)value, port);
	else if (bits == 16)
		outw((uint16_t)value, port);
	else
		outl(value, port);
}

static void memory_write(void *address, unsigned int bits, uint32_t value)
{
	if (bits == 8)
		mmio_write8(address, (uint8_t)value);
	else if (bits == 16)
		mmio_write16(address, (uint16_t)value);
	else
		mmio_write32(address, value);
}

void gas_write(struct acpi_gas gas, uint32_t value)
{
	if (gas.space == ACPI_SPACE_IO)
		io_write((uint16_t)gas.address, gas.bit_width, value);
	else if (gas.space == ACPI_SPACE_MEMORY)
		memory_write(vmap_io(gas.address, 4), gas.bit_width, value);
}

/* ---------------------------------------------------------------- PCI ---- */

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
	uint16_t port = PCI_CF8_DATA + (offset & 3);
	uint32_t value;

	value = bytes == 1 ? inb(port) : bytes == 2 ? inw(port) : inl(port);
	cf8_release(flags);
	return value;
}

void pci_cf8_write(uint16_t bdf, unsigned int offset, unsigned int bytes,
		   uint32_t value)
{
	unsigned long flags = cf8_select(bdf, offset);

	io_write(PCI_CF8_DATA + (offset & 3), bytes * 8, value);
	cf8_release(flags);
}

/* Segment 0, and where its buses are mapped. */
static struct ecam {
	bool probed;
	uint64_t base;
	uint8_t first, last;
	void *bus[256];
} ecam;

static bool ecam_from_mcfg(const struct acpi *acpi)
{
	const struct acpi_mcfg *mcfg = acpi_find(acpi, "MCFG", 0);

	for (unsigned int i = 0; mcfg && i < acpi_mcfg_nr(mcfg); i++) {
		const struct acpi_mcfg_allocation *a = &mcfg->allocation[i];

		if (a->segment == 0 && a->base + (1 << 20) - 1 <= UINTPTR_MAX) {
			ecam.base = a->base;
			ecam.first = a->start_bus;
			ecam.last = a->end_bus;
			return true;
		}
	}
	return false;
}

/*
 * PCI Firmware 3.3, 4.1.3: a host bridge that may be plugged in says where its
 * space is by _CBA, and microvm's does no more. Its bus numbers stand in _CRS;
 * what this library uses is QEMU's 256 MiB for 256 buses.
 */
static void ecam_from_cba(const struct acpi *acpi)
{
	const struct acpi_fadt *fadt = acpi_fadt(acpi);
	const struct acpi_header *dsdt =
		fadt ? acpi_table(acpi, acpi_fadt_dsdt(fadt)) : NULL;
	uint64_t base;

	if (dsdt &&
	    !aml_find_integer((const uint8_t *)(dsdt + 1),
			      dsdt->length - sizeof(*dsdt), "_CBA", &base) &&
	    base + (256 << 20) - 1 <= UINTPTR_MAX) {
		ecam.base = base;
		ecam.last = 255;
	}
}

static void ecam_probe(void)
{
	const struct acpi *acpi = acpi_system();

	ecam.probed = true;
	if (acpi && !ecam_from_mcfg(acpi))
		ecam_from_cba(acpi);
}

void *pci_ecam(uint16_t bdf)
{
	uint8_t bus = PCI_BUS(bdf);

	if (!ecam.probed)
		ecam_probe();
	if (!ecam.base || bus < ecam.first || bus > ecam.last)
		return NULL;
	if (!ecam.bus[bus]) /* 1 MiB a bus: only those that are used */
		ecam.bus[bus] =
			vmap_io(ecam.base + ((uint64_t)bus << 20), 1 << 20);
	return (uint8_t *)ecam.bus[bus] + ((size_t)(bdf & 0xff) << 12);
}

static uint32_t ecam_read(uint16_t bdf, unsigned int offset, unsigned int bytes)
{
	const uint8_t *p = pci_ecam(bdf);

	if (!p)
		return UINT32_MAX;
	p += offset;
	return bytes == 1 ? mmio_read8(p) :
	       bytes == 2 ? mmio_read16(p) :
			    mmio_read32(p);
}

static void ecam_write(uint16_t bdf, unsigned int offset, unsigned int bytes,
		       uint32_t value)
{
	uint8_t *p = pci_ecam(bdf);

	if (p)
		memory_write(p + offset, bytes * 8, value);
}

/* Ports where there are any, the memory space for what they do not reach. */
static uint32_t both_read(uint16_t bdf, unsigned int offset, unsigned int bytes)
{
	return offset < PCI_CONFIG_BYTES ? pci_cf8_read(bdf, offset, bytes) :
					   ecam_read(bdf, offset, bytes);
}

static void both_write(uint16_t bdf, unsigned int offset, unsigned int bytes,
		       uint32_t value)
{
	if (offset < PCI_CONFIG_BYTES)
		pci_cf8_write(bdf, offset, bytes, value);
	else
		ecam_write(bdf, offset, bytes, value);
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
	uint64_t start = ram_end(HOLE_END), ecam_end;
	struct pci_window below, above;

	if (start < HOLE_START)
		start = HOLE_START;
	if (!pci_ecam(0) || ecam.base >= HOLE_END)
		return (struct pci_window){ start, HOLE_END };
	ecam_end = ecam.base + (((uint64_t)ecam.last + 1) << 20);
	below = (struct pci_window){ start, ecam.base };
	above = (struct pci_window){ ecam_end > start ? ecam_end : start,
				     HOLE_END };
	if (ecam.base <= start)
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
	} else if (pci_ecam(0)) {
		host.read = ecam_read;
		host.write = ecam_write;
		host.last_bus = ecam.last;
	} else {
		return NULL;
	}
	/* 0xc000 on: clear of ISA devices, ACPI blocks and the test device. A
	   machine without the configuration ports, microvm, has none at all. */
	if (pci_cf8_present())
		host.io = (struct pci_window){ 0xc000, 0xff00 };
	host.memory = memory_window();
	host.memory64 = memory64_window();
	return &host;
}

/* ------------------------------------------------------------- fw_cfg ---- */

enum {
	FWCFG_PORT_SELECT = 0x510,
	FWCFG_PORT_DATA = 0x511,
	FWCFG_PORT_DMA_HIGH = 0x514,
	FWCFG_PORT_DMA_LOW = 0x518
};

static void fwcfg_port_select(uint16_t key)
{
	outw(key, FWCFG_PORT_SELECT);
}

static void fwcfg_port_read(void *buffer, size_t len)
{
	insb(buffer, len, FWCFG_PORT_DATA);
}

static uint64_t fwcfg_port_dma_signature(void)
{
	uint32_t high = __builtin_bswap32(inl(FWCFG_PORT_DMA_HIGH));

	return (uint64_t)high << 32 |
	       __builtin_bswap32(inl(FWCFG_PORT_DMA_LOW));
}

/* The write to the low half starts the transfer. */
static void fwcfg_port_dma_start(paddr_t access)
{
	outl(__builtin_bswap32((uint32_t)(access >> 32)), FWCFG_PORT_DMA_HIGH);
	outl(__builtin_bswap32((uint32_t)access), FWCFG_PORT_DMA_LOW);
}

const struct fwcfg_port *arch_fwcfg(void)
{
	static const struct fwcfg_port port = {
		.select = fwcfg_port_select,
		.read = fwcfg_port_read,
		.dma_signature = fwcfg_port_dma_signature,
		.dma_start = fwcfg_port_dma_start,
	};

	return &port;
}
