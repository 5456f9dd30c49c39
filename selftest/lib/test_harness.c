/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a case comes to: the exact lines of every way (harness_suite.c). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <host.h>
#include <sys/mman.h>

#include "child.h"
#include "harness_suite.h"

static struct child child;

/* ------------------------------------------------------------ one case ---- */

/* From the line after "# run", see child_run() for what is replaced. */
/* clang-format off */
static const struct golden {
	const char *name;
	const char *args;
	int status;
	const char *lines;
} goldens[] = {
	{ "pass", "", 0x10,
	  "ok 1 h.pass # time_us=N checks=2\n"
	  "# end pass=1 fail=0 error=0 skip=0\n"
	},
	{ "values", "", 0x11,
	  "# FILE:LINE: EXPECT_EQ(bits.negative, 7): got 0xffffffffffffffff (-1), expected 0x7 (7)\n"
	  "# FILE:LINE: EXPECT_EQ((uint64_t)-1, -1): got 0xffffffffffffffff (18446744073709551615), expected 0xffffffffffffffff (-1)\n"
	  "# FILE:LINE: EXPECT_EQ((void *)16, NULL): got 0x10 (16), expected 0x0 (0)\n"
	  "# FILE:LINE: EXPECT_NE(3, 3): got 0x3 (3), expected != 0x3 (3)\n"
	  "# FILE:LINE: EXPECT_LT(2, 2): got 0x2 (2), expected < 0x2 (2)\n"
	  "# FILE:LINE: EXPECT_LE(INT64_MAX, INT64_MIN): got 0x7fffffffffffffff (9223372036854775807), expected <= 0x8000000000000000 (-9223372036854775808)\n"
	  "# FILE:LINE: EXPECT_GT(0, UINT64_MAX): got 0x0 (0), expected > 0xffffffffffffffff (18446744073709551615)\n"
	  "# FILE:LINE: EXPECT_GE(1, 2): got 0x1 (1), expected >= 0x2 (2)\n"
	  "# FILE:LINE: EXPECT_TRUE(0): got false, expected true\n"
	  "# FILE:LINE: EXPECT_FALSE(text): got true, expected false\n"
	  "# FILE:LINE: EXPECT_STREQ(text, \"abd\"): got \"abc\", expected \"abd\"\n"
	  "# FILE:LINE: EXPECT_STREQ(NULL, text): got NULL, expected \"abc\"\n"
	  "# FILE:LINE: EXPECT_MEMEQ(\"0123456789ab\", \"0123x56789ab\", 12): got 34 35 36 37 38 39 61 62 at byte 4 of 12, expected 78 35 36 37 38 39 61 62 at byte 4 of 12\n"
	  "not ok 1 h.values # time_us=N checks=24 failed=13\n"
	  "# end pass=0 fail=1 error=0 skip=0\n"
	},
	{ "once", "", 0x10,
	  "ok 1 h.once # time_us=N checks=6\n"
	  "# end pass=1 fail=0 error=0 skip=0\n"
	},
	{ "assert", "", 0x11,
	  "# FILE:LINE: ASSERT_EQ(depth, 1): got 0x0 (0), expected 0x1 (1)\n"
	  "not ok 1 h.assert # time_us=N checks=1 failed=1\n"
	  "# end pass=0 fail=1 error=0 skip=0\n"
	},
	{ "nothing", "", 0x12,
	  "not ok 1 h.nothing # ERROR no check was made # time_us=N checks=0\n"
	  "# end pass=0 fail=0 error=1 skip=0\n"
	},
	{ "rowless", "", 0x12,
	  "not ok 1 h.rowless # ERROR the case has no rows # time_us=N checks=0\n"
	  "# end pass=0 fail=0 error=1 skip=0\n"
	},
	{ "error", "", 0x12,
	  "# FILE:LINE: EXPECT_EQ(1, 2): got 0x1 (1), expected 0x2 (2)\n"
	  "not ok 1 h.error # ERROR no luck # time_us=N checks=1 failed=1\n"
	  "# end pass=0 fail=0 error=1 skip=0\n"
	},
	{ "skip", "", 0x10,
	  "ok 1 h.skip # SKIP not 7 # time_us=N checks=1\n"
	  "# end pass=0 fail=0 error=0 skip=1\n"
	},
	{ "fail_then_skip", "", 0x11,
	  "# FILE:LINE: EXPECT_EQ(1, 2): got 0x1 (1), expected 0x2 (2)\n"
	  "not ok 1 h.fail_then_skip # time_us=N checks=1 failed=1\n"
	  "# end pass=0 fail=1 error=0 skip=0\n"
	},
	{ "needs", "", 0x10,
	  "ok 1 h.needs # SKIP needs XSAVE (CPUID.1:ECX[26]) # time_us=N checks=0\n"
	  "# end pass=0 fail=0 error=0 skip=1\n"
	},
	{ "needs_again", "", 0x10,
	  "ok 1 h.needs_again # SKIP needs XSAVE (CPUID.1:ECX[26]) # time_us=N checks=0\n"
	  "# end pass=0 fail=0 error=0 skip=1\n"
	},
	{ "needs_trap", "", 0x11,
	  "# trap SIGILL pc=N error=0x0 address=0x0 access=none mode=kernel cpu=0\n"
	  "# regs\n"
	  "# stack\n"
	  "not ok 1 h.needs_trap # time_us=N checks=0 failed=1\n"
	  "# end pass=0 fail=1 error=0 skip=0\n"
	},
	{ "defer", "", 0x11,
	  "# FILE:LINE: ASSERT_EQ(1, 2): got 0x1 (1), expected 0x2 (2)\n"
	  "# undo2 0xfffffffe 0xfedcba9876543210\n"
	  "# undo 3\n"
	  "# trap SIGILL pc=N error=0x0 address=0x0 access=none mode=kernel cpu=0\n"
	  "# regs\n"
	  "# stack\n"
	  "# undo 2\n"
	  "# FILE:LINE: ASSERT_EQ(step, 0): got 0x2 (2), expected 0x0 (0)\n"
	  "# undo 1\n"
	  "not ok 1 h.defer # time_us=N checks=3 failed=3\n"
	  "# end pass=0 fail=1 error=0 skip=0\n"
	},
	{ "defer_trap", "", 0x11,
	  "# trap SIGILL pc=N error=0x0 address=0x0 access=none mode=kernel cpu=0\n"
	  "# regs\n"
	  "# stack\n"
	  "# undo 4\n"
	  "not ok 1 h.defer_trap # time_us=N checks=0 failed=1\n"
	  "# end pass=0 fail=1 error=0 skip=0\n"
	},
	{ "defer_skip", "", 0x10,
	  "# undo 5\n"
	  "ok 1 h.defer_skip # SKIP now # time_us=N checks=0\n"
	  "# end pass=0 fail=0 error=0 skip=1\n"
	},
	{ "defer_cpu", "", 0x10,
	  "ok 1 h.defer_cpu # time_us=N checks=3\n"
	  "# end pass=1 fail=0 error=0 skip=0\n"
	},
	{ "defer_many", "", 0x12,
	  "not ok 1 h.defer_many # ERROR more than 128 calls of test_defer() # time_us=N checks=129\n"
	  "# end pass=0 fail=0 error=1 skip=0\n"
	},
	{ "trap", "", 0x11,
	  "# trap SIGSEGV pc=N error=0x0 address=0x10 access=write mode=kernel cpu=0\n"
	  "# regs\n"
	  "# stack\n"
	  "not ok 1 h.trap # time_us=N checks=0 failed=1\n"
	  "# end pass=0 fail=1 error=0 skip=0\n"
	},
	{ "caught", "", 0x11,
	  "# FILE:LINE: EXPECT_TRAP(trap_catch(store, (void *)0x20), TRAP_NONE): got SIGSEGV at pc N, address 0x20, expected no trap\n"
	  "# FILE:LINE: EXPECT_TRAP(trap_catch(quiet, NULL), TRAP_PAGE): got no trap, expected SIGSEGV\n"
	  "# FILE:LINE: EXPECT_TRAP_ERROR(trap_catch(store, (void *)0x20), TRAP_PAGE, 6): got SIGSEGV at pc N, address 0x20, expected SIGSEGV(0x6)\n"
	  "# FILE:LINE: EXPECT_TRAP_CAUSE(trap_catch(store, (void *)0x20), TRAP_BREAK): got SIGSEGV at pc N, address 0x20, expected cause SIGTRAP\n"
	  "not ok 1 h.caught # time_us=N checks=6 failed=4\n"
	  "# end pass=0 fail=1 error=0 skip=0\n"
	},
	{ "assert_in_catch", "", 0x11,
	  "# FILE:LINE: ASSERT_NE(arg, NULL): got 0x0 (0), expected != 0x0 (0)\n"
	  "not ok 1 h.assert_in_catch # time_us=N checks=1 failed=1\n"
	  "# end pass=0 fail=1 error=0 skip=0\n"
	},
	{ "trap_again", "", 0x11,
	  "# trap SIGSEGV pc=N error=0x0 address=0x40 access=write mode=kernel cpu=0\n"
	  "# regs\n"
	  "# stack\n"
	  "not ok 1 h.trap_again # time_us=N checks=0 failed=1\n"
	  "# end pass=0 fail=1 error=0 skip=0\n"
	},
	{ "cpu_assert", "", 0x11,
	  "# FILE:LINE: EXPECT_EQ(cpu_this(), 0): got 0x1 (1), expected 0x0 (0) (on CPU 1)\n"
	  "# CPU 1 goes on\n"
	  "# FILE:LINE: EXPECT_EQ(cpu_this(), 0): got 0x2 (2), expected 0x0 (0) (on CPU 2)\n"
	  "# FILE:LINE: ASSERT_EQ(cpu_this(), *(unsigned int *)cpu): got 0x2 (2), expected 0x1 (1) (on CPU 2)\n"
	  "not ok 1 h.cpu_assert # time_us=N checks=4 failed=3\n"
	  "# end pass=0 fail=1 error=0 skip=0\n"
	},
	{ "cpu_trap", "", 0x11,
	  "# trap SIGSEGV pc=N error=0x0 address=0x30 access=write mode=kernel cpu=3\n"
	  "# regs\n"
	  "# stack\n"
	  "not ok 1 h.cpu_trap # time_us=N checks=0 failed=1\n"
	  "# end pass=0 fail=1 error=0 skip=0\n"
	},
	{ "cpu_again", "", 0x10,
	  "ok 1 h.cpu_again # time_us=N checks=1\n"
	  "# end pass=1 fail=0 error=0 skip=0\n"
	},
	{ "panic", "", 0x12,
	  "# panic the sky falls\n"
	  "# stack\n"
	},
	{ "memory", "", 0x12,
	  "not ok 1 h.memory # ERROR out of memory: no 256 contiguous pages for flags 0x8 # time_us=N checks=1\n"
	  "# end pass=0 fail=0 error=1 skip=0\n"
	},
	{ "leak", "", 0x10,
	  "# heap block N of 100 bytes, allocated at\n"
	  "# stack\n"
	  "# heap block N of 20 bytes, allocated at\n"
	  "# stack\n"
	  "# left 2 blocks of 120 bytes on the heap\n"
	  "ok 1 h.leak # time_us=N checks=2\n"
	  "# end pass=1 fail=0 error=0 skip=0\n"
	},
	{ "context", "", 0x11,
	  "# round 1\n"
	  "# FILE:LINE: EXPECT_NE(i, 1): got 0x1 (1), expected != 0x1 (1)\n"
	  "# FILE:LINE: EXPECT_NE(i, 1): got 0x1 (1), expected != 0x1 (1)\n"
	  "# round 3\n"
	  "# FILE:LINE: EXPECT_LT(i, 3): got 0x3 (3), expected < 0x3 (3)\n"
	  "# FILE:LINE: EXPECT_EQ(1, 2): got 0x1 (1), expected 0x2 (2)\n"
	  "not ok 1 h.context # time_us=N checks=13 failed=4\n"
	  "# end pass=0 fail=1 error=0 skip=0\n"
	},
	{ "numbers", "", 0x10,
	  "# 8e457c72ba6be838\n"
	  "ok 1 h.numbers # time_us=N checks=1\n"
	  "# end pass=1 fail=0 error=0 skip=0\n"
	},
	{ "arguments", "x=1 flag big=0xffffffffffffffff octal=010", 0x12,
	  "not ok 1 h.arguments # ERROR the argument flag= is not a number # time_us=N checks=6\n"
	  "# end pass=0 fail=0 error=1 skip=0\n"
	},
	{ "host", "host=nmi,counters", 0x12,
	  "# host nmi\n"
	  "# host heard\n"
	  "# host counters\n"
	  "# host heard\n"
	  "not ok 1 h.host # ERROR asked for counters, got the answer \"counters failed\" # time_us=N checks=2\n"
	  "# end pass=0 fail=0 error=1 skip=0\n"
	},
	{ "unchecked", "", 0x12,
	  "# h.unchecked/0x1:\n"
	  "not ok 1 h.unchecked # ERROR no check was made # time_us=N checks=1\n"
	  "# end pass=0 fail=0 error=1 skip=0\n"
	},
	{ "undeclared", "", 0x12,
	  "not ok 1 h.undeclared # ERROR test_ends() in a case without .ends # time_us=N checks=0\n"
	  "# end pass=0 fail=0 error=1 skip=0\n"
	},
	{ "reset", "", 0x41,
	  "# ends reset\n"
	},
	{ "no_reset", "", 0x12,
	  "# ends panic\n"
	  "not ok 1 h.no_reset # ERROR the machine went on after test_ends() # time_us=N checks=1\n"
	  "# end pass=0 fail=0 error=1 skip=0\n"
	},
	{ "unsaid", "", 0x12,
	  "not ok 1 h.unsaid # ERROR the case ended without test_ends() # time_us=N checks=1\n"
	  "# end pass=0 fail=0 error=1 skip=0\n"
	},
	{ "reboot", "", 0x44,
	  "# ends reboot\n"
	},
};
/* clang-format on */

