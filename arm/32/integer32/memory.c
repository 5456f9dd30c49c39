/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads and stores: which bytes, how they are extended, what the base is after
 * (Arm ARM, F2.7; F5.1 LDM, LDR to LDRSH, LDRD, STM, STR, STRD).
 */
#include "suite.h"

#include <string.h>

INTEGER32_SUITE;

enum {
	BASE = 48,
	BYTES = 96
};

static uint8_t bytes[BYTES] __attribute__((aligned(128)));

static void fill(uint8_t *to)
{
	for (unsigned int i = 0; i < BYTES; i++)
		to[i] = (uint8_t)(i * 37 + 0x91);
}

static const struct load_row {
	const char *name;
	const struct int_op *op; /* base r1, index r2 */
	uint32_t index, r0, r2, r3;
	int base; /* after it, from before */
} loads[] = {
	{ "ldrb", &int_ldrb, 0, 0xf0, 0, 0x4b5a6978, 0 },
	{ "ldrb_down", &int_ldrb_down, 0, 0xea, 0, 0x4b5a6978, 0 },
	{ "ldrb_post", &int_ldrb_post, 0, 0x81, 0, 0x4b5a6978, -7 },
	{ "ldrb_pre", &int_ldrb_pre, 0, 0xce, 0, 0x4b5a6978, 9 },
	{ "ldrb_index", &int_ldrb_index, 0xfffffff3, 0xa0, 0xfffffff3,
	  0x4b5a6978, 0 },
	{ "ldrb_minus", &int_ldrb_minus, 5, 0xc8, 5, 0x4b5a6978, 0 },
	{ "ldrb_minus_pre", &int_ldrb_minus_pre, 6, 0xa3, 6, 0x4b5a6978, -6 },
	{ "ldrb_post_index", &int_ldrb_post_index, 0xe, 0x81, 0xe, 0x4b5a6978,
	  14 },
	{ "ldrb_lsl", &int_ldrb_lsl, 3, 0xf9, 3, 0x4b5a6978, 0 },
	{ "ldrb_lsr", &int_ldrb_lsr, 0xa1234567, 0xf3, 0xa1234567, 0x4b5a6978,
	  0 },
	{ "ldrb_lsr_32", &int_ldrb_lsr_32, 0xa1234567, 0x81, 0xa1234567,
	  0x4b5a6978, 0 },
	{ "ldrb_asr_32", &int_ldrb_asr_32, 0xa1234567, 0x5c, 0xa1234567,
	  0x4b5a6978, 0 },
	{ "ldrb_ror", &int_ldrb_ror, 0x70000001, 0xd4, 0x70000001, 0x4b5a6978,
	  0 },
	{ "ldrh", &int_ldrh, 0, 0x845f, 0, 0x4b5a6978, 0 },
	{ "ldrh_down", &int_ldrh_down, 0, 0xfea, 0, 0x4b5a6978, 0 },
	{ "ldrh_post", &int_ldrh_post, 0, 0xa681, 0, 0x4b5a6978, -7 },
	{ "ldrh_pre", &int_ldrh_pre, 0, 0xf3ce, 0, 0x4b5a6978, 9 },
	{ "ldrh_index", &int_ldrh_index, 0xfffffff3, 0xc5a0, 0xfffffff3,
	  0x4b5a6978, 0 },
	{ "ldrh_minus", &int_ldrh_minus, 5, 0xedc8, 5, 0x4b5a6978, 0 },
	{ "ldrh_minus_pre", &int_ldrh_minus_pre, 6, 0xc8a3, 6, 0x4b5a6978, -6 },
	{ "ldrh_post_index", &int_ldrh_post_index, 0xe, 0xa681, 0xe, 0x4b5a6978,
	  14 },
	{ "ldrh_lsl", &int_ldrh_lsl, 3, 0x623d, 3, 0x4b5a6978, 0 },
	{ "ldr", &int_ldr, 0, 0xac87623d, 0, 0x4b5a6978, 0 },
	{ "ldr_down", &int_ldr_down, 0, 0x59340fea, 0, 0x4b5a6978, 0 },
	{ "ldr_post", &int_ldr_post, 0, 0xf0cba681, 0, 0x4b5a6978, -7 },
	{ "ldr_pre", &int_ldr_pre, 0, 0x3d18f3ce, 0, 0x4b5a6978, 9 },
	{ "ldr_index", &int_ldr_index, 0xfffffff3, 0xfeac5a0, 0xfffffff3,
	  0x4b5a6978, 0 },
	{ "ldr_minus", &int_ldr_minus, 5, 0x3712edc8, 5, 0x4b5a6978, 0 },
	{ "ldr_minus_pre", &int_ldr_minus_pre, 6, 0x12edc8a3, 6, 0x4b5a6978,
	  -6 },
	{ "ldr_post_index", &int_ldr_post_index, 0xe, 0xf0cba681, 0xe,
	  0x4b5a6978, 14 },
	{ "ldr_lsl", &int_ldr_lsl, 3, 0x68431ef9, 3, 0x4b5a6978, 0 },
	{ "ldr_lsr", &int_ldr_lsr, 0xa1234567, 0x623d18f3, 0xa1234567,
	  0x4b5a6978, 0 },
	{ "ldr_lsr_32", &int_ldr_lsr_32, 0xa1234567, 0xf0cba681, 0xa1234567,
	  0x4b5a6978, 0 },
	{ "ldr_asr_32", &int_ldr_asr_32, 0xa1234567, 0xcba6815c, 0xa1234567,
	  0x4b5a6978, 0 },
	{ "ldr_ror", &int_ldr_ror, 0x70000001, 0x431ef9d4, 0x70000001,
	  0x4b5a6978, 0 },
	{ "ldrsb", &int_ldrsb, 0, 0xfffffff0, 0, 0x4b5a6978, 0 },
	{ "ldrsb_down", &int_ldrsb_down, 0, 0xffffffea, 0, 0x4b5a6978, 0 },
	{ "ldrsb_post", &int_ldrsb_post, 0, 0xffffff81, 0, 0x4b5a6978, -7 },
	{ "ldrsb_pre", &int_ldrsb_pre, 0, 0xffffffce, 0, 0x4b5a6978, 9 },
	{ "ldrsb_index", &int_ldrsb_index, 0xfffffff3, 0xffffffa0, 0xfffffff3,
	  0x4b5a6978, 0 },
	{ "ldrsb_minus", &int_ldrsb_minus, 5, 0xffffffc8, 5, 0x4b5a6978, 0 },
	{ "ldrsb_minus_pre", &int_ldrsb_minus_pre, 6, 0xffffffa3, 6, 0x4b5a6978,
	  -6 },
	{ "ldrsb_post_index", &int_ldrsb_post_index, 0xe, 0xffffff81, 0xe,
	  0x4b5a6978, 14 },
	{ "ldrsb_lsl", &int_ldrsb_lsl, 3, 0x3d, 3, 0x4b5a6978, 0 },
	{ "ldrsh", &int_ldrsh, 0, 0xffff845f, 0, 0x4b5a6978, 0 },
	{ "ldrsh_down", &int_ldrsh_down, 0, 0xfea, 0, 0x4b5a6978, 0 },
	{ "ldrsh_post", &int_ldrsh_post, 0, 0xffffa681, 0, 0x4b5a6978, -7 },
	{ "ldrsh_pre", &int_ldrsh_pre, 0, 0xfffff3ce, 0, 0x4b5a6978, 9 },
	{ "ldrsh_index", &int_ldrsh_index, 0xfffffff3, 0xffffc5a0, 0xfffffff3,
	  0x4b5a6978, 0 },
	{ "ldrsh_minus", &int_ldrsh_minus, 5, 0xffffedc8, 5, 0x4b5a6978, 0 },
	{ "ldrsh_minus_pre", &int_ldrsh_minus_pre, 6, 0xffffc8a3, 6, 0x4b5a6978,
	  -6 },
	{ "ldrsh_post_index", &int_ldrsh_post_index, 0xe, 0xffffa681, 0xe,
	  0x4b5a6978, 14 },
	{ "ldrsh_lsl", &int_ldrsh_lsl, 3, 0x623d, 3, 0x4b5a6978, 0 },
	{ "ldrd", &int_ldrd, 0, 0xdeadf00d, 0x18f3cea9, 0xac87623d, 0 },
	{ "ldrd_down", &int_ldrd_down, 0, 0xdeadf00d, 0xa07b5631, 0x340feac5,
	  0 },
	{ "ldrd_post", &int_ldrd_post, 0, 0xdeadf00d, 0xf0cba681, 0x845f3a15,
	  12 },
	{ "ldrd_pre", &int_ldrd_pre, 0, 0xdeadf00d, 0xc8a37e59, 0x5c3712ed,
	  -8 },
	{ "ldmia", &int_ldmia, 0, 0xf0cba681, 0x845f3a15, 0x18f3cea9, 0 },
	{ "ldmia_w", &int_ldmia_w, 0, 0xf0cba681, 0x845f3a15, 0x18f3cea9, 12 },
	{ "ldmib", &int_ldmib, 0, 0x845f3a15, 0x18f3cea9, 0xac87623d, 0 },
	{ "ldmib_w", &int_ldmib_w, 0, 0x845f3a15, 0x18f3cea9, 0xac87623d, 12 },
	{ "ldmda", &int_ldmda, 0, 0xc8a37e59, 0x5c3712ed, 0xf0cba681, 0 },
	{ "ldmda_w", &int_ldmda_w, 0, 0xc8a37e59, 0x5c3712ed, 0xf0cba681, -12 },
	{ "ldmdb", &int_ldmdb, 0, 0x340feac5, 0xc8a37e59, 0x5c3712ed, 0 },
	{ "ldmdb_w", &int_ldmdb_w, 0, 0x340feac5, 0xc8a37e59, 0x5c3712ed, -12 },
};

