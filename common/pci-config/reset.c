/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Resets of one function or one bus, and power states.
 *
 * PCI-to-PCI Bridge Architecture Specification 1.2, 3.2.5.17; PCI Express Base
 * Specification 5.0, 6.6; PCI Bus Power Management 1.2, 3.2.
 */
#include "suite.h"

#include <clock.h>
#include <string.h>

PCI_CONFIG_SUITE;

/* What of a type 0 header a reset clears and its owner has to write again. */
struct saved {
	uint16_t bdf;
	uint16_t command;
	uint8_t interrupt_line;
	uint32_t bar[PCI_NR_BARS];
};

static struct saved saved;

static void save(const struct pci_function *f)
{
	saved.bdf = f->bdf;
	saved.command = pci_read16(f->bdf, PCI_COMMAND);
	saved.interrupt_line = pci_read8(f->bdf, PCI_INTERRUPT_LINE);
	for (unsigned int i = 0; i < PCI_NR_BARS; i++)
		saved.bar[i] = pci_read32(f->bdf, PCI_BAR0 + i * 4);
}

static void put_back(uintptr_t unused)
{
	(void)unused;
	for (unsigned int i = 0; i < PCI_NR_BARS; i++)
		pci_write32(saved.bdf, PCI_BAR0 + i * 4, saved.bar[i]);
	pci_write8(saved.bdf, PCI_INTERRUPT_LINE, saved.interrupt_line);
	pci_write16(saved.bdf, PCI_COMMAND, saved.command);
}

