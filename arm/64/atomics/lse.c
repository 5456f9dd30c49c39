/* SPDX-License-Identifier: GPL-2.0-or-later */
/* LDADD and its like, SWP, and the stores among them: C3.2.14. */
#include "suite.h"

ATOMICS_SUITE;

enum operation {
	ADD,
	CLR,
	EOR,
	SET,
	SMAX,
	SMIN,
	UMAX,
	UMIN,
	SWP
};

static uint64_t model(enum operation op, uint64_t old, uint64_t operand,
		      unsigned int bytes)
{
	uint64_t a = low_bytes(old, bytes), b = low_bytes(operand, bytes);
	int64_t sa = signed_bytes(old, bytes),
		sb = signed_bytes(operand, bytes);

	switch (op) {
	case ADD:
		return low_bytes(a + b, bytes);
	case CLR:
		return a & ~b;
	case EOR:
		return a ^ b;
	case SET:
		return a | b;
	case SMAX:
		return sa > sb ? a : b;
	case SMIN:
		return sa < sb ? a : b;
	case UMAX:
		return a > b ? a : b;
	case UMIN:
		return a < b ? a : b;
	default:
		return b;
	}
}

/* clang-format off */
#define ORDERS(F, op, id, s, w, n)                                           \
	F(op##s, w, id, n) F(op##a##s, w, id, n) F(op##l##s, w, id, n)       \
	F(op##al##s, w, id, n)
#define SIZES(F, op, id)                                                     \
	ORDERS(F, op, id, b, "w", 1) ORDERS(F, op, id, h, "w", 2)            \
	ORDERS(F, op, id, , "w", 4) ORDERS(F##_X, op, id, , "x", 8)
#define OPERATIONS(F)                                                        \
	SIZES(F, ldadd, ADD) SIZES(F, ldclr, CLR) SIZES(F, ldeor, EOR)       \
	SIZES(F, ldset, SET) SIZES(F, ldsmax, SMAX) SIZES(F, ldsmin, SMIN)   \
	SIZES(F, ldumax, UMAX) SIZES(F, ldumin, UMIN) SIZES(F, swp, SWP)
/* clang-format on */

static uint64_t operand_after;

/*
 * LOAD_FORM makes id(operand, address): the old value, in a register that held
 * garbage; and id_same(), whose operand and result are one register. The
 * 64-bit form has the 32-bit form's name.
 */
#define LOAD_FORM(name, w, op_, bytes_)	  LOAD_FORM_(name, name, w)
#define LOAD_FORM_X(name, w, op_, bytes_) LOAD_FORM_(name, name##_x, w)
#define LOAD_FORM_(name, id, w)                                    \
	static uint64_t id(uint64_t operand, void *address)        \
	{                                                          \
		uint64_t old = GARBAGE, kept = operand;            \
                                                                   \
		asm volatile(LSE #name " %" w "1, %" w "0, [%2]"   \
			     : "+&r"(old), "+&r"(kept)             \
			     : "r"(address)                        \
			     : "memory");                          \
		operand_after = kept;                              \
		return old;                                        \
	}                                                          \
	static uint64_t id##_same(uint64_t operand, void *address) \
	{                                                          \
		asm volatile(LSE #name " %" w "0, %" w "0, [%1]"   \
			     : "+&r"(operand)                      \
			     : "r"(address)                        \
			     : "memory");                          \
		return operand;                                    \
	}

OPERATIONS(LOAD_FORM)

struct load_row {
	const char *name;
	uint64_t (*fn)(uint64_t, void *);
	uint64_t (*same)(uint64_t, void *);
	enum operation op;
	uint8_t bytes;
};

#define LOAD_ROW(name, w, op, bytes) { #name, name, name##_same, op, bytes },
#define LOAD_ROW_X(name, w, op, bytes) \
	{ #name "-x", name##_x, name##_x_same, op, bytes },

static const struct load_row loads[] = { OPERATIONS(LOAD_ROW) };

static void check_load(const struct load_row *r, uint64_t old, uint64_t operand)
{
	struct cell cell;
	uint64_t result = model(r->op, old, operand, r->bytes);

	test_context("old 0x%llx, operand 0x%llx", (unsigned long long)old,
		     (unsigned long long)operand);
	cell_set(&cell, old, r->bytes);
	EXPECT_EQ(r->fn(operand, cell.value), low_bytes(old, r->bytes));
	EXPECT_EQ(operand_after, operand);
	cell_expect(&cell, result, r->bytes);
	cell_set(&cell, old, r->bytes);
	EXPECT_EQ(r->same(operand, cell.value), low_bytes(old, r->bytes));
	cell_expect(&cell, result, r->bytes);
}

TEST_EACH(load, const struct load_row *r, loads,
	  "returns the old value and stores the new one",
	  .needs = NEEDS(&arm_lse))
{
	for (unsigned int i = 0; i < NR_OPERANDS; i++)
		for (unsigned int j = 0; j < NR_OPERANDS; j++)
			check_load(r, atomic_operands[i], atomic_operands[j]);
}

/* --------------------------------------------------- with no result ----- */

#define STORE_FORM(name, w, op_, bytes_)   STORE_FORM_(name, name, w)
#define STORE_FORM_X(name, w, op_, bytes_) STORE_FORM_(name, name##_x, w)
#define STORE_FORM_(name, id, w)                          \
	static void id(uint64_t operand, void *address)   \
	{                                                 \
		asm volatile(LSE #name " %" w "0, [%1]"   \
			     :                            \
			     : "r"(operand), "r"(address) \
			     : "memory");                 \
	}

/* clang-format off */
#define STORE_ORDERS(F, op, id, s, w, n) F(op##s, w, id, n) F(op##l##s, w, id, n)
#define STORE_SIZES(F, op, id)                                               \
	STORE_ORDERS(F, op, id, b, "w", 1) STORE_ORDERS(F, op, id, h, "w", 2)\
	STORE_ORDERS(F, op, id, , "w", 4)                                    \
	STORE_ORDERS(F##_X, op, id, , "x", 8)
#define STORE_OPERATIONS(F)                                                  \
	STORE_SIZES(F, stadd, ADD) STORE_SIZES(F, stclr, CLR)                \
	STORE_SIZES(F, steor, EOR) STORE_SIZES(F, stset, SET)                \
	STORE_SIZES(F, stsmax, SMAX) STORE_SIZES(F, stsmin, SMIN)            \
	STORE_SIZES(F, stumax, UMAX) STORE_SIZES(F, stumin, UMIN)
/* clang-format on */

STORE_OPERATIONS(STORE_FORM)

struct store_row {
	const char *name;
	void (*fn)(uint64_t, void *);
	enum operation op;
	uint8_t bytes;
};

#define STORE_ROW(name, w, op, bytes)	{ #name, name, op, bytes },
#define STORE_ROW_X(name, w, op, bytes) { #name "-x", name##_x, op, bytes },

static const struct store_row stores[] = { STORE_OPERATIONS(STORE_ROW) };

TEST_EACH(store, const struct store_row *r, stores, "stores the new value",
	  .needs = NEEDS(&arm_lse))
{
	for (unsigned int n = 0; n < NR_OPERANDS * NR_OPERANDS; n++) {
		uint64_t old = atomic_operands[n / NR_OPERANDS];
		uint64_t operand = atomic_operands[n % NR_OPERANDS];
		struct cell cell;

		test_context("old 0x%llx, operand 0x%llx",
			     (unsigned long long)old,
			     (unsigned long long)operand);
		cell_set(&cell, old, r->bytes);
		r->fn(operand, cell.value);
		cell_expect(&cell, model(r->op, old, operand, r->bytes),
			    r->bytes);
	}
}
