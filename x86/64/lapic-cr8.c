/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CR8, the task priority register's upper half.
 *
 * Intel SDM vol. 3, 10.8.6 (task priority in IA-32e mode); vol. 2, MOV to and from
 * control registers.
 */
#include <arch/irq.h>
#include <smp.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/irq/apic.h>
#include <x86/irq/irqlog.h>

TEST_SUITE("lapic-cr8", .summary = "CR8 is the task priority",
	   .needs = NEEDS(&x86_apic), .setup = irqlog_start);

static void self_ipi(unsigned int vector)
{
	EXPECT_EQ(apic_ipi(apic_id(), APIC_ICR_ASSERT | vector), 0);
}

TEST(writes_tpr, "a write of CR8 is TPR[7:4], and clears TPR[3:0]")
{
	for (unsigned int v = 0; v < 16; v++) {
		apic_write(APIC_TPR, 0xff ^ v << 4);
		write_cr8(v);
		EXPECT_EQ(apic_read(APIC_TPR), v << 4);
		EXPECT_EQ(apic_read(APIC_PPR), v << 4);
		EXPECT_EQ(read_cr8(), v);
	}
}

TEST(reads_tpr, "a read of CR8 is TPR[7:4]")
{
	for (unsigned int v = 0; v < 256; v++) {
		apic_write(APIC_TPR, v);
		EXPECT_EQ(read_cr8(), v >> 4);
		EXPECT_EQ(apic_read(APIC_TPR), v);
	}
}

static const struct bit {
	const char *name;
	unsigned long value;
} bits[] = {
	{ "4", 1 << 4 },     { "8", 1 << 8 },	  { "31", 1ul << 31 },
	{ "32", 1ul << 32 }, { "63", 1ul << 63 }, { "all", ~0ul },
};

TEST_EACH(reserved, const struct bit *r, bits,
	  "a reserved bit raises #GP(0), and the priority stays")
{
	write_cr8(5);
	EXPECT_EQ(write_cr8_safe(r->value), X86_GP);
	EXPECT_EQ(read_cr8(), 5);
	EXPECT_EQ(apic_read(APIC_TPR), 0x50);
}

static const struct block {
	const char *name;
	uint8_t cr8, vector;
	bool passes;
} blocks[] = {
	{ "class-above", 4, 0x50, true },  { "same-class", 5, 0x5f, false },
	{ "class-below", 6, 0x5f, false }, { "zero", 0, 0x20, true },
	{ "lowest", 2, 0x2f, false },	   { "all", 15, 0xef, false },
	{ "all-but-top", 13, 0xe0, true },
};

TEST_EACH(holds_back, const struct block *r, blocks,
	  "vectors of its class and below wait, and are taken once it is lower")
{
	write_cr8(r->cr8);
	self_ipi(r->vector);
	irqlog_window();
	EXPECT_EQ(irqlog.nr, r->passes);
	EXPECT_EQ(apic_test_bit(APIC_IRR, r->vector), !r->passes);
	write_cr8(0);
	irqlog_window();
	EXPECT_EQ(irqlog.taken[0][r->vector], 1);
	EXPECT_EQ(irqlog.nr, 1);
}

/* IF is 1 all the time, so that the write itself has to let it in. */
TEST(lets_in, "the write that lowers CR8 lets in what waits, with IF = 1")
{
	for (unsigned int i = 1; i <= 100; i++) {
		write_cr8(15);
		self_ipi(0x55);
		irq_enable();
		asm volatile("nop\n\tnop" ::: "memory");
		EXPECT_EQ(irqlog.nr, i - 1);
		write_cr8(4);
		asm volatile("nop\n\tnop" ::: "memory");
		irq_disable();
		irqlog_window();
		ASSERT_EQ(irqlog.nr, i);
	}
}

/* The log's window looks again and again; this is one MOV and no other exit. */
TEST(lets_in_alone, "nothing but the write to CR8 is needed for that")
{
	bool took = false;

	for (unsigned int i = 0; i < 100 && !took; i++) {
		irqlog_forget();
		write_cr8(15);
		self_ipi(0x55);
		irq_enable();
		write_cr8(0);
		for (unsigned int k = 0; k < 100000 && !irqlog.nr; k++)
			asm volatile("" ::: "memory");
		irq_disable();
		took = irqlog.nr == 1;
		irqlog_window();
	}
	EXPECT_TRUE(took);
}

TEST(raised, "a raised CR8 holds back what is pending already")
{
	self_ipi(0x55);
	write_cr8(5);
	irqlog_window();
	EXPECT_EQ(irqlog.nr, 0);
	write_cr8(4);
	irqlog_window();
	EXPECT_EQ(irqlog.nr, 1);
}

static void set_and_read(void *arg)
{
	unsigned long *cr8 = arg;

	write_cr8(*cr8);
	*cr8 = read_cr8();
}

TEST(own, "each CPU has its own", .needs = NEEDS(&x86_apic, &smp_2_cpus))
{
	unsigned long other = 3;

	write_cr8(9);
	on_cpu(1, set_and_read, &other);
	EXPECT_EQ(other, 3);
	EXPECT_EQ(read_cr8(), 9);
	write_cr8(0);
	other = 0;
	on_cpu(1, set_and_read, &other);
}
