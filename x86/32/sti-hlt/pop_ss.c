/* SPDX-License-Identifier: GPL-2.0-or-later */
/* POP SS, which 64-bit code has not. */
#include "../../sti-hlt/suite.h"

#include <clock.h>

extern const char pop_shadow[];

static volatile unsigned int in_shadow, times;

static bool note_place(struct trap_frame *frame, void *arg)
{
	(void)arg;
	in_shadow += frame->ip == (unsigned long)pop_shadow;
	times++;
	apic_eoi();
	return true;
}

static void __attribute__((noinline, noclone)) pop_ss_once(void)
{
	asm volatile("push %%ss\n\t"
		     "pop %%ss\n"
		     "pop_shadow:\n\t"
		     "nop\n\t"
		     "nop" ::
			     : "memory");
}

/* Interrupts of a timer, at any instruction of a loop. */
TEST(pop_ss, "no interrupt between POP SS and the instruction after it")
{
	uint64_t end = clock_us() + 500000;

	in_shadow = times = 0;
	trap_handle(X86_INTERRUPT(VECTOR), note_place, NULL);
	apic_timer_start(APIC_LVTT_PERIODIC, VECTOR, 20000);
	irq_enable();
	while (times < 300 && clock_us() < end) {
		for (unsigned int i = 0; i < 1000; i++)
			pop_ss_once();
	}
	irq_disable();
	apic_timer_stop();
	EXPECT_GT(times, 0);
	EXPECT_EQ(in_shadow, 0);
}
