/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a guest does by itself, unless its hypervisor has to help. */
#include "suite.h"
#include <mm/page.h>
#include <string.h>

static uint64_t faults;

/* MOVB (%reg), %reg of two bytes, which do_fault() spells out. */
static bool skip_load(struct trap_frame *frame, void *arg)
{
	(void)arg;
	faults++;
	frame->ip += 2;
	return true;
}

static void do_fault(void *arg)
{
	asm volatile(".byte 0x8a, 0x00"
		     :
		     : "a"(arg)
		     : "memory"); /* movb (%ax), %al */
}

static void map_again(uintptr_t page)
{
	arch_map((void *)page, virt_to_phys((void *)page), PAGE_SIZE,
		 MAP_READ | MAP_WRITE);
}

BENCH(pgfault, "takes a page fault, and goes on behind it")
{
	uint8_t *page = page_alloc(0, PAGE_ANY);
	uint64_t calls;

	test_defer(page_free, page);
	test_defer(map_again, page);
	faults = 0;
	ASSERT_EQ(arch_unmap(page, PAGE_SIZE), 0);
	trap_handle(X86_PF, skip_load, NULL);
	calls = bench_run(NULL, do_fault, page);
	EXPECT_EQ(faults, calls);
}

static uint8_t fx[512] __attribute__((aligned(16)));

static void do_ctxsw_fpu(void *arg)
{
	(void)arg;
	asm volatile("fxsave %0\n\t"
		     "fxrstor %0"
		     : "+m"(fx)
		     :
		     : "memory");
}

BENCH(ctxsw_fpu, "stores and loads the x87 and SSE state",
      .needs = NEEDS(&x86_fxsr, &x86_sse))
{
	uint32_t mxcsr;

	test_defer(write_cr4, read_cr4());
	test_defer(write_cr0, read_cr0());
	write_cr0(read_cr0() & ~(unsigned long)(CR0_EM | CR0_TS));
	write_cr4(read_cr4() | CR4_OSFXSR);
	bench_run(NULL, do_ctxsw_fpu, NULL);
	memcpy(&mxcsr, fx + 24, sizeof(mxcsr));
	EXPECT_EQ(mxcsr & 0x1f80, 0x1f80);
}
