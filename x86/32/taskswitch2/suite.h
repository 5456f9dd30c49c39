/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tasks as handlers: of interrupts and faults, at level 3, of virtual-8086 mode. */
#ifndef X86_32_TASKSWITCH2_SUITE_H
#define X86_32_TASKSWITCH2_SUITE_H

#include <test/test.h>
#include <x86/run/state.h>
#include <x86/task.h>

#define TASKSWITCH2_SUITE                                                     \
	TEST_SUITE("taskswitch2",                                             \
		   .summary = "tasks handle interrupts and faults, and have " \
			      "level 3 and virtual-8086 mode",                \
		   .setup = handlers_setup)

/* Spare entries of the GDT */
enum {
	HANDLER = SPARE_SEL_BASE,    /* a task for interrupts and faults */
	TASK = SPARE_SEL_BASE + 8,   /* another one, that is called */
	SUBJECT = SPARE_SEL_BASE + 16,
	VECTOR = 0x50,
	TASK_STACK_BYTES = 0x2000,
};

extern struct tss handler, task;
extern uint8_t handler_stack[TASK_STACK_BYTES], task_stack[TASK_STACK_BYTES];
extern uint8_t trap_stack[TASK_STACK_BYTES];

/* What a handler has counted, and the error code it has found. */
extern volatile uint32_t runs;
extern uint32_t seen_error;

/*
 * Handlers: count and return by IRET; first take the error code away; call
 * fix() as well. After that they are ready for the next time.
 */
extern const char count_task[], error_task[], fix_task[], fix_error_task[];
extern void (*fix)(void);

/** handlers_setup - the tasks, of which none has run */
void handlers_setup(void);

/** handle - have HANDLER take a vector; @dpl: who may use INT n */
void handle(unsigned int vector, const char *code, unsigned int dpl);

#endif
