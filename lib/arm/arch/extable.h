/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The exception table: single instructions that may trap, and where to go on.
 *
 *	register unsigned long cause asm(EXTABLE_CAUSE) = TRAP_NONE;
 *
 *	asm volatile("1: msr S3_0_C1_C2_7, %1\n\t"
 *		     "2:\n\t" EXTABLE("1b", "2b")
 *		     : "+r"(cause) : "r"(value));
 *
 * After a trap at the first label, execution goes on at the second with the
 * cause in EXTABLE_CAUSE, X9 or R9, which is to be set to TRAP_NONE beforehand.
 */
#ifndef LIB_ARM_ARCH_EXTABLE_H
#define LIB_ARM_ARCH_EXTABLE_H

#include <stdbool.h>
#include <stdint.h>

struct trap_frame;

/* Distances from the entry itself, so that no relocation is needed. */
struct extable_entry {
	int32_t insn;
	int32_t resume;
};

#ifdef __aarch64__
#define EXTABLE_CAUSE "x9"
#else
#define EXTABLE_CAUSE "r9"
#endif

/* Two label references ("1b", "2b"), as text of an asm statement. */
#define EXTABLE(insn, resume)              \
	".pushsection .extable, \"a\"\n\t" \
	".balign 4\n\t"                    \
	".long " insn " - .\n\t"           \
	".long " resume " - .\n\t"         \
	".popsection\n\t"

/**
 * extable_fixup - if the frame's pc is marked, go on at its resume address
 *
 * EXTABLE_CAUSE of the frame becomes the cause. Returns whether it was marked.
 */
bool extable_fixup(struct trap_frame *frame);

#endif
