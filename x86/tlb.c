/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What takes a cached translation away: a page-table entry changes, and after
 * the operation nobody may use the old one.
 *
 * Intel SDM vol. 3, 4.10.4 (invalidation), 4.10.5 (propagation to other CPUs).
 */
#include <arch/barrier.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <smp.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/mmu.h>

enum {
	LARGE = 0x200000,
	ROUNDS = 2000,
};

static char *window;		 /* an aligned large page of addresses */
static unsigned long *frames[2]; /* each filled with its number plus one */

static void prepare(void)
{
	test_defer(write_cr4, read_cr4());
	if (!window) {
		window = vmap_alloc(LARGE, LARGE);
		frames[0] = page_alloc(9, PAGE_ANY);
		frames[1] = page_alloc(9, PAGE_ANY);
	}
	for (unsigned int f = 0; f < 2; f++)
		for (unsigned int i = 0; i < LARGE / sizeof(long); i++)
			frames[f][i] = f + 1;
}

TEST_SUITE("tlb", .summary = "what is invalidated is not used again",
	   .setup = prepare);

static unsigned long look(unsigned long offset)
{
	return *(volatile unsigned long *)(window + offset);
}

static void map(unsigned int level, unsigned int frame, uint64_t bits)
{
	*mmu_make(window, level) = virt_to_phys(frames[frame]) | PTE_P | PTE_W |
				   PTE_A | PTE_D | bits |
				   (level == 2 ? PTE_PS : 0);
}

/* ----------------------------------------------------------- this CPU ---- */

static void by_invlpg(unsigned long offset)
{
	invlpg(window + offset);
}

static void by_cr3(unsigned long offset)
{
	(void)offset;
	write_cr3(read_cr3());
}

static void by_pge(unsigned long offset)
{
	(void)offset;
	write_cr4(read_cr4() ^ CR4_PGE);
}

static const struct row {
	const char *name;
	unsigned int level;
	uint64_t bits;
	void (*invalidate)(unsigned long offset);
	unsigned long offset; /* that INVLPG names */
	unsigned long probe;  /* that is looked at */
} rows[] = {
	{ "invlpg", 1, 0, by_invlpg, 0, 0 },
	{ "invlpg-within", 1, 0, by_invlpg, 0xabc, 0x10 },
	{ "invlpg-last-byte", 1, 0, by_invlpg, 0xfff, 0 },
	{ "invlpg-global", 1, PTE_G, by_invlpg, 0, 0 },
	{ "invlpg-large", 2, 0, by_invlpg, 0, 0 },
	{ "invlpg-large-within", 2, 0, by_invlpg, 0x1ff000, 0x3008 },
	{ "invlpg-large-elsewhere", 2, 0, by_invlpg, 0x3000, 0x1ffff8 },
	{ "invlpg-large-global", 2, PTE_G, by_invlpg, 0x5000, 0x1000 },
	{ "cr3", 1, 0, by_cr3, 0, 0 },
	{ "cr3-large", 2, 0, by_cr3, 0, 0x100000 },
	{ "pge", 1, 0, by_pge, 0, 0 },
	{ "pge-global", 1, PTE_G, by_pge, 0, 0 },
	{ "pge-global-large", 2, PTE_G, by_pge, 0, 0x1000 },
};

static void unmap(unsigned long unused)
{
	(void)unused;
	arch_unmap(window, LARGE);
	write_cr4(read_cr4() ^ CR4_PGE);
	write_cr4(read_cr4() ^ CR4_PGE);
}

static void do_look(const void *offset)
{
	look((unsigned long)offset);
}

static void expect_gone(unsigned long offset)
{
	struct trap t = trap_catch(do_look, (const void *)offset);

	EXPECT_TRAP_ERROR(t, X86_PF, 0);
	EXPECT_EQ(t.address, (uintptr_t)window + offset);
}

TEST_EACH(page, const struct row *r, rows, "leads to the new frame, or nowhere")
{
	test_defer(unmap, 0);
	if (r->bits & PTE_G)
		write_cr4(read_cr4() | CR4_PGE);
	for (unsigned int i = 0; i < 20; i++) {
		map(r->level, i % 2, r->bits);
		r->invalidate(r->offset);
		EXPECT_EQ(look(r->probe), 1 + i % 2);
	}
	*mmu_entry(window, r->level) = 0;
	r->invalidate(r->offset);
	expect_gone(r->probe);
}

TEST(table, "a new table takes effect for the address that INVLPG names")
{
	uint64_t *other = page_alloc(0, PAGE_ZERO), *entry, old;

	test_defer(page_free, other);
	test_defer(unmap, 0);
	map(1, 0, 0);
	by_cr3(0);
	EXPECT_EQ(look(0), 1);
	other[0] = virt_to_phys(frames[1]) | PTE_P | PTE_W;
	entry = mmu_entry(window, 2);
	old = *entry;
	*entry = virt_to_phys(other) | PTE_P | PTE_W;
	invlpg(window);
	EXPECT_EQ(look(0), 2);
	*entry = old;
	by_cr3(0);
	EXPECT_EQ(look(0), 1);
}

TEST(promotion, "small pages become a large one and small ones again")
{
	uint64_t *entry;
	uint64_t table;

	test_defer(unmap, 0);
	map(1, 0, 0);
	entry = mmu_entry(window, 2);
	table = *entry;
	for (unsigned int i = 0; i < 10; i++) {
		*entry = table;
		by_cr3(0);
		EXPECT_EQ(look(0), 1);
		*entry = virt_to_phys(frames[1]) | PTE_P | PTE_W | PTE_PS;
		by_cr3(0);
		EXPECT_EQ(look(0), 2);
		EXPECT_EQ(look(0x1ff000), 2);
	}
	*entry = table;
}

/* ---------------------------------------------------------- other CPUs ---- */

static unsigned int next; /* the frame that look() has to find */

static void invalidate_and_look(void *arg)
{
	unsigned int expected = *(volatile unsigned int *)&next;

	(void)arg;
	invlpg(window);
	EXPECT_EQ(look(0), expected + 1);
}

static void only_look(void *arg)
{
	(void)arg;
	look(0);
}

TEST(shootdown, "what one CPU changes and all invalidate, none uses",
     .needs = NEEDS(&smp_2_cpus))
{
	test_defer(unmap, 0);
	map(1, 0, 0);
	by_cr3(0);
	on_all_cpus(only_look, NULL);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		next = i % 2;
		map(1, next, 0);
		mb();
		on_all_cpus(invalidate_and_look, NULL);
	}
}

/* INVLPG, 4.10.4.1: of a larger page all entries, wherever its operand points. */
static const struct half {
	const char *name;
	unsigned long used, named; /* offsets in the page */
} halves[] = {
	{ "upper-by-lower", 0x1ff000, 0x000000 },
	{ "lower-by-upper", 0x000000, 0x1ff000 },
	{ "middle-by-lower", 0x100000, 0x000000 },
	{ "middle-by-upper", 0x0ff000, 0x100000 },
};

TEST_EACH(large_by, const struct half *r, halves,
	  "INVLPG of one address of a large page invalidates all of it")
{
	for (unsigned int i = 0; i < 10; i++) {
		map(2, i % 2, 0);
		invlpg(window + r->named);
		EXPECT_EQ(look(r->named), i % 2 + 1);
		EXPECT_EQ(look(r->used), i % 2 + 1);
	}
}
