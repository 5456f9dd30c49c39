/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arm/its.h>

#include <arch.h>
#include <arch/barrier.h>
#include <arch/io.h>
#include <arm/cpu.h>
#include <arm/gic.h>
#include <arm/gic_ops.h>
#include <arm/its_state.h>
#include <clock.h>
#include <mm/page.h>
#include <smp.h>
#include <string.h>
#include <test/test.h>

enum {
	ORDER_64K = 4, /* in pages of 4 KiB */
	NR_BASERS = 8,
	TYPE_DEVICES = 1,
	TYPE_COLLECTIONS = 4,
};

/* Inner write-back, read and write allocate, inner shareable. */
#define BASE_ATTRIBUTES (7ull << 59 | 1ull << 10)
#define PROP_ATTRIBUTES (7ull << 7 | 1ull << 10)

struct its_state its;

/* A block of 64 KiB at least, aligned to its size. */
static void *block(void)
{
	unsigned int order = ORDER_64K;

	while (PAGE_SIZE << order > 0x10000)
		order--;
	return page_alloc(order, PAGE_ZERO);
}

static void allocate(void)
{
	if (its.frame)
		return;
	if (!gic_machine()->its.bytes)
		SKIP("there is no ITS");
	its.frame = gic_map(&gic_machine()->its);
	its.queue = block();
	its.devices = block();
	its.collections = block();
	its.config = block();
	its.itts = page_alloc(ORDER_64K + 2, PAGE_ZERO);
	for (unsigned int i = 0; i < cpu_count(); i++)
		its.pending[i] = block();
}

uint8_t *its_frame(void)
{
	allocate();
	return its.frame;
}

uint64_t its_typer(void)
{
	return mmio_read64(its_frame() + GITS_TYPER);
}

/* ------------------------------------------------------------ beginning ---- */

void lpis_enable(unsigned int cpu, bool enable)
{
	uint8_t *ctlr = gic_redist(cpu) + GICR_CTLR;
	uint32_t value = mmio_read32(ctlr) & ~(uint32_t)GICR_CTLR_LPIS;

	dsb();
	mmio_write32(ctlr, value | (enable ? GICR_CTLR_LPIS : 0));
	while (mmio_read32(ctlr) & GICR_CTLR_RWP)
		cpu_relax();
}

static void stop(uintptr_t unused)
{
	(void)unused;
	mmio_write32(its.frame + GITS_CTLR, 0);
	while (!(mmio_read32(its.frame + GITS_CTLR) & GITS_CTLR_QUIESCENT))
		cpu_relax();
	for (unsigned int i = 0; i < cpu_count(); i++)
		lpis_enable(i, false);
}

static void start_lpis(unsigned int cpu)
{
	uint8_t *frame = gic_redist(cpu);

	memset(its.pending[cpu], 0, 0x10000);
	mmio_write64(frame + GICR_PROPBASER, virt_to_phys(its.config) |
						     PROP_ATTRIBUTES |
						     (ITS_LPI_BITS - 1));
	mmio_write64(frame + GICR_PENDBASER, virt_to_phys(its.pending[cpu]) |
						     PROP_ATTRIBUTES |
						     1ull << 62); /* PTZ */
	lpis_enable(cpu, true);
}

static void start_table(unsigned int i)
{
	uint8_t *reg = its.frame + GITS_BASER + 8 * i;
	unsigned int type = mmio_read64(reg) >> 56 & 7;
	void *table = type == TYPE_DEVICES     ? its.devices :
		      type == TYPE_COLLECTIONS ? its.collections :
						 NULL;

	if (!table)
		return;
	mmio_write64(reg, 0);
	memset(table, 0, ITS_TABLE_BYTES);
	/* pages of 64 KiB (9:8), one of them (7:0) */
	mmio_write64(reg, ITS_VALID | BASE_ATTRIBUTES | virt_to_phys(table) |
				  2 << 8);
}

static void nothing(void *arg)
{
	(void)arg;
}

static void start_its(void)
{
	memset(its.queue, 0, ITS_QUEUE_BYTES);
	for (unsigned int i = 0; i < NR_BASERS; i++)
		start_table(i);
	mmio_write64(its.frame + GITS_CBASER,
		     ITS_VALID | BASE_ATTRIBUTES | virt_to_phys(its.queue) |
			     (ITS_QUEUE_BYTES / 0x1000 - 1));
	mmio_write64(its.frame + GITS_CWRITER, 0);
	mmio_write32(its.frame + GITS_CTLR, GITS_CTLR_ENABLED);
}

void its_start(void)
{
	allocate();
	on_all_cpus(nothing, NULL);
	stop(0);
	test_defer(stop, 0);
	its.nr_itts = 0;
	memset(its.config, 0, 0x10000);
	for (unsigned int i = 0; i < cpu_count(); i++)
		start_lpis(i);
	start_its();
	for (unsigned int i = 0; i < cpu_count(); i++)
		its_map_collection(i, i);
}

/* ----------------------------------------------------------------- LPIs ---- */

uint8_t *lpi_config(uint32_t lpi)
{
	return its.config + (lpi - GIC_LPI);
}

uint8_t *lpi_pending(unsigned int cpu)
{
	return its.pending[cpu];
}

/* Bit 1 is RES1: 5.1.1 */
void lpi_configure(uint32_t lpi, uint8_t priority, bool enable)
{
	*lpi_config(lpi) = (uint8_t)((priority & 0xfc) | 2 | enable);
	dsb();
}

static void take(void *arg)
{
	struct lpi_taken *taken = arg;
	uint32_t iar = gic_ack_other();

	taken->of[cpu_this()] = iar;
	if (iar != GIC_SPURIOUS)
		gic_eoi(iar);
}

_Static_assert(CPU_MAX == 64, "struct lpi_taken");

struct lpi_taken lpi_take(void)
{
	struct lpi_taken taken;

	on_all_cpus(take, &taken);
	return taken;
}