static void check_load(const struct load_row *r, void (*op)(void))
{
	uint32_t base = (uintptr_t)(bytes + BASE);
	struct int_registers s = { { GARBAGE, base, r->index, ADDEND },
				   0x5u << 28 };
	uint8_t before[BYTES];

	fill(bytes);
	fill(before);
	int_run(op, &s);
	EXPECT_EQ(s.r[0], r->r0);
	EXPECT_EQ(s.r[2], r->r2);
	EXPECT_EQ(s.r[3], r->r3);
	EXPECT_EQ((int)(s.r[1] - base), r->base);
	EXPECT_EQ(s.apsr >> 27, 0xa);
	EXPECT_MEMEQ(bytes, before, BYTES);
}

TEST_EACH(loads, const struct load_row *r, loads,
	  "have the bytes of their address, extended as they say")
{
	if (r->op->a32)
		check_load(r, r->op->a32);
	test_context("T32");
	if (r->op->t32)
		check_load(r, r->op->t32);
}

static const struct store_row {
	const char *name;
	const struct int_op *op;
	uint32_t index; /* r2, which is also data */
	int at, bytes;
	enum {
		R0,
		R2_R3,
		R0_R2_R3
	} data;
	int base;
} stores[] = {
	{ "stmia", &int_stmia, 0, 0, 12, R0_R2_R3, 0 },
	{ "stmia_w", &int_stmia_w, 0, 0, 12, R0_R2_R3, 12 },
	{ "stmib", &int_stmib, 0, 4, 12, R0_R2_R3, 0 },
	{ "stmib_w", &int_stmib_w, 0, 4, 12, R0_R2_R3, 12 },
	{ "stmda", &int_stmda, 0, -8, 12, R0_R2_R3, 0 },
	{ "stmda_w", &int_stmda_w, 0, -8, 12, R0_R2_R3, -12 },
	{ "stmdb", &int_stmdb, 0, -12, 12, R0_R2_R3, 0 },
	{ "stmdb_w", &int_stmdb_w, 0, -12, 12, R0_R2_R3, -12 },
	{ "strb", &int_strb, 0, 3, 1, R0, 0 },
	{ "strb_down", &int_strb_down, 0, -11, 1, R0, 0 },
	{ "strb_post", &int_strb_post, 0, 0, 1, R0, -7 },
	{ "strb_pre", &int_strb_pre, 0, 9, 1, R0, 9 },
	{ "strb_index", &int_strb_index, 0xfffffff3, -13, 1, R0, 0 },
	{ "strb_minus", &int_strb_minus, 5, -5, 1, R0, 0 },
	{ "strh", &int_strh, 0, 6, 2, R0, 0 },
	{ "strh_down", &int_strh_down, 0, -11, 2, R0, 0 },
	{ "strh_post", &int_strh_post, 0, 0, 2, R0, -7 },
	{ "strh_pre", &int_strh_pre, 0, 9, 2, R0, 9 },
	{ "strh_index", &int_strh_index, 0xfffffff3, -13, 2, R0, 0 },
	{ "strh_minus", &int_strh_minus, 5, -5, 2, R0, 0 },
	{ "str", &int_str, 0, 12, 4, R0, 0 },
	{ "str_down", &int_str_down, 0, -11, 4, R0, 0 },
	{ "str_post", &int_str_post, 0, 0, 4, R0, -7 },
	{ "str_pre", &int_str_pre, 0, 9, 4, R0, 9 },
	{ "str_index", &int_str_index, 0xfffffff3, -13, 4, R0, 0 },
	{ "str_minus", &int_str_minus, 5, -5, 4, R0, 0 },
	{ "strd", &int_strd, 0, 8, 8, R2_R3, 0 },
	{ "strd_post", &int_strd_post, 0, 0, 8, R2_R3, 12 },
	{ "strd_pre", &int_strd_pre, 0, -8, 8, R2_R3, -8 },
};

static void check_store(const struct store_row *r, void (*op)(void))
{
	uint32_t base = (uintptr_t)(bytes + BASE);
	struct int_registers s = { { GARBAGE, base, r->index, ADDEND },
				   0xau << 28 };
	uint32_t data[3] = { GARBAGE, r->index, ADDEND };
	uint8_t want[BYTES];

	fill(bytes);
	fill(want);
	memcpy(want + BASE + r->at, &data[r->data == R2_R3], r->bytes);
	int_run(op, &s);
	EXPECT_MEMEQ(bytes, want, BYTES);
	EXPECT_EQ((int)(s.r[1] - base), r->base);
	EXPECT_EQ(s.r[0], GARBAGE);
	EXPECT_EQ(s.r[2], r->index);
	EXPECT_EQ(s.r[3], ADDEND);
	EXPECT_EQ(s.apsr >> 27, 0x14);
}

TEST_EACH(stores, const struct store_row *r, stores,
	  "change the bytes of their address and no others")
{
	if (r->op->a32)
		check_store(r, r->op->a32);
	test_context("T32");
	if (r->op->t32)
		check_store(r, r->op->t32);
}
