/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TLBI: what it has to reach, on this CPU and on the others while they use the
 * translation that goes away (Arm ARM, D8.13).
 */
#include "tlbi.h"

#include <arch/barrier.h>
#include <arm/features.h>
#include <clock.h>
#include <smp.h>

TEST_SUITE("mmu", .summary = "stage 1 translates, permits and refuses");

TLBI(vmalle1is, 3, 0)
TLBI(vae1is, 3, 1)
TLBI(aside1is, 3, 2)
TLBI(vaae1is, 3, 3)
TLBI(vale1is, 3, 5)
TLBI(vaale1is, 3, 7)
TLBI(vmalle1os, 1, 0)
TLBI(vae1os, 1, 1)
TLBI(aside1os, 1, 2)
TLBI(vaae1os, 1, 3)
TLBI(vale1os, 1, 5)
TLBI(vaale1os, 1, 7)
TLBI(rvae1is, 2, 1)
TLBI(rvaae1is, 2, 3)
TLBI(rvale1is, 2, 5)
TLBI(rvaale1is, 2, 7)
TLBI(rvae1os, 5, 1)
TLBI(rvaale1os, 5, 7)
TLBI(vmalle1, 7, 0)
TLBI(vae1, 7, 1)
TLBI(aside1, 7, 2)
TLBI(vaae1, 7, 3)
TLBI(vale1, 7, 5)
TLBI(vaale1, 7, 7)
TLBI(rvae1, 6, 1)
TLBI(rvaale1, 6, 7)

enum operand {
	NONE,  /* all */
	PAGE,  /* VA and ASID 0 */
	RANGE, /* of two pages, and ASID 0 */
};

static const struct row {
	const char *name;
	void (*tlbi)(uint64_t operand);
	enum operand operand;
	bool others;	    /* reaches other CPUs */
	unsigned int least; /* ID_AA64ISAR0_EL1.TLB */
} rows[] = {
	{ "vmalle1is", vmalle1is, NONE, true, 0 },
	{ "vae1is", vae1is, PAGE, true, 0 },
	{ "aside1is", aside1is, NONE, true, 0 },
	{ "vaae1is", vaae1is, PAGE, true, 0 },
	{ "vale1is", vale1is, PAGE, true, 0 },
	{ "vaale1is", vaale1is, PAGE, true, 0 },
	{ "vmalle1os", vmalle1os, NONE, true, 1 },
	{ "vae1os", vae1os, PAGE, true, 1 },
	{ "aside1os", aside1os, NONE, true, 1 },
	{ "vaae1os", vaae1os, PAGE, true, 1 },
	{ "vale1os", vale1os, PAGE, true, 1 },
	{ "vaale1os", vaale1os, PAGE, true, 1 },
	{ "rvae1is", rvae1is, RANGE, true, 2 },
	{ "rvaae1is", rvaae1is, RANGE, true, 2 },
	{ "rvale1is", rvale1is, RANGE, true, 2 },
	{ "rvaale1is", rvaale1is, RANGE, true, 2 },
	{ "rvae1os", rvae1os, RANGE, true, 2 },
	{ "rvaale1os", rvaale1os, RANGE, true, 2 },
	{ "vmalle1", vmalle1, NONE, false, 0 },
	{ "vae1", vae1, PAGE, false, 0 },
	{ "aside1", aside1, NONE, false, 0 },
	{ "vaae1", vaae1, PAGE, false, 0 },
	{ "vale1", vale1, PAGE, false, 0 },
	{ "vaale1", vaale1, PAGE, false, 0 },
	{ "rvae1", rvae1, RANGE, false, 2 },
	{ "rvaale1", rvaale1, RANGE, false, 2 },
};

/* C5.5: TG 47:46, SCALE 45:44, NUM 43:39, BaseADDR in units of the granule */
static uint64_t range_of(const void *address)
{
	uint64_t granule = PAGE_SHIFT == 12 ? 1 : PAGE_SHIFT == 14 ? 2 : 3;

	return granule << 46 |
	       ((uintptr_t)address >> PAGE_SHIFT & ((1ull << 37) - 1));
}

static void do_tlbi(const struct row *r)
{
	r->tlbi(r->operand == NONE ? 0 :
		r->operand == PAGE ? PAGE_OF(WINDOW) :
				     range_of(WINDOW));
}

static void need_tlbi(const struct row *r)
{
	if (field(read_sysreg(S3_0_C0_C6_0), 56, 4) < r->least)
		SKIP("needs ID_AA64ISAR0_EL1.TLB >= %u", r->least);
}

/* -------------------------------------------------------------------- cases ---- */

static volatile uint64_t *const window = WINDOW;

uint64_t *open_two(uint64_t entries[2])
{
	uint64_t *second = page_alloc(0, PAGE_ZERO);

	test_defer(page_free, second);
	entries[0] = leaf(virt_to_phys(window_open())) | PTE_NG;
	entries[1] = leaf(virt_to_phys(second)) | PTE_NG;
	second[0] = WINDOW_STORE;
	window_set(window_entry(MMU_PAGE), entries[0]);
	return window_entry(MMU_PAGE);
}

