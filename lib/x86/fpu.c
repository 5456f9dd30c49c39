/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <x86/fpu.h>

#include <test/test.h>
#include <x86/features.h>

static void write_xcr0(uintptr_t value)
{
	xsetbv(0, value);
}

void fpu_enable(void)
{
	unsigned long cr0 = read_cr0() & ~(unsigned long)(CR0_EM | CR0_TS);

	test_defer(write_cr0, read_cr0());
	test_defer(write_cr4, read_cr4());
	write_cr0(cr0 | CR0_MP | CR0_NE);
	write_cr4(read_cr4() | CR4_OSFXSR | CR4_OSXMMEXCPT);
	fninit();
	ldmxcsr(MXCSR_INIT);
}

uint64_t xcr0_supported(void)
{
	struct cpuid r;

	if (!x86_xsave.probe())
		return 0;
	r = cpuid(0xd, 0);
	return (uint64_t)r.d << 32 | r.a;
}

void fpu_enable_xsave(uint64_t xcr0)
{
	fpu_enable();
	write_cr4(read_cr4() | CR4_OSXSAVE);
	test_defer(write_xcr0, XCR0_X87);
	xsetbv(0, xcr0);
}
