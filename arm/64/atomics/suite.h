/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What this width has of the suite: C3.2.14 (atomics), C6.2. */
#ifndef ARM_64_ATOMICS_SUITE_H
#define ARM_64_ATOMICS_SUITE_H

#include "../../atomics/suite.h"

#define LSE ".arch_extension lse\n\t"

static inline int64_t signed_bytes(uint64_t value, unsigned int bytes)
{
	unsigned int shift = 64 - 8 * bytes;

	return (int64_t)(value << shift) >> shift;
}

#endif
