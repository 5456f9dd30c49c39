/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PL011 (DDI 0183), the console of these very results: what it says of itself, its
 * interrupts, and what arrives.
 */
#include "suite.h"

#include <arch/io.h>
#include <arch/irq.h>
#include <arm/device.h>
#include <arm/gic.h>
#include <clock.h>

DEVICES_SUITE;

static uint8_t *uart;
static unsigned int uart_intid;

static bool probe_uart(void)
{
	return device_find("arm,pl011", &uart, &uart_intid);
}

static const struct feature pl011 = { "PL011", "device tree: arm,pl011",
				      probe_uart };

enum {
	UART_DR = 0x00,
	UART_RSR = 0x04,
	UART_FR = 0x18,
	UART_IBRD = 0x24,
	UART_FBRD = 0x28,
	UART_LCR_H = 0x2c,
	UART_CR = 0x30,
	UART_IFLS = 0x34,
	UART_IMSC = 0x38,
	UART_RIS = 0x3c,
	UART_MIS = 0x40,
	UART_ICR = 0x44,
	FR_IDLE = 0x90, /* TXFE, RXFE */
	FR_RXFE = 1 << 4,
	INT_RX = 1 << 4,
	INT_TX = 1 << 5,
	INT_ALL = 0x7ff,
	LCR_FEN = 1 << 4,
	CR_LBE = 1 << 7,
};

static void put_uart(uint32_t reg, uint64_t value)
{
	mmio_write32(uart + reg, (uint32_t)value);
}

static void restore_uart(uint32_t reg)
{
	test_defer2(put_uart, reg, mmio_read32(uart + reg));
}

TEST(uart_ids, "PL011 says that it is one", .needs = NEEDS(&pl011))
{
	static const uint8_t ids[] = { 0x11, 0x10, 0x14, 0x00,
				       0x0d, 0xf0, 0x05, 0xb1 };

	check_ids(uart, ids);
}

TEST(uart_idle, "with nothing to send or read FR is 0x90, and read-only",
     .needs = NEEDS(&pl011))
{
	EXPECT_EQ(mmio_read32(uart + UART_FR), FR_IDLE);
	put_uart(UART_FR, 0);
	EXPECT_EQ(mmio_read32(uart + UART_FR), FR_IDLE);
}

static const struct uart_reg {
	const char *name;
	unsigned int reg;
	uint32_t bits;
} uart_regs[] = {
	{ "IBRD", UART_IBRD, 0xffff }, { "FBRD", UART_FBRD, 0x3f },
	{ "IFLS", UART_IFLS, 0x3f },   { "IMSC", UART_IMSC, INT_ALL },
	{ "LCR_H", UART_LCR_H, 0xee }, /* but for BRK and FEN */
};

TEST_EACH(uart_reg, const struct uart_reg *r, uart_regs,
	  "keeps what its bits hold", .needs = NEEDS(&pl011))
{
	restore_uart(r->reg);
	for (unsigned int bit = 0; bit < 16; bit++) {
		if (!(r->bits >> bit & 1))
			continue;
		put_uart(r->reg, 1u << bit);
		EXPECT_EQ(mmio_read32(uart + r->reg) & r->bits, 1u << bit);
	}
}

TEST(uart_interrupt, "what was sent raises TX: raw, masked, and to the GIC",
     .needs = NEEDS(&pl011, &arm_gic))
{
	restore_uart(UART_IMSC);
	put_uart(UART_IMSC, 0);
	mmio_write8(uart + UART_DR, '\n');
	delay_us(1000);
	EXPECT_EQ(mmio_read32(uart + UART_RIS) & INT_TX, INT_TX);
	EXPECT_EQ(mmio_read32(uart + UART_MIS), 0);
	EXPECT_FALSE(gic_is_pending(uart_intid));
	put_uart(UART_IMSC, INT_TX);
	EXPECT_EQ(mmio_read32(uart + UART_MIS), INT_TX);
	EXPECT_TRUE(gic_is_pending(uart_intid));
	put_uart(UART_ICR, INT_TX);
	EXPECT_EQ(mmio_read32(uart + UART_RIS) & INT_TX, 0);
	EXPECT_EQ(mmio_read32(uart + UART_MIS), 0);
	EXPECT_FALSE(gic_is_pending(uart_intid));
}

