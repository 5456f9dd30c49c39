/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Traps, beyond what every port has. */
#ifndef LIB_X86_TRAP_H
#define LIB_X86_TRAP_H

#include <arch/trap.h>
#include <stdbool.h>

/** x86_trap - entry_32.S and entry_64.S give every trap to this */
void x86_trap(struct trap_frame *frame);

/** x86_has_error - the processor pushes an error code for this exception */
bool x86_has_error(enum trap_cause cause);

#endif
