/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Atomic memory accesses: what one instruction does to memory and registers,
 * where it traps, and that several CPUs do not lose each other's updates.
 *
 * Arm ARM, B2.2 and E2.2 (atomicity), B2.9 and E2.10 (exclusives).
 */
#ifndef ARM_ATOMICS_SUITE_H
#define ARM_ATOMICS_SUITE_H

#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/trap.h>
#include <stdint.h>
#include <test/test.h>

#define ATOMICS_SUITE      \
	TEST_SUITE(        \
		"atomics", \
		.summary = \
			"atomic accesses have exact results and lose no update")

/* In registers that an access of fewer bits is to clear or to leave alone. */
#define GARBAGE 0xdeadbeefcafef00dull

/* Operands on both sides of every sign and of zero. */
static const uint64_t atomic_operands[] = {
	0,
	1,
	2,
	0x7f,
	0x80,
	0xff,
	0x7fff,
	0x8000,
	0xffff,
	0x7fffffff,
	0x80000000,
	0xffffffff,
	0x7fffffffffffffff,
	0x8000000000000000,
	0xffffffffffffffff,
	0x0123456789abcdef,
	0xfedcba9876543210,
	0xdeadbeefcafef00d,
};

enum {
	NR_OPERANDS = sizeof(atomic_operands) / sizeof(atomic_operands[0])
};

static inline uint64_t low_bytes(uint64_t value, unsigned int bytes)
{
	return bytes == 8 ? value : value & ((1ull << 8 * bytes) - 1);
}

/* A place to access, with neighbours that nothing is to change. */
struct cell {
	uint64_t before[2];
	uint64_t value[2];
	uint64_t after[2];
} __attribute__((aligned(16)));

/** cell_set - neighbours, and the value in its low @bytes, GARBAGE above */
void cell_set(struct cell *cell, uint64_t value, unsigned int bytes);

/** cell_expect - the value, and everything around it as cell_set() made it */
void cell_expect(const struct cell *cell, uint64_t value, unsigned int bytes);

/** atomic_page - a page of its own with @flags, until the end of the case */
void *atomic_page(int map_flags);

#endif
