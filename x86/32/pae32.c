/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PAE paging: the four entries of the top table are registers of the
 * processor, loaded from memory at certain moments and checked then.
 *
 * Intel SDM vol. 3, 4.4.1 (PDPTE registers), table 4-8 (their format).
 */
#include <arch/page.h>
#include <mm/page.h>
#include <string.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/mmu.h>

enum {
	PDPTES = 4,
	WORD = 0x11223344,
};

/* Aligned to 32 bytes and to no more: CR3 has its bits 31:5. */
static struct {
	uint64_t unused[PDPTES];
	uint64_t entry[PDPTES];
} pdpt __attribute__((aligned(64)));

static uint64_t directory[2][PAGE_TABLE_ENTRIES] __attribute__((aligned(4096)));
static uint64_t table[2][PAGE_TABLE_ENTRIES] __attribute__((aligned(4096)));
static volatile uint32_t pages[2][1024] __attribute__((aligned(4096)));

/* Addresses of entries 1 and 2, which the library does not use. */
static volatile uint32_t *const word[] = { (uint32_t *)0x40c07120,
					   (uint32_t *)0x80c07120 };

static uint64_t present(unsigned int i)
{
	return virt_to_phys(directory[i]) | PTE_P;
}

static void load(void)
{
	write_cr3(virt_to_phys(pdpt.entry));
}

static void prepare(void)
{
	test_defer(write_cr3, read_cr3());
	test_defer(write_cr4, read_cr4());
	memcpy(pdpt.entry, mmu_root(), sizeof(pdpt.entry));
	for (unsigned int i = 0; i < 2; i++) {
		if (pdpt.entry[1 + i])
			ERROR("PDPTE %u is in use", 1 + i);
		directory[i][6] = virt_to_phys(table[i]) | PTE_P | PTE_W;
		table[i][7] = virt_to_phys((void *)pages[i]) | PTE_P | PTE_W;
		pages[i][0x120 / 4] = WORD + i;
	}
	load();
}

TEST_SUITE("pae32", .summary = "the four entries of PAE paging are registers",
	   .needs = NEEDS(&x86_pae), .setup = prepare);

static uint32_t got;

static void do_read(const void *arg)
{
	got = *(const volatile uint32_t *)arg;
}

static void do_write(const void *arg)
{
	*(volatile uint32_t *)arg = 1;
}

static void do_load(const void *arg)
{
	(void)arg;
	load();
}

static struct trap read_word(unsigned int i)
{
	got = 0;
	return trap_catch(do_read, (const void *)word[i]);
}

static void expect_mapped(unsigned int i)
{
	EXPECT_TRAP(read_word(i), TRAP_NONE);
	EXPECT_EQ(got, WORD + i);
}

static void expect_not_present(unsigned int i)
{
	struct trap t = read_word(i);

	EXPECT_TRAP_ERROR(t, X86_PF, 0);
	EXPECT_EQ(t.address, (uintptr_t)word[i]);
	EXPECT_EQ(got, 0);
}

TEST(index, "bits 31:30 of an address choose the entry")
{
	pdpt.entry[1] = present(0);
	pdpt.entry[2] = present(1);
	load();
	expect_mapped(0);
	expect_mapped(1);
}

TEST(not_present, "an entry that is not present ends in a page fault")
{
	struct trap t;

	expect_not_present(0);
	t = trap_catch(do_write, (const void *)word[1]);
	EXPECT_TRAP_ERROR(t, X86_PF, PF_W);
	EXPECT_EQ(t.address, (uintptr_t)word[1]);
	EXPECT_EQ(pages[1][0x120 / 4], WORD + 1);
}

TEST(not_present_ignores, "without P all other bits are ignored")
{
	pdpt.entry[1] = ~1ull;
	EXPECT_TRAP(trap_catch(do_load, NULL), TRAP_NONE);
	expect_not_present(0);
}

TEST(not_accessed, "the processor does not write to the entries")
{
	pdpt.entry[1] = present(0);
	load();
	expect_mapped(0);
	EXPECT_EQ(pdpt.entry[1], present(0));
	EXPECT_EQ(directory[0][6] & PTE_A, PTE_A);
}

