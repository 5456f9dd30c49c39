/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The power button, a key on pin 3 of PL061, as a source of edges (DDI 0190, 3.3:
 * GPIOIS, GPIOIBE, GPIOIEV, GPIOIE, GPIORIS, GPIOMIS, GPIOIC); and what PL011 and
 * PL061 hold before anybody writes to them.
 */
#include "suite.h"

#include <arch/io.h>
#include <arm/device.h>
#include <arm/gic.h>
#include <clock.h>

DEVICES_SUITE;

enum {
	GPIO_DIR = 0x400,
	GPIO_IS = 0x404,
	GPIO_IBE = 0x408,
	GPIO_IEV = 0x40c,
	GPIO_IE = 0x410,
	GPIO_RIS = 0x414,
	GPIO_MIS = 0x418,
	GPIO_IC = 0x41c,
	GPIO_AFSEL = 0x420,
	KEY = 1 << 3,
	PRESS_US = 5000000, /* at most; it takes 100 ms */

	UART_ILPR = 0x20,
	UART_IFLS = 0x34,
	UART_DMACR = 0x48,
};

static uint8_t *gpio;
static unsigned int gpio_intid;

static bool probe_gpio(void)
{
	return device_find("arm,pl061", &gpio, &gpio_intid);
}

static const struct feature pl061 = { "PL061", "device tree: arm,pl061",
				      probe_gpio };

static uint32_t get(unsigned int reg)
{
	return mmio_read32(gpio + reg);
}

static void put(unsigned int reg, uint32_t value)
{
	mmio_write32(gpio + reg, value);
}

static void quiet(uintptr_t unused)
{
	(void)unused;
	put(GPIO_IE, 0);
	put(GPIO_IBE, 0);
	put(GPIO_IEV, 0);
	put(GPIO_IC, 0xff);
}

static bool is_raised(void *unused)
{
	(void)unused;
	return get(GPIO_RIS) != 0;
}

static uint32_t key(void)
{
	return mmio_read32(gpio + 4 * KEY);
}

static const struct edge {
	const char *name;
	uint8_t iev, ibe;
	uint8_t rising, falling; /* GPIORIS after the edge */
} edges[] = {
	{ "rising", KEY, 0, KEY, 0 },
	{ "falling", 0, 0, 0, KEY },
	{ "falling-others", ~KEY & 0xff, ~KEY & 0xff, 0, KEY },
	{ "both", 0, KEY, KEY, KEY },
	{ "both-rising", KEY, KEY, KEY, KEY },
};

static bool is_released(void *unused)
{
	(void)unused;
	return key() == 0;
}

static void check_edge(uint8_t expected)
{
	EXPECT_EQ(get(GPIO_RIS), expected);
	EXPECT_EQ(get(GPIO_MIS), 0);
	EXPECT_FALSE(gic_is_pending(gpio_intid));
	put(GPIO_IE, KEY);
	EXPECT_EQ(get(GPIO_MIS), expected);
	EXPECT_EQ(gic_is_pending(gpio_intid), expected != 0);
	put(GPIO_IC, ~KEY & 0xffu);
	EXPECT_EQ(get(GPIO_RIS), expected);
	EXPECT_EQ(gic_is_pending(gpio_intid), expected != 0);
	put(GPIO_IE, ~KEY & 0xffu);
	EXPECT_EQ(get(GPIO_MIS), 0);
	EXPECT_FALSE(gic_is_pending(gpio_intid));
	put(GPIO_IE, 0);
	put(GPIO_IC, KEY);
}

/*
 * The first edge's checks are to be over before the second edge: a CPU that is
 * kept from running for so long presses again.
 */
static void press(const struct edge *r)
{
	for (unsigned int i = 0; i < 10; i++) {
		ASSERT_TRUE(wait_until(is_released, NULL, PRESS_US));
		put(GPIO_IC, 0xff);
		EXPECT_EQ(get(GPIO_RIS), 0);
		test_host(PROTO_HOST_POWERDOWN);
		if (!r->rising)
			return;
		ASSERT_TRUE(wait_until(is_raised, NULL, PRESS_US));
		check_edge(r->rising);
		if (!r->falling || key())
			return;
	}
	ERROR("no time to look at the key while it is pressed");
}

