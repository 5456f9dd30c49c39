/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The suites of common/ on the fake machine, under sanitizers: they pass where
 * lib/ and the port keep the contract, and with `invert` all of them fail.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <test/protocol.h>

#include "child.h"

extern const char common_allocators[], common_smp[], common_time[],
	common_traps[], common_protocol[];

static struct child child;

/* The C library and its malloc() are the build machine's; nothing is kept from
   the user; threads have stacks that are larger than a walk may be far. */
#define NOT_HERE                                                    \
	" skip=allocators.malloc*,allocators.calloc,"               \
	"allocators.realloc,allocators.memalign*,traps.user_page*," \
	"traps.caught/break,traps.caught/illegal,traps.user_caught/*"

static unsigned int count(const char *prefix)
{
	const char *line = child.output;
	unsigned int nr = 0;

	for (; *line; line += strcspn(line, "\n") + 1)
		nr += strncmp(line, prefix, strlen(prefix)) == 0;
	return nr;
}

static void run_suite(const char *suite)
{
	char cmdline[512];

	snprintf(cmdline, sizeof(cmdline), "cases=%s.*" NOT_HERE, suite);
	child_run(&child, cmdline);
	if (child.status != PROTO_EXIT_PASS)
		fail_msg("%s", child.output);
	assert_true(count(PROTO_OK) > 5);
	assert_int_equal(count(PROTO_OK), count(PROTO_RUN));
	assert_int_equal(count(PROTO_END), 1);

	strcat(cmdline, ",allocators.exec invert");
	child_run(&child, cmdline);
	if (child.status != PROTO_EXIT_FAIL || count(PROTO_OK) != 0)
		fail_msg("%s", child.output);
	assert_int_equal(count(PROTO_NOT_OK), count(PROTO_RUN));
}

static void test_allocators(void **state)
{
	(void)state;
	run_suite(common_allocators);
}

static void test_smp(void **state)
{
	(void)state;
	run_suite(common_smp);
}

static void test_time(void **state)
{
	(void)state;
	run_suite(common_time);
}

static void test_traps(void **state)
{
	(void)state;
	run_suite(common_traps);
}

static void test_protocol(void **state)
{
	(void)state;
	run_suite(common_protocol);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_allocators), cmocka_unit_test(test_smp),
		cmocka_unit_test(test_time),	   cmocka_unit_test(test_traps),
		cmocka_unit_test(test_protocol),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
