/* SPDX-License-Identifier: GPL-2.0-or-later */
/* QEMU, hw/misc/pc-testdev; National Semiconductor PC16550D data sheet, 8.4 and 8.6. */
#include <x86/irq/irqline.h>

#include <test/test.h>
#include <x86/features.h>
#include <x86/pio.h>

enum {
	TESTDEV_LINES = 0x2000,
	TESTDEV_LINE = 14,
	NR_LINES = 16,

	COM1_IER = 0x3f9,
	COM1_IIR = 0x3fa,
	COM1_LCR = 0x3fb,
	COM1_MCR = 0x3fc,
	COM1_SCRATCH = 0x3ff,
	COM1_LINE = 4,
	IER_TRANSMITTER_EMPTY = 2,
	MCR_OUT2 = 8, /* lets the interrupt out to the bus */

	DEBUG_PORT = 0xe9,
};

/* The port has to be there, and must not be the console: COM1 sends nothing. */
static bool has_com1(void)
{
	outb(0x5a, COM1_SCRATCH);
	if (inb(COM1_SCRATCH) != 0x5a)
		return false;
	outb(0xa5, COM1_SCRATCH);
	return inb(COM1_SCRATCH) == 0xa5 && inb(DEBUG_PORT) == DEBUG_PORT;
}

static bool has_any(void)
{
	return x86_pc_testdev.probe() || has_com1();
}

static bool has_all(void)
{
	return x86_pc_testdev.probe();
}

const struct feature irqline_any = { "an interrupt line to drive",
				     "pc-testdev, or COM1", has_any };
const struct feature irqline_all = { "interrupt lines to drive", "pc-testdev",
				     has_all };

unsigned int irqline(void)
{
	return x86_pc_testdev.probe() ? TESTDEV_LINE : COM1_LINE;
}

static void com1_set(bool high)
{
	outb(inb(COM1_LCR) & 0x7f, COM1_LCR); /* IER, not the divisor */
	outb(inb(COM1_MCR) | MCR_OUT2, COM1_MCR);
	outb(high ? IER_TRANSMITTER_EMPTY : 0, COM1_IER);
}

void irqline_set(unsigned int irq, bool high)
{
	if (x86_pc_testdev.probe())
		outb(high, (uint16_t)(TESTDEV_LINES + irq));
	else if (irq == COM1_LINE)
		com1_set(high);
}

void irqline_pulse(unsigned int irq)
{
	irqline_set(irq, true);
	irqline_set(irq, false);
}

static void lower_all(uintptr_t unused)
{
	(void)unused;
	for (unsigned int irq = 0; irq < NR_LINES; irq++)
		irqline_set(irq, false);
}

void irqline_start(void)
{
	lower_all(0);
	test_defer(lower_all, 0);
}
