/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <trap.h>

#include <arch.h>
#include <arch/extable.h>
#include <console.h>
#include <smp.h>
#include <stdio.h>
#include <string.h>
#include <test/harness.h>

enum {
	STACK_DEPTH = 32
};

/* One trap_catch() that is under way, on the stack of its caller. */
struct catcher {
	struct arch_context context;
	struct trap trap;
	struct catcher *outer;
};

static struct catcher *catching[CPU_MAX]; /* the innermost of each CPU */

static struct handler {
	trap_handler *function;
	void *arg;
} handlers[TRAP_NR_CAUSES]; /* one table: handlers are for all CPUs */

static bool handled; /* whether there may be any, so that a reset is cheap */

struct trap trap_catch(void (*fn)(const void *), const void *arg)
{
	struct catcher catch = { .outer = catching[arch_cpu_index()] };

	if (arch_context_save(&catch.context) == 0) {
		catching[arch_cpu_index()] = &catch;
		fn(arg);
	}
	catching[arch_cpu_index()] = catch.outer;
	return catch.trap;
}

struct user_job {
	void (*fn)(const void *);
	const void *arg;
};

static void call_user(const void *arg)
{
	const struct user_job *job = arg;

	arch_user_call(job->fn, job->arg);
}

struct trap user_catch(void (*fn)(const void *), const void *arg)
{
	const struct user_job job = { .fn = fn, .arg = arg };

	return trap_catch(call_user, &job);
}

void trap_handle(enum trap_cause cause, trap_handler *handler, void *arg)
{
	struct handler *entry = &handlers[cause];

	/* another CPU may be taking the trap: never the new argument for the
	   old function */
	entry->function = NULL;
	mb();
	entry->arg = arg;
	mb();
	entry->function = handler;
	handled = true;
}

static bool handle(struct trap_frame *frame, enum trap_cause cause)
{
	trap_handler *function = handlers[cause].function;

	return function && function(frame, handlers[cause].arg);
}

void trap_dispatch(struct trap_frame *frame)
{
	struct catcher *catch = catching[arch_cpu_index()];
	struct trap trap;

	if (extable_fixup(frame))
		return;
	arch_trap_decode(frame, &trap);
	if (handle(frame, trap.cause))
		return;
	if (!catch) {
		test_unexpected_trap(frame);
		return;
	}
	/* a trap on the way out is the outer one's; a record that it came out
	   of stays unfinished */
	catching[arch_cpu_index()] = catch->outer;
	console_abandon();
	catch->trap = trap;
	arch_frame_jump(frame, &catch->context, 1);
}

void trap_reset(void)
{
	if (handled)
		memset(handlers, 0, sizeof(handlers));
	handled = false;
}

void trap_abandon(void)
{
	catching[arch_cpu_index()] = NULL;
}

bool stack_read(unsigned long address, unsigned long *word)
{
	paddr_t phys;

	if (address % sizeof(*word) != 0 ||
	    arch_translate((const void *)address, &phys) != 0)
		return false;
	*word = *(const unsigned long *)address;
	return true;
}

unsigned int stack_walk(unsigned long pc, unsigned long fp,
			unsigned long *addresses, unsigned int max)
{
	struct stack_record record;
	unsigned int nr = 0;

	if (fp == 0)
		fp = (unsigned long)__builtin_frame_address(0);
	if (pc && nr < max)
		addresses[nr++] = pc;
	while (nr < max && arch_stack_record(fp, &record) && record.pc) {
		addresses[nr++] = record.pc;
		if (record.fp <= fp)
			break;
		fp = record.fp;
	}
	return nr;
}

/* As in the image's file, for those who look symbols up there. */
void stack_print(unsigned long pc, unsigned long fp)
{
	unsigned long addresses[STACK_DEPTH];
	char text[STACK_DEPTH * (sizeof(" 0x") + 2 * sizeof(pc))];
	unsigned int nr = stack_walk(pc, fp, addresses, STACK_DEPTH);
	int len = 0;

	/* without a frame pointer the walk begins with the call of it here */
	for (unsigned int i = fp == 0; i < nr; i++)
		len += snprintf(text + len, sizeof(text) - (size_t)len,
				" 0x%lx", addresses[i] - arch_image_offset());
	if (len)
		record("%s%s", PROTO_STACK, text + 1);
}
