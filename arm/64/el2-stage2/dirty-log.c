/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which pages a guest has written since, as a migration wants it: pages are made
 * read-only again and again while the guest runs on another CPU. A page that the
 * log has not is as it was copied. By faults, and by hardware with DBM (Arm ARM,
 * D8.4.7; D8.14 on TLBI when permissions become less).
 */
#include "remote.h"
#include "tlbi.h"

#include <clock.h>
#include <mm/page.h>
#include <smp.h>
#include <string.h>

EL2_STAGE2_SUITE;

enum {
	NR = 16, /* pages */
	ROUNDS = 40,
	WRITES = 20, /* of the guest in a round, at least */
	LOOPS = 1 << 27,
	PATIENCE_MS = 5000,
	PAGE = 4096,
};

#define IPA_LOG (WINDOW + 0x10000000)

/* X1: the pages, each of which counts; X3: how often, X5: it has begun; X6: end */
extern const char loop_of_stores[];
asm(".pushsection .text\n\t"
    ".balign 4\n"
    ".global loop_of_stores\n"
    "loop_of_stores:\n"
    "1:	str	x3, [x5]\n\t"
    "	lsr	x4, x3, #3\n\t" /* eight times the same page */
    "	and	x4, x4, #15\n\t"
    "	lsl	x4, x4, #12\n\t"
    "	ldr	x0, [x1, x4]\n\t"
    "	add	x0, x0, #1\n\t"
    "	str	x0, [x1, x4]\n\t"
    "	sub	x3, x3, #1\n\t"
    "	cbz	x3, 2f\n\t"
    "	ldr	x7, [x6]\n\t"
    "	cbz	x7, 1b\n"
    "2:	hvc	#0x77\n\t"
    ".popsection");

static char *pages;
static uint64_t copies[NR], faults, harvested;
static bool dirty[NR]; /* by faults */
static uint64_t stop[8] __attribute__((aligned(64)));

static uint64_t *entry_of(unsigned int page)
{
	return s2_entry(IPA_LOG + page * PAGE, 3);
}

static volatile uint64_t *counter(unsigned int page)
{
	return (void *)(pages + page * PAGE);
}

/*
 * On the guest's CPU. What makes a page writable needs no other CPU. The log is
 * last: taken before, it would leave a page that is writable behind.
 */
static bool log_fault(void)
{
	uint64_t page = (remote.far - IPA_LOG) / PAGE;

	if (remote.esr != (ESR_STORE | PERMISSION | 3) || page >= NR)
		return false;
	faults++;
	__atomic_fetch_or(entry_of(page), S2_AP(2), __ATOMIC_SEQ_CST);
	__atomic_store_n(&dirty[page], true, __ATOMIC_SEQ_CST);
	s2_tlbis[4].flush(remote.far);
	return true;
}

static bool take_by_fault(unsigned int page)
{
	if (!__atomic_exchange_n(&dirty[page], false, __ATOMIC_SEQ_CST))
		return false;
	__atomic_fetch_and(entry_of(page), ~S2_AP(2), __ATOMIC_SEQ_CST);
	return true;
}

static bool take_by_hardware(unsigned int page)
{
	return __atomic_fetch_and(entry_of(page), ~S2_AP(2), __ATOMIC_SEQ_CST) &
	       S2_AP(2);
}

static bool is_dirty_by_fault(unsigned int page)
{
	return __atomic_load_n(&dirty[page], __ATOMIC_SEQ_CST);
}

static bool is_dirty_by_hardware(unsigned int page)
{
	return __atomic_load_n(entry_of(page), __ATOMIC_SEQ_CST) & S2_AP(2);
}

static const struct row {
	const char *name;
	uint64_t vtcr, bits;
	bool (*take)(unsigned int page);
	bool (*is_dirty)(unsigned int page);
	const struct feature *needs;
} rows[] = {
	{ "faults", 0, 0, take_by_fault, is_dirty_by_fault },
	{ "hardware", VTCR_HA | VTCR_HD, S2_DBM, take_by_hardware,
	  is_dirty_by_hardware, &arm_dirty },
};

