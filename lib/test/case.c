/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One case: set-up, body, deferred functions, and what it came to. */
#include <test/harness.h>

#include "running.h"
#include <arch.h>
#include <console.h>
#include <mm/heap.h>
#include <smp.h>
#include <stdio.h>
#include <string.h>
#include <trap.h>

enum {
	STATES_MAY_FAIL = 20, /* of a PROTO_KIND_NUMBERED, before it stops */
};

struct running running;

/* --------------------------------------------------------------- body ---- */

static void body(void *arg)
{
	const struct planned *p = arg;
	const struct test *test = p->test;

	if (test->suite->setup)
		test->suite->setup();
	if (test->kind == PROTO_KIND_NUMBERED)
		test->run(&running.state);
	else if (test->kind == PROTO_KIND_EACH)
		test->run((const char *)test->rows + p->row * test->row_size);
	else
		test->run(NULL);
}

static void check_ends(const struct test *test)
{
	if (running.ends_said)
		case_note_error("the machine went on after test_ends()");
	else if (test->ends && !(running.flags & (FAILED | ERRED | SKIPPED)))
		case_note_error("the case ended without test_ends()");
}

/* Set-up, body and deferred functions, of one state where they are numbered. */
static void run_state(const struct planned *p, uint64_t state)
{
	unsigned long before = case_checks();

	running.state = state;
	running.announced = false;
	running.flags = 0;
	contexts_clear();
	random_start(options.seed, running.base, state);
	guard_call(body, (void *)p);
	smp_settle();
	deferred_run();
	check_ends(p->test);
	if (!running.flags && case_checks() == before)
		case_note_error("no check was made");
}

static void put_back_others(void *arg)
{
	(void)arg;
	smp_case_end();
}

/*
 * What may be left changed is put back, the boot CPU last: handlers stay until
 * nothing can interrupt any more. Returns what went wrong on the other CPUs.
 */
static unsigned int reset_machine(void)
{
	running.flags = 0;
	guard_call(put_back_others, NULL);
	smp_settle();
	arch_case_end();
	trap_reset();
	return running.flags;
}

static unsigned int run_states(const struct planned *p)
{
	unsigned int nr_failed = 0, all = 0, every = SKIPPED;
	uint64_t state;

	for (state = 0; state < p->test->nr_rows; state++) {
		if (plan_skips_state(p->test, state))
			continue;
		run_state(p, state);
		all |= running.flags & ~SKIPPED;
		every &= running.flags;
		if (running.flags & ERRED)
			break;
		if (!(running.flags & FAILED))
			continue;
		all |= reset_machine();
		arch_case_begin();
		if (++nr_failed < STATES_MAY_FAIL)
			continue;
		test_note("stopped after %u states that failed", nr_failed);
		break;
	}
	return all | every;
}

static unsigned int run_body(const struct planned *p)
{
	const struct test *test = p->test;

	if (!options.force) {
		guard_call(needs_check, (void *)test);
		if (running.flags)
			return running.flags;
	}
	if (test->kind != PROTO_KIND_CASE && test->kind != PROTO_KIND_BENCH &&
	    !test->nr_rows)
		case_note_error("the case has no rows");
	else if (test->kind == PROTO_KIND_NUMBERED && !p->single)
		return run_states(p);
	else
		run_state(p, p->state);
	return running.flags;
}

/* -------------------------------------------------------------- whole ---- */

static const char *ends_name(uintptr_t kind)
{
	static const char *const names[] = {
		[PROTO_ENDS_KIND_RESET] = PROTO_ENDS_RESET,
		[PROTO_ENDS_KIND_POWEROFF] = PROTO_ENDS_POWEROFF,
		[PROTO_ENDS_KIND_PANIC] = PROTO_ENDS_PANIC,
		[PROTO_ENDS_KIND_REBOOT] = PROTO_ENDS_REBOOT,
	};

	return names[kind];
}

void test_ends(void)
{
	uintptr_t kind = running.planned ? running.planned->test->ends : 0;

	if (!kind)
		test_error("test_ends() in a case without .ends");
	case_count();
	if (options.invert) {
		test_note("test_ends(): got %s, expected %s (inverted)",
			  ends_name(kind), ends_name(kind));
		case_failed();
		guard_end();
	}
	/* The VM's end would be all that is heard: report what failed instead. */
	if (running.flags & FAILED)
		guard_end();
	if (kind == ENDS_REBOOT && arch_keep(running.number + 1) < 0)
		test_error("nothing here survives a reboot");
	running.ends_said = true;
	record(PROTO_ENDS "%s", ends_name(kind));
}

static void begin(const struct planned *p, unsigned int number)
{
	struct planned whole = *p;

	memset(&running, 0, sizeof(running));
	planned_name(p, running.name);
	whole.single = false;
	planned_name(&whole, running.base);
	running.number = number;
	running.planned = p;
}

static void note_leak(void)
{
	struct heap_stats left = heap_case_end();

	if (left.nr_blocks)
		test_note("left %zu blocks of %zu bytes on the heap",
			  left.nr_blocks, left.bytes);
}

static void fill_outcome(struct outcome *outcome, unsigned int flags)
{
	const char *reason = "";

	outcome->checks = case_checks();
	outcome->failed = case_failures();
	if (flags & ERRED) {
		outcome->verdict = VERDICT_ERROR;
		reason = running.error.text;
	} else if (flags & FAILED) {
		outcome->verdict = VERDICT_FAIL;
	} else if (flags & SKIPPED) {
		outcome->verdict = VERDICT_SKIP;
		reason = running.skip.text;
	} else {
		outcome->verdict = VERDICT_PASS;
	}
	strcpy(outcome->reason, reason);
}

void case_run(const struct planned *p, unsigned int number,
	      struct outcome *outcome)
{
	unsigned int flags;
	uint64_t start;

	begin(p, number);
	record(PROTO_RUN "%s", running.name);
	arch_case_begin();
	start = arch_ticks();
	flags = run_body(p);
	outcome->ticks = arch_ticks() - start;
	console_flush();
	checks_suppressed();
	note_leak();
	flags |= reset_machine();
	fill_outcome(outcome, flags);
	running.planned = NULL;
}
