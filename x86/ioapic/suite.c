/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <arch/io.h>
#include <mm/vmap.h>
#include <x86/pio.h>

#define IOAPIC_ADDRESS 0xfec00000u

struct ioapic *io;
unsigned int line, pin;
uint64_t first_entries[NR_PINS];

static struct ioapic raw(void)
{
	return (struct ioapic){ .regs = vmap_io(IOAPIC_ADDRESS, 0x1000) };
}

static bool answers(void)
{
	struct ioapic io0 = raw();
	uint32_t version = ioapic_read(&io0, IOAPIC_VERSION);

	return version && version != 0xffffffff;
}

const struct feature ioapic_there = { "an I/O APIC",
				      "its version, at FEC00000H", answers };

/* The library's first use of it masks all pins, so this has to come before. */
static void note_first_entries(void)
{
	static bool noted;
	struct ioapic io0 = raw();

	if (noted)
		return;
	noted = true;
	for (unsigned int i = 0; i < NR_PINS; i++)
		first_entries[i] = ioapic_rte_read(&io0, i);
}

/*
 * Channel 0 in mode 1, which waits for an edge of its gate: its output is high
 * from now on, or ends once, and no edge comes any more (8254 data sheet).
 */
static void still_pit(void)
{
	outb(0x32, 0x43);
	outb(0, 0x40);
	outb(0, 0x40);
}

void ioapic_prepare(void)
{
	uint64_t flags;

	note_first_entries();
	irqlog_start();
	still_pit();
	io = ioapic(0);
	ioapic_mask_all();
	irqline_start();
	line = irqline();
	pin = ioapic_isa_gsi(line, &flags) - io->gsi_base;
}

uint64_t entry(uint64_t flags)
{
	return flags | IOAPIC_RTE_VECTOR(VECTOR) |
	       IOAPIC_RTE_DESTINATION(arch_cpu_hwid(0));
}

void route(uint64_t flags)
{
	ioapic_rte_write(io, pin, entry(flags));
}

void route_pin(unsigned int to, unsigned int vector, uint64_t flags)
{
	ioapic_rte_write(io, to,
			 flags | IOAPIC_RTE_VECTOR(vector) |
				 IOAPIC_RTE_DESTINATION(arch_cpu_hwid(0)));
}

bool remote_irr(unsigned int of)
{
	return ioapic_read(io, IOAPIC_RTE + 2 * of) & IOAPIC_RTE_REMOTE_IRR;
}

void expect_taken(unsigned int times)
{
	irqlog_windows();
	EXPECT_EQ(irqlog.taken[0][VECTOR], times);
	EXPECT_EQ(irqlog_all(), times);
}

void raise_line(void)
{
	irqline_set(line, true);
}

void lower_line(void)
{
	irqline_set(line, false);
}

/* Not class 15, which has the library's wake-up. */
static void set_tpr(void *arg)
{
	apic_write(APIC_TPR, *(const bool *)arg ? 0xef : 0);
}

void hold_back(unsigned int cpu, bool hold)
{
	on_cpu(cpu, set_tpr, &hold);
}
