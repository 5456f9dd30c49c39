/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Records byte by byte: length, escapes, CPUs, traps and panics in between. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <arch/barrier.h>
#include <console.h>
#include <errno.h>
#include <host.h>
#include <smp.h>
#include <test/harness.h>
#include <trap.h>

#include "child.h"

enum {
	NR_RECORDS = 300, /* of each CPU */
};

static struct child child;

/* -------------------------------------------------------------- length ---- */

static void print_lengths(void *arg)
{
	char text[400];
	int len;

	(void)arg;
	memset(text, 'x', sizeof(text));
	for (len = 0; len < 320; len++)
		record("# %.*s", len, text);
}

/* Every line at most 100 bytes, and no shorter than it has to be. */
static void test_lengths(void **state)
{
	const char *line;
	int len, left;

	(void)state;
	child_call(&child, print_lengths, NULL);
	line = child.output;
	for (len = 0; len < 320; len++) {
		left = len + 2 < PROTO_LINE_MAX ? len + 2 : PROTO_LINE_MAX;
		assert_memory_equal(line, "# ", 2);
		assert_int_equal(strcspn(line, "\n"), left);
		line += left + 1;
		for (left = len + 2 - left; left > 0; left -= 97) {
			assert_memory_equal(line, "# +x", 4);
			assert_int_equal(strcspn(line, "\n"),
					 3 + (left < 97 ? left : 97));
			line += strcspn(line, "\n") + 1;
		}
	}
	assert_int_equal(*line, '\0');
}

static void print_too_long(void *arg)
{
	char text[6000];

	(void)arg;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	record("%s", text);
	note("%s", text);
	record("after");
}

static void test_too_long(void **state)
{
	(void)state;
	child_call(&child, print_too_long, NULL);
	child_join(&child);
	assert_int_equal(strspn(child.output, "x"), 3999);
	assert_int_equal(strspn(child.output + 4002, "x"), 3996);
	assert_string_equal(child.output + 4002 + 3996, "\nafter\n");
}

/* ------------------------------------------------------------- escapes ---- */

