/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Memory Tagging Extension.
 *
 * Arm ARM, D10 (memory tagging), C6.2 (its instructions), D19.2 (GCR_EL1,
 * RGSR_EL1, TFSR_EL1, TFSRE0_EL1, SCTLR_EL1, TCR_EL1).
 */
#ifndef ARM_64_MTE_SUITE_H
#define ARM_64_MTE_SUITE_H

#include <arm/features.h>
#include <arm/mte.h>
#include <arm/trap.h>
#include <mm/page.h>
#include <stdint.h>
#include <test/test.h>

#define MTE_SUITE                                                              \
	TEST_SUITE("mte", .summary = "memory is tagged, and tags are checked", \
		   .setup = mte_setup)

/* Each case but those of a machine without needs it. */
#define NEEDS_MTE .needs = NEEDS(&arm_mte, &arm_at_el1)

enum {
	GRANULES = PAGE_SIZE / MTE_GRANULE
};

/* One page three times: tagged; the same memory tagged again; untagged. */
extern uint8_t *mte_page, *mte_alias, *mte_untagged;

/**
 * mte_setup - pages with tags 0, TBI, access to tags, no checks; put back
 */
void mte_setup(void);

/** mte_checks - how EL1's and EL0's mismatches are reported; ISB */
void mte_checks(enum mte_mode el1, enum mte_mode el0);

/**
 * mte_tag_page - granule @i gets tag (i % mte_period * 7 + 3) % 16
 *
 * The period is 2 unless a case says otherwise.
 */
void mte_tag_page(void);
extern unsigned int mte_period;
static inline unsigned int mte_pattern(unsigned int granule)
{
	return (granule % mte_period * 7 + 3) % 16;
}

/** mte_expect_tags - all are as mte_tag_page() left them, but [first, end) */
void mte_expect_tags(unsigned int first, unsigned int end, unsigned int tag);

/** mte_tfsr - TFSR_EL1 after what was before it */
static inline uint64_t mte_tfsr(void)
{
	asm volatile("dsb nsh\n\tisb" ::: "memory");
	return read_sysreg(TFSR_EL1);
}

/* Data abort at EL1, tag check; WnR */
#define ESR_TAG	    0x96000011ul
#define FAR_ADDRESS 0x0fffffffffffffffull /* the rest is unknown: D19.2.41 */

#endif
