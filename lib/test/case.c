/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One case: set-up, body, deferred functions, and what it came to. */
#include <test/harness.h>

#include <arch.h>
#include <console.h>
#include <mm/heap.h>
#include <smp.h>
#include <stdio.h>
#include <string.h>
#include <trap.h>

enum {
	NR_DEFERRED = 128,
	NR_FEATURES = 64,
	STATES_MAY_FAIL = 20, /* of a PROTO_KIND_NUMBERED, before it stops */
};

enum {
	FAILED = 1,
	ERRED = 2,
	SKIPPED = 4
};

static struct {
	const struct planned *planned; /* NULL: no case is running */
	char name[PROTO_NAME_MAX + 1];
	char base[PROTO_NAME_MAX + 1]; /* without the number of a state */
	unsigned int number;	       /* in the plan */
	uint64_t state;
	unsigned long checks; /* from all CPUs, as the next two */
	unsigned int flags;   /* FAILED...: of this state */
	bool ends_said;
	bool announced; /* a failing state's name was printed */
	struct reason {
		bool taken;
		char text[200];
	} error, skip;
} running;

/* ------------------------------------------------------------- verdict ---- */

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

static unsigned long checks(void)
{
	return __atomic_load_n(&running.checks, __ATOMIC_RELAXED);
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

/* An error of which the harness itself knows; the case goes on to its end. */
static void __attribute__((format(printf, 1, 2))) errs(const char *format, ...)
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

/* ----------------------------------------------------------- deferred ---- */

static struct deferred {
	void (*undo)(uintptr_t);
	void (*undo2)(uint32_t, uint64_t);
	uint32_t value1;
	uint64_t value;
	unsigned int cpu; /* whose state it puts back */
} deferred[NR_DEFERRED];
static unsigned int nr_deferred; /* taken by any CPU */

static void defer(const struct deferred *d)
{
	unsigned int slot =
		__atomic_fetch_add(&nr_deferred, 1, __ATOMIC_RELAXED);

	if (slot < NR_DEFERRED) {
		deferred[slot] = *d;
		return;
	}
	__atomic_fetch_sub(&nr_deferred, 1, __ATOMIC_RELAXED);
	test_error("more than %d calls of test_defer()", NR_DEFERRED);
}

void test_defer_(void (*undo)(uintptr_t), uintptr_t value)
{
	defer(&(struct deferred){
		.undo = undo, .value = value, .cpu = cpu_this() });
}

void test_defer2_(void (*undo)(uint32_t, uint64_t), uint32_t value1,
		  uint64_t value2)
{
	defer(&(struct deferred){ .undo2 = undo,
				  .value1 = value1,
				  .value = value2,
				  .cpu = cpu_this() });
}

static void undo(void *arg)
{
	const struct deferred *d = arg;

	if (d->undo)
		d->undo((uintptr_t)d->value);
	else
		d->undo2(d->value1, d->value);
}

static void undo_there(void *arg)
{
	const struct deferred *d = arg;

	on_cpu(d->cpu, undo, arg);
}

/* Newest first; one that fails does not keep the older ones from running. */
static void run_deferred(void)
{
	while (nr_deferred > 0) {
		struct deferred d = deferred[--nr_deferred];

		guard_call(undo_there, &d);
		smp_settle();
	}
}

/* -------------------------------------------------------------- needs ---- */

/* A probe may cost an exit to the hypervisor, and rows are many: ask once. */
static bool has(const struct feature *feature)
{
	static struct {
		const struct feature *feature;
		bool present;
	} known[NR_FEATURES];
	static unsigned int nr_known;
	unsigned int i;
	bool present;

	for (i = 0; i < nr_known; i++)
		if (known[i].feature == feature)
			return known[i].present;
	present = feature->probe();
	if (nr_known < NR_FEATURES) {
		known[nr_known].feature = feature;
		known[nr_known++].present = present;
	}
	return present;
}

static void check_needs(const struct feature *const *needs)
{
	for (; needs && *needs; needs++)
		if (!has(*needs))
			test_skip("needs %s (%s)", (*needs)->name,
				  (*needs)->where);
}

static void check_all_needs(void *arg)
{
	const struct test *test = arg;

	check_needs(test->suite->needs);
	check_needs(test->needs);
}

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
		errs("the machine went on after test_ends()");
	else if (test->ends && !(running.flags & (FAILED | ERRED | SKIPPED)))
		errs("the case ended without test_ends()");
}

/* Set-up, body and deferred functions, of one state where they are numbered. */
static void run_state(const struct planned *p, uint64_t state)
{
	unsigned long before = checks();

	running.state = state;
	running.announced = false;
	running.flags = 0;
	contexts_clear();
	random_start(options.seed, running.base, state);
	guard_call(body, (void *)p);
	smp_settle();
	run_deferred();
	check_ends(p->test);
	if (!running.flags && checks() == before)
		errs("no check was made");
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
		guard_call(check_all_needs, (void *)test);
		if (running.flags)
			return running.flags;
	}
	if (test->kind != PROTO_KIND_CASE && test->kind != PROTO_KIND_BENCH &&
	    !test->nr_rows)
		errs("the case has no rows");
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

	outcome->checks = checks();
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
