/* SPDX-License-Identifier: GPL-2.0-or-later */
/* COMISS and its like: all six flags (SDM vol. 2, COMISS, UCOMISS). */
#include "suite.h"

static const struct row {
	const char *name;
	uint32_t a, b; /* single precision */
	unsigned long flags;
	bool quiet, signals; /* a QNaN; an SNaN */
} rows[] = {
	{ "less", 0x3f800000, 0x40000000, EFLAGS_CF, false, false },
	{ "greater", 0x40000000, 0x3f800000, 0, false, false },
	{ "equal", 0x40000000, 0x40000000, EFLAGS_ZF, false, false },
	{ "zeros", 0, 0x80000000, EFLAGS_ZF, false, false },
	{ "signs", 0xbf800000, 0x3f800000, EFLAGS_CF, false, false },
	{ "infinities", 0x7f800000, 0xff800000, 0, false, false },
	{ "qnan", 0x7fc00000, 0x3f800000, EFLAGS_ZF | EFLAGS_PF | EFLAGS_CF,
	  true, false },
	{ "to-qnan", 0x3f800000, 0xffc00000, EFLAGS_ZF | EFLAGS_PF | EFLAGS_CF,
	  true, false },
	{ "snan", 0x7f800001, 0x3f800000, EFLAGS_ZF | EFLAGS_PF | EFLAGS_CF,
	  false, true },
	{ "to-snan", 0x3f800000, 0x7fa00000, EFLAGS_ZF | EFLAGS_PF | EFLAGS_CF,
	  false, true },
};

/* Of 64 bits; the fields of a NaN keep their meaning. */
static uint64_t widened(uint32_t single)
{
	uint64_t sign = (uint64_t)(single >> 31) << 63;
	uint64_t exponent = single >> 23 & 0xff;
	uint64_t fraction = (uint64_t)(single & 0x7fffff) << 29;

	if (exponent == 0xff)
		exponent = 0x7ff;
	else if (exponent)
		exponent += 1023 - 127;
	return sign | exponent << 52 | fraction;
}

#define COMPARE(id, insn, move, type)                                      \
	static unsigned long id(type a, type b, unsigned long flags)       \
	{                                                                  \
		ldmxcsr(MXCSR_INIT);                                       \
		asm volatile(move " %1, %%xmm2\n\t" move " %2, %%xmm3\n\t" \
				  "push %0\n\tpopf\n\t" insn               \
				  " %%xmm3, %%xmm2\n\t"                    \
				  "pushf\n\tpop %0"                        \
			     : "+r"(flags)                                 \
			     : "m"(a), "m"(b)                              \
			     : "cc");                                      \
		return flags & 0x8d5;                                      \
	}
COMPARE(comiss, "comiss", "movss", uint32_t)
COMPARE(ucomiss, "ucomiss", "movss", uint32_t)
COMPARE(comisd, "comisd", "movsd", uint64_t)
COMPARE(ucomisd, "ucomisd", "movsd", uint64_t)

static void expect_mxcsr(bool invalid)
{
	EXPECT_EQ(stmxcsr(), MXCSR_INIT | (invalid ? FPU_IE : 0));
}

/* With all six set before, and with none. */
TEST_EACH(comis, const struct row *r, rows,
	  "sets ZF, PF, CF, clears the others, and signals invalid operands")
{
	static const unsigned long before[] = { EFLAGS_FIXED, 0x8d7 };
	uint64_t a = widened(r->a), b = widened(r->b);

	for (unsigned int i = 0; i < 2; i++) {
		test_context("flags 0x%lx", before[i]);
		EXPECT_EQ(comiss(r->a, r->b, before[i]), r->flags);
		expect_mxcsr(r->quiet || r->signals);
		EXPECT_EQ(ucomiss(r->a, r->b, before[i]), r->flags);
		expect_mxcsr(r->signals);
		EXPECT_EQ(comisd(a, b, before[i]), r->flags);
		expect_mxcsr(r->quiet || r->signals);
		EXPECT_EQ(ucomisd(a, b, before[i]), r->flags);
		expect_mxcsr(r->signals);
	}
}

static void do_ldmxcsr(const void *value)
{
	ldmxcsr(*(const uint32_t *)value);
}

/* SDM vol. 1, 11.6.6: 0 stands for FFBFH. */
TEST(mxcsr_mask, "MXCSR_MASK has the bits that LDMXCSR takes")
{
	static struct fxsave_area area;
	uint32_t mask;

	area.mxcsr_mask = 0x5a5a5a5a;
	fxsave(&area);
	mask = area.mxcsr_mask ? area.mxcsr_mask : 0xffbf;
	EXPECT_EQ(mask & 0xffbf, 0xffbf);
	for (unsigned int bit = 0; bit < 16; bit++) {
		uint32_t value = 1u << bit;

		test_context("bit %u", bit);
		EXPECT_TRAP(trap_catch(do_ldmxcsr, &value),
			    mask >> bit & 1 ? TRAP_NONE : X86_GP);
		EXPECT_EQ(stmxcsr() == value, mask >> bit & 1);
	}
	ldmxcsr(MXCSR_INIT);
}
