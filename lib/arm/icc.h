/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System registers of GICv3's CPU interface: IHI 0069, 12.2 and 12.7. Both
 * widths give them the same numbers; an ICC_ name stands for CRn, CRm and op2.
 */
#ifndef LIB_ARM_ICC_H
#define LIB_ARM_ICC_H

#include <stdint.h>

#define ICC_PMR	    4, 6, 0
#define ICC_IAR0    12, 8, 0
#define ICC_EOIR0   12, 8, 1
#define ICC_HPPIR0  12, 8, 2
#define ICC_BPR0    12, 8, 3
#define ICC_AP0R0   12, 8, 4
#define ICC_AP0R1   12, 8, 5
#define ICC_AP1R0   12, 9, 0
#define ICC_AP1R1   12, 9, 1
#define ICC_DIR	    12, 11, 1
#define ICC_RPR	    12, 11, 3
#define ICC_IAR1    12, 12, 0
#define ICC_EOIR1   12, 12, 1
#define ICC_HPPIR1  12, 12, 2
#define ICC_BPR1    12, 12, 3
#define ICC_CTLR    12, 12, 4
#define ICC_SRE	    12, 12, 5
#define ICC_IGRPEN0 12, 12, 6
#define ICC_IGRPEN1 12, 12, 7

#define ICC_CTLR_CBPR	 0x1
#define ICC_CTLR_EOIMODE 0x2
#define ICC_CTLR_RSS	 0x40000

/* icc_read(ICC_PMR), icc_write(ICC_PMR, value) */
#define icc_read(...)  icc_read_(__VA_ARGS__)
#define icc_write(...) icc_write_(__VA_ARGS__)

#ifdef __aarch64__

#define icc_read_(crn, crm, op2)                                             \
	({                                                                   \
		uint64_t value_;                                             \
                                                                             \
		asm volatile("mrs %0, S3_0_C" #crn "_C" #crm "_" #op2 "\n\t" \
			     "dsb sy"                                        \
			     : "=r"(value_)                                  \
			     :                                               \
			     : "memory");                                    \
		(uint32_t) value_;                                           \
	})
#define icc_write_(crn, crm, op2, value)                              \
	asm volatile("msr S3_0_C" #crn "_C" #crm "_" #op2 ", %x0\n\t" \
		     "isb"                                            \
		     :                                                \
		     : "rZ"((uint64_t)(uint32_t)(value))              \
		     : "memory")

/* The three that send SGIs: ICC_SGI1R, ICC_ASGI1R and ICC_SGI0R. */
#define ICC_SGI_WRITER_(name, op2)                               \
	static inline void name(uint64_t value)                  \
	{                                                        \
		asm volatile("dsb sy\n\t"                        \
			     "msr S3_0_C12_C11_" #op2 ", %0\n\t" \
			     "isb"                               \
			     :                                   \
			     : "r"(value)                        \
			     : "memory");                        \
	}
ICC_SGI_WRITER_(icc_sgi1r, 5)
ICC_SGI_WRITER_(icc_asgi1r, 6)
ICC_SGI_WRITER_(icc_sgi0r, 7)

/** isr_read - ISR_EL1: an interrupt waits for PSTATE to let it in */
static inline uint32_t isr_read(void)
{
	uint64_t value;

	asm volatile("mrs %0, isr_el1" : "=r"(value) : : "memory");
	return (uint32_t)value;
}

#else

#define icc_read_(crn, crm, op2)                                           \
	({                                                                 \
		uint32_t value_;                                           \
                                                                           \
		asm volatile("mrc p15, 0, %0, c" #crn ", c" #crm ", " #op2 \
			     "\n\t"                                        \
			     "dsb sy"                                      \
			     : "=r"(value_)                                \
			     :                                             \
			     : "memory");                                  \
		value_;                                                    \
	})
#define icc_write_(crn, crm, op2, value)                                  \
	asm volatile("mcr p15, 0, %0, c" #crn ", c" #crm ", " #op2 "\n\t" \
		     "isb"                                                \
		     :                                                    \
		     : "r"((uint32_t)(value))                             \
		     : "memory")

#define ICC_SGI_WRITER_(name, op1)                                   \
	static inline void name(uint64_t value)                      \
	{                                                            \
		asm volatile("dsb sy\n\t"                            \
			     "mcrr p15, " #op1 ", %Q0, %R0, c12\n\t" \
			     "isb"                                   \
			     :                                       \
			     : "r"(value)                            \
			     : "memory");                            \
	}
ICC_SGI_WRITER_(icc_sgi1r, 0)
ICC_SGI_WRITER_(icc_asgi1r, 1)
ICC_SGI_WRITER_(icc_sgi0r, 2)

static inline uint32_t isr_read(void)
{
	uint32_t value;

	asm volatile("mrc p15, 0, %0, c12, c1, 0" : "=r"(value) : : "memory");
	return value;
}

#endif

#define ISR_F 0x40
#define ISR_I 0x80

#endif
