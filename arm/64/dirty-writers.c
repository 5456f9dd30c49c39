/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that changes by other ways than a plain store while the VM migrates, again
 * and again: atomics, exclusives, DC ZVA, and the table walker, which sets access
 * flags and makes pages writable. Each page here is written in one way alone: a way
 * that does not tell the host that the page is dirty leaves an old copy behind.
 *
 * Arm ARM, D8.5 (hardware updates of translation tables), C6.2, DC ZVA.
 */
#include <arch.h>
#include <arch/page.h>
#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/mmu.h>
#include <clock.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <test/test.h>

TEST_SUITE("dirty-writers",
	   .summary = "no kind of write to memory is lost while a VM migrates",
	   .needs = NEEDS(&host_migrate));

enum {
	PAGES = 64,   /* of each way */
	ROUNDS = 256, /* as many as a page has blocks of DC ZVA, and more */
	TABLES = 8,
	ENTRIES = PAGE_SIZE / 8,
};

#define TCR_HA	(1ull << 39)
#define TCR_HD	(1ull << 40)
#define PTE_DBM (1ull << 51)

/* ---------------------------------------------------------------- writers ---- */

#define LSE ".arch_extension lse\n\t"

/* Each adds one to the word. */
#define WRITER(id, code)                                                     \
	static void id(uint64_t *at)                                         \
	{                                                                    \
		uint64_t one = 1, old = *(volatile uint64_t *)at, new = 0;   \
		uint32_t status = 0;                                         \
                                                                             \
		asm volatile(code                                            \
			     : "+r"(one), "+r"(old), "+r"(new), "+r"(status) \
			     : "r"(at)                                       \
			     : "memory");                                    \
	}

WRITER(by_str, "add %2, %1, #1\n\tstr %2, [%4]")
WRITER(by_strb, "add %2, %1, #1\n\tstrb %w2, [%4]\n\tlsr %2, %2, #8\n\t"
		"strb %w2, [%4, #1]")
WRITER(by_stp, "add %2, %1, #1\n\tstp %2, %2, [%4]")
WRITER(by_stlr, "add %2, %1, #1\n\tstlr %2, [%4]")
WRITER(by_stxr, "1:\tldxr %2, [%4]\n\tadd %2, %2, #1\n\tstxr %w3, %2, [%4]\n\t"
		"cbnz %w3, 1b")
WRITER(by_ldadd, LSE "ldadd %0, %2, [%4]")
WRITER(by_stadd, LSE "stadd %0, [%4]")
WRITER(by_swp, LSE "add %2, %1, #1\n\tswp %2, %2, [%4]")
WRITER(by_cas, LSE "add %2, %1, #1\n\tcas %1, %2, [%4]")

static const struct way {
	const char *name;
	void (*write)(uint64_t *at);
	const struct feature *needs;
} ways[] = {
	{ "str", by_str },
	{ "strb", by_strb },
	{ "stp", by_stp },
	{ "stlr", by_stlr },
	{ "stxr", by_stxr },
	{ "ldadd", by_ldadd, &arm_lse },
	{ "stadd", by_stadd, &arm_lse },
	{ "swp", by_swp, &arm_lse },
	{ "cas", by_cas, &arm_lse },
};

enum {
	NR_WAYS = sizeof(ways) / sizeof(*ways)
};

static uint8_t *pages[NR_WAYS];
static unsigned int counts[NR_WAYS][PAGES];

static bool possible(const struct way *w)
{
	return !w->needs || w->needs->probe();
}

static void open_ways(void)
{
	for (unsigned int w = 0; w < NR_WAYS; w++) {
		pages[w] = page_alloc(6, PAGE_ZERO);
		test_defer(page_free, pages[w]);
		for (unsigned int i = 0; i < PAGES; i++)
			counts[w][i] = 0;
	}
}

/* In each round some pages of each: most are at rest meanwhile. */
static void write_ways(unsigned int round)
{
	for (unsigned int w = 0; w < NR_WAYS; w++)
		for (unsigned int i = round % 5; i < PAGES; i += 5) {
			if (!possible(&ways[w]))
				continue;
			ways[w].write((uint64_t *)(pages[w] + i * PAGE_SIZE));
			counts[w][i]++;
		}
}

static void check_ways(void)
{
	for (unsigned int w = 0; w < NR_WAYS; w++)
		for (unsigned int i = 0; i < PAGES; i++) {
			volatile uint64_t *at =
				(uint64_t *)(pages[w] + i * PAGE_SIZE);

			test_context("%s, page %u", ways[w].name, i);
			ASSERT_EQ(*at, counts[w][i]);
		}
	test_context("%s", "");
}

/* ----------------------------------------------------------------- DC ZVA ---- */

enum {
	BLOCK = 64
};

static uint8_t *blocks; /* one page; ones, but for those that were cleared */

