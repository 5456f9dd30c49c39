/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whatever the type of memory, what is written is what is read: through types in
 * page-table entries, in MTRRs, and with the caches off.
 *
 * Intel SDM vol. 3, 4.9.2 (which PAT entry a page has), 11.5.3 (CR0.CD), 11.12.4
 * (aliases, and the flush between two types).
 */
#include <mm/page.h>
#include <mm/vmap.h>
#include <smp.h>
#include <string.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/mmu.h>
#include <x86/msr.h>

enum {
	LARGE = 0x200000,
	WORDS = 64,
};

static char *windows[2]; /* a small page, a large one */
static uint32_t *memory; /* aligned to a large page */

static void prepare(void)
{
	if (windows[0])
		return;
	windows[0] = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
	windows[1] = vmap_alloc(LARGE, LARGE);
	memory = page_alloc(9, PAGE_ANY);
}

TEST_SUITE("memattr",
	   .summary = "memory types: their registers, and no effect "
		      "on data",
	   .needs = NEEDS(&x86_pat), .setup = prepare);

static void flush(void)
{
	wbinvd();
	write_cr3(read_cr3());
}

/* Of a page: its index in the PAT as PAT, PCD, PWT. */
static volatile uint32_t *map(unsigned int large, unsigned int index)
{
	uint64_t *entry = mmu_make(windows[large], 1 + large);
	uint64_t bits = PTE_P | PTE_W | (index & 1 ? PTE_PWT : 0) |
			(index & 2 ? PTE_PCD : 0);

	if (!entry)
		ERROR("no memory for a table");
	if (large)
		bits |= PTE_PS | (index & 4 ? PTE_PAT_PS : 0);
	else
		bits |= index & 4 ? PTE_PAT : 0;
	*entry = virt_to_phys(memory) | bits;
	flush();
	return (volatile uint32_t *)windows[large];
}

static uint32_t step(volatile uint32_t *word, uint32_t add)
{
	asm volatile("lock xadd %0, %1"
		     : "+r"(add), "+m"(*word)
		     :
		     : "memory", "cc");
	return add;
}

/* By stores, locked instructions, strings; RAM has it after a flush. */
static void check_data(volatile uint32_t *at, uint32_t seed)
{
	uint32_t old = seed;

	for (unsigned int i = 0; i < WORDS; i++)
		at[i] = seed + i;
	for (unsigned int i = 0; i < WORDS; i++)
		EXPECT_EQ(at[i], seed + i);
	EXPECT_EQ(step(&at[0], 7), seed);
	asm volatile("xchg %0, %1" : "+r"(old), "+m"(at[1]) : : "memory");
	EXPECT_EQ(old, seed + 1);
	((volatile uint8_t *)at)[4 * WORDS + 3] = 0x5a;
	rep_movs((void *)(uintptr_t)(at + 2 * WORDS), (const void *)at,
		 WORDS * 4 / sizeof(long));
	flush();
	EXPECT_EQ(memory[0], seed + 7);
	EXPECT_EQ(memory[1], seed);
	for (unsigned int i = 2; i < WORDS; i++)
		EXPECT_EQ(memory[i], seed + i);
	EXPECT_EQ(memory[2 * WORDS], seed + 7);
	EXPECT_EQ(memory[3 * WORDS - 1], seed + WORDS - 1);
	EXPECT_EQ(memory[WORDS] >> 24, 0x5a);
}

static void set_pat(uint64_t value)
{
	flush();
	wrmsr(MSR_IA32_PAT, value);
	flush();
}

static void restore_pat(uintptr_t unused)
{
	(void)unused;
	set_pat(0x0007040600070406);
}

/* Entry 0 is that of everything else. */
static const struct type {
	const char *name;
	unsigned int type;
} types[] = {
	{ "UC", 0 }, { "WC", 1 }, { "WT", 4 },
	{ "WP", 5 }, { "WB", 6 }, { "UC-", 7 },
};

TEST_EACH(pat_data, const struct type *t, types,
	  "data is right through each PAT entry, in small and large pages")
{
	test_defer(restore_pat, 0);
	for (unsigned int n = 0; n < 2 * 8; n++) {
		unsigned int index = n / 2;
		uint64_t pat = 0x0007040600070406;

		test_context("PAT entry %u, %s page", index,
			     n % 2 ? "large" : "small");
		pat &= ~(0xffull << 8 * index);
		pat |= (uint64_t)t->type << 8 * index;
		set_pat(index ? pat : rdmsr(MSR_IA32_PAT));
		check_data(map(n % 2, index), 0x1000 * (n + 1));
	}
}

/* The PAT bit of a large page lies among bits that are an address elsewhere. */
TEST(pat_bit, "the PAT bit of a page is not a part of its address")
{
	for (unsigned int large = 0; large < 2; large++) {
		volatile uint32_t *at = map(large, 4);

		memory[0] = 0x11111111;
		memory[PAGE_SIZE / 4] = 0x22222222;
		flush();
		EXPECT_EQ(at[0], 0x11111111);
		if (large)
			EXPECT_EQ(at[PAGE_SIZE / 4], 0x22222222);
	}
}

