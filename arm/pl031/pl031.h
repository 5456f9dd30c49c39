/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The clock, and what the files of this suite share. */
#ifndef ARM_PL031_PL031_H
#define ARM_PL031_PL031_H

#include <arm/gic.h>
#include <stdint.h>
#include <test/test.h>

#define PL031_SUITE                                                            \
	TEST_SUITE("pl031", .summary = "the clock counts and its alarm rings", \
		   .needs = NEEDS(&pl031, &arm_gic), .setup = pl031_setup)

enum {
	DR = 0x00,
	MR = 0x04,
	LR = 0x08,
	CR = 0x0c,
	IMSC = 0x10,
	RIS = 0x14,
	MIS = 0x18,
	ICR = 0x1c,
	ID0 = 0xfe0, /* to 0xffc */
};

extern const struct feature pl031;
extern unsigned int pl031_intid;

/** pl031_setup - no alarm; the time goes on afterwards as if nothing had been */
void pl031_setup(void);

/** rtc_base - its registers; get, put - one of them */
uint8_t *rtc_base(void);
uint32_t get(unsigned int reg);
void put(unsigned int reg, uint32_t value);

void wait_seconds(unsigned int nr);

/** next_second - until one begins: what is started now has all of it */
uint32_t next_second(void);

#endif