enum {
	NR_GOLDENS = sizeof(goldens) / sizeof(goldens[0])
};

#define HEADER                                                 \
	"KTAP version 1\n# hvcheck protocol=1 suite=h target=" \
	"host cpus=4 seed=1\n"

static void assert_run(const char *cmdline, const char *expected, int status)
{
	child_run(&child, cmdline);
	child_expect(&child, expected);
	assert_int_equal(child.status, status);
}

static void test_each_alone(void **state)
{
	char cmdline[256], expected[4096];
	size_t i;

	(void)state;
	child_input("nmi ok\ncounters failed\n");
	for (i = 0; i < NR_GOLDENS; i++) {
		snprintf(cmdline, sizeof(cmdline), "cases=%s.%s %s",
			 harness_suite, goldens[i].name, goldens[i].args);
		snprintf(expected, sizeof(expected),
			 HEADER "1..1\n# run h.%s\n%s", goldens[i].name,
			 goldens[i].lines);
		assert_run(cmdline, expected, goldens[i].status);
	}
}

/* ------------------------------------------------- none disturbs others ---- */

static bool ends_the_machine(const struct golden *golden)
{
	return !strstr(golden->lines, "# end ");
}

/* "ok 1 h.pass" -> "ok 7 h.pass", and without the figures of the end. */
static size_t add_lines(char *out, const struct golden *golden, unsigned int nr)
{
	const char *lines = golden->lines, *one = strstr(lines, "ok 1 ");
	const char *end = strstr(lines, "# end ");

	return (size_t)sprintf(out, "# run h.%s\n%.*sok %u %.*s", golden->name,
			       (int)(one - lines), lines, nr,
			       (int)(end - one - 5), one + 5);
}

