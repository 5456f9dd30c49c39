/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the widths call the same instructions. */
#ifndef ARM_LITMUS_WIDTH_H
#define ARM_LITMUS_WIDTH_H

#include <arm/features.h>

#ifdef __aarch64__
#define ARCH ""
#define LDA  "ldar"
#define STL  "stlr"
static inline bool has_ordered(void)
{
	return true;
}
#else
/* ARMv7 has neither these nor a DMB of loads alone. */
#define ARCH ".arch armv8-a\n\t"
#define LDA  "lda"
#define STL  "stl"
static inline bool has_ordered(void)
{
	return arm_sevl.probe();
}
#endif

#endif