/* 4.4.1: they change when CR3 is loaded and at the writes below. */
TEST(kept, "a change in memory has no effect by itself")
{
	pdpt.entry[1] = present(0);
	invlpg(word[0]);
	expect_not_present(0);
	load();
	expect_mapped(0);
	pdpt.entry[1] = 0;
	invlpg(word[0]);
	expect_mapped(0);
}

#define PAGING (~0ul) /* not CR4 but CR0.PG: RAM is mapped one to one */

static const struct toggle {
	const char *name;
	unsigned long cr4;
	const struct feature *feature;
} toggles[] = {
	{ "cr3", 0, &x86_pae },	      { "pge", CR4_PGE, &x86_pge },
	{ "pse", CR4_PSE, &x86_pse }, { "smep", CR4_SMEP, &x86_smep },
	{ "pg", PAGING, &x86_pae },
};

static void paging_off_and_on(void)
{
	unsigned long cr0 = read_cr0();

	write_cr0(cr0 & ~(unsigned long)CR0_PG);
	write_cr0(cr0);
}

static void toggle(const struct toggle *t)
{
	if (t->cr4 == PAGING)
		paging_off_and_on();
	else if (t->cr4)
		write_cr4(read_cr4() ^ t->cr4);
	else
		load();
}

TEST_EACH(loaded_by, const struct toggle *t, toggles,
	  "a change in memory takes effect")
{
	if (!t->feature->probe())
		SKIP("needs %s (%s)", t->feature->name, t->feature->where);
	pdpt.entry[1] = present(0);
	toggle(t);
	expect_mapped(0);
	pdpt.entry[1] = present(1);
	toggle(t);
	EXPECT_TRAP(read_word(0), TRAP_NONE);
	EXPECT_EQ(got, WORD + 1);
	pdpt.entry[1] = 0;
	toggle(t);
	expect_not_present(0);
}

static const struct bit {
	const char *name;
	unsigned int bit; /* 0: the first one beyond MAXPHYADDR */
} reserved[] = {
	{ "1", 1 },   { "2", 2 },   { "5", 5 },		 { "6", 6 },
	{ "7", 7 },   { "8", 8 },   { "52", 52 },	 { "57", 57 },
	{ "62", 62 }, { "63", 63 }, { "maxphyaddr", 0 },
};

static uint64_t with_bit(const struct bit *b)
{
	return present(0) |
	       1ull << (b->bit ? b->bit : cpuid(0x80000008, 0).a & 0xff);
}

TEST_EACH(reserved_load, const struct bit *b, reserved,
	  "MOV to CR3 raises #GP(0), and CR3 stays")
{
	unsigned long before;

	load();
	before = read_cr3();
	memcpy(pdpt.unused, pdpt.entry, sizeof(pdpt.unused));
	pdpt.unused[1] = with_bit(b);
	EXPECT_EQ(write_cr3_safe(virt_to_phys(pdpt.unused)), X86_GP);
	EXPECT_EQ(read_cr3(), before);
}

/* Wherever it is noticed: not even a processor that checks late may use it. */
TEST_EACH(reserved_use, const struct bit *b, reserved, "leads to no page")
{
	struct trap t;

	pdpt.entry[1] = with_bit(b);
	if (write_cr3_safe(virt_to_phys(pdpt.entry)) == TRAP_NONE)
		test_note("CR3 was loaded");
	t = read_word(0);
	EXPECT_EQ(t.cause, X86_PF);
	EXPECT_EQ(t.address, (uintptr_t)word[0]);
	EXPECT_EQ(got, 0);
}

static const struct bit ignored[] = {
	{ "3", 3 }, { "4", 4 }, { "9", 9 }, { "10", 10 }, { "11", 11 },
};

TEST_EACH(ignored_bit, const struct bit *b, ignored, "changes nothing")
{
	pdpt.entry[1] = with_bit(b);
	EXPECT_TRAP(trap_catch(do_load, NULL), TRAP_NONE);
	expect_mapped(0);
}
