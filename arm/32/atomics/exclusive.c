/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Load-exclusive and store-exclusive on one CPU: E2.10. */
#include "suite.h"

ATOMICS_SUITE;

/*
 * R0 the address, R2 and R3 what was there, R4 and R5 what is to be, R6 the
 * status.
 *
 * id, state, load, store, bytes, offset, of ARMv8
 */
/* clang-format off */
#define PAIRS(A)                                                              \
	A(byte, A32, "ldrexb r2, [r0]", "strexb r6, r4, [r0]", 1, 0, 0)       \
	A(half, A32, "ldrexh r2, [r0]", "strexh r6, r4, [r0]", 2, 0, 0)       \
	A(word, A32, "ldrex r2, [r0]", "strex r6, r4, [r0]", 4, 0, 0)         \
	A(doubleword, A32, "ldrexd r2, r3, [r0]",                             \
	  "strexd r6, r4, r5, [r0]", 8, 0, 0)                                 \
	A(byte_al, A32, "ldaexb r2, [r0]", "stlexb r6, r4, [r0]", 1, 0, 1)    \
	A(half_al, A32, "ldaexh r2, [r0]", "stlexh r6, r4, [r0]", 2, 0, 1)    \
	A(word_al, A32, "ldaex r2, [r0]", "stlex r6, r4, [r0]", 4, 0, 1)      \
	A(doubleword_al, A32, "ldaexd r2, r3, [r0]",                          \
	  "stlexd r6, r4, r5, [r0]", 8, 0, 1)                                 \
	A(byte_t32, T32, "ldrexb r2, [r0]", "strexb r6, r4, [r0]", 1, 0, 0)   \
	A(half_t32, T32, "ldrexh r2, [r0]", "strexh r6, r4, [r0]", 2, 0, 0)   \
	A(word_t32, T32, "ldrex r2, [r0, #1020]",                             \
	  "strex r6, r4, [r0, #1020]", 4, 1020, 0)                            \
	A(doubleword_t32, T32, "ldrexd r2, r3, [r0]",                         \
	  "strexd r6, r4, r5, [r0]", 8, 0, 0)                                 \
	A(byte_al_t32, T32, "ldaexb r2, [r0]", "stlexb r6, r4, [r0]",         \
	  1, 0, 1)                                                            \
	A(half_al_t32, T32, "ldaexh r2, [r0]", "stlexh r6, r4, [r0]",         \
	  2, 0, 1)                                                            \
	A(word_al_t32, T32, "ldaex r2, [r0]", "stlex r6, r4, [r0]", 4, 0, 1)  \
	A(doubleword_al_t32, T32, "ldaexd r2, r3, [r0]",                      \
	  "stlexd r6, r4, r5, [r0]", 8, 0, 1)
