/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mappings and pending LPIs survive a migration.
 *
 * IHI 0069, 5.1 (LPI tables), 5.2 (ITS tables).
 */
#include "suite.h"

#include <arch/io.h>

void its_set_up(void)
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

enum {
	NOBODY = CPU_MAX,
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