TEST_EACH(button, const struct edge *r, edges,
	  "the key's edges raise what IBE and IEV say, until IC",
	  .needs = NEEDS(&pl061, &arm_gic))
{
	test_defer(quiet, 0);
	put(GPIO_DIR, 0);
	put(GPIO_IS, 0);
	put(GPIO_IBE, r->ibe);
	put(GPIO_IEV, r->iev);
	put(GPIO_IE, 0);
	press(r);
	if (r->falling)
		EXPECT_TRUE(wait_until(is_raised, NULL, PRESS_US));
	ASSERT_TRUE(wait_until(is_released, NULL, PRESS_US));
	check_edge(r->falling);
	EXPECT_EQ(get(GPIO_RIS), 0);
}

static void no_levels(uintptr_t unused)
{
	put(GPIO_IS, 0);
	quiet(unused);
}

/* 3.3.4: a level is raised for as long as it is there, whatever IC is told. */
TEST(gpio_level, "an input at the level of IEV is raised, each by itself",
     .needs = NEEDS(&pl061))
{
	uint32_t other;

	test_defer(no_levels, 0);
	put(GPIO_DIR, 0);
	ASSERT_TRUE(wait_until(is_released, NULL, PRESS_US));
	other = ~mmio_read32(gpio + 4 * 0xff) & 0xff;
	put(GPIO_IEV, other);
	put(GPIO_IS, 0xff);
	put(GPIO_IC, 0xff);
	EXPECT_EQ(get(GPIO_RIS), 0);
	for (unsigned int bit = 0; bit < 8; bit++) {
		test_context("pin %u", bit);
		put(GPIO_IEV, other ^ 1u << bit);
		EXPECT_EQ(get(GPIO_RIS), 1u << bit);
		put(GPIO_IC, 0xff);
		EXPECT_EQ(get(GPIO_RIS), 1u << bit);
		put(GPIO_IEV, other);
		put(GPIO_IC, 0xff);
		EXPECT_EQ(get(GPIO_RIS), 0);
	}
}

TEST(gpio_reset, "PL061's registers begin with 0", .needs = NEEDS(&pl061))
{
	static const unsigned int regs[] = { GPIO_DIR, GPIO_IS,	  GPIO_IBE,
					     GPIO_IEV, GPIO_IE,	  GPIO_RIS,
					     GPIO_MIS, GPIO_AFSEL };

	for (unsigned int i = 0; i < sizeof(regs) / sizeof(regs[0]); i++) {
		test_context("0x%x", regs[i]);
		EXPECT_EQ(get(regs[i]), 0);
	}
}

static const struct gpio_reg {
	const char *name;
	unsigned int reg;
} gpio_regs[] = {
	{ "IS", GPIO_IS }, { "IBE", GPIO_IBE },	    { "IEV", GPIO_IEV },
	{ "IE", GPIO_IE }, { "AFSEL", GPIO_AFSEL },
};

static void put_back(uint32_t reg, uint64_t value)
{
	put(reg, (uint32_t)value);
	put(GPIO_IC, 0xff);
}

TEST_EACH(gpio_reg, const struct gpio_reg *r, gpio_regs, "keeps 8 bits",
	  .needs = NEEDS(&pl061))
{
	test_defer2(put_back, r->reg, get(r->reg));
	for (unsigned int bit = 0; bit < 8; bit++) {
		put(r->reg, 1u << bit);
		EXPECT_EQ(get(r->reg) & 0xff, 1u << bit);
		put(r->reg, ~(1u << bit));
		EXPECT_EQ(get(r->reg) & 0xff, ~(1u << bit) & 0xff);
	}
}

static uint8_t *uart;

static bool probe_uart(void)
{
	return device_find("arm,pl011", &uart, NULL);
}

static const struct feature pl011 = { "PL011", "device tree: arm,pl011",
				      probe_uart };

/* DDI 0183, table 3-1; a firmware may have written the others. */
TEST(uart_reset, "PL011's FIFO levels begin at one half, DMA is off",
     .needs = NEEDS(&pl011))
{
	EXPECT_EQ(mmio_read32(uart + UART_IFLS), 0x12);
	EXPECT_EQ(mmio_read32(uart + UART_DMACR), 0);
	EXPECT_EQ(mmio_read32(uart + UART_ILPR), 0);
}