#define CODE(id, state, load, store, ...)                          \
	EXCL_CODE(id##_nothing, state, load "\n\t" store)          \
	EXCL_CODE(id##_clrex, state, load "\n\tclrex\n\t" store)   \
	EXCL_CODE(id##_store, state, load "\n\t" store "\n\t" store)
#define ROW(id, state, load, store, ...)                           \
	{ #id,                                                     \
	  { excl_##id##_nothing, excl_##id##_clrex, excl_##id##_store },       \
	  { excl_##id##_nothing_end, excl_##id##_clrex_end,        \
	    excl_##id##_store_end },                               \
	  STATE_##state, __VA_ARGS__ },
/* clang-format on */

PAIRS(CODE)

/* What comes between the two halves. */
enum between {
	NOTHING,
	CLREX,
	STORE, /* a store-exclusive, which succeeds */
	NR_BETWEEN
};

static const struct row {
	const char *name;
	const uint8_t *code[NR_BETWEEN], *end[NR_BETWEEN];
	uint32_t state;
	uint8_t bytes;
	uint16_t offset;
	bool v8;
} rows[] = { PAIRS(ROW) };

static const uint64_t new = 0x99aabbcc55667788;

static struct a32_outcome run(const struct row *r, enum between b,
			      uint32_t mode, uint64_t value)
{
	struct a32_registers in;

	a32_pattern(&in, mode | r->state);
	in.r[0] = (uintptr_t)user_cell()->value - r->offset;
	in.r[4] = (uint32_t)value;
	in.r[5] = (uint32_t)(value >> 32);
	return a32_run(r->code[b], (size_t)(r->end[b] - r->code[b]), &in);
}

/* R2, R3, R6, and nothing else. */
static void expect_run(const struct row *r, const struct a32_outcome *o,
		       uint64_t old, uint32_t status)
{
	expect_a32_done(o, r->bytes == 8 ? 0x4c : 0x44);
	EXPECT_EQ(o->frame.r[2],
		  (uint32_t)low_bytes(old, r->bytes < 4 ? r->bytes : 4));
	if (r->bytes == 8)
		EXPECT_EQ(o->frame.r[3], old >> 32);
	EXPECT_EQ(o->frame.r[6], status);
}

/* E2.10.2: it may fail for no reason, but not for ever. */
static void check(const struct row *r, enum between b, uint32_t mode,
		  uint64_t old, uint64_t value)
{
	struct a32_outcome o;

	for (unsigned int tries = 0; tries < 1000; tries++) {
		cell_set(user_cell(), old, r->bytes);
		o = run(r, b, mode, value);
		if (b == CLREX ||
		    low_bytes(user_cell()->value[0] ^ value, r->bytes) == 0)
			break;
	}
	expect_run(r, &o, old, b == NOTHING ? 0 : 1);
	cell_expect(user_cell(), b == CLREX ? old : value, r->bytes);
}

static void check_all(const struct row *r, enum between b)
{
	static const uint32_t modes[] = { MODE_SYS, MODE_USR };

	if (r->v8 && !arm_sevl.probe())
		SKIP("needs ARMv8");
	for (unsigned int m = 0; m < 2; m++)
		for (unsigned int i = 0; i < NR_OPERANDS; i++) {
			test_context("mode 0x%x, old 0x%llx",
				     (unsigned int)modes[m],
				     (unsigned long long)atomic_operands[i]);
			check(r, b, modes[m], atomic_operands[i], new);
		}
}

TEST_EACH(exclusive, const struct row *r, rows,
	  "loads, and stores with status 0 when nothing came between")
{
	check_all(r, NOTHING);
}

TEST_EACH(exclusive_clrex, const struct row *r, rows,
	  "does not store after CLREX, with status 1")
{
	check_all(r, CLREX);
}

TEST_EACH(exclusive_once, const struct row *r, rows,
	  "a second store-exclusive does not store")
{
	check_all(r, STORE);
}

TEST_EACH(exclusive_once_same, const struct row *r, rows,
	  "nor where it would store what is there already")
{
	if (r->v8 && !arm_sevl.probe())
		SKIP("needs ARMv8");
	for (unsigned int i = 0; i < NR_OPERANDS; i++)
		check(r, STORE, MODE_SYS, atomic_operands[i],
		      atomic_operands[i]);
}

/* ------------------------------------------------------------ registers ---- */

#define LDREX(rt)     (0xe1900f9fu | (rt) << 12)	/* [r0] */
#define STREX(rd, rt) (0xe1800f90u | (rd) << 12 | (rt)) /* [r0] */
#define A32_CLREX     0xf57ff01fu

static uint32_t register_of(const struct a32_outcome *o, unsigned int n)
{
	return n == 13 ? o->frame.sp : n == 14 ? o->frame.lr : o->frame.r[n];
}

/* Neither address nor value may be it (F5.1.243). */
TEST(exclusive_status, "is in the register that STREX names, and in no other")
{
	for (unsigned int rd = 1; rd <= 14; rd++) {
		const uint32_t done[] = { LDREX(2u), STREX(rd, 3u) };
		const uint32_t failed[] = { LDREX(2u), A32_CLREX,
					    STREX(rd, 3u) };
		struct a32_registers in;
		struct a32_outcome o;

		if (rd == 3)
			continue;
		test_context("Rd %u", rd);
		a32_pattern(&in, MODE_SYS);
		in.r[0] = (uintptr_t)user_cell()->value;
		cell_set(user_cell(), GARBAGE, 8);
		o = a32_run(failed, sizeof(failed), &in);
		expect_a32_done(&o, 1u << rd | 1u << 2);
		EXPECT_EQ(register_of(&o, rd), 1);
		cell_expect(user_cell(), GARBAGE, 8);
		o = a32_run(done, sizeof(done), &in);
		expect_a32_done(&o, 1u << rd | 1u << 2);
		EXPECT_EQ(register_of(&o, rd), 0);
		cell_expect(user_cell(), in.r[3], 4);
	}
}

TEST(exclusive_value, "is in the register that LDREX and STREX name")
{
	for (unsigned int rt = 2; rt <= 14; rt++) {
		const uint32_t code[] = { LDREX(rt), STREX(1u, rt) };
		const uint32_t store[] = { LDREX(1u), STREX(1u, rt) };
		struct a32_registers in;
		struct a32_outcome o;

		test_context("Rt %u", rt);
		a32_pattern(&in, MODE_SYS);
		in.r[0] = (uintptr_t)user_cell()->value;
		cell_set(user_cell(), 0x80112233, 4);
		o = a32_run(code, sizeof(code), &in);
		expect_a32_done(&o, 1u << rt | 1u << 1);
		EXPECT_EQ(register_of(&o, rt), 0x80112233);
		EXPECT_EQ(o.frame.r[1], 0);
		o = a32_run(store, sizeof(store), &in);
		expect_a32_done(&o, 1u << 1);
		EXPECT_EQ(o.frame.r[1], 0);
		cell_expect(user_cell(),
			    rt == 13 ? in.sp :
			    rt == 14 ? in.lr :
				       in.r[rt],
			    4);
	}
}
