/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads and stores: which bytes, how they are extended, what the base is after
 * (Arm ARM, C1.3.3 addressing; C6.2 LDR to LDURSW, LDP, LDPSW, LDNP, STR, STP).
 */
#include "suite.h"
#include <string.h>

INTEGER_SUITE;

enum {
	BASE = 48,
	BYTES = 96
};

/* Unaligned addresses are part of it: a page of Normal memory. */
static uint8_t bytes[BYTES] __attribute__((aligned(128)));

static void fill(uint8_t *to)
{
	for (unsigned int i = 0; i < BYTES; i++)
		to[i] = (uint8_t)(i * 37 + 0x91);
}

static const struct load_row {
	const char *name;
	int_op *op; /* to x0, a second one to x3; base x1, index x2 */
	uint64_t index, x0, x3;
	int base; /* after it, from before */
} loads[] = {
	{ "ldrb_w", int_ldrb_w, 0, 0xf0, ADDEND, 0 },
	{ "ldurb_w", int_ldurb_w, 0, 0xea, ADDEND, 0 },
	{ "ldrb_w_post", int_ldrb_w_post, 0, 0x81, ADDEND, -7 },
	{ "ldrb_w_pre", int_ldrb_w_pre, 0, 0xce, ADDEND, 9 },
	{ "ldrb_w_sxtw", int_ldrb_w_sxtw, 0x5a5a5a5afffffffd, 0x12, ADDEND, 0 },
	{ "ldrb_w_uxtw", int_ldrb_w_uxtw, 0xfedcba9800000003, 0xf0, ADDEND, 0 },
	{ "ldrb_w_lsl", int_ldrb_w_lsl, 0xfffffffffffffffc, 0xed, ADDEND, 0 },
	{ "ldrb_w_index", int_ldrb_w_index, 5, 0x3a, ADDEND, 0 },
	{ "ldrh_w", int_ldrh_w, 0, 0x845f, ADDEND, 0 },
	{ "ldurh_w", int_ldurh_w, 0, 0xfea, ADDEND, 0 },
	{ "ldrh_w_post", int_ldrh_w_post, 0, 0xa681, ADDEND, -7 },
	{ "ldrh_w_pre", int_ldrh_w_pre, 0, 0xf3ce, ADDEND, 9 },
	{ "ldrh_w_sxtw", int_ldrh_w_sxtw, 0x5a5a5a5afffffffd, 0xc8a3, ADDEND,
	  0 },
	{ "ldrh_w_uxtw", int_ldrh_w_uxtw, 0xfedcba9800000003, 0x845f, ADDEND,
	  0 },
	{ "ldrh_w_lsl", int_ldrh_w_lsl, 0xfffffffffffffffc, 0x7e59, ADDEND, 0 },
	{ "ldrh_w_index", int_ldrh_w_index, 5, 0x5f3a, ADDEND, 0 },
	{ "ldr_w", int_ldr_w, 0, 0xac87623d, ADDEND, 0 },
	{ "ldur_w", int_ldur_w, 0, 0x59340fea, ADDEND, 0 },
	{ "ldr_w_post", int_ldr_w_post, 0, 0xf0cba681, ADDEND, -7 },
	{ "ldr_w_pre", int_ldr_w_pre, 0, 0x3d18f3ce, ADDEND, 9 },
	{ "ldr_w_sxtw", int_ldr_w_sxtw, 0x5a5a5a5afffffffd, 0x340feac5, ADDEND,
	  0 },
	{ "ldr_w_uxtw", int_ldr_w_uxtw, 0xfedcba9800000003, 0xac87623d, ADDEND,
	  0 },
	{ "ldr_w_lsl", int_ldr_w_lsl, 0xfffffffffffffffc, 0xa07b5631, ADDEND,
	  0 },
	{ "ldr_w_index", int_ldr_w_index, 5, 0xa9845f3a, ADDEND, 0 },
	{ "ldr_x", int_ldr_x, 0, 0xfcd7b28d68431ef9, ADDEND, 0 },
	{ "ldur_x", int_ldur_x, 0, 0xedc8a37e59340fea, ADDEND, 0 },
	{ "ldr_x_post", int_ldr_x_post, 0, 0x845f3a15f0cba681, ADDEND, -7 },
	{ "ldr_x_pre", int_ldr_x_pre, 0, 0xd1ac87623d18f3ce, ADDEND, 9 },
	{ "ldr_x_sxtw", int_ldr_x_sxtw, 0x5a5a5a5afffffffd, 0xce7c29d78532e09,
	  ADDEND, 0 },
	{ "ldr_x_uxtw", int_ldr_x_uxtw, 0xfedcba9800000003, 0xfcd7b28d68431ef9,
	  ADDEND, 0 },
	{ "ldr_x_lsl", int_ldr_x_lsl, 0xfffffffffffffffc, 0xe4bf9a75502b06e1,
	  ADDEND, 0 },
	{ "ldr_x_index", int_ldr_x_index, 5, 0x3d18f3cea9845f3a, ADDEND, 0 },
	{ "ldrsb_w", int_ldrsb_w, 0, 0xfffffff0, ADDEND, 0 },
	{ "ldursb_w", int_ldursb_w, 0, 0xffffffea, ADDEND, 0 },
	{ "ldrsb_w_post", int_ldrsb_w_post, 0, 0xffffff81, ADDEND, -7 },
	{ "ldrsb_w_pre", int_ldrsb_w_pre, 0, 0xffffffce, ADDEND, 9 },
	{ "ldrsb_w_sxtw", int_ldrsb_w_sxtw, 0x5a5a5a5afffffffd, 0x12, ADDEND,
	  0 },
	{ "ldrsb_w_uxtw", int_ldrsb_w_uxtw, 0xfedcba9800000003, 0xfffffff0,
	  ADDEND, 0 },
	{ "ldrsb_w_lsl", int_ldrsb_w_lsl, 0xfffffffffffffffc, 0xffffffed,
	  ADDEND, 0 },
	{ "ldrsb_w_index", int_ldrsb_w_index, 5, 0x3a, ADDEND, 0 },
	{ "ldrsb_x", int_ldrsb_x, 0, 0xfffffffffffffff0, ADDEND, 0 },
	{ "ldursb_x", int_ldursb_x, 0, 0xffffffffffffffea, ADDEND, 0 },
	{ "ldrsb_x_post", int_ldrsb_x_post, 0, 0xffffffffffffff81, ADDEND, -7 },
	{ "ldrsb_x_pre", int_ldrsb_x_pre, 0, 0xffffffffffffffce, ADDEND, 9 },
	{ "ldrsb_x_sxtw", int_ldrsb_x_sxtw, 0x5a5a5a5afffffffd, 0x12, ADDEND,
	  0 },
	{ "ldrsb_x_uxtw", int_ldrsb_x_uxtw, 0xfedcba9800000003,
	  0xfffffffffffffff0, ADDEND, 0 },
	{ "ldrsb_x_lsl", int_ldrsb_x_lsl, 0xfffffffffffffffc,
	  0xffffffffffffffed, ADDEND, 0 },
	{ "ldrsb_x_index", int_ldrsb_x_index, 5, 0x3a, ADDEND, 0 },
	{ "ldrsh_w", int_ldrsh_w, 0, 0xffff845f, ADDEND, 0 },
	{ "ldursh_w", int_ldursh_w, 0, 0xfea, ADDEND, 0 },
	{ "ldrsh_w_post", int_ldrsh_w_post, 0, 0xffffa681, ADDEND, -7 },
	{ "ldrsh_w_pre", int_ldrsh_w_pre, 0, 0xfffff3ce, ADDEND, 9 },
	{ "ldrsh_w_sxtw", int_ldrsh_w_sxtw, 0x5a5a5a5afffffffd, 0xffffc8a3,
	  ADDEND, 0 },
	{ "ldrsh_w_uxtw", int_ldrsh_w_uxtw, 0xfedcba9800000003, 0xffff845f,
	  ADDEND, 0 },
	{ "ldrsh_w_lsl", int_ldrsh_w_lsl, 0xfffffffffffffffc, 0x7e59, ADDEND,
	  0 },
	{ "ldrsh_w_index", int_ldrsh_w_index, 5, 0x5f3a, ADDEND, 0 },
	{ "ldrsh_x", int_ldrsh_x, 0, 0xffffffffffff845f, ADDEND, 0 },
	{ "ldursh_x", int_ldursh_x, 0, 0xfea, ADDEND, 0 },
	{ "ldrsh_x_post", int_ldrsh_x_post, 0, 0xffffffffffffa681, ADDEND, -7 },
	{ "ldrsh_x_pre", int_ldrsh_x_pre, 0, 0xfffffffffffff3ce, ADDEND, 9 },
	{ "ldrsh_x_sxtw", int_ldrsh_x_sxtw, 0x5a5a5a5afffffffd,
	  0xffffffffffffc8a3, ADDEND, 0 },
	{ "ldrsh_x_uxtw", int_ldrsh_x_uxtw, 0xfedcba9800000003,
	  0xffffffffffff845f, ADDEND, 0 },
	{ "ldrsh_x_lsl", int_ldrsh_x_lsl, 0xfffffffffffffffc, 0x7e59, ADDEND,
	  0 },
	{ "ldrsh_x_index", int_ldrsh_x_index, 5, 0x5f3a, ADDEND, 0 },
	{ "ldrsw_x", int_ldrsw_x, 0, 0xffffffffac87623d, ADDEND, 0 },
	{ "ldursw_x", int_ldursw_x, 0, 0x59340fea, ADDEND, 0 },
	{ "ldrsw_x_post", int_ldrsw_x_post, 0, 0xfffffffff0cba681, ADDEND, -7 },
	{ "ldrsw_x_pre", int_ldrsw_x_pre, 0, 0x3d18f3ce, ADDEND, 9 },
	{ "ldrsw_x_sxtw", int_ldrsw_x_sxtw, 0x5a5a5a5afffffffd, 0x340feac5,
	  ADDEND, 0 },
	{ "ldrsw_x_uxtw", int_ldrsw_x_uxtw, 0xfedcba9800000003,
	  0xffffffffac87623d, ADDEND, 0 },
	{ "ldrsw_x_lsl", int_ldrsw_x_lsl, 0xfffffffffffffffc,
	  0xffffffffa07b5631, ADDEND, 0 },
	{ "ldrsw_x_index", int_ldrsw_x_index, 5, 0xffffffffa9845f3a, ADDEND,
	  0 },
	{ "ldp_w", int_ldp_w, 0, 0xc8a37e59, 0x5c3712ed, 0 },
	{ "ldp_w_post", int_ldp_w_post, 0, 0xf0cba681, 0x845f3a15, 12 },
	{ "ldp_w_pre", int_ldp_w_pre, 0, 0x5c3712ed, 0xf0cba681, -4 },
	{ "ldnp_w", int_ldnp_w, 0, 0x845f3a15, 0x18f3cea9, 0 },
	{ "ldp_x", int_ldp_x, 0, 0x340feac5a07b5631, 0x5c3712edc8a37e59, 0 },
	{ "ldp_x_post", int_ldp_x_post, 0, 0x845f3a15f0cba681,
	  0xac87623d18f3cea9, 24 },
	{ "ldp_x_pre", int_ldp_x_pre, 0, 0x5c3712edc8a37e59, 0x845f3a15f0cba681,
	  -8 },
	{ "ldnp_x", int_ldnp_x, 0, 0xac87623d18f3cea9, 0xd4af8a65401bf6d1, 0 },
	{ "ldpsw_x", int_ldpsw_x, 0, 0xffffffffc8a37e59, 0x5c3712ed, 0 },
	{ "ldpsw_x_post", int_ldpsw_x_post, 0, 0xfffffffff0cba681,
	  0xffffffff845f3a15, 12 },
	{ "ldpsw_x_pre", int_ldpsw_x_pre, 0, 0x5c3712ed, 0xfffffffff0cba681,
	  -4 },
};

