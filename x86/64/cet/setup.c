/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <arch.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>
#include <x86/mmu.h>

uint64_t *cet_stack, *cet_ordinary, *cet_supervisor;
volatile uint64_t *cet_memory, *cet_supervisor_memory;
uint64_t cet_out[8];

_Static_assert(CET_WORDS * sizeof(uint64_t) == 2 * 4096, "two pages");

/* 4.6: a shadow-stack page is one that is dirty and not writable. */
static void make_shadow(void *page, bool user)
{
	uint64_t *entry = mmu_entry(page, 1);

	*entry &= ~(PTE_W | PTE_NX | (user ? 0 : PTE_U));
	*entry |= PTE_D | PTE_A | (user ? PTE_U : 0);
	invlpg(page);
}

static void *map(void *frame, size_t bytes)
{
	void *page = vmap_alloc(bytes, PAGE_SIZE);

	if (arch_map(page, virt_to_phys(frame), bytes,
		     MAP_READ | MAP_WRITE | MAP_USER) != 0)
		ERROR("no memory for a table");
	return page;
}

static void make_pages(void)
{
	void *stack = page_alloc(1, PAGE_ZERO);

	cet_memory = stack;
	cet_stack = map(stack, 2 * PAGE_SIZE);
	make_shadow(cet_stack, true);
	make_shadow(cet_stack + 512, true);
	cet_ordinary = map(page_alloc(0, PAGE_ZERO), PAGE_SIZE);
	cet_supervisor_memory = page_alloc(0, PAGE_ZERO);
	cet_supervisor = map((void *)cet_supervisor_memory, PAGE_SIZE);
	make_shadow(cet_supervisor, false);
}

static void off(unsigned long cr4)
{
	write_cr4(read_cr4() | CR4_CET);
	wrmsr(MSR_IA32_S_CET, 0);
	wrmsr(MSR_IA32_U_CET, 0);
	for (uint32_t msr = MSR_IA32_PL0_SSP; msr <= MSR_IA32_PL3_SSP; msr++)
		wrmsr(msr, 0);
	write_cr4(cr4);
}

void cet_setup(void)
{
	if (!x86_cet_ss.probe() && !x86_cet_ibt.probe()) {
		test_defer(write_cr4, read_cr4());
		return;
	}
	if (!cet_stack)
		make_pages();
	memset((void *)cet_memory, 0xa5, 2 * PAGE_SIZE);
	memset((void *)cet_supervisor_memory, 0xa5, PAGE_SIZE);
	memset(cet_out, 0, sizeof(cet_out));
	test_defer(off, read_cr4());
	write_cr4(read_cr4() | CR4_CET);
}

struct cet_end cet_user_at(void (*fn)(const void *), const void *arg,
			   uint64_t u_cet, uint64_t ssp)
{
	struct cet_end end;

	wrmsr(MSR_IA32_PL3_SSP, ssp);
	wrmsr(MSR_IA32_U_CET, u_cet);
	end.trap = user_catch(fn, arg);
	end.ssp = rdmsr(MSR_IA32_PL3_SSP);
	end.u_cet = rdmsr(MSR_IA32_U_CET);
	wrmsr(MSR_IA32_U_CET, 0);
	return end;
}

struct cet_end cet_user(void (*fn)(const void *), const void *arg,
			uint64_t u_cet)
{
	return cet_user_at(fn, arg, u_cet, cet_top());
}

void cet_expect_cp(struct cet_end end, unsigned long error, const void *pc,
		   unsigned int word)
{
	EXPECT_TRAP_ERROR(end.trap, X86_CP, error);
	EXPECT_EQ(end.trap.pc, (uintptr_t)pc);
	EXPECT_TRUE(end.trap.user);
	EXPECT_EQ(end.ssp, cet_word(word));
}
