/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rules of the verdict, without a VM: what a guest says and how its VM ends
 * -> results. The tables name every combination.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../lib/test/protocol.h"
#include "alloc.h"
#include "ktap.h"
#include "verdict.h"

enum {
	CASES = 4
};

struct bench {
	struct target target;
	struct image image;
	struct image_case image_cases[CASES];
	struct unit unit;
	struct plan_case cases[CASES];
	const struct plan_case *list[CASES];
	struct verdict verdict;
	struct ktap ktap;
	char seen[8192];
	bool could_not_run;
};

static void on_result(void *arg, const struct verdict_result *result)
{
	struct bench *b = arg;
	size_t len = strlen(b->seen);

	b->could_not_run |= result->could_not_run;
	snprintf(b->seen + len, sizeof(b->seen) - len, "%s %s%s%s\n",
		 state_name(result->state),
		 result->planned ? result->planned->name : "-",
		 *result->reason ? ": " : "", result->reason);
}

static void on_event(void *arg, const struct ktap_event *event)
{
	struct bench *b = arg;

	verdict_event(&b->verdict, event);
}

/* Cases t.a, t.b, ... of an x86_64 unit. */
static void bench_init(struct bench *b, size_t nr)
{
	static const char *const names[CASES] = { "t.a", "t.b", "t.c", "t.d" };

	*b = (struct bench){ .target = { .name = "x86_64",
					 .exit_status = true } };
	b->image.target = &b->target;
	b->image.suite = (char *)"t";
	b->unit.image = &b->image;
	b->unit.smp = 1;
	for (size_t i = 0; i < nr; i++) {
		b->image_cases[i].name = (char *)names[i];
		b->cases[i] = (struct plan_case){ .image = &b->image_cases[i],
						  .name = names[i] };
		b->list[i] = &b->cases[i];
	}
	verdict_init(&b->verdict, &(struct verdict_settings){ .unit = &b->unit,
							      .list = b->list,
							      .nr = nr,
							      .fn = on_result,
							      .arg = b });
	ktap_init(&b->ktap, on_event, b);
	verdict_boot(&b->verdict);
}

static void say(struct bench *b, const char *text)
{
	ktap_feed(&b->ktap, text, strlen(text));
}

#define HEADER	"# hvcheck protocol=1 suite=t target=x86_64 cpus=1\n"
#define FIGURES " # time_us=1 checks=1\n"

static bool end(struct bench *b, enum vm_cause cause, int status)
{
	ktap_end(&b->ktap);
	return verdict_end(&b->verdict,
			   &(struct vm_end){ .cause = cause,
					     .status = status,
					     .started = true,
					     .limit_ms = 10000,
					     .deadline = DEADLINE_CASE });
}

/* ------------------------------------------- how a running case may end -- */

static const char *const causes[] = {
	[VM_EXITED] = "exited",
	[VM_RESET] = "reset",
	[VM_POWEROFF] = "poweroff",
	[VM_PANIC] = "panic",
	[VM_INTERNAL_ERROR] = "internal error",
	[VM_TIMEOUT] = "timeout",
};

/*
 * Rows: what the case announced with "# ends", which is what it declares.
 * Columns: how its VM ended. P F C T: pass, fail, crash, timeout.
 */
static const struct {
	const char *announced;
	unsigned int ends;
	char state[VM_TIMEOUT + 1];
} ends_table[] = {
	/*                                         exited reset off panic internal timeout */
	{ NULL, PROTO_ENDS_KIND_NONE, { 'C', 'C', 'C', 'C', 'C', 'T' } },
	{ NULL, PROTO_ENDS_KIND_RESET, { 'C', 'C', 'C', 'C', 'C', 'T' } },
	{ "reset", PROTO_ENDS_KIND_RESET, { 'F', 'P', 'F', 'F', 'F', 'F' } },
	{ "poweroff",
	  PROTO_ENDS_KIND_POWEROFF,
	  { 'F', 'F', 'P', 'F', 'F', 'F' } },
	{ "panic", PROTO_ENDS_KIND_PANIC, { 'F', 'F', 'F', 'P', 'F', 'F' } },
	{ "reboot", PROTO_ENDS_KIND_REBOOT, { 'F', 'F', 'F', 'F', 'F', 'F' } },
};

