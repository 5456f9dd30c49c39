/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * AVX: the upper halves of vector registers, VEX encodings, memory operands.
 *
 * Intel SDM vol. 1, 14; vol. 2, 2.3 (VEX), 2.4 (exception classes).
 */
#ifndef X86_AVX_STATE_SUITE_H
#define X86_AVX_STATE_SUITE_H

#include <stdint.h>
#include <string.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/fpu.h>

#define AVX_STATE_SUITE                                                   \
	TEST_SUITE("avx-state",                                           \
		   .summary = "AVX registers hold what they should, and " \
			      "AVX instructions refuse what they should", \
		   .needs = NEEDS(&x86_xsave, &x86_avx), .setup = avx_enable)

static inline void avx_enable(void)
{
	fpu_enable_xsave(XCR0_X87 | XCR0_SSE | XCR0_AVX);
}

static inline void random_fill(void *to, size_t bytes)
{
	uint8_t *at = to;

	while (bytes--)
		*at++ = (uint8_t)test_random();
}

#endif
