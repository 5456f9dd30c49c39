/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What topology.c and layout.c share: each CPU's view of where it is. */
#ifndef X86_CPUID_RULES_TOPOLOGY_H
#define X86_CPUID_RULES_TOPOLOGY_H

#include "suite.h"
#include <smp.h>

enum {
	LEVEL_NONE,
	LEVEL_SMT,
	LEVEL_CORE,
	LEVEL_DIE = 5
};

struct view {
	uint32_t apic_id;    /* as the local APIC has it */
	uint32_t initial_id; /* 1:EBX[31:24] */
	uint32_t x2apic_id;  /* 0BH:EDX */
	uint32_t x2apic_id_1f;
	uint32_t extended_id; /* 8000001E:EAX */
	uint32_t unit;	      /* 8000001E:EBX */
};

extern struct view views[CPU_MAX];

/** look_everywhere - fill in views[] of all CPUs */
void look_everywhere(void);

/** has_levels - not of a leaf that is not there or empty: 1FH with one die */
bool has_levels(uint32_t leaf);

#endif
