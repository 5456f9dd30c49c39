/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RDMSR and WRMSR themselves: which parts of which registers they use. And one
 * MSR of the caller's choice, with the arguments index= and value=.
 */
#include "suite.h"

#define MARK 0x5a5a5a5adeadbeefull
#define HIGH (MARK & ~0xffffffffull)

#ifdef __x86_64__
struct regs {
	uint64_t ax, cx, dx;
};

static void rdmsr_regs(struct regs *r)
{
	asm volatile("rdmsr" : "+a"(r->ax), "+c"(r->cx), "+d"(r->dx) : : "memory");
}

static void wrmsr_regs(struct regs *r)
{
	asm volatile("wrmsr" : "+a"(r->ax), "+c"(r->cx), "+d"(r->dx) : : "memory");
}

/* Intel SDM vol. 2, RDMSR: bits 63:32 of RAX and RDX are cleared. */
TEST(rdmsr_clears, "clears the upper halves of RAX and RDX, and keeps RCX")
{
	uint64_t cx = HIGH | MSR_IA32_KERNEL_GS_BASE;
	struct regs r = { .ax = MARK, .cx = cx, .dx = MARK };

	test_defer2(wrmsr, MSR_IA32_KERNEL_GS_BASE, rdmsr(MSR_IA32_KERNEL_GS_BASE));
	wrmsr(MSR_IA32_KERNEL_GS_BASE, 0x7654fedcba98);
	rdmsr_regs(&r);
	EXPECT_EQ(r.ax, 0xfedcba98);
	EXPECT_EQ(r.dx, 0x7654);
	EXPECT_EQ(r.cx, cx);
}

TEST(wrmsr_ignores, "ignores the upper halves of RAX, RCX and RDX")
{
	uint64_t cx = HIGH | MSR_IA32_KERNEL_GS_BASE;
	uint64_t ax = HIGH | 0x11223344, dx = HIGH | 0x5566;
	struct regs r = { .ax = ax, .cx = cx, .dx = dx };

	test_defer2(wrmsr, MSR_IA32_KERNEL_GS_BASE, rdmsr(MSR_IA32_KERNEL_GS_BASE));
	wrmsr_regs(&r);
	EXPECT_EQ(rdmsr(MSR_IA32_KERNEL_GS_BASE), 0x556611223344);
	EXPECT_EQ(r.ax, ax);
	EXPECT_EQ(r.cx, cx);
	EXPECT_EQ(r.dx, dx);
}

/* The three bases are views of FS, GS and the other side of SWAPGS. */
TEST(swapgs, "exchanges GS_BASE with KERNEL_GS_BASE")
{
	uint64_t gs = rdmsr(MSR_IA32_GS_BASE), inner, outer;
	uint64_t kernel = rdmsr(MSR_IA32_KERNEL_GS_BASE);

	test_defer2(wrmsr, MSR_IA32_KERNEL_GS_BASE, kernel);
	wrmsr(MSR_IA32_KERNEL_GS_BASE, 0x123456789000);
	asm volatile("swapgs" ::: "memory");
	inner = rdmsr(MSR_IA32_GS_BASE);
	outer = rdmsr(MSR_IA32_KERNEL_GS_BASE);
	asm volatile("swapgs" ::: "memory");
	EXPECT_EQ(inner, 0x123456789000);
	EXPECT_EQ(outer, gs);
	EXPECT_EQ(rdmsr(MSR_IA32_GS_BASE), gs);
}

static uint64_t through_fs(void)
{
	uint64_t value;

	asm volatile("mov %%fs:0, %0" : "=r"(value) : : "memory");
	return value;
}

TEST(fs_base_used, "moves the FS segment to FS_BASE")
{
	static const uint64_t there = MARK;
	uint64_t old = rdmsr(MSR_IA32_FS_BASE), value;

	wrmsr(MSR_IA32_FS_BASE, (uintptr_t)&there);
	value = through_fs();
	wrmsr(MSR_IA32_FS_BASE, old);
	EXPECT_EQ(value, MARK);
}
#endif

TEST(one, "holds value= in the MSR index=, of the arguments")
{
	uint64_t msr = test_arg_u64("index", ~0ull);
	uint64_t value = test_arg_u64("value", 0);

	if (msr == ~0ull)
		SKIP("needs the argument index=");
	expect_holds((uint32_t)msr, value, value);
}
