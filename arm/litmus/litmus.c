/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory ordering between CPUs: outcomes that barriers and ordered accesses
 * forbid never show. Each CPU of a case runs its part over many slots, from a
 * common start; what it read is looked at afterwards.
 *
 * Arm ARM, B2.3, E2.3 (ordering), K13 (barrier litmus tests).
 */
#include "parts.h"

#include <smp.h>
#include <stdint.h>
#include <string.h>
#include <test/test.h>

TEST_SUITE("litmus",
	   .summary = "outcomes that the memory model forbids do not show",
	   .needs = NEEDS(&smp_2_cpus));

enum {
	SLOTS = 256, /* of one start */
	STARTS = 20,
	READS = 2, /* by one CPU */
	PARTS = 4
};

/* A cache line each, so that they move between CPUs one by one. */
struct variable {
	volatile word value;
	char unused[64 - sizeof(word)];
};

struct slot {
	struct variable x, y;
	word read[PARTS][READS];
};

static struct slot slots[SLOTS] __attribute__((aligned(64)));

/* Is this one an outcome that cannot be? */
static bool passed_without_data(const struct slot *s)
{
	return s->read[1][0] == 1 && s->read[1][1] == 0;
}

static bool both_zero(const struct slot *s)
{
	return s->read[0][0] == 0 && s->read[1][0] == 0;
}

static bool both_one(const struct slot *s)
{
	return s->read[0][0] == 1 && s->read[1][0] == 1;
}

static bool went_back(const struct slot *s)
{
	return s->read[1][0] == 1 && s->read[1][1] == 0;
}

/* Two readers see two writers in different orders. */
static bool two_orders(const struct slot *s)
{
	return s->read[2][0] == 1 && s->read[2][1] == 0 && s->read[3][0] == 1 &&
	       s->read[3][1] == 0;
}

static bool not_passed_on(const struct slot *s)
{
	return s->read[2][0] == 1 && s->read[2][1] == 0;
}

/* Each write of 1 came after the other's write of 2. */
static bool both_first(const struct slot *s)
{
	return s->x.value == 1 && s->y.value == 1;
}

static const struct row {
	const char *name;
	unsigned int cpus;
	part *parts[PARTS];
	bool (*forbidden)(const struct slot *);
	bool ordered; /* has what ARMv7 has not */
} rows[] = {
	{ "message-dmb", 2, { write_dmb, read_dmb }, passed_without_data },
	{ "message-dmbst-dmbld",
	  2,
	  { write_dmbst, read_dmbld },
	  passed_without_data,
	  true },
	{ "message-release-acquire",
	  2,
	  { write_release, read_acquire },
	  passed_without_data,
	  true },
	{ "message-dsb-acquire",
	  2,
	  { write_dsb, read_acquire },
	  passed_without_data,
	  true },
	{ "message-dmbst-dmb",
	  2,
	  { write_dmbst, read_dmb },
	  passed_without_data },
	{ "message-address",
	  2,
	  { write_dmb, read_address },
	  passed_without_data },
	{ "store-buffer-dmb", 2, { store_x_load_y, store_y_load_x }, both_zero },
	{ "store-buffer-dsb",
	  2,
	  { store_x_load_y_dsb, store_y_load_x_dsb },
	  both_zero },
	{ "load-buffer-dmb", 2, { load_x_store_y, load_y_store_x }, both_one },
	{ "load-buffer-acquire",
	  2,
	  { acquire_x_store_y, acquire_y_store_x },
	  both_one,
	  true },
	{ "load-buffer-release",
	  2,
	  { load_x_release_y, load_y_release_x },
	  both_one,
	  true },
	{ "coherent-reads", 2, { write_x, twice_x }, went_back },
	{ "two-writes", 2, { one_two, two_one }, both_first },
	{ "one-order-acquire",
	  4,
	  { release_x, release_y, acquire_xy, acquire_yx },
	  two_orders,
	  true },
	{ "one-order-dmb",
	  4,
	  { write_x, write_y, read_xy_dmb, read_yx_dmb },
	  two_orders },
	{ "passed-on-dmb",
	  3,
	  { write_x, pass_on_dmb, read_dmb },
	  not_passed_on },
	{ "passed-on", 3, { release_x, pass_on, last }, not_passed_on, true },
};

