/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FIP, FDP and FOP: which x87 instruction was the last, and its operand (SDM
 * vol. 1, 8.1.8 and 8.1.9). For one that has an unmasked exception, where every
 * processor records them (CPUID.7.0:EBX[6]).
 */
#include "suite.h"

static float memory; /* 0 */

extern const char fpu_exc_divide[], fpu_exc_square[];

static struct fpu_env environment(void)
{
	struct fpu_env env;

	asm volatile("fnstenv %0" : "=m"(env));
	return env;
}

static void give_up(uintptr_t unused)
{
	(void)unused;
	fninit();
}

/* 1 / 0 with an operand in memory: FDIV m32 is D8 /6. Once, for its label. */
static void __attribute__((noinline)) divide(void)
{
	fninit();
	test_defer(give_up, 0);
	asm volatile("fld1");
	fldcw(FCW_INIT & ~FPU_ZE);
	asm volatile(".globl fpu_exc_divide\n"
		     "fpu_exc_divide: .byte 0xd8, 0x37" /* fdivs (DI) */
		     :
		     : "D"(&memory), "m"(memory));
}

TEST(fip, "FIP is the instruction that has an unmasked exception")
{
	divide();
	EXPECT_EQ(environment().fip, (uint32_t)(uintptr_t)fpu_exc_divide);
}

TEST(fdp, "FDP is its operand in memory")
{
	divide();
	EXPECT_EQ(environment().fdp, (uint32_t)(uintptr_t)&memory);
}

TEST(fop, "FOP is its opcode, without the upper five bits")
{
	divide();
	EXPECT_EQ(environment().fop & 0x7ff, 0x037);
}

TEST(fip_control, "control instructions leave FIP, FDP and FOP as they are")
{
	struct fpu_env before, after;
	uint16_t fcw;

	divide();
	before = environment(); /* masks all */
	fnclex();
	asm volatile("fnstcw %0\n\tfnstsw %%ax" : "=m"(fcw) : : "ax");
	after = environment();
	EXPECT_EQ(before.fip, (uint32_t)(uintptr_t)fpu_exc_divide);
	EXPECT_EQ(after.fip, before.fip);
	EXPECT_EQ(after.fdp, before.fdp);
	EXPECT_EQ(after.fop, before.fop);
}

TEST(fip_next, "FIP follows the next instruction with such an exception")
{
	divide();
	fninit();
	asm volatile("fld1\n\tfchs");
	fldcw(FCW_INIT & ~FPU_IE);
	asm volatile(".globl fpu_exc_square\n"
		     "fpu_exc_square: fsqrt");
	EXPECT_EQ(environment().fip, (uint32_t)(uintptr_t)fpu_exc_square);
}

TEST(fip_init, "FNINIT clears FIP, FDP and FOP")
{
	struct fpu_env env;

	divide();
	fninit();
	env = environment();
	EXPECT_EQ(env.fip, 0);
	EXPECT_EQ(env.fdp, 0);
	EXPECT_EQ(env.fop & 0x7ff, 0);
}
