/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A whole run: header, plan, cases, figures, exit. */
#include <test/harness.h>

#include <arch.h>
#include <clock.h>
#include <console.h>
#include <smp.h>
#include <stdio.h>
#include <string.h>

struct options options;

static struct {
	struct plan plan;
	unsigned int count[VERDICT_SKIP + 1];
} run;

/* A line about the arguments: no stack, for no code is to blame. */
static void __attribute__((noreturn)) refuse(const char *what, const char *text)
{
	record(PROTO_PANIC "%s%s", what, text);
	arch_exit(PROTO_EXIT_ERROR);
}

static void parse_options(void)
{
	const char *seed = args_get(PROTO_ARG_SEED);

	options.invert = args_get(PROTO_ARG_INVERT) != NULL;
	options.force = args_get(PROTO_ARG_FORCE) != NULL;
	options.host = args_get(PROTO_ARG_HOST);
	options.seed = 1;
	if (seed && args_number(seed, &options.seed) < 0)
		refuse("not a number: " PROTO_ARG_SEED, seed);
}

static const char *suite_name(void)
{
	return run.plan.cases[0].test->suite->name;
}

static void print_header(void)
{
	char moved[32] = "";

	/* for who reads addresses of this VM from outside */
	if (arch_image_offset())
		snprintf(moved, sizeof(moved), " moved=0x%lx",
			 arch_image_offset());
	record(PROTO_HEADER "%d suite=%s target=" TARGET_NAME
			    " cpus=%u seed=%llu%s",
	       PROTO_VERSION, suite_name(), cpu_count(),
	       (unsigned long long)options.seed, moved);
	record(PROTO_PLAN "%u", run.plan.nr_cases);
}

/* Where to begin: after a reboot that a case ordered, or as start= says. */
static unsigned int first_case(void)
{
	const char *text = args_get(PROTO_ARG_START);
	unsigned int kept = arch_kept();
	uint64_t start = 1;

	if (kept) {
		arch_keep(0);
		return kept;
	}
	if (text && args_number(text, &start) < 0)
		refuse("not a number: " PROTO_ARG_START, text);
	if (start < 1 || start > run.plan.nr_cases)
		refuse("no such case in the plan: " PROTO_ARG_START, text);
	return start;
}

static void print_result(const struct outcome *outcome, unsigned int number,
			 const char *name)
{
	static const char *const directives[] = {
		[VERDICT_PASS] = "",
		[VERDICT_FAIL] = "",
		[VERDICT_ERROR] = " " PROTO_DIRECTIVE PROTO_ERROR " ",
		[VERDICT_SKIP] = " " PROTO_DIRECTIVE PROTO_SKIP " ",
	};
	bool ok = outcome->verdict == VERDICT_PASS ||
		  outcome->verdict == VERDICT_SKIP;
	char failed[32] = "";

	if (outcome->failed)
		snprintf(failed, sizeof(failed), " failed=%lu",
			 outcome->failed);
	record("%s%u %s%s%s" PROTO_FIGURES "%llu checks=%lu%s",
	       ok ? PROTO_OK : PROTO_NOT_OK, number, name,
	       directives[outcome->verdict], outcome->reason,
	       (unsigned long long)(ticks_to_ns(outcome->ticks) / 1000),
	       outcome->checks, failed);
}

static void run_case(unsigned int number)
{
	const struct planned *planned = &run.plan.cases[number - 1];
	char name[PROTO_NAME_MAX + 1];
	struct outcome outcome;

	case_run(planned, number, &outcome);
	planned_name(planned, name);
	print_result(&outcome, number, name);
	run.count[outcome.verdict]++;
}

static int exit_status(void)
{
	if (run.count[VERDICT_ERROR])
		return PROTO_EXIT_ERROR;
	return run.count[VERDICT_FAIL] ? PROTO_EXIT_FAIL : PROTO_EXIT_PASS;
}

void test_run_all(const char *cmdline)
{
	const char *wrong;
	unsigned int number;

	record("%s", PROTO_KTAP);
	args_parse(cmdline);
	parse_options();
	wrong = plan_make(&run.plan);
	if (wrong)
		refuse(wrong, "");
	number = first_case();
	print_header();
	for (; number <= run.plan.nr_cases; number++)
		run_case(number);
	record(PROTO_END "pass=%u fail=%u error=%u skip=%u",
	       run.count[VERDICT_PASS], run.count[VERDICT_FAIL],
	       run.count[VERDICT_ERROR], run.count[VERDICT_SKIP]);
	arch_exit(exit_status());
}
