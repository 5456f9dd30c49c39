/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ITS alone writes the tables of devices, collections and events, and the
 * redistributors those of what is pending: pages that are dirty although no CPU
 * stores to them. What is to be is a number of the round, so that little else
 * has to survive.
 */
#include "suite.h"

#include <arch/page.h>
#include <clock.h>
#include <mm/page.h>

enum {
	EVENTS = 8,
	MS = 1000,  /* several migrations */
	ROUNDS = 4, /* at least, however slow */
};

static uint32_t lpi_in(unsigned int round, unsigned int event)
{
	return FIRST + (round * 5 + event * 7) % NR_LPIS;
}

static unsigned int cpu_in(unsigned int round, unsigned int event)
{
	return (round + event) % cpu_count();
}

/* Nothing but the interrupt that is expected, and where; once. */
static bool arrives(unsigned int cpu, uint32_t lpi)
{
	struct lpi_taken first = lpi_take(), second = lpi_take();
	bool right = true;

	for (unsigned int i = 0; i < cpu_count(); i++)
		right &= first.of[i] == (i == cpu ? lpi : GIC_SPURIOUS) &&
			 second.of[i] == GIC_SPURIOUS;
	return right;
}

static void configure_all(uint8_t priority)
{
	for (unsigned int i = 0; i < NR_LPIS; i++)
		lpi_configure(FIRST + i, priority, true);
	for (unsigned int i = 0; i < cpu_count(); i++)
		its_invall(i);
}

static uint64_t end_ns(void)
{
	return clock_ns() + MS * 1000000ull;
}

/* Devices 2 and 7 take turns: one is mapped anew, with all of its events. */
static void map_all(unsigned int round)
{
	const uint32_t device = round & 1 ? 7 : 2;

	for (unsigned int e = 0; e < EVENTS; e++)
		its_map(device, e, lpi_in(round, e), cpu_in(round, e));
}

static unsigned int nr_wrong(unsigned int round)
{
	unsigned int wrong = 0;

	for (unsigned int e = 0; e < EVENTS; e++) {
		its_int(round & 1 ? 7 : 2, e);
		wrong += !arrives(cpu_in(round, e), lpi_in(round, e));
	}
	return wrong;
}

TEST(continuous_events, "S2-3: events that are mapped meanwhile arrive")
{
	unsigned int round = 0, wrong = 0, hops;
	uint64_t end;

	configure_all(LPI_PRIORITY);
	map_all(round);
	host_migrate_begin();
	for (end = end_ns(); clock_ns() < end || round < ROUNDS; round++) {
		map_all(round + 1);
		wrong += nr_wrong(round);
	}
	hops = host_migrate_end();
	EXPECT_EQ(wrong, 0);
	EXPECT_EQ(nr_wrong(round), 0);
	EXPECT_GE(hops, 3);
}

/* By LPI: how often it was taken where it belongs, and elsewhere. */
static unsigned int taken[EVENTS], astray;

static void take_pending(void *arg)
{
	uint32_t lpi;

	(void)arg;
	for (lpi = gic_ack_other(); lpi != GIC_SPURIOUS;
	     lpi = gic_ack_other()) {
		if (lpi - FIRST < EVENTS &&
		    cpu_in(0, lpi - FIRST) == cpu_this())
			taken[lpi - FIRST]++;
		else
			astray++;
		gic_eoi(lpi);
	}
}

/* Those that were made pending once each, and then none. */
static unsigned int nr_not(unsigned int times)
{
	unsigned int nr = 0;

	for (unsigned int e = 0; e < EVENTS; e++)
		taken[e] = 0;
	on_all_cpus(take_pending, NULL);
	for (unsigned int e = 0; e < EVENTS; e++)
		nr += taken[e] != times;
	return nr;
}

TEST(continuous_pending, "S2-3: LPIs that become pending meanwhile arrive once")
{
	unsigned int round = 0, lost = 0, again = 0, hops;
	uint64_t end;

	configure_all(LPI_PRIORITY);
	for (unsigned int e = 0; e < EVENTS; e++)
		its_map(2, e, FIRST + e, cpu_in(0, e));
	astray = 0;
	host_migrate_begin();
	for (end = end_ns(); clock_ns() < end || round < ROUNDS; round++) {
		again += nr_not(0);
		for (unsigned int e = 0; e < EVENTS; e++)
			its_int(2, e);
		delay_us(20000);
		lost += nr_not(1);
	}
	hops = host_migrate_end();
	again += nr_not(0);
	EXPECT_EQ(lost, 0);
	EXPECT_EQ(again, 0);
	EXPECT_EQ(astray, 0);
	EXPECT_GE(hops, 3);
}

/* ----------------------------------------------------------------- tables -- */

enum {
	MOVING = 7, /* a device that is there in every other round */
};

static void *itt; /* of it */

/* Each collection moves to the next CPU. */
static void set_tables(unsigned int round)
{
	for (unsigned int c = 0; c < cpu_count(); c++)
		its_map_collection(c, cpu_in(round, c));
	if (round & 1) {
		its_unmap_device(MOVING);
		return;
	}
	its_command(ITS_MAPD | (uint64_t)MOVING << 32, ITS_EVENT_BITS - 1,
		    ITS_VALID | virt_to_phys(itt));
	its_map(MOVING, 0, FIRST + EVENTS, 0);
}

static unsigned int nr_elsewhere(unsigned int round)
{
	unsigned int wrong = 0;

	for (unsigned int c = 0; c < cpu_count(); c++) {
		its_int(2, c);
		wrong += !arrives(cpu_in(round, c), FIRST + c);
	}
	its_int(MOVING, 0);
	return wrong +
	       !arrives(round & 1 ? CPU_MAX : cpu_in(round, 0), FIRST + EVENTS);
}

TEST(continuous_tables,
     "S2-3: devices and collections are as they are mapped meanwhile")
{
	unsigned int round = 0, wrong = 0, hops;
	uint64_t end;

	itt = page_alloc(0, PAGE_ZERO);
	test_defer(page_free, itt);
	configure_all(LPI_PRIORITY);
	for (unsigned int c = 0; c < cpu_count(); c++)
		its_map(2, c, FIRST + c, c);
	host_migrate_begin();
	for (end = end_ns(); clock_ns() < end || round < ROUNDS; round++) {
		set_tables(round);
		wrong += nr_elsewhere(round);
		wrong += nr_elsewhere(round);
	}
	hops = host_migrate_end();
	EXPECT_EQ(wrong, 0);
	EXPECT_EQ(nr_elsewhere(round - 1), 0);
	EXPECT_GE(hops, 3);
}
