/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Expectations: what they say, and what they cover. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka.h wants the four standard headers above before it */
#include <cmocka.h>

#include "expect.h"

static void parse(struct expectation *expect, const char *text)
{
	struct error error;

	if (expect_parse(expect, text, &error))
		fail_msg("%s: %s", text, error.text);
}

static void whole_entry(void **state)
{
	struct expectation e;

	(void)state;
	parse(&e,
	      "unknown/*: fail on qemu-tcg >= 7.2 < 8.0 cpu=max*: RDMSR: it returns 0");
	assert_string_equal(e.cases, "unknown/*");
	assert_int_equal(e.state, STATE_FAIL);
	assert_string_equal(e.engine, "qemu-tcg");
	assert_int_equal(e.nr_range, 2);
	assert_string_equal(e.range[0].op, ">=");
	assert_int_equal(e.range[0].nr, 2);
	assert_string_equal(e.range[1].op, "<");
	assert_int_equal(e.range[1].version[0], 8);
	assert_string_equal(e.cpu, "max*");
	assert_string_equal(e.reason, "RDMSR: it returns 0");
	assert_int_equal(e.nr_failed, 0);
	expect_release(&e);

	parse(&e, "a: fail(12) on any: it is one too few");
	assert_int_equal(e.state, STATE_FAIL);
	assert_int_equal(e.nr_failed, 12);
	expect_release(&e);

	parse(&e, " a : timeout on any : it hangs ");
	assert_string_equal(e.cases, "a");
	assert_int_equal(e.state, STATE_TIMEOUT);
	assert_string_equal(e.reason, "it hangs");
	expect_release(&e);
}

static void refused(void **state)
{
	/* clang-format off: a table */
	static const char *const rows[][2] = {
		{ "a", "it must read" },
		{ "a: fail on qemu-tcg", "it must read" },
		{ "*: fail on qemu-tcg: why", "would cover every case" },
		{ "*/*: fail on qemu-tcg: why", "would cover every case" },
		{ "**: fail on qemu-tcg: why", "would cover every case" },
		{ ": fail on qemu-tcg: why", "would cover every case" },
		{ "a: error on qemu-tcg: why", "'error' cannot be expected" },
		{ "a: skip on qemu-tcg: why", "'skip' cannot be expected" },
		{ "a: fail(0) on qemu-tcg: why",
		  "'fail(0)' must read fail(N)" },
		{ "a: fail() on qemu-tcg: why", "'fail()' must read fail(N)" },
		{ "a: fail(2 on qemu-tcg: why", "'fail(2' must read fail(N)" },
		{ "a: fail(2)x on qemu-tcg: why", "'fail(2)x' must read" },
		{ "a: fail(-1) on qemu-tcg: why", "'fail(-1)' must read" },
		{ "a: crash(1) on qemu-tcg: why", "'crash(1)' cannot be" },
		{ "a: fail qemu-tcg: why", "must follow 'a:'" },
		{ "a: fail: why", "must follow 'a:'" },
		{ "a: fail on qemu-tcg:", "the reason is missing" },
		{ "a: fail on qemu-tcg <: why", "must follow '<', not ''" },
		{ "a: fail on qemu-tcg < x: why", "must follow '<', not 'x'" },
		{ "a: fail on qemu-tcg < 8.: why", "not '8.'" },
		{ "a: fail on qemu-tcg < 8..1: why", "not '8..1'" },
		{ "a: fail on qemu-tcg < 1.2.3.4: why", "not '1.2.3.4'" },
		{ "a: fail on qemu-tcg <8: why", "'<8' is neither" },
		{ "a: fail on qemu-tcg < 8 < 9: why", "on the same side" },
		{ "a: fail on qemu-tcg < 8 > 7 > 6: why", "more than two" },
		{ "a: fail on qemu-tcg cpu=: why", "'cpu=' is neither" },
		{ "a: fail on qemu-tcg kvm: why", "'kvm' is neither" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct expectation e;
		struct error error;

		assert_int_equal(expect_parse(&e, rows[i][0], &error), -EINVAL);
		if (!strstr(error.text, rows[i][1]))
			fail_msg("%s: '%s' does not say '%s'", rows[i][0],
				 error.text, rows[i][1]);
	}
}

static void cases(void **state)
{
	struct expectation e;

	(void)state;
	parse(&e, "efer/*: fail on any: why");
	assert_true(expect_covers_case(&e, "msr.efer/nxe"));
	assert_false(expect_covers_case(&e, "msr.efer"));
	assert_false(expect_covers_case(&e, "msr.xefer/nxe"));
	expect_release(&e);
}

static void engines(void **state)
{
	static const struct {
		const char *on;
		bool tcg, kvm;
	} rows[] = {
		{ "qemu-tcg", true, false },
		{ "qemu-kvm", false, true },
		{ "qemu-10-tcg", true, false },
		{ "qemu-*", true, true },
		{ "qemu-kvm/pvm", false, true },
		{ "qemu-kvm/vmx", false, false },
		{ "*/pvm", false, true },
		{ "any", true, true },
		{ "bochs", false, false },
	};
	const struct engine tcg = { .name = (char *)"qemu-10-tcg",
				    .kind = (char *)"qemu-tcg",
				    .version = { 10, 0, 2 } };
	const struct engine kvm = { .name = (char *)"qemu-kvm",
				    .kind = (char *)"qemu-kvm/pvm",
				    .version = { 6, 18, 44 } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct expectation e = { .engine = (char *)rows[i].on };

		assert_int_equal(expect_covers_engine(&e, &tcg, "max"),
				 rows[i].tcg);
		assert_int_equal(expect_covers_engine(&e, &kvm, "host"),
				 rows[i].kvm);
	}
}

static void cpus(void **state)
{
	const struct engine tcg = { .name = (char *)"qemu-tcg" };
	struct expectation e = { .engine = (char *)"any",
				 .cpu = (char *)"max" };

	(void)state;
	assert_true(expect_covers_engine(&e, &tcg, "max"));
	assert_true(expect_covers_engine(&e, &tcg, "max,-avx"));
	assert_false(expect_covers_engine(&e, &tcg, "maximum"));
	assert_false(expect_covers_engine(&e, &tcg, "EPYC"));
}

static void versions(void **state)
{
	static const struct {
		const char *range;
		unsigned int version[3];
		bool matches;
	} rows[] = {
		{ "< 8.0", { 7, 2, 22 }, true },
		{ "< 8.0", { 8, 0, 0 }, false },
		{ "< 8.0", { 10, 0, 0 }, false },
		{ "<= 7.2", { 7, 2, 22 }, true },
		{ "= 7.2", { 7, 2, 22 }, true },
		{ "= 7.2.1", { 7, 2, 22 }, false },
		{ "= 7", { 7, 2, 22 }, true },
		{ "> 7.2", { 7, 2, 22 }, false },
		{ "> 7.2.21", { 7, 2, 22 }, true },
		{ ">= 7.2", { 7, 1, 99 }, false },
		{ ">= 7.2 < 10", { 9, 2, 0 }, true },
		{ ">= 7.2 < 10", { 10, 0, 0 }, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct expectation e;
		char text[100] = "a: fail on any ";

		strcat(strcat(text, rows[i].range), ": why");
		parse(&e, text);
		if (version_matches(e.range, e.nr_range, rows[i].version) !=
		    rows[i].matches)
			fail_msg("%s", rows[i].range);
		expect_release(&e);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_entry), cmocka_unit_test(refused),
		cmocka_unit_test(cases),       cmocka_unit_test(engines),
		cmocka_unit_test(cpus),	       cmocka_unit_test(versions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