static enum state state_of(char letter)
{
	switch (letter) {
	case 'P':
		return STATE_PASS;
	case 'F':
		return STATE_FAIL;
	case 'C':
		return STATE_CRASH;
	default:
		return STATE_TIMEOUT;
	}
}

static void check_end(size_t row, enum vm_cause cause,
		      const struct expectation *expect)
{
	struct bench *b = xcalloc(1, sizeof(*b));
	enum state state = state_of(ends_table[row].state[cause]);
	char text[64], want[64];
	bool again;

	bench_init(b, 2);
	b->image_cases[0].ends = ends_table[row].ends;
	b->cases[0].expect = expect;
	say(b, HEADER "1..2\n# run t.a\n");
	if (ends_table[row].announced) {
		snprintf(text, sizeof(text), "# ends %s\n",
			 ends_table[row].announced);
		say(b, text);
	}
	again = end(b, cause, 0);
	state = verdict_expected(expect, state, 0);
	snprintf(want, sizeof(want), "%s t.a", state_name(state));
	if (strncmp(b->seen, want, strlen(want)))
		print_error("announced %s, ended by %s, expected %s: %s",
			    ends_table[row].announced ?: "nothing",
			    causes[cause],
			    expect ? state_name(expect->state) : "pass",
			    b->seen);
	assert_false(strncmp(b->seen, want, strlen(want)));
	/* Whatever killed it, the other case runs in a fresh VM. */
	assert_true(again);
	assert_int_equal(b->verdict.next, 2);
	assert_int_equal(b->verdict.deaths,
			 state != STATE_XFAIL && !ends_table[row].announced);
	verdict_release(&b->verdict);
	free(b);
}

static void test_ends(void **state)
{
	struct expectation expect[] = {
		{ .state = STATE_FAIL,
		  .reason = (char *)"r",
		  .file = (char *)"f" },
		{ .state = STATE_CRASH,
		  .reason = (char *)"r",
		  .file = (char *)"f" },
		{ .state = STATE_TIMEOUT,
		  .reason = (char *)"r",
		  .file = (char *)"f" },
	};

	(void)state;
	for (size_t row = 0; row < sizeof(ends_table) / sizeof(ends_table[0]);
	     row++)
		for (enum vm_cause cause = VM_EXITED; cause <= VM_TIMEOUT;
		     cause++) {
			check_end(row, cause, NULL);
			for (size_t i = 0; i < 3; i++)
				check_end(row, cause, &expect[i]);
		}
}

/* ----------------------------------------------------------- result lines -- */

static const struct {
	const char *line;
	enum state plain, inverted;
} lines[] = {
	{ "ok 1 t.a" FIGURES, STATE_PASS, STATE_FAIL },
	{ "not ok 1 t.a" FIGURES, STATE_FAIL, STATE_PASS },
	{ "ok 1 t.a # SKIP x" FIGURES, STATE_SKIP, STATE_SKIP },
	{ "ok 1 t.a # SKIP x # time_us=0 checks=0\n", STATE_SKIP, STATE_SKIP },
	{ "not ok 1 t.a # ERROR x" FIGURES, STATE_ERROR, STATE_ERROR },
	/* No check, no pass; a failure needs none. */
	{ "ok 1 t.a # time_us=1 checks=0\n", STATE_ERROR, STATE_ERROR },
	{ "not ok 1 t.a # time_us=1 checks=0\n", STATE_FAIL, STATE_PASS },
	/* Directives that do not belong. */
	{ "not ok 1 t.a # SKIP x" FIGURES, STATE_ERROR, STATE_ERROR },
	{ "ok 1 t.a # ERROR x" FIGURES, STATE_ERROR, STATE_ERROR },
	{ "not ok 1 t.a # XFAIL x" FIGURES, STATE_ERROR, STATE_ERROR },
	{ "ok 1 t.a # TODO x" FIGURES, STATE_ERROR, STATE_ERROR },
	{ "ok 1 t.a # time_us=1 checks=2 failed=1\n", STATE_ERROR,
	  STATE_ERROR },
};

