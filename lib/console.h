/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records of the serial protocol (test/protocol.h) to the console: whole lines,
 * never interleaved between CPUs, continued where they are long.
 */
#ifndef LIB_CONSOLE_H
#define LIB_CONSOLE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/**
 * record - format one record and send it
 *
 * The format's text is the record without its newline, at most 4000 bytes of
 * it. A record that comes from inside another one (a trap while printing) does
 * not wait for the lock; the outer one is then printed again from its start.
 */
void record(const char *format, ...) __attribute__((format(printf, 1, 2)));
void vrecord(const char *format, va_list args);

/**
 * note - a diagnostic, "# " and the text
 *
 * Text that would read as a record of another kind ("run ...", "+...") is moved
 * one blank to the right.
 */
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));
void vnote(const char *format, va_list args);

/**
 * console_abandon - this CPU will not come back to a record it was printing
 *
 * The harness calls it when it has jumped out of a trap.
 */
void console_abandon(void);

/** printf, puts and putchar of the guest's C library print "# " diagnostics */

/** console_flush - print what they still hold of this CPU's unfinished line */
void console_flush(void);

/**
 * console_gets - a line from the host, without its newline
 *
 * Returns its length, or -ETIMEDOUT.
 */
int console_gets(char *line, size_t size, unsigned int timeout_ms);

/**
 * panic - the guest library, or the test, is wrong and cannot go on
 *
 * Prints a PROTO_PANIC record and the stack, even when another CPU holds the
 * console, and ends the VM with PROTO_EXIT_ERROR.
 */
void panic(const char *format, ...)
	__attribute__((format(printf, 1, 2), noreturn));

#endif
