/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x87 and SSE exceptions: what the files of this suite share.
 *
 * Intel SDM vol. 1, 8.4 to 8.7 (x87), 11.5 (SIMD); vol. 3, 2.5 (CR0, CR4), 6.15
 * (#NM, #MF, #XM).
 */
#ifndef X86_FPU_EXC_SUITE_H
#define X86_FPU_EXC_SUITE_H

#include <stdint.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/fpu.h>

TEST_SUITE("fpu-exc",
	   .summary = "x87 and SSE exceptions are flagged, masked, and raised "
		      "where and when the manual says",
	   .needs = NEEDS(&x86_fpu, &x86_sse2), .setup = fpu_enable);

/* A number of ten bytes. */
struct extended {
	uint64_t mantissa;
	uint16_t exponent; /* and the sign */
} __attribute__((packed));

#define ONE                                \
	{                                  \
		0x8000000000000000, 0x3fff \
	}
#define MINUS_ONE                          \
	{                                  \
		0x8000000000000000, 0xbfff \
	}
#define TWO                                \
	{                                  \
		0x8000000000000000, 0x4000 \
	}
#define THREE                              \
	{                                  \
		0xc000000000000000, 0x4000 \
	}
#define ZERO         \
	{            \
		0, 0 \
	}
#define MINUS_ZERO        \
	{                 \
		0, 0x8000 \
	}
#define INFINITY_                          \
	{                                  \
		0x8000000000000000, 0x7fff \
	}
#define MINUS_INFINITY                     \
	{                                  \
		0x8000000000000000, 0xffff \
	}
#define DEFAULT_NAN                        \
	{                                  \
		0xc000000000000000, 0xffff \
	}
#define SIGNALLING                         \
	{                                  \
		0x8000000000000123, 0x7fff \
	}
#define QUIETED                            \
	{                                  \
		0xc000000000000123, 0x7fff \
	}
#define LARGEST                            \
	{                                  \
		0xffffffffffffffff, 0x7ffe \
	}
#define SMALLEST                           \
	{                                  \
		0x8000000000000000, 0x0001 \
	} /* normal */
#define DENORMAL     \
	{            \
		1, 0 \
	}
#define UNNORMAL                           \
	{                                  \
		0x4000000000000000, 0x3fff \
	} /* an invalid encoding */

/* One operation: ST(0) op ST(1), to ST(0); unary ones ignore ST(1). */
typedef void x87_op(void);
x87_op x87_add, x87_sub, x87_mul, x87_div, x87_sqrt, x87_rint, x87_compare,
	x87_scale;

/** x87_run - FNINIT, FCW, the operands, @op; returns FSW, and ST(0) in @result */
uint16_t x87_run(uint16_t fcw, x87_op *op, const struct extended *a,
		 const struct extended *b, struct extended *result);

#endif
