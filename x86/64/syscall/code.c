/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pages that the code lies in, and the registers it finds. */
#include "suite.h"

#include <arch.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>

static char *low_page, *high_page, *stack_page;

unsigned long low(const char *piece)
{
	return (uintptr_t)low_page + (piece - code_start);
}

unsigned long high(const char *piece)
{
	return (uintptr_t)high_page + (piece - code_start);
}

unsigned long stack_top(void)
{
	return (uintptr_t)stack_page + PAGE_SIZE;
}

static void give_back(uintptr_t page)
{
	arch_unmap((void *)page, PAGE_SIZE);
	vmap_free((void *)page);
}

static void make_pages(void)
{
	low_page = launch_page();
	stack_page = launch_page();
	memcpy(low_page, code_start, (size_t)(code_end - code_start));
	high_page = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
	test_defer(give_back, high_page);
	if (arch_map(high_page, virt_to_phys(low_page), PAGE_SIZE,
		     MAP_KERNEL | MAP_USER) != 0)
		ERROR("no memory for page tables");
}

static void keep_msr(uint32_t msr)
{
	test_defer2(wrmsr, msr, rdmsr(msr));
}

void efer_change(uint64_t set, uint64_t clear)
{
	wrmsr(MSR_IA32_EFER, (rdmsr(MSR_IA32_EFER) | set) & ~clear);
}

/* STAR[31:0] is for protected mode without long mode: never looked at. */
void set_star(uint16_t kernel, uint16_t user)
{
	wrmsr(MSR_IA32_STAR,
	      (uint64_t)user << 48 | (uint64_t)kernel << 32 | 0xdeadbee0);
}

void sysenter_msrs(uint64_t cs, uint64_t ip, uint64_t sp)
{
	keep_msr(MSR_IA32_SYSENTER_CS);
	keep_msr(MSR_IA32_SYSENTER_EIP);
	keep_msr(MSR_IA32_SYSENTER_ESP);
	wrmsr(MSR_IA32_SYSENTER_CS, cs);
	wrmsr(MSR_IA32_SYSENTER_EIP, ip);
	wrmsr(MSR_IA32_SYSENTER_ESP, sp);
}

void syscall_setup(void)
{
	static const uint32_t msrs[] = { MSR_IA32_STAR, MSR_IA32_LSTAR,
					 MSR_IA32_CSTAR, MSR_IA32_FMASK };

	for (unsigned int i = 0; i < 4; i++)
		keep_msr(msrs[i]);
	make_pages();
	efer_change(EFER_SCE, 0);
	set_star(KERNEL_CS, USER_CS32);
	wrmsr(MSR_IA32_LSTAR, high(pad));
	wrmsr(MSR_IA32_CSTAR, high(pad_compat));
	wrmsr(MSR_IA32_FMASK, 0);
}

const struct from from_kernel = { "kernel", KERNEL_CS, KERNEL_DS, false };
const struct from from_user = { "user", USER_CS64, USER_DS, false };
const struct from from_user_compat = { "user-compat", USER_CS32, USER_DS,
				       true };
const struct from from_kernel_compat = { "kernel-compat", KERNEL_CS32,
					 KERNEL_DS, true };

struct trap_frame start_at(const struct from *from, const char *piece)
{
	unsigned long top = from->compat ? 0 : 0x8182838400000000;
	struct trap_frame frame = {
		.ax = top | 0x10a0a001,
		.bx = top | 0x20b0b002,
		.cx = top | 0x30c0c003,
		.dx = top | 0x40d0d004,
		.si = top | 0x50e0e005,
		.di = top | 0x60f0f006,
		.bp = top | 0x70a1a107,
		.r8 = top | 0x80b1b108,
		.r9 = top | 0x90c1c109,
		.r10 = top | 0xa0d1d10a,
		.r11 = top | 0xb0e1e10b,
		.r12 = top | 0xc0f1f10c,
		.r13 = top | 0xd0a2a20d,
		.r14 = top | 0xe0b2b20e,
		.r15 = top | 0xf0c2c20f,
		.ip = from->compat ? low(piece) : high(piece),
		.cs = from->cs,
		.ss = from->ss,
		.sp = stack_top() - 0x100,
		.flags = EFLAGS_FIXED,
	};

	return frame;
}

void expect_fault(const struct trap_frame *start, const struct landing *landing,
		  enum trap_cause cause)
{
	struct trap_frame expected = *start;

	expected.vector = X86_VECTOR(cause);
	launch_expect(&landing->frame, &expected);
}

bool syscall_there(const struct from *from)
{
	return !from->compat || x86_amd.probe();
}

struct trap_frame after_syscall(const struct trap_frame *start,
				const char *piece)
{
	struct trap_frame expected = *start;

	expected.vector = X86_VECTOR(X86_UD);
	expected.cx = start->ip + 2;
	expected.r11 = start->flags & ~(unsigned long)EFLAGS_RF;
	expected.ip = high(piece);
	expected.cs = KERNEL_CS;
	expected.ss = KERNEL_DS;
	expected.flags = (start->flags & ~rdmsr(MSR_IA32_FMASK) &
			  ~(unsigned long)EFLAGS_RF) |
			 EFLAGS_FIXED;
	return expected;
}

void needs_syscall(const struct from *from)
{
	if (!syscall_there(from))
		SKIP("needs %s", x86_amd.name);
}
