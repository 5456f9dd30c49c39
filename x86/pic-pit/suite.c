/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <clock.h>

static void put_back_pic(uintptr_t elcr)
{
	outb((uint8_t)elcr, PIC_ELCR1);
	outb((uint8_t)(elcr >> 8), PIC_ELCR2);
	pic_remap(VECTOR_PIC);
}

static void put_back_port_61(uintptr_t value)
{
	outb((uint8_t)value & (GATE_2 | SPEAKER), PORT_61);
}

/* Mode 1 waits for the gate, which is tied high but for channel 2's. */
void pit_still(uintptr_t channel)
{
	pit_start((unsigned int)channel, PIT_BOTH | 1 << 1, 0);
}

/* ICW1 does not say that it clears ISR. */
static void end_all(void)
{
	for (uint8_t n = 0; n < 8; n++) {
		eoi_first(PIC_OCW2_SPECIFIC | n);
		eoi_second(PIC_OCW2_SPECIFIC | n);
	}
}

void pic_prepare(void)
{
	irqlog_start();
	irqlog.no_eoi = true; /* ExtINT is not in the local APIC's ISR */
	test_defer(put_back_pic, inb(PIC_ELCR1) | (unsigned int)inb(PIC_ELCR2)
							  << 8);
	test_defer(put_back_port_61, inb(PORT_61));
	test_defer(pit_still, 0);
	pit_still(0);
	outb(0, PIC_ELCR1);
	outb(0, PIC_ELCR2);
	if (irqline_any.probe())
		irqline_start();
	pic_init(BASE, 0);
	end_all();
}

void pic_init(uint8_t vector, uint8_t icw4)
{
	outb(PIC_ICW1_INIT | PIC_ICW1_ICW4, PIC1_COMMAND);
	outb(vector, PIC1_DATA);
	outb(1 << 2, PIC1_DATA);
	outb(PIC_ICW4_8086 | icw4, PIC1_DATA);
	outb(PIC_ICW1_INIT | PIC_ICW1_ICW4, PIC2_COMMAND);
	outb(vector + 8, PIC2_DATA);
	outb(2, PIC2_DATA);
	outb(PIC_ICW4_8086 | (icw4 & PIC_ICW4_AEOI), PIC2_DATA);
	pic_mask_all();
}

/* Without a request the other bits say nothing. */
uint8_t poll(uint16_t command_port)
{
	uint8_t word;

	outb(PIC_POLL, command_port);
	word = inb(command_port);
	return word & POLLED ? word : 0;
}

static bool taken(void *arg)
{
	irqlog_window();
	return irqlog.nr > *(const unsigned int *)arg;
}

/* Called by the handler, so that nothing else comes. */
static void close_all(unsigned int vector)
{
	(void)vector;
	pic_mask_all();
}

/* A hypervisor may be late; what is not due need not be waited for as long. */
uint8_t ack(unsigned int want)
{
	unsigned int before = irqlog.nr;
	uint16_t masks = pic_masks();

	if (before >= IRQLOG_ORDER)
		ERROR("too many interrupts for the log");
	irqlog.always = close_all;
	lint0_extint();
	wait_until(taken, &before, want ? 2000000 : 2000);
	apic_write(APIC_LVT0, APIC_LVT_MASKED);
	pic_set_masks(masks);
	irqlog.always = NULL;
	if (irqlog.nr == before)
		return 0;
	EXPECT_EQ(irqlog.nr, before + 1);
	return (uint8_t)(POLLED | (irqlog.order[before] - BASE));
}

uint16_t irr(void)
{
	return pic_read(PIC_OCW3_IRR);
}

uint16_t isr(void)
{
	return pic_read(PIC_OCW3_ISR);
}

static void set_lines(uint16_t irqs, bool high)
{
	for (unsigned int irq = 0; irq < 16; irq++) {
		if (irqs >> irq & 1)
			irqline_set(irq, high);
	}
}

void raise(uint16_t irqs)
{
	set_lines(irqs, true);
}

void lower(uint16_t irqs)
{
	set_lines(irqs, false);
}

void eoi_first(uint8_t ocw2)
{
	outb(ocw2, PIC1_COMMAND);
}

void eoi_second(uint8_t ocw2)
{
	outb(ocw2, PIC2_COMMAND);
}

void lint0_extint(void)
{
	apic_write(APIC_LVT0, 7 << 8);
}

void pit_mode(unsigned int channel, uint8_t control)
{
	outb((uint8_t)(channel << 6 | control), PIT_CONTROL);
}

void pit_load(unsigned int channel, uint16_t count)
{
	outb((uint8_t)count, (uint16_t)(0x40 + channel));
	outb((uint8_t)(count >> 8), (uint16_t)(0x40 + channel));
}

void pit_start(unsigned int channel, uint8_t control, uint16_t count)
{
	pit_mode(channel, control);
	pit_load(channel, count);
}

uint16_t pit_count(unsigned int channel)
{
	uint16_t port = (uint16_t)(0x40 + channel);
	uint8_t low;

	pit_mode(channel, PIT_LATCH);
	low = inb(port);
	return (uint16_t)(low | inb(port) << 8);
}

uint8_t pit_status(unsigned int channel)
{
	outb((uint8_t)(PIT_READ_BACK | PIT_NO_COUNT | 2 << channel),
	     PIT_CONTROL);
	return inb((uint16_t)(0x40 + channel));
}

void gate_2(bool open)
{
	outb(open ? GATE_2 : 0, PORT_61);
}

bool out_2(void)
{
	return inb(PORT_61) & OUT_2;
}
