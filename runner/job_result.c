/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "job_parts.h"
#include "options.h"
#include "sinks.h"
#include "totals.h"

static void publish(struct job *job, struct result *result)
{
	struct error error = { "" };
	bool bad = !result->retried &&
		   state_bad(result->state, job->run->flaky_pass);

	if (sinks_result(job->run, result, &error))
		job->owner.broke(job->owner.arg, &error);
	else if (bad && result->state != STATE_CANCELLED)
		job->owner.failed(job->owner.arg);
}

static bool may_retry(const struct job *job, const struct verdict_result *from)
{
	return from->planned && !job->cancelled &&
	       job->attempt <= job->run->options->retry &&
	       (from->state == STATE_FAIL || from->state == STATE_TIMEOUT ||
		from->state == STATE_CRASH);
}

static struct attempt *attempt_of(struct job *job,
				  const struct plan_case *planned)
{
	return &job->attempts[planned - job->unit->cases];
}

/* A failure is remembered, and a pass after one is flaky. */
static void judge_attempt(struct job *job, const struct verdict_result *from,
			  struct result *result)
{
	struct attempt *attempt;

	if (!from->planned)
		return;
	attempt = attempt_of(job, from->planned);
	if (may_retry(job, from)) {
		result->retried = attempt->again = true;
		if (!attempt->failure)
			attempt->failure = xasprintf("%s: %s",
						     state_name(from->state),
						     from->reason);
	} else if (from->state == STATE_PASS && attempt->failure) {
		result->state = STATE_FLAKY;
		free(result->reason);
		result->reason = xasprintf("passed on attempt %u; at first %s",
					   job->attempt, attempt->failure);
	}
}

struct qemu_boot job_boot(const struct job *job)
{
	return (struct qemu_boot){
		.options = job->run->options,
		.seed = job->run->seed,
		.list = job->round + job->at,
		.nr = job->nr_list,
		.start = job->verdict.next,
	};
}

/* What repeats this result: the case alone, or the whole unit. */
static char *repeat_command(const struct job *job,
			    const struct plan_case *planned)
{
	struct qemu_boot boot = job_boot(job);

	boot.start = 1;
	if (planned) {
		boot.list = &planned;
		boot.nr = 1;
	}
	if (job->unit->migrates)
		return qemu_run_command(job->unit, &boot,
					planned ? planned->id : job->unit->id);
	return qemu_exec_command(job->unit, &boot);
}

void job_on_result(void *arg, const struct verdict_result *from)
{
	struct job *job = arg;
	struct result result = {
		.unit = job->unit,
		.planned = from->planned,
		.state = from->state,
		.reason = xstrdup(*from->reason ? from->reason : NULL),
		.time_us = from->time_us,
		.checks = from->checks,
		.failed = from->failed,
		.attempt = job->attempt,
		.vm = job->vm,
	};
	bool bad = state_bad(from->state, true) &&
		   from->state != STATE_CANCELLED;

	judge_attempt(job, from, &result);
	if (!from->not_run && !result.time_us)
		result.time_us = job_now_us() - job->mark_us;
	if (job->guest && !from->not_run) {
		result.log_file = xstrdup(guest_log_path(job->guest));
		if (bad)
			result.log = guest_excerpt(job->guest, job->ending);
	}
	if (bad)
		result.command = repeat_command(job, from->planned);
	if (from->could_not_run)
		job->run->could_not_run = true;
	publish(job, &result);
	free(result.reason);
	free(result.log);
	free(result.log_file);
	free(result.command);
}

void job_all(struct run *run, const struct unit *unit, enum state state,
	     const char *reason, const struct job_owner *owner)
{
	struct job job = { .run = run, .unit = unit, .owner = *owner };

	sinks_unit_begin(run, unit);
	for (size_t i = 0; i < unit->nr_cases; i++) {
		struct result result = {
			.unit = unit,
			.planned = &unit->cases[i],
			.state = state,
			.reason = xstrdup(reason),
			.attempt = 1,
		};

		publish(&job, &result);
		free(result.reason);
	}
	sinks_unit_end(run, unit, 0);
}
