/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What gic.c has of gicv2.c and gicv3.c. */
#ifndef LIB_ARM_GIC_OPS_H
#define LIB_ARM_GIC_OPS_H

#include <arm/machine.h>
#include <stdbool.h>
#include <stdint.h>

struct gic_ops {
	void (*init)(const struct machine_gic *machine); /* map the frames */
	void (*dist_init)(void);
	void (*cpu_init)(void);
	uint8_t *(*bank)(unsigned int cpu, unsigned int intid);
	void (*sgi_pend)(unsigned int sgi, bool pending);
	void (*route)(unsigned int spi, unsigned int cpu);
	void (*send)(unsigned int sgi, unsigned int cpu);
	void (*send_others)(unsigned int sgi);
	uint32_t (*ack)(void);
	void (*eoi)(uint32_t iar);
	void (*deactivate)(uint32_t iar);
	uint32_t (*highest)(void);
	uint32_t (*running)(void);
	void (*set_mask)(uint8_t priority);
	void (*set_eoimode)(bool split);
	uint32_t intid_mask; /* of IAR */
};

extern const struct gic_ops gicv2_ops, gicv3_ops;

/** gic_claim - to be put back after this case; SKIPs where there is no GIC */
const struct gic_ops *gic_claim(void);

/** gic_map - a frame of the controller */
uint8_t *gic_map(const struct machine_device *frame);

/** gic_private_init - registers of SGIs and PPIs that both versions have */
void gic_private_init(uint8_t *bank);

/** gic_shared_init - those of the SPIs */
void gic_shared_init(uint8_t *dist);

/* Group 1 where a guest without EL3 has to use it, see gicv3.c; else 0. */
extern uint32_t gic_default_group;

#endif
