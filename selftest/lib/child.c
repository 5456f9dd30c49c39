/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "child.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <errno.h>
#include <host.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <test/test.h>
#include <unistd.h>

static const char *input = "";

void child_input(const char *text)
{
	input = text;
}

static void __attribute__((noreturn)) die(const char *what)
{
	perror(what);
	exit(99);
}

static void make_pipe(int ends[2])
{
	if (pipe(ends) < 0)
		die("pipe");
}

static void read_all(struct child *child, int from)
{
	size_t room;
	ssize_t got;

	child->len = 0;
	for (;;) {
		room = sizeof(child->output) - 1 - child->len;
		got = read(from, child->output + child->len, room);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		child->len += (size_t)got;
	}
	child->output[child->len] = '\0';
}

static void __attribute__((noreturn))
be_child(int in, int out, void (*fn)(void *), void *arg)
{
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	host_trap_init(); /* cmocka has put its own handlers there */
	alarm(60);	  /* whatever happens, the parent's read() ends */
	fn(arg);
	_exit(0);
}

void child_call(struct child *child, void (*fn)(void *), void *arg)
{
	int in[2], out[2], status;
	pid_t pid;

	make_pipe(in);
	make_pipe(out);
	if (write(in[1], input, strlen(input)) < 0) /* fits into the pipe */
		die("write");
	fflush(NULL);
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid == 0)
		be_child(in[0], out[1], fn, arg);
	close(in[0]);
	close(out[1]);
	read_all(child, out[0]);
	close(in[1]);
	close(out[0]);
	if (waitpid(pid, &status, 0) < 0)
		die("waitpid");
	child->status = WIFEXITED(status) ? WEXITSTATUS(status) :
					    256 + WTERMSIG(status);
}

/* ------------------------------------------------------- normalisation ---- */

static size_t number_len(const char *text)
{
	size_t len = strncmp(text, "0x", 2) == 0 ? 2 : 0;

	while (isxdigit((unsigned char)text[len]) || text[len] == '.')
		len++;
	return len;
}

/* Replaces the number after each @key. */
static void replace_numbers(char *text, const char *key)
{
	size_t len;

	while ((text = strstr(text, key)) != NULL) {
		text += strlen(key);
		len = number_len(text);
		if (!len)
			continue;
		memmove(text + 1, text + len, strlen(text + len) + 1);
		*text = 'N';
	}
}

static void cut_lines(char *text, const char *prefix)
{
	size_t rest;

	while ((text = strstr(text, prefix)) != NULL) {
		text += strlen(prefix);
		rest = strcspn(text, "\n");
		memmove(text, text + rest, strlen(text + rest) + 1);
	}
}

/* "selftest/lib/test_harness.c:12: " -> "FILE:LINE: " */
static void replace_places(char *text)
{
	char *end, *start;

	while ((end = strstr(text, ".c:")) != NULL) {
		start = end;
		while (start > text && start[-1] != ' ' && start[-1] != '\n')
			start--;
		end += 3 + strspn(end + 3, "0123456789");
		memmove(start + 9, end, strlen(end) + 1);
		memcpy(start, "FILE:LINE", 9);
		text = start + 9;
	}
}

void child_join(struct child *child)
{
	char *text = child->output;

	while ((text = strstr(text, "\n" PROTO_MORE)) != NULL)
		memmove(text, text + 1 + strlen(PROTO_MORE),
			strlen(text + 1 + strlen(PROTO_MORE)) + 1);
}

static void normalise(struct child *child)
{
	char *text = child->output;

	child_join(child);
	replace_numbers(text, "time_us=");
	replace_numbers(text, "pc=");
	replace_numbers(text, "at pc ");
	replace_numbers(text, "heap block ");
	cut_lines(text, "\n# regs");
	cut_lines(text, "\n# stack");
	replace_places(text);
	child->len = strlen(text);
}

static void run(void *arg)
{
	test_run_all(arg);
}

void child_run_raw(struct child *child, const char *cmdline)
{
	child_call(child, run, (void *)cmdline);
}

void child_run(struct child *child, const char *cmdline)
{
	child_run_raw(child, cmdline);
	normalise(child);
}

/* cmocka's own messages end after a kilobyte. */
void child_expect(const struct child *child, const char *expected)
{
	const char *got = child->output, *line = got;

	while (*got && *got == *expected) {
		if (*got == '\n')
			line = got + 1;
		got++;
		expected++;
	}
	if (*got == *expected)
		return;
	expected -= got - line;
	fail_msg("\n  expected: %.*s\n  got:      %.*s",
		 (int)strcspn(expected, "\n"), expected,
		 (int)strcspn(line, "\n"), line);
}
