/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of both files: SPIs that no device drives, pended by hand, IRQs masked. */
#ifndef ARM_GIC_PRIORITY_SUITE_H
#define ARM_GIC_PRIORITY_SUITE_H

#include <arm/gic.h>
#include <arm/icc.h>
#include <smp.h>
#include <test/test.h>

TEST_SUITE("gic-priority",
	   .summary = "priorities decide what is acknowledged, and when",
	   .needs = NEEDS(&arm_gic));

enum {
	FIRST = 48, /* of 32 that belong to empty virtio-mmio slots */
	NR_SPIS = 32,
	IDLE = 0xff, /* RPR */
};

/* prepare - edge-triggered, enabled, of a priority; SPIs come here */
void prepare(unsigned int intid, uint8_t priority);

/* pend - prepare() and make it pending */
void pend(unsigned int intid, uint8_t priority);

/* check_ack - acknowledge, and check that it is this one */
void check_ack(unsigned int intid);

/* priority_mask, priority_step - of the bits that are implemented */
uint8_t priority_mask(void);
unsigned int priority_step(void);

/* set_pmr - the priority mask; returns what it holds */
uint8_t set_pmr(unsigned int value);

/* group_mask - the bits of a priority that preempt, for a value of BPR */
uint8_t group_mask(unsigned int bpr);
/* set_bpr - of the group that the interrupts are in; returns what it holds */
unsigned int set_bpr(unsigned int bpr);
unsigned int bpr_min(void);

/* is_signalled - the CPU interface has raised the IRQ */
bool is_signalled(void);

/* levels_read - active priority register @i of the interrupts' group */
uint32_t levels_read(unsigned int i);

#endif
