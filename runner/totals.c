/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "totals.h"

#include <string.h>

static const char *const names[] = {
	[STATE_NONE] = "none",		 [STATE_PASS] = "pass",
	[STATE_SKIP] = "skip",		 [STATE_XFAIL] = "xfail",
	[STATE_FLAKY] = "flaky",	 [STATE_XPASS] = "xpass",
	[STATE_FAIL] = "fail",		 [STATE_TIMEOUT] = "timeout",
	[STATE_CRASH] = "crash",	 [STATE_ERROR] = "error",
	[STATE_CANCELLED] = "cancelled",
};

/*
 * From harmless to severe. A case that was cancelled says nothing, but a unit
 * with one has not passed.
 */
static const enum state by_severity[] = {
	STATE_NONE,	 STATE_SKIP,  STATE_PASS,  STATE_XFAIL,
	STATE_CANCELLED, STATE_FLAKY, STATE_XPASS, STATE_FAIL,
	STATE_TIMEOUT,	 STATE_CRASH, STATE_ERROR,
};

const char *state_name(enum state state)
{
	return names[state];
}

enum state state_parse(const char *name)
{
	for (int s = STATE_NONE; s <= STATE_CANCELLED; s++)
		if (strcmp(names[s], name) == 0)
			return (enum state)s;
	return STATE_NONE;
}

static unsigned int severity(enum state state)
{
	unsigned int i = 0;

	while (by_severity[i] != state)
		i++;
	return i;
}

enum state state_worse(enum state a, enum state b)
{
	return severity(a) > severity(b) ? a : b;
}

bool state_bad(enum state state, bool flaky_pass)
{
	if (state == STATE_FLAKY)
		return !flaky_pass;
	return severity(state) > severity(STATE_FLAKY);
}

bool state_executed(enum state state)
{
	return state != STATE_NONE && state != STATE_SKIP &&
	       state != STATE_CANCELLED;
}

void totals_add(struct totals *totals, enum state state)
{
	totals->by_state[state]++;
	totals->nr_cases++;
}

void totals_merge(struct totals *totals, const struct totals *from)
{
	for (int s = STATE_NONE; s <= STATE_CANCELLED; s++)
		totals->by_state[s] += from->by_state[s];
	totals->nr_cases += from->nr_cases;
}

enum state totals_worst(const struct totals *totals)
{
	enum state worst = STATE_NONE;

	for (int s = STATE_NONE; s <= STATE_CANCELLED; s++)
		if (totals->by_state[s])
			worst = state_worse(worst, (enum state)s);
	return worst;
}

static bool any_bad(const struct run *run)
{
	for (int s = STATE_NONE; s <= STATE_CANCELLED; s++)
		if (run->totals.by_state[s] &&
		    state_bad((enum state)s, run->flaky_pass))
			return true;
	return false;
}

static bool nothing_ran(const struct run *run)
{
	const struct totals *t = &run->totals;

	return t->nr_cases ==
	       t->by_state[STATE_NONE] + t->by_state[STATE_CANCELLED];
}

static bool only_skipped(const struct run *run)
{
	const struct totals *t = &run->totals;

	return t->by_state[STATE_SKIP] &&
	       t->nr_cases == t->by_state[STATE_SKIP] +
				      t->by_state[STATE_NONE] +
				      t->by_state[STATE_CANCELLED];
}

static int exit_status(const struct run *run, const char **why)
{
	*why = "interrupted";
	if (run->interrupted)
		return EXIT_INTERRUPTED;
	*why = "could not run everything";
	if (run->could_not_run)
		return EXIT_COULD_NOT_RUN;
	*why = "nothing ran";
	if (nothing_ran(run))
		return EXIT_COULD_NOT_RUN;
	*why = "every case was skipped";
	if (only_skipped(run) && !run->allow_skip_all)
		return EXIT_COULD_NOT_RUN;
	*why = "some cases failed";
	if (any_bad(run))
		return EXIT_SOME_FAILED;
	*why = "no failure";
	return EXIT_ALL_GOOD;
}

int run_exit_status(const struct run *run)
{
	const char *why;

	return exit_status(run, &why);
}

const char *run_exit_meaning(const struct run *run)
{
	const char *why;

	exit_status(run, &why);
	return why;
}
