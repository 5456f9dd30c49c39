/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions on cache lines: they lose no data, are subject to translation as
 * loads are, and change nothing that a program can see.
 *
 * Intel SDM vol. 2, CLFLUSH, CLFLUSHOPT, CLWB, PREFETCHh, WBINVD, WBNOINVD. AMD
 * APM vol. 3, CLZERO.
 */
#include <arch.h>
#include <mm/page.h>
#include <string.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/launch.h>
#include <x86/mmu.h>

static uint8_t *code, *memory; /* DI and AX point to the second line */
static char *stack;

static void make_pages(void)
{
	code = launch_page();
	stack = launch_page();
	memory = launch_page();
	for (unsigned int i = 0; i < PAGE_SIZE; i++)
		memory[i] = (uint8_t)(i * 5 + (i >> 8));
}

TEST_SUITE("memory",
	   .summary = "instructions on cache lines leave what is in memory",
	   .setup = make_pages);

static bool has_pcommit(void)
{
	return cpuid_max(0) >= 7 && cpuid(7, 0).b & 1u << 22;
}

static const struct feature x86_pcommit = { "PCOMMIT", "CPUID.7.0:EBX[22]",
					    has_pcommit };

#ifdef __x86_64__
#define MEM "(%rdi)"
#else
#define MEM "(%edi)"
#endif

LAUNCH_CODE(mem_clflush, "clflush " MEM);
LAUNCH_CODE(mem_clflushopt, "clflushopt " MEM);
LAUNCH_CODE(mem_clwb, "clwb " MEM);
LAUNCH_CODE(mem_sfence, "sfence");
LAUNCH_CODE(mem_lfence, "lfence");
LAUNCH_CODE(mem_mfence, "mfence");
LAUNCH_CODE(mem_pcommit, ".byte 0x66, 0x0f, 0xae, 0xf8");
LAUNCH_CODE(mem_prefetcht0, "prefetcht0 " MEM);
LAUNCH_CODE(mem_prefetcht1, "prefetcht1 " MEM);
LAUNCH_CODE(mem_prefetcht2, "prefetcht2 " MEM);
LAUNCH_CODE(mem_prefetchnta, "prefetchnta " MEM);
LAUNCH_CODE(mem_prefetchw, "prefetchw " MEM);
LAUNCH_CODE(mem_wbinvd, "wbinvd");
LAUNCH_CODE(mem_wbnoinvd, ".byte 0xf3, 0x0f, 0x09");
LAUNCH_CODE(mem_clzero, ".byte 0x0f, 0x01, 0xfc"); /* of AX */
LAUNCH_CODE(mem_lock_clflush, ".byte 0xf0; clflush " MEM);
LAUNCH_CODE(mem_lock_sfence, ".byte 0xf0; sfence");
LAUNCH_CODE(mem_lock_lfence, ".byte 0xf0; lfence");
LAUNCH_CODE(mem_lock_mfence, ".byte 0xf0; mfence");
LAUNCH_CODE(mem_lock_prefetch, ".byte 0xf0; prefetcht0 " MEM);

enum kind {
	LOADS,	 /* of a byte, as far as paging goes */
	NOTHING, /* no operand, or one that never faults */
	KERNEL,	 /* the same, at CPL 0 only */
};

static const struct row {
	const char *name;
	struct launch_code code;
	const struct feature *feature;
	enum kind kind;
} rows[] = {
	{ "clflush", LAUNCH(mem_clflush), &x86_clflush, LOADS },
	{ "clflushopt", LAUNCH(mem_clflushopt), &x86_clflushopt, LOADS },
	{ "clwb", LAUNCH(mem_clwb), &x86_clwb, LOADS },
	{ "sfence", LAUNCH(mem_sfence), &x86_sse, NOTHING },
	{ "lfence", LAUNCH(mem_lfence), &x86_sse2, NOTHING },
	{ "mfence", LAUNCH(mem_mfence), &x86_sse2, NOTHING },
	{ "pcommit", LAUNCH(mem_pcommit), &x86_pcommit, NOTHING },
	{ "prefetcht0", LAUNCH(mem_prefetcht0), &x86_sse, NOTHING },
	{ "prefetcht1", LAUNCH(mem_prefetcht1), &x86_sse, NOTHING },
	{ "prefetcht2", LAUNCH(mem_prefetcht2), &x86_sse, NOTHING },
	{ "prefetchnta", LAUNCH(mem_prefetchnta), &x86_sse, NOTHING },
	{ "prefetchw", LAUNCH(mem_prefetchw), &x86_prefetchw, NOTHING },
	{ "wbinvd", LAUNCH(mem_wbinvd), &x86_clflush, KERNEL },
	{ "wbnoinvd", LAUNCH(mem_wbnoinvd), &x86_wbnoinvd, KERNEL },
};

static const struct row loads[] = {
	{ "clflush", LAUNCH(mem_clflush), &x86_clflush, LOADS },
	{ "clflushopt", LAUNCH(mem_clflushopt), &x86_clflushopt, LOADS },
	{ "clwb", LAUNCH(mem_clwb), &x86_clwb, LOADS },
};

static struct trap_frame start_at(const struct launch_code *what,
				  unsigned int cpl)
{
	struct trap_frame start;

	launch_copy(code, what);
	start = launch_registers(code, stack + 0x800, cpl);
	start.ax = start.di = (uintptr_t)memory + 64 + 5;
	start.flags |= EFLAGS_CF | EFLAGS_ZF | EFLAGS_OF;
	return start;
}

