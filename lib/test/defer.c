/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_defer(): what a case changed, to be put back. */
#include <test/harness.h>

#include <smp.h>

enum {
	NR_DEFERRED = 128,
};

static struct deferred {
	void (*undo)(uintptr_t);
	void (*undo2)(uint32_t, uint64_t);
	uint32_t value1;
	uint64_t value;
	unsigned int cpu; /* whose state it puts back */
} deferred[NR_DEFERRED];
static unsigned int nr_deferred; /* taken by any CPU */

static void defer(const struct deferred *d)
{
	unsigned int slot =
		__atomic_fetch_add(&nr_deferred, 1, __ATOMIC_RELAXED);

	if (slot < NR_DEFERRED) {
		deferred[slot] = *d;
		return;
	}
	__atomic_fetch_sub(&nr_deferred, 1, __ATOMIC_RELAXED);
	test_error("more than %d calls of test_defer()", NR_DEFERRED);
}

void test_defer_(void (*undo)(uintptr_t), uintptr_t value)
{
	defer(&(struct deferred){
		.undo = undo, .value = value, .cpu = cpu_this() });
}

void test_defer2_(void (*undo)(uint32_t, uint64_t), uint32_t value1,
		  uint64_t value2)
{
	defer(&(struct deferred){ .undo2 = undo,
				  .value1 = value1,
				  .value = value2,
				  .cpu = cpu_this() });
}

static void undo(void *arg)
{
	const struct deferred *d = arg;

	if (d->undo)
		d->undo((uintptr_t)d->value);
	else
		d->undo2(d->value1, d->value);
}

static void undo_there(void *arg)
{
	const struct deferred *d = arg;

	on_cpu(d->cpu, undo, arg);
}

void deferred_run(void)
{
	while (nr_deferred > 0) {
		struct deferred d = deferred[--nr_deferred];

		guard_call(undo_there, &d);
		smp_settle();
	}
}
