/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MSI with a mask bit a message, and more messages than one: a PCI Express port
 * whose slot says by message that a command is completed.
 *
 * PCI Local Bus 3.0, 6.8.1 (layout, masks, pending bits); PCI Express Base 3.0,
 * 6.7.3.2 (command completed), 7.8.10 (slot control).
 */
#include "suite.h"

enum {
	ADDRESS = PCI_MSI_ADDRESS,
	DATA = 8, /* of a capability with an address of 32 bits */
	MASK = 0xc,
	PENDING = 0x10,
	ENABLE_2 = PCI_MSI_CONTROL_ENABLE | 1 << 4, /* two messages in use */

	SLTCTL_CCIE = 1 << 4, /* command completed */
	SLTCTL_HPIE = 1 << 5, /* hot-plug events are interrupts */
};

struct port {
	uint16_t bdf;
	uint8_t msi, express;
};

static bool suits(struct port *p)
{
	uint16_t control;

	p->msi = pci_cap(p->bdf, PCI_CAP_MSI);
	p->express = pci_cap(p->bdf, PCI_CAP_EXPRESS);
	if (!p->msi || !p->express)
		return false;
	control = pci_read16(p->bdf, p->msi + PCI_MSI_CONTROL);
	return control & PCI_MSI_CONTROL_MASK &&
	       !(control & PCI_MSI_CONTROL_64) &&
	       PCI_MSI_CONTROL_CAPABLE(control) == 2 &&
	       pci_read16(p->bdf, p->express + PCI_EXP_FLAGS) &
		       PCI_EXP_FLAGS_SLOT;
}

static void acknowledge(const struct port *p)
{
	pci_write16(p->bdf, p->express + PCI_EXP_SLTSTA, PCI_EXP_SLTSTA_CC);
}

static void close(uintptr_t bdf)
{
	struct port p = { .bdf = (uint16_t)bdf };

	suits(&p);
	pci_write16(p.bdf, p.express + PCI_EXP_SLTCTL, 0);
	acknowledge(&p);
	pci_write32(p.bdf, p.msi + MASK, 0);
	pci_write16(p.bdf, p.msi + PCI_MSI_CONTROL, 0);
}

/* Command completed is an interrupt; none has been asked for yet. */
static struct port port_open(uint16_t control, uint16_t data)
{
	struct port p = { 0 };

	for (unsigned int i = 0; i < pci_nr_functions() && !p.msi; i++) {
		p.bdf = pci_function(i)->bdf;
		if (!suits(&p))
			p.msi = 0;
	}
	if (!p.msi)
		SKIP("no port with a slot and two messages with masks");
	test_defer(close, p.bdf);
	pci_enable(pci_at(p.bdf), PCI_COMMAND_MASTER);
	pci_write16(p.bdf, p.express + PCI_EXP_SLTCTL,
		    SLTCTL_CCIE | SLTCTL_HPIE);
	acknowledge(&p);
	pci_write32(p.bdf, p.msi + ADDRESS,
		    (uint32_t)apic_msi_address((uint8_t)arch_cpu_hwid(0)));
	pci_write16(p.bdf, p.msi + DATA, data);
	pci_write16(p.bdf, p.msi + PCI_MSI_CONTROL, control);
	irqlog_forget();
	return p;
}

/* Any write of slot control is one. */
static void command(const struct port *p)
{
	uint16_t control = pci_read16(p->bdf, p->express + PCI_EXP_SLTCTL);

	pci_write16(p->bdf, p->express + PCI_EXP_SLTCTL, control);
	EXPECT_EQ(pci_read16(p->bdf, p->express + PCI_EXP_SLTSTA) &
			  PCI_EXP_SLTSTA_CC,
		  PCI_EXP_SLTSTA_CC);
}

static void expect_interrupts(unsigned int vector, unsigned int times)
{
	irqlog_windows();
	EXPECT_EQ(irqlog.taken[0][vector], times);
	EXPECT_EQ(irqlog_all(), times);
}

