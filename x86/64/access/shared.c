/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two entries of a page-directory-pointer table that lead to one page directory,
 * with rights of their own: those of all levels together count, by the way that
 * the address takes.
 *
 * Intel SDM vol. 3, 4.6.1.
 */
#include "../../access/suite.h"

#include <mm/page.h>
#include <mm/vmap.h>

#define GIB   (1ul << 30)
#define LARGE 0x200000ul

enum {
	WORD = 0x11223344,
};

TEST_SUITE("access", .summary = "page tables translate, permit and refuse");

static char *window; /* two GiB of addresses */
static uint32_t *memory;

static void prepare_window(uint64_t first, uint64_t second)
{
	uint64_t *directory;

	if (!window) {
		window = vmap_alloc(2 * GIB, GIB);
		memory = page_alloc(10, PAGE_ANY);
		if (!mmu_make(window, 2))
			ERROR("no memory for a table");
	}
	memory[0] = memory[LARGE / 4] = WORD;
	directory = mmu_table(*mmu_entry(window, 3));
	directory[0] = virt_to_phys(memory) | PTE_P | PTE_U | PTE_PS;
	directory[1] = (virt_to_phys(memory) + LARGE) | PTE_P | PTE_U | PTE_W |
		       PTE_PS;
	*mmu_entry(window, 3) = virt_to_phys(directory) | PTE_P | first;
	*mmu_make(window + GIB, 3) = virt_to_phys(directory) | PTE_P | second;
	write_cr0(read_cr0() | CR0_WP);
	write_cr3(read_cr3());
}

static uint32_t got;

static void do_read(const void *at)
{
	got = *(const volatile uint32_t *)at;
}

static void do_write(const void *at)
{
	*(volatile uint32_t *)(uintptr_t)at = WORD + 1;
}

/* The four ways: the first or the second GiB, the page read-only or not. */
static const struct way {
	const char *name;
	unsigned long offset;
	bool writable; /* with the first GiB writable, the second not */
} ways[] = {
	{ "writable-to-read-only", 0, false },
	{ "writable-to-writable", LARGE, true },
	{ "read-only-to-read-only", GIB, false },
	{ "read-only-to-writable", GIB + LARGE, false },
};

static void check(const struct way *w, bool writable, bool user)
{
	const unsigned long error = PF_P | PF_W | (user ? PF_U : 0);
	const char *at = window + w->offset;
	volatile uint32_t *word = &memory[w->offset % GIB / 4];
	struct trap t;

	*word = WORD;
	t = user ? user_catch(do_read, at) : trap_catch(do_read, at);
	EXPECT_TRAP(t, TRAP_NONE);
	EXPECT_EQ(got, WORD);
	t = user ? user_catch(do_write, at) : trap_catch(do_write, at);
	if (writable) {
		EXPECT_TRAP(t, TRAP_NONE);
		EXPECT_EQ(*word, WORD + 1);
		return;
	}
	EXPECT_TRAP_ERROR(t, X86_PF, error);
	EXPECT_EQ(t.address, (uintptr_t)at);
	EXPECT_EQ(*word, WORD);
}

/* In each order: what the first access leaves behind meets the others. */
TEST_EACH(shared_table, const struct way *first, ways,
	  "each way to a shared table has its own rights")
{
	for (unsigned int user = 0; user < 2; user++) {
		prepare_window(PTE_U | PTE_W, PTE_U);
		for (unsigned int i = 0; i < 8; i++) {
			const struct way *w = &ways[(first - ways + i) % 4];

			test_context("%s", w->name);
			check(w, w->writable, user);
		}
	}
}

/* The same with the right that CPL 3 has. */
TEST(shared_user, "a way without U is closed to CPL 3, and no other")
{
	prepare_window(PTE_U | PTE_W, PTE_W);
	for (unsigned int i = 0; i < 4; i++) {
		struct trap t = user_catch(do_read, window + GIB);

		EXPECT_TRAP_ERROR(t, X86_PF, PF_P | PF_U);
		EXPECT_TRAP(user_catch(do_read, window), TRAP_NONE);
		EXPECT_TRAP(trap_catch(do_read, window + GIB), TRAP_NONE);
		check(&ways[1], true, true);
	}
}
