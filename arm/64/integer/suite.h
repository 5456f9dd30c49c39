/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Integer instructions of A64: what a register and the flags are after each, of
 * operands on both sides of every sign and carry. What an emulator computes, and
 * what a hypervisor that emulates or single-steps must not change.
 *
 * Arm ARM, C6.2; shared/functions/common, AddWithCarry and others.
 */
#ifndef ARM_64_INTEGER_SUITE_H
#define ARM_64_INTEGER_SUITE_H

#include "ops.h"
#include <arm/cpu.h>
#include <arm/features.h>
#include <stdint.h>
#include <test/test.h>

#define INTEGER_SUITE         \
	TEST_SUITE("integer", \
		   .summary = "A64 integer instructions have exact results")

typedef void int_op(void);
#define INT_OP_DECLARE(id, text) int_op int_##id;
INTEGER_OPS(INT_OP_DECLARE)

/* What Rd, x0, is before; what x3 is. */
#define GARBAGE 0xdeadbeefcafef00dull
#define ADDEND	0x0f1e2d3c4b5a6978ull

enum {
	NR_OPERANDS = 8
};

struct op_row {
	const char *name;
	int_op *op;
	struct op_result {
		uint64_t d;
		uint8_t nzcv;
	} want[NR_OPERANDS]; /* of run.c's operands, in x1 and x2 */
};

/* clang-format off */
#define OP(id, ...) { #id, int_##id, { __VA_ARGS__ } }
/* clang-format on */

struct int_registers {
	uint64_t x[6]; /* x0 to x5 */
	uint64_t nzcv; /* N in bit 3 */
};

/** int_run - one instruction with these registers, which it changes */
void int_run(int_op *op, struct int_registers *r);

/** op_check - a row: result, flags, and the operands as they were */
void op_check(const struct op_row *r);

/** flags_check - the flags that an instruction makes of each of 16, and x0 */
void flags_check(int_op *op, const uint8_t want[16]);

#endif
