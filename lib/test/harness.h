/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The harness from inside: what its files share, and what lib/trap.c and
 * lib/smp.c ask of it. Suites use test/test.h.
 */
#ifndef LIB_TEST_HARNESS_H
#define LIB_TEST_HARNESS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <test/test.h>

/* ------------------------------------------------------------ guard.c ---- */

/**
 * guard_call - call fn(arg) so that guard_end() on this CPU comes back here
 *
 * Not nested on one CPU. Returns whether @fn returned.
 */
bool guard_call(void (*fn)(void *), void *arg);

/** guard_end - end what guard_call() called on this CPU, from any depth */
void guard_end(void) __attribute__((noreturn));

/** guard_active - whether there is something to end */
bool guard_active(void);

/**
 * test_unexpected_trap - nobody wanted this trap
 *
 * Prints the records of a trap, fails the case, and makes the return from the
 * trap end what runs on this CPU: the case, or the function of an on_cpu().
 * Outside of both it is a panic.
 */
void test_unexpected_trap(struct trap_frame *frame);

/* -------------------------------------------------------------- run.c ---- */

/* What the arguments ask for. */
extern struct options {
	bool invert; /* PROTO_ARG_INVERT */
	bool force;  /* PROTO_ARG_FORCE */
	uint64_t seed;
	const char *host; /* PROTO_HOST_*,...: what the runner answers */
} options;

/* ------------------------------------------------------------- case.c ---- */

enum verdict {
	VERDICT_PASS,
	VERDICT_FAIL,
	VERDICT_ERROR,
	VERDICT_SKIP
};

/* What a case came to. */
struct outcome {
	enum verdict verdict;
	unsigned long checks, failed;
	uint64_t ticks;
	char reason[200]; /* of an ERROR or SKIP; "" where there is none */
};

/* One entry of the plan. */
struct planned {
	const struct test *test;
	uint32_t rank; /* 0, with an `ends` kind 1, named by last= 2 */
	uint32_t row;  /* PROTO_KIND_EACH: index; _NUMBERED: see .single */
	uint64_t state;
	bool single; /* only this state of a PROTO_KIND_NUMBERED */
};

/** case_run - one case, from its set-up to its last deferred function */
void case_run(const struct planned *planned, unsigned int number,
	      struct outcome *outcome);

/** deferred_run - newest first; one that fails does not keep the older ones back */
void deferred_run(void);

/** needs_check - skip the case where a need of @test, a struct test, is not met */
void needs_check(void *test);

/** case_failed, case_error, case_skip - note it; from any CPU */
void case_failed(void);
void case_error(const char *format, va_list args);
void case_skip(const char *format, va_list args);

/** case_count - one check was executed */
void case_count(void);

/** case_name - of the running case, NULL between cases */
const char *case_name(void);

/** case_bad - a check failed, or an error was noted, in the running case */
bool case_bad(void);

/* ------------------------------------------------------------ check.c ---- */

/** contexts_clear - forget test_context() of every CPU, and failures counted */
void contexts_clear(void);

/** checks_suppressed - note how many failures were counted but not printed */
void checks_suppressed(void);

/* ------------------------------------------------------------- plan.c ---- */

struct plan {
	struct planned *cases;
	unsigned int nr_cases;
};

/**
 * plan_make - which cases run, in which order
 *
 * Returns NULL, or one sentence about a bad argument.
 */
const char *plan_make(struct plan *plan);

/** planned_name - "suite.case/row" into @name, of PROTO_NAME_MAX + 1 bytes */
void planned_name(const struct planned *planned, char *name);

/** plan_skips_state - skip= names this state of a PROTO_KIND_NUMBERED */
bool plan_skips_state(const struct test *test, uint64_t state);

/* ------------------------------------------------------------- args.c ---- */

/** args_parse - split the command line into words; keeps a copy */
void args_parse(const char *cmdline);

/**
 * args_get - the value of a word that begins with @prefix ("start=")
 *
 * "" for a word that is all prefix; NULL where there is none.
 */
const char *args_get(const char *prefix);

/** args_number - a number in C notation, all of @text. Returns 0 or -EINVAL. */
int args_number(const char *text, uint64_t *value);

/** glob_match - * and ? over all of @text */
bool glob_match(const char *glob, size_t glob_len, const char *text);

/** glob_list - whether one of GLOB,GLOB,... matches */
bool glob_list(const char *list, const char *text);

/* ----------------------------------------------------------- random.c ---- */

/** random_start - the numbers that this case and state get */
void random_start(uint64_t seed, const char *name, uint64_t state);

/** random_mix - one step of the generator for anybody's state */
uint64_t random_mix(uint64_t *state);

#endif
