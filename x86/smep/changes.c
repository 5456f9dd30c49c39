/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What changes while the TLB has the page, and other ways to it than a jump. */
#include "suite.h"

#include <arch.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <smp.h>
#include <string.h>
#include <x86/desc.h>

SMEP_SUITE;

static bool no_smep(void)
{
	return !x86_smep.probe();
}

static const struct feature without_smep = { "a processor without SMEP",
					     "CPUID.7.0:EBX[7]", no_smep };

/* ------------------------------------------------------------ a change ---- */

static const struct size {
	const char *name;
	unsigned int leaf;
	uint64_t bits;
} sizes[] = {
	{ "4k", 1, 0 }, { "4k-global", 1, PTE_G },
	{ "2m", 2, 0 }, { "2m-global", 2, PTE_G },
	{ "1g", 3, 0 },
};

/* 4.10.4.1: a change of CR4.SMEP from 0 to 1 invalidates all of the TLB. */
TEST_EACH(toggle, const struct size *size, sizes,
	  "CR4.SMEP takes effect without a flush", NEEDS_SMEP)
{
	const struct window_access fetch = { .kind = WINDOW_FETCH };

	if (size->leaf > WINDOW_LEAVES ||
	    (size->leaf == 3 && !x86_page1gb.probe()))
		SKIP("there are no such pages");
	write_cr4(read_cr4() | CR4_PGE);
	smep_set_nxe(true);
	window_map(size->leaf, WINDOW_BITS | size->bits);
	for (unsigned int i = 0; i < 5; i++) {
		smep_set(false);
		window_expect_made(&fetch);
		window_expect_made(&fetch);
		smep_set(true);
		window_expect_refused(&fetch, PF_P | PF_I);
		window_expect_refused(&fetch, PF_P | PF_I);
	}
}

/* The mode is also looked at where only the page has changed. */
TEST(page_changes, "U of the page takes effect with INVLPG", NEEDS_SMEP)
{
	const struct window_access fetch = { .kind = WINDOW_FETCH };

	smep_set(true);
	window_map(1, PTE_P);
	for (unsigned int i = 0; i < 5; i++) {
		window_expect_made(&fetch);
		*window_entry(1) |= PTE_U;
		window_flush();
		window_expect_refused(&fetch, PF_P | PF_I);
		*window_entry(1) &= ~PTE_U;
		window_flush();
	}
}

/* A processor that has CPL 3's fetch in its TLB must not use it for CPL 0. */
TEST(rings_apart, "what CPL 3 has executed CPL 0 may not", NEEDS_SMEP)
{
	struct window_access fetch = { .kind = WINDOW_FETCH };

	smep_set(true);
	window_map(1, PTE_P | PTE_U);
	for (unsigned int i = 0; i < 5; i++) {
		fetch.cpl = 3;
		window_expect_made(&fetch);
		fetch.cpl = 0;
		window_expect_refused(&fetch, PF_P | PF_I);
	}
}

/* ------------------------------------------------------------- ways in ---- */

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
	asm volatile("push %0\n\t push %1\n\t" WINDOW_LRET
		     :
		     : "i"(KERNEL_CS), "r"(at)
		     : "memory");
}

static const struct way {
	const char *name;
	void (*go)(const void *at);
} ways[] = {
	{ "call", by_call },
	{ "ret", by_ret },
	{ "far-ret", by_far_ret },
};

TEST_EACH(way, const struct way *w, ways, "to a user page is refused there",
	  NEEDS_SMEP)
{
	void *at = (void *)window_at();
	struct trap t;

	window_map(1, WINDOW_BITS);
	smep_set(false);
	t = trap_catch(w->go, at);
	EXPECT_TRAP(t, X86_UD);
	EXPECT_EQ(t.pc, window_at());
	smep_set(true);
	t = trap_catch(w->go, at);
	EXPECT_TRAP_ERROR(t, X86_PF, PF_P | PF_I);
	EXPECT_EQ(t.pc, window_at());
	EXPECT_EQ(t.address, window_at());
}

/* MOV EAX, imm32 whose last three bytes are in the next page, and UD2. */
static const uint8_t across[] = { 0xb8, 0x78, 0x56, 0x34, 0x12, 0x0f, 0x0b };

static const struct pages {
	const char *name;
	enum map_flags first, second;
	unsigned long fault; /* offset of the byte that is refused; 0: none */
} pages[] = {
	{ "supervisor", 0, 0, 0 },
	{ "second-user", 0, MAP_USER, PAGE_SIZE },
	{ "first-user", MAP_USER, 0, PAGE_SIZE - 2 },
};

static void map_pages(char *at, char *frames, const struct pages *p)
{
	ASSERT_EQ(arch_map(at, virt_to_phys(frames), PAGE_SIZE,
			   MAP_KERNEL | p->first),
		  0);
	ASSERT_EQ(arch_map(at + PAGE_SIZE, virt_to_phys(frames + PAGE_SIZE),
			   PAGE_SIZE, MAP_KERNEL | p->second),
		  0);
}

TEST_EACH(crossing, const struct pages *p, pages,
	  "an instruction in two pages needs both", NEEDS_SMEP)
{
	char *at = vmap_alloc(2 * PAGE_SIZE, PAGE_SIZE);
	char *frames = page_alloc(1, PAGE_ZERO), *insn = at + PAGE_SIZE - 2;
	struct trap t;

	test_defer(page_free, frames);
	test_defer(vmap_free, at);
	map_pages(at, frames, p);
	memcpy(frames + PAGE_SIZE - 2, across, sizeof(across));
	smep_set(true);
	t = trap_catch(by_call, insn);
	if (p->fault) {
		EXPECT_TRAP_ERROR(t, X86_PF, PF_P | PF_I);
		EXPECT_EQ(t.address, (uintptr_t)at + p->fault);
		EXPECT_EQ(t.pc, (uintptr_t)insn);
	} else {
		EXPECT_TRAP(t, X86_UD);
		EXPECT_EQ(t.pc, (uintptr_t)insn + 5);
	}
	arch_unmap(at, 2 * PAGE_SIZE);
}

/* -------------------------------------------------------- one processor ---- */

static void fetch_with_smep(void *refused)
{
	const struct window_access fetch = { .kind = WINDOW_FETCH };
	struct window_result r;

	window_flush();
	smep_set(refused != NULL);
	r = window_access(&fetch);
	EXPECT_EQ(r.trap.cause, refused ? X86_PF : TRAP_NONE);
}

TEST(per_cpu, "CR4.SMEP is each processor's own",
     .needs = NEEDS(&x86_smep, &smp_2_cpus))
{
	window_map(1, WINDOW_BITS);
	for (unsigned int i = 0; i < 4; i++) {
		fetch_with_smep(i & 1 ? &i : NULL);
		on_cpu(1, fetch_with_smep, i & 1 ? NULL : &i);
		fetch_with_smep(i & 1 ? &i : NULL);
	}
}

TEST(absent, "CR4.SMEP raises #GP(0) and stays 0",
     .needs = NEEDS(&without_smep))
{
	const unsigned long cr4 = read_cr4();

	EXPECT_EQ(cr4 & CR4_SMEP, 0);
	EXPECT_EQ(write_cr4_safe(cr4 | CR4_SMEP), X86_GP);
	EXPECT_EQ(read_cr4(), cr4);
}
