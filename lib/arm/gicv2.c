/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GICv2 (IHI 0048): distributor and CPU interfaces in memory. Without the
 * Security Extensions every interrupt is of group 0 after reset, and an IRQ
 * all the same; with them this is the non-secure view, where bit 0 of both
 * control registers enables group 1.
 */
#include <arm/gic.h>

#include <arch.h>
#include <arch/io.h>
#include <arm/cpu.h>
#include <arm/gic_ops.h>

enum {
	NR_APRS = 4, /* as many as 128 levels of preemption need */
};

static uint8_t *dist, *cpu_interface, *hyp, *virt;

uint8_t *gic_cpu(void)
{
	gic_dist(); /* to be put back */
	return cpu_interface;
}

uint8_t *gic_hyp(void)
{
	gic_dist();
	return hyp;
}

uint8_t *gic_virt(void)
{
	gic_dist();
	return virt;
}

static void v2_init(const struct machine_gic *machine)
{
	dist = gic_map(&machine->dist);
	cpu_interface = gic_map(&machine->cpu_interface);
	if (machine->hyp.bytes && machine->virt.bytes) {
		hyp = gic_map(&machine->hyp);
		virt = gic_map(&machine->virt);
	}
}

static void v2_dist_init(void)
{
	gic_shared_init(dist);
	for (unsigned int i = GIC_SPI; i < gic_nr_irqs(); i += 4)
		mmio_write32(dist + GICD_ITARGETSR + i, 0x01010101);
	mmio_write32(dist + GICD_CTLR, GICD_CTLR_GRP0);
}

/* What a handler has left active goes before the levels of priority do. */
static void v2_cpu_init(void)
{
	for (unsigned int i = 0; i < GIC_NR_SGIS; i += 4)
		mmio_write32(dist + GICD_CPENDSGIR + i, UINT32_MAX);
	gic_private_init(dist);
	for (unsigned int i = 0; i < NR_APRS; i++) {
		mmio_write32(cpu_interface + GICC_APR + 4 * i, 0);
		mmio_write32(cpu_interface + GICC_NSAPR + 4 * i, 0);
	}
	mmio_write32(cpu_interface + GICC_BPR, 0);
	mmio_write32(cpu_interface + GICC_ABPR, 0);
	mmio_write32(cpu_interface + GICC_PMR, GIC_PRIORITY_MASK);
	mmio_write32(cpu_interface + GICC_CTLR, GICC_CTLR_GRP0);
}

/* SGIs and PPIs are banked: each CPU sees its own at the same address. */
static uint8_t *v2_bank(unsigned int cpu, unsigned int intid)
{
	(void)cpu;
	(void)intid;
	return dist;
}

/* The machine's CPUs have the numbers of the CPU interfaces: both are in order. */
static void v2_sgi_pend(unsigned int sgi, bool pending)
{
	if (pending)
		mmio_write8(dist + GICD_SPENDSGIR + sgi,
			    (uint8_t)(1u << arch_cpu_index()));
	else
		mmio_write8(dist + GICD_CPENDSGIR + sgi, 0xff);
}

static void v2_route(unsigned int spi, unsigned int cpu)
{
	mmio_write8(dist + GICD_ITARGETSR + spi, (uint8_t)(1u << cpu));
}

static void v2_send(unsigned int sgi, unsigned int cpu)
{
	dsb();
	mmio_write32(dist + GICD_SGIR, 1u << (16 + cpu) | sgi);
}

static void v2_send_others(unsigned int sgi)
{
	dsb();
	mmio_write32(dist + GICD_SGIR, GICD_SGIR_OTHERS | sgi);
}

static uint32_t v2_ack(void)
{
	return mmio_read32(cpu_interface + GICC_IAR);
}

static void v2_eoi(uint32_t iar)
{
	mmio_write32(cpu_interface + GICC_EOIR, iar);
}

static void v2_deactivate(uint32_t iar)
{
	mmio_write32(cpu_interface + GICC_DIR, iar);
}

static uint32_t v2_highest(void)
{
	return mmio_read32(cpu_interface + GICC_HPPIR);
}

static uint32_t v2_running(void)
{
	return mmio_read32(cpu_interface + GICC_RPR);
}

static void v2_set_mask(uint8_t priority)
{
	mmio_write32(cpu_interface + GICC_PMR, priority);
}

static void v2_set_eoimode(bool split)
{
	uint32_t ctlr = mmio_read32(cpu_interface + GICC_CTLR) &
			~(uint32_t)GICC_CTLR_EOIMODE;

	mmio_write32(cpu_interface + GICC_CTLR,
		     ctlr | (split ? GICC_CTLR_EOIMODE : 0));
}

const struct gic_ops gicv2_ops = {
	.init = v2_init,
	.dist_init = v2_dist_init,
	.cpu_init = v2_cpu_init,
	.bank = v2_bank,
	.sgi_pend = v2_sgi_pend,
	.route = v2_route,
	.send = v2_send,
	.send_others = v2_send_others,
	.ack = v2_ack,
	.eoi = v2_eoi,
	.deactivate = v2_deactivate,
	.highest = v2_highest,
	.running = v2_running,
	.set_mask = v2_set_mask,
	.set_eoimode = v2_set_eoimode,
	.intid_mask = 0x3ff, /* without the source of an SGI */
};