static void test_all_together(void **state)
{
	static char expected[sizeof(child.output)];
	unsigned int i, nr = 0, count[0x13] = { 0 };
	size_t len = 0;

	(void)state;
	for (i = 0; i < NR_GOLDENS; i++)
		nr += !ends_the_machine(&goldens[i]);
	len += (size_t)sprintf(expected, HEADER "1..%u\n", nr);
	for (i = 0, nr = 0; i < NR_GOLDENS; i++) {
		if (ends_the_machine(&goldens[i]))
			continue;
		len += add_lines(expected + len, &goldens[i], ++nr);
		count[goldens[i].status]++;
	}
	/* A pass and a skip are the same status. */
	sprintf(expected + len, "# end pass=%u fail=%u error=%u skip=4\n",
		count[0x10] - 4, count[0x11], count[0x12]);
	child_input("nmi ok\ncounters failed\n");
	assert_run("x=1 flag big=0xffffffffffffffff octal=010 "
		   "host=nmi,counters skip=h.panic,h.reset,h.reboot,h.flood,"
		   "h.states,h.bench,h.needs_once,h.dice,h.handlers",
		   expected, 0x12);
}

/* ---------------------------------------------------------- particular ---- */

static unsigned int count_lines(const char *prefix)
{
	const char *line = child.output;
	unsigned int nr = 0;

	for (; *line; line += strcspn(line, "\n") + 1)
		nr += strncmp(line, prefix, strlen(prefix)) == 0;
	return nr;
}