static void begin(const struct row *r)
{
	if (r->needs && !r->needs->probe())
		SKIP("needs %s", r->needs->name);
	test_defer(s2_set_hcr, HCR_VHE);
	s2_set_hcr(HCR_VHE | HCR_VM);
	s2_build(&shape_4k);
	write_sysreg(vtcr_el2, s2_vtcr(&shape_4k) | r->vtcr);
	if (!pages) /* for good: the guest may outlast a case that failed */
		pages = page_alloc(16 - PAGE_SHIFT, 0);
	memset(pages, 0, NR * PAGE);
	for (unsigned int i = 0; i < NR; i++) {
		dirty[i] = false;
		copies[i] = 0;
		s2_set(entry_of(i), (uintptr_t)(pages + i * PAGE) | r->bits |
					    (S2_RAM & ~S2_AP(2)) | S2_PAGE);
	}
	s2_flush();
	stop[0] = faults = harvested = 0;
}

/* However the case ends: the guest has no end of its own that is near. */
static void stop_guest(void)
{
	*(volatile uint64_t *)stop = 1;
	cache_flush_line(stop);
}

static void start(void)
{
	test_defer(stop_guest, 0);
	el2_guest_reset(&remote, loop_of_stores);
	remote.hcr |= HCR_VM;
	remote.x[1] = IPA_LOG;
	remote.x[3] = LOOPS;
	remote.x[5] = (uintptr_t)remote_word;
	remote.x[6] = (uintptr_t)stop;
	remote_start(SCTLR_GUEST, log_fault);
}

static void wait_for_writes(void)
{
	uint64_t from = remote_word[0];
	uint64_t end = clock_ns() + PATIENCE_MS * 1000000ull;

	while (from - remote_word[0] < WRITES && clock_ns() < end)
		cache_flush_line((void *)remote_word);
	ASSERT_GE(from - remote_word[0], WRITES);
}

/* The counter first: it may become dirty behind that. */
static void expect_clean_as_copied(const struct row *r)
{
	for (unsigned int i = 0; i < NR; i++) {
		uint64_t now = *counter(i);

		if (!r->is_dirty(i))
			EXPECT_EQ(now, copies[i]);
	}
}

static void copy_dirty(const struct row *r)
{
	bool taken[NR];

	for (unsigned int i = 0; i < NR; i++) {
		taken[i] = r->take(i);
		harvested += taken[i];
	}
	for (unsigned int i = 0; i < NR; i++)
		if (taken[i])
			s2_tlbis[0].flush(IPA_LOG + i * PAGE);
	for (unsigned int i = 0; i < NR; i++)
		if (taken[i])
			copies[i] = *counter(i);
}

static void halt(void)
{
	stop_guest();
	on_cpu_wait(1);
	EXPECT_EQ(remote.esr, ESR_HVC(EL2_DONE));
	EXPECT_GT(remote.x[3], 0);
}

TEST_EACH(dirty_log, const struct row *r, rows,
	  "has every page that was written since it was copied",
	  .needs = NEEDS(&smp_2_cpus))
{
	uint64_t sum = 0;

	begin(r);
	start();
	for (unsigned int round = 0; round < ROUNDS; round++) {
		wait_for_writes();
		expect_clean_as_copied(r);
		copy_dirty(r);
	}
	halt();
	expect_clean_as_copied(r);
	copy_dirty(r);
	for (unsigned int i = 0; i < NR; i++) {
		EXPECT_EQ(*counter(i), copies[i]);
		sum += copies[i];
	}
	EXPECT_EQ(sum, LOOPS - remote.x[3]);
	EXPECT_EQ(faults, r->vtcr ? 0 : harvested);
	EXPECT_GE(harvested, ROUNDS);
}
