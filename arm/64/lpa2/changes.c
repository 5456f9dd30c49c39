/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What changes under addresses of 52 bits: data behind them, entries that TLBI has
 * to reach, and flags that the processor writes itself.
 *
 * Arm ARM, D8.14.5 (TLBI by range: with TCR.DS the base is in units of 64 KiB),
 * C5.5 (TLBI VAE1: VA[55:12]), D8.5 (hardware updates).
 */
#include "suite.h"

LPA2_SUITE;

#define FIRST  0x1122334455667788ull
#define SECOND 0xa5a5a5a5deadbeefull

static struct {
	volatile uint64_t *address, *entry;
	uint64_t next;
	void (*tlbi)(uint64_t operand);
	uint64_t operand;
	uint64_t seen[2];
	volatile uint64_t *first; /* of the table's addresses */
	size_t page_words;
} job;

static uint64_t *open_52(struct window *w, const struct granule *g)
{
	uint64_t *memory = page_alloc(g->shift - PAGE_SHIFT + 1, PAGE_ZERO);

	test_defer(page_free, memory);
	*w = (struct window){
		.granule = g, .bits = 52, .ips = 6, .upper = true
	};
	window_open(w);
	memory[0] = FIRST;
	memory[(1u << g->shift) / 8] = SECOND;
	set_leaf(w, 3, virt_to_phys(memory));
	job.entry = window_entry(w, 3);
	job.address = (uint64_t *)w->address;
	return memory;
}

static void read_and_write(const void *arg)
{
	(void)arg;
	job.seen[0] = *job.address;
	*job.address = SECOND;
	job.seen[1] = *job.address;
}

TEST_EACH(data, const struct granule *g, wide,
	  "an address of 52 bits is read and written")
{
	struct window w;
	uint64_t *memory = open_52(&w, g);

	EXPECT_TRAP(window_run(&w, read_and_write, NULL), TRAP_NONE);
	EXPECT_EQ(job.seen[0], FIRST);
	EXPECT_EQ(job.seen[1], SECOND);
	EXPECT_EQ(memory[0], SECOND);
}

/* ------------------------------------------------------------------ TLBI ---- */

#define TLBI(id, crm, op2)                                              \
	static void id(uint64_t operand)                                \
	{                                                               \
		asm volatile("sys #0, c8, c" #crm ", #" #op2 ", %0\n\t" \
			     "dsb ish\n\t"                              \
			     "isb" ::"r"(operand)                       \
			     : "memory");                               \
	}
TLBI(vae1is, 3, 1)
TLBI(vae1, 7, 1)
TLBI(vaale1is, 3, 7)
TLBI(rvae1is, 2, 1)
TLBI(rvae1, 6, 1)
TLBI(rvaale1is, 2, 7)

static const struct flush {
	void (*tlbi)(uint64_t operand);
	bool range;
} flushes[] = {
	{ vae1is, false }, { vae1, false }, { vaale1is, false },
	{ rvae1is, true }, { rvae1, true }, { rvaale1is, true },
};

/* NUM and SCALE 0: two pages */
static uint64_t operand(const struct window *w, bool range)
{
	uint64_t tg = (w->granule->shift - 12) / 2 + 1;
	unsigned int unit = w->granule->ds ? 16 : w->granule->shift;

	if (!range)
		return w->address >> 12 & 0xfffffffffff;
	return tg << 46 | (w->address >> unit & ((1ull << 37) - 1));
}

enum {
	NR_FULL = 512
};

/*
 * An emulator's TLB grows with what is used of it, and of a small one it forgets
 * all rather than a range.
 */
static void use_many(void)
{
	for (unsigned int i = 0; i < 4; i++) {
		for (unsigned int j = 0; j < NR_FULL; j++)
			(void)job.first[j * job.page_words];
		asm volatile("tlbi vmalle1\n\tdsb nsh\n\tisb" ::: "memory");
	}
}

static void fill_table(const struct window *w)
{
	uint64_t bytes = page_bytes(w, 3);
	uint64_t *table = (uint64_t *)((uintptr_t)job.entry & ~(bytes - 1));

	job.page_words = bytes / 8;
	job.first = (uint64_t *)(w->address & ~(page_bytes(w, 2) - 1));
	for (unsigned int i = 0; i < NR_FULL; i++)
		table[i] = *job.entry;
}

static void read_change_read(const void *arg)
{
	(void)arg;
	use_many();
	job.seen[0] = *job.address;
	*job.entry = 0;
	asm volatile("dsb ish" ::: "memory");
	job.tlbi(job.operand);
	*job.entry = job.next;
	asm volatile("dsb ish\n\tisb" ::: "memory");
	job.seen[1] = *job.address;
}

TEST_EACH(tlbi, const struct granule *g, wide,
	  "TLBI by address and by range reaches it",
	  .needs = NEEDS(&arm_tlbirange))
{
	for (unsigned int i = 0; i < sizeof(flushes) / sizeof(flushes[0]);
	     i++) {
		struct window w;
		uint64_t *memory = open_52(&w, g);

		test_context("number %u", i);
		fill_table(&w);
		job.tlbi = flushes[i].tlbi;
		job.operand = operand(&w, flushes[i].range);
		job.next =
			leaf(&w, 3, virt_to_phys(memory) + page_bytes(&w, 3));
		EXPECT_TRAP(window_run(&w, read_change_read, NULL), TRAP_NONE);
		EXPECT_EQ(job.seen[0], FIRST);
		EXPECT_EQ(job.seen[1], SECOND);
	}
}

/* ----------------------------------------------------------------- flags ---- */

static void write_once(const void *arg)
{
	(void)arg;
	*job.address = SECOND;
}

TEST_EACH(updates, const struct granule *g, wide,
	  "the access flag and the dirty state are written as ever",
	  .needs = NEEDS(&arm_dirty))
{
	struct window w;
	uint64_t *memory = open_52(&w, g), entry = *job.entry;

	w.tcr_set = TCR_HA | TCR_HD;
	*job.entry = (entry & ~PTE_AF) | PTE_DBM | PTE_RDONLY;
	EXPECT_TRAP(window_run(&w, write_once, NULL), TRAP_NONE);
	EXPECT_EQ(*job.entry, entry | PTE_DBM);
	EXPECT_EQ(memory[0], SECOND);
}
