/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Instructions that read, compute and write back, with LOCK and without. */
#include "suite.h"

MMIO_EDGE_SUITE;

#define DI "(" R "di)"

/* id_1, id_2 and id_4, to memory; id_from, from memory */
#define BINARY(op)                             \
	CODE(op##_1, #op "b %al, " DI);        \
	CODE(op##_2, #op "w %ax, " DI);        \
	CODE(op##_4, #op "l %eax, " DI);       \
	CODE(op##_from, #op "l " DI ", %eax"); \
	CODE(op##_imm, #op "l $-5, " DI)
BINARY(add);
BINARY(or);
BINARY(adc);
BINARY(sbb);
BINARY(and);
BINARY(sub);
BINARY(xor);
BINARY(cmp);

#define ROWS(op, flags)                                              \
	{ #op "-1", op##_1, 1, .undefined = flags },                 \
		{ #op "-2", op##_2, 2, .undefined = flags },         \
		{ #op "-4", op##_4, 4, .undefined = flags },         \
		{ #op "-from-4", op##_from, 4, .undefined = flags }, \
	{                                                            \
#op "-imm-4", op##_imm, 4, .undefined = flags        \
	}

static const struct form binary[] = {
	ROWS(add, 0),	      ROWS(or, EFLAGS_AF),  ROWS(adc, 0),
	ROWS(sbb, 0),	      ROWS(and, EFLAGS_AF), ROWS(sub, 0),
	ROWS(xor, EFLAGS_AF), ROWS(cmp, 0),
};

TEST_EACH(binary, const struct form *f, binary, "does what it does to RAM")
{
	form_check(f);
}

#define UNARY(op)                  \
	CODE(op##_1, #op "b " DI); \
	CODE(op##_2, #op "w " DI); \
	CODE(op##_4, #op "l " DI)
UNARY(inc);
UNARY(dec);
UNARY(neg);
UNARY(not );
CODE(test_4, "testl %eax, " DI);
CODE(shl_1, "shlb $3, " DI);
CODE(sar_4, "sarl $7, " DI);
CODE(rol_2, "rolw $5, " DI);
CODE(rcr_4, "rcrl $1, " DI);
CODE(shld_4, "shldl $9, %eax, " DI);
CODE(bts_imm, "btsl $13, " DI);
CODE(btr_imm, "btrl $29, " DI);
CODE(btc_imm, "btcl $31, " DI);
CODE(bt_up, "mov $70, %eax\n btcl %eax, " DI);
CODE(bt_down, "mov $-70, " R "ax\n btsl %eax, " DI);
CODE(imul_4, "imul " DI ", %eax");
CODE(mul_4, "mull " DI);
CODE(mul_1, "mulb " DI);

#define SHIFT_AF  EFLAGS_AF
#define SHIFT_OF  (EFLAGS_AF | EFLAGS_OF)
#define BIT_FLAGS (EFLAGS_OF | EFLAGS_SF | EFLAGS_AF | EFLAGS_PF)
#define MUL_FLAGS (EFLAGS_SF | EFLAGS_ZF | EFLAGS_AF | EFLAGS_PF)

static const struct form unary[] = {
	{ "inc-1", inc_1, 1 },
	{ "inc-2", inc_2, 2 },
	{ "inc-4", inc_4, 4 },
	{ "dec-1", dec_1, 1 },
	{ "dec-2", dec_2, 2 },
	{ "dec-4", dec_4, 4 },
	{ "neg-1", neg_1, 1 },
	{ "neg-2", neg_2, 2 },
	{ "neg-4", neg_4, 4 },
	{ "not-1", not_1, 1 },
	{ "not-2", not_2, 2 },
	{ "not-4", not_4, 4 },
	{ "test-4", test_4, 4, .undefined = EFLAGS_AF },
	{ "shl-1", shl_1, 1, .undefined = SHIFT_OF },
	{ "sar-4", sar_4, 4, .undefined = SHIFT_OF },
	{ "rol-2", rol_2, 2, .undefined = EFLAGS_OF },
	{ "rcr-4", rcr_4, 4 },
	{ "shld-4", shld_4, 4, .undefined = SHIFT_OF },
	{ "bts-imm", bts_imm, 4, .undefined = BIT_FLAGS },
	{ "btr-imm", btr_imm, 4, .undefined = BIT_FLAGS },
	{ "btc-imm", btc_imm, 4, .undefined = BIT_FLAGS },
	{ "btc-bit-70", bt_up, 12, .undefined = BIT_FLAGS },
	{ "bts-bit-minus-70", bt_down, 4, .below = 12, .undefined = BIT_FLAGS },
	{ "imul-4", imul_4, 4, .undefined = MUL_FLAGS },
	{ "mul-4", mul_4, 4, .undefined = MUL_FLAGS },
	{ "mul-1", mul_1, 1, .undefined = MUL_FLAGS },
};

TEST_EACH(unary, const struct form *f, unary, "does what it does to RAM")
{
	form_check(f);
}

/* ------------------------------------------------------------------ LOCK ---- */

CODE(lock_add_1, "lock addb %al, " DI);
CODE(lock_add_2, "lock addw %ax, " DI);
CODE(lock_add_4, "lock addl %eax, " DI);
CODE(lock_adc_4, "lock adcl %eax, " DI);
CODE(lock_and_4, "lock andl %eax, " DI);
CODE(lock_or_1, "lock orb %al, " DI);
CODE(lock_sub_4, "lock subl %eax, " DI);
CODE(lock_xor_2, "lock xorw %ax, " DI);
CODE(lock_inc_1, "lock incb " DI);
CODE(lock_dec_4, "lock decl " DI);
CODE(lock_neg_2, "lock negw " DI);
CODE(lock_neg_4, "lock negl " DI);
CODE(lock_not_4, "lock notl " DI);
CODE(lock_bts, "lock btsl $17, " DI);
CODE(lock_btr, "lock btrl $3, " DI);
CODE(xchg_1, "xchg %al, " DI);
CODE(xchg_2, "xchg %ax, " DI);
CODE(xchg_4, "xchg %eax, " DI);
CODE(lock_xadd_1, "lock xadd %al, " DI);
CODE(lock_xadd_2, "lock xadd %ax, " DI);
CODE(lock_xadd_4, "lock xadd %eax, " DI);
CODE(xadd_4, "xadd %eax, " DI);
CODE(cmpxchg_1, "cmpxchg %bl, " DI);
CODE(cmpxchg_4, "cmpxchg %ebx, " DI);
CODE(lock_cmpxchg_1, "lock cmpxchg %bl, " DI);
CODE(lock_cmpxchg_2, "lock cmpxchg %bx, " DI);
CODE(lock_cmpxchg_4, "lock cmpxchg %ebx, " DI);
CODE(cmpxchg8b, "cmpxchg8b " DI);
CODE(lock_cmpxchg8b, "lock cmpxchg8b " DI);

static const struct form locked[] = {
	{ "add-1", lock_add_1, 1 },
	{ "add-2", lock_add_2, 2 },
	{ "add-4", lock_add_4, 4 },
	{ "adc-4", lock_adc_4, 4 },
	{ "and-4", lock_and_4, 4, .undefined = EFLAGS_AF },
	{ "or-1", lock_or_1, 1, .undefined = EFLAGS_AF },
	{ "sub-4", lock_sub_4, 4 },
	{ "xor-2", lock_xor_2, 2, .undefined = EFLAGS_AF },
	{ "inc-1", lock_inc_1, 1 },
	{ "dec-4", lock_dec_4, 4 },
	{ "neg-2", lock_neg_2, 2 },
	{ "neg-4", lock_neg_4, 4 },
	{ "not-4", lock_not_4, 4 },
	{ "bts", lock_bts, 4, .undefined = BIT_FLAGS },
	{ "btr", lock_btr, 4, .undefined = BIT_FLAGS },
	{ "xchg-1", xchg_1, 1 },
	{ "xchg-2", xchg_2, 2 },
	{ "xchg-4", xchg_4, 4 },
	{ "xadd-1", lock_xadd_1, 1 },
	{ "xadd-2", lock_xadd_2, 2 },
	{ "xadd-4", lock_xadd_4, 4 },
	{ "xadd-4-unlocked", xadd_4, 4 },
	{ "cmpxchg-1-unlocked", cmpxchg_1, 1 },
	{ "cmpxchg-4-unlocked", cmpxchg_4, 4 },
	{ "cmpxchg-1", lock_cmpxchg_1, 1 },
	{ "cmpxchg-2", lock_cmpxchg_2, 2 },
	{ "cmpxchg-4", lock_cmpxchg_4, 4 },
	{ "cmpxchg8b-unlocked", cmpxchg8b, 8, .feature = &x86_cx8 },
	{ "cmpxchg8b", lock_cmpxchg8b, 8, .feature = &x86_cx8 },
};

TEST_EACH(locked, const struct form *f, locked, "does what it does to RAM")
{
	form_check(f);
}
