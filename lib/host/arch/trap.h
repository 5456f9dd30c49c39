/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Traps of the fake machine are signals. */
#ifndef LIB_HOST_ARCH_TRAP_H
#define LIB_HOST_ARCH_TRAP_H

#include <setjmp.h>
#include <signal.h>

enum trap_cause {
	TRAP_NONE = 0,
	TRAP_ILLEGAL, /* SIGILL */
	TRAP_PAGE,    /* SIGSEGV, SIGBUS */
	TRAP_BREAK,   /* SIGTRAP */
	HOST_FPE,     /* SIGFPE */
	HOST_LAST_CAUSE = HOST_FPE,
};

enum {
	TRAP_NR_CAUSES = HOST_LAST_CAUSE + 1
};

struct trap_frame {
	int signal;
	unsigned long address;
	void *ucontext;
	struct arch_context *jump; /* where to go instead of back */
	int jump_value;
};

struct arch_context {
	jmp_buf registers;
};

/*
 * A function cannot pass on that it returns twice; so this name, which arch.h
 * declares again, is libc's own function.
 */
int arch_context_save(struct arch_context *context) __asm__("_setjmp")
	__attribute__((returns_twice));

static inline void arch_break(void)
{
	raise(SIGTRAP);
}

static inline void arch_illegal(void)
{
	raise(SIGILL);
}

#endif
