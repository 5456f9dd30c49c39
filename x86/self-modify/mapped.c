/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Code that changes because its page is another one: a new translation, and what
 * INVLPG or a load of CR3 makes of the old.
 */
#include "suite.h"

#include <mm/vmap.h>
#include <x86/mmu.h>

SELF_MODIFY_SUITE;

enum {
	ROUNDS = 100,
	LARGE = 0x200000,
	OFFSET = 0x123,
};

static uint8_t *new_frame(uint32_t value)
{
	uint8_t *frame = page_alloc(0, PAGE_ZERO);

	put_give(frame + OFFSET, value);
	test_defer(page_free, frame);
	return frame;
}

static void set_frame(uint8_t *at, const void *frame)
{
	uint64_t *entry = mmu_entry(at, 1);

	*(volatile uint64_t *)entry = (*entry & ~PTE_ADDR) |
				      virt_to_phys(frame);
}

static void by_invlpg(uint8_t *at)
{
	invlpg(at);
}

static void by_cr3(uint8_t *at)
{
	(void)at;
	write_cr3(read_cr3());
}

static void by_pge(uint8_t *at)
{
	(void)at;
	write_cr4(read_cr4() ^ CR4_PGE);
	write_cr4(read_cr4() ^ CR4_PGE);
}

static const struct row {
	const char *name;
	void (*invalidate)(uint8_t *at);
} rows[] = {
	{ "invlpg", by_invlpg },
	{ "cr3", by_cr3 },
	{ "pge", by_pge },
};

TEST_EACH(remap, const struct row *r, rows, "the new page's code runs")
{
	uint8_t *frames[2] = { new_frame(0x1000), new_frame(0x2000) };

	for (unsigned int i = 0; i < ROUNDS; i++) {
		set_frame(code, frames[i % 2]);
		r->invalidate(code);
		EXPECT_EQ(give(code + OFFSET), 0x1000 * (1 + i % 2));
	}
}

/* What was written while the page was not mapped there. */
TEST_EACH(away, const struct row *r, rows,
	  "code that was changed while its page was away")
{
	uint8_t *frames[2] = { new_frame(0x1000), new_frame(0x2000) };

	for (uint32_t i = 0; i < ROUNDS; i++) {
		set_frame(code, frames[i % 2]);
		r->invalidate(code);
		put_give(frames[(i + 1) % 2] + OFFSET, 0x4000 + i);
		put_give(frames[i % 2] + OFFSET, 0x8000 + i);
		serialize();
		EXPECT_EQ(give(code + OFFSET), 0x8000 + i);
	}
}

/* 3 bytes in the first page, of which the value has 2; the rest in the second. */
static void put_halves(uint8_t *first, uint8_t *second, uint32_t value)
{
	uint8_t bytes[GIVE_BYTES];

	put_give(bytes, value);
	for (unsigned int i = 0; i < GIVE_BYTES; i++)
		*(i < 3 ? first + PAGE_SIZE - 3 + i : second + i - 3) =
			bytes[i];
}

TEST_EACH(second_page, const struct row *r, rows,
	  "code over the edge of a page, of which one page changes")
{
	uint8_t *low[2] = { new_frame(0), new_frame(0) };
	uint8_t *high[2] = { new_frame(0), new_frame(0) };
	uint8_t *at = code + PAGE_SIZE - 3;

	put_halves(low[0], high[0], 0x22221111);
	put_halves(low[1], high[1], 0x44443333);
	set_frame(code, low[0]);
	set_frame(code + PAGE_SIZE, high[0]);
	by_cr3(code);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		unsigned int a = i / 2 % 2, b = (i + 1) / 2 % 2;

		set_frame(code, low[a]);
		set_frame(code + PAGE_SIZE, high[b]);
		r->invalidate(i % 2 ? code + PAGE_SIZE : code);
		EXPECT_EQ(give(at), (a ? 0x3333u : 0x1111u) |
					    (b ? 0x44440000u : 0x22220000u));
	}
}

static void do_give(const void *at)
{
	give(at);
}

TEST(second_gone, "code whose second page is taken away faults there")
{
	uint64_t *entry = mmu_entry(code + PAGE_SIZE, 1);
	const uint64_t old = *entry;
	uint8_t *at = code + PAGE_SIZE - 3;

	put_give(at, 0x5678);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		struct trap t;

		EXPECT_EQ(give(at), 0x5678);
		*(volatile uint64_t *)entry = old & ~PTE_P;
		invlpg(code + PAGE_SIZE);
		t = trap_catch(do_give, at);
		EXPECT_EQ(t.cause, X86_PF);
		EXPECT_EQ(t.address, (uintptr_t)code + PAGE_SIZE);
		EXPECT_EQ(t.pc, (uintptr_t)at);
		*(volatile uint64_t *)entry = old;
	}
}

static void free_large(uint8_t *virt)
{
	arch_unmap(virt, LARGE);
}

TEST(large, "a large page's code changes with its frame")
{
	uint8_t *virt = vmap_alloc(LARGE, LARGE);
	uint8_t *frames[2] = { page_alloc(9, PAGE_ANY),
			       page_alloc(9, PAGE_ANY) };
	uint64_t *entry = mmu_make(virt, 2);

	test_defer(page_free, frames[0]);
	test_defer(page_free, frames[1]);
	test_defer(free_large, virt);
	for (unsigned int f = 0; f < 2; f++)
		put_give(frames[f] + 0x123456, 0x1000 * (1 + f));
	for (unsigned int i = 0; i < ROUNDS; i++) {
		*(volatile uint64_t *)entry = virt_to_phys(frames[i % 2]) |
					      PTE_P | PTE_W | PTE_PS;
		invlpg(virt + 0x1000);
		EXPECT_EQ(give(virt + 0x123456), 0x1000 * (1 + i % 2));
	}
}
