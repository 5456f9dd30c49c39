/* SPDX-License-Identifier: GPL-2.0-or-later */
/* <arm/cpu.h> of AArch32. */
#ifndef LIB_ARM_CPU_32_H
#define LIB_ARM_CPU_32_H

#include <arch/extable.h>
#include <arch/trap.h>
#include <arm/regs_32.h>
#include <arm/sysregs_32.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Names as in the manual, SCTLR, or as AArch64 calls the same register,
 * sctlr_el1: those of <arm/sysregs_32.h>.
 */
#define read_sysreg(name)	  CP_READ_(CP_##name)
#define write_sysreg(name, value) CP_WRITE_(CP_##name, value)

#define CP_READ_(...)			  CP_READ__(__VA_ARGS__)
#define CP_READ__(bits, operands)	  CP_READ_##bits(operands)
#define CP_WRITE_(...)			  CP_WRITE__(__VA_ARGS__)
#define CP_WRITE__(bits, operands, value) CP_WRITE_##bits(operands, value)

#define CP_READ_32(operands)                                               \
	({                                                                 \
		uint32_t value_;                                           \
                                                                           \
		asm volatile("mrc " operands : "=r"(value_) : : "memory"); \
		value_;                                                    \
	})
#define CP_READ_64(operands)                                                \
	({                                                                  \
		uint64_t value_;                                            \
                                                                            \
		asm volatile("mrrc " operands : "=r"(value_) : : "memory"); \
		value_;                                                     \
	})
#define CP_WRITE_32(operands, value) \
	asm volatile("mcr " operands : : "r"((uint32_t)(value)) : "memory")
#define CP_WRITE_64(operands, value) \
	asm volatile("mcrr " operands : : "r"((uint64_t)(value)) : "memory")

static inline uint32_t read_cpsr(void)
{
	uint32_t cpsr;

	asm volatile("mrs %0, cpsr" : "=r"(cpsr) : : "memory");
	return cpsr;
}

/**
 * secure_state - whether this is the mode below a Monitor that is not there
 *
 * In Non-secure state SCR is undefined (Arm ARM, G8.2.125).
 */
static inline bool secure_state(void)
{
	register unsigned long cause asm(EXTABLE_CAUSE) = TRAP_NONE;
	uint32_t scr;

	asm volatile("1: mrc p15, 0, %1, c1, c1, 0\n\t"
		     "2:\n\t" EXTABLE("1b", "2b")
		     : "+r"(cause), "=r"(scr));
	return cause == TRAP_NONE;
}

/** mask_interrupts - asynchronous exceptions of every kind */
static inline void mask_interrupts(void)
{
	asm volatile("cpsid aif" ::: "memory");
}

static inline void clear_pan(void)
{
	uint32_t cpsr = read_cpsr();

	if (cpsr & CPSR_PAN)
		asm volatile("msr cpsr_s, %0"
			     :
			     : "r"(cpsr & ~CPSR_PAN)
			     : "memory");
}

/** user_pstate - what the SPSR has to be to go to user mode */
static inline unsigned long user_pstate(void)
{
	return (read_cpsr() & CPSR_MASKED) | MODE_USR;
}

/* ------------------------------------------------------- caches and TLB -- */

/** tlb_flush_all - every entry of this CPU's translations */
static inline void tlb_flush_all(void)
{
	asm volatile("dsb" ::: "memory");
	write_sysreg(TLBIALL, 0);
	asm volatile("dsb\n\t"
		     "isb" ::
			     : "memory");
}

/** tlb_flush - the entries of one address, on all CPUs */
static inline void tlb_flush(const volatile void *address)
{
	asm volatile("dsb ishst" ::: "memory");
	write_sysreg(TLBIMVAAIS, (uintptr_t)address & ~0xfffu);
	asm volatile("dsb ish\n\t"
		     "isb" ::
			     : "memory");
}

/** cache_forget_line - no longer what the caches hold; dsb() is up to the caller */
static inline void cache_forget_line(const volatile void *address)
{
	write_sysreg(DCIMVAC, (uintptr_t)address);
}

/** cache_flush_line - from the caches to memory */
static inline void cache_flush_line(const volatile void *address)
{
	write_sysreg(DCCIMVAC, (uintptr_t)address);
	asm volatile("dsb" ::: "memory");
}

/* For asm(): the function of a call by SMCCC, and what else it may change. */
#define SMCCC_FUNCTION "r0"
#define SMCCC_CHANGES  "r1", "r2", "r3"

#endif