static const struct bits {
	const char *name;
	unsigned long cr3;
} cr3_bits[] = {
	{ "PWT", CR3_PWT },
	{ "PCD", CR3_PCD },
	{ "both", CR3_PWT | CR3_PCD },
};

TEST_EACH(cr3, const struct bits *b, cr3_bits,
	  "data and translations are right with tables of another type")
{
	volatile uint32_t *at = map(0, 0);

	test_defer(write_cr3, read_cr3());
	write_cr3(read_cr3() | b->cr3);
	check_data(at, 0x5000);
	check_data(map(1, 0), 0x6000);
}

/* 11.5.3: CD alone keeps what the caches have; NW=1 too only reads from them. */
TEST(caches_off, "data is right with CR0.CD set, and after it was")
{
	volatile uint32_t *at = map(0, 0);

	test_defer(write_cr0, read_cr0());
	for (unsigned int i = 0; i < WORDS; i++)
		at[i] = 0x7000 + i;
	write_cr0(read_cr0() | CR0_CD);
	for (unsigned int i = 0; i < WORDS; i++)
		EXPECT_EQ(at[i], 0x7000 + i);
	check_data(at, 0x8000);
	write_cr0(read_cr0() & ~(unsigned long)CR0_CD);
	EXPECT_EQ(at[5], 0x8005);
	check_data(at, 0x9000);
}

TEST(wbinvd, "what was written is there after WBINVD")
{
	volatile uint32_t *at = map(0, 0);

	for (unsigned int i = 0; i < 4 * WORDS; i++) {
		at[i] = 0xa000 + i;
		if (i % WORDS == 7)
			wbinvd();
	}
	for (unsigned int i = 0; i < 4 * WORDS; i++)
		EXPECT_EQ(at[i], 0xa000 + i);
}

/* ----------------------------------------------------------------- MTRRs ---- */

static bool has_variable(void)
{
	return x86_mtrr.probe() && (rdmsr(MSR_IA32_MTRRCAP) & 0xff) >= 1;
}

static const struct feature variable_mtrr = { "a variable-range MTRR",
					      "IA32_MTRRCAP[7:0]",
					      has_variable };

static void restore_mtrr(uint32_t msr, uint64_t value)
{
	flush();
	wrmsr(msr, value);
	flush();
}

static void set_mtrr(uint32_t msr, uint64_t value)
{
	test_defer2(restore_mtrr, msr, rdmsr(msr));
	restore_mtrr(msr, value);
}

static unsigned int physical_bits(void)
{
	return cpuid_max(0x80000000) < 0x80000008 ?
		       36 :
		       cpuid(0x80000008, 0).a & 0xff;
}

static const struct type mtrr_types[] = {
	{ "UC", 0 }, { "WC", 1 }, { "WT", 4 }, { "WP", 5 }, { "WB", 6 },
};

/* 11.11.3: a range of 2 MiB, and everything else write-back */
TEST_EACH(mtrr_data, const struct type *t, mtrr_types,
	  "data is right in a range of each type",
	  .needs = NEEDS(&variable_mtrr))
{
	uint64_t mask = ((1ull << physical_bits()) - 1) & ~(LARGE - 1ull);

	set_mtrr(MSR_IA32_MTRR_PHYSBASE(0), virt_to_phys(memory) | t->type);
	set_mtrr(MSR_IA32_MTRR_PHYSMASK(0), mask | 1 << 11);
	set_mtrr(MSR_IA32_MTRR_DEF_TYPE, 1 << 11 | 6);
	EXPECT_EQ(rdmsr(MSR_IA32_MTRR_PHYSMASK(0)), mask | 1 << 11);
	check_data(map(0, 0), 0xb000);
	check_data(map(1, 3), 0xc000);
}

TEST(mtrr_off, "data is right with all MTRRs off, which is uncached",
     .needs = NEEDS(&x86_mtrr))
{
	set_mtrr(MSR_IA32_MTRR_DEF_TYPE, 0);
	check_data(map(0, 0), 0xd000);
}

/* ------------------------------------------------------------------ CPUs ---- */

enum {
	ADDS = 20000
};

static volatile uint32_t *shared;

static void add_often(void *unused)
{
	(void)unused;
	write_cr3(read_cr3());
	for (unsigned int i = 0; i < ADDS; i++)
		step(shared, 1);
}

TEST_EACH(atomic, const struct type *t, types,
	  "locked instructions of two CPUs lose nothing",
	  .needs = NEEDS(&smp_2_cpus))
{
	static const unsigned int indexes[] = { 3, 0, 1, 0, 0, 2 };

	shared = map(0, indexes[t - types]);
	*shared = 0;
	on_all_cpus(add_often, NULL);
	EXPECT_EQ(*shared, cpu_count() * ADDS);
}
