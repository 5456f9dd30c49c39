/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Errors: SDM vol. 3, 10.5.3 (error handling), and accesses that are none. */
#include "suite.h"

#include <arch/io.h>
#include <mm/vmap.h>

enum {
	SEND_ILLEGAL = 1 << 5,
	RECEIVE_ILLEGAL = 1 << 6,
	ILLEGAL_REGISTER = 1 << 7,
	ERROR_VECTOR = 0xd1,
};

/* 10.5.3: a write latches what has come since the last one. */
static uint32_t esr(void)
{
	apic_write(APIC_ESR, 0);
	return apic_read(APIC_ESR);
}

static const struct reserved {
	const char *name;
	uint16_t reg;
} reserveds[] = {
	{ "040", 0x040 }, { "050", 0x050 }, { "060", 0x060 }, { "070", 0x070 },
	{ "290", 0x290 }, { "2a0", 0x2a0 }, { "2b0", 0x2b0 }, { "2c0", 0x2c0 },
	{ "2d0", 0x2d0 }, { "2e0", 0x2e0 }, { "3a0", 0x3a0 }, { "3b0", 0x3b0 },
	{ "3c0", 0x3c0 }, { "3d0", 0x3d0 },
};

/* Table 10-1: reserved offsets. */
TEST_EACH(reserved_read, const struct reserved *r, reserveds,
	  "a read of a reserved register is 0, and noted in ESR bit 7")
{
	esr();
	EXPECT_EQ(apic_read(r->reg), 0);
	EXPECT_EQ(esr(), ILLEGAL_REGISTER);
}

TEST_EACH(reserved_write, const struct reserved *r, reserveds,
	  "a write of a reserved register is noted, and not kept")
{
	esr();
	apic_write(r->reg, 0xffffffff);
	EXPECT_EQ(esr() & ILLEGAL_REGISTER, ILLEGAL_REGISTER);
	EXPECT_EQ(apic_read(r->reg), 0);
	irqlog_window();
	EXPECT_EQ(irqlog.nr, 0);
}

TEST(esr_none, "what is right is not noted")
{
	apic_read(0x40);
	esr();
	self_ipi(0x55);
	apic_read(APIC_ID);
	apic_write(APIC_TPR, 0);
	irqlog_window();
	EXPECT_EQ(esr(), 0);
}

TEST(esr_latched, "an error shows after the next write of ESR, not before")
{
	esr();
	esr();
	apic_read(0x40);
	EXPECT_EQ(apic_read(APIC_ESR), 0);
	EXPECT_EQ(esr(), ILLEGAL_REGISTER);
	EXPECT_EQ(apic_read(APIC_ESR), ILLEGAL_REGISTER);
	EXPECT_EQ(esr(), 0);
}

/* Not 0, which stays in IRR for good where it is accepted. */
static const struct illegal {
	const char *name;
	uint8_t vector;
} illegals[] = { { "1", 1 }, { "8", 8 }, { "15", 15 } };

static volatile unsigned int came;

static bool on_any(struct trap_frame *frame, void *arg)
{
	(void)frame;
	(void)arg;
	came++;
	apic_eoi();
	return true;
}

static void stop_timer(uintptr_t unused)
{
	(void)unused;
	apic_timer_stop();
}

static bool timer_at_0(void *arg)
{
	(void)arg;
	return apic_read(APIC_TMCCT) == 0;
}

TEST_EACH(illegal_vector, const struct illegal *r, illegals,
	  "an IPI of a vector below 16 is noted and not delivered")
{
	came = 0;
	trap_handle(X86_INTERRUPT(r->vector), on_any, NULL);
	esr();
	apic_ipi(0, APIC_ICR_SELF | APIC_ICR_ASSERT | r->vector);
	EXPECT_FALSE(apic_test_bit(APIC_IRR, r->vector));
	EXPECT_EQ(esr() & SEND_ILLEGAL, SEND_ILLEGAL);
	irqlog_window();
	EXPECT_EQ(came, 0);
}

