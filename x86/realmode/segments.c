/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Segment registers (SDM vol. 3, 20.1.1; vol. 2, PUSH, POP, LDS, MOV). */
#include "suite.h"

#include <string.h>

REALMODE_SUITE;

/* ------------------------------------------------------ segment registers ---- */

static const struct push_row {
	const char *name;
	struct insn_code code;
	uint8_t bytes, selector; /* offset in struct real_segments */
} pushes[] = {
	{ "es", { { 0x06 }, 1 }, 2, 2 },
	{ "ss", { { 0x16 }, 1 }, 2, 4 },
	{ "ds", { { 0x1e }, 1 }, 2, 0 },
	{ "fs", { { 0x0f, 0xa0 }, 2 }, 2, 6 },
	{ "gs", { { 0x0f, 0xa8 }, 2 }, 2, 8 },
	{ "es-32", { { 0x66, 0x06 }, 2 }, 4, 2 },
	{ "ss-32", { { 0x66, 0x16 }, 2 }, 4, 4 },
	{ "ds-32", { { 0x66, 0x1e }, 2 }, 4, 0 },
	{ "fs-32", { { 0x66, 0x0f, 0xa0 }, 3 }, 4, 6 },
	{ "gs-32", { { 0x66, 0x0f, 0xa8 }, 3 }, 4, 8 },
};

static struct real_segments different(void)
{
	uint16_t ds = real_segment();

	return (struct real_segments){ ds, (uint16_t)(ds + 0x111), ds,
				       (uint16_t)(ds + 0x222),
				       (uint16_t)(ds + 0x333) };
}

TEST_EACH(push_segment, const struct push_row *r, pushes, "pushes the selector")
{
	struct exec x = real_exec(true);
	struct exec_state in = stack_state(&x), want = in;
	struct real_segments s = different();
	uint16_t selector;

	real_set_segments(s);
	memcpy(&selector, (uint8_t *)&s + r->selector, 2);
	want.gpr[REG_SP] -= r->bytes;
	put16(&want, MIDDLE - r->bytes, selector);
	insn_once(&x, &r->code, &in, &want, 0);
}

static const struct push_row pops[] = {
	{ "es", { { 0x07 }, 1 }, 2, 2 },
	{ "ds", { { 0x1f }, 1 }, 2, 0 },
	{ "fs", { { 0x0f, 0xa1 }, 2 }, 2, 6 },
	{ "gs", { { 0x0f, 0xa9 }, 2 }, 2, 8 },
	{ "es-32", { { 0x66, 0x07 }, 2 }, 4, 2 },
	{ "ds-32", { { 0x66, 0x1f }, 2 }, 4, 0 },
	{ "fs-32", { { 0x66, 0x0f, 0xa1 }, 3 }, 4, 6 },
	{ "gs-32", { { 0x66, 0x0f, 0xa9 }, 3 }, 4, 8 },
	{ "ss", { { 0x17 }, 1 }, 2, 4 },
	{ "ss-32", { { 0x66, 0x17 }, 2 }, 4, 4 },
};

TEST_EACH(pop_segment, const struct push_row *r, pops, "loads the selector")
{
	struct exec x = real_exec(true);
	struct exec_state in = stack_state(&x), want;
	struct real_segments s = different(), after;
	uint16_t selector = (uint16_t)(real_segment() + 0x77);

	real_set_segments(s);
	put16(&in, MIDDLE, selector);
	want = in;
	want.gpr[REG_SP] += r->bytes;
	insn_once(&x, &r->code, &in, &want, 0);
	memcpy((uint8_t *)&s + r->selector, &selector, 2);
	after = real_segments_after();
	EXPECT_MEMEQ(&after, &s, sizeof(s));
}

/* LDS and the like from [BX]; and MOV from CX. The base follows: [DI] is read. */
static const struct load_row {
	const char *name;
	struct insn_code code;
	uint8_t bytes, selector; /* bytes of the offset; 0: MOV */
} loads[] = {
	{ "lds", { { 0xc5, 0x17 }, 2 }, 2, 0 },
	{ "les", { { 0xc4, 0x17 }, 2 }, 2, 2 },
	{ "lss", { { 0x0f, 0xb2, 0x17 }, 3 }, 2, 4 },
	{ "lfs", { { 0x0f, 0xb4, 0x17 }, 3 }, 2, 6 },
	{ "lgs", { { 0x0f, 0xb5, 0x17 }, 3 }, 2, 8 },
	{ "lds-32", { { 0x66, 0xc5, 0x17 }, 3 }, 4, 0 },
	{ "les-32", { { 0x66, 0xc4, 0x17 }, 3 }, 4, 2 },
	{ "lss-32", { { 0x66, 0x0f, 0xb2, 0x17 }, 4 }, 4, 4 },
	{ "lfs-32", { { 0x66, 0x0f, 0xb4, 0x17 }, 4 }, 4, 6 },
	{ "lgs-32", { { 0x66, 0x0f, 0xb5, 0x17 }, 4 }, 4, 8 },
	{ "mov-ds", { { 0x8e, 0xd9 }, 2 }, 0, 0 },
	{ "mov-es", { { 0x8e, 0xc1 }, 2 }, 0, 2 },
	{ "mov-ss", { { 0x8e, 0xd1 }, 2 }, 0, 4 },
	{ "mov-fs", { { 0x8e, 0xe1 }, 2 }, 0, 6 },
	{ "mov-gs", { { 0x8e, 0xe9 }, 2 }, 0, 8 },
	{ "mov-gs-32", { { 0x66, 0x8e, 0xe9 }, 3 }, 0, 8 },
};

TEST_EACH(load_segment, const struct load_row *r, loads,
	  "loads selector and base, and the offset")
{
	static const uint8_t overrides[] = { 0x3e, 0x26, 0x36, 0x64, 0x65 };
	struct exec x = real_exec(true);
	struct exec_state in = stack_state(&x), want;
	struct real_segments s = different(), after;
	uint16_t selector = (uint16_t)(real_segment() + 0x99);
	struct insn_code c = r->code;

	real_set_segments(s);
	real_memory()[0x990 + 0x4000] = 0xa7;
	insn_byte(&c, overrides[r->selector / 2]); /* mov seg:(%di), %al */
	insn_byte(&c, 0x8a);
	insn_byte(&c, 0x05);
	in.gpr[REG_DI] = 0x4000;
	insn_put(&in, REG_CX, 2, selector);
	insn_put(&in, OP_MEM, 4, 0x87654321);
	put16(&in, EXEC_OPERAND + r->bytes, selector);
	want = in;
	if (r->bytes)
		insn_put(&want, REG_DX, r->bytes,
			 insn_get(&in, OP_MEM, r->bytes));
	insn_put(&want, REG_AX, 1, 0xa7);
	insn_once(&x, &c, &in, &want, 0);
	memcpy((uint8_t *)&s + r->selector, &selector, 2);
	after = real_segments_after();
	EXPECT_MEMEQ(&after, &s, sizeof(s));
}
