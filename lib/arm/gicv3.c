/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GICv3 (IHI 0069): distributor and redistributors in memory, the CPU
 * interfaces are system registers. All interrupts are of group 1: that is what
 * a guest sees as IRQ.
 */
#include <arm/gic.h>

#include <arch.h>
#include <arch/barrier.h>
#include <arch/io.h>
#include <arm/cpu.h>
#include <arm/gic_ops.h>
#include <arm/icc.h>
#include <console.h>
#include <smp.h>

static uint8_t *dist;
static uint8_t *redists[CPU_MAX];

uint32_t gic_default_group;

/* --------------------------------------------------------------- frames ---- */

/* Affinity fields as GICR_TYPER[63:32] has them. */
static uint32_t affinity(unsigned int cpu)
{
	uint64_t mpidr = arch_cpu_hwid(cpu);

	return (uint32_t)((mpidr >> 8 & 0xff000000) | (mpidr & 0xffffff));
}

static void found(uint8_t *frame, uint32_t whose)
{
	for (unsigned int i = 0; i < cpu_count(); i++)
		if (affinity(i) == whose)
			redists[i] = frame;
}

/* A region need not be full: GICR_TYPER.Last. */
static void find_redists(const struct machine_device *region)
{
	uint8_t *frame = gic_map(region), *end = frame + region->bytes;
	uint32_t typer;

	do {
		typer = mmio_read32(frame + GICR_TYPER);
		found(frame, mmio_read32(frame + GICR_TYPER + 4));
		frame += typer & GICR_TYPER_VLPIS ? GICR_STRIDE_V4 :
						    GICR_STRIDE;
	} while (!(typer & GICR_TYPER_LAST) && frame < end);
}

static void v3_init(const struct machine_gic *machine)
{
	dist = gic_map(&machine->dist);
	for (unsigned int i = 0; i < machine->nr_redists; i++)
		find_redists(&machine->redists[i]);
	for (unsigned int i = 0; i < cpu_count(); i++)
		if (!redists[i])
			panic("the GIC has no redistributor for CPU %u", i);
}

static uint8_t *v3_bank(unsigned int cpu, unsigned int intid)
{
	return intid < GIC_SPI ? redists[cpu] + GICR_SGI : dist;
}

uint8_t *gic_redist(unsigned int cpu)
{
	gic_dist(); /* to be put back */
	return redists[cpu];
}

/* ---------------------------------------------------------------- state ---- */

static void wait_rwp(void)
{
	while (mmio_read32(dist + GICD_CTLR) & GICD_CTLR_RWP)
		cpu_relax();
}

static void v3_route(unsigned int spi, unsigned int cpu)
{
	uint8_t *reg = dist + GICD_IROUTER + 8 * spi;

	mmio_write32(reg, affinity(cpu) & 0xffffff);
	mmio_write32(reg + 4, affinity(cpu) >> 24);
}

/* The other CPUs' wake-up has to work before they can put back the rest. */
static void wake_init(void)
{
	for (unsigned int i = 0; i < cpu_count(); i++) {
		mmio_write8(redists[i] + GICR_SGI + GICD_IPRIORITYR +
				    GIC_SGI_WAKE,
			    GIC_PRIORITY);
		mmio_write32(redists[i] + GICR_SGI + GICD_ISENABLER,
			     1u << GIC_SGI_WAKE);
	}
}

/*
 * One security state, or the non-secure view of two: 12.9.4. With two all that
 * is seen is of group 1, and IGROUPR is RAZ/WI.
 */
static void v3_dist_init(void)
{
	bool one = mmio_read32(dist + GICD_CTLR) & GICD_CTLR_DS;

	gic_default_group = UINT32_MAX;
	mmio_write32(dist + GICD_CTLR, 0);
	wait_rwp();
	mmio_write32(dist + GICD_CTLR, GICD_CTLR_ARE);
	gic_shared_init(dist);
	for (unsigned int i = GIC_SPI; i < gic_nr_irqs(); i++)
		v3_route(i, 0);
	wake_init();
	mmio_write32(dist + GICD_CTLR, GICD_CTLR_ARE | GICD_CTLR_GRP1 |
					       (one ? 0 : GICD_CTLR_GRP0));
	wait_rwp();
}

