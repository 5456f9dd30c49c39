/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arm/its.h>

#include <arch.h>
#include <arch/barrier.h>
#include <arch/io.h>
#include <arm/cpu.h>
#include <arm/gic.h>
#include <clock.h>
#include <dev/fdt.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <smp.h>
#include <string.h>
#include <test/test.h>

enum {
	ORDER_64K = 4, /* in pages of 4 KiB */
	NR_BASERS = 8,
	ITT_BYTES = 0x4000, /* 256 events of at most 64 bytes */
	NR_ITTS = 16,
	TYPE_DEVICES = 1,
	TYPE_COLLECTIONS = 4,
	WAIT_US = 1000000,
};

/* Inner write-back, read and write allocate, inner shareable. */
#define BASE_ATTRIBUTES (7ull << 59 | 1ull << 10)
#define PROP_ATTRIBUTES (7ull << 7 | 1ull << 10)

static struct {
	uint8_t *frame;
	uint64_t *queue;
	uint8_t *devices, *collections;
	uint8_t *config; /* a byte an LPI */
	uint8_t *pending[CPU_MAX];
	uint8_t *itts;
	unsigned int nr_itts;
} its;

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
	uint64_t address, bytes;
	int node = fdt_find(fdt_system(), FDT_NONE, "arm,gic-v3-its");

	if (its.frame)
		return;
	if (node < 0 || fdt_reg(fdt_system(), node, 0, &address, &bytes) < 0)
		SKIP("there is no ITS");
	its.frame = vmap_io(address, (size_t)bytes);
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

/* ------------------------------------------------------------- commands ---- */

uint64_t *its_queue(void)
{
	return its.queue;
}

static bool is_done(void *unused)
{
	(void)unused;
	return mmio_read64(its.frame + GITS_CREADR) ==
	       mmio_read64(its.frame + GITS_CWRITER);
}

bool its_wait(void)
{
	return wait_until(is_done, NULL, WAIT_US);
}

static void post(uint64_t dw0, uint64_t dw1, uint64_t dw2, uint64_t dw3)
{
	uint64_t offset = mmio_read64(its.frame + GITS_CWRITER);
	uint64_t *command = its.queue + offset / sizeof(uint64_t);

	command[0] = dw0;
	command[1] = dw1;
	command[2] = dw2;
	command[3] = dw3;
	dsb();
	mmio_write64(its.frame + GITS_CWRITER,
		     (offset + ITS_COMMAND_BYTES) % ITS_QUEUE_BYTES);
	if (!its_wait())
		ERROR("the ITS does not take command 0x%x",
		      (unsigned int)dw0 & 0xff);
}

void its_command(uint64_t dw0, uint64_t dw1, uint64_t dw2)
{
	post(dw0, dw1, dw2, 0);
}

/* GITS_TYPER.PTA: the address of the redistributor, or its number. */
uint64_t its_rdbase(unsigned int cpu)
{
	uint8_t *frame = gic_redist(cpu);
	paddr_t address = 0;

	if (its_typer() >> 19 & 1) {
		arch_translate(frame, &address);
		return address;
	}
	return (uint64_t)(mmio_read32(frame + GICR_TYPER) >> 8 & 0xffff) << 16;
}

void its_sync(unsigned int cpu)
{
	its_command(ITS_SYNC, 0, its_rdbase(cpu));
}

static void sync_all(void)
{
	for (unsigned int i = 0; i < cpu_count(); i++)
		its_sync(i);
}

void its_map_device(uint32_t device)
{
	uint8_t *itt = its.itts + ITT_BYTES * its.nr_itts;

	if (its.nr_itts++ >= NR_ITTS)
		ERROR("more than %d devices", NR_ITTS);
	memset(itt, 0, ITT_BYTES);
	its_command(ITS_MAPD | (uint64_t)device << 32, ITS_EVENT_BITS - 1,
		    ITS_VALID | virt_to_phys(itt));
}

/* GITS_TYPER.ITT_entry_size: 12.19.9 */
const uint8_t *its_tail(unsigned int *bytes)
{
	unsigned int entry = (unsigned int)(its_typer() >> 4 & 0xf) + 1;
	unsigned int used = entry << ITS_EVENT_BITS;

	*bytes = ITT_BYTES - used;
	return its.itts + ITT_BYTES * (its.nr_itts - 1) + used;
}

void its_unmap_device(uint32_t device)
{
	its_command(ITS_MAPD | (uint64_t)device << 32, 0, 0);
	sync_all();
}

void its_map_collection(unsigned int collection, unsigned int cpu)
{
	its_command(ITS_MAPC, 0, ITS_VALID | its_rdbase(cpu) | collection);
	its_sync(cpu);
}

void its_unmap_collection(unsigned int collection)
{
	its_command(ITS_MAPC, 0, collection);
	sync_all();
}

void its_map(uint32_t device, uint32_t event, uint32_t lpi,
	     unsigned int collection)
{
	its_command(ITS_MAPTI | (uint64_t)device << 32,
		    (uint64_t)lpi << 32 | event, collection);
	sync_all();
}

static void simple(unsigned int command, uint32_t device, uint32_t event)
{
	its_command(command | (uint64_t)device << 32, event, 0);
	sync_all();
}

void its_int(uint32_t device, uint32_t event)
{
	simple(ITS_INT, device, event);
}

void its_clear(uint32_t device, uint32_t event)
{
	simple(ITS_CLEAR, device, event);
}

void its_discard(uint32_t device, uint32_t event)
{
	simple(ITS_DISCARD, device, event);
}

void its_inv(uint32_t device, uint32_t event)
{
	simple(ITS_INV, device, event);
}

void its_invall(unsigned int collection)
{
	its_command(ITS_INVALL, 0, collection);
	sync_all();
}

void its_movi(uint32_t device, uint32_t event, unsigned int collection)
{
	its_command(ITS_MOVI | (uint64_t)device << 32, event, collection);
	sync_all();
}

void its_movall(unsigned int from, unsigned int to)
{
	post(ITS_MOVALL, 0, its_rdbase(from), its_rdbase(to));
	sync_all();
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
