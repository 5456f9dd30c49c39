/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is written down at each boot, and of the first one kept over the reset, in
 * RAM that neither a loader nor start.S writes.
 */
#ifndef ARM_RESET_STATE_SUITE_H
#define ARM_RESET_STATE_SUITE_H

#include "registers.h"

#include <arm/cpu.h>
#include <arm/features.h>
#include <stdbool.h>
#include <stdint.h>
#include <test/test.h>

#define RESET_STATE_SUITE                                                     \
	TEST_SUITE("reset-state",                                             \
		   .summary = "SYSTEM_RESET leaves a machine as it was when " \
			      "it was new",                                   \
		   .needs = NEEDS(&arm_at_el1, &arm_pmu),                     \
		   .setup = reset_state_look)

enum {
	RESET_CPUS = 3,
	RESET_IDS = 56 + 6,
	RESET_WORDS = 0x400, /* of a frame of registers */
	RESET_FRAMES = 10,
};

/* Of one CPU that was started for it; the order is that of entry.S. */
struct raw {
	uint64_t smc;
#define MEMBER(name, value) uint64_t name;
	RESET_ALL(MEMBER)
	uint64_t fpcr, fpsr;
	uint64_t complete;
};

/* All that a boot tells; nothing of it depends on which boot it is. */
struct boot {
	uint64_t magic; /* it is complete */
	uint64_t ids[RESET_IDS];
	struct raw boot_cpu; /* by the library: RESET_LEFT and RESET_READ alone */
	struct raw other[RESET_CPUS] __attribute__((aligned(256)));
	uint32_t icc[7];
	uint32_t frame[RESET_FRAMES][RESET_WORDS];
};

/* Three of them: the first, that after the reset, and this one */
extern struct boot reset_state_now;
const struct boot *reset_state_first(void);
const struct boot *reset_state_after(void);

/** reset_state_look - fill in reset_state_now, at the first case of each boot */
void reset_state_look(void);

/**
 * reset_state_done - of a case that looks back: it ends in a reset too
 *
 * For those come last, and so after the one that changes everything.
 */
void reset_state_done(void) __attribute__((noreturn));
#define LOOKS_BACK .ends = ENDS_REBOOT

/** look_at_other - of a CPU that is off; it is started for it, and off again */
void look_at_other(unsigned int cpu, struct raw *r);

/** spoil_registers - this CPU's, so that a reset is noticed */
void spoil_registers(void);

/** look_at_devices - its frames; spoil_devices - so that a reset is noticed */
void look_at_devices(struct boot *boot);
void spoil_devices(void);

#endif
