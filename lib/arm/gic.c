/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arm/gic.h>

#include <arch.h>
#include <arch/barrier.h>
#include <arch/io.h>
#include <arm/cpu.h>
#include <arm/gic_ops.h>
#include <arm/machine.h>
#include <console.h>
#include <mm/vmap.h>
#include <smp.h>
#include <test/test.h>

enum {
	NR_HANDLERS = GIC_SPURIOUS + 1, /* the last one is for all LPIs */
};

static struct {
	unsigned int version; /* 0: not looked for, or there is none */
	bool probed;
	bool claimed; /* by the running case: put back after it */
	const struct gic_ops *ops;
	uint8_t *dist;
} gic;

static struct handler {
	gic_handler *fn;
	void *arg;
} handlers[NR_HANDLERS];

uint8_t *gic_map(const struct machine_device *frame)
{
	return vmap_io(frame->start, (size_t)frame->bytes);
}

const struct machine_gic *gic_machine(void)
{
	static struct machine_gic found;
	static bool asked;

	if (!asked)
		machine()->gic(&found);
	asked = true;
	return &found;
}

/* ------------------------------------------------------------ beginning ---- */

static unsigned int nr_irqs(void)
{
	unsigned int nr = (mmio_read32(gic.dist + GICD_TYPER) % 32 + 1) * 32;

	return nr < GIC_SPURIOUS - 3 ? nr : GIC_SPURIOUS - 3;
}

static void fill(uint8_t *bank, unsigned int offset, unsigned int bytes,
		 uint32_t value)
{
	for (unsigned int i = 0; i < bytes; i += 4)
		mmio_write32(bank + offset + i, value);
}

/* Registers of INTIDs from @first up to @end, multiples of 32. */
static void init_range(uint8_t *bank, unsigned int first, unsigned int end)
{
	unsigned int bits = first / 8, nr = (end - first) / 8;
	uint32_t priority = GIC_PRIORITY * 0x01010101u;

	fill(bank, GICD_ICENABLER + bits, nr, UINT32_MAX);
	fill(bank, GICD_ICPENDR + bits, nr, UINT32_MAX);
	fill(bank, GICD_ICACTIVER + bits, nr, UINT32_MAX);
	fill(bank, GICD_IGROUPR + bits, nr, gic_default_group);
	fill(bank, GICD_IPRIORITYR + first, end - first, priority);
	/* of PPIs it may be read-only, of SGIs it is: IHI 0048, 4.3.13 */
	fill(bank, GICD_ICFGR + first / 4, (end - first) / 4, 0);
}

void gic_private_init(uint8_t *bank)
{
	init_range(bank, 0, GIC_SPI);
	mmio_write32(bank + GICD_ISENABLER, 1u << GIC_SGI_WAKE);
}

void gic_shared_init(uint8_t *dist)
{
	gic.dist = dist;
	init_range(dist, GIC_SPI, (nr_irqs() + 31u) / 32 * 32);
}

static unsigned int v3_version(void)
{
	return mmio_read32(gic.dist + GICD_PIDR2) >> 4 & 0xf;
}

/* The version comes first: the number of INTIDs is 0 without. */
static void use(const struct gic_ops *ops)
{
	gic.ops = ops;
	ops->init(gic_machine());
	gic.dist = ops->bank(0, GIC_SPI);
	gic.version = ops == &gicv3_ops ? v3_version() : 2;
	ops->dist_init();
	ops->cpu_init();
}

void gic_init(void)
{
	if (gic.probed)
		return;
	gic.probed = true;
	if (gic_machine()->version == 3)
		use(&gicv3_ops);
	else if (gic_machine()->version == 2)
		use(&gicv2_ops);
}

void gic_cpu_init(void)
{
	if (gic.ops)
		gic.ops->cpu_init();
}

unsigned int gic_version(void)
{
	gic_init();
	return gic.version;
}

unsigned int gic_nr_irqs(void)
{
	return gic_version() ? nr_irqs() : 0;
}

/* Devicetree binding "arm,gic": 0 is an SPI, 1 a PPI */
unsigned int gic_intid(const uint32_t cells[3])
{
	return cells[1] + (cells[0] ? GIC_PPI : GIC_SPI);
}

/* ----------------------------------------------------- a case and its end -- */

/* What all CPUs share, before the others are called to put back their own. */
static void put_back(uintptr_t unused)
{
	(void)unused;
	gic.ops->dist_init();
}

const struct gic_ops *gic_claim(void)
{
	gic_init();
	if (!gic.ops)
		SKIP("there is no GIC");
	if (!__atomic_exchange_n(&gic.claimed, true, __ATOMIC_RELAXED))
		test_defer(put_back, 0);
	return gic.ops;
}

void gic_case_end(void)
{
	if (!gic.claimed)
		return;
	gic.ops->cpu_init();
	if (cpu_this() != 0)
		return;
	gic.claimed = false;
	for (unsigned int i = 0; i < NR_HANDLERS; i++)
		handlers[i].fn = NULL;
}

/* ------------------------------------------------------------- handlers ---- */

static struct handler *handler_of(unsigned int intid)
{
	return &handlers[intid < GIC_SPURIOUS ? intid : GIC_SPURIOUS];
}

void gic_handle(unsigned int intid, gic_handler *fn, void *arg)
{
	struct handler *h = handler_of(intid);

	gic_claim();
	h->arg = arg;
	__atomic_store_n(&h->fn, fn, __ATOMIC_RELEASE);
}

static bool is_special(unsigned int intid)
{
	return intid >= 1020 && intid < GIC_LPI;
}

static bool is_wanted(unsigned int intid)
{
	return intid == GIC_SGI_WAKE ||
	       (!is_special(intid) && handler_of(intid)->fn);
}

/* Nothing is lost if what is acknowledged is another one: its handler is used. */
bool gic_trap(void)
{
	const struct gic_ops *ops = gic.ops;
	unsigned int intid;
	uint32_t iar;

	if (!ops || !is_wanted(ops->highest() & ops->intid_mask))
		return false;
	iar = ops->ack();
	intid = iar & ops->intid_mask;
	if (is_special(intid))
		return true;
	if (!is_wanted(intid))
		return false;
	if (handler_of(intid)->fn)
		handler_of(intid)->fn(iar, handler_of(intid)->arg);
	ops->eoi(iar);
	return true;
}

bool gic_take_wake(void)
{
	const struct gic_ops *ops = gic.ops;

	if (!ops || (ops->highest() & ops->intid_mask) != GIC_SGI_WAKE ||
	    handlers[GIC_SGI_WAKE].fn)
		return false;
	ops->eoi(ops->ack());
	return true;
}

void gic_wake(unsigned int index)
{
	dsb(); /* what was written is seen before the interrupt */
	if (gic.ops)
		gic.ops->send(GIC_SGI_WAKE, index);
}

/* ------------------------------------------------------------ registers ---- */

uint8_t *gic_dist(void)
{
	gic_claim();
	return gic.dist;
}

void gic_sync(void)
{
	while (gic_version() >= 3 &&
	       mmio_read32(gic.dist + GICD_CTLR) & GICD_CTLR_RWP)
		cpu_relax();
}
