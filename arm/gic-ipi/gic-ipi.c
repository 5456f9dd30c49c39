/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SGIs between CPUs: each arrives exactly once on each CPU that it was sent to
 * and nowhere else, whoever sends it and while the others sleep in WFI.
 *
 * IHI 0048, 4.3.15 (GICD_SGIR), 4.4.4 (GICC_IAR); IHI 0069, 12.2.14
 * (ICC_SGI1R_EL1).
 */
#include "senders.h"

#include <arch.h>
#include <arch/irq.h>
#include <arm/cpu.h>
#include <arm/gic.h>
#include <clock.h>
#include <smp.h>
#include <string.h>
#include <test/test.h>

TEST_SUITE("gic-ipi", .summary = "SGIs reach the CPUs they are sent to, once",
	   .needs = NEEDS(&arm_gic, &smp_2_cpus));

enum {
	FIRST = 1, /* 0 is the library's */
	NR_SOURCES = 8,
	ARRIVE_US = 5000000,
	LINGER_US = 50000, /* for what should not come */
};

/* By receiver, INTID and, with GICv2, sender: 0 with GICv3. */
static unsigned int seen[CPU_MAX][GIC_NR_SGIS][NR_SOURCES];
static unsigned int nr_ready;
static bool stop;

static unsigned int source_of(uint32_t iar)
{
	return gic_version() == 2 ? iar >> 10 & 7 : 0;
}

static void count(uint32_t iar, void *arg)
{
	(void)arg;
	__atomic_fetch_add(
		&seen[cpu_this()][gic_iar_intid(iar)][source_of(iar)], 1,
		__ATOMIC_RELAXED);
}

static void open_up(void)
{
	for (unsigned int sgi = FIRST; sgi < GIC_NR_SGIS; sgi++)
		gic_enable(sgi);
	irq_enable();
	__atomic_fetch_add(&nr_ready, 1, __ATOMIC_RELEASE);
}

static void listen(void *arg)
{
	(void)arg;
	open_up();
	while (!__atomic_load_n(&stop, __ATOMIC_ACQUIRE))
		arch_cpu_idle();
	irq_disable();
}

/* ---------------------------------------------------------------- cases ---- */

static unsigned int total(unsigned int sgi)
{
	unsigned int sum = 0;

	for (unsigned int i = 0; i < cpu_count(); i++)
		for (unsigned int from = 0; from < NR_SOURCES; from++)
			sum += __atomic_load_n(&seen[i][sgi][from],
					       __ATOMIC_RELAXED);
	return sum;
}

struct expected {
	unsigned int sgi, nr;
};

static bool have_come(void *arg)
{
	const struct expected *e = arg;

	return total(e->sgi) >= e->nr;
}

static unsigned int receivers(const struct row *r, unsigned int from)
{
	unsigned int nr = 0;

	for (unsigned int i = 0; i < cpu_count(); i++)
		nr += r->wanted(from, i);
	return nr;
}

/* On the sender; each SGI has arrived before the next is sent. */
static void send_all(void *arg)
{
	const struct row *r = arg;

	open_up();
	for (unsigned int sgi = FIRST; sgi < GIC_NR_SGIS; sgi++) {
		struct expected e = { sgi, receivers(r, cpu_this()) };

		r->send(r, sgi);
		test_context("SGI %u from CPU %u", sgi, cpu_this());
		EXPECT_TRUE(wait_until(have_come, &e, ARRIVE_US));
	}
	delay_us(LINGER_US);
	irq_disable();
}

static void check(const struct row *r, unsigned int from)
{
	unsigned int source = gic_version() == 2 ? from : 0;

	for (unsigned int to = 0; to < cpu_count(); to++)
		for (unsigned int sgi = FIRST; sgi < GIC_NR_SGIS; sgi++) {
			unsigned int all = 0;

			for (unsigned int i = 0; i < NR_SOURCES; i++)
				all += seen[to][sgi][i];
			test_context("SGI %u from CPU %u to CPU %u", sgi, from,
				     to);
			EXPECT_EQ(seen[to][sgi][source], r->wanted(from, to));
			EXPECT_EQ(all, r->wanted(from, to));
		}
}

static void start_listeners(unsigned int sender)
{
	memset(seen, 0, sizeof(seen));
	nr_ready = 0;
	stop = false;
	for (unsigned int i = 1; i < cpu_count(); i++)
		if (i != sender)
			on_cpu_start(i, listen, NULL);
	if (sender != 0)
		open_up();
	while (__atomic_load_n(&nr_ready, __ATOMIC_ACQUIRE) < cpu_count() - 1)
		cpu_relax();
}

static void end_listeners(unsigned int sender)
{
	__atomic_store_n(&stop, true, __ATOMIC_RELEASE);
	for (unsigned int i = 1; i < cpu_count(); i++) {
		if (i == sender)
			continue;
		arch_cpu_wake(i);
		on_cpu_wait(i);
	}
	irq_disable();
}

static void from_cpu(const struct row *r, unsigned int sender)
{
	start_listeners(sender);
	on_cpu(sender, send_all, (void *)r);
	end_listeners(sender);
	check(r, sender);
}

static const struct row rows[] = {
	{ "self", is_self, send_self },
	{ "others", is_other, send_others },
	{ "list", is_odd_one, send_list },
	{ "list-of-all", is_any, send_list },
	{ "list-of-none", is_none, send_list },
	{ "one-by-one", is_any, send_single },
};

static void handle_all(void)
{
	for (unsigned int sgi = FIRST; sgi < GIC_NR_SGIS; sgi++)
		gic_handle(sgi, count, NULL);
}

TEST_EACH(sent_to, const struct row *r, rows,
	  "each SGI arrives once on its targets only, with its source")
{
	handle_all();
	from_cpu(r, 1);
	from_cpu(r, 0);
	if (cpu_count() > 2)
		from_cpu(r, cpu_count() - 1);
}

/* ------------------------------------------------------- all at one time ---- */

enum {
	STORM_SGI = 9
};

static void storm(void *arg)
{
	struct barrier *barrier = arg;

	gic_enable(STORM_SGI);
	barrier_wait(barrier);
	gic_send_others(STORM_SGI);
	irq_enable();
	barrier_wait(barrier);
	delay_us(LINGER_US);
	irq_disable();
}

/*
 * GICv2 keeps one pending bit a sender (IHI 0048, 4.3.17), GICv3 has one in
 * all: with it some may have become one.
 */
TEST(all_at_once, "an SGI of each CPU to all others arrives")
{
	struct barrier barrier = { .nr_cpus = cpu_count() };

	memset(seen, 0, sizeof(seen));
	gic_handle(STORM_SGI, count, NULL);
	on_all_cpus(storm, &barrier);
	for (unsigned int to = 0; to < cpu_count(); to++) {
		test_context("CPU %u", to);
		if (gic_version() > 2) {
			EXPECT_GE(seen[to][STORM_SGI][0], 1);
			EXPECT_LT(seen[to][STORM_SGI][0], cpu_count());
			continue;
		}
		for (unsigned int from = 0; from < NR_SOURCES; from++)
			EXPECT_EQ(seen[to][STORM_SGI][from],
				  from != to && from < cpu_count());
	}
}
