/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Accessed and dirty flags while another CPU changes the entry: the processor's
 * update is atomic, and none is lost.
 *
 * Intel SDM vol. 3, 4.8 (the flags), 4.10.5 (propagation), 8.1.2.1 (updates of
 * page-table entries are locked).
 */
#include "suite.h"

#include <arch/barrier.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <smp.h>

enum {
	ROUNDS = 20000,
	HANDSHAKES = 50,
};

#define FLAGS ((uint32_t)(PTE_A | PTE_D))

static char *window;
static uint32_t *frame;
static uint32_t *entry; /* its low half, which has all that changes */

static void prepare(void)
{
	if (!window) {
		window = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
		frame = page_alloc(0, PAGE_ZERO);
		entry = (uint32_t *)mmu_make(window, 1);
	}
	frame[0] = 0;
	*(uint64_t *)entry = virt_to_phys(frame) | PTE_P | PTE_W;
	write_cr3(read_cr3());
}

static const struct feature *const two_cpus[] = { &smp_2_cpus, NULL };

TEST_SUITE("access", .summary = "page tables translate, permit and refuse",
	   .needs = two_cpus, .setup = prepare);

static volatile uint32_t *word(void)
{
	return (volatile uint32_t *)window;
}

/* ------------------------------------------------------------ other bits ---- */

static bool stop;

/* The walk sets the flags each time, and has to leave all else alone. */
static void walk_often(void *write)
{
	for (unsigned int i = 0; i < 50 * ROUNDS; i++) {
		if (__atomic_load_n(&stop, __ATOMIC_ACQUIRE))
			return;
		invlpg(window);
		if (write)
			*word() = i;
		else
			*word();
	}
}

static void say_stop(uintptr_t unused)
{
	(void)unused;
	__atomic_store_n(&stop, true, __ATOMIC_RELEASE);
}

static const struct row {
	const char *name;
	const char *write;
	uint32_t flags;
} rows[] = {
	{ "read", NULL, PTE_A },
	{ "write", "", PTE_A | PTE_D },
};

TEST_EACH(concurrent, const struct row *r, rows,
	  "bits that one CPU changes are not undone by the other's walk")
{
	const uint32_t fixed = (uint32_t)(virt_to_phys(frame) | PTE_P | PTE_W);

	stop = false;
	test_defer(say_stop, 0);
	on_cpu_start(1, walk_often, (void *)(uintptr_t)r->write);
	for (uint32_t i = 0; i < ROUNDS; i++) {
		uint32_t bits = (i % 8) << 9, now;

		now = __atomic_load_n(entry, __ATOMIC_SEQ_CST);
		while (!__atomic_compare_exchange_n(entry, &now, fixed | bits,
						    false, __ATOMIC_SEQ_CST,
						    __ATOMIC_SEQ_CST))
			;
		cpu_relax();
		now = __atomic_load_n(entry, __ATOMIC_SEQ_CST);
		EXPECT_EQ(now & ~FLAGS, fixed | bits);
		EXPECT_EQ(now & ~r->flags & FLAGS, 0);
	}
	say_stop(0);
	on_cpu_wait(1);
}

/* --------------------------------------------------------------- no loss ---- */

static struct barrier cleared = { .nr_cpus = 2 };
static struct barrier written = { .nr_cpus = 2 };

static void write_after(void *unused)
{
	(void)unused;
	*word() = 0; /* the TLB has the entry, with D */
	for (uint32_t i = 1; i <= HANDSHAKES; i++) {
		barrier_wait(&cleared);
		invlpg(window);
		*word() = i;
		barrier_wait(&written);
	}
}

TEST(concurrent_dirty, "a write after the shootdown sets D, each time")
{
	cleared = written = (struct barrier){ .nr_cpus = 2 };
	on_cpu_start(1, write_after, NULL);
	for (uint32_t i = 1; i <= HANDSHAKES; i++) {
		uint32_t now;

		__atomic_fetch_and(entry, ~FLAGS, __ATOMIC_SEQ_CST);
		barrier_wait(&cleared);
		barrier_wait(&written);
		now = __atomic_load_n(entry, __ATOMIC_SEQ_CST);
		EXPECT_EQ(now & FLAGS, FLAGS);
		EXPECT_EQ(frame[0], i);
	}
	on_cpu_wait(1);
}

/* A writer whose page becomes read-only, with a shootdown: then it is refused. */
static void do_write(const void *value)
{
	*word() = (uint32_t)(uintptr_t)value;
}

static void write_refused(void *unused)
{
	(void)unused;
	for (uintptr_t i = 1; i <= HANDSHAKES; i++) {
		struct trap t;

		EXPECT_TRAP(trap_catch(do_write, (void *)i), TRAP_NONE);
		barrier_wait(&cleared);
		barrier_wait(&written);
		invlpg(window);
		t = trap_catch(do_write, (void *)~i);
		EXPECT_TRAP_ERROR(t, X86_PF, PF_P | PF_W);
		barrier_wait(&cleared);
		barrier_wait(&written);
	}
}

TEST(concurrent_protect, "a page that became read-only is not written any more")
{
	const uint32_t all = (uint32_t)(virt_to_phys(frame) | PTE_P | PTE_W);

	cleared = written = (struct barrier){ .nr_cpus = 2 };
	on_cpu_start(1, write_refused, NULL);
	for (uint32_t i = 1; i <= HANDSHAKES; i++) {
		barrier_wait(&cleared);
		__atomic_store_n(entry, all & ~(uint32_t)PTE_W,
				 __ATOMIC_SEQ_CST);
		barrier_wait(&written);
		barrier_wait(&cleared);
		EXPECT_EQ(frame[0], i);
		EXPECT_EQ(*entry & PTE_D, 0);
		__atomic_store_n(entry, all, __ATOMIC_SEQ_CST);
		barrier_wait(&written);
	}
	on_cpu_wait(1);
}
