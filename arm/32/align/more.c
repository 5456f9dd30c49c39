/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loads relative to PC, store-exclusives, and SWP, which is no more. */
#include "accesses.h"

#include <string.h>

ALIGN_SUITE;

#define CODE_OF(id) align_##id, align_##id##_end

/* clang-format off */
#define LITERALS(A)                                                           \
	A(lit_ldr, A32, "ldr r2, 1f\n\tb 2f\n1:\t.word 0x80a1b2c3\n2:",       \
	  0x80a1b2c3)                                                         \
	A(lit_ldr_minus, A32, "b 2f\n1:\t.word 0x80a1b2c3\n\t.word 0\n"       \
	  "2:\tldr r2, 1b", 0x80a1b2c3)                                       \
	A(lit_ldrh, A32, "ldrh r2, 1f\n\tb 2f\n1:\t.word 0x80a1b2c3\n2:",     \
	  0xb2c3)                                                             \
	A(lit_ldrsb, A32, "ldrsb r2, 1f\n\tb 2f\n1:\t.word 0x80a1b2c3\n2:",   \
	  0xffffffc3)                                                         \
	A(lit_ldr_t16, T32, "ldr.n r2, 1f\n\tb.n 2f\n\t"                      \
	  "1:\t.word 0x80a1b2c3\n2:", 0x80a1b2c3)                             \
	A(lit_ldr_t16_odd, T32, "nop\n\tldr.n r2, 1f\n\tb.n 2f\n\tnop\n"      \
	  "1:\t.word 0x80a1b2c3\n2:", 0x80a1b2c3)                             \
	A(lit_ldr_t32_odd, T32, "nop\n\tldr.w r2, 1f\n\tb.n 2f\n"             \
	  "1:\t.word 0x80a1b2c3\n2:", 0x80a1b2c3)                             \
	A(lit_ldr_t32_minus, T32, "b.n 2f\n\tnop\n1:\t.word 0x80a1b2c3\n"     \
	  "2:\tnop\n\tldr.w r2, 1b", 0x80a1b2c3)                              \
	A(lit_ldrsh_t32, T32, "nop\n\tldrsh.w r2, 1f\n\tb.n 2f\n"             \
	  "1:\t.word 0x80a1b2c3\n2:", 0xffffb2c3)                             \
	A(lit_ldrd_t32, T32, "nop\n\tldrd r2, r3, 1f\n\tb.n 2f\n"             \
	  "1:\t.word 0x80a1b2c3, 0xd4e5f607\n2:", 0x80a1b2c3)                 \
	A(lit_vldr_t32, T32, "nop\n\tvldr s2, 1f\n\tb.n 2f\n"                 \
	  "1:\t.word 0x80a1b2c3\n2:\tvmov r2, s2", 0x80a1b2c3)