/* D8.16.1: an entry is taken away before it is replaced. */
static void change(const struct row *r, volatile uint64_t *entry,
		   uint64_t value)
{
	*entry = 0;
	dsb();
	do_tlbi(r);
	*entry = value;
	dsb();
	isb();
}

enum {
	CHANGES = 100
};

TEST_EACH(tlbi, const struct row *r, rows,
	  "after it, this CPU uses what the table says now")
{
	uint64_t entries[2], *entry = open_two(entries);

	need_tlbi(r);
	for (unsigned int i = 1; i <= CHANGES; i++) {
		change(r, entry, entries[i & 1]);
		EXPECT_EQ(*window, i & 1 ? WINDOW_STORE : WINDOW_VALUE);
	}
}

static void read_window(const void *unused)
{
	(void)unused;
	(void)*window;
}

TEST_EACH(tlbi_gone, const struct row *r, rows,
	  "after it, a page that was taken away is not there")
{
	uint64_t entries[2], *entry = open_two(entries);
	struct trap t;

	need_tlbi(r);
	EXPECT_EQ(*window, WINDOW_VALUE);
	*(volatile uint64_t *)entry = 0;
	dsb();
	do_tlbi(r);
	t = trap_catch(read_window, NULL);
	expect_abort(t, EL1_READ, FSC_TRANSLATE + MMU_PAGE, WINDOW);
}

/*
 * What another CPU reads in a loop while the page changes under it. An even turn
 * is one in which nothing changes, and the page is that of half its number.
 */
struct watcher {
	unsigned int turn; /* what CPU 0 says */
	unsigned int seen; /* the last one that was read in */
	unsigned int wrong;
	bool stop;
};

static struct watcher watchers[CPU_MAX];

static uint64_t value_of(unsigned int turn)
{
	return turn / 2 & 1 ? WINDOW_STORE : WINDOW_VALUE;
}

/* Reads 0 where there is no page: skip_fault() */
static uint64_t read_or_zero(void)
{
	uint64_t value = 0;

	asm volatile("ldr %0, [%1]" : "+r"(value) : "r"(window) : "memory");
	return value;
}

static bool skip_fault(struct trap_frame *frame, void *arg)
{
	(void)arg;
	if (frame->far != (uintptr_t)window)
		return false;
	frame->pc += 4;
	return true;
}

static void watch(void *arg)
{
	struct watcher *w = arg;

	while (!__atomic_load_n(&w->stop, __ATOMIC_ACQUIRE)) {
		unsigned int turn = __atomic_load_n(&w->turn, __ATOMIC_ACQUIRE);
		uint64_t value = read_or_zero();

		rmb();
		if (turn % 2 ||
		    __atomic_load_n(&w->turn, __ATOMIC_ACQUIRE) != turn)
			continue;
		if (value != value_of(turn))
			w->wrong++;
		__atomic_store_n(&w->seen, turn, __ATOMIC_RELEASE);
	}
}

static void set_turn(unsigned int turn)
{
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++)
		__atomic_store_n(&watchers[cpu].turn, turn, __ATOMIC_SEQ_CST);
	mb();
}

/* Whether all have read in this turn, in good time. */
static bool wait_seen(unsigned int turn)
{
	uint64_t end = clock_ns() + 5000000000ull;

	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++)
		while (__atomic_load_n(&watchers[cpu].seen, __ATOMIC_ACQUIRE) !=
		       turn) {
			if (clock_ns() > end)
				return false;
			cpu_relax();
		}
	return true;
}

static void start_watching(void)
{
	trap_handle(TRAP_PAGE, skip_fault, NULL);
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++) {
		watchers[cpu] = (struct watcher){ .seen = ~0u };
		on_cpu_start(cpu, watch, &watchers[cpu]);
	}
}

static void stop_watching(void)
{
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++)
		__atomic_store_n(&watchers[cpu].stop, true, __ATOMIC_RELEASE);
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++)
		on_cpu_wait(cpu);
}

enum {
	TURNS = 10
};

TEST_EACH(tlbi_others, const struct row *r, rows,
	  "after it and DSB, no other CPU uses what the table said before",
	  .needs = NEEDS(&smp_2_cpus))
{
	uint64_t entries[2], *entry = open_two(entries);
	bool seen;

	if (!r->others)
		SKIP("it is about this CPU alone");
	need_tlbi(r);
	start_watching();
	seen = wait_seen(0);
	for (unsigned int turn = 1; seen && turn <= 2 * TURNS; turn += 2) {
		set_turn(turn);
		change(r, entry, entries[(turn + 1) / 2 & 1]);
		set_turn(turn + 1);
		seen = wait_seen(turn + 1);
	}
	stop_watching();
	EXPECT_TRUE(seen);
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++)
		EXPECT_EQ(watchers[cpu].wrong, 0);
}
