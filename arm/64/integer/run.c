/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs one instruction and compares what it left. */
#include "suite.h"

asm(".arch armv8.5-a");
#define INT_OP_DEFINE(id, text)                                    \
	asm(".pushsection .text\n\t"                               \
	    ".type int_" #id ", %function\n\t.globl int_" #id "\n" \
	    "int_" #id ":\n\t" text "\n\tret\n\t"                  \
	    ".size int_" #id ", . - int_" #id "\n\t.popsection");
INTEGER_OPS(INT_OP_DEFINE)
asm(".arch armv8-a");

/* Carries out of 32 and of 64 bits, overflow of both, the least and the greatest. */
static const struct {
	uint64_t n, m;
	uint8_t nzcv;
} operands[NR_OPERANDS] = {
	{ 0x7fffffff, 1, 0 },
	{ 0x80000000, 0x80000000, 0xf },
	{ 0x7fffffffffffffff, 1, 2 },
	{ 0xfffffffeffffffff, 0x100000001, 0xd },
	{ 0xfedcba9876543210, 0x0123456789abcdef, 7 },
	{ 0x8000000000000000, 0xffffffffffffffff, 9 },
	{ 0x8000000080000000, 0xfedc0040ffffffff, 0xf },
	{ 0xc0ffee0123456789, 0, 2 },
};

void int_run(int_op *op, struct int_registers *r)
{
	uint64_t nzcv = r->nzcv << 28;

	asm volatile("msr	nzcv, %[nzcv]\n\t"
		     "ldp	x0, x1, [%[r]]\n\t"
		     "ldp	x2, x3, [%[r], #16]\n\t"
		     "ldp	x4, x5, [%[r], #32]\n\t"
		     "blr	%[op]\n\t"
		     "stp	x0, x1, [%[r]]\n\t"
		     "stp	x2, x3, [%[r], #16]\n\t"
		     "stp	x4, x5, [%[r], #32]\n\t"
		     "mrs	%[nzcv], nzcv"
		     : [nzcv] "+&r"(nzcv)
		     : [r] "r"(r->x), [op] "r"(op)
		     : "x0", "x1", "x2", "x3", "x4", "x5", "x30", "cc",
		       "memory");
	r->nzcv = nzcv >> 28;
}

void op_check(const struct op_row *row)
{
	for (unsigned int i = 0; i < NR_OPERANDS; i++) {
		struct int_registers r = { { GARBAGE, operands[i].n,
					     operands[i].m, ADDEND },
					   operands[i].nzcv };

		test_context("of %#llx, %#llx",
			     (unsigned long long)operands[i].n,
			     (unsigned long long)operands[i].m);
		int_run(row->op, &r);
		EXPECT_EQ(r.x[0], row->want[i].d);
		EXPECT_EQ(r.nzcv, row->want[i].nzcv);
		EXPECT_EQ(r.x[1], operands[i].n);
		EXPECT_EQ(r.x[2], operands[i].m);
		EXPECT_EQ(r.x[3], ADDEND);
	}
}

void flags_check(int_op *op, const uint8_t want[16])
{
	for (unsigned int f = 0; f < 16; f++) {
		struct int_registers r = { { GARBAGE, 1, 2, ADDEND }, f };

		test_context("of flags %#x", f);
		int_run(op, &r);
		EXPECT_EQ(r.nzcv, want[f]);
		EXPECT_EQ(r.x[0], GARBAGE);
	}
}