static bool printed(const char *lines)
{
	return strstr(child.output, lines) != NULL;
}

static void test_probed_once(void **state)
{
	(void)state;
	child_run(&child, "cases=h.needs*");
	assert_true(printed("\nok 3 h.needs_once # time_us=N checks=1\n"));
}

static void test_forced(void **state)
{
	(void)state;
	child_run(&child, "cases=h.needs,h.needs_again force");
	assert_true(printed("not ok 1 h.needs # time_us=N checks=1 failed=1\n"));
	assert_true(printed("\nok 2 h.needs_again # time_us=N checks=1\n"));
}

static void test_flood(void **state)
{
	(void)state;
	child_run(&child, "cases=h.flood");
	assert_int_equal(count_lines("# FILE:LINE: "), 50);
	assert_true(printed("# 10 more failed checks are not shown\n"
			    "not ok 1 h.flood # time_us=N checks=60 failed=60\n"));
}

static void test_states(void **state)
{
	(void)state;
	child_run(&child, "cases=h.states");
	assert_int_equal(count_lines("# h.states/0x"), 20);
	assert_int_equal(count_lines("# FILE:LINE: "), 20);
	assert_true(printed("# run h.states\n# h.states/0x28:\n"));
	assert_true(printed("# stopped after 20 states that failed\n"
			    "not ok 1 h.states # time_us=N checks=60 failed=20\n"));
}

