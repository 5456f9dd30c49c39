/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions, configuration space, BARs of one function, capabilities. */
#include <dev/pci.h>

#include <arch/io.h>
#include <errno.h>
#include <mm/vmap.h>

/* What the walk of a capability list can take: 48 fit in 192 bytes. */
#define PCI_CAPS_MAX 48

static uint32_t config_read(uint16_t bdf, unsigned int offset,
			    unsigned int bytes)
{
	return arch_pci_host()->read(bdf, offset, bytes);
}

static void config_write(uint16_t bdf, unsigned int offset, unsigned int bytes,
			 uint32_t value)
{
	arch_pci_host()->write(bdf, offset, bytes, value);
}

uint8_t pci_read8(uint16_t bdf, unsigned int offset)
{
	return (uint8_t)config_read(bdf, offset, 1);
}

uint16_t pci_read16(uint16_t bdf, unsigned int offset)
{
	return (uint16_t)config_read(bdf, offset, 2);
}

uint32_t pci_read32(uint16_t bdf, unsigned int offset)
{
	return config_read(bdf, offset, 4);
}

void pci_write8(uint16_t bdf, unsigned int offset, uint8_t value)
{
	config_write(bdf, offset, 1, value);
}

void pci_write16(uint16_t bdf, unsigned int offset, uint16_t value)
{
	config_write(bdf, offset, 2, value);
}

void pci_write32(uint16_t bdf, unsigned int offset, uint32_t value)
{
	config_write(bdf, offset, 4, value);
}

uint32_t pci_port_read(uint16_t port, unsigned int bytes)
{
	const struct pci_host *host = arch_pci_host();

	return host->port_read ? host->port_read(port, bytes) : UINT32_MAX;
}

void pci_port_write(uint16_t port, unsigned int bytes, uint32_t value)
{
	const struct pci_host *host = arch_pci_host();

	if (host->port_write)
		host->port_write(port, bytes, value);
}

/* ------------------------------------------------------------- BARs ---- */

static uint64_t bar_value(uint16_t bdf, unsigned int offset, bool wide)
{
	uint64_t value = pci_read32(bdf, offset);

	if (wide)
		value |= (uint64_t)pci_read32(bdf, offset + 4) << 32;
	return value;
}

static void bar_write(uint16_t bdf, unsigned int offset, bool wide,
		      uint64_t value)
{
	pci_write32(bdf, offset, (uint32_t)value);
	if (wide)
		pci_write32(bdf, offset + 4, (uint32_t)(value >> 32));
}

static bool bar_is_64(uint32_t low)
{
	return !(low & PCI_BAR_IO) &&
	       (low & PCI_BAR_TYPE_MASK) == PCI_BAR_TYPE_64;
}

struct pci_bar pci_bar_probe(uint16_t bdf, unsigned int offset)
{
	uint16_t command = pci_read16(bdf, PCI_COMMAND);
	uint32_t low = pci_read32(bdf, offset);
	bool wide = bar_is_64(low);
	uint64_t mask = low & PCI_BAR_IO ? 0x3 : 0xf;
	uint64_t old = bar_value(bdf, offset, wide), ones;

	/* A register of ones must not decode, least of all over RAM. */
	pci_write16(bdf, PCI_COMMAND,
		    command & ~(PCI_COMMAND_IO | PCI_COMMAND_MEMORY));
	bar_write(bdf, offset, wide, UINT64_MAX);
	ones = bar_value(bdf, offset, wide) & ~mask;
	bar_write(bdf, offset, wide, old);
	pci_write16(bdf, PCI_COMMAND, command);

	if (!ones)
		return (struct pci_bar){ 0 };
	/* The size is the lowest bit that sticks (6.2.5.1); for I/O the upper
	   16 bits may be wired to 0, which that rule does not care about. */
	return (struct pci_bar){ .address = old & ~mask,
				 .bytes = ones & -ones,
				 .flags = (uint32_t)(old & mask) };
}

