/* SPDX-License-Identifier: GPL-2.0-or-later */
/* EFER.FFXSR. */
#include "../../xsave-area/suite.h"

#include <x86/msr.h>

static struct xsave_area area, before, after;

static void do_fxsave(const void *arg)
{
	fxsave((void *)arg);
}

static void do_fxrstor(const void *arg)
{
	fxrstor((void *)arg);
}

static void set_ffxsr(void)
{
	wrmsr(MSR_IA32_EFER, rdmsr(MSR_IA32_EFER) | EFER_FFXSR);
}

/* APM vol. 2, 11.5.4: at CPL 0 of 64-bit mode, the XMM registers stay. */
TEST(fast_store,
     "stores no XMM register at CPL 0 with EFER.FFXSR, but at CPL 3",
     .needs = NEEDS(&x86_ffxsr))
{
	fpu_enable();
	random_legacy(&before.legacy);
	fxrstor(&before.legacy);
	set_ffxsr();
	memset(&area, UNTOUCHED, sizeof(area));
	after = area;
	fxsave(&area);
	EXPECT_MEMEQ(area.legacy.xmm, after.legacy.xmm,
		     sizeof(area.legacy.xmm));
	EXPECT_EQ(area.legacy.mxcsr, before.legacy.mxcsr);
	EXPECT_EQ(area.legacy.fcw, before.legacy.fcw);
	EXPECT_TRAP(user_catch(do_fxsave, &area), TRAP_NONE);
	EXPECT_MEMEQ(area.legacy.xmm, before.legacy.xmm,
		     sizeof(area.legacy.xmm));
}

TEST(fast_load, "loads no XMM register at CPL 0 with EFER.FFXSR, but at CPL 3",
     .needs = NEEDS(&x86_ffxsr))
{
	fpu_enable();
	random_legacy(&before.legacy);
	fxrstor(&before.legacy);
	random_legacy(&area.legacy);
	area.legacy.mxcsr = MXCSR_INIT;
	set_ffxsr();
	fxrstor(&area);
	EXPECT_EQ(stmxcsr(), MXCSR_INIT);
	after = area;
	memcpy(after.legacy.xmm, before.legacy.xmm, sizeof(area.legacy.xmm));
	expect_legacy(&after.legacy);
	EXPECT_TRAP(user_catch(do_fxrstor, &area), TRAP_NONE);
	expect_legacy(&area.legacy);
}
