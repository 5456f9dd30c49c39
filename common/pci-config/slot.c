/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Slot Status of a port with a hot-plug slot: the one register whose RW1C bits a
 * guest can have set.
 *
 * PCI Express Base Specification 5.0, 6.7.3.2 (command completed), 7.5.3.9 to
 * 7.5.3.11 (slot registers).
 */
#include "suite.h"

#include <clock.h>

PCI_CONFIG_SUITE;

enum {
	COMMAND_US = 1000000, /* in which a command has to complete */
};

struct slot {
	uint16_t bdf;
	uint8_t cap;
};

static struct slot slot;
static uint16_t old_control;

/* A slot that tells when a command is done, with a lamp to switch. */
static bool fits(const struct pci_function *f, uint8_t cap)
{
	uint32_t slots;

	if (!cap ||
	    !(pci_read16(f->bdf, cap + PCI_EXP_FLAGS) & PCI_EXP_FLAGS_SLOT))
		return false;
	slots = pci_read32(f->bdf, cap + PCI_EXP_SLTCAP);
	return slots & PCI_EXP_SLTCAP_AIP && slots & PCI_EXP_SLTCAP_HPC &&
	       !(slots & PCI_EXP_SLTCAP_NCCS);
}

static void find_slot(void)
{
	for (unsigned int i = 0; i < pci_nr_functions(); i++) {
		const struct pci_function *f = pci_function(i);
		uint8_t cap = pci_cap(f->bdf, PCI_CAP_EXPRESS);

		if (!fits(f, cap))
			continue;
		slot = (struct slot){ f->bdf, cap };
		return;
	}
	SKIP("no port has a hot-plug slot with an attention indicator");
}

static uint16_t status(void)
{
	return pci_read16(slot.bdf, slot.cap + PCI_EXP_SLTSTA);
}

static void write_status(uint16_t value)
{
	pci_write16(slot.bdf, slot.cap + PCI_EXP_SLTSTA, value);
}

static bool completed(void *arg)
{
	(void)arg;
	return status() & PCI_EXP_SLTSTA_CC;
}

static void command(uint16_t control)
{
	pci_write16(slot.bdf, slot.cap + PCI_EXP_SLTCTL, control);
	EXPECT_TRUE(wait_until(completed, NULL, COMMAND_US));
}

static void put_back(uintptr_t unused)
{
	(void)unused;
	command(old_control);
	write_status(PCI_EXP_SLTSTA_CC);
}

TEST(slot_status, "sets Command Completed, keeps it through other writes, and "
		  "clears it by 1")
{
	uint16_t others;

	find_slot();
	old_control = pci_read16(slot.bdf, slot.cap + PCI_EXP_SLTCTL);
	write_status(PCI_EXP_SLTSTA_RW1C);
	others = status();
	EXPECT_EQ(others & PCI_EXP_SLTSTA_RW1C, 0);
	test_defer(put_back, 0);
	command(old_control ^ PCI_EXP_SLTCTL_AIC);
	EXPECT_EQ(status(), others | PCI_EXP_SLTSTA_CC);
	write_status(0);
	EXPECT_EQ(status(), others | PCI_EXP_SLTSTA_CC);
	write_status((uint16_t)~PCI_EXP_SLTSTA_CC);
	EXPECT_EQ(status(), others | PCI_EXP_SLTSTA_CC);
	write_status(PCI_EXP_SLTSTA_CC);
	EXPECT_EQ(status(), others);
	EXPECT_EQ(pci_read16(slot.bdf, slot.cap + PCI_EXP_SLTCTL),
		  old_control ^ PCI_EXP_SLTCTL_AIC);
}