void pci_bar_move(struct pci_function *f, unsigned int bar, uint64_t address)
{
	struct pci_bar *b = &f->bar[bar];
	uint16_t command = pci_read16(f->bdf, PCI_COMMAND);

	pci_write16(f->bdf, PCI_COMMAND,
		    command & ~(PCI_COMMAND_IO | PCI_COMMAND_MEMORY));
	bar_write(f->bdf, PCI_BAR0 + bar * 4, bar_is_64(b->flags),
		  address | b->flags);
	pci_write16(f->bdf, PCI_COMMAND, command);
	b->address = address;
	f->mapped[bar] = NULL;
}

/* Bridges whose secondary side leads to @bus must pass what @command means. */
static void enable_above(uint8_t bus, uint16_t command)
{
	for (unsigned int i = 0; i < pci_nr_functions(); i++) {
		const struct pci_function *b = pci_function(i);

		if (b->header == 1 &&
		    bus >= pci_read8(b->bdf, PCI_SECONDARY_BUS) &&
		    bus <= pci_read8(b->bdf, PCI_SUBORDINATE_BUS))
			pci_write16(b->bdf, PCI_COMMAND,
				    pci_read16(b->bdf, PCI_COMMAND) | command);
	}
}

void pci_enable(const struct pci_function *f, uint16_t command)
{
	uint16_t forwarded = command & (PCI_COMMAND_IO | PCI_COMMAND_MEMORY |
					PCI_COMMAND_MASTER);

	if (PCI_BUS(f->bdf) && forwarded)
		enable_above(PCI_BUS(f->bdf), forwarded);
	pci_write16(f->bdf, PCI_COMMAND,
		    pci_read16(f->bdf, PCI_COMMAND) | command);
}

void pci_disable(const struct pci_function *f, uint16_t command)
{
	pci_write16(f->bdf, PCI_COMMAND,
		    pci_read16(f->bdf, PCI_COMMAND) & ~command);
}

void *pci_bar_map(struct pci_function *f, unsigned int bar)
{
	const struct pci_bar *b = &f->bar[bar];

	if (!b->bytes || !b->address || (b->flags & PCI_BAR_IO))
		return NULL;
	pci_enable(f, PCI_COMMAND_MEMORY);
	if (!f->mapped[bar])
		f->mapped[bar] = vmap_io(b->address, (size_t)b->bytes);
	return f->mapped[bar];
}

uint16_t pci_bar_port(struct pci_function *f, unsigned int bar)
{
	const struct pci_bar *b = &f->bar[bar];

	if (!b->bytes || !(b->flags & PCI_BAR_IO))
		return 0;
	pci_enable(f, PCI_COMMAND_IO);
	return (uint16_t)b->address;
}

/* ----------------------------------------------------- capabilities ---- */

uint8_t pci_cap_next(uint16_t bdf, uint8_t offset)
{
	uint8_t next;

	if (offset)
		next = pci_read8(bdf, offset + 1u);
	else if (pci_read16(bdf, PCI_STATUS) & PCI_STATUS_CAP_LIST)
		next = pci_read8(bdf, PCI_CAPABILITIES);
	else
		return 0;
	next &= 0xfc; /* 6.7: software masks the two reserved bits */
	return next >= 0x40 ? next : 0;
}

uint8_t pci_cap(uint16_t bdf, uint8_t id)
{
	uint8_t offset = 0;

	for (unsigned int i = 0; i < PCI_CAPS_MAX; i++) {
		offset = pci_cap_next(bdf, offset);
		if (!offset || pci_read8(bdf, offset) == id)
			break;
	}
	return offset && pci_read8(bdf, offset) == id ? offset : 0;
}

/* ------------------------------------------------------ MSI, MSI-X ---- */

int pci_msi_set(const struct pci_function *f, uint64_t address, uint16_t data)
{
	uint8_t cap = pci_cap(f->bdf, PCI_CAP_MSI);
	uint16_t control;
	unsigned int data_offset = PCI_MSI_ADDRESS + 4;

	if (!cap)
		return -ENOTSUP;
	control = pci_read16(f->bdf, cap + PCI_MSI_CONTROL);
	pci_write32(f->bdf, cap + PCI_MSI_ADDRESS, (uint32_t)address);
	if (control & PCI_MSI_CONTROL_64) {
		pci_write32(f->bdf, cap + PCI_MSI_ADDRESS + 4,
			    (uint32_t)(address >> 32));
		data_offset += 4;
	}
	pci_write16(f->bdf, cap + data_offset, data);
	pci_enable(f, PCI_COMMAND_MASTER | PCI_COMMAND_INTX_DISABLE);
	control &= ~PCI_MSI_CONTROL_ENABLED;
	pci_write16(f->bdf, cap + PCI_MSI_CONTROL,
		    control | PCI_MSI_CONTROL_ENABLE);
	return 0;
}

