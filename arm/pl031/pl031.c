/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pl031.h"

#include <arch/io.h>
#include <arm/device.h>
#include <clock.h>

static uint8_t *rtc;
unsigned int pl031_intid;

static bool probe(void)
{
	return device_find("arm,pl031", &rtc, &pl031_intid);
}

const struct feature pl031 = { "PL031", "device tree: arm,pl031", probe };

uint8_t *rtc_base(void)
{
	return rtc;
}

uint32_t get(unsigned int reg)
{
	return mmio_read32(rtc + reg);
}

void put(unsigned int reg, uint32_t value)
{
	mmio_write32(rtc + reg, value);
}

static uint32_t loaded;
static uint64_t loaded_at; /* ns */

/* The time goes on as if nothing had been. */
static void put_back(uintptr_t unused)
{
	(void)unused;
	put(IMSC, 0);
	put(ICR, 1);
	put(MR, 0);
	put(LR, loaded + (uint32_t)((clock_ns() - loaded_at) / 1000000000));
}

void pl031_setup(void)
{
	loaded = get(DR);
	loaded_at = clock_ns();
	test_defer(put_back, 0);
	put(IMSC, 0);
	put(ICR, 1);
}

void wait_seconds(unsigned int nr)
{
	delay_us(nr * 1000000ull);
}

uint32_t next_second(void)
{
	uint32_t now = get(DR), then = now;
	uint64_t end = clock_ns() + 3000000000ull;

	while (then == now && clock_ns() < end)
		then = get(DR);
	ASSERT_NE(then, now);
	return then;
}
