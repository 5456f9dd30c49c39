/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Power State Coordination Interface (DEN 0022). */
#ifndef LIB_ARM_PSCI_H
#define LIB_ARM_PSCI_H

#include <stdint.h>

enum {
	PSCI_SUCCESS = 0,
	PSCI_NOT_SUPPORTED = -1,
	PSCI_INVALID_PARAMETERS = -2,
	PSCI_DENIED = -3,
	PSCI_ALREADY_ON = -4,
	PSCI_ON_PENDING = -5,
	PSCI_INTERNAL_FAILURE = -6,
	PSCI_NOT_PRESENT = -7,
	PSCI_DISABLED = -8,
	PSCI_INVALID_ADDRESS = -9,
};

/* Functions: those with addresses have a number of their own for 64 bits. */
#ifdef __aarch64__
#define PSCI_64 0x40000000u
#else
#define PSCI_64 0u
#endif
#define PSCI_VERSION	   0x84000000u
#define PSCI_CPU_OFF	   0x84000002u
#define PSCI_CPU_ON	   (0x84000003u | PSCI_64)
#define PSCI_AFFINITY_INFO (0x84000004u | PSCI_64)
#define PSCI_SYSTEM_OFF	   0x84000008u
#define PSCI_SYSTEM_RESET  0x84000009u
#define PSCI_FEATURES	   0x8400000au

/**
 * smccc - a call by the instruction that the machine has for it: X0 or R0 of its result
 *
 * -1, PSCI_NOT_SUPPORTED, where it has none.
 */
long smccc(uint32_t function, unsigned long a1, unsigned long a2,
	   unsigned long a3);

/**
 * psci_system_off - end the VM, also where nothing says how to
 *
 * Returns where nobody answers.
 */
void psci_system_off(void);

/** psci_call - the same, of a function whose result has 32 bits */
int psci_call(uint32_t function, unsigned long a1, unsigned long a2,
	      unsigned long a3);

#endif
