/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The registers that each mode has for itself (Arm ARM, G1.9.2). */
#ifndef LIB_ARM_BANK_32_H
#define LIB_ARM_BANK_32_H

#include <stdint.h>

/* bank_32.S knows the order. */
struct bank {
	uint32_t sp, lr, spsr; /* SYS mode has no SPSR */
	uint32_t r8_r12[5];    /* FIQ mode's own, else the ones of all */
};

/**
 * bank_read, bank_write - a mode's registers, by going there
 *
 * Written are R8 to R12 of FIQ mode alone, and SP not of SVC mode, which is the
 * caller's. Whoever changes SP of another one has to mask what the library takes
 * there: interrupts in IRQ mode; and nothing else may trap.
 */
void bank_read(struct bank *bank, uint32_t mode);
void bank_write(const struct bank *bank, uint32_t mode);

#endif
