/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The line that a function has while MSI is off: level, active low, shared. */
#include "suite.h"

#include <arch/io.h>
#include <x86/irq/ioapic.h>

enum {
	FIRST_PIN = 16, /* of PCI's lines at a Q35's I/O APIC */
	LAST_PIN = 23,
	PIN_VECTOR = 0x60,
};

#define INTX (IOAPIC_RTE_LEVEL | IOAPIC_RTE_ACTIVE_LOW)

static void open_pins(uint64_t flags)
{
	for (unsigned int pin = FIRST_PIN; pin <= LAST_PIN; pin++)
		ioapic_route(pin, INTX | flags, (uint8_t)arch_cpu_hwid(0),
			     PIN_VECTOR + pin - FIRST_PIN);
}

static void raise(const struct edu *edu)
{
	mmio_write32(edu->regs + EDU_RAISE, 1);
	mmio_read32(edu->regs + EDU_INTERRUPTS);
}

static void lower(uintptr_t regs)
{
	mmio_write32((uint8_t *)regs + EDU_ACKNOWLEDGE, 1);
	mmio_read32((uint8_t *)regs + EDU_INTERRUPTS);
}

static uint8_t *registers;

static void acknowledge(unsigned int vector)
{
	(void)vector;
	lower((uintptr_t)registers);
}

static struct edu open_edu(int bdf)
{
	struct edu edu = edu_open(bdf);

	registers = edu.regs;
	pci_write16(edu.function->bdf, PCI_COMMAND,
		    pci_read16(edu.function->bdf, PCI_COMMAND) &
			    (uint16_t)~PCI_COMMAND_INTX_DISABLE);
	test_defer(lower, edu.regs);
	return edu;
}

static bool pending(const struct edu *edu)
{
	return pci_read16(edu->function->bdf, PCI_STATUS) &
	       PCI_STATUS_INTERRUPT;
}

#define IO_APIC .needs = NEEDS(&x86_ioapic)

TEST(intx,
     "is one interrupt of one pin while MSI is off, and of that pin each time",
     IO_APIC)
{
	struct edu edu = open_edu(EDU_ANY);
	unsigned int vector;

	open_pins(0);
	irqlog.always = acknowledge;
	raise(&edu);
	irqlog_windows();
	ASSERT_EQ(irqlog_all(), 1);
	vector = irqlog.order[0];
	for (unsigned int i = 2; i <= 100; i++) {
		raise(&edu);
		irqlog_window();
		ASSERT_EQ(irqlog.taken[0][vector], i);
	}
	EXPECT_EQ(irqlog_all(), 100);
	EXPECT_FALSE(pending(&edu));
}

static unsigned int passes;

static void acknowledge_third(unsigned int vector)
{
	if (++passes == 3)
		acknowledge(vector);
}

TEST(intx_held, "comes again after each EOI until the device is served",
     IO_APIC)
{
	struct edu edu = open_edu(EDU_ANY);

	passes = 0;
	open_pins(0);
	irqlog.always = acknowledge_third;
	raise(&edu);
	for (unsigned int i = 0; i < 10; i++)
		irqlog_windows();
	EXPECT_EQ(irqlog_all(), 3);
}

TEST(intx_disable,
     "Command.InterruptDisable holds back the line, not its status bit",
     IO_APIC)
{
	struct edu edu = open_edu(EDU_ANY);
	uint16_t bdf = edu.function->bdf,
		 command = pci_read16(bdf, PCI_COMMAND);

	open_pins(0);
	irqlog.always = acknowledge;
	pci_write16(bdf, PCI_COMMAND, command | PCI_COMMAND_INTX_DISABLE);
	raise(&edu);
	irqlog_windows();
	EXPECT_EQ(irqlog_all(), 0);
	EXPECT_TRUE(pending(&edu));
	pci_write16(bdf, PCI_COMMAND, command);
	irqlog_windows();
	EXPECT_EQ(irqlog_all(), 1);
	EXPECT_FALSE(pending(&edu));
}