static void test_states_singly(void **state)
{
	(void)state;
	assert_run("cases=h.states/0x28,h.states/39",
		   HEADER "1..2\n"
			  "# run h.states/0x28\n"
			  "# FILE:LINE: EXPECT_LT(state %25 64, 40): "
			  "got 0x28 (40), expected < 0x28 (40)\n"
			  "not ok 1 h.states/0x28 # time_us=N checks=1 failed=1\n"
			  "# run h.states/0x27\n"
			  "ok 2 h.states/0x27 # time_us=N checks=1\n"
			  "# end pass=1 fail=1 error=0 skip=0\n",
		   0x11);
	child_run(&child, "cases=h.states/* "
			  "skip=h.states/0x28,h.states/0x3b,h.other/1");
	assert_int_equal(count_lines("# h.states/0x"), 20);
	assert_true(printed("# run h.states\n# h.states/0x29:\n"));
	assert_false(printed("# h.states/0x3b:\n"));
	/* 100 mod 64 is 36: the 20 that fail are 41..58, 60..61 */
	assert_true(printed("# h.states/0x3d:\n"));
}

/* A state alone is what it is among all. */
static void test_random_per_state(void **state)
{
	char notes[3][64];
	const char *note;
	int i;

	(void)state;
	child_run(&child, "cases=h.dice");
	for (i = 0; i < 3; i++) {
		snprintf(notes[i], sizeof(notes[i]), "\n# %d: ", i);
		note = strstr(child.output, notes[i]);
		assert_non_null(note);
		snprintf(notes[i], sizeof(notes[i]), "%.*s",
			 (int)strcspn(note + 1, "\n") + 1, note);
	}
	assert_string_not_equal(notes[0] + 6, notes[1] + 6);
	assert_string_not_equal(notes[1] + 6, notes[2] + 6);
	child_run(&child, "cases=h.dice/2,h.dice/0");
	assert_true(printed(notes[2]) && printed(notes[0]));
}

static void test_failed_state_resets(void **state)
{
	(void)state;
	child_run(&child, "cases=h.handlers");
	assert_int_equal(count_lines("# h.handlers/0x"), 1);
	assert_true(printed("# h.handlers/0x0:\n"));
}

static void test_random_per_case(void **state)
{
	char alone[128];

	(void)state;
	child_run(&child, "cases=h.numbers seed=7");
	snprintf(alone, sizeof(alone), "%.*s",
		 (int)strcspn(strstr(child.output, "numbers\n# ") + 8, "\n"),
		 strstr(child.output, "numbers\n# ") + 8);
	child_run(&child, "cases=h.pass,h.numbers,h.once shuffle=3 seed=7");
	assert_true(printed(alone));
	assert_true(printed(" seed=7\n"));
	child_run(&child, "cases=h.numbers seed=8");
	assert_false(printed(alone));
}

