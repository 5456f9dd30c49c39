/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the running case comes to: checks, failures, errors and skips. */
#include <test/harness.h>

#include "running.h"
#include <console.h>
#include <stdio.h>

const char *case_name(void)
{
	return running.planned ? running.name : NULL;
}

bool case_bad(void)
{
	return __atomic_load_n(&running.flags, __ATOMIC_RELAXED) &
	       (FAILED | ERRED);
}

void case_count(void)
{
	__atomic_fetch_add(&running.checks, 1, __ATOMIC_RELAXED);
}

unsigned long case_checks(void)
{
	return __atomic_load_n(&running.checks, __ATOMIC_RELAXED);
}

unsigned long case_failures(void)
{
	return __atomic_load_n(&running.failed, __ATOMIC_RELAXED);
}

static void note_flag(unsigned int flag)
{
	__atomic_fetch_or(&running.flags, flag, __ATOMIC_RELAXED);
}

/* "# suite.case/0x1f:" ahead of the first failure of a state. */
static void announce_state(void)
{
	if (running.planned->test->kind == PROTO_KIND_NUMBERED &&
	    !running.planned->single &&
	    !__atomic_exchange_n(&running.announced, true, __ATOMIC_RELAXED))
		record(PROTO_COMMENT "%s/0x%llx:", running.name,
		       (unsigned long long)running.state);
}

void case_failed(void)
{
	announce_state();
	__atomic_fetch_add(&running.failed, 1, __ATOMIC_RELAXED);
	note_flag(FAILED);
}

/* The first reason is the one that the result line gives. */
static void give_reason(struct reason *reason, const char *format, va_list args)
{
	if (!__atomic_exchange_n(&reason->taken, true, __ATOMIC_RELAXED))
		vsnprintf(reason->text, sizeof(reason->text), format, args);
}

static void must_be_running(const char *format, va_list args)
{
	char text[200];

	if (running.planned)
		return;
	vsnprintf(text, sizeof(text), format, args);
	panic("%s", text);
}

void case_error(const char *format, va_list args)
{
	must_be_running(format, args);
	announce_state();
	give_reason(&running.error, format, args);
	note_flag(ERRED);
}

void case_skip(const char *format, va_list args)
{
	must_be_running(format, args);
	give_reason(&running.skip, format, args);
	note_flag(SKIPPED);
}

void case_note_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	case_error(format, args);
	va_end(args);
}

void test_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	case_error(format, args);
	va_end(args);
	guard_end();
}

void test_skip(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	case_skip(format, args);
	va_end(args);
	guard_end();
}