TEST(intx_not_with_msi, "an MSI function that is enabled does not use its line",
     IO_APIC)
{
	struct edu edu = open_edu(EDU_ANY);

	open_pins(0);
	irqlog.always = acknowledge;
	edu_message(&edu, apic_msi_address((uint8_t)arch_cpu_hwid(0)), VECTOR);
	irqlog_windows();
	EXPECT_EQ(irqlog.taken[0][VECTOR], 1);
	EXPECT_EQ(irqlog_all(), 1);
}

TEST(intx_masked, "waits for the pin's mask to go", IO_APIC)
{
	struct edu edu = open_edu(EDU_ANY);

	open_pins(IOAPIC_RTE_MASKED);
	irqlog.always = acknowledge;
	raise(&edu);
	irqlog_windows();
	EXPECT_EQ(irqlog_all(), 0);
	open_pins(0);
	irqlog_windows();
	EXPECT_EQ(irqlog_all(), 1);
}

/* -------------------------------------------------------------- shared ---- */

enum {
	OTHER_BDF =
		8 << 3, /* four slots further on: the same pin (unittests.cfg) */
};

static uint8_t *both[2];

/* Serves one of them, the first one first. */
static void serve_one(unsigned int vector)
{
	(void)vector;
	if (!both[0])
		return;
	lower((uintptr_t)both[0]);
	both[0] = both[1];
	both[1] = NULL;
}

static void open_both(struct edu *edu)
{
	edu[0] = open_edu(EDU_ANY);
	edu[1] = open_edu(OTHER_BDF);
	open_pins(0);
	irqlog.always = serve_one;
}

/* PCI 2.2.6: the line is low as long as one of its devices pulls it. */
TEST(intx_shared, "stays for a second device when the first one is served",
     IO_APIC)
{
	struct edu edu[2];

	open_both(edu);
	for (unsigned int first = 0; first < 2; first++) {
		test_context("first %u", first);
		irqlog_forget();
		irqlog.always = serve_one;
		raise(&edu[0]);
		raise(&edu[1]);
		both[0] = edu[first].regs;
		both[1] = edu[!first].regs;
		for (unsigned int i = 0; i < 5; i++)
			irqlog_windows();
		EXPECT_EQ(irqlog_all(), 2);
		EXPECT_EQ(irqlog.order[0], irqlog.order[1]);
		EXPECT_FALSE(pending(&edu[0]));
		EXPECT_FALSE(pending(&edu[1]));
	}
}

TEST(intx_shared_each, "is one interrupt of each device by itself", IO_APIC)
{
	struct edu edu[2];

	open_both(edu);
	for (unsigned int i = 0; i < 20; i++) {
		both[0] = edu[i % 2].regs;
		raise(&edu[i % 2]);
		irqlog_windows();
		ASSERT_EQ(irqlog_all(), i + 1);
		EXPECT_EQ(irqlog.order[i], irqlog.order[0]);
	}
}

/* ---------------------------------------------------------------- each pin ---- */

/* The pin of the function's one interrupt; 0: there was none, or not one. */
static unsigned int pin_of(const struct pci_function *f)
{
	struct edu edu = open_edu(f->bdf);

	irqlog_forget();
	irqlog.always = acknowledge;
	raise(&edu);
	irqlog_windows();
	lower((uintptr_t)edu.regs);
	return irqlog_all() == 1 ? irqlog.order[0] - PIN_VECTOR + FIRST_PIN : 0;
}

/* 82801IB data sheet, 10.1 (D25IR to D31IR), and the bus's turns of INTA to INTD */
TEST(intx_pins, "devices in consecutive slots have a pin each, of 16 to 23",
     IO_APIC)
{
	unsigned int seen = 0, nr = 0;

	if (!pci_find(EDU_VENDOR, EDU_DEVICE, 3))
		SKIP("needs four edu devices in slots 4 to 7");
	open_pins(0);
	for (const struct pci_function *f;
	     (f = pci_find(EDU_VENDOR, EDU_DEVICE, nr)); nr++) {
		unsigned int pin = pin_of(f);

		test_context("slot %u, pin %u", f->bdf >> 3 & 31, pin);
		EXPECT_GE(pin, FIRST_PIN);
		EXPECT_LE(pin, LAST_PIN);
		EXPECT_EQ(seen >> pin & 1, 0);
		seen |= 1u << pin;
	}
}
