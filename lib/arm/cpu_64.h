/* SPDX-License-Identifier: GPL-2.0-or-later */
/* <arm/cpu.h> of AArch64. */
#ifndef LIB_ARM_CPU_64_H
#define LIB_ARM_CPU_64_H

#include <arm/regs.h>
#include <stdbool.h>
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

/** secure_state - start.S has refused EL3, which alone leads there */
static inline bool secure_state(void)
{
	return false;
}

/** mask_interrupts - asynchronous exceptions of every kind */
static inline void mask_interrupts(void)
{
	asm volatile("msr daifset, #15" ::: "memory");
}

static inline void clear_pan(void)
{
	if (read_sysreg(id_aa64mmfr1_el1) >> 20 & 0xf)	       /* PAN */
		asm volatile(".inst 0xd500409f" ::: "memory"); /* MSR PAN, #0 */
}

/** user_pstate - what the SPSR has to be to go to user mode */
static inline unsigned long user_pstate(void)
{
	return read_sysreg(daif);
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

/** cache_forget_line - no longer what the caches hold; dsb() is up to the caller */
static inline void cache_forget_line(const volatile void *address)
{
	asm volatile("dc ivac, %0" : : "r"(address) : "memory");
}

/** cache_flush_line - from the caches to memory */
static inline void cache_flush_line(const volatile void *address)
{
	asm volatile("dc civac, %0\n\t"
		     "dsb sy"
		     :
		     : "r"(address)
		     : "memory");
}

/* ------------------------------------------------------------- levels -- */

static inline unsigned int current_el(void)
{
	return (unsigned int)(read_sysreg(CurrentEL) >> 2 & 3);
}

/* For asm(): the function of a call by SMCCC, and what else it may change. */
#define SMCCC_FUNCTION "x0"
#define SMCCC_CHANGES  "x1", "x2", "x3"

#endif
