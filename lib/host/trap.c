/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE
#include <host.h>

#include <console.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <test/protocol.h>
#include <trap.h>
#include <ucontext.h>

#include "ucontext.h"

static const struct host_cause {
	int signal;
	enum trap_cause cause;
	const char *name;
} causes[] = {
	{ SIGILL, TRAP_ILLEGAL, "SIGILL" }, { SIGSEGV, TRAP_PAGE, "SIGSEGV" },
	{ SIGBUS, TRAP_PAGE, "SIGBUS" },    { SIGTRAP, TRAP_BREAK, "SIGTRAP" },
	{ SIGFPE, HOST_FPE, "SIGFPE" },
};

enum {
	NR_CAUSES = sizeof(causes) / sizeof(causes[0])
};

/* ------------------------------------------------------------- signals ---- */

static void on_signal(int number, siginfo_t *info, void *ucontext)
{
	struct trap_frame frame = {
		.signal = number,
		.address = number == SIGSEGV || number == SIGBUS ?
				   (unsigned long)info->si_addr :
				   0,
		.ucontext = ucontext,
	};

	trap_dispatch(&frame);
	if (frame.jump)
		arch_context_jump(frame.jump, frame.jump_value);
}

void host_trap_init(void)
{
	/* Not blocked in the handler: a jump out of it unblocks nothing. */
	struct sigaction action = {
		.sa_sigaction = on_signal,
		.sa_flags = SA_SIGINFO | SA_NODEFER,
	};
	unsigned int i;

	for (i = 0; i < NR_CAUSES; i++)
		sigaction(causes[i].signal, &action, NULL);
}

/* ------------------------------------------------------------ contexts ---- */

void arch_context_jump(struct arch_context *context, int value)
{
	host_user = false;
	longjmp(context->registers, value);
}

void arch_frame_jump(struct trap_frame *frame, struct arch_context *context,
		     int value)
{
	frame->jump = context;
	frame->jump_value = value;
}

/* --------------------------------------------------------- description ---- */

void arch_trap_decode(const struct trap_frame *frame, struct trap *trap)
{
	struct host_context context = host_context(frame->ucontext);
	unsigned int i;

	memset(trap, 0, sizeof(*trap));
	for (i = 0; i < NR_CAUSES; i++)
		if (causes[i].signal == frame->signal)
			trap->cause = causes[i].cause;
	trap->address = frame->address;
	trap->pc = context.pc;
	trap->sp = context.sp;
	trap->user = host_user;
	trap->write = trap->cause == TRAP_PAGE && context.write;
	trap->fetch = trap->cause == TRAP_PAGE && context.fetch;
}

void arch_trap_name(char *text, size_t size, enum trap_cause cause,
		    unsigned long error)
{
	unsigned int i;

	for (i = 0; i < NR_CAUSES - 1; i++)
		if (causes[i].cause == cause)
			break;
	if (error)
		snprintf(text, size, "%s(0x%lx)", causes[i].name, error);
	else
		snprintf(text, size, "%s", causes[i].name);
}

void arch_trap_print(const struct trap_frame *frame)
{
	struct host_context context = host_context(frame->ucontext);

	record(PROTO_REGS "pc=0x%lx sp=0x%lx fp=0x%lx", context.pc, context.sp,
	       context.fp);
}

unsigned long arch_frame_pc(const struct trap_frame *frame)
{
	return host_context(frame->ucontext).pc;
}

unsigned long arch_frame_fp(const struct trap_frame *frame)
{
	return host_context(frame->ucontext).fp;
}

/* --------------------------------------------------------------- stack ---- */

/* The end of this thread's stack; 0: not known. */
static unsigned long stack_end(void)
{
	static __thread unsigned long end;
	pthread_attr_t attributes;
	void *start;
	size_t size;

	if (end || pthread_getattr_np(pthread_self(), &attributes) != 0)
		return end;
	if (pthread_attr_getstack(&attributes, &start, &size) == 0)
		end = (unsigned long)start + size;
	pthread_attr_destroy(&attributes);
	return end;
}

unsigned long arch_image_offset(void)
{
	return 0;
}

/* libc's frames have no frame pointers: stop at anything not on the stack. */
bool __attribute__((no_sanitize("address")))
arch_stack_record(unsigned long fp, struct stack_record *record)
{
	if (fp < (unsigned long)__builtin_frame_address(0) ||
	    fp + sizeof(*record) > stack_end() || fp % sizeof(fp) != 0)
		return false;
	record->fp = ((const unsigned long *)fp)[0];
	record->pc = ((const unsigned long *)fp)[1];
	return true;
}