void pci_msi_clear(const struct pci_function *f)
{
	uint8_t cap = pci_cap(f->bdf, PCI_CAP_MSI);

	if (cap)
		pci_write16(f->bdf, cap + PCI_MSI_CONTROL,
			    pci_read16(f->bdf, cap + PCI_MSI_CONTROL) &
				    ~PCI_MSI_CONTROL_ENABLE);
	pci_disable(f, PCI_COMMAND_INTX_DISABLE);
}

unsigned int pci_msix_entries(const struct pci_function *f)
{
	uint8_t cap = pci_cap(f->bdf, PCI_CAP_MSIX);

	if (!cap)
		return 0;
	return PCI_MSIX_TABLE_SIZE(pci_read16(f->bdf, cap + PCI_MSIX_CONTROL));
}

/* Entry @entry of the table, or its word of the pending array; or NULL. */
static uint8_t *msix_structure(struct pci_function *f, unsigned int where,
			       unsigned int offset)
{
	uint8_t cap = pci_cap(f->bdf, PCI_CAP_MSIX);
	uint32_t location;
	uint8_t *base;

	if (!cap)
		return NULL;
	location = pci_read32(f->bdf, cap + where);
	if ((location & PCI_MSIX_BIR) >= PCI_NR_BARS)
		return NULL;
	base = pci_bar_map(f, location & PCI_MSIX_BIR);
	return base ? base + (location & ~PCI_MSIX_BIR) + offset : NULL;
}

int pci_msix_set(struct pci_function *f, unsigned int entry, uint64_t address,
		 uint32_t data)
{
	uint8_t *e =
		msix_structure(f, PCI_MSIX_TABLE, entry * PCI_MSIX_ENTRY_BYTES);
	uint8_t cap = pci_cap(f->bdf, PCI_CAP_MSIX);

	if (!e || entry >= pci_msix_entries(f))
		return -ENOTSUP;
	mmio_write32(e + 12, PCI_MSIX_ENTRY_MASKED);
	mmio_write32(e, (uint32_t)address);
	mmio_write32(e + 4, (uint32_t)(address >> 32));
	mmio_write32(e + 8, data);
	pci_enable(f, PCI_COMMAND_MASTER | PCI_COMMAND_INTX_DISABLE);
	pci_write16(f->bdf, cap + PCI_MSIX_CONTROL,
		    (pci_read16(f->bdf, cap + PCI_MSIX_CONTROL) |
		     PCI_MSIX_CONTROL_ENABLE) &
			    ~PCI_MSIX_CONTROL_MASK);
	mmio_write32(e + 12, 0);
	return 0;
}

int pci_msix_mask(struct pci_function *f, unsigned int entry, bool masked)
{
	uint8_t *e =
		msix_structure(f, PCI_MSIX_TABLE, entry * PCI_MSIX_ENTRY_BYTES);

	if (!e || entry >= pci_msix_entries(f))
		return -ENOTSUP;
	mmio_write32(e + 12, masked ? PCI_MSIX_ENTRY_MASKED : 0);
	return 0;
}

bool pci_msix_pending(struct pci_function *f, unsigned int entry)
{
	uint8_t *word = msix_structure(f, PCI_MSIX_PBA, entry / 32 * 4);

	return word && (mmio_read32(word) >> (entry % 32) & 1);
}

void pci_msix_clear(const struct pci_function *f)
{
	uint8_t cap = pci_cap(f->bdf, PCI_CAP_MSIX);

	if (cap)
		pci_write16(f->bdf, cap + PCI_MSIX_CONTROL,
			    pci_read16(f->bdf, cap + PCI_MSIX_CONTROL) &
				    ~PCI_MSIX_CONTROL_ENABLE);
	pci_disable(f, PCI_COMMAND_INTX_DISABLE);
}
