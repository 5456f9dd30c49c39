/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Traps, beyond what every port has. */
#ifndef LIB_ARM_TRAP_H
#define LIB_ARM_TRAP_H

#include <arch/trap.h>

/** arm_trap - entry_64.S gives every trap to this */
void arm_trap(struct trap_frame *frame);

/* Fields of ESR_EL1 (Arm ARM, D19.2.40) and of PSTATE as SPSR_EL1 has it. */
#define ESR_EC(esr)  ((unsigned int)((esr) >> 26 & 0x3f))
#define ESR_FSC(esr) ((unsigned int)(esr)&0x3f) /* DFSC, IFSC */
#define ESR_WNR	     (1ul << 6)
#define ESR_CM	     (1ul << 8)
#define ESR_FNV	     (1ul << 10)
#define FSC_EXTERNAL 0x10

#endif
