/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What suites do to single interrupts, in the terms of both versions. */
#include <arm/gic.h>

#include <arch/io.h>
#include <arm/gic_ops.h>
#include <smp.h>

/* ------------------------------------------------- one interrupt's state ---- */

uint8_t *gic_bank(unsigned int cpu, unsigned int intid)
{
	return gic_claim()->bank(cpu, intid);
}

static void set_bit(unsigned int intid, unsigned int reg)
{
	mmio_write32(gic_bank(cpu_this(), intid) + reg + intid / 32 * 4,
		     1u << intid % 32);
}

static bool get_bit(unsigned int intid, unsigned int reg)
{
	return mmio_read32(gic_bank(cpu_this(), intid) + reg +
			   intid / 32 * 4) >>
		       intid % 32 &
	       1;
}

void gic_enable(unsigned int intid)
{
	set_bit(intid, GICD_ISENABLER);
}

void gic_disable(unsigned int intid)
{
	set_bit(intid, GICD_ICENABLER);
	gic_sync();
}

bool gic_is_enabled(unsigned int intid)
{
	return get_bit(intid, GICD_ISENABLER);
}

void gic_set_pending(unsigned int intid)
{
	if (intid < GIC_NR_SGIS)
		gic_claim()->sgi_pend(intid, true);
	else
		set_bit(intid, GICD_ISPENDR);
}

void gic_clear_pending(unsigned int intid)
{
	if (intid < GIC_NR_SGIS)
		gic_claim()->sgi_pend(intid, false);
	else
		set_bit(intid, GICD_ICPENDR);
}

bool gic_is_pending(unsigned int intid)
{
	return get_bit(intid, GICD_ISPENDR);
}

void gic_set_active(unsigned int intid)
{
	set_bit(intid, GICD_ISACTIVER);
}

void gic_clear_active(unsigned int intid)
{
	set_bit(intid, GICD_ICACTIVER);
}

bool gic_is_active(unsigned int intid)
{
	return get_bit(intid, GICD_ISACTIVER);
}

void gic_set_priority(unsigned int intid, uint8_t priority)
{
	mmio_write8(gic_bank(cpu_this(), intid) + GICD_IPRIORITYR + intid,
		    priority);
}

uint8_t gic_priority(unsigned int intid)
{
	return mmio_read8(gic_bank(cpu_this(), intid) + GICD_IPRIORITYR +
			  intid);
}

static uint8_t *icfgr(unsigned int intid)
{
	return gic_bank(cpu_this(), intid) + GICD_ICFGR + intid / 16 * 4;
}

void gic_set_edge(unsigned int intid, bool edge)
{
	uint32_t bit = 2u << intid % 16 * 2;
	uint32_t value = mmio_read32(icfgr(intid)) & ~bit;

	mmio_write32(icfgr(intid), value | (edge ? bit : 0));
}

bool gic_is_edge(unsigned int intid)
{
	return mmio_read32(icfgr(intid)) >> intid % 16 * 2 & 2;
}

void gic_set_group1(unsigned int intid, bool group1)
{
	uint8_t *reg =
		gic_bank(cpu_this(), intid) + GICD_IGROUPR + intid / 32 * 4;
	uint32_t value = mmio_read32(reg) & ~(1u << intid % 32);

	mmio_write32(reg, value | (uint32_t)group1 << intid % 32);
}

void gic_route(unsigned int spi, unsigned int cpu)
{
	gic_claim()->route(spi, cpu);
}

/* ------------------------------------------------- SGIs, CPU interfaces ---- */

void gic_send(unsigned int sgi, unsigned int cpu)
{
	gic_claim()->send(sgi, cpu);
}

void gic_send_others(unsigned int sgi)
{
	gic_claim()->send_others(sgi);
}

uint32_t gic_ack(void)
{
	return gic_claim()->ack();
}

void gic_eoi(uint32_t iar)
{
	gic_claim()->eoi(iar);
}

void gic_deactivate(uint32_t iar)
{
	gic_claim()->deactivate(iar);
}

uint32_t gic_iar_intid(uint32_t iar)
{
	return iar & gic_claim()->intid_mask;
}

uint32_t gic_highest(void)
{
	return gic_claim()->highest();
}

uint32_t gic_running(void)
{
	return gic_claim()->running();
}

void gic_set_mask(uint8_t priority)
{
	gic_claim()->set_mask(priority);
}

void gic_set_eoimode(bool split)
{
	gic_claim()->set_eoimode(split);
}
