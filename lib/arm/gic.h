/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The interrupt controller, GICv2 (IHI 0048) or GICv3 (IHI 0069), as far as the
 * library itself needs it: one SGI that ends another CPU's WFI.
 */
#ifndef LIB_ARM_GIC_H
#define LIB_ARM_GIC_H

#include <stdbool.h>
#include <stdint.h>

enum {
	GIC_SGI_WAKE = 0
};

/** gic_init - find it and switch it on, once; and this CPU's part of it */
void gic_init(void);

/** gic_cpu_init - a further CPU's part */
void gic_cpu_init(void);

/** gic_wake - send GIC_SGI_WAKE to a CPU */
void gic_wake(unsigned int index, uint64_t mpidr);

/**
 * gic_take_wake - acknowledge GIC_SGI_WAKE where it is what is pending
 *
 * Returns whether it was.
 */
bool gic_take_wake(void);

#endif