static void wake_redist(uint8_t *frame)
{
	mmio_write32(frame + GICR_WAKER, mmio_read32(frame + GICR_WAKER) &
						 ~(uint32_t)GICR_WAKER_SLEEP);
	while (mmio_read32(frame + GICR_WAKER) & GICR_WAKER_ASLEEP)
		cpu_relax();
}

/* AP<n>R1 is there for 6 bits of priority and more: 12.2.2. */
static void clear_levels(void)
{
	icc_write(ICC_AP0R0, 0);
	icc_write(ICC_AP1R0, 0);
	if ((icc_read(ICC_CTLR) >> 8 & 7) + 1 < 6)
		return;
	icc_write(ICC_AP0R1, 0);
	icc_write(ICC_AP1R1, 0);
}

static void v3_cpu_init(void)
{
	uint8_t *frame = redists[arch_cpu_index()];

	wake_redist(frame);
	gic_private_init(frame + GICR_SGI);
	icc_write(ICC_SRE, 1);
	clear_levels();
	icc_write(ICC_CTLR, 0);
	icc_write(ICC_BPR0, 0);
	icc_write(ICC_BPR1, 0);
	icc_write(ICC_PMR, GIC_PRIORITY_MASK);
	icc_write(ICC_IGRPEN0, 0);
	icc_write(ICC_IGRPEN1, 1);
}

/* ------------------------------------------------- SGIs, CPU interfaces ---- */

static void v3_sgi_pend(unsigned int sgi, bool pending)
{
	mmio_write32(redists[arch_cpu_index()] + GICR_SGI +
			     (pending ? GICD_ISPENDR : GICD_ICPENDR),
		     1u << sgi);
}

/* Aff3 55:48, range of 16 in 47:44, Aff2, INTID, Aff1, list: 12.2.10 */
static void v3_send(unsigned int sgi, unsigned int cpu)
{
	uint64_t mpidr = arch_cpu_hwid(cpu), aff0 = mpidr & 0xff;

	icc_sgi1r((mpidr >> 32 & 0xff) << 48 | aff0 >> 4 << 44 |
		  (mpidr >> 16 & 0xff) << 32 | (uint64_t)sgi << 24 |
		  (mpidr >> 8 & 0xff) << 16 | 1ull << (aff0 & 15));
}

static void v3_send_others(unsigned int sgi)
{
	icc_sgi1r(1ull << 40 | (uint64_t)sgi << 24);
}

static uint32_t v3_ack(void)
{
	return icc_read(ICC_IAR1);
}

static void v3_eoi(uint32_t iar)
{
	icc_write(ICC_EOIR1, iar);
}

static void v3_deactivate(uint32_t iar)
{
	icc_write(ICC_DIR, iar);
}

static uint32_t v3_highest(void)
{
	return icc_read(ICC_HPPIR1);
}

static uint32_t v3_running(void)
{
	return icc_read(ICC_RPR);
}

static void v3_set_mask(uint8_t priority)
{
	icc_write(ICC_PMR, priority);
}

static void v3_set_eoimode(bool split)
{
	uint32_t ctlr = icc_read(ICC_CTLR) & ~(uint32_t)ICC_CTLR_EOIMODE;

	icc_write(ICC_CTLR, ctlr | (split ? ICC_CTLR_EOIMODE : 0));
}

const struct gic_ops gicv3_ops = {
	.init = v3_init,
	.dist_init = v3_dist_init,
	.cpu_init = v3_cpu_init,
	.bank = v3_bank,
	.sgi_pend = v3_sgi_pend,
	.route = v3_route,
	.send = v3_send,
	.send_others = v3_send_others,
	.ack = v3_ack,
	.eoi = v3_eoi,
	.deactivate = v3_deactivate,
	.highest = v3_highest,
	.running = v3_running,
	.set_mask = v3_set_mask,
	.set_eoimode = v3_set_eoimode,
	.intid_mask = 0xffffff,
};