static void check_line(const char *line, bool inverted,
		       const struct expectation *expect, enum state want)
{
	struct bench *b = xcalloc(1, sizeof(*b));
	char text[64];

	bench_init(b, 1);
	b->verdict.set.inverted = inverted;
	b->cases[0].expect = expect;
	say(b, HEADER "1..1\n# run t.a\n");
	say(b, line);
	snprintf(text, sizeof(text), "%s t.a", state_name(want));
	if (strncmp(b->seen, text, strlen(text)))
		print_error("%swant %s, have %s", line, text, b->seen);
	assert_false(strncmp(b->seen, text, strlen(text)));
	verdict_release(&b->verdict);
	free(b);
}

static void test_lines(void **state)
{
	struct expectation fail = { .state = STATE_FAIL,
				    .reason = (char *)"r",
				    .file = (char *)"f" };
	struct expectation crash = { .state = STATE_CRASH,
				     .reason = (char *)"r",
				     .file = (char *)"f" };

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		enum state plain = lines[i].plain;

		check_line(lines[i].line, false, NULL, plain);
		check_line(lines[i].line, true, NULL, lines[i].inverted);
		/* Never over an error or a skip; a pass makes it stale. */
		check_line(lines[i].line, false, &fail,
			   plain == STATE_FAIL ? STATE_XFAIL :
			   plain == STATE_PASS ? STATE_XPASS :
						 plain);
		check_line(lines[i].line, false, &crash,
			   plain == STATE_PASS ? STATE_XPASS : plain);
		/* Inverted: its checks are of both kinds. */
		check_line(lines[i].line, true, &fail,
			   plain == STATE_FAIL ? STATE_PASS : plain);
	}
}

/* A known deviation fails so many checks; any other number is a new one. */
static void test_failed_checks(void **state)
{
	static const struct {
		const char *failed;
		const char *want;
	} rows[] = {
		{ " failed=1",
		  "fail t.a: 1 failed check where f:7 expects 2 (r): f.c:1: EXPECT_EQ(a, b): got 1\n" },
		{ " failed=2",
		  "xfail t.a: r (f:7): f.c:1: EXPECT_EQ(a, b): got 1\n" },
		{ " failed=3",
		  "fail t.a: 3 failed checks where f:7 expects 2 (r): f.c:1: EXPECT_EQ(a, b): got 1\n" },
		{ "",
		  "fail t.a: 0 failed checks where f:7 expects 2 (r): f.c:1: EXPECT_EQ(a, b): got 1\n" },
	};
	const struct expectation e = { .state = STATE_FAIL,
				       .nr_failed = 2,
				       .reason = (char *)"r",
				       .file = (char *)"f",
				       .line = 7 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bench *b = xcalloc(1, sizeof(*b));
		char line[80];

		bench_init(b, 1);
		b->cases[0].expect = &e;
		snprintf(line, sizeof(line),
			 "not ok 1 t.a # time_us=1 checks=5%s\n",
			 rows[i].failed);
		say(b, HEADER
		    "1..1\n# run t.a\n# f.c:1: EXPECT_EQ(a, b): got 1\n");
		say(b, line);
		assert_string_equal(b->seen, rows[i].want);
		verdict_release(&b->verdict);
		free(b);
	}
	/* The number is of failures alone, and of no use where all is negated. */
	check_line("ok 1 t.a" FIGURES, false, &e, STATE_XPASS);
	check_line("not ok 1 t.a # ERROR x # time_us=1 checks=5 failed=2\n",
		   false, &e, STATE_ERROR);
	check_line("not ok 1 t.a # time_us=1 checks=5 failed=3\n", true, &e,
		   STATE_PASS);
}

