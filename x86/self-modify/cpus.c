/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cross-modifying code, as 8.1.3 has it: one CPU changes the code, the other one
 * waits for its word, serializes, and executes.
 */
#include "suite.h"

#include <arch/barrier.h>
#include <smp.h>
#include <x86/mmu.h>

static const struct feature *const two_cpus[] = { &smp_2_cpus, NULL };

TEST_SUITE("self-modify", .summary = "what is executed is what memory holds",
	   .needs = two_cpus, .setup = code_prepare);

enum {
	ROUNDS = 100,
	OFFSET = 0x321,
};

static struct barrier changed = { .nr_cpus = 2 };
static struct barrier executed = { .nr_cpus = 2 };
static bool remapped;

static void execute(void *unused)
{
	(void)unused;
	for (unsigned int i = 1; i <= ROUNDS; i++) {
		barrier_wait(&changed);
		if (remapped)
			invlpg(code);
		serialize();
		EXPECT_EQ(give(code + OFFSET), i * 0x10001);
		barrier_wait(&executed);
	}
}

/* Returns when the other CPU has executed what it was. */
static void change(unsigned int round, uint8_t *to)
{
	put_give(to, round * 0x10001);
	barrier_wait(&changed);
	barrier_wait(&executed);
}

static void begin(bool by_map)
{
	changed = executed = (struct barrier){ .nr_cpus = 2 };
	remapped = by_map;
	on_cpu_start(1, execute, NULL);
}

static const struct row {
	const char *name;
	uint8_t **at;
} rows[] = {
	{ "same-address", &code },
	{ "alias", &alias },
};

TEST_EACH(cross, const struct row *r, rows, "the other CPU runs the new code")
{
	begin(false);
	for (unsigned int i = 1; i <= ROUNDS; i++)
		change(i, *r->at + OFFSET);
	on_cpu_wait(1);
}

TEST(cross_remap, "the other CPU runs the code of the new page")
{
	uint8_t *frames[2] = { page_alloc(0, PAGE_ZERO),
			       page_alloc(0, PAGE_ZERO) };
	uint64_t *entry = mmu_entry(code, 1);

	test_defer(page_free, frames[0]);
	test_defer(page_free, frames[1]);
	begin(true);
	for (unsigned int i = 1; i <= ROUNDS; i++) {
		*(volatile uint64_t *)entry = (*entry & ~PTE_ADDR) |
					      virt_to_phys(frames[i % 2]);
		change(i, frames[i % 2] + OFFSET);
	}
	on_cpu_wait(1);
}
