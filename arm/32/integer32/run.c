/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs one instruction in each set and compares what it left. */
#include "suite.h"

#define STUB(set, id, text)                                               \
	asm(".pushsection .text\n\t.syntax unified\n\t." set "\n\t"       \
	    ".type " set "_" #id ", %function\n" set "_" #id ":\n\t" text \
	    "\n\tbx lr\n\t.size " set "_" #id ", . - " set "_" #id        \
	    "\n\t.arm\n\t.popsection");
#define STUB_A(id, text)                     \
	STUB("arm", id, text)                \
	void a32_##id(void) asm("arm_" #id); \
	const struct int_op int_##id = { a32_##id, NULL };
#define STUB_T(id, text)                       \
	STUB("thumb", id, text)                \
	void t32_##id(void) asm("thumb_" #id); \
	const struct int_op int_##id = { NULL, t32_##id };
#define STUB_B(id, text)                       \
	STUB("arm", id, text)                  \
	STUB("thumb", id, text)                \
	void a32_##id(void) asm("arm_" #id);   \
	void t32_##id(void) asm("thumb_" #id); \
	const struct int_op int_##id = { a32_##id, t32_##id };

asm(".arch armv8-a\n\t.arch_extension crc");
INTEGER32_OPS(STUB_A, STUB_B, STUB_T)
asm(".arch armv7ve");

/* Carries, overflows, shifts by 0, 1, 31, 32 and more, lanes of both signs. */
static const struct {
	uint32_t n, m;
	uint16_t flags;
} operands[NR_OPERANDS] = {
	{ 0x7fffffff, 1, 0 },
	{ 0x80000000, 0x80000000, 0x1ff },
	{ 0xffffffff, 0x01234564, 0x045 },
	{ 0xfedcba98, 0x7654321f, 0x1aa },
	{ 0x80007fff, 0xffff8000, 0x070 },
	{ 0x00ff807f, 0x7f01ff80, 0x19f },
	{ 0x12345678, 0x12345678, 0x0e3 },
	{ 0xc0ffee01, 0, 0x05c },
};

void int_run(void (*op)(void), struct int_registers *s)
{
	asm volatile("msr	APSR_nzcvqg, %[apsr]\n\t"
		     "ldm	%[r], {r0-r3}\n\t"
		     "blx	%[op]\n\t"
		     "stm	%[r], {r0-r3}\n\t"
		     "mrs	%[apsr], APSR"
		     : [apsr] "+&r"(s->apsr)
		     : [r] "r"(s->r), [op] "r"(op)
		     : "r0", "r1", "r2", "r3", "lr", "cc", "memory");
}

static void check(void (*op)(void), unsigned int i,
		  const struct op_result *want, bool wide)
{
	uint32_t flags = operands[i].flags;
	struct int_registers s = { { GARBAGE, operands[i].n, operands[i].m,
				     ADDEND },
				   (flags >> 4) << 27 | (flags & 15) << 16 };

	int_run(op, &s);
	EXPECT_EQ(s.r[0], (uint32_t)want->d);
	EXPECT_EQ(s.r[3], wide ? (uint32_t)(want->d >> 32) : ADDEND);
	EXPECT_EQ((s.apsr >> 27) << 4 | (s.apsr >> 16 & 15), want->flags);
	EXPECT_EQ(s.r[1], operands[i].n);
	EXPECT_EQ(s.r[2], operands[i].m);
}

void op_check(const struct op_row *r, bool wide)
{
	for (unsigned int i = 0; i < NR_OPERANDS; i++) {
		test_context("of %#x, %#x", (unsigned int)operands[i].n,
			     (unsigned int)operands[i].m);
		if (r->op->a32)
			check(r->op->a32, i, &r->want[i], wide);
		test_context("T32, of %#x, %#x", (unsigned int)operands[i].n,
			     (unsigned int)operands[i].m);
		if (r->op->t32)
			check(r->op->t32, i, &r->want[i], wide);
	}
}