/* Inverted, a VM's end proves nothing, but the expected one is no failure. */
static void test_inverted_end(void **state)
{
	static const struct {
		enum state expected;
		const char *want;
	} ends[] = {
		{ STATE_TIMEOUT, "xfail t.a" },
		{ STATE_CRASH, "timeout t.a" },
		{ STATE_FAIL, "timeout t.a" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct bench *b = xcalloc(1, sizeof(*b));
		struct expectation e = { .state = ends[i].expected,
					 .reason = (char *)"r",
					 .file = (char *)"f" };

		bench_init(b, 1);
		b->verdict.set.inverted = true;
		b->cases[0].expect = &e;
		say(b, HEADER "1..1\n# run t.a\n");
		end(b, VM_TIMEOUT, 0);
		assert_memory_equal(b->seen, ends[i].want,
				    strlen(ends[i].want));
		verdict_release(&b->verdict);
		free(b);
	}
}

static void test_expected(void **state)
{
	static const enum state states[] = { STATE_FAIL, STATE_CRASH,
					     STATE_TIMEOUT };

	(void)state;
	for (enum state s = STATE_PASS; s <= STATE_CANCELLED; s++) {
		assert_int_equal(verdict_expected(NULL, s, 3), s);
		for (int i = 0; i < 3; i++) {
			struct expectation e = { .state = states[i] };
			enum state want = s == STATE_PASS ? STATE_XPASS :
					  s == states[i]  ? STATE_XFAIL :
							    s;

			assert_int_equal(verdict_expected(&e, s, 3), want);
		}
	}
}

/* One that a variant has inherited says how it is put right. */
static void test_inherited_and_stale(void **state)
{
	struct expectation base = { .state = STATE_FAIL,
				    .reason = (char *)"r",
				    .file = (char *)"f",
				    .line = 3 };
	struct expectation own = base;
	struct section section = { .suite = (char *)"t",
				   .variant = (char *)"v",
				   .expect = &own,
				   .nr_expect = 1 };
	struct bench *b = xcalloc(1, sizeof(*b));

	(void)state;
	bench_init(b, 2);
	b->unit.section = &section;
	b->cases[0].expect = &base;
	b->cases[1].expect = &own;
	say(b, HEADER "1..2\n# run t.a\n"
		      "ok 1 t.a # time_us=5 checks=1\n# run t.b\n"
		      "ok 2 t.b # time_us=5 checks=1\n");
	assert_string_equal(
		b->seen,
		"xpass t.a: f:3 expects fail: r; it passed (where that is right of [t@v] alone, say 'pass' there)\n"
		"xpass t.b: f:3 expects fail: r; it passed\n");
	verdict_release(&b->verdict);
	free(b);
}

/* ------------------------------------------------------ after "# end" ---- */

static const struct {
	enum vm_cause cause;
	int status;
	bool exit_status, good;
} after_end[] = {
	{ VM_EXITED, 33, true, true },	 { VM_EXITED, 35, true, false },
	{ VM_EXITED, 37, true, false },	 { VM_EXITED, 0, true, false },
	{ VM_EXITED, 1, true, false },	 { VM_EXITED, -1, true, false },
	{ VM_POWEROFF, 0, true, false }, { VM_RESET, 0, true, false },
	{ VM_PANIC, 0, true, false },	 { VM_INTERNAL_ERROR, -1, true, false },
	{ VM_TIMEOUT, 0, true, false },	 { VM_POWEROFF, 0, false, true },
	{ VM_EXITED, 0, false, true },	 { VM_EXITED, 1, false, false },
	{ VM_RESET, 0, false, false },
};

static void test_after_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(after_end) / sizeof(after_end[0]); i++) {
		struct bench *b = xcalloc(1, sizeof(*b));

		bench_init(b, 1);
		b->target.exit_status = after_end[i].exit_status;
		say(b, HEADER "1..1\n# run t.a\nok 1 t.a" FIGURES
			      "# end pass=1 fail=0 error=0 skip=0\n");
		assert_false(end(b, after_end[i].cause, after_end[i].status));
		if (strcmp(b->seen, "pass t.a\n") != !after_end[i].good)
			print_error("%s, status %d: %s",
				    causes[after_end[i].cause],
				    after_end[i].status, b->seen);
		if (after_end[i].good)
			assert_string_equal(b->seen, "pass t.a\n");
		else
			assert_non_null(strstr(b->seen, " -: "));
		verdict_release(&b->verdict);
		free(b);
	}
}

