/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines and CPUs: who drives, who is interrupted, what is changed meanwhile. */
#include "suite.h"

#include <clock.h>
#include <x86/pio.h>

#define LEVEL IOAPIC_RTE_LEVEL

enum {
	ROUNDS = 100
};

static bool tmr;

static void look_and_lower(unsigned int vector)
{
	tmr = apic_test_bit(APIC_TMR, vector);
	lower_line();
}

static void raise_from(void *arg)
{
	(void)arg;
	raise_line();
}

static const struct trigger {
	const char *name;
	uint64_t flags;
} triggers[] = { { "edge", 0 }, { "level", LEVEL } };

TEST_EACH(driven_by_1, const struct trigger *r, triggers,
	  "a line that CPU 1 raises interrupts CPU 0, once each time",
	  .needs = NEEDS(&smp_2_cpus))
{
	route(r->flags);
	for (unsigned int i = 1; i <= ROUNDS; i++) {
		tmr = r->flags == 0;
		irqlog.inside = look_and_lower;
		on_cpu(1, raise_from, NULL);
		ASSERT_TRUE(irqlog_wait(VECTOR, i));
		ASSERT_EQ(tmr, r->flags != 0);
		ASSERT_FALSE(remote_irr(pin));
	}
	expect_taken(ROUNDS);
}

static void to_cpu_1(unsigned int at, unsigned int vector)
{
	ioapic_rte_write(io, at,
			 LEVEL | vector |
				 IOAPIC_RTE_DESTINATION(arch_cpu_hwid(1)));
}

TEST(level_on_1, "a level interrupt of CPU 1 is ended by CPU 1 alone",
     .needs = NEEDS(&smp_2_cpus))
{
	hold_back(1, true);
	to_cpu_1(pin, VECTOR);
	irqline_pulse(line);
	apic_eoi(); /* nothing is in service here */
	irqlog_windows();
	EXPECT_EQ(irqlog_all(), 0);
	EXPECT_TRUE(remote_irr(pin));
	hold_back(1, false);
	irqlog_windows();
	EXPECT_EQ(irqlog.taken[1][VECTOR], 1);
	EXPECT_EQ(irqlog_all(), 1);
	EXPECT_FALSE(remote_irr(pin));
}

/* ------------------------------------------------- entries rewritten ---- */

enum {
	A = 13,
	B = 14,
	VECTOR_A = 0x64,
	VECTOR_B = 0x84
};

static unsigned int nested, irrs;

static void rewrite(unsigned int vector)
{
	(void)vector;
	irqline_set(B, true);
	to_cpu_1(A, VECTOR_A);
	to_cpu_1(B, VECTOR_B);
	irrs = remote_irr(A) | (unsigned int)remote_irr(B) << 1;
	nested = irqlog.nr;
	irqline_set(A, false);
	irqline_set(B, false);
}

/* IF is 0 in the handler, so that the higher vector has to wait for IRET. */
TEST(rewritten, "entries that move while remote IRR is 1 end all the same",
     .needs = NEEDS(&irqline_all, &smp_2_cpus))
{
	route_pin(A, VECTOR_A, LEVEL);
	route_pin(B, VECTOR_B, LEVEL);
	irqlog.inside = rewrite;
	irqline_set(A, true);
	irqlog_windows();
	EXPECT_EQ(nested, 1);
	EXPECT_EQ(irrs, 3);
	EXPECT_EQ(irqlog.order[0], VECTOR_A);
	EXPECT_EQ(irqlog.order[1], VECTOR_B);
	EXPECT_EQ(irqlog.nr, 2);
	EXPECT_EQ(irqlog_all(), 2);
	EXPECT_FALSE(remote_irr(A));
	EXPECT_FALSE(remote_irr(B));
}

/* Changed between two edges: each goes where the entry pointed at its time. */
TEST(moved, "an edge goes where the entry points when it comes",
     .needs = NEEDS(&smp_2_cpus))
{
	for (unsigned int i = 0; i < ROUNDS; i++) {
		ioapic_rte_write(
			io, pin,
			VECTOR | IOAPIC_RTE_DESTINATION(arch_cpu_hwid(i % 2)));
		irqline_pulse(line);
		irqlog_windows();
		ASSERT_EQ(irqlog.taken[i % 2][VECTOR], i / 2 + 1);
		ASSERT_EQ(irqlog_all(), i + 1);
	}
}

/* -------------------------------------------------------------- the PIT ---- */

static void pit_once(unsigned int ticks)
{
	outb(0x30, 0x43); /* mode 0: the output rises at the end of the count */
	outb((uint8_t)ticks, 0x40);
	outb((uint8_t)(ticks >> 8), 0x40);
}

TEST(pit,
     "the PIT's interrupt comes to the pin that the MADT says, and no other",
     .needs = NEEDS(&x86_madt))
{
	uint64_t flags;
	unsigned int pit = ioapic_isa_gsi(0, &flags) - io->gsi_base;

	pit_once(0xffff);
	for (unsigned int i = 0; i < 4; i++)
		route_pin(i, 0x40 + i, i == pit ? flags : 0);
	pit_once(1000);
	EXPECT_TRUE(irqlog_wait(0x40 + pit, 1));
	delay_us(5000);
	irqlog_windows();
	EXPECT_EQ(irqlog.taken[0][0x40 + pit], 1);
	EXPECT_EQ(irqlog_all(), 1);
}