/* Something in all that a reset clears. */
static void dirty(const struct pci_function *f)
{
	save(f);
	test_defer(put_back, 0);
	test_context("%02x:%02x.%x %04x:%04x", PCI_BUS(f->bdf), PCI_DEV(f->bdf),
		     PCI_FN(f->bdf), f->vendor, f->device);
	pci_enable(f, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	EXPECT_EQ(pci_read16(f->bdf, PCI_COMMAND) & 7, (saved.command & 1) | 6);
}

static void expect_reset(const struct pci_function *f)
{
	EXPECT_EQ(pci_read16(f->bdf, PCI_VENDOR_ID), f->vendor);
	EXPECT_EQ(pci_read16(f->bdf, PCI_DEVICE_ID), f->device);
	EXPECT_EQ(pci_read16(f->bdf, PCI_COMMAND), 0);
	for (unsigned int i = 0; i < PCI_NR_BARS; i++) {
		if (f->bar[i].bytes)
			EXPECT_EQ(pci_read32(f->bdf, PCI_BAR0 + i * 4),
				  f->bar[i].flags);
	}
}

/* ------------------------------------------------------------- one bus ---- */

/* A function of type 0, and the bridge right above it. */
static struct pci_function *behind_bridge(uint16_t *bridge)
{
	for (unsigned int i = 0; i < pci_nr_functions(); i++) {
		struct pci_function *b = pci_function(i);

		if (b->header != 1)
			continue;
		for (unsigned int j = 0; j < pci_nr_functions(); j++) {
			struct pci_function *f = pci_function(j);

			if (f->header == 0 &&
			    PCI_BUS(f->bdf) ==
				    pci_read8(b->bdf, PCI_SECONDARY_BUS)) {
				*bridge = b->bdf;
				return f;
			}
		}
	}
	SKIP("no device is behind a bridge");
}

TEST(secondary_bus_reset, "Bridge Control.Secondary Bus Reset resets what is "
			  "behind, and not the bridge")
{
	uint16_t bridge, control;
	struct pci_function *f = behind_bridge(&bridge);
	uint8_t bus = pci_read8(bridge, PCI_SECONDARY_BUS);
	uint16_t bridge_command;

	dirty(f);
	bridge_command = pci_read16(bridge, PCI_COMMAND);
	control = pci_read16(bridge, PCI_BRIDGE_CONTROL);
	pci_write16(bridge, PCI_BRIDGE_CONTROL,
		    control | PCI_BRIDGE_CONTROL_RESET);
	delay_us(1000); /* Trst of PCI Express; conventional PCI has as much */
	pci_write16(bridge, PCI_BRIDGE_CONTROL, control);
	delay_us(1000);
	expect_reset(f);
	EXPECT_EQ(pci_read8(bridge, PCI_SECONDARY_BUS), bus);
	EXPECT_EQ(pci_read16(bridge, PCI_COMMAND), bridge_command);
}

/* -------------------------------------------------------- one function ---- */

static struct pci_function *function_with_flr(uint8_t *cap)
{
	for (unsigned int i = 0; i < pci_nr_functions(); i++) {
		struct pci_function *f = pci_function(i);

		*cap = pci_cap(f->bdf, PCI_CAP_EXPRESS);
		if (*cap && pci_read32(f->bdf, *cap + PCI_EXP_DEVCAP) &
				    PCI_EXP_DEVCAP_FLR)
			return f;
	}
	SKIP("no function has a function level reset (PCIe DEVCAP[28])");
}

TEST(function_level_reset, "Initiate Function Level Reset clears the header, "
			   "and reads 0")
{
	uint8_t cap;
	struct pci_function *f = function_with_flr(&cap);
	uint16_t control;

	dirty(f);
	control = pci_read16(f->bdf, cap + PCI_EXP_DEVCTL);
	EXPECT_EQ(control & PCI_EXP_DEVCTL_FLR, 0);
	pci_write16(f->bdf, cap + PCI_EXP_DEVCTL, control | PCI_EXP_DEVCTL_FLR);
	delay_us(1000); /* 100 ms for hardware; here it is done at once */
	expect_reset(f);
	EXPECT_EQ(pci_read16(f->bdf, cap + PCI_EXP_DEVCTL) & PCI_EXP_DEVCTL_FLR,
		  0);
}

/* -------------------------------------------------------- power states ---- */

static struct pci_function *function_with_pm(uint8_t *cap)
{
	for (unsigned int i = 0; i < pci_nr_functions(); i++) {
		struct pci_function *f = pci_function(i);

		*cap = pci_cap(f->bdf, PCI_CAP_PM);
		if (*cap && f->header == 0)
			return f;
	}
	SKIP("no device has a power management capability");
}

/* Registers that neither power states nor a reset change. */
static const struct constant {
	unsigned int offset, bytes;
} constants[] = {
	{ PCI_VENDOR_ID, 2 },	  { PCI_DEVICE_ID, 2 },
	{ PCI_REVISION_ID, 4 }, /* and class code */
	{ PCI_HEADER_TYPE, 1 },	  { PCI_SUBSYSTEM_VENDOR_ID, 2 },
	{ PCI_SUBSYSTEM_ID, 2 },  { PCI_CAPABILITIES, 1 },
	{ PCI_INTERRUPT_PIN, 1 },
};

enum {
	NR_CONSTANTS = sizeof(constants) / sizeof(constants[0]),
	SETTLE_US = 10000, /* PCI PM 1.2, 5.6.1, table 5-6 */
};

static uint32_t constant(uint16_t bdf, unsigned int n)
{
	return arch_pci_host()->read(bdf, constants[n].offset,
				     constants[n].bytes);
}

static void expect_constants(uint16_t bdf, const uint32_t *expected)
{
	for (unsigned int n = 0; n < NR_CONSTANTS; n++) {
		test_context("offset 0x%x", constants[n].offset);
		EXPECT_EQ(constant(bdf, n), expected[n]);
	}
	test_context("%s", "");
}

static void set_state(uint16_t bdf, uint8_t cap, uint16_t control)
{
	pci_write16(bdf, cap + PCI_PM_CONTROL, control);
	delay_us(SETTLE_US);
	EXPECT_EQ(pci_read16(bdf, cap + PCI_PM_CONTROL) & PCI_PM_CONTROL_STATE,
		  control & PCI_PM_CONTROL_STATE);
}

TEST(d3hot, "in D3hot, and in D0 again, the configuration answers as before")
{
	uint8_t cap;
	struct pci_function *f = function_with_pm(&cap);
	uint32_t before[NR_CONSTANTS];
	uint16_t control;

	dirty(f);
	for (unsigned int n = 0; n < NR_CONSTANTS; n++)
		before[n] = constant(f->bdf, n);
	control = pci_read16(f->bdf, cap + PCI_PM_CONTROL);
	EXPECT_EQ(control & PCI_PM_CONTROL_STATE, 0);
	set_state(f->bdf, cap, control | PCI_PM_CONTROL_STATE);
	expect_constants(f->bdf, before);
	EXPECT_EQ(pci_cap(f->bdf, PCI_CAP_PM), cap);
	set_state(f->bdf, cap, control);
	expect_constants(f->bdf, before);
	EXPECT_EQ(pci_cap(f->bdf, PCI_CAP_PM), cap);
}

/* PCI PM 1.2, 3.2.4: without No_Soft_Reset the function resets itself. */
TEST(d3hot_context, "from D3hot to D0 a function keeps its header or, without "
		    "No_Soft_Reset, resets it")
{
	uint8_t cap;
	struct pci_function *f = function_with_pm(&cap);
	uint16_t control;

	dirty(f);
	control = pci_read16(f->bdf, cap + PCI_PM_CONTROL);
	set_state(f->bdf, cap, control | PCI_PM_CONTROL_STATE);
	set_state(f->bdf, cap, control);
	if (!(control & PCI_PM_CONTROL_NO_SOFT_RESET)) {
		expect_reset(f);
		return;
	}
	for (unsigned int i = 0; i < PCI_NR_BARS; i++)
		EXPECT_EQ(pci_read32(f->bdf, PCI_BAR0 + i * 4), saved.bar[i]);
	EXPECT_EQ(pci_read16(f->bdf, PCI_COMMAND) & 6, 6);
}
