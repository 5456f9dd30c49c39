/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <console.h>

#include <arch.h>
#include <arch/barrier.h>
#include <arch/irq.h>
#include <clock.h>
#include <errno.h>
#include <smp.h>
#include <stdio.h>
#include <string.h>
#include <test/protocol.h>
#include <trap.h>

enum {
	RECORD_MAX = 4000,
	PATIENCE = 1 << 26, /* looks at a held lock: some seconds */
	PANIC_PATIENCE = 1 << 16,
	TRIES = 3, /* to print a record whole */
};

static struct {
	unsigned int owner;	/* number of the CPU, plus one; 0: free */
	bool panicking;		/* somebody waits PANIC_PATIENCE only */
	unsigned int nr_nested; /* records from inside others, so far */
	bool in_line;		/* inside arch_write() */
	char text[RECORD_MAX];
	char nested_text[RECORD_MAX];
} console; /* zero at first: its bytes are not part of the image */

/* ---------------------------------------------------------------- lock ---- */

/*
 * True: taken; false: this CPU has it already, a trap came while printing. A
 * CPU that never lets go (it was reset, or is stuck in the device) loses it.
 */
static bool take(void)
{
	unsigned int me = cpu_this() + 1;
	unsigned int looks = 0, owner, patience;

	if (__atomic_load_n(&console.owner, __ATOMIC_RELAXED) == me)
		return false;
	for (;;) {
		owner = 0;
		if (__atomic_compare_exchange_n(&console.owner, &owner, me,
						false, __ATOMIC_ACQUIRE,
						__ATOMIC_RELAXED))
			return true;
		patience =
			__atomic_load_n(&console.panicking, __ATOMIC_RELAXED) ?
				PANIC_PATIENCE :
				PATIENCE;
		if (++looks > patience)
			break;
		cpu_relax();
	}
	__atomic_store_n(&console.owner, me, __ATOMIC_RELAXED);
	return true;
}

static void give(void)
{
	unsigned int me = cpu_this() + 1;

	__atomic_compare_exchange_n(&console.owner, &me, 0, false,
				    __ATOMIC_RELEASE, __ATOMIC_RELAXED);
}

void console_abandon(void)
{
	give();
}

/* --------------------------------------------------------------- lines ---- */

static void write_line(char *line, size_t len)
{
	if (console.in_line) /* somebody's, cut off by what we report */
		arch_write("\n", 1);
	line[len] = '\n';
	console.in_line = true;
	arch_write(line, len + 1);
	console.in_line = false;
}

static size_t escape(char *out, unsigned char c)
{
	static const char digits[] = "0123456789abcdef";

	if (c >= 0x20 && c <= 0x7e && c != PROTO_ESCAPE) {
		out[0] = (char)c;
		return 1;
	}
	out[0] = PROTO_ESCAPE;
	out[1] = digits[c >> 4];
	out[2] = digits[c & 15];
	return 3;
}

/* False: another record came in between, and this one has to be sent again. */
static bool send(const char *text)
{
	unsigned int nested = console.nr_nested;
	char line[PROTO_LINE_MAX + 1], bytes[3];
	size_t len, used = 0;

	for (; *text; text++) {
		len = escape(bytes, (unsigned char)*text);
		if (used + len > PROTO_LINE_MAX) {
			write_line(line, used);
			if (console.nr_nested != nested)
				return false;
			used = strlen(PROTO_MORE);
			memcpy(line, PROTO_MORE, used);
		}
		memcpy(line + used, bytes, len);
		used += len;
	}
	write_line(line, used);
	return console.nr_nested == nested;
}

/* ------------------------------------------------------------- records ---- */

static bool is_record(const char *text)
{
	static const char *const kinds[] = {
		PROTO_HEADER, PROTO_RUN,  PROTO_END,  PROTO_ENDS,
		PROTO_BENCH,  PROTO_TRAP, PROTO_REGS, PROTO_STACK,
		PROTO_PANIC,  PROTO_HOST, PROTO_MORE,
	};
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strncmp(text, kinds[i], strlen(kinds[i])) == 0)
			return true;
	return false;
}

/* Formatted one byte further to the right: room for a blank more. */
static const char *format_note(char *text, const char *format, va_list args)
{
	const size_t len = strlen(PROTO_COMMENT);
	char *plain = text + 1;

	memcpy(plain, PROTO_COMMENT, len);
	vsnprintf(plain + len, RECORD_MAX - len - 1, format, args);
	if (!is_record(plain))
		return plain;
	memcpy(text, PROTO_COMMENT, len);
	return text;
}

static void print(const char *format, va_list args, bool is_note)
{
	unsigned long flags = irq_save();
	bool outermost = take();
	char *text = outermost ? console.text : console.nested_text;
	const char *start = text;
	int tries;

	if (is_note)
		start = format_note(text, format, args);
	else
		vsnprintf(text, RECORD_MAX, format, args);
	for (tries = 0; tries < TRIES && !send(start); tries++)
		;
	if (outermost)
		give();
	else
		console.nr_nested++;
	irq_restore(flags);
}

void vrecord(const char *format, va_list args)
{
	print(format, args, false);
}

void record(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vrecord(format, args);
	va_end(args);
}

void vnote(const char *format, va_list args)
{
	print(format, args, true);
}

void note(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vnote(format, args);
	va_end(args);
}

/* --------------------------------------------------------------- panic ---- */

/* The second panic says no more than that: what it would print is broken. */
static void one_panic_only(void)
{
	static const char again[] = "\n" PROTO_PANIC "inside a panic\n";
	static unsigned int panicking; /* as console.owner */
	unsigned int me = cpu_this() + 1, owner = 0, looks;

	if (__atomic_compare_exchange_n(&panicking, &owner, me, false,
					__ATOMIC_RELAXED, __ATOMIC_RELAXED))
		return;
	if (owner == me)
		arch_write(again, sizeof(again) - 1);
	else /* another CPU's ends the VM in a moment */
		for (looks = 0; looks < PATIENCE; looks++)
			cpu_relax();
	arch_exit(PROTO_EXIT_ERROR);
}

void panic(const char *format, ...)
{
	char text[RECORD_MAX / 8];
	va_list args;

	irq_disable();
	one_panic_only();
	__atomic_store_n(&console.panicking, true, __ATOMIC_RELAXED);
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	record(PROTO_PANIC "%s", text);
	stack_print(0, 0);
	arch_exit(PROTO_EXIT_ERROR);
}

/* --------------------------------------------------------------- input ---- */

static bool input_arrived(void *arg)
{
	int *c = arg;

	*c = arch_getc();
	return *c >= 0;
}

int console_gets(char *line, size_t size, unsigned int timeout_ms)
{
	size_t len = 0;
	int c;

	for (;;) {
		if (!wait_until(input_arrived, &c, timeout_ms * 1000ull))
			return -ETIMEDOUT;
		if (c == '\n')
			break;
		if (c != '\r' && len + 1 < size)
			line[len++] = (char)c;
	}
	line[len] = '\0';
	return (int)len;
}
