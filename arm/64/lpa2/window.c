/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

static bool has_4k_pages(void)
{
	return PAGE_SHIFT == 12;
}

const struct feature arm_at_4k = { "an image of 4 KiB pages", "its build",
				   has_4k_pages };

const struct granule wide[NR_WIDE] = {
	{ "4k", 12, true, 0 },
	{ "16k", 14, true, 1 },
	{ "64k", 16, false, 1 },
};

const struct granule narrow[2] = {
	{ "4k", 12, false, 1 },
	{ "16k", 14, false, 2 },
};

static unsigned int mmfr0(unsigned int low)
{
	return field(read_sysreg(id_aa64mmfr0_el1), low, 4);
}

/* TGran4 1, TGran16 2: with 52 bits; TGran64 0, where PARange is 6 */
static bool has_granule(const struct granule *g)
{
	if (g->shift == 12)
		return g->ds ? mmfr0(28) == 1 : mmfr0(28) <= 1;
	if (g->shift == 14)
		return mmfr0(20) >= (g->ds ? 2u : 1u);
	return mmfr0(24) == 0 && mmfr0(0) >= 6;
}

/* --------------------------------------------------------------- tables ---- */

static unsigned int stride(const struct window *w)
{
	return w->granule->shift - 3;
}

static unsigned int shift_of(const struct window *w, int level)
{
	return w->granule->shift + stride(w) * (unsigned int)(3 - level);
}

uint64_t page_bytes(const struct window *w, int level)
{
	return 1ull << shift_of(w, level);
}

/* Of the window that is open; there is one at a time. */
static uint64_t *tables[8];
static unsigned int nr_tables;

static unsigned int nr_opened; /* in this case */

static void free_tables(void)
{
	while (nr_tables > 0)
		page_free(tables[--nr_tables]);
}

static void close_window(uintptr_t unused)
{
	(void)unused;
	free_tables();
	nr_opened = 0;
}

static uint64_t *new_table(const struct window *w)
{
	uint64_t *table = page_alloc(w->granule->shift - PAGE_SHIFT, PAGE_ZERO);

	if (nr_tables == sizeof(tables) / sizeof(tables[0]))
		ERROR("%u tables are not enough", nr_tables);
	tables[nr_tables++] = table;
	return table;
}

void window_open(struct window *w)
{
	uint64_t mask = (1ull << w->bits) - 1;

	if (!has_granule(w->granule))
		SKIP("the processor has no such pages, or none with 52 bits");
	if (nr_opened++ == 0)
		test_defer(close_window, 0);
	free_tables();
	w->top = 3 - (int)((w->bits - 1 - w->granule->shift) / stride(w));
	w->root = new_table(w);
	/* clear of the block that the kernel is in, which bit 31 is not in */
	w->address = (0x000a96b5c5a50000 & mask) | (w->upper ? ~mask : 0);
}

uint64_t with_address(const struct window *w, uint64_t bits, uint64_t phys)
{
	if (w->granule->ds)
		return bits | (phys & ((1ull << 50) - 1)) |
		       (phys >> 50 & 3) << 8;
	if (w->granule->shift == 16)
		return bits | (phys & 0xffffffff0000) |
		       (phys >> 48 & 0xf) << 12;
	return bits | (phys & 0xfffffffff000);
}

uint64_t *window_entry(const struct window *w, int level)
{
	uint64_t mask = (1ull << w->bits) - 1, *table = w->root;

	for (int l = w->top;; l++) {
		uint64_t part = (w->address & mask) >> shift_of(w, l);
		uint64_t *entry = table + (part & ((1ull << stride(w)) - 1));

		if (l == level)
			return entry;
		/* all in the low 32 bits: no high bits to move */
		if (!(*entry & PTE_VALID))
			*entry = virt_to_phys(new_table(w)) | PTE_VALID |
				 PTE_TABLE;
		table = (uint64_t *)(uintptr_t)(*entry & 0xfffff000);
	}
}

uint64_t leaf(const struct window *w, int level, uint64_t phys)
{
	uint64_t bits = PTE_VALID | PTE_ATTR(MEM_NORMAL) | PTE_AF;

	bits |= w->granule->ds ? 0 : PTE_SH_INNER;
	return with_address(w, bits | (level == 3 ? PTE_PAGE : 0), phys);
}

void set_leaf(const struct window *w, int level, uint64_t phys)
{
	*window_entry(w, level) = leaf(w, level, phys);
}
