/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <x86/irq/ioapic.h>

#include <arch/io.h>
#include <dev/acpi.h>
#include <errno.h>
#include <mm/vmap.h>

#define IOAPIC_DEFAULT_ADDRESS 0xfec00000u

static struct ioapic ioapics[IOAPIC_MAX];
static unsigned int nr_ioapics;

static const struct acpi_madt *madt(void)
{
	const struct acpi *acpi = acpi_system();

	return acpi ? acpi_find(acpi, "APIC", 0) : NULL;
}

static void add(uint32_t address, uint32_t gsi_base, uint8_t id)
{
	if (nr_ioapics < IOAPIC_MAX)
		ioapics[nr_ioapics++] = (struct ioapic){ .address = address,
							 .gsi_base = gsi_base,
							 .madt_id = id };
}

static void find_all(void)
{
	const struct acpi_madt *m = madt();
	const struct acpi_madt_entry *e = NULL;

	if (!m) { /* every PC before ACPI had one there */
		add(IOAPIC_DEFAULT_ADDRESS, 0, 0);
		return;
	}
	while ((e = acpi_madt_next(m, e))) {
		const struct acpi_madt_io_apic *io = (const void *)e;

		if (e->type == ACPI_MADT_IO_APIC && e->length >= sizeof(*io))
			add(io->address, io->gsi_base, io->id);
	}
}

unsigned int ioapic_count(void)
{
	if (!nr_ioapics)
		find_all();
	return nr_ioapics;
}

uint32_t ioapic_read(const struct ioapic *io, unsigned int reg)
{
	uint8_t *regs = io->regs;

	mmio_write32(regs + IOAPIC_INDEX, reg);
	return mmio_read32(regs + IOAPIC_DATA);
}

void ioapic_write(const struct ioapic *io, unsigned int reg, uint32_t value)
{
	uint8_t *regs = io->regs;

	mmio_write32(regs + IOAPIC_INDEX, reg);
	mmio_write32(regs + IOAPIC_DATA, value);
}

uint64_t ioapic_rte_read(const struct ioapic *io, unsigned int pin)
{
	uint64_t low = ioapic_read(io, IOAPIC_RTE + 2 * pin);

	return (uint64_t)ioapic_read(io, IOAPIC_RTE + 2 * pin + 1) << 32 | low;
}

void ioapic_rte_write(const struct ioapic *io, unsigned int pin, uint64_t rte)
{
	unsigned int reg = IOAPIC_RTE + 2 * pin;

	ioapic_write(io, reg, (uint32_t)(rte | IOAPIC_RTE_MASKED));
	ioapic_write(io, reg + 1, (uint32_t)(rte >> 32));
	ioapic_write(io, reg, (uint32_t)rte);
}

static void mask_pins(const struct ioapic *io)
{
	for (unsigned int pin = 0; pin < io->nr_pins; pin++)
		ioapic_rte_write(io, pin, IOAPIC_RTE_MASKED);
}

struct ioapic *ioapic(unsigned int index)
{
	struct ioapic *io = &ioapics[index];

	if (index >= ioapic_count())
		return NULL;
	if (!io->regs) {
		io->regs = vmap_io(io->address, 0x1000);
		io->nr_pins =
			(ioapic_read(io, IOAPIC_VERSION) >> 16 & 0xff) + 1;
		mask_pins(io);
	}
	return io;
}

void ioapic_mask_all(void)
{
	for (unsigned int i = 0; i < nr_ioapics; i++) {
		if (ioapics[i].regs)
			mask_pins(&ioapics[i]);
	}
}

struct ioapic *ioapic_of_gsi(uint32_t gsi, unsigned int *pin)
{
	for (unsigned int i = 0; i < ioapic_count(); i++) {
		struct ioapic *io = ioapic(i);

		if (gsi >= io->gsi_base && gsi - io->gsi_base < io->nr_pins) {
			*pin = gsi - io->gsi_base;
			return io;
		}
	}
	return NULL;
}

/* "Conforms to the bus" is active high and edge for ISA. */
static uint64_t rte_flags(uint16_t flags)
{
	uint64_t rte = 0;

	if (ACPI_INTI_POLARITY(flags) == ACPI_INTI_POLARITY_LOW)
		rte |= IOAPIC_RTE_ACTIVE_LOW;
	if (ACPI_INTI_TRIGGER(flags) == ACPI_INTI_TRIGGER_LEVEL)
		rte |= IOAPIC_RTE_LEVEL;
	return rte;
}

uint32_t ioapic_isa_gsi(unsigned int irq, uint64_t *rte)
{
	const struct acpi_madt *m = madt();
	const struct acpi_madt_entry *e = NULL;

	*rte = 0;
	while (m && (e = acpi_madt_next(m, e))) {
		const struct acpi_madt_override *o = (const void *)e;

		if (e->type == ACPI_MADT_OVERRIDE && e->length >= sizeof(*o) &&
		    o->bus == 0 && o->source == irq) {
			*rte = rte_flags(o->flags);
			return o->gsi;
		}
	}
	return irq;
}

int ioapic_route(uint32_t gsi, uint64_t rte, uint8_t destination,
		 unsigned int vector)
{
	unsigned int pin;
	struct ioapic *io = ioapic_of_gsi(gsi, &pin);

	if (!io)
		return -ENOENT;
	ioapic_rte_write(io, pin,
			 rte | IOAPIC_RTE_DESTINATION(destination) |
				 IOAPIC_RTE_VECTOR(vector));
	return 0;
}
