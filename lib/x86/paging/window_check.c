/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an access to the window has to come to. */
#include <x86/paging/window.h>

#include <test/test.h>
#include <x86/cpu.h>

struct entries {
	uint64_t of[WINDOW_TOP + 1]; /* from the leaf upwards */
};

static struct entries entries_now(void)
{
	struct entries e = { { 0 } };

	for (unsigned int l = window_leaf(); l <= WINDOW_TOP; l++)
		e.of[l] = *window_entry(l);
	return e;
}

static void expect_entries(const struct entries *before, uint64_t all,
			   uint64_t leaf)
{
	const struct entries now = entries_now();

	for (unsigned int l = window_leaf(); l <= WINDOW_TOP; l++)
		EXPECT_EQ(now.of[l], before->of[l] | all |
					     (l == window_leaf() ? leaf : 0));
}

/* 4.8: the walk may have used the tables, and the page it has not accessed. */
static void expect_untouched(const struct entries *before)
{
	const struct entries now = entries_now();
	const unsigned int leaf = window_leaf();

	EXPECT_EQ(now.of[leaf] & ~(leaf == 3 ? PTE_A : 0),
		  before->of[leaf] & ~(leaf == 3 ? PTE_A : 0));
	for (unsigned int l = leaf + 1; l <= WINDOW_TOP; l++)
		EXPECT_EQ(now.of[l] | PTE_A, before->of[l] | PTE_A);
}

void window_expect_made(const struct window_access *a)
{
	const struct entries before = entries_now();
	struct window_result r = window_access(a);

	EXPECT_TRAP(r.trap, TRAP_NONE);
	EXPECT_EQ(r.cpl, a->kind == WINDOW_GATE ? 0 : a->cpl);
	EXPECT_EQ(r.value, a->kind == WINDOW_READ  ? WINDOW_BEFORE :
			   a->kind == WINDOW_WRITE ? WINDOW_WRITTEN :
						     WINDOW_UNTOUCHED);
	EXPECT_EQ(*window_word(),
		  a->kind == WINDOW_WRITE ? WINDOW_WRITTEN : WINDOW_BEFORE);
	expect_entries(&before, PTE_A, a->kind == WINDOW_WRITE ? PTE_D : 0);
}

void window_expect_refused(const struct window_access *a, unsigned long error)
{
	const struct entries before = entries_now();
	struct window_result r = window_access(a);

	EXPECT_TRAP_ERROR(r.trap, X86_PF, error);
	EXPECT_EQ(r.trap.address, a->at ? a->at : window_at());
	EXPECT_EQ(r.trap.pc, r.pc);
	EXPECT_EQ(r.cpl, a->kind == WINDOW_GATE ? 0 : a->cpl);
	EXPECT_EQ(r.value,
		  a->kind == WINDOW_WRITE ? WINDOW_WRITTEN : WINDOW_UNTOUCHED);
	EXPECT_EQ(*window_word(), WINDOW_BEFORE);
	expect_untouched(&before);
}
