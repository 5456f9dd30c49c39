/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The loads and stores of normal.c and device.c. */
#ifndef ARM_64_ALIGN_ACCESSES_H
#define ARM_64_ALIGN_ACCESSES_H

#include "suite.h"

#define TO_X1 "\n\tfmov x1, d1\n\tfmov x2, v1.d[1]"

/* clang-format off: name, code, bytes, alignment, store */
#define ALIGNED(A)                                     \
	A(ldrh, "ldrh w1, [x0]", 2, 2, 0)              \
	A(ldr_w, "ldr w1, [x0]", 4, 4, 0)              \
	A(ldr_x, "ldr x1, [x0]", 8, 8, 0)              \
	A(ldur_x, "ldur x1, [x0, #0]", 8, 8, 0)        \
	A(ldr_reg, "ldr x1, [x0, x3]", 8, 8, 0)        \
	A(ldr_post, "ldr x1, [x0], #0", 8, 8, 0)       \
	A(ldp_w, "ldp w1, w2, [x0]", 8, 4, 0)          \
	A(ldp_x, "ldp x1, x2, [x0]", 16, 8, 0)         \
	A(ldr_d, "ldr d1, [x0]" TO_X1, 8, 8, 0)        \
	A(ldr_q, "ldr q1, [x0]" TO_X1, 16, 16, 0)      \
	A(ld1_8h, "ld1 {v1.8h}, [x0]" TO_X1, 16, 2, 0) \
	A(ld1_2d, "ld1 {v1.2d}, [x0]" TO_X1, 16, 8, 0) \
	A(strh, "strh w1, [x0]", 2, 2, 1)              \
	A(str_w, "str w1, [x0]", 4, 4, 1)              \
	A(str_x, "str x1, [x0]", 8, 8, 1)              \
	A(str_reg, "str x1, [x0, x3]", 8, 8, 1)        \
	A(stp_x, "stp x1, x2, [x0]", 16, 8, 1)         \
	A(str_q, "str q1, [x0]", 16, 16, 1)            \
	A(st1_2d, "st1 {v1.2d}, [x0]", 16, 8, 1)
/* without alignment */
#define BYTES(A)                                         \
	A(ldrb, "ldrb w1, [x0]", 1, 1, 0)                \
	A(ld1_16b, "ld1 {v1.16b}, [x0]" TO_X1, 16, 1, 0) \
	A(strb, "strb w1, [x0]", 1, 1, 1)                \
	A(st1_16b, "st1 {v1.16b}, [x0]", 16, 1, 1)
#define DEFINE(name, insn, bytes, align, store) ACCESS(name, insn)
#define ROW(name, insn, bytes, align, store) \
	{ #name, name, bytes, align, store },
/* clang-format on */

struct row {
	const char *name;
	access_fn *fn;
	uint8_t bytes, align;
	bool store;
};

enum {
	PLACE = 96 /* bytes around what is accessed */
};

struct access {
	const struct row *row;
	uint8_t *at;
};

/** access_call - a struct access, by trap_catch() or user_catch() */
void access_call(const void *access);

/** access_fill - PLACE bytes, of which neighbours differ */
void access_fill(uint8_t *at);

/** access_expect_loaded - the last access_call() loaded what is @at */
void access_expect_loaded(const struct row *r, const uint8_t *at);

/** access_expect_stored - it stored at @offset of @base, and nothing else */
void access_expect_stored(const struct row *r, const uint8_t *base,
			  unsigned int offset);

#endif
