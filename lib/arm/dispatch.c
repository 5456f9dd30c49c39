/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where entry.S leads with every trap. */
#include <arch.h>
#include <arm/gic.h>
#include <arm/percpu.h>
#include <arm/trap.h>
#include <trap.h>

extern const char user_done[]; /* behind the SVC after a user function */

static bool is_user_done(const struct trap_frame *frame)
{
	return frame->pc == (uintptr_t)user_done && trap_is_user_svc(frame);
}

void arm_trap(struct trap_frame *frame)
{
	user_leave(frame);
	if (is_user_done(frame))
		arch_frame_jump(frame, &cpu_self()->user_return, 1);
	else if (trap_is_irq(frame) && gic_trap())
		; /* its handler has run */
	else
		trap_dispatch(frame);
	user_resume(frame);
}
