/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The interrupt controller, GICv2 (IHI 0048) or GICv3 (IHI 0069).
 *
 * The library itself needs one SGI, GIC_SGI_WAKE, which ends another CPU's WFI.
 * The rest is for suites: a handler of an interrupt is called in a trap, between
 * acknowledge and end of interrupt. What has no handler goes to
 * trap_handle(ARM_IRQ), unacknowledged, or fails the case. After a case that
 * used any of this the controller is as gic_init() made it: every interrupt but
 * GIC_SGI_WAKE disabled, inactive, not pending, level-sensitive, of priority
 * GIC_PRIORITY, SPIs routed to the boot CPU.
 */
#ifndef LIB_ARM_GIC_H
#define LIB_ARM_GIC_H

#include <arm/gic_regs.h>
#include <arm/machine.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	GIC_SGI_WAKE = 0,
	GIC_NR_SGIS = 16,
	GIC_PPI = 16,
	GIC_SPI = 32,
	GIC_SPURIOUS = 1023,
	GIC_LPI = 8192,

	GIC_PRIORITY = 0xa0,
	GIC_PRIORITY_MASK = 0xf0, /* of each CPU: lower values are let in */
};

/** gic_machine - where the machine has it; version 0: there is none */
const struct machine_gic *gic_machine(void);

/** gic_version - 2, 3, 4 (GICv3 with virtual LPIs), or 0: none is known */
unsigned int gic_version(void);

/** gic_nr_irqs - INTIDs of SGIs, PPIs and SPIs, as GICD_TYPER has them */
unsigned int gic_nr_irqs(void);

/** gic_intid - of an interrupt of the device tree: cells "type number flags" */
unsigned int gic_intid(const uint32_t cells[3]);

/* What a suite may need: any GIC, one of the two, an ITS, a GICv2m frame. */
extern const struct feature arm_gic, arm_gicv2, arm_gicv2_virt, arm_gicv3,
	arm_gicv4, arm_its, arm_v2m;

/* ------------------------------------------------------------- handlers -- */

/* @iar: what gic_ack() would have returned: the INTID, of GICv2 with its source */
typedef void gic_handler(uint32_t iar, void *arg);

/**
 * gic_handle - what to call for an interrupt, on any CPU
 * @intid: GIC_LPI stands for all LPIs
 * @handler: NULL takes it away
 *
 * Taken away by itself at the end of the case.
 */
void gic_handle(unsigned int intid, gic_handler *handler, void *arg);

/* ------------------------------------------------- one interrupt's state -- */
/* Of SGIs and PPIs: this CPU's. */

void gic_enable(unsigned int intid);
void gic_disable(unsigned int intid);
bool gic_is_enabled(unsigned int intid);
/** gic_set_pending - of an SGI of GICv2: as if this CPU had sent it */
void gic_set_pending(unsigned int intid);
/** gic_clear_pending - of an SGI of GICv2: whichever CPU has sent it */
void gic_clear_pending(unsigned int intid);
bool gic_is_pending(unsigned int intid);
void gic_set_active(unsigned int intid);
void gic_clear_active(unsigned int intid);
bool gic_is_active(unsigned int intid);

void gic_set_priority(unsigned int intid, uint8_t priority);
uint8_t gic_priority(unsigned int intid);
void gic_set_edge(unsigned int intid, bool edge);
bool gic_is_edge(unsigned int intid);
void gic_set_group1(unsigned int intid, bool group1);

/** gic_route - send an SPI to one CPU */
void gic_route(unsigned int spi, unsigned int cpu);

/* ------------------------------------------------------------------ SGIs -- */

void gic_send(unsigned int sgi, unsigned int cpu);
void gic_send_others(unsigned int sgi);

/* -------------------------------------------- the CPU interface, by hand -- */

/** gic_ack - acknowledge: what IAR reads, of GICv2 with an SGI's source */
uint32_t gic_ack(void);
/** gic_ack_other - the same, after GIC_SGI_WAKE where that has come */
uint32_t gic_ack_other(void);
/** gic_eoi, gic_deactivate - @iar as gic_ack() gave it */
void gic_eoi(uint32_t iar);
void gic_deactivate(uint32_t iar);
/** gic_iar_intid - the INTID of what gic_ack() returned */
uint32_t gic_iar_intid(uint32_t iar);
/** gic_highest - HPPIR; gic_running - RPR; gic_set_mask - PMR */
uint32_t gic_highest(void);
uint32_t gic_running(void);
void gic_set_mask(uint8_t priority);
/** gic_set_eoimode - whether gic_eoi() leaves deactivation to gic_deactivate() */
void gic_set_eoimode(bool split);

/* ------------------------------------------------------------- registers -- */

/** gic_dist - the distributor; gic_cpu - GICv2's CPU interface */
uint8_t *gic_dist(void);
uint8_t *gic_cpu(void);

/** gic_hyp, gic_virt - GICv2's for a hypervisor, and its guest's; NULL: none */
uint8_t *gic_hyp(void);
uint8_t *gic_virt(void);

/** gic_redist - GICv3: the redistributor of a CPU */
uint8_t *gic_redist(unsigned int cpu);

/**
 * gic_bank - where the registers GICD_IGROUPR to GICD_ICFGR of an INTID are
 *
 * The distributor, but for the SGIs and PPIs of GICv3, which have them in @cpu's
 * redistributor. Those of GICv2 are this CPU's, whatever @cpu.
 */
uint8_t *gic_bank(unsigned int cpu, unsigned int intid);

/** gic_sync - wait until the distributor has done what it was told: RWP */
void gic_sync(void);

/* ----------------------------------------------------- for the library ---- */

/** gic_init - find it and switch it on, once; and this CPU's part of it */
void gic_init(void);

/** gic_cpu_init - a further CPU's part */
void gic_cpu_init(void);

/** gic_case_end - this CPU's part as it was; the boot CPU's: the rest, too */
void gic_case_end(void);

/** gic_wake - send GIC_SGI_WAKE to a CPU */
void gic_wake(unsigned int index);

/**
 * gic_take_wake - acknowledge GIC_SGI_WAKE where it is what is pending
 *
 * Returns whether it was.
 */
bool gic_take_wake(void);

/** gic_trap - an IRQ: acknowledge it and call its handler; false: has none */
bool gic_trap(void);

#endif
