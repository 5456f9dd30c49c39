/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks: the macros compare, these functions count and print. */
#include <test/harness.h>

#include <arch.h>
#include <console.h>
#include <smp.h>
#include <stdio.h>
#include <string.h>

enum {
	FAILURES_SHOWN = 50, /* of one state; further ones are counted */
	SIDE_MAX = 80,	     /* bytes of one printed side */
	CONTEXT_MAX = 96,
};

static struct context {
	char text[CONTEXT_MAX];
	bool printed;
} contexts[CPU_MAX];
static bool contexts_used;
static unsigned long nr_failures; /* of the running state, all CPUs */
static unsigned long nr_hidden;	  /* of the running case */

void contexts_clear(void)
{
	nr_failures = 0;
	if (!contexts_used)
		return;
	memset(contexts, 0, sizeof(contexts));
	contexts_used = false;
}

void test_context(const char *format, ...)
{
	struct context *context = &contexts[cpu_this()];
	va_list args;

	va_start(args, format);
	vsnprintf(context->text, sizeof(context->text), format, args);
	va_end(args);
	context->printed = false;
	contexts_used = true;
}

void test_note(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vnote(format, args);
	va_end(args);
}

void checks_suppressed(void)
{
	if (nr_hidden)
		test_note("%lu more failed checks are not shown", nr_hidden);
	nr_hidden = 0;
}

static void print_context(void)
{
	struct context *context = &contexts[cpu_this()];

	if (context->text[0] && !context->printed)
		test_note("%s", context->text);
	context->printed = true;
}

static void print_failure(const struct test_at *at, const char *got,
			  const char *expected)
{
	char cpu[24] = "";

	print_context();
	if (cpu_this() != 0)
		snprintf(cpu, sizeof(cpu), " (on CPU %u)", cpu_this());
	record(PROTO_COMMENT "%s:%d: %s: got %s, expected %s%s%s", at->file,
	       at->line, at->text, got, expected, cpu,
	       options.invert ? " (inverted)" : "");
}

/*
 * Counts one check. True: it failed, and the caller prints both sides, which
 * costs too much to be prepared before.
 */
static bool fails(bool holds)
{
	if (!case_name())
		panic("a check was made while no case was running");
	case_count();
	if (__builtin_expect(holds != options.invert, 1))
		return false;
	case_failed();
	return true;
}

static void failed(const struct test_at *at, const char *got,
		   const char *expected)
{
	if (__atomic_fetch_add(&nr_failures, 1, __ATOMIC_RELAXED) <
	    FAILURES_SHOWN)
		print_failure(at, got, expected);
	else
		__atomic_fetch_add(&nr_hidden, 1, __ATOMIC_RELAXED);
	if (at->assert)
		guard_end();
}

/* ------------------------------------------------------------ numbers ---- */

/* A value of any integer or pointer type, widened without losing its sign. */
struct test_value {
	uint64_t bits;
	bool is_signed;
};

static bool is_negative(struct test_value v)
{
	return v.is_signed && v.bits >> 63;
}

/* <0, 0, >0 */
static int compare(struct test_value a, struct test_value b)
{
	if (is_negative(a) != is_negative(b))
		return is_negative(a) ? -1 : 1;
	return a.bits < b.bits ? -1 : a.bits > b.bits;
}

static bool holds(enum test_compare op, int order)
{
	switch (op) {
	case TEST_COMPARE_EQ:
		return order == 0;
	case TEST_COMPARE_NE:
		return order != 0;
	case TEST_COMPARE_LT:
		return order < 0;
	case TEST_COMPARE_LE:
		return order <= 0;
	case TEST_COMPARE_GT:
		return order > 0;
	case TEST_COMPARE_GE:
		return order >= 0;
	}
	panic("unknown comparison %d", op);
}

/* "0x1f (31)", "0xffffffffffffffff (-1)" */
static void print_number(char *text, const char *relation, struct test_value v)
{
	unsigned long long bits = v.bits;

	if (is_negative(v))
		snprintf(text, SIDE_MAX, "%s0x%llx (%lld)", relation, bits,
			 (long long)bits);
	else
		snprintf(text, SIDE_MAX, "%s0x%llx (%llu)", relation, bits,
			 bits);
}