#define LITERAL_ROW(id, state, text, value) \
	{ #id, CODE_OF(id), STATE_##state, value },
LITERALS(ALIGN_CODE)
LITERALS(DECLARE)

static const struct literal {
	const char *name;
	const uint8_t *code, *end;
	uint32_t state, value;
} literals[] = { LITERALS(LITERAL_ROW) };
/* clang-format on */

/* F1.8.1: relative to PC, which is 8 or 4 ahead, rounded down to a word. */
TEST_EACH(literal, const struct literal *l, literals,
	  "is found from PC, rounded down")
{
	struct a32_registers in;
	struct a32_outcome o;

	a32_pattern(&in, MODE_SYS | l->state);
	o = a32_run(l->code, (size_t)(l->end - l->code), &in);
	expect_a32_done(&o, strstr(l->name, "ldrd") ? 3u << 2 : 1u << 2);
	EXPECT_EQ(o.frame.r[2], l->value);
	if (strstr(l->name, "ldrd"))
		EXPECT_EQ(o.frame.r[3], 0xd4e5f607);
}

/* ----------------------------------------------------- store-exclusives ---- */

static const struct strex {
	const char *name;
	uint32_t code[2]; /* a load of R4 (and R5) from R1; strex r2, .., [r0] */
	uint8_t bytes;
} strexes[] = {
	{ "strexh", { 0xe1f14f9f, 0xe1e02f94 }, 2 },
	{ "strex", { 0xe1914f9f, 0xe1802f94 }, 4 },
	{ "strexd", { 0xe1b14f9f, 0xe1a02f94 }, 8 },
};

/* Whichever of address and monitor is looked at first: E2.10.5. */
TEST_EACH(strex_unaligned, const struct strex *s, strexes,
	  "stores nothing: it traps, or has status 1")
{
	uint8_t *base = a32_data(), expected[PLACE];

	access_fill(expected);
	for (unsigned int offset = 1; offset < s->bytes; offset++) {
		struct a32_registers in;
		struct a32_outcome o;

		test_context("offset %u", offset);
		access_fill(base);
		a32_pattern(&in, MODE_SYS);
		in.r[0] = (uintptr_t)base + 32 + offset;
		in.r[1] = (uintptr_t)base + 32;
		o = a32_run(s->code, sizeof(s->code), &in);
		EXPECT_MEMEQ(base, expected, PLACE);
		if (o.trap.cause == ARM_UNKNOWN) {
			expect_a32_done(&o, 0x34);
			EXPECT_EQ(o.frame.r[2], 1);
			continue;
		}
		EXPECT_TRAP_ERROR(o.trap, ARM_DATA_ABORT,
				  FSR_ALIGNMENT | FSR_WNR);
		EXPECT_EQ(o.trap.address, in.r[0]);
		EXPECT_EQ(o.frame.r[2], in.r[2]);
	}
}

/* ------------------------------------------------------------------ SWP ---- */

#define SCTLR_SW (1u << 10) /* ARMv7's; ID_ISAR4.SWP_frac */

static const struct swp {
	const char *name;
	uint32_t insn; /* r2 = [r0], [r0] = r3 */
	uint32_t mask;
} swps[] = {
	{ "swp", 0xe1002093, 0xffffffff },
	{ "swpb", 0xe1402093, 0x000000ff },
};

static void put_sctlr(uint32_t value)
{
	write_sysreg(SCTLR, value);
	isb();
}

static struct a32_outcome swap(const struct swp *s, uint32_t mode)
{
	struct a32_registers in;

	a32_pattern(&in, mode);
	in.r[0] = (uintptr_t)a32_data() + 32;
	access_fill(a32_data());
	return a32_run(&s->insn, sizeof(s->insn), &in);
}

/* F5.1 has none in ARMv8; before, it needs the bit. */
TEST_EACH(swp, const struct swp *s, swps, "is undefined without SCTLR.SW")
{
	static const uint32_t modes[] = { MODE_SYS, MODE_USR };
	uint8_t expected[PLACE];

	put_sctlr(read_sysreg(SCTLR) & ~SCTLR_SW);
	access_fill(expected);
	for (unsigned int i = 0; i < 2; i++) {
		struct a32_outcome o = swap(s, modes[i]);

		expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
		EXPECT_MEMEQ(a32_data(), expected, PLACE);
	}
}

TEST_EACH(swp_enabled, const struct swp *s, swps,
	  "swaps with SCTLR.SW, where there still is one")
{
	uint32_t word, old;
	uint8_t expected[PLACE];
	struct a32_outcome o;

	put_sctlr(read_sysreg(SCTLR) | SCTLR_SW);
	if (arm_sevl.probe() || !(read_sysreg(SCTLR) & SCTLR_SW))
		SKIP("needs ARMv7's SWP");
	o = swap(s, MODE_SYS);
	access_fill(expected);
	memcpy(&old, expected + 32, 4);
	word = (old & ~s->mask) | (o.in.r[3] & s->mask);
	memcpy(expected + 32, &word, 4);
	expect_a32_done(&o, 1u << 2);
	EXPECT_EQ(o.frame.r[2], old & s->mask);
	EXPECT_MEMEQ(a32_data(), expected, PLACE);
}
