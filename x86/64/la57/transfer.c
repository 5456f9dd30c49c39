/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions that load RIP refuse what is not canonical for the number of
 * levels that paging has now. Vol. 2, CALL, JMP, RET, IRET.
 */
#include "suite.h"

#include <x86/desc.h>

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

	asm volatile("rex.w ljmp *%0" : : "m"(to) : "memory");
}

static const struct way {
	const char *name;
	void (*go)(const void *at);
	bool amd; /* AMD's far JMP has no 64-bit offset */
} ways[] = {
	{ "jmp", by_jmp },   { "call", by_call },
	{ "ret", by_ret },   { "far-ret", by_far_ret },
	{ "iret", by_iret }, { "far-jmp", by_far_jmp, true },
};

/* At the instruction itself: nothing was executed at the address. */
static void check_way(const struct way *w)
{
	const unsigned int width = la57_width();

	if (w->amd && !x86_intel.probe())
		SKIP("needs a far JMP with a 64-bit offset");
	for (unsigned int i = 1; i < la57_nr_addresses; i++) {
		const uint64_t address = la57_addresses[i];
		const bool good = canonical(address, width);
		struct trap t;

		test_context("0x%llx", (unsigned long long)address);
		t = trap_catch(w->go, (void *)address);
		EXPECT_EQ(t.cause, good ? X86_PF : X86_GP);
		EXPECT_EQ(t.error & ~PF_I, 0);
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
