/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One wrapper an instruction. */
#ifndef LIB_ARM_CPU_H
#define LIB_ARM_CPU_H

#include <arm/regs.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __aarch64__
#include <arm/cpu_64.h>
#else
#include <arm/cpu_32.h>
#endif

/* @width bits of a register from bit @low on: an ID register's field. */
static inline unsigned int field(uint64_t value, unsigned int low,
				 unsigned int width)
{
	return (unsigned int)(value >> low & ((1ull << width) - 1));
}

static inline void isb(void)
{
	asm volatile("isb" ::: "memory");
}

static inline void dsb(void)
{
	asm volatile("dsb ish" ::: "memory");
}

static inline void wfi(void)
{
	asm volatile("dsb sy\n\t"
		     "wfi" ::
			     : "memory");
}

/* ---------------------------------------------------------------- SMCCC -- */

/**
 * smccc_hvc, smccc_smc - SMC Calling Convention (DEN 0028), X0 or R0 of the result
 *
 * Which of the two a machine has it says itself: psci.h.
 */
unsigned long smccc_hvc(unsigned long function, unsigned long a1,
			unsigned long a2, unsigned long a3);
unsigned long smccc_smc(unsigned long function, unsigned long a1,
			unsigned long a2, unsigned long a3);

#endif
