/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CPU 1 in a handler for as long as is asked of it, and what is seen of that. */
#ifndef ARM_GIC_ACTIVE_SYNC_THERE_H
#define ARM_GIC_ACTIVE_SYNC_THERE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	SGI = 3,
	PPI = 21, /* no device has it */
	SPI = 60, /* nor this one */
	ROUNDS = 1000,
	ROUNDS_MIN = 20,
	ROUNDS_US = 1000000,
	PATIENCE_US = 3000000,
	LINGER_US = 5000,
};

extern struct there {
	unsigned int taken; /* how often it has come */
	unsigned int released;
	uint32_t iar;
	bool stop;
} there;

/** begin, end - CPU 1 takes SGI, PPI and SPI, and stays until release() */
void begin(void);
void end(void);

/** await - for its @turn, from 1; no ASSERT_ then: CPU 1 has to be told to stop */
bool await(unsigned int turn);
void release(unsigned int turn);

/** bit, write_bit - one bit of an INTID of CPU @cpu */
bool bit(unsigned int cpu, unsigned int intid, unsigned int reg);
void write_bit(unsigned int cpu, unsigned int intid, unsigned int reg);

/** check_state, await_state - what all four registers say of CPU 1's interrupt */
void check_state(unsigned int intid, bool pending, bool active);
void await_state(unsigned int intid, bool pending, bool active);

#endif
