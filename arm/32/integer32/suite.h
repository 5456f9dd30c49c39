/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Integer instructions of A32 and T32: what a register, the flags, Q and GE are
 * after each, of operands on both sides of every sign and carry. What an emulator
 * computes, and what a hypervisor that emulates must not change.
 *
 * Arm ARM, F5.1; E2.2 (pseudocode of AddWithCarry, Shift_C, SignedSatQ).
 */
#ifndef ARM_32_INTEGER32_SUITE_H
#define ARM_32_INTEGER32_SUITE_H

#include "ops.h"
#include <arm/features.h>
#include <stdint.h>
#include <test/test.h>

#define INTEGER32_SUITE                                               \
	TEST_SUITE("integer32", .summary = "A32 and T32 integer "     \
					   "instructions have exact " \
					   "results")

/* The same instruction of each set; NULL where it has none. */
struct int_op {
	void (*a32)(void), (*t32)(void);
};

#define INT_OP_DECLARE(id, text) extern const struct int_op int_##id;
INTEGER32_OPS(INT_OP_DECLARE, INT_OP_DECLARE, INT_OP_DECLARE)

/* What Rd, r0, is before; what r3 is, which is RdHi of a long product. */
#define GARBAGE 0xdeadf00du
#define ADDEND	0x4b5a6978u

enum {
	NR_OPERANDS = 8
};

struct op_row {
	const char *name;
	const struct int_op *op;
	struct op_result {
		uint64_t d;
		uint16_t flags; /* N in bit 8, Z, C, V, Q; GE in bits 3:0 */
	} want[NR_OPERANDS];	/* of run.c's operands, in r1 and r2 */
};

/* clang-format off */
#define OP(id, ...) { #id, &int_##id, { __VA_ARGS__ } }
/* clang-format on */

struct int_registers {
	uint32_t r[4];
	uint32_t apsr;
};

/** int_run - one instruction with these registers, which it changes */
void int_run(void (*op)(void), struct int_registers *s);

/** op_check - a row; @wide: the result has 64 bits, in r3 and r0 */
void op_check(const struct op_row *r, bool wide);

#endif
