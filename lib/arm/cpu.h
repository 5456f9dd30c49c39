/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One wrapper an instruction. */
#ifndef LIB_ARM_CPU_H
#define LIB_ARM_CPU_H

#include <arm/regs.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Names as in the manual, or S3_0_C1_C2_3 where the assembler does not know it;
 * both may be macros.
 */
#define read_sysreg(name) read_sysreg_(name)
#define read_sysreg_(name)                                                  \
	({                                                                  \
		uint64_t value_;                                            \
                                                                            \
		asm volatile("mrs %0, " #name : "=r"(value_) : : "memory"); \
		value_;                                                     \
	})

#define write_sysreg(name, value) write_sysreg_(name, value)
#define write_sysreg_(name, value)             \
	asm volatile("msr " #name ", %x0"      \
		     :                         \
		     : "rZ"((uint64_t)(value)) \
		     : "memory")

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

/* ------------------------------------------------------- caches and TLB -- */

/** tlb_flush_all - every entry of this CPU's translations */
static inline void tlb_flush_all(void)
{
	asm volatile("dsb nshst\n\t"
		     "tlbi vmalle1\n\t"
		     "dsb nsh\n\t"
		     "isb" ::
			     : "memory");
}

/** tlb_flush - the entries of one address, on all CPUs */
static inline void tlb_flush(const volatile void *address)
{
	asm volatile("dsb ishst\n\t"
		     "tlbi vaae1is, %0\n\t"
		     "dsb ish\n\t"
		     "isb"
		     :
		     : "r"((uintptr_t)address >> 12 & 0xfffffffffffull)
		     : "memory");
}

/* ------------------------------------------------------------- levels -- */

static inline unsigned int current_el(void)
{
	return field(read_sysreg(CurrentEL), 2, 2);
}

/* ---------------------------------------------------------------- SMCCC -- */

/**
 * smccc_hvc, smccc_smc - SMC Calling Convention (DEN 0028), X0 of the result
 *
 * Which of the two a machine has it says itself: psci.h.
 */
uint64_t smccc_hvc(uint64_t function, uint64_t a1, uint64_t a2, uint64_t a3);
uint64_t smccc_smc(uint64_t function, uint64_t a1, uint64_t a2, uint64_t a3);

#endif
