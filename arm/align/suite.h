/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Alignment, and which loads and stores a device sees. Instructions are each
 * width's own; what both have is the device: a PL031 (DDI 0224), of which RTCMR
 * holds what is written, and the identification has one byte a word.
 */
#ifndef ARM_ALIGN_SUITE_H
#define ARM_ALIGN_SUITE_H

#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/trap.h>
#include <stdint.h>
#include <test/test.h>

#define ALIGN_SUITE        \
	TEST_SUITE(        \
		"align",   \
		.summary = \
			"unaligned accesses work or trap; devices see what was meant")

enum {
	RTCMR = 0x4,
	PERIPH_ID = 0xfe0,
};

extern const struct feature align_pl031;
extern const uint8_t align_identification[8]; /* of PERIPH_ID and up */

/** align_rtc - where it is; RTCMR is put back at the end of the case */
char *align_rtc(void);

uint32_t align_match(void);
void align_put_match(unsigned long value);

#endif
