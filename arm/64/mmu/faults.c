/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Walks that end in a fault, on each level: its status and address exactly
 * (Arm ARM, D8.2.9, D8.15; ESR_EL1, ISS of aborts).
 */
#include "mmu.h"

TEST_SUITE("mmu", .summary = "stage 1 translates, permits and refuses");

/* All the ways to access it that @entry, on @level, refuses with @fsc. */
static void check_refused(unsigned int level, uint64_t entry, uint32_t fsc)
{
	static const enum access accesses[] = { EL1_READ, EL1_WRITE, EL1_FETCH,
						EL1_LDTR, EL0_READ,  EL0_WRITE,
						EL0_FETCH };
	uint64_t *at = window_entry(level), old = *at;

	for (unsigned int i = 0; i < sizeof(accesses) / sizeof(accesses[0]);
	     i++) {
		struct trap t;

		test_context("%s, level %u", access_names[accesses[i]], level);
		window_set(at, entry);
		t = access_window(accesses[i], WINDOW, false, false);
		EXPECT_EQ(*at, entry);
		window_set(at, old);
		expect_abort(t, accesses[i], fsc, WINDOW);
	}
}

struct row {
	const char *name;
	unsigned int level;
};

static const struct row levels[] = {
	{ "level-0", 0 },
	{ "level-1", 1 },
	{ "level-2", 2 },
	{ "level-3", 3 },
};

/* A valid page behind what is made invalid. */
static void open_page(const struct row *r)
{
	uint64_t *memory = window_open();

	if ((int)r->level < MMU_TOP)
		SKIP("pages of 64 KiB have no tables of level 0");
	window_set(window_entry(MMU_PAGE),
		   leaf(virt_to_phys(memory)) | PTE_USER);
}

TEST_EACH(invalid, const struct row *r, levels,
	  "bit 0 clear is a translation fault, whatever else is set")
{
	open_page(r);
	check_refused(r->level, 0, FSC_TRANSLATE + r->level);
	check_refused(r->level, *window_entry(r->level) & ~PTE_VALID,
		      FSC_TRANSLATE + r->level);
	check_refused(r->level, ~1ull, FSC_TRANSLATE + r->level);
}

/* D8.3.1: where there are no blocks, bit 1 clear is reserved, and invalid */
TEST_EACH(no_block, const struct row *r, levels,
	  "bit 1 clear is a translation fault where there is no block")
{
	open_page(r);
	if (r->level >= MMU_BLOCK_TOP && r->level < MMU_PAGE)
		SKIP("this level has blocks");
	check_refused(r->level, *window_entry(r->level) & ~PTE_TABLE,
		      FSC_TRANSLATE + r->level);
}

TEST(syndrome, "ISV and what goes with it are for stage 2 alone")
{
	struct trap t;

	window_open();
	t = access_window(EL1_READ, WINDOW, false, false);
	EXPECT_EQ(t.error, ESR_DATA | (FSC_TRANSLATE + MMU_PAGE));
	t = access_window(EL1_WRITE, WINDOW, false, false);
	EXPECT_EQ(t.error, ESR_DATA | ESR_WRITE | (FSC_TRANSLATE + MMU_PAGE));
}

/* -------------------------------------------------------------- addresses ---- */

#define IPS_40_BITS 2ull
#define BIT_40	    (1ull << 40)
#define BIT_39	    (1ull << 39)

static void limit_to_40_bits(void)
{
	uint64_t tcr = read_sysreg(tcr_el1);

	if ((read_sysreg(id_aa64mmfr0_el1) & 0xf) < IPS_40_BITS)
		SKIP("physical addresses have less than 40 bits");
	set_tcr((tcr & ~(7ull << TCR_IPS_SHIFT)) | IPS_40_BITS
							   << TCR_IPS_SHIFT);
}

TEST_EACH(address_size, const struct row *r, levels,
	  "an address beyond TCR.IPS is an address size fault of its level")
{
	open_page(r);
	limit_to_40_bits();
	check_refused(r->level, *window_entry(r->level) | BIT_40,
		      FSC_ADDRESS + r->level);
}

TEST_EACH(block_address_size, const struct row *r, levels,
	  "also where the entry is a block")
{
	open_page(r);
	limit_to_40_bits();
	if (r->level < MMU_BLOCK_TOP || r->level == MMU_PAGE)
		SKIP("this level has no blocks");
	check_refused(r->level, (leaf(0) & ~PTE_PAGE) | PTE_USER | BIT_40,
		      FSC_ADDRESS + r->level);
}

/* QEMU's virt has nothing there; a machine that does needs hole= */
static paddr_t hole(void)
{
	return test_arg_u64("hole", 0x0b000000) & ~(PAGE_SIZE - 1);
}

/* What EL0 may write, EL1 may not execute: each level has its own page. */
TEST(external, "an address where nothing is, is an external abort")
{
	for (enum access a = 0; a < NR_ACCESSES; a++) {
		bool user = from_el0(a) || a == EL1_LDTR || a == EL1_STTR;
		struct trap t;

		test_context("%s", access_names[a]);
		window_open();
		window_set(window_entry(MMU_PAGE),
			   leaf(hole()) | (user ? PTE_USER : 0));
		t = access_window(a, WINDOW, false, false);
		expect_abort(t, a, FSC_SYNC, WINDOW);
	}
}

