/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ways in which C code gives up; all are a panic. */
#include <assert.h>
#include <console.h>
#include <signal.h>
#include <stdlib.h>

void abort(void)
{
	panic("abort()");
}

/* How libgcc tells of a division by zero where the processor does not. */
int raise(int signal)
{
	panic("signal %d%s", signal,
	      signal == SIGFPE ? ": division by zero" : "");
}

void __assert_func(const char *file, int line, const char *function,
		   const char *expression)
{
	panic("%s:%d: %s: assert(%s)", file, line, function ? function : "?",
	      expression);
}

void __assert(const char *file, int line, const char *expression)
{
	__assert_func(file, line, NULL, expression);
}
