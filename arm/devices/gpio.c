/* SPDX-License-Identifier: GPL-2.0-or-later */
/* PL061 (DDI 0190): its lines of input and output. */
#include "suite.h"

#include <arch/io.h>
#include <arm/device.h>

DEVICES_SUITE;

static uint8_t *gpio;

static bool probe_gpio(void)
{
	return device_find("arm,pl061", &gpio, NULL);
}

static const struct feature pl061 = { "PL061", "device tree: arm,pl061",
				      probe_gpio };

void check_ids(uint8_t *regs, const uint8_t ids[8])
{
	for (unsigned int i = 0; i < 8; i++) {
		uint8_t *reg = regs + 0xfe0 + 4 * i;

		test_context("0x%x", 0xfe0 + 4 * i);
		EXPECT_EQ(mmio_read32(reg), ids[i]);
		mmio_write32(reg, 0xffffffff);
		EXPECT_EQ(mmio_read32(reg), ids[i]);
	}
}

enum {
	GPIO_ALL = 0x3fc, /* DATA, its mask in bits 9:2 of the address */
	GPIO_DIR = 0x400,
	GPIO_INPUTS = 0xf0,
};

static uint8_t gpio_data(uint8_t mask)
{
	return (uint8_t)mmio_read32(gpio + 4 * mask);
}

static void inputs_again(uintptr_t unused)
{
	(void)unused;
	mmio_write32(gpio + GPIO_ALL, 0);
	mmio_write32(gpio + GPIO_DIR, 0);
}

TEST(gpio_ids, "PL061 says that it is one", .needs = NEEDS(&pl061))
{
	static const uint8_t ids[] = { 0x61, 0x10, 0x04, 0x00,
				       0x0d, 0xf0, 0x05, 0xb1 };

	check_ids(gpio, ids);
}

TEST(gpio_direction, "DIR keeps 8 bits", .needs = NEEDS(&pl061))
{
	test_defer(inputs_again, 0);
	for (unsigned int bit = 0; bit < 8; bit++) {
		mmio_write32(gpio + GPIO_DIR, 1u << bit);
		EXPECT_EQ(mmio_read32(gpio + GPIO_DIR), 1u << bit);
	}
}

TEST(gpio_outputs, "DATA is written and read through its mask",
     .needs = NEEDS(&pl061))
{
	test_defer(inputs_again, 0);
	mmio_write32(gpio + GPIO_DIR, 0xff);
	mmio_write32(gpio + GPIO_ALL, 0xa5);
	EXPECT_EQ(gpio_data(0xff), 0xa5);
	for (unsigned int mask = 1; mask < 256; mask += mask)
		EXPECT_EQ(gpio_data((uint8_t)mask), 0xa5 & mask);
	mmio_write32(gpio + 4 * 0x0f, 0x5a);
	EXPECT_EQ(gpio_data(0xff), 0xaa);
	mmio_write32(gpio + 4 * 0x00, 0xff);
	EXPECT_EQ(gpio_data(0xff), 0xaa);
}

TEST(gpio_inputs, "writes do not reach inputs", .needs = NEEDS(&pl061))
{
	uint8_t before;

	test_defer(inputs_again, 0);
	mmio_write32(gpio + GPIO_DIR, 0);
	before = gpio_data(0xff);
	mmio_write32(gpio + GPIO_ALL, ~before & 0xffu);
	EXPECT_EQ(gpio_data(0xff), before);
	mmio_write32(gpio + GPIO_DIR, GPIO_INPUTS);
	mmio_write32(gpio + GPIO_ALL, ~before & 0xffu);
	EXPECT_EQ(gpio_data(0x0f), before & 0x0f);
	EXPECT_EQ(gpio_data(0xf0), ~before & 0xf0);
}