static uint32_t pending(const struct port *p)
{
	return pci_read32(p->bdf, p->msi + PENDING);
}

TEST(port, "each completed command is one message")
{
	struct port p = port_open(PCI_MSI_CONTROL_ENABLE, VECTOR);

	for (unsigned int i = 1; i <= 20; i++) {
		command(&p);
		acknowledge(&p);
		expect_interrupts(VECTOR, i);
		EXPECT_EQ(pending(&p), 0);
	}
}

/* 6.8.1.6: data bits are replaced as far as there are messages in use, no further. */
static const struct number {
	const char *name;
	uint16_t control;
	uint8_t data, vector;
} numbers[] = {
	{ "one-even", PCI_MSI_CONTROL_ENABLE, 0x76, 0x76 },
	{ "one-odd", PCI_MSI_CONTROL_ENABLE, 0x77, 0x77 },
	{ "two-even", ENABLE_2, 0x76, 0x76 },
	{ "two-odd", ENABLE_2, 0x77, 0x76 },
	{ "two-high", ENABLE_2, 0xcf, 0xce },
};

TEST_EACH(port_number, const struct number *r, numbers,
	  "message 0 has 0 in the bits of data that number the messages")
{
	struct port p = port_open(r->control, r->data);

	command(&p);
	expect_interrupts(r->vector, 1);
}

static const struct masked {
	const char *name;
	uint16_t control;
	uint32_t mask;
	bool held;
} maskeds[] = {
	{ "one", PCI_MSI_CONTROL_ENABLE, 1, true },
	{ "two", ENABLE_2, 1, true },
	{ "both", ENABLE_2, 3, true },
	{ "other", ENABLE_2, 2, false },
};

TEST_EACH(port_mask, const struct masked *r, maskeds,
	  "a masked message is pending, and sent once when its mask goes")
{
	struct port p = port_open(r->control, VECTOR);

	pci_write32(p.bdf, p.msi + MASK, r->mask);
	command(&p); /* not acknowledged: the reason stays */
	expect_interrupts(VECTOR, !r->held);
	EXPECT_EQ(pending(&p), r->held);
	pci_write32(p.bdf, p.msi + MASK, r->mask & 2);
	expect_interrupts(VECTOR, 1);
	EXPECT_EQ(pending(&p), 0);
	pci_write32(p.bdf, p.msi + MASK, 3);
	pci_write32(p.bdf, p.msi + MASK, 0);
	expect_interrupts(VECTOR, 1);
}

TEST(port_off, "a port whose MSI is off sends no message")
{
	struct port p = port_open(0, VECTOR);

	command(&p);
	expect_interrupts(VECTOR, 0);
	EXPECT_EQ(pending(&p), 0);
}

TEST(port_registers, "masks of two messages are kept, pending bits are not")
{
	struct port p = port_open(0, VECTOR);

	for (uint32_t mask = 0; mask < 4; mask++) {
		pci_write32(p.bdf, p.msi + MASK, mask);
		EXPECT_EQ(pci_read32(p.bdf, p.msi + MASK), mask);
	}
	pci_write32(p.bdf, p.msi + MASK, ~0u);
	EXPECT_EQ(pci_read32(p.bdf, p.msi + MASK) & 3, 3);
	pci_write32(p.bdf, p.msi + PENDING, ~0u);
	EXPECT_EQ(pending(&p), 0);
	for (uint16_t in_use = 0; in_use < 2; in_use++) {
		uint16_t control = (uint16_t)(in_use << 4);

		pci_write16(p.bdf, p.msi + PCI_MSI_CONTROL, control);
		EXPECT_EQ(pci_read16(p.bdf, p.msi + PCI_MSI_CONTROL) &
				  (PCI_MSI_CONTROL_ENABLED |
				   PCI_MSI_CONTROL_ENABLE),
			  control);
	}
}
