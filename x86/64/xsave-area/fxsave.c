/* SPDX-License-Identifier: GPL-2.0-or-later */
/* FXSAVE64 and FXRSTOR64. */
#include "../../xsave-area/suite.h"

static struct fxsave_area area, other;

enum {
	POINTERS = offsetof(struct fxsave_area, fip), /* FIP, FDP: 16 bytes */
};

TEST(wide, "FXSAVE64 and FXRSTOR64 move the same but for the pointers",
     .needs = NEEDS(&x86_fxsr, &x86_sse))
{
	fpu_enable();
	random_legacy(&other);
	memset((uint8_t *)&other + POINTERS, 0, 16);
	fxrstor64(&other);
	expect_legacy(&other);
	memset(&area, UNTOUCHED, sizeof(area));
	memset(&other, UNTOUCHED, sizeof(other));
	fxsave(&area);
	fxsave64(&other);
	memcpy((uint8_t *)&area + POINTERS, (uint8_t *)&other + POINTERS, 16);
	EXPECT_MEMEQ(&area, &other, sizeof(area));
}

TEST(wide_pointers, "they have FIP and FDP of 64 bits, and no selectors",
     .needs = NEEDS(&x86_fxsr, &x86_sse))
{
	const uint64_t pointers[2] = { 0x0000123456789abc, 0x00007edcba987654 };

	fpu_enable();
	random_legacy(&other);
	other.fcw = 0x7e;
	other.fsw = FPU_IE | FSW_ES | FSW_B;
	memcpy((uint8_t *)&other + POINTERS, pointers, sizeof(pointers));
	fxrstor64(&other);
	memset(&area, UNTOUCHED, sizeof(area));
	fxsave64(&area);
	fninit();
	EXPECT_MEMEQ((uint8_t *)&area + POINTERS, pointers, sizeof(pointers));
}