/* Nothing else is raised by sending: the rest of ICR and IMSC is not about it. */
TEST(uart_others,
     "other bits of ICR do not clear TX, of IMSC do not let it out",
     .needs = NEEDS(&pl011, &arm_gic))
{
	restore_uart(UART_IMSC);
	put_uart(UART_IMSC, INT_ALL & ~INT_TX);
	mmio_write8(uart + UART_DR, '\n');
	delay_us(1000);
	EXPECT_EQ(mmio_read32(uart + UART_MIS), 0);
	EXPECT_FALSE(gic_is_pending(uart_intid));
	put_uart(UART_ICR, INT_ALL & ~INT_TX);
	EXPECT_EQ(mmio_read32(uart + UART_RIS), INT_TX);
	put_uart(UART_RIS, 0);
	put_uart(UART_MIS, 0);
	EXPECT_EQ(mmio_read32(uart + UART_RIS), INT_TX);
	put_uart(UART_IMSC, INT_ALL);
	EXPECT_EQ(mmio_read32(uart + UART_MIS), INT_TX);
	EXPECT_TRUE(gic_is_pending(uart_intid));
	put_uart(UART_ICR, INT_ALL);
	EXPECT_EQ(mmio_read32(uart + UART_RIS), 0);
	EXPECT_FALSE(gic_is_pending(uart_intid));
}

TEST(uart_errors, "RSR has no error, and stays so by any write",
     .needs = NEEDS(&pl011))
{
	EXPECT_EQ(mmio_read32(uart + UART_RSR), 0);
	put_uart(UART_RSR, 0xffffffff);
	EXPECT_EQ(mmio_read32(uart + UART_RSR), 0);
}

/* The runner's answer is what arrives; who waits for it reads it all. */
static struct {
	volatile unsigned int nr;
	uint32_t ris, mis, fr;
} received;

static void on_received(uint32_t iar, void *arg)
{
	(void)iar;
	(void)arg;
	received.nr++;
	received.ris = mmio_read32(uart + UART_RIS);
	received.mis = mmio_read32(uart + UART_MIS);
	received.fr = mmio_read32(uart + UART_FR);
	put_uart(UART_IMSC, 0);
}

TEST(uart_receives, "what arrives raises RX, until it is read",
     .needs = NEEDS(&pl011, &arm_gic, &host_stop_cont))
{
	received.nr = 0;
	restore_uart(UART_IMSC);
	put_uart(UART_ICR, INT_ALL);
	put_uart(UART_IMSC, INT_RX);
	gic_handle(uart_intid, on_received, NULL);
	gic_enable(uart_intid);
	irq_enable();
	host_stop();
	irq_disable();
	EXPECT_EQ(received.nr, 1);
	EXPECT_EQ(received.ris & INT_RX, INT_RX);
	EXPECT_EQ(received.mis, INT_RX);
	EXPECT_EQ(received.fr & FR_RXFE, 0);
	EXPECT_EQ(mmio_read32(uart + UART_FR), FR_IDLE);
	EXPECT_EQ(mmio_read32(uart + UART_RIS) & INT_RX, 0);
	EXPECT_FALSE(gic_is_pending(uart_intid));
}

/* Nothing may be printed meanwhile: it would come back. */
TEST(uart_loopback, "with LBE what is sent is received, in order",
     .needs = NEEDS(&pl011))
{
	uint32_t lcr = mmio_read32(uart + UART_LCR_H);
	uint32_t cr = mmio_read32(uart + UART_CR);
	uint32_t raised, got[3], left;

	put_uart(UART_ICR, INT_ALL);
	put_uart(UART_LCR_H, lcr | LCR_FEN);
	put_uart(UART_CR, cr | CR_LBE);
	for (unsigned int i = 0; i < 3; i++)
		mmio_write8(uart + UART_DR, (uint8_t) "\n \n"[i]);
	delay_us(5000);
	raised = mmio_read32(uart + UART_RIS);
	for (unsigned int i = 0; i < 3; i++)
		got[i] = mmio_read32(uart + UART_DR);
	left = mmio_read32(uart + UART_FR);
	put_uart(UART_CR, cr);
	put_uart(UART_LCR_H, lcr);
	put_uart(UART_ICR, INT_ALL);
	EXPECT_EQ(raised & INT_RX, INT_RX);
	for (unsigned int i = 0; i < 3; i++)
		EXPECT_EQ(got[i], (uint8_t) "\n \n"[i]);
	EXPECT_EQ(left, FR_IDLE);
}
