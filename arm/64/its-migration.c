/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mappings and pending LPIs survive a migration.
 *
 * IHI 0069, 5.1 (LPI tables), 5.2 (ITS tables).
 */
#include <arch/io.h>
#include <arm/gic.h>
#include <arm/its.h>
#include <clock.h>
#include <smp.h>
#include <test/test.h>

static void set_up(void)
{
	its_start();
	its_map_device(2);
	its_map_device(7);
	its_map(2, 20, 8195, 3);
	its_map(7, 255, 8196, 2);
	lpi_configure(8195, LPI_PRIORITY, true);
	lpi_configure(8196, LPI_PRIORITY, true);
	its_invall(3);
	its_invall(2);
}

TEST_SUITE("its-migration", .summary = "the ITS and LPIs survive migration",
	   .needs = NEEDS(&arm_its, &smp_4_cpus, &host_migrate),
	   .setup = set_up);

enum {
	NOBODY = CPU_MAX,
	NR_LPIS = 256,
	FIRST = 8448,
};

static void check_arrival(unsigned int cpu, uint32_t lpi)
{
	struct lpi_taken first = lpi_take(), second = lpi_take();

	for (unsigned int i = 0; i < cpu_count(); i++) {
		test_context("CPU %u", i);
		EXPECT_EQ(first.of[i], i == cpu ? lpi : GIC_SPURIOUS);
		EXPECT_EQ(second.of[i], GIC_SPURIOUS);
	}
}

TEST(mapped, "ITS-11: events arrive where they did")
{
	uint64_t cwriter = mmio_read64(its_frame() + GITS_CWRITER);

	host_migrate_now();
	EXPECT_EQ(mmio_read64(its_frame() + GITS_CWRITER), cwriter);
	EXPECT_EQ(mmio_read64(its_frame() + GITS_CREADR), cwriter);
	EXPECT_EQ(mmio_read32(its_frame() + GITS_CTLR) & 1, 1);
	check_arrival(NOBODY, 0);
	its_int(2, 20);
	check_arrival(3, 8195);
	its_int(7, 255);
	check_arrival(2, 8196);
}

TEST(pending, "an LPI that was pending arrives once")
{
	its_int(2, 20);
	its_int(7, 255);
	its_clear(7, 255);
	host_migrate_now();
	check_arrival(3, 8195);
}

TEST(disabled, "an LPI that was disabled and pending arrives when enabled")
{
	lpi_configure(8195, LPI_PRIORITY, false);
	its_inv(2, 20);
	its_int(2, 20);
	host_migrate_now();
	check_arrival(NOBODY, 0);
	lpi_configure(8195, LPI_PRIORITY, true);
	its_inv(2, 20);
	check_arrival(3, 8195);
}

static void set_pending_bits(unsigned int cpu)
{
	lpis_enable(cpu, false);
	for (unsigned int i = 0; i < NR_LPIS; i++)
		if (cpu_count() - 1 - i % 2 == cpu)
			lpi_pending(cpu)[(FIRST + i) / 8] |=
				(uint8_t)(1u << (FIRST + i) % 8);
	mmio_write64(gic_redist(cpu) + GICR_PENDBASER,
		     mmio_read64(gic_redist(cpu) + GICR_PENDBASER) &
			     ~(1ull << 62));
	lpis_enable(cpu, true);
}

static unsigned int nr_taken[CPU_MAX];

static void take_all(void *arg)
{
	uint32_t lpi;

	(void)arg;
	nr_taken[cpu_this()] = 0;
	for (lpi = gic_ack_other(); lpi != GIC_SPURIOUS;
	     lpi = gic_ack_other()) {
		nr_taken[cpu_this()]++;
		gic_eoi(lpi);
	}
}

TEST(pending_table, "ITS-12: 256 LPIs pending in memory all arrive, once")
{
	const unsigned int last = cpu_count() - 1;

	if (!(mmio_read32(gic_redist(0) + GICR_CTLR) & GICR_CTLR_CES))
		SKIP("LPIs cannot be disabled: GICR_CTLR.CES");
	for (unsigned int i = 0; i < NR_LPIS; i++) {
		its_map(2, i, FIRST + i, last - i % 2);
		lpi_configure(FIRST + i, LPI_PRIORITY, true);
	}
	its_invall(last);
	its_invall(last - 1);
	set_pending_bits(last);
	set_pending_bits(last - 1);
	host_migrate_now();
	on_all_cpus(take_all, NULL);
	for (unsigned int i = 0; i < cpu_count(); i++)
		EXPECT_EQ(nr_taken[i], i >= last - 1 ? NR_LPIS / 2 : 0);
}

TEST(unmapped_collection, "ITS-13: a collection may be mapped afterwards")
{
	its_unmap_collection(2);
	its_map(2, 0, GIC_LPI, 0);
	lpi_configure(GIC_LPI, LPI_PRIORITY, true);
	its_inv(2, 0);
	host_migrate_now();
	its_int(7, 255);
	check_arrival(NOBODY, 0);
	its_map_collection(2, 2);
	its_invall(2);
	its_int(7, 255);
	check_arrival(2, 8196);
	EXPECT_EQ(*lpi_config(GIC_LPI), LPI_PRIORITY | 3);
	its_int(2, 0);
	check_arrival(0, GIC_LPI);
}

/* ------------------------------------------------------------- continuous -- */

/*
 * The ITS alone writes the tables of devices, collections and events, and the
 * redistributors those of what is pending: pages that are dirty although no CPU
 * stores to them. What is to be is a number of the round, so that little else
 * has to survive.
 */
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