/* Each figure in ticks and nanoseconds; the fake machine's are the same. */
static void test_bench(void **state)
{
	unsigned int samples, batch;
	double min, median, p99, median_ns, p99_ns;
	const char *line;

	(void)state;
	child_run(&child, "cases=h.bench");
	line = strstr(child.output, "# bench ");
	assert_non_null(line);
	assert_int_equal(
		sscanf(line,
		       "# bench h.bench.x samples=%u batch=%u min_ticks=%lf "
		       "median_ticks=%lf p99_ticks=%lf median_ns=%lf p99_ns=%lf",
		       &samples, &batch, &min, &median, &p99, &median_ns,
		       &p99_ns),
		7);
	assert_true(samples >= 101);
	assert_true(batch >= 16);
	assert_true(min > 0 && min <= median && median <= p99);
	assert_true(median == median_ns && p99 == p99_ns);
	assert_true(printed("ok 1 h.bench # time_us=N checks=2\n"));
}

/* The same machine boots twice; the second header goes on after the case. */
static void test_reboot(void **state)
{
	unsigned int *kept = mmap(NULL, sizeof(*kept), PROT_READ | PROT_WRITE,
				  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	unsigned int *before = host_kept;

	(void)state;
	host_kept = kept;
	child_run(&child, "cases=h.reboot,h.unsaid start=2");
	assert_int_equal(*kept, 3);
	assert_int_equal(child.status, HOST_EXIT_ENDED + 4);
	assert_run("cases=h.reboot,h.unsaid start=2",
		   HEADER "1..2\n# end pass=0 fail=0 error=0 skip=0\n", 0x10);
	assert_int_equal(*kept, 0);
	host_kept = before;
}

/* Every case that makes a check and would pass fails, and says why. */
static void test_invert(void **state)
{
	(void)state;
	assert_run("invert cases=h.once,h.needs,h.nothing,h.skip,h.reset",
		   HEADER "1..5\n"
			  "# run h.once\n"
			  "# FILE:LINE: EXPECT_EQ(a++, b++): got 0x0 (0), "
			  "expected 0x0 (0) (inverted)\n"
			  "# FILE:LINE: EXPECT_LT(a++, ++b): got 0x1 (1), "
			  "expected < 0x2 (2) (inverted)\n"
			  "# FILE:LINE: EXPECT_TRUE(a++): got true, expected "
			  "true (inverted)\n"
			  "# FILE:LINE: EXPECT_EQ(a, 3): got 0x3 (3), expected "
			  "0x3 (3) (inverted)\n"
			  "# FILE:LINE: EXPECT_EQ(b, 2): got 0x2 (2), expected "
			  "0x2 (2) (inverted)\n"
			  "# FILE:LINE: EXPECT_EQ((a = 7), a): got 0x7 (7), "
			  "expected 0x7 (7) (inverted)\n"
			  "not ok 1 h.once # time_us=N checks=6 failed=6\n"
			  "# run h.nothing\n"
			  "not ok 2 h.nothing # ERROR no check was made # "
			  "time_us=N checks=0\n"
			  "# run h.skip\n"
			  "# FILE:LINE: EXPECT_EQ(1, 1): got 0x1 (1), expected "
			  "0x1 (1) (inverted)\n"
			  "not ok 3 h.skip # time_us=N checks=1 failed=1\n"
			  "# run h.needs\n"
			  "ok 4 h.needs # SKIP needs XSAVE (CPUID.1:ECX[26]) # "
			  "time_us=N checks=0\n"
			  "# run h.reset\n"
			  "# test_ends(): got reset, expected reset "
			  "(inverted)\n"
			  "not ok 5 h.reset # time_us=N checks=1 failed=1\n"
			  "# end pass=0 fail=3 error=1 skip=1\n",
		   0x12);
	child_run(&child, "invert cases=h.assert");
	assert_true(printed("# not reached\nok 1 h.assert "));
	child_run(&child, "invert cases=h.states");
	assert_int_equal(count_lines("# h.states/0x"), 20);
	assert_true(printed("\nnot ok 1 h.states "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_alone),
		cmocka_unit_test(test_all_together),
		cmocka_unit_test(test_probed_once),
		cmocka_unit_test(test_forced),
		cmocka_unit_test(test_flood),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_states_singly),
		cmocka_unit_test(test_random_per_case),
		cmocka_unit_test(test_random_per_state),
		cmocka_unit_test(test_failed_state_resets),
		cmocka_unit_test(test_bench),
		cmocka_unit_test(test_reboot),
		cmocka_unit_test(test_invert),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