static void test_exit_code(void **state)
{
	static const struct {
		const char *line, *end;
		int status;
	} codes[] = {
		{ "ok 1 t.a" FIGURES, "# end pass=1 fail=0 error=0 skip=0\n",
		  33 },
		{ "not ok 1 t.a" FIGURES,
		  "# end pass=0 fail=1 error=0 skip=0\n", 35 },
		{ "not ok 1 t.a # ERROR x" FIGURES,
		  "# end pass=0 fail=0 error=1 skip=0\n", 37 },
		{ "ok 1 t.a # SKIP x" FIGURES,
		  "# end pass=0 fail=0 error=0 skip=1\n", 33 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		for (int status = 33; status <= 37; status += 2) {
			struct bench *b = xcalloc(1, sizeof(*b));

			bench_init(b, 1);
			say(b, HEADER "1..1\n# run t.a\n");
			say(b, codes[i].line);
			say(b, codes[i].end);
			end(b, VM_EXITED, status);
			assert_int_equal(!strstr(b->seen, "inconsistent"),
					 status == codes[i].status);
			verdict_release(&b->verdict);
			free(b);
		}
}

/* ------------------------------------------------------------------ lies -- */

static const struct {
	const char *says, *reason; /* after header and plan of t.a, t.b */
} lies[] = {
	{ "1..2\n", "a second plan" },
	{ "# run t.x\n", "run of t.x, which is not planned" },
	{ "# run t.b\n",
	  "run of t.b as number 1 of the plan, where it is number 2" },
	{ "# run t.a\nok 2 t.a" FIGURES,
	  "result 2 of t.a where number 1 was due" },
	{ "# run t.a\nok 1 t.a" FIGURES "ok 1 t.a" FIGURES,
	  "second result of t.a" },
	{ "# run t.a\nok 1 t.x" FIGURES,
	  "result of t.x, which is not planned" },
	{ "# run t.a\nok 1 t.b" FIGURES,
	  "result of t.b as number 1 of the plan, where it is number 2" },
	{ "# run t.a\nok 1 t.a" FIGURES "# run t.a\n", "second run of t.a" },
	{ "# ends reset\n", "'# ends reset' outside a case" },
	{ "# run t.a\n# ends reset\n", "declares another end" },
	{ "# run t.a\nok 1 t.a" FIGURES "# run t.b\nok 2 t.b" FIGURES
	  "# end pass=2 fail=0 error=0 skip=0\n# end pass=2 fail=0 error=0 skip=0\n",
	  "'# end' twice" },
};

static void test_lies(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		struct bench *b = xcalloc(1, sizeof(*b));

		bench_init(b, 2);
		say(b, HEADER "1..2\n");
		say(b, lies[i].says);
		assert_true(verdict_wants_stop(&b->verdict));
		assert_false(end(b, VM_STOPPED, -1));
		if (!strstr(b->seen, lies[i].reason))
			print_error("want %s, have %s", lies[i].reason,
				    b->seen);
		assert_non_null(strstr(b->seen, lies[i].reason));
		assert_non_null(strstr(b->seen, "error"));
		assert_int_equal(b->verdict.nr_done, 2);
		verdict_release(&b->verdict);
		free(b);
	}
}

static void test_before_the_plan(void **state)
{
	static const char *const says[] = {
		"1..2\n",
		HEADER "# run t.a\n",
		HEADER "ok 1 t.a" FIGURES,
		HEADER "# end pass=0 fail=0 error=0 skip=0\n",
		HEADER "1..1\n",
		"# hvcheck protocol=1 suite=x target=x86_64 cpus=1\n",
		"# hvcheck protocol=1 suite=t target=i386 cpus=1\n",
		"# hvcheck protocol=1 suite=t target=x86_64 cpus=2\n",
		"# hvcheck protocol=1 suite=t target=x86_64\n",
		"# hvcheck protocol=2 suite=t target=x86_64 cpus=1\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(says) / sizeof(says[0]); i++) {
		struct bench *b = xcalloc(1, sizeof(*b));

		bench_init(b, 2);
		say(b, says[i]);
		assert_true(verdict_wants_stop(&b->verdict));
		assert_false(end(b, VM_STOPPED, -1));
		assert_int_equal(strncmp(b->seen, "error -: ", 9), 0);
		assert_int_equal(b->verdict.nr_done, 2);
		verdict_release(&b->verdict);
		free(b);
	}
}

static void test_any_order(void **state)
{
	struct bench *b = xcalloc(1, sizeof(*b));

	(void)state;
	bench_init(b, 3);
	b->verdict.set.any_order = true;
	say(b, HEADER "1..3\n# run t.c\nok 1 t.c" FIGURES
		      "# run t.a\nok 2 t.a" FIGURES "# run t.b\n");
	assert_true(!strcmp(b->seen, "pass t.c\npass t.a\n"));
	end(b, VM_RESET, 0);
	assert_string_equal(
		b->seen, "pass t.c\npass t.a\ncrash t.b: the VM was reset\n");
	verdict_release(&b->verdict);
	free(b);
}

/* A result line that is lost, or its announcement. */
static void test_lost_lines(void **state)
{
	struct bench *b = xcalloc(1, sizeof(*b));

	(void)state;
	bench_init(b, 4);
	say(b, HEADER "1..4\n# run t.a\n# run t.b\nok 2 t.b" FIGURES
		      "ok 3 t.c" FIGURES "# run t.d\n"
		      "# end pass=2 fail=0 error=0 skip=0\n");
	assert_string_equal(
		b->seen,
		"error t.a: truncated: no result line before the next case\n"
		"pass t.b\n"
		"error t.c: inconsistent: a result without its '# run' line\n"
		"error t.d: truncated: no result line before '# end'\n");
	assert_false(end(b, VM_EXITED, 33));
	verdict_release(&b->verdict);
	free(b);
}

/* ------------------------------------------------------ several VMs, panic -- */

static void test_unborn(void **state)
{
	for (enum vm_cause cause = VM_EXITED; cause <= VM_TIMEOUT; cause++) {
		struct bench *b = xcalloc(1, sizeof(*b));

		(void)state;
		bench_init(b, 1);
		say(b, cause % 2 ? HEADER : "noise\n");
		assert_false(end(b, cause, 1));
		assert_int_equal(b->could_not_run, cause != VM_TIMEOUT);
		assert_non_null(
			strstr(b->seen, cause == VM_TIMEOUT ?
						"timeout -: no case began" :
						"error -: no case began"));
		assert_non_null(strstr(b->seen, "error t.a: not run"));
		verdict_release(&b->verdict);
		free(b);
	}
}

static void test_panic(void **state)
{
	struct bench *b = xcalloc(1, sizeof(*b));

	(void)state;
	bench_init(b, 2);
	say(b, HEADER "1..2\n# run t.a\n# trap #DF error=0x0\n"
		      "# panic a trap in a trap\n");
	assert_true(end(b, VM_EXITED, 37));
	verdict_boot(&b->verdict);
	say(b, HEADER "1..2\n# run t.b\n# panic a page was freed twice\n");
	assert_false(end(b, VM_EXITED, 37));
	assert_string_equal(b->seen,
			    "crash t.a: panic: a trap in a trap\n"
			    "error t.b: panic: a page was freed twice\n");
	verdict_release(&b->verdict);
	free(b);
}

/* Where the reason of a failure comes from. */
static void test_reasons(void **state)
{
	struct bench *b = xcalloc(1, sizeof(*b));

	(void)state;
	bench_init(b, 4);
	say(b, HEADER
	    "1..4\n# run t.a\n# a note\n# trap #UD error=0x0\n"
	    "# x86/a.c:3: ASSERT_EQ(1, 2): got 1, expected 2\n"
	    "# x86/a.c:4: EXPECT_EQ(1, 3): got 1, expected 3\n"
	    "not ok 1 t.a" FIGURES "# run t.b\n# a note\n# trap #UD error=0x0\n"
	    "not ok 2 t.b" FIGURES "# run t.c\n# a note\n# another note\n"
	    "not ok 3 t.c" FIGURES "# run t.d\nnot ok 4 t.d" FIGURES);
	assert_string_equal(
		b->seen,
		"fail t.a: x86/a.c:3: ASSERT_EQ(1, 2): got 1, expected 2\n"
		"fail t.b: trap #UD error=0x0\n"
		"fail t.c: a note\nfail t.d\n");
	verdict_release(&b->verdict);
	free(b);
}

static void test_reboot(void **state)
{
	struct bench *b = xcalloc(1, sizeof(*b));

	(void)state;
	bench_init(b, 4);
	b->image_cases[1].ends = b->image_cases[2].ends =
		b->image_cases[3].ends = PROTO_ENDS_KIND_REBOOT;
	say(b, HEADER "1..4\n# run t.a\nok 1 t.a" FIGURES
		      "# run t.b\n# ends reboot\n" HEADER "1..4\n"
		      "# run t.c\n# ends reboot\n" HEADER "1..4\n"
		      "ok 3 t.c" FIGURES "# run t.d\n# ends reboot\n" HEADER
		      "1..4\n# end pass=1 fail=0 error=0 skip=0\n");
	assert_string_equal(b->seen,
			    "pass t.a\npass t.b\npass t.c\npass t.d\n"
			    "error -: inconsistent: '# end pass=1 "
			    "fail=0 error=0 skip=0', but the result "
			    "lines are pass=0 fail=0 error=0 skip=0\n");
	verdict_release(&b->verdict);
	free(b);
}

static void test_cancelled(void **state)
{
	struct bench *b = xcalloc(1, sizeof(*b));

	(void)state;
	bench_init(b, 3);
	say(b, HEADER "1..3\n# run t.a\nok 1 t.a" FIGURES "# run t.b\n");
	assert_false(end(b, VM_CANCELLED, -1));
	assert_string_equal(b->seen,
			    "pass t.a\ncancelled t.b\ncancelled t.c\n");
	verdict_release(&b->verdict);
	free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_failed_checks),
		cmocka_unit_test(test_inverted_end),
		cmocka_unit_test(test_expected),
		cmocka_unit_test(test_inherited_and_stale),
		cmocka_unit_test(test_after_end),
		cmocka_unit_test(test_exit_code),
		cmocka_unit_test(test_lies),
		cmocka_unit_test(test_before_the_plan),
		cmocka_unit_test(test_any_order),
		cmocka_unit_test(test_lost_lines),
		cmocka_unit_test(test_unborn),
		cmocka_unit_test(test_panic),
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_reboot),
		cmocka_unit_test(test_cancelled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
