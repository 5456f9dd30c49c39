/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One function for each privileged or otherwise special instruction, and the
 * bits of the registers they move. Names are those of the Intel SDM.
 *
 * A function named _safe returns the trap that the instruction raised, or
 * TRAP_NONE; the others leave a trap to trap_catch() and handlers.
 */
#ifndef LIB_X86_CPU_H
#define LIB_X86_CPU_H

#include <arch/extable.h>
#include <arch/trap.h>
#include <stddef.h>
#include <stdint.h>
#include <x86/regs.h>
#include <x86/segments.h>

/*
 * In front of an instruction: KVM with the parameter force_emulation_prefix
 * emulates that one (x86_forced_emulation); elsewhere it is UD2.
 */
#define FORCED_EMULATION ".byte 0x0f, 0x0b, 0x6b, 0x76, 0x6d\n\t"

/* --------------------------------------------------------------- CPUID -- */

struct cpuid {
	uint32_t a, b, c, d;
};

static inline struct cpuid cpuid(uint32_t leaf, uint32_t subleaf)
{
	struct cpuid r;

	asm volatile("cpuid"
		     : "=a"(r.a), "=b"(r.b), "=c"(r.c), "=d"(r.d)
		     : "a"(leaf), "c"(subleaf));
	return r;
}

/** cpuid_max - the highest leaf of a range; @range: 0, 0x80000000, ... */
static inline uint32_t cpuid_max(uint32_t range)
{
	uint32_t max = cpuid(range, 0).a;

	return max >= range ? max : 0;
}

/* ---------------------------------------------------------------- MSRs -- */

static inline uint64_t rdmsr(uint32_t msr)
{
	uint32_t low, high;

	asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr) : "memory");
	return (uint64_t)high << 32 | low;
}

static inline void wrmsr(uint32_t msr, uint64_t value)
{
	asm volatile("wrmsr"
		     :
		     : "c"(msr), "a"((uint32_t)value),
		       "d"((uint32_t)(value >> 32))
		     : "memory");
}

/* *value is 0 after a trap */
static inline enum trap_cause rdmsr_safe(uint32_t msr, uint64_t *value)
{
	uint32_t low = 0, high = 0;
	unsigned long cause = TRAP_NONE;

	asm volatile("1: rdmsr\n\t"
		     "2:\n\t" EXTABLE("1b", "2b")
		     : "+a"(low), "+d"(high), "+b"(cause)
		     : "c"(msr)
		     : "memory");
	*value = (uint64_t)high << 32 | low;
	return (enum trap_cause)cause;
}

static inline enum trap_cause wrmsr_safe(uint32_t msr, uint64_t value)
{
	unsigned long cause = TRAP_NONE;

	asm volatile("1: wrmsr\n\t"
		     "2:\n\t" EXTABLE("1b", "2b")
		     : "+b"(cause)
		     : "c"(msr), "a"((uint32_t)value),
		       "d"((uint32_t)(value >> 32))
		     : "memory");
	return (enum trap_cause)cause;
}

/* --------------------------------------------- control, debug registers -- */