void test_compare(const struct test_at *at, uint64_t actual, uint64_t expected)
{
	const struct test_value a = { actual, at->is_signed[0] };
	const struct test_value e = { expected, at->is_signed[1] };
	static const char *const relations[] = {
		[TEST_COMPARE_EQ] = "",	  [TEST_COMPARE_NE] = "!= ",
		[TEST_COMPARE_LT] = "< ", [TEST_COMPARE_LE] = "<= ",
		[TEST_COMPARE_GT] = "> ", [TEST_COMPARE_GE] = ">= ",
	};
	char got[SIDE_MAX], wanted[SIDE_MAX];

	if (!fails(holds((enum test_compare)at->compare, compare(a, e))))
		return;
	print_number(got, "", a);
	print_number(wanted, relations[at->compare], e);
	failed(at, got, wanted);
}

void test_bool(const struct test_at *at, bool actual, bool expected)
{
	if (fails(actual == expected))
		failed(at, actual ? "true" : "false",
		       expected ? "true" : "false");
}

/* --------------------------------------------------------------- text ---- */

static void quote(char *side, const char *text)
{
	if (!text)
		strcpy(side, "NULL");
	else if (strlen(text) > SIDE_MAX - 6)
		snprintf(side, SIDE_MAX, "\"%.*s...\"", SIDE_MAX - 6, text);
	else
		snprintf(side, SIDE_MAX, "\"%s\"", text);
}

void test_streq(const struct test_at *at, const char *actual,
		const char *expected)
{
	bool same = actual && expected ? strcmp(actual, expected) == 0 :
					 actual == expected;
	char got[SIDE_MAX], wanted[SIDE_MAX];

	if (!fails(same))
		return;
	quote(got, actual);
	quote(wanted, expected);
	failed(at, got, wanted);
}

/* ------------------------------------------------------------- memory ---- */

static size_t first_difference(const unsigned char *a, const unsigned char *b,
			       size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (a[i] != b[i])
			return i;
	return len;
}

/* "01 02 03 at byte 5 of 16": a few bytes from the first that differs on. */
static void dump(char *side, const unsigned char *bytes, size_t at, size_t len)
{
	size_t shown = len - at < 8 ? len - at : 8;
	size_t i, used = 0;

	for (i = 0; i < shown; i++)
		used += snprintf(side + used, SIDE_MAX - used, "%02x ",
				 bytes[at + i]);
	snprintf(side + used, SIDE_MAX - used, "at byte %zu of %zu", at, len);
}

void test_memeq(const struct test_at *at, const void *actual,
		const void *expected, size_t len)
{
	char got[SIDE_MAX], wanted[SIDE_MAX];
	size_t where;

	if (!len)
		test_error("%s:%d: %s: no byte to compare", at->file, at->line,
			   at->text);
	where = first_difference(actual, expected, len);
	if (!fails(where == len))
		return;
	if (where == len) /* inverted */
		where = 0;
	dump(got, actual, where, len);
	dump(wanted, expected, where, len);
	failed(at, got, wanted);
}

/* -------------------------------------------------------------- traps ---- */

static void trap_text(char *side, enum trap_cause cause, unsigned long error)
{
	if (cause == TRAP_NONE)
		strcpy(side, "no trap");
	else
		arch_trap_name(side, SIDE_MAX, cause, error);
}

static void trap_failed(const struct test_at *at, const struct trap *actual,
			const char *wanted)
{
	char got[SIDE_MAX], with_place[2 * SIDE_MAX];

	trap_text(got, actual->cause, actual->error);
	snprintf(with_place, sizeof(with_place),
		 "%s at pc 0x%lx, address 0x%lx", got, actual->pc,
		 actual->address);
	failed(at, actual->cause == TRAP_NONE ? got : with_place, wanted);
}

void test_trap(const struct test_at *at, struct trap actual,
	       enum trap_cause cause, unsigned long error)
{
	char wanted[SIDE_MAX];

	if (!fails(actual.cause == cause &&
		   (cause == TRAP_NONE || actual.error == error)))
		return;
	trap_text(wanted, cause, error);
	trap_failed(at, &actual, wanted);
}

void test_trap_cause(const struct test_at *at, struct trap actual,
		     enum trap_cause cause)
{
	char wanted[SIDE_MAX], text[SIDE_MAX];

	if (!fails(actual.cause == cause))
		return;
	trap_text(text, cause, actual.cause == cause ? actual.error : 0);
	snprintf(wanted, sizeof(wanted), "cause %.64s", text);
	trap_failed(at, &actual, cause == TRAP_NONE ? text : wanted);
}
