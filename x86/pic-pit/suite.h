/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pair of 8259A interrupt controllers and the 8254 timer of a PC.
 *
 * Intel 8259A data sheet (231468), 8254 data sheet (231164); 82801IB "ICH9" data
 * sheet (316972), 13.4 (8259), 13.3 (8254), 13.7.1 (port 61H), 13.4.12 (ELCR).
 */
#ifndef X86_PIC_PIT_SUITE_H
#define X86_PIC_PIT_SUITE_H

#include <test/test.h>
#include <x86/features.h>
#include <x86/irq/apic.h>
#include <x86/irq/irqline.h>
#include <x86/irq/irqlog.h>
#include <x86/irq/pic.h>
#include <x86/pio.h>
#include <x86/tsc.h>

enum {
	BASE = 0x50, /* vector of IRQ 0 */
	PIC_POLL = 0x0c,
	POLLED = 0x80, /* poll byte: there was a request */
	PIC_SMM_SET = 0x68,
	PIC_SMM_CLEAR = 0x48,
	PIC_ROTATE_EOI = 0xa0,
	PIC_ROTATE_SPECIFIC = 0xe0,
	PIC_SET_PRIORITY = 0xc0,
	PIC_ROTATE_AEOI = 0x80,
	PIC_NO_ROTATE_AEOI = 0x00,
	PIC_ICW1_SINGLE = 0x02,
	PIC_ICW4_NESTED = 0x10, /* special fully nested mode */

	PIT_CONTROL = 0x43,
	PIT_LATCH = 0x00,
	PIT_LOW = 0x10,
	PIT_HIGH = 0x20,
	PIT_BOTH = 0x30,
	PIT_BCD = 0x01,
	PIT_READ_BACK = 0xc0,
	PIT_NO_COUNT = 0x20, /* of the read-back command */
	PIT_NO_STATUS = 0x10,
	PIT_STATUS_OUT = 0x80,
	PIT_STATUS_NULL = 0x40,

	PORT_61 = 0x61,
	GATE_2 = 1,
	SPEAKER = 2,
	OUT_2 = 0x20,
};

/** pic_prepare - lines low, both 8259s initialised and masked, LINT0 masked */
void pic_prepare(void);

TEST_SUITE("pic-pit", .summary = "8259A and 8254 do as their data sheets say",
	   .needs = NEEDS(&x86_pic), .setup = pic_prepare);

#define LINES	 .needs = NEEDS(&irqline_all)
#define ONE_LINE .needs = NEEDS(&irqline_any)

/** pic_init - both, with these bits of ICW4 beside that of 8086 mode */
void pic_init(uint8_t vector, uint8_t icw4);

/** poll - the poll command; 0: no request */
uint8_t poll(uint16_t command_port);

/**
 * expect_ack - have the CPU take what is of highest priority, through LINT0
 * @want: POLLED and its number, or 0: nothing comes
 *
 * There is no EOI: it is in service then.
 */
#define expect_ack(want) EXPECT_EQ(ack(want), want)
uint8_t ack(unsigned int want);

/** irr, isr - IRQ 15 in bit 15 */
uint16_t irr(void);
uint16_t isr(void);

/** raise, lower - a set of lines, bit n: IRQ n */
void raise(uint16_t irqs);
void lower(uint16_t irqs);

void eoi_first(uint8_t ocw2);
void eoi_second(uint8_t ocw2);

/** lint0_extint - let the 8259s interrupt this CPU */
void lint0_extint(void);

/* ----------------------------------------------------------------- 8254 ---- */

/** pit_mode - a control word; pit_load - both bytes of a count */
void pit_mode(unsigned int channel, uint8_t control);
void pit_load(unsigned int channel, uint16_t count);
void pit_start(unsigned int channel, uint8_t control, uint16_t count);

/** pit_count - latched, and read low byte first */
uint16_t pit_count(unsigned int channel);

/** from_65536 - the count that reads as 0 is the highest */
static inline unsigned int from_65536(uint16_t count)
{
	return count ? count : 0x10000;
}

/** pit_status - by the read-back command */
uint8_t pit_status(unsigned int channel);

/** pit_still - a channel without interrupts, for test_defer() */
void pit_still(uintptr_t channel);

/** gate_2 - port 61H: the gate of channel 2, the speaker off */
void gate_2(bool open);
bool out_2(void);

#endif
