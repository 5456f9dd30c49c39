/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions that load RIP refuse what is not canonical for the number of
 * levels that paging has now. Vol. 2, CALL, JMP, RET, IRET.
 */
#include "suite.h"

#include <x86/desc.h>
#include <x86/msr.h>

LA57_SUITE;

static void by_jmp(const void *at)
{
	asm volatile("jmp *%0" : : "r"(at) : "memory");
}

static void by_call(const void *at)
{
	asm volatile("call *%0" : : "r"(at) : "memory");
}

static void by_ret(const void *at)
{
	asm volatile("push %0\n\t ret" : : "r"(at) : "memory");
}

static void by_far_ret(const void *at)
{
	asm volatile("push %0\n\t push %1\n\t lretq"
		     :
		     : "i"(KERNEL_CS), "r"(at)
		     : "memory");
}

static void by_iret(const void *at)
{
	asm volatile("mov %%rsp, %%rax\n\t"
		     "push %0\n\t push %%rax\n\t push $2\n\t push %1\n\t"
		     "push %2\n\t iretq"
		     :
		     : "i"(KERNEL_DS), "i"(KERNEL_CS), "r"(at)
		     : "rax", "memory");
}

static void by_far_jmp(const void *at)
{
	const struct {
		const void *at;
		uint16_t cs;
	} __attribute__((packed)) to = { at, KERNEL_CS };

	asm volatile("rex64 ljmp *%0" : : "m"(to) : "memory");
}

/* To CPL 3; of an address that is not canonical Intel's goes nowhere. */
static void by_sysret(const void *at)
{
	asm volatile("mov $2, %%r11d\n\t sysretq"
		     :
		     : "c"(at)
		     : "r11", "memory");
}

static void prepare_sysret(void)
{
	test_defer2(wrmsr, MSR_IA32_EFER, rdmsr(MSR_IA32_EFER));
	test_defer2(wrmsr, MSR_IA32_STAR, rdmsr(MSR_IA32_STAR));
	wrmsr(MSR_IA32_EFER, rdmsr(MSR_IA32_EFER) | EFER_SCE);
	wrmsr(MSR_IA32_STAR, (uint64_t)USER_CS32 << 48);
}

static const struct way {
	const char *name;
	void (*go)(const void *at);
	bool intel; /* AMD's are not the same */
} ways[] = {
	{ "jmp", by_jmp },
	{ "call", by_call },
	{ "ret", by_ret },
	{ "far-ret", by_far_ret },
	{ "iret", by_iret },
	{ "far-jmp", by_far_jmp, true },
	{ "sysret", by_sysret, true },
};

/* At the instruction itself: nothing was executed at the address. */
static void check_way(const struct way *w)
{
	const unsigned int width = canonical_width_now();

	if (w->intel && !x86_intel.probe())
		SKIP("needs an Intel processor (CPUID.0)");
	prepare_sysret();
	for (unsigned int i = 1; i < la57_nr_addresses; i++) {
		const uint64_t address = la57_addresses[i];
		const bool good = canonical(address, width);
		struct trap t;

		test_context("0x%llx", (unsigned long long)address);
		t = trap_catch(w->go, (void *)address);
		EXPECT_EQ(t.cause, good ? X86_PF : X86_GP);
		EXPECT_EQ(t.error & ~(good ? PF_I | PF_U : 0ul), 0);
		EXPECT_EQ(t.user, good && w->go == by_sysret);
		if (good)
			EXPECT_EQ(t.pc, address);
		else
			EXPECT_LT(t.pc - (uintptr_t)w->go, 64);
	}
}

TEST_EACH(transfer, const struct way *w, ways,
	  "to an address that is not canonical raises #GP(0) where it is")
{
	check_way(w);
}

TEST_EACH(transfer_5, const struct way *w, ways, "the same with five levels",
	  NEEDS_LA57)
{
	la57_enter();
	check_way(w);
}
