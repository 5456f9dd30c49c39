/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What this width has of the suite.
 *
 * Arm ARM, B2.5 (alignment support), B2.7 (memory types), D8.12.4
 * (alignment faults).
 */
#ifndef ARM_64_ALIGN_SUITE_H
#define ARM_64_ALIGN_SUITE_H

#include "../../align/suite.h"

#define ESR_ALIGNMENT 0x96000021ul
#define GARBAGE	      0xdeadbeefcafef00dull

/*
 * What an access does with x0 = address; it loads to, or stores from, X1 and X2
 * (V1 and V2), which hold fixed values before.
 */
struct access_result {
	uint64_t x1, x2, base;
};

typedef struct access_result access_fn(void *at);

#define STORED_1 0x1122334455667788ull
#define STORED_2 0x99aabbccddeeff00ull

#define ACCESS(name, insn)                                              \
	static struct access_result name(void *at)                      \
	{                                                               \
		register uint64_t x1 asm("x1") = STORED_1;              \
		register uint64_t x2 asm("x2") = STORED_2;              \
		register uint64_t x3 asm("x3") = 0;                     \
		register void *x0 asm("x0") = at;                       \
                                                                        \
		asm volatile(".arch armv8.5-a+fp+simd\n\t"              \
			     "fmov d1, x1\n\tfmov v1.d[1], x2\n\t" insn \
			     : "+r"(x0), "+r"(x1), "+r"(x2)             \
			     : "r"(x3)                                  \
			     : "memory");                               \
		return (struct access_result){ x1, x2, (uintptr_t)x0 }; \
	}

#endif
