/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RDMSR and WRMSR with 64-bit registers; FS_BASE, GS_BASE and KERNEL_GS_BASE as
 * the bases that they are.
 */
#include "../../msr/suite.h"
#include <x86/selectors.h>

#define MARK 0x5a5a5a5adeadbeefull
#define HIGH (MARK & ~0xffffffffull)

struct regs {
	uint64_t ax, cx, dx;
};

static void rdmsr_regs(struct regs *r)
{
	asm volatile("rdmsr"
		     : "+a"(r->ax), "+c"(r->cx), "+d"(r->dx)
		     :
		     : "memory");
}

static void wrmsr_regs(struct regs *r)
{
	asm volatile("wrmsr"
		     : "+a"(r->ax), "+c"(r->cx), "+d"(r->dx)
		     :
		     : "memory");
}

/* Intel SDM vol. 2, RDMSR: bits 63:32 of RAX and RDX are cleared. */
TEST(rdmsr_clears, "clears the upper halves of RAX and RDX, and keeps RCX")
{
	uint64_t cx = HIGH | MSR_IA32_KERNEL_GS_BASE;
	struct regs r = { .ax = MARK, .cx = cx, .dx = MARK };

	test_defer2(wrmsr, MSR_IA32_KERNEL_GS_BASE,
		    rdmsr(MSR_IA32_KERNEL_GS_BASE));
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

	test_defer2(wrmsr, MSR_IA32_KERNEL_GS_BASE,
		    rdmsr(MSR_IA32_KERNEL_GS_BASE));
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

static const uint64_t there = MARK;

TEST(fs_base_used, "moves the FS segment to FS_BASE")
{
	uint64_t old = rdmsr(MSR_IA32_FS_BASE), value;

	wrmsr(MSR_IA32_FS_BASE, (uintptr_t)&there);
	asm volatile("mov %%fs:0, %0" : "=r"(value) : : "memory");
	wrmsr(MSR_IA32_FS_BASE, old);
	EXPECT_EQ(value, MARK);
}

TEST(gs_base_used, "moves the GS segment to GS_BASE")
{
	uint64_t old = rdmsr(MSR_IA32_GS_BASE), value;

	wrmsr(MSR_IA32_GS_BASE, (uintptr_t)&there);
	asm volatile("mov %%gs:0, %0" : "=r"(value) : : "memory");
	wrmsr(MSR_IA32_GS_BASE, old);
	EXPECT_EQ(value, MARK);
}

/* Intel SDM vol. 3, 3.4.4: the base of the descriptor takes the MSR's place. */
TEST(fs_base_reload, "loads FS_BASE from the descriptor with a selector")
{
	test_defer2(wrmsr, MSR_IA32_FS_BASE, rdmsr(MSR_IA32_FS_BASE));
	wrmsr(MSR_IA32_FS_BASE, 0x123456789000);
	write_fs(KERNEL_DS);
	EXPECT_EQ(rdmsr(MSR_IA32_FS_BASE), 0);
}