struct run {
	const struct row *row;
	struct barrier barrier;
};

static struct variable progress[PARTS];

/* All are at the same slot, if they run at all: one that does not delays none. */
static void keep_step(unsigned int cpu, unsigned int cpus, unsigned int slot)
{
	progress[cpu].value = slot;
	for (unsigned int other = 0; other < cpus; other++)
		for (unsigned int spins = 0;
		     spins < 100 && progress[other].value < slot; spins++)
			;
}

static void run_part(void *arg)
{
	struct run *run = arg;
	unsigned int cpu = cpu_this();

	if (cpu >= run->row->cpus)
		return;
	barrier_wait(&run->barrier);
	for (unsigned int i = 0; i < SLOTS; i++) {
		struct slot *s = &slots[i];

		keep_step(cpu, run->row->cpus, i + 1);
		run->row->parts[cpu](&s->x.value, &s->y.value, s->read[cpu]);
	}
}

static unsigned int forbidden_of(const struct row *r, unsigned int starts)
{
	unsigned int found = 0;

	for (unsigned int start = 0; start < starts; start++) {
		struct run run = { r, { .nr_cpus = r->cpus } };

		memset(slots, 0, sizeof(slots));
		memset(progress, 0, sizeof(progress));
		on_all_cpus(run_part, &run);
		for (unsigned int i = 0; i < SLOTS; i++)
			found += r->forbidden(&slots[i]);
	}
	return found;
}

static void need(const struct row *r)
{
	if (cpu_count() < r->cpus)
		SKIP("needs %u CPUs", r->cpus);
	if (r->ordered && !has_ordered())
		SKIP("needs ARMv8");
}

TEST_EACH(forbidden, const struct row *r, rows, "never shows")
{
	need(r);
	EXPECT_EQ(forbidden_of(r, STARTS), 0);
}

/* Each part did run: the last reads see what the others wrote. */
TEST_EACH(complete, const struct row *r, rows, "all its writes arrive")
{
	struct run run = { r, { .nr_cpus = r->cpus } };

	need(r);
	memset(slots, 0, sizeof(slots));
	on_all_cpus(run_part, &run);
	for (unsigned int i = 0; i < SLOTS; i++) {
		word sum = slots[i].x.value + slots[i].y.value;

		for (unsigned int cpu = 0; cpu < r->cpus; cpu++)
			sum += slots[i].read[cpu][0] + slots[i].read[cpu][1];
		EXPECT_GE(sum, 1);
		EXPECT_LE(slots[i].x.value, 2);
		EXPECT_LE(slots[i].y.value, 2);
	}
}

static const struct row release_acquire = { "release-acquire",
					    2,
					    { release_x_acquire_y,
					      release_y_acquire_x },
					    both_zero,
					    true };

/* B2.3.7: unlike elsewhere, a load-acquire waits for the store-release */
TEST(release_acquire, "store buffering does not show with STLR and LDAR")
{
	need(&release_acquire);
	EXPECT_EQ(forbidden_of(&release_acquire, STARTS), 0);
}

static const struct row bare = {
	"bare", 2, { bare_x_load_y, bare_y_load_x }, both_zero
};

/* How well this would see it: an outcome that is allowed here. */
TEST(relaxed, "counts what a missing barrier allows, for information")
{
	unsigned int found = forbidden_of(&bare, STARTS);

	test_note("store buffering without barriers: %u of %u", found,
		  SLOTS * STARTS);
	EXPECT_LE(found, SLOTS * STARTS);
}
