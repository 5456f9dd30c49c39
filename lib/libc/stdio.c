/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * printf(), puts() and putchar(): text becomes "# " records, a line each. What
 * has no newline yet waits for it, per CPU, so that lines stay whole.
 */
#include <arch.h>
#include <console.h>
#include <smp.h>
#include <stdarg.h>
#include <stdio.h>

enum {
	LINE_MAX_BYTES = 256
};

static struct line {
	unsigned int len;
	char text[LINE_MAX_BYTES];
} lines[CPU_MAX]; /* what each CPU has printed since its last newline */

static void line_print(struct line *line)
{
	unsigned int len = line->len;

	/* First: record() may be entered again by a trap. */
	line->len = 0;
	note("%.*s", (int)len, line->text);
}

static void line_put(struct line *line, char c)
{
	if (c == '\n' || line->len == LINE_MAX_BYTES)
		line_print(line);
	if (c != '\n')
		line->text[line->len++] = c;
}

static struct line *line_of_this_cpu(void)
{
	return &lines[arch_cpu_index()];
}

void console_flush(void)
{
	struct line *line = line_of_this_cpu();

	if (line->len)
		line_print(line);
}

int putchar(int c)
{
	line_put(line_of_this_cpu(), (char)c);
	return (unsigned char)c;
}

int puts(const char *text)
{
	struct line *line = line_of_this_cpu();

	for (; *text; text++)
		line_put(line, *text);
	line_put(line, '\n');
	return 0;
}

int vprintf(const char *format, va_list args)
{
	struct line *line = line_of_this_cpu();
	char text[1024];
	int len = vsnprintf(text, sizeof(text), format, args);

	for (const char *c = text; *c; c++)
		line_put(line, *c);
	return len;
}

int printf(const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vprintf(format, args);
	va_end(args);
	return len;
}