static void expect_runs(const struct trap_frame *start,
			const struct launch_code *what)
{
	struct landing landing = launch(start);
	struct trap_frame expected = *start;

	expected.vector = X86_VECTOR(X86_UD);
	expected.ip += (unsigned long)(what->end - what->start);
	EXPECT_TRAP(landing.trap, X86_UD);
	launch_expect(&landing.frame, &expected);
}

static void expect_fault(const struct trap_frame *start, enum trap_cause cause,
			 unsigned long error)
{
	struct landing landing = launch(start);
	struct trap_frame expected = *start;

	expected.vector = X86_VECTOR(cause);
	expected.error = error;
	EXPECT_TRAP_ERROR(landing.trap, cause, error);
	launch_expect(&landing.frame, &expected);
	if (cause == X86_PF)
		EXPECT_EQ(landing.trap.address, start->di);
}

static void need(const struct feature *feature)
{
	if (!feature->probe())
		SKIP("needs %s (%s)", feature->name, feature->where);
}

TEST_EACH(runs, const struct row *r, rows,
	  "changes no byte, register or flag, at CPL 0 and 3")
{
	static uint8_t before[4096];
	struct trap_frame start = start_at(&r->code, 0);

	need(r->feature);
	memcpy(before, memory, sizeof(before));
	expect_runs(&start, &r->code);
	start = start_at(&r->code, 3);
	if (r->kind == KERNEL)
		expect_fault(&start, X86_GP, 0);
	else
		expect_runs(&start, &r->code);
	EXPECT_MEMEQ(memory, before, sizeof(before));
}

TEST_EACH(unmapped, const struct row *r, rows,
	  "raises #PF as a load does, or nothing, for a page that is not there")
{
	for (unsigned int cpl = 0; cpl < 4; cpl += 3) {
		struct trap_frame start = start_at(&r->code, cpl);

		need(r->feature);
		start.di = 0x45; /* the null page */
		if (r->kind == LOADS)
			expect_fault(&start, X86_PF, cpl ? PF_U : 0);
		else if (r->kind == NOTHING || cpl == 0)
			expect_runs(&start, &r->code);
	}
}

/* A kernel's page: at CPL 3 it is as good as none. */
TEST_EACH(not_user, const struct row *r, rows,
	  "raises #PF, or nothing, for a page of the kernel at CPL 3")
{
	struct trap_frame start = start_at(&r->code, 3);

	need(r->feature);
	ASSERT_EQ(arch_map(memory, virt_to_phys(memory), PAGE_SIZE, MAP_KERNEL),
		  0);
	if (r->kind == LOADS)
		expect_fault(&start, X86_PF, PF_P | PF_U);
	else if (r->kind == KERNEL)
		expect_fault(&start, X86_GP, 0);
	else
		expect_runs(&start, &r->code);
}

TEST_EACH(read_only, const struct row *r, rows,
	  "runs on a read-only page, which becomes accessed and not dirty")
{
	struct trap_frame start = start_at(&r->code, 0);
	uint64_t *entry;

	need(r->feature);
	ASSERT_EQ(arch_map(memory, virt_to_phys(memory), PAGE_SIZE,
			   MAP_READ | MAP_USER),
		  0);
	entry = mmu_entry(memory, 1);
	*entry &= ~(PTE_A | PTE_D);
	invlpg(memory);
	expect_runs(&start, &r->code);
	EXPECT_EQ(*entry & PTE_D, 0);
}

TEST_EACH(accessed, const struct row *r, loads,
	  "sets the accessed bit, not the dirty one")
{
	struct trap_frame start = start_at(&r->code, 0);
	uint64_t *entry = mmu_entry(memory, 1);

	need(r->feature);
	*entry &= ~(PTE_A | PTE_D);
	invlpg(memory);
	expect_runs(&start, &r->code);
	EXPECT_EQ(*entry & (PTE_A | PTE_D), PTE_A);
}

static const struct locked {
	const char *name;
	struct launch_code code;
} locked[] = {
	{ "clflush", LAUNCH(mem_lock_clflush) },
	{ "sfence", LAUNCH(mem_lock_sfence) },
	{ "lfence", LAUNCH(mem_lock_lfence) },
	{ "mfence", LAUNCH(mem_lock_mfence) },
	{ "prefetch", LAUNCH(mem_lock_prefetch) },
};

TEST_EACH(lock, const struct locked *l, locked, "raises #UD with LOCK",
	  .needs = NEEDS(&x86_sse2))
{
	struct trap_frame start = start_at(&l->code, 0);

	expect_fault(&start, X86_UD, 0);
}

/* ------------------------------------------------------------- CLZERO ---- */

static const struct launch_code clzero = LAUNCH(mem_clzero);

TEST(clzero, "CLZERO clears the line of RAX, and no other byte",
     .needs = NEEDS(&x86_clzero))
{
	static uint8_t expected[4096];
	struct trap_frame start = start_at(&clzero, 3);

	memcpy(expected, memory, sizeof(expected));
	memset(expected + 64, 0, 64);
	expect_runs(&start, &clzero);
	EXPECT_MEMEQ(memory, expected, sizeof(expected));
}

TEST(clzero_absent, "CLZERO raises #UD without CPUID.80000008:EBX[0]")
{
	struct trap_frame start = start_at(&clzero, 0);

	if (x86_clzero.probe())
		SKIP("the processor has CLZERO");
	expect_fault(&start, X86_UD, 0);
}
