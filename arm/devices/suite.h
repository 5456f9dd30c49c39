/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of this suite share. */
#ifndef ARM_DEVICES_SUITE_H
#define ARM_DEVICES_SUITE_H

#include <stdint.h>
#include <test/test.h>

#define DEVICES_SUITE         \
	TEST_SUITE("devices", \
		   .summary = "the board's small devices answer as specified")

/** check_ids - PrimeCell ids: 8 bits in each of 8 words from 0xfe0 on */
void check_ids(uint8_t *regs, const uint8_t ids[8]);

#endif
