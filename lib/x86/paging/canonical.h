/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Canonical addresses (Intel SDM vol. 1, 3.3.7.1; vol. 3, 4.5.2): those that an
 * instruction uses by the levels of paging, those that a register keeps by what
 * the processor could have.
 */
#ifndef LIB_X86_PAGING_CANONICAL_H
#define LIB_X86_PAGING_CANONICAL_H

#include <stdbool.h>
#include <stdint.h>
#include <x86/cpu.h>
#include <x86/features.h>

/** canonical - the bits of an address from @width - 1 upwards are the same */
static inline bool canonical(uint64_t address, unsigned int width)
{
	const int64_t high = (int64_t)address >> (width - 1);

	return high == 0 || high == -1;
}

/** canonical_width_now - by CR4.LA57; canonical_width_cpu - by CPUID */
static inline unsigned int canonical_width_now(void)
{
	return read_cr4() & CR4_LA57 ? 57 : 48;
}

static inline unsigned int canonical_width_cpu(void)
{
	return x86_la57.probe() ? 57 : 48;
}

#endif
