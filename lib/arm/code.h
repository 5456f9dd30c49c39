/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Code that a test writes: a few instructions of either width, and their way from
   the data caches to what all CPUs fetch. */
#ifndef LIB_ARM_CODE_H
#define LIB_ARM_CODE_H

#include <arm/cpu.h>

#ifdef __aarch64__

#define CODE_ADD_ONE 0x11000400u /* ADD W0, W0, #1 */
#define CODE_RETURN  0xd65f03c0u /* RET */

/** code_move - give W0 or R0 a value below 4096 */
static inline uint32_t code_move(uint32_t value)
{
	return 0x52800000u | value << 5; /* MOVZ */
}

/** code_branch - to so many instructions further on */
static inline uint32_t code_branch(uint32_t instructions)
{
	return 0x14000000u | (instructions & 0x03ffffffu);
}

/* B2.3, Implication of caches for the application programmer */
static inline void code_sync(const volatile void *at)
{
	asm volatile("dc cvau, %0\n\t"
		     "dsb ish\n\t"
		     "ic ivau, %0\n\t"
		     "dsb ish\n\t"
		     "isb"
		     :
		     : "r"(at)
		     : "memory");
}

#else

#define CODE_ADD_ONE 0xe2800001u /* ADD R0, R0, #1 */
#define CODE_RETURN  0xe12fff1eu /* BX LR */

static inline uint32_t code_move(uint32_t value)
{
	return 0xe3000000u | value; /* MOVW */
}

/* The program counter is two instructions ahead. */
static inline uint32_t code_branch(uint32_t instructions)
{
	return 0xea000000u | ((instructions - 2) & 0x00ffffffu);
}

/* E2.3, the same; branch predictors too, where they hold addresses */
static inline void code_sync(const volatile void *at)
{
	write_sysreg(DCCMVAU, (uintptr_t)at);
	asm volatile("dsb ish" ::: "memory");
	write_sysreg(ICIMVAU, (uintptr_t)at);
	write_sysreg(BPIALLIS, 0);
	asm volatile("dsb ish\n\t"
		     "isb" ::
			     : "memory");
}

#endif

/** code_write - an instruction that other CPUs fetch after an ISB of theirs */
static inline void code_write(uint32_t *at, uint32_t insn)
{
	*(volatile uint32_t *)at = insn;
	code_sync(at);
}

#endif
