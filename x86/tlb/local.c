/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The suite's pages; what one CPU changes and invalidates for itself. */
#include "suite.h"

#include <mm/vmap.h>

TLB_SUITE;

char *window;
unsigned long *frames[2];

void tlb_prepare(void)
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

void map(unsigned int level, unsigned int frame, uint64_t bits)
{
	*mmu_make(window, level) = virt_to_phys(frames[frame]) | PTE_P | PTE_W |
				   PTE_A | PTE_D | bits |
				   (level == 2 ? PTE_PS : 0);
}

void by_invlpg(unsigned long offset)
{
	invlpg(window + offset);
}

void by_cr3(unsigned long offset)
{
	(void)offset;
	write_cr3(read_cr3());
}

static void by_pge(unsigned long offset)
{
	(void)offset;
	write_cr4(read_cr4() ^ CR4_PGE);
}

static const struct way ways[] = {
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

void unmap(unsigned long unused)
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

void expect_gone(unsigned long offset)
{
	struct trap t = trap_catch(do_look, (const void *)offset);

	EXPECT_TRAP_ERROR(t, X86_PF, 0);
	EXPECT_EQ(t.address, (uintptr_t)window + offset);
}

void check_way(const struct way *w)
{
	test_defer(unmap, 0);
	if (w->bits & PTE_G)
		write_cr4(read_cr4() | CR4_PGE);
	for (unsigned int i = 0; i < 20; i++) {
		map(w->level, i % 2, w->bits);
		w->invalidate(w->offset);
		EXPECT_EQ(look(w->probe), 1 + i % 2);
	}
	*mmu_entry(window, w->level) = 0;
	w->invalidate(w->offset);
	expect_gone(w->probe);
}

TEST_EACH(page, const struct way *w, ways, "leads to the new frame, or nowhere")
{
	check_way(w);
}

/* 4.10.4.1: of the writes to CR4 that change SMEP, the one that sets it. */
static void by_smep(unsigned long offset)
{
	(void)offset;
	write_cr4(read_cr4() & ~(unsigned long)CR4_SMEP);
	write_cr4(read_cr4() | CR4_SMEP);
}

static const struct way smep_ways[] = {
	{ "small", 1, 0, by_smep, 0, 0 },
	{ "large", 2, 0, by_smep, 0, 0x100000 },
};

TEST_EACH(smep, const struct way *w, smep_ways,
	  "setting CR4.SMEP leads to the new frame, or nowhere",
	  .needs = NEEDS(&x86_smep))
{
	check_way(w);
}

/* Vol. 2, INVLPG: of any address; what is beside it stays as it is. */
TEST(nothing_there, "INVLPG of an address that is not mapped does nothing")
{
	test_defer(unmap, 0);
	map(1, 0, 0);
	by_cr3(0);
	EXPECT_EQ(look(0), 1);
	invlpg(window + PAGE_SIZE);
	invlpg((void *)-PAGE_SIZE);
	EXPECT_EQ(look(0), 1);
	expect_gone(PAGE_SIZE);
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

/* A table in the place of another: no address may go on with the old one. */
static const struct way table_ways[] = {
	{ "cr3", 2, 0, by_cr3, 0, 0 },
	{ "pge", 2, 0, by_pge, 0, 0 },
};

static void no_table(uintptr_t unused)
{
	(void)unused;
	*mmu_entry(window, 2) = 0;
}

TEST_EACH(table_all, const struct way *w, table_ways,
	  "a new table takes effect for all its addresses")
{
	uint64_t *tables[] = { page_alloc(0, PAGE_ZERO),
			       page_alloc(0, PAGE_ZERO) };

	test_defer(page_free, tables[0]);
	test_defer(page_free, tables[1]);
	test_defer(unmap, 0);
	test_defer(no_table, 0);
	for (unsigned int i = 0; i < PAGE_TABLE_ENTRIES; i++)
		for (unsigned int t = 0; t < 2; t++)
			tables[t][i] = virt_to_phys(frames[t]) | PTE_P;
	for (unsigned int n = 0; n < 6; n++) {
		*mmu_make(window, 2) = virt_to_phys(tables[n % 2]) | PTE_P;
		w->invalidate(0);
		for (unsigned long at = 0; at < LARGE; at += PAGE_SIZE)
			ASSERT_EQ(look(at), 1 + n % 2);
	}
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
