/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tasks of the processor (Intel SDM vol. 3, chapter 7), beside the one that the
 * library runs in. i386 only: long mode has no task switches.
 */
#ifndef LIB_X86_TASK_H
#define LIB_X86_TASK_H

#include <x86/desc.h>

/**
 * task_init - a state that can be switched to: level 0, flat segments, these
 * page tables, interrupts off
 * @stack: the end of its stack
 */
void task_init(struct tss *tss, const void *ip, void *stack);

/** task_init_user - the same at level 3; @trap_stack: where its traps arrive */
void task_init_user(struct tss *tss, const void *ip, void *stack,
		    void *trap_stack);

/** task_describe - its descriptor in the GDT, available, of @tss alone */
void task_describe(uint16_t selector, const struct tss *tss);

/** task_busy - what its descriptor says */
bool task_busy(uint16_t selector);

/**
 * task_home - be the library's task again, in all that a switch changes
 *
 * TR, CR0.TS and LDTR; after run_until_trap(), which takes care of the rest.
 */
void task_home(void);

#endif