/* Not 8, whose gate is not an interrupt's on i386. */
static const struct illegal illegal_lvts[] = { { "1", 1 }, { "15", 15 } };

/* 10.5.3: "including an illegal vector code in the local vector table interrupts". */
TEST_EACH(illegal_lvt, const struct illegal *r, illegal_lvts,
	  "a vector below 16 in the LVT is noted and not delivered")
{
	came = 0;
	trap_handle(X86_INTERRUPT(r->vector), on_any, NULL);
	esr();
	apic_write(APIC_LVTT, APIC_LVTT_ONESHOT | r->vector);
	test_defer(stop_timer, 0);
	apic_write(APIC_TMICT, 1000);
	EXPECT_TRUE(wait_until(timer_at_0, NULL, 5000000));
	delay_us(100);
	EXPECT_FALSE(apic_test_bit(APIC_IRR, r->vector));
	EXPECT_EQ(esr() & RECEIVE_ILLEGAL, RECEIVE_ILLEGAL);
	irqlog_window();
	EXPECT_EQ(came, 0);
}

/* ------------------------------------------------------------ LVT error ---- */

TEST(lvt_error, "an error is one interrupt of the error LVT's vector")
{
	esr();
	esr();
	apic_write(APIC_LVTERR, ERROR_VECTOR);
	apic_read(0x40);
	irqlog_window();
	EXPECT_EQ(irqlog.taken[0][ERROR_VECTOR], 1);
	EXPECT_EQ(irqlog.nr, 1);
	EXPECT_EQ(esr(), ILLEGAL_REGISTER);
}

TEST(lvt_error_masked, "none where it is masked, also not later")
{
	esr();
	apic_write(APIC_LVTERR, APIC_LVT_MASKED | ERROR_VECTOR);
	apic_read(0x40);
	irqlog_window();
	apic_write(APIC_LVTERR, ERROR_VECTOR);
	irqlog_window();
	EXPECT_EQ(irqlog.nr, 0);
}

/* ------------------------------------------------ accesses of other widths ---- */

static uint8_t *page(void)
{
	return vmap_io(APIC_DEFAULT_BASE, 0x1000);
}

static const struct narrow {
	const char *name;
	uint16_t offset;
	uint8_t bytes;
} narrows[] = {
	{ "byte", APIC_LVR, 1 },
	{ "word", APIC_LVR, 2 },
	{ "byte-odd", APIC_LVR + 3, 1 },
	{ "word-odd", APIC_LVR + 2, 2 },
	{ "long-unaligned", APIC_LVR + 2, 4 },
	{ "long-between", APIC_LVR + 4, 4 },
	{ "last", 0xffc, 4 },
};

static void read_narrow(const void *arg)
{
	const struct narrow *r = arg;
	uint8_t *at = page() + r->offset;

	if (r->bytes == 1)
		mmio_read8(at);
	else if (r->bytes == 2)
		mmio_read16(at);
	else
		mmio_read32(at);
}

/* 10.4.1: undefined, "and should not be used". The machine goes on. */
TEST_EACH(narrow, const struct narrow *r, narrows,
	  "an access that is not of 32 aligned bits raises nothing")
{
	uint32_t lvr = apic_read(APIC_LVR);

	EXPECT_TRAP(trap_catch(read_narrow, r), TRAP_NONE);
	EXPECT_EQ(apic_read(APIC_LVR), lvr);
	esr();
	esr();
}

/* ------------------------------------------------------------------- EOI ---- */

TEST(eoi_idle, "EOI with nothing in service does nothing")
{
	for (unsigned int i = 0; i < 3; i++)
		apic_eoi();
	EXPECT_TRUE(only_bit(APIC_ISR, -1));
	self_ipi(0x55);
	apic_eoi();
	EXPECT_TRUE(only_bit(APIC_IRR, 0x55));
	irqlog_window();
	EXPECT_EQ(irqlog.taken[0][0x55], 1);
	EXPECT_EQ(irqlog.nr, 1);
}