#define X86_REG_ACCESSORS(reg)                                                 \
	static inline unsigned long read_##reg(void)                           \
	{                                                                      \
		unsigned long value;                                           \
                                                                               \
		asm volatile("mov %%" #reg ", %0" : "=r"(value) : : "memory"); \
		return value;                                                  \
	}                                                                      \
                                                                               \
	static inline void write_##reg(unsigned long value)                    \
	{                                                                      \
		asm volatile("mov %0, %%" #reg : : "r"(value) : "memory");     \
	}                                                                      \
                                                                               \
	static inline enum trap_cause write_##reg##_safe(unsigned long value)  \
	{                                                                      \
		unsigned long cause = TRAP_NONE;                               \
                                                                               \
		asm volatile("1: mov %1, %%" #reg "\n\t"                       \
			     "2:\n\t" EXTABLE("1b", "2b")                      \
			     : "+b"(cause)                                     \
			     : "r"(value)                                      \
			     : "memory");                                      \
		return (enum trap_cause)cause;                                 \
	}

X86_REG_ACCESSORS(cr0)
X86_REG_ACCESSORS(cr2)
X86_REG_ACCESSORS(cr3)
X86_REG_ACCESSORS(cr4)
#ifdef __x86_64__
X86_REG_ACCESSORS(cr8)
#endif
X86_REG_ACCESSORS(dr0)
X86_REG_ACCESSORS(dr1)
X86_REG_ACCESSORS(dr2)
X86_REG_ACCESSORS(dr3)
X86_REG_ACCESSORS(dr6)
X86_REG_ACCESSORS(dr7)

static inline uint64_t xgetbv(uint32_t xcr)
{
	uint32_t low, high;

	asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(xcr) : "memory");
	return (uint64_t)high << 32 | low;
}

static inline void xsetbv(uint32_t xcr, uint64_t value)
{
	asm volatile("xsetbv"
		     :
		     : "c"(xcr), "a"((uint32_t)value),
		       "d"((uint32_t)(value >> 32))
		     : "memory");
}

static inline void clts(void)
{
	asm volatile("clts" ::: "memory");
}

static inline uint16_t smsw(void)
{
	uint16_t value;

	asm volatile("smsw %0" : "=r"(value));
	return value;
}

static inline void lmsw(uint16_t value)
{
	asm volatile("lmsw %0" : : "r"(value) : "memory");
}

/* --------------------------------------------------------------- flags -- */

static inline unsigned long read_flags(void)
{
	unsigned long flags;

	asm volatile("pushf\n\t"
		     "pop %0"
		     : "=r"(flags)
		     :
		     : "memory");
	return flags;
}

static inline void write_flags(unsigned long flags)
{
	asm volatile("push %0\n\t"
		     "popf"
		     :
		     : "r"(flags)
		     : "memory", "cc");
}

static inline void cli(void)
{
	asm volatile("cli" ::: "memory");
}

static inline void sti(void)
{
	asm volatile("sti" ::: "memory");
}

static inline void hlt(void)
{
	asm volatile("hlt" ::: "memory");
}

/* No interrupt is taken between the two (SDM vol. 2, STI). */
static inline void sti_hlt(void)
{
	asm volatile("sti\n\t"
		     "hlt" ::
			     : "memory");
}

static inline void pause_insn(void)
{
	asm volatile("pause" ::: "memory");
}

/* ------------------------------------------------------- caches and TLB -- */

static inline void invlpg(const volatile void *address)
{
	asm volatile("invlpg (%0)" : : "r"(address) : "memory");
}

static inline void wbinvd(void)
{
	asm volatile("wbinvd" ::: "memory");
}

static inline void clflush(const volatile void *address)
{
	asm volatile("clflush (%0)" : : "r"(address) : "memory");
}

/* -------------------------------------------------------------- string -- */

/** rep_movs - copy words in one instruction, where each one may be emulated */
static inline void rep_movs(void *to, const void *from, size_t nr_longs)
{
#ifdef __x86_64__
	asm volatile("rep movsq"
#else
	asm volatile("rep movsl"
#endif
		     : "+D"(to), "+S"(from), "+c"(nr_longs)
		     :
		     : "memory");
}

/* ---------------------------------------------------------------- time -- */

static inline uint64_t rdtsc(void)
{
	uint32_t low, high;

	asm volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}

/* *aux is IA32_TSC_AUX */
static inline uint64_t rdtscp(uint32_t *aux)
{
	uint32_t low, high;

	asm volatile("rdtscp" : "=a"(low), "=d"(high), "=c"(*aux));
	return (uint64_t)high << 32 | low;
}

static inline uint64_t rdpmc(uint32_t counter)
{
	uint32_t low, high;

	asm volatile("rdpmc" : "=a"(low), "=d"(high) : "c"(counter));
	return (uint64_t)high << 32 | low;
}

#endif
