/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registers by other means than the instructions under test. */
#include "suite.h"

void env_load(const struct fpu_env *env)
{
	asm volatile("fldenv %0" : : "m"(*env));
}

struct fpu_env env_store(void)
{
	struct fpu_env env;

	asm volatile("fnstenv %0\n\t"
		     "fldenv %0" /* FNSTENV masks all exceptions */
		     : "=m"(env));
	return env;
}

void st_store(uint8_t st[8][16])
{
	struct fpu_env env = env_store();
	struct fpu_env full = env;

	full.ftw = 0; /* an empty register cannot be stored */
	full.fcw = FCW_INIT;
	full.fsw &= FSW_TOP;
	env_load(&full);
	for (unsigned int i = 0; i < 8; i++)
		asm volatile("fstpt %0" : "=m"(*(uint8_t(*)[10])st[i]));
	env_load(&env);
}

/* SDM vol. 1, 11.6.6: 0 in the area stands for FFBFH. */
uint32_t mxcsr_mask(void)
{
	static struct fxsave_area area;

	memset(&area, 0, sizeof(area));
	fxsave(&area);
	return area.mxcsr_mask ? area.mxcsr_mask : 0xffbf;
}

void random_fill(void *to, size_t bytes)
{
	uint8_t *at = to;

	while (bytes--)
		*at++ = (uint8_t)test_random();
}

/*
 * Tags: registers 2 to 7 of eight. Normal numbers, so that FSTP of one changes
 * nothing.
 */
void random_legacy(struct fxsave_area *area)
{
	random_fill(area, sizeof(*area));
	area->fcw = 0x0c7f; /* round to zero, single precision, all masked */
	area->fsw = 5 << FSW_TOP_SHIFT | FSW_C0 | FSW_C3 | FPU_PE | FPU_ZE;
	area->ftw = 0xfc;
	area->fop = 0x35a;
	area->mxcsr = 0x7fbf & ~0x1000u;
	for (unsigned int i = 0; i < 8; i++) {
		area->st[i][7] |= 0x80; /* the integer bit */
		area->st[i][8] = (uint8_t)(0x10 + i);
		area->st[i][9] = (uint8_t)(0x30 + 16 * (i & 1));
	}
}

void expect_legacy(const struct fxsave_area *area)
{
	struct fpu_env env = env_store();
	uint8_t st[8][16], xmm[NR_XMM][16];
	uint32_t ftw = 0;

	/* two bits a register, 11b: empty; all others are normal numbers */
	for (unsigned int i = 0; i < 8; i++)
		ftw |= area->ftw >> i & 1 ? 0 : 3u << (2 * i);
	EXPECT_EQ(env.fcw & 0xffff, area->fcw);
	EXPECT_EQ(env.fsw & 0xffff, area->fsw);
	EXPECT_EQ(env.ftw & 0xffff, ftw);
	EXPECT_EQ(stmxcsr(), area->mxcsr);
	st_store(st);
	for (unsigned int i = 0; i < 8; i++)
		EXPECT_MEMEQ(st[i], area->st[i], 10);
	xmm_store(xmm);
	EXPECT_MEMEQ(xmm, area->xmm, sizeof(xmm));
}
