/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory tagging: registers and instructions (Arm ARM, D10). AArch64 only. */
#ifndef LIB_ARM_MTE_H
#define LIB_ARM_MTE_H

#ifdef __aarch64__ /* AArch32 has none of it */

#include <arm/cpu.h>

#define SCTLR_ATA	 (1ull << 43)
#define SCTLR_ATA0	 (1ull << 42)
#define SCTLR_TCF(mode)	 ((uint64_t)(mode) << 40)
#define SCTLR_TCF0(mode) ((uint64_t)(mode) << 38)
#define TCR_TBI0	 (1ull << 37)
#define TCR_TCMA0	 (1ull << 57)
#define PSTATE_TCO	 (1ul << 25)

enum mte_mode {
	MTE_IGNORE,
	MTE_SYNC,
	MTE_ASYNC,
	MTE_ASYMM, /* loads as MTE_SYNC, stores as MTE_ASYNC */
};

#define RGSR_EL1   S3_0_C1_C0_5
#define GCR_EL1	   S3_0_C1_C0_6
#define GCR_RRND   0x10000
#define TFSR_EL1   S3_0_C5_C6_0
#define TFSRE0_EL1 S3_0_C5_C6_1
#define TCO	   S3_3_C4_C2_7
#define GMID_EL1   S3_1_C0_C0_4

#define MTE ".arch armv8.5-a+memtag\n\t"

enum {
	MTE_GRANULE = 16
};

/** mte_pointer - @address with a tag in bits 59:56 */
static inline void *mte_pointer(const volatile void *address, unsigned int tag)
{
	return (void *)(((uintptr_t)address & ~(0xfull << 56)) | (uint64_t)tag
									 << 56);
}

/** mte_tag_of - the tag of a pointer */
static inline unsigned int mte_tag_of(const volatile void *pointer)
{
	return field((uintptr_t)pointer, 56, 4);
}

/** mte_store - STG: the tag of @pointer for the granule it points to */
static inline void mte_store(volatile void *pointer)
{
	asm volatile(MTE "stg %0, [%0]" : : "r"(pointer) : "memory");
}

/** mte_load - LDG: the tag of a granule */
static inline unsigned int mte_load(const volatile void *address)
{
	uint64_t x = (uintptr_t)address;

	asm volatile(MTE "ldg %0, [%0]" : "+r"(x) : : "memory");
	return field(x, 56, 4);
}

#endif

#endif