static void print_all_bytes(void *arg)
{
	int c;

	(void)arg;
	for (c = 1; c < 256; c++)
		record("# %c%c%c", c, c, c);
	/* An escape that would straddle the end of a line goes to the next. */
	for (c = 0; c < 6; c++)
		record("# %.*s\n\n%%", 94 + c - 2,
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
}

static size_t expect_bytes(char *out)
{
	size_t used = 0;
	int c;

	for (c = 1; c < 256; c++)
		if (c >= 0x20 && c <= 0x7e && c != '%')
			used += (size_t)sprintf(out + used, "# %c%c%c\n", c, c,
						c);
		else
			used += (size_t)sprintf(
				out + used, "# %%%02x%%%02x%%%02x\n", c, c, c);
	return used;
}

static void test_escapes(void **state)
{
	static char expected[8192];
	size_t used;
	int c, fit;

	(void)state;
	used = expect_bytes(expected);
	for (c = 0; c < 6; c++) {
		int len = 94 + c;

		used += (size_t)sprintf(expected + used, "# %.*s", len - 2,
					"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
					"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
					"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
		fit = (PROTO_LINE_MAX - len) / 3;
		used += (size_t)sprintf(expected + used, "%s\n# +%s\n",
					fit == 2 ? "%0a%0a" :
					fit == 1 ? "%0a" :
						   "",
					fit == 2 ? "%25" :
					fit == 1 ? "%0a%25" :
						   "%0a%0a%25");
	}
	child_call(&child, print_all_bytes, NULL);
	child_expect(&child, expected);
}

/* --------------------------------------------------------------- notes ---- */

static void print_notes(void *arg)
{
	(void)arg;
	note("plain");
	note("%s", "");
	note("run x");
	note("running");
	note("end pass=1");
	note("ends reset");
	note("hvcheck protocol=1");
	note("trap x");
	note("regs x");
	note("stack x");
	note("panic x");
	note("host x");
	note("bench x");
	note("+5");
	note(" +5");
}

static void test_notes(void **state)
{
	(void)state;
	child_call(&child, print_notes, NULL);
	child_expect(&child, "# plain\n# \n#  run x\n# running\n#  end pass=1\n"
			     "#  ends reset\n#  hvcheck protocol=1\n#  trap x\n"
			     "#  regs x\n#  stack x\n#  panic x\n#  host x\n"
			     "#  bench x\n#  +5\n#  +5\n");
}

/* ---------------------------------------------------------------- CPUs ---- */

static void print_much(void *arg)
{
	char text[300];
	int i;

	(void)arg;
	for (i = 0; i < NR_RECORDS; i++) {
		memset(text, 'a' + (int)cpu_this(), sizeof(text));
		text[i] = '\0';
		record("# %u %d %s", cpu_this(), i, text);
	}
}

static void print_on_all(void *arg)
{
	on_all_cpus(print_much, arg);
}

/* Whole records, each CPU's in its order. */
static void test_cpus(void **state)
{
	int next[4] = { 0 }, cpu, number, skip;
	const char *line;

	(void)state;
	child_call(&child, print_on_all, NULL);
	child_join(&child);
	for (line = child.output; *line; line += strcspn(line, "\n") + 1) {
		assert_int_equal(
			sscanf(line, "# %d %d %n", &cpu, &number, &skip), 2);
		assert_in_range(cpu, 0, 3);
		assert_int_equal(number, next[cpu]++);
		if (number == 0)
			skip = (int)strcspn(line, "\n");
		assert_int_equal(strspn(line + skip, "abcd"), number);
		assert_int_equal(strspn(line + skip,
					(char[]){ (char)('a' + cpu), '\0' }),
				 number);
	}
	for (cpu = 0; cpu < 4; cpu++)
		assert_int_equal(next[cpu], NR_RECORDS);
}

/* -------------------------------------------------- traps while printing ---- */

static void print_wild(const void *text)
{
	record("# never %s", (const char *)text);
}

static void print_other(void *arg)
{
	record("# CPU %u %s", cpu_this(), (const char *)arg);
}

static void trap_in_record(void *arg)
{
	(void)arg;
	assert_int_equal(trap_catch(print_wild, (void *)0x10).cause, TRAP_PAGE);
	record("# after");
	/* The console is free for the others, at once. */
	on_cpu(1, print_other, "prints");
}

static void test_trap_in_record(void **state)
{
	uint64_t start = arch_ticks();

	(void)state;
	child_call(&child, trap_in_record, NULL);
	assert_true(arch_ticks() - start < 3 * host_hz);
	child_expect(&child, "# after\n# CPU 1 prints\n");
}

static bool print_inside(struct trap_frame *frame, void *arg)
{
	(void)frame;
	(void)arg;
	record("# from inside");
	return false;
}

static void record_in_record(void *arg)
{
	(void)arg;
	trap_handle(TRAP_PAGE, print_inside, NULL);
	assert_int_equal(trap_catch(print_wild, (void *)0x10).cause, TRAP_PAGE);
	record("# after");
}

static void test_record_in_record(void **state)
{
	(void)state;
	child_call(&child, record_in_record, NULL);
	child_expect(&child, "# from inside\n# after\n");
}

/* A CPU takes a trap while it holds the console, and stays there. */
static bool stay(struct trap_frame *frame, void *stuck)
{
	(void)frame;
	__atomic_store_n((bool *)stuck, true, __ATOMIC_RELEASE);
	while (stuck)
		cpu_relax();
	return true;
}

static void hold_console(void *text)
{
	print_wild(text);
}

static void panic_while_held(void *arg)
{
	static bool stuck;

	(void)arg;
	trap_handle(TRAP_PAGE, stay, &stuck);
	on_cpu_start(2, hold_console, (void *)0x10);
	while (!__atomic_load_n(&stuck, __ATOMIC_ACQUIRE))
		cpu_relax();
	panic("CPU %u gives up", cpu_this());
}

static void test_panic_while_held(void **state)
{
	(void)state;
	child_call(&child, panic_while_held, NULL);
	assert_memory_equal(child.output, "# panic CPU 0 gives up\n# stack 0x",
			    33);
	assert_int_equal(child.status, PROTO_EXIT_ERROR);
}

static bool panic_again(struct trap_frame *frame, void *arg)
{
	(void)frame;
	(void)arg;
	panic("inside");
}

static void panic_in_panic(void *arg)
{
	(void)arg;
	trap_handle(TRAP_PAGE, panic_again, NULL);
	panic("%s", (const char *)0x10);
}

static void test_panic_in_panic(void **state)
{
	(void)state;
	child_call(&child, panic_in_panic, NULL);
	assert_string_equal(child.output, "\n# panic inside a panic\n");
	assert_int_equal(child.status, PROTO_EXIT_ERROR);
}

/* --------------------------------------------------------------- input ---- */

static void echo(void *arg)
{
	char line[8];
	int len;

	(void)arg;
	while ((len = console_gets(line, sizeof(line), 100)) >= 0)
		record("%d %s", len, line);
	record("%d", len);
}

static void test_input(void **state)
{
	char expected[80];

	(void)state;
	child_input("abc\n\nwith\r\nlonger than that\nno newline");
	child_call(&child, echo, NULL);
	snprintf(expected, sizeof(expected),
		 "3 abc\n0 \n4 with\n7 longer \n%d\n", -ETIMEDOUT);
	child_expect(&child, expected);
	child_input("");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_notes),
		cmocka_unit_test(test_cpus),
		cmocka_unit_test(test_trap_in_record),
		cmocka_unit_test(test_record_in_record),
		cmocka_unit_test(test_panic_while_held),
		cmocka_unit_test(test_panic_in_panic),
		cmocka_unit_test(test_input),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
