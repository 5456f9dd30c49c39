/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compare and swap: C6.2.40 (CAS), C6.2.41 (CASP). */
#include "suite.h"

ATOMICS_SUITE;

/* The value that was there; in the register that had the one to compare with. */
#define CAS_FORM(name, id, w)                                        \
	static uint64_t id(uint64_t compare, uint64_t new, void *at) \
	{                                                            \
		asm volatile(LSE #name " %" w "0, %" w "1, [%2]"     \
			     : "+&r"(compare)                        \
			     : "r"(new), "r"(at)                     \
			     : "memory");                            \
		return compare;                                      \
	}
/* clang-format off */
#define FORMS(F)                                                       \
	F(casb, casb, "w", 1) F(casab, casab, "w", 1)                  \
	F(caslb, caslb, "w", 1) F(casalb, casalb, "w", 1)              \
	F(cash, cash, "w", 2) F(casah, casah, "w", 2)                  \
	F(caslh, caslh, "w", 2) F(casalh, casalh, "w", 2)              \
	F(cas, cas, "w", 4) F(casa, casa, "w", 4)                      \
	F(casl, casl, "w", 4) F(casal, casal, "w", 4)                  \
	F(cas, cas_x, "x", 8) F(casa, casa_x, "x", 8)                  \
	F(casl, casl_x, "x", 8) F(casal, casal_x, "x", 8)
#define DEFINE(name, id, w, bytes) CAS_FORM(name, id, w)
#define ROW(name, id, w, bytes)	   { #id, id, bytes },
/* clang-format on */

FORMS(DEFINE)

static const struct row {
	const char *name;
	uint64_t (*fn)(uint64_t, uint64_t, void *);
	uint8_t bytes;
} rows[] = { FORMS(ROW) };

static void check(const struct row *r, uint64_t old, uint64_t compare)
{
	const uint64_t new = 0x1122334455667788;
	bool equal = low_bytes(old, r->bytes) == low_bytes(compare, r->bytes);
	struct cell cell;

	test_context("old 0x%llx, compare 0x%llx", (unsigned long long)old,
		     (unsigned long long)compare);
	cell_set(&cell, old, r->bytes);
	EXPECT_EQ(r->fn(compare, new, cell.value), low_bytes(old, r->bytes));
	cell_expect(&cell, equal ? new : old, r->bytes);
}

TEST_EACH(cas, const struct row *r, rows,
	  "swaps where its bits are equal, and returns the old value",
	  .needs = NEEDS(&arm_lse))
{
	for (unsigned int i = 0; i < NR_OPERANDS; i++)
		for (unsigned int j = 0; j < NR_OPERANDS; j++)
			check(r, atomic_operands[i], atomic_operands[j]);
}

TEST_EACH(cas_bit, const struct row *r, rows,
	  "every bit of its size counts, and no other",
	  .needs = NEEDS(&arm_lse))
{
	for (unsigned int bit = 0; bit < 64; bit++)
		check(r, GARBAGE, GARBAGE ^ 1ull << bit);
}

/* ------------------------------------------------------------- pairs ---- */

struct pair {
	uint64_t low, high;
};

#define CASP_FORM(name, id, w)                                                 \
	static struct pair id(struct pair compare, struct pair new, void *at)  \
	{                                                                      \
		register uint64_t x4 asm("x4") = compare.low;                  \
		register uint64_t x5 asm("x5") = compare.high;                 \
		register uint64_t x6 asm("x6") = new.low;                      \
		register uint64_t x7 asm("x7") = new.high;                     \
                                                                               \
		asm volatile(LSE #name " " w "4, " w "5, " w "6, " w "7, [%4]" \
			     : "+r"(x4), "+r"(x5)                              \
			     : "r"(x6), "r"(x7), "r"(at)                       \
			     : "memory");                                      \
		return (struct pair){ x4, x5 };                                \
	}
/* clang-format off */
#define PAIR_FORMS(F)                                                     \
	F(casp, casp, "w", 4) F(caspa, caspa, "w", 4)                     \
	F(caspl, caspl, "w", 4) F(caspal, caspal, "w", 4)                 \
	F(casp, casp_x, "x", 8) F(caspa, caspa_x, "x", 8)                 \
	F(caspl, caspl_x, "x", 8) F(caspal, caspal_x, "x", 8)
#define PAIR_DEFINE(name, id, w, bytes) CASP_FORM(name, id, w)
#define PAIR_ROW(name, id, w, bytes)	{ #id, id, bytes },
/* clang-format on */

PAIR_FORMS(PAIR_DEFINE)

static const struct pair_row {
	const char *name;
	struct pair (*fn)(struct pair, struct pair, void *);
	uint8_t bytes; /* of each half */
} pair_rows[] = { PAIR_FORMS(PAIR_ROW) };

static void put_pair(struct cell *cell, struct pair p, unsigned int bytes)
{
	cell_set(cell, GARBAGE, 8);
	__builtin_memcpy(cell->value, &p.low, bytes);
	__builtin_memcpy((char *)cell->value + bytes, &p.high, bytes);
}

static void check_pair(const struct pair_row *r, struct pair compare)
{
	const struct pair old = { GARBAGE, ~GARBAGE };
	const struct pair new = { 0x1122334455667788, 0x99aabbccddeeff00 };
	unsigned int n = r->bytes;
	bool equal = low_bytes(compare.low, n) == low_bytes(old.low, n) &&
		     low_bytes(compare.high, n) == low_bytes(old.high, n);
	struct cell cell, expected;
	struct pair p;

	put_pair(&cell, old, n);
	put_pair(&expected, equal ? new : old, n);
	p = r->fn(compare, new, cell.value);
	EXPECT_EQ(p.low, low_bytes(old.low, n));
	EXPECT_EQ(p.high, low_bytes(old.high, n));
	EXPECT_MEMEQ(&cell, &expected, sizeof(cell));
}

TEST_EACH(casp, const struct pair_row *r, pair_rows,
	  "swaps both where both are equal", .needs = NEEDS(&arm_lse))
{
	check_pair(r, (struct pair){ GARBAGE, ~GARBAGE });
	for (unsigned int bit = 0; bit < 64; bit++) {
		test_context("bit %u", bit);
		check_pair(r, (struct pair){ GARBAGE ^ 1ull << bit, ~GARBAGE });
		check_pair(r, (struct pair){ GARBAGE, ~GARBAGE ^ 1ull << bit });
	}
	test_context("both");
	check_pair(r, (struct pair){ ~GARBAGE, GARBAGE });
}
