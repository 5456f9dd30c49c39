/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Task switches from the library's task to another one, in every way there is. */
#ifndef X86_32_TASKSWITCH_SUITE_H
#define X86_32_TASKSWITCH_SUITE_H

#include <test/test.h>
#include <x86/run/state.h>
#include <x86/task.h>

#define TASKSWITCH_SUITE                                                    \
	TEST_SUITE("taskswitch",                                            \
		   .summary = "task switches save, load and check all of a " \
			      "task's state",                               \
		   .setup = tasks_setup)

/* Spare entries of the GDT */
enum {
	TASK = SPARE_SEL_BASE,	      /* where the switches lead */
	GATE = SPARE_SEL_BASE + 8,    /* a task gate for it */
	HANDLER = SPARE_SEL_BASE + 16, /* four tasks for faults in TASK */
	SUBJECT = SPARE_SEL_BASE + 48,
	LDT = SPARE_SEL_BASE + 56,
	VECTOR = 0x40, /* with a task gate for TASK */
	TASK_STACK_BYTES = 0x2000,
};

extern struct tss task, handlers[4];
extern uint8_t task_stack[TASK_STACK_BYTES], handler_stack[TASK_STACK_BYTES];

/** handler_for - have a handler's task take an exception; its selector */
uint16_t handler_for(enum trap_cause cause, unsigned int nr);

/* Where tasks begin: UD2; where handlers do: INT3. */
extern const char land_at[], land_handler[];

/** tasks_setup - both tasks, their descriptors and gates */
void tasks_setup(void);

struct way {
	const char *name;
	struct snippet code;
	enum {
		CALL,
		JMP,
		INTERRUPT, /* by an instruction */
		FAULT,
		RETURN, /* IRET with NT */
	} kind;
	unsigned int vector;
	bool has_error;
};

enum {
	NR_WAYS = 12
};
extern const struct way ways[NR_WAYS];

enum {
	FAULT_ERROR = 0x1234 /* of those ways that have one, in AX too */
};

/** way_prepare - gates and links, and the registers before the switch */
struct run_state way_prepare(const struct way *w);

/** way_named - the row of that name */
const struct way *way_named(const char *name);

/** way_nests - the new task is linked to the old one */
bool way_nests(const struct way *w);

/** task_state - the registers that a task's TSS has */
struct run_state task_state(const struct tss *tss);

/** expect_saved - @tss has these registers, and @rest in its other fields */
void expect_saved(const struct tss *tss, const struct tss *rest,
		  const struct run_state *state, uint32_t eip,
		  unsigned long flags);

#endif
