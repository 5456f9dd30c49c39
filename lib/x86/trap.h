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

/* trap_32.c, trap_64.c: */

/** trap_print_general - the general registers of a frame, as records */
void trap_print_general(const struct trap_frame *frame);

/** trap_jump_rest - arch_frame_jump(), for the registers that one width has */
void trap_jump_rest(struct trap_frame *frame,
		    const struct arch_context *context);

#endif
