/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Traps, beyond what every port has. */
#ifndef LIB_ARM_TRAP_H
#define LIB_ARM_TRAP_H

#include <arch/trap.h>
#include <stdbool.h>

/** arm_trap - entry.S gives every trap to this */
void arm_trap(struct trap_frame *frame);

/** trap_is_user_svc - a system call */
bool trap_is_user_svc(const struct trap_frame *frame);

bool trap_is_irq(const struct trap_frame *frame);

/** trap_from_lower - from user mode, or from a guest of this level */
bool trap_from_lower(const struct trap_frame *frame);

#ifdef __aarch64__
/* Fields of ESR_EL1 (Arm ARM, D19.2.40) and of PSTATE as SPSR_EL1 has it. */
#define ESR_EC(esr)  ((unsigned int)((esr) >> 26 & 0x3f))
#define ESR_FSC(esr) ((unsigned int)(esr)&0x3f) /* DFSC, IFSC */
#define ESR_WNR	     (1ul << 6)
#define ESR_CM	     (1ul << 8)
#define ESR_FNV	     (1ul << 10)
#else
/* Fields of DFSR and IFSR in the long format (Arm ARM, G8.2.36, G8.2.56). */
#define FSR_STATUS(fsr) ((unsigned int)(fsr)&0x3f)
#define FSR_WNR		(1ul << 11)
#define FSR_CM		(1ul << 13)
#define FSR_ASYNC	0x11
#define FSR_DEBUG	0x22
#endif
#define FSC_EXTERNAL 0x10

#endif
