/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What this width has of the suite: F5.1, LDREX, STREX, LDAEX, STLEX, LDA, STL. */
#ifndef ARM_32_ATOMICS_SUITE_H
#define ARM_32_ATOMICS_SUITE_H

#include "../../atomics/suite.h"

#include <arm/insn_32.h>

#define FSR_LPAE 0x200ul

/* Instructions between two labels, for a32_run(): excl_ID, excl_ID_end. */
/* clang-format off */
#define SET_A32 ".arm\n\t"
#define SET_T32 ".thumb\n\t"
#define STATE_A32 0
#define STATE_T32 CPSR_T
#define EXCL_CODE(id, state, text)                                      \
	asm(".pushsection .rodata.excl, \"a\"\n\t"                      \
	    ".syntax unified\n\t.arch armv8-a\n\t"                      \
	    ".balign 4\n\t" SET_##state                                 \
	    "excl_" #id ":\n\t" text "\n"                               \
	    "excl_" #id "_end:\n\t.arm\n\t.popsection");                \
	extern const uint8_t excl_##id[], excl_##id##_end[];
/* clang-format on */

/* A cell that user mode reaches, too. */
static inline struct cell *user_cell(void)
{
	return a32_data();
}

#endif