TEST_EACH(external_walk, const struct row *r, levels,
	  "a table there is one of the level that was to be read")
{
	open_page(r);
	if (r->level == MMU_TOP)
		SKIP("the first table is the kernel's, too");
	check_refused(r->level - 1, hole() | PTE_VALID | PTE_TABLE,
		      FSC_SYNC_WALK + r->level);
}

/* --------------------------------------------------------- which addresses ---- */

static const struct address_row {
	const char *name;
	uint64_t address;
} outside[] = {
	{ "bit-48", 1ull << 48 },
	{ "bit-55", 1ull << 55 },
	{ "bit-56", 1ull << 56 },
	{ "bit-63", 1ull << 63 },
	{ "upper-half", 0xffff000000000000 },
	{ "last-page", 0xffffffffffff0000 },
	{ "not-quite-upper", 0xfffe900000000000 },
};

/*
 * D8.2.9: no table is looked into, and the level is 0 also where walks start at
 * 1. TTBR1's half: TCR.EPD1
 */
TEST_EACH(outside, const struct address_row *r, outside,
	  "addresses beyond 48 bits are translation faults of level 0")
{
	const uint64_t *at = (const uint64_t *)(r->address | (uintptr_t)WINDOW);
	const enum access accesses[] = { EL1_READ, EL1_WRITE, EL0_READ };

	open_page(&levels[3]);
	for (unsigned int i = 0; i < 3; i++) {
		test_context("%s", access_names[accesses[i]]);
		expect_abort(access_window(accesses[i], at, false, false),
			     accesses[i], FSC_TRANSLATE, at);
	}
}

TEST(inside, "the last addresses of 48 bits are translated")
{
	uint64_t *end = (uint64_t *)(1ull << 48), *memory = window_open();
	uint64_t *entry = mmu_make(end - 1, MMU_PAGE);

	window_set(entry, leaf(virt_to_phys(memory)));
	tlb_flush(end - 1);
	EXPECT_EQ(*(volatile uint64_t *)((uintptr_t)end - PAGE_SIZE),
		  WINDOW_VALUE);
	*entry = 0;
	tlb_flush(end - 1);
}

/* -------------------------------------------------------------------- T0SZ ---- */

static const struct size_row {
	const char *name;
	unsigned int bits;
} sizes[] = {
	{ "48", 48 }, { "47", 47 }, { "46", 46 }, { "44", 44 }, { "43", 43 },
	{ "42", 42 }, { "41", 41 }, { "40", 40 }, { "39", 39 }, { "38", 38 },
	{ "37", 37 }, { "36", 36 }, { "35", 35 }, { "32", 32 },
};

/* D8.2.7: the level that walks of so many bits start at */
static unsigned int start_level(unsigned int bits)
{
	return MMU_PAGE - (bits - 1 - PAGE_SHIFT) / PAGE_TABLE_SHIFT;
}

struct small {
	uint64_t tcr, ttbr0;
	const uint64_t *good, *bad;
	uint64_t value;
};

/* Both at once: between the two there would be no translation of anything. */
static void use_small(const struct small *s)
{
	uint64_t sctlr = read_sysreg(sctlr_el1);

	asm volatile("msr sctlr_el1, %0\n\t"
		     "isb\n\t"
		     "msr tcr_el1, %2\n\t"
		     "msr ttbr0_el1, %3\n\t"
		     "isb\n\t"
		     "tlbi vmalle1\n\t"
		     "dsb nsh\n\t"
		     "msr sctlr_el1, %1\n\t"
		     "isb"
		     :
		     : "r"(sctlr & ~(uint64_t)SCTLR_M), "r"(sctlr), "r"(s->tcr),
		       "r"(s->ttbr0)
		     : "memory");
}

static void read_beyond(const void *arg)
{
	struct small *s = (struct small *)arg;

	use_small(s);
	s->value = *(volatile const uint64_t *)s->good;
	asm volatile("ldr xzr, [%0]" ::"r"(s->bad));
}

TEST_EACH(sizes, const struct size_row *r, sizes,
	  "T0SZ says which addresses there are, and where walks start")
{
	uint64_t *memory = page_alloc(0, PAGE_BELOW_4G);
	uint64_t *table = mmu_root();
	struct small old = { .tcr = read_sysreg(tcr_el1),
			     .ttbr0 = read_sysreg(ttbr0_el1) };
	struct small small = { .good = memory };
	struct trap t;

	for (unsigned int l = MMU_TOP; l < start_level(r->bits); l++)
		table = mmu_table(table[0]);
	small.tcr = (old.tcr & ~0x3full) | TCR_T0SZ(r->bits);
	small.ttbr0 = virt_to_phys(table);
	small.bad = (const uint64_t *)(1ull << r->bits);
	memory[0] = WINDOW_VALUE;
	t = trap_catch(read_beyond, &small);
	use_small(&old);
	page_free(memory);
	EXPECT_EQ(small.value, WINDOW_VALUE);
	EXPECT_TRAP_CAUSE(t, TRAP_PAGE);
	expect_abort(t, EL1_READ, FSC_TRANSLATE, small.bad);
}
