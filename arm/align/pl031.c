/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <dev/fdt.h>
#include <mm/vmap.h>

ALIGN_SUITE;

const uint8_t align_identification[8] = { 0x31, 0x10, 0x04, 0x00,
					  0x0d, 0xf0, 0x05, 0xb1 };

static char *rtc;

static bool probe_rtc(void)
{
	const struct fdt *fdt = fdt_system();

	return fdt && fdt_find(fdt, FDT_NONE, "arm,pl031") >= 0;
}

const struct feature align_pl031 = { "PL031", "the device tree", probe_rtc };

static void map_rtc(void)
{
	const struct fdt *fdt = fdt_system();
	uint64_t start, bytes;

	if (rtc)
		return;
	ASSERT_EQ(fdt_reg(fdt, fdt_find(fdt, FDT_NONE, "arm,pl031"), 0, &start,
			  &bytes),
		  0);
	rtc = vmap_io(start, 0x1000);
}

void align_put_match(unsigned long value)
{
	*(volatile uint32_t *)(rtc + RTCMR) = (uint32_t)value;
}

uint32_t align_match(void)
{
	return *(volatile uint32_t *)(rtc + RTCMR);
}

char *align_rtc(void)
{
	map_rtc();
	test_defer(align_put_match, align_match());
	return rtc;
}

TEST(mmio_words, "each identification word is at its place",
     .needs = NEEDS(&align_pl031))
{
	const char *at = align_rtc() + PERIPH_ID;

	for (unsigned int i = 0; i < 8; i++) {
		uint32_t word = *(const volatile uint32_t *)(at + 4 * i);

		/* the revision, in the upper half of the third, is free */
		test_context("word %u", i);
		EXPECT_EQ(i == 2 ? word & 0xf : word, align_identification[i]);
	}
}
