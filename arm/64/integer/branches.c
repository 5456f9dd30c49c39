/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Conditions, and branches on a register (Arm ARM, C1.2.4; C6.2 B.cond, CBZ, TBZ). */
#include "suite.h"

INTEGER_SUITE;

static const struct condition_row {
	const char *name;
	int_op *select, *branch; /* both: x1 to x0 where it holds, else x2 */
	uint16_t holds;		 /* a bit for each state of the flags */
} conditions[] = {
	{ "eq", int_csel_eq, int_b_eq, 0xf0f0 },
	{ "ne", int_csel_ne, int_b_ne, 0x0f0f },
	{ "cs", int_csel_cs, int_b_cs, 0xcccc },
	{ "cc", int_csel_cc, int_b_cc, 0x3333 },
	{ "mi", int_csel_mi, int_b_mi, 0xff00 },
	{ "pl", int_csel_pl, int_b_pl, 0x00ff },
	{ "vs", int_csel_vs, int_b_vs, 0xaaaa },
	{ "vc", int_csel_vc, int_b_vc, 0x5555 },
	{ "hi", int_csel_hi, int_b_hi, 0x0c0c },
	{ "ls", int_csel_ls, int_b_ls, 0xf3f3 },
	{ "ge", int_csel_ge, int_b_ge, 0xaa55 },
	{ "lt", int_csel_lt, int_b_lt, 0x55aa },
	{ "gt", int_csel_gt, int_b_gt, 0x0a05 },
	{ "le", int_csel_le, int_b_le, 0xf5fa },
	{ "al", int_csel_al, int_b_al, 0xffff },
	{ "nv", int_csel_nv, int_b_nv, 0xffff },
};

TEST_EACH(conditions, const struct condition_row *r, conditions,
	  "hold with these flags and no others")
{
	for (unsigned int f = 0; f < 16; f++) {
		struct int_registers s = { { GARBAGE, 1, 2, ADDEND }, f },
				     b = s;
		bool holds = r->holds >> f & 1;

		test_context("flags %#x", f);
		int_run(r->select, &s);
		EXPECT_EQ(s.x[0], holds ? 1 : 2);
		EXPECT_EQ(s.nzcv, f);
		int_run(r->branch, &b);
		EXPECT_EQ(b.x[0], holds ? 1 : 2);
		EXPECT_EQ(b.nzcv, f);
	}
}

static const struct branch_row {
	const char *name;
	int_op *op; /* x0 becomes 1 where it is taken */
	uint64_t x1;
	bool taken;
} branches[] = {
	{ "tbz_0-alone", int_tbz_0, 0x1, false },
	{ "tbz_0-others", int_tbz_0, 0xfffffffffffffffe, true },
	{ "tbnz_0-alone", int_tbnz_0, 0x1, true },
	{ "tbnz_0-others", int_tbnz_0, 0xfffffffffffffffe, false },
	{ "tbz_31-alone", int_tbz_31, 0x80000000, false },
	{ "tbz_31-others", int_tbz_31, 0xffffffff7fffffff, true },
	{ "tbnz_31-alone", int_tbnz_31, 0x80000000, true },
	{ "tbnz_31-others", int_tbnz_31, 0xffffffff7fffffff, false },
	{ "tbz_32-alone", int_tbz_32, 0x100000000, false },
	{ "tbz_32-others", int_tbz_32, 0xfffffffeffffffff, true },
	{ "tbnz_32-alone", int_tbnz_32, 0x100000000, true },
	{ "tbnz_32-others", int_tbnz_32, 0xfffffffeffffffff, false },
	{ "tbz_63-alone", int_tbz_63, 0x8000000000000000, false },
	{ "tbz_63-others", int_tbz_63, 0x7fffffffffffffff, true },
	{ "tbnz_63-alone", int_tbnz_63, 0x8000000000000000, true },
	{ "tbnz_63-others", int_tbnz_63, 0x7fffffffffffffff, false },
	{ "cbz_w-zero", int_cbz_w, 0x0, true },
	{ "cbz_w-one", int_cbz_w, 0x1, false },
	{ "cbz_w-bit-31", int_cbz_w, 0x80000000, false },
	{ "cbz_w-bit-32", int_cbz_w, 0x100000000, true },
	{ "cbz_w-bit-63", int_cbz_w, 0x8000000000000000, true },
	{ "cbnz_w-zero", int_cbnz_w, 0x0, false },
	{ "cbnz_w-one", int_cbnz_w, 0x1, true },
	{ "cbnz_w-bit-31", int_cbnz_w, 0x80000000, true },
	{ "cbnz_w-bit-32", int_cbnz_w, 0x100000000, false },
	{ "cbnz_w-bit-63", int_cbnz_w, 0x8000000000000000, false },
	{ "cbz_x-zero", int_cbz_x, 0x0, true },
	{ "cbz_x-one", int_cbz_x, 0x1, false },
	{ "cbz_x-bit-31", int_cbz_x, 0x80000000, false },
	{ "cbz_x-bit-32", int_cbz_x, 0x100000000, false },
	{ "cbz_x-bit-63", int_cbz_x, 0x8000000000000000, false },
	{ "cbnz_x-zero", int_cbnz_x, 0x0, false },
	{ "cbnz_x-one", int_cbnz_x, 0x1, true },
	{ "cbnz_x-bit-31", int_cbnz_x, 0x80000000, true },
	{ "cbnz_x-bit-32", int_cbnz_x, 0x100000000, true },
	{ "cbnz_x-bit-63", int_cbnz_x, 0x8000000000000000, true },
};

TEST_EACH(branches, const struct branch_row *r, branches,
	  "test the bits that they name and keep the flags")
{
	for (unsigned int f = 0; f < 16; f += 15) {
		struct int_registers b = { { GARBAGE, r->x1, 2, ADDEND }, f };

		test_context("flags %#x", f);
		int_run(r->op, &b);
		EXPECT_EQ(b.x[0], r->taken ? 1 : GARBAGE);
		EXPECT_EQ(b.x[1], r->x1);
		EXPECT_EQ(b.nzcv, f);
	}
}