TEST_EACH(loads, const struct load_row *r, loads,
	  "have the bytes of their address, extended as they say")
{
	uint64_t base = (uintptr_t)(bytes + BASE);
	struct int_registers s = { { GARBAGE, base, r->index, ADDEND }, 0xa };
	uint8_t before[BYTES];

	fill(bytes);
	fill(before);
	int_run(r->op, &s);
	EXPECT_EQ(s.x[0], r->x0);
	EXPECT_EQ(s.x[3], r->x3);
	EXPECT_EQ((int)(s.x[1] - base), r->base);
	EXPECT_EQ(s.x[1] >> 32, base >> 32);
	EXPECT_EQ(s.x[2], r->index);
	EXPECT_EQ(s.nzcv, 0xa);
	EXPECT_MEMEQ(bytes, before, BYTES);
}

static const struct store_row {
	const char *name;
	int_op *op; /* of x4, a second one of x5 */
	uint64_t index;
	int at, bytes, base;
} stores[] = {
	{ "strb_w", int_strb_w, 0, 3, 1, 0 },
	{ "sturb_w", int_sturb_w, 0, -11, 1, 0 },
	{ "strb_w_post", int_strb_w_post, 0, 0, 1, -7 },
	{ "strb_w_pre", int_strb_w_pre, 0, 9, 1, 9 },
	{ "strb_w_sxtw", int_strb_w_sxtw, 0x5a5a5a5afffffffd, -3, 1, 0 },
	{ "strb_w_uxtw", int_strb_w_uxtw, 0xfedcba9800000003, 3, 1, 0 },
	{ "strb_w_lsl", int_strb_w_lsl, 0xfffffffffffffffc, -4, 1, 0 },
	{ "strh_w", int_strh_w, 0, 6, 2, 0 },
	{ "sturh_w", int_sturh_w, 0, -11, 2, 0 },
	{ "strh_w_post", int_strh_w_post, 0, 0, 2, -7 },
	{ "strh_w_pre", int_strh_w_pre, 0, 9, 2, 9 },
	{ "strh_w_sxtw", int_strh_w_sxtw, 0x5a5a5a5afffffffd, -6, 2, 0 },
	{ "strh_w_uxtw", int_strh_w_uxtw, 0xfedcba9800000003, 3, 2, 0 },
	{ "strh_w_lsl", int_strh_w_lsl, 0xfffffffffffffffc, -8, 2, 0 },
	{ "str_w", int_str_w, 0, 12, 4, 0 },
	{ "stur_w", int_stur_w, 0, -11, 4, 0 },
	{ "str_w_post", int_str_w_post, 0, 0, 4, -7 },
	{ "str_w_pre", int_str_w_pre, 0, 9, 4, 9 },
	{ "str_w_sxtw", int_str_w_sxtw, 0x5a5a5a5afffffffd, -12, 4, 0 },
	{ "str_w_uxtw", int_str_w_uxtw, 0xfedcba9800000003, 3, 4, 0 },
	{ "str_w_lsl", int_str_w_lsl, 0xfffffffffffffffc, -16, 4, 0 },
	{ "str_x", int_str_x, 0, 24, 8, 0 },
	{ "stur_x", int_stur_x, 0, -11, 8, 0 },
	{ "str_x_post", int_str_x_post, 0, 0, 8, -7 },
	{ "str_x_pre", int_str_x_pre, 0, 9, 8, 9 },
	{ "str_x_sxtw", int_str_x_sxtw, 0x5a5a5a5afffffffd, -24, 8, 0 },
	{ "str_x_uxtw", int_str_x_uxtw, 0xfedcba9800000003, 3, 8, 0 },
	{ "str_x_lsl", int_str_x_lsl, 0xfffffffffffffffc, -32, 8, 0 },
	{ "stp_w", int_stp_w, 0, -8, 8, 0 },
	{ "stp_w_post", int_stp_w_post, 0, 0, 8, 12 },
	{ "stp_w_pre", int_stp_w_pre, 0, -4, 8, -4 },
	{ "stnp_w", int_stnp_w, 0, 4, 8, 0 },
	{ "stp_x", int_stp_x, 0, -16, 16, 0 },
	{ "stp_x_post", int_stp_x_post, 0, 0, 16, 24 },
	{ "stp_x_pre", int_stp_x_pre, 0, -8, 16, -8 },
	{ "stnp_x", int_stnp_x, 0, 8, 16, 0 },
};

TEST_EACH(stores, const struct store_row *r, stores,
	  "change the bytes of their address and no others")
{
	static const uint64_t data[2] = { 0x1122334455667788,
					  0x99aabbccddeeff00 };
	uint64_t base = (uintptr_t)(bytes + BASE);
	struct int_registers s = {
		{ GARBAGE, base, r->index, ADDEND, data[0], data[1] }, 5
	};
	bool pair = strncmp(r->name, "stp", 3) == 0 ||
		    strncmp(r->name, "stnp", 4) == 0;
	int each = pair ? r->bytes / 2 : r->bytes;
	uint8_t want[BYTES];

	fill(bytes);
	fill(want);
	memcpy(want + BASE + r->at, &data[0], each);
	memcpy(want + BASE + r->at + each, &data[1], r->bytes - each);
	int_run(r->op, &s);
	EXPECT_MEMEQ(bytes, want, BYTES);
	EXPECT_EQ((int)(s.x[1] - base), r->base);
	EXPECT_EQ(s.x[1] >> 32, base >> 32);
	EXPECT_EQ(s.x[4], data[0]);
	EXPECT_EQ(s.x[5], data[1]);
	EXPECT_EQ(s.nzcv, 5);
}