static void open_blocks(void)
{
	blocks = page_alloc(0, 0);
	test_defer(page_free, blocks);
	for (unsigned int i = 0; i < PAGE_SIZE; i++)
		((volatile uint8_t *)blocks)[i] = 0xff;
}

static void clear_block(unsigned int round)
{
	if (round * BLOCK < PAGE_SIZE)
		asm volatile("dc zva, %0"
			     :
			     : "r"(blocks + round * BLOCK)
			     : "memory");
}

static void check_blocks(unsigned int rounds)
{
	for (unsigned int i = 0; i < PAGE_SIZE; i++) {
		test_context("byte 0x%x", i);
		ASSERT_EQ(((volatile uint8_t *)blocks)[i],
			  i / BLOCK < rounds ? 0 : 0xff);
	}
	test_context("%s", "");
}

/* ----------------------------------------------------------------- walker ---- */

static volatile uint64_t *window, *tables[TABLES];
static uint64_t old_tcr;

static uint64_t *address(unsigned int table, unsigned int entry)
{
	return (uint64_t *)window +
	       ((size_t)table * ENTRIES + entry) * (PAGE_SIZE / 8);
}

static void set_tcr(uint64_t tcr)
{
	write_sysreg(tcr_el1, tcr);
	isb();
	tlb_flush_all();
}

static void close_tables(uintptr_t unused)
{
	(void)unused;
	for (unsigned int t = 0; t < TABLES; t++)
		for (unsigned int i = 0; i < ENTRIES; i++)
			tables[t][i] = 0;
	set_tcr(old_tcr);
}

/* Even tables are for access flags, odd ones for what is written to. */
static uint64_t entry_of(unsigned int table, paddr_t page)
{
	uint64_t entry = page | PTE_VALID | PTE_PAGE | PTE_ATTR(MEM_NORMAL) |
			 PTE_SH_INNER;

	return table & 1 ? entry | PTE_AF | PTE_RDONLY | PTE_DBM : entry;
}

static void open_tables(void)
{
	void *page = page_alloc(0, PAGE_ZERO);

	test_defer(page_free, page);
	if (!window)
		window = vmap_alloc((size_t)TABLES * ENTRIES * PAGE_SIZE,
				    (size_t)ENTRIES * PAGE_SIZE);
	old_tcr = read_sysreg(tcr_el1);
	for (unsigned int t = 0; t < TABLES; t++) {
		tables[t] = mmu_make(address(t, 0), MMU_PAGE);
		ASSERT_TRUE(tables[t] != NULL);
		for (unsigned int i = 0; i < ENTRIES; i++)
			tables[t][i] = entry_of(t, virt_to_phys(page));
	}
	test_defer(close_tables, 0);
	set_tcr(old_tcr | TCR_HA | TCR_HD);
}

static void walk(unsigned int round)
{
	for (unsigned int t = 0; t < TABLES; t++) {
		volatile uint64_t *at = address(t, round % ENTRIES);

		if (t & 1)
			*at = round;
		else
			(void)*at;
	}
}

/* An access flag may be set ahead of the access; a page is never dirty so. */
static void check_tables(unsigned int rounds)
{
	for (unsigned int t = 0; t < TABLES; t++)
		for (unsigned int i = 0; i < ENTRIES; i++) {
			test_context("table %u, entry %u", t, i);
			if (t & 1)
				ASSERT_EQ(tables[t][i] & PTE_RDONLY,
					  i < rounds ? 0 : PTE_RDONLY);
			else if (i < rounds)
				ASSERT_EQ(tables[t][i] & PTE_AF, PTE_AF);
		}
	test_context("%s", "");
}

static bool has_zva_64(void)
{
	return (read_sysreg(dczid_el0) & 0x1f) == 4; /* words, by power of 2 */
}

static const struct feature zva_64 = { "DC ZVA of 64 bytes", "DCZID_EL0.BS",
				       has_zva_64 };

/* ------------------------------------------------------------------ cases ---- */

static void migrate_while(void (*write)(unsigned int round))
{
	unsigned int hops;

	host_migrate_begin();
	for (unsigned int round = 0; round < ROUNDS; round++) {
		write(round);
		delay_us(3000);
	}
	hops = host_migrate_end();
	EXPECT_GE(hops, 3);
	test_note("%u migrations", hops);
}

TEST(instructions, "no store of any instruction is lost")
{
	open_ways();
	migrate_while(write_ways);
	check_ways();
}

TEST(zva, "no block that was cleared by DC ZVA is lost",
     .needs = NEEDS(&zva_64))
{
	open_blocks();
	migrate_while(clear_block);
	check_blocks(ROUNDS);
}

TEST(walker, "no update of a table by the walker is lost",
     .needs = NEEDS(&arm_dirty))
{
	open_tables();
	migrate_while(walk);
	check_tables(ROUNDS);
}
