/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "engine.h"
#include "job_parts.h"
#include "ktap.h"
#include "log.h"
#include "options.h"
#include "sinks.h"

enum {
	PANIC_MS = 2000 /* for a guest that has panicked to end its VM */
};

/* ----------------------------------------------------------- deadlines -- */

static uint64_t case_limit(const struct job *job)
{
	const struct plan_case *running = verdict_running(&job->verdict);

	return running && running->timeout_ms ? running->timeout_ms :
						job->unit->case_timeout_ms;
}

/* What the VM has to be done with, and since when. */
static uint64_t phase_deadline(const struct job *job, enum vm_deadline *kind,
			       uint64_t *limit_ms)
{
	if (job->verdict.panic[0]) { /* the last words: it is to end now */
		*kind = DEADLINE_CASE;
		*limit_ms = PANIC_MS;
		return job->case_ms + *limit_ms;
	}
	if (verdict_phase(&job->verdict) == PHASE_BOOT) {
		*kind = DEADLINE_BOOT;
		*limit_ms = job->unit->boot_timeout_ms;
		return job->boot_ms + *limit_ms;
	}
	*kind = DEADLINE_CASE;
	*limit_ms = case_limit(job);
	return job->case_ms + *limit_ms;
}

static uint64_t deadline(const struct job *job, enum vm_deadline *kind,
			 uint64_t *limit_ms)
{
	uint64_t time = phase_deadline(job, kind, limit_ms);

	if (time <= job->unit_deadline)
		return time;
	*kind = DEADLINE_UNIT;
	*limit_ms = job->unit->unit_timeout_ms;
	return job->unit_deadline;
}

static void on_deadline(void *arg)
{
	struct job *job = arg;
	enum vm_deadline kind;
	uint64_t limit_ms, time;

	guest_flush(job->guest);
	time = deadline(job, &kind, &limit_ms);
	if (time > uv_now(job->loop))
		guest_set_deadline(job->guest, time);
	else
		guest_stop(job->guest, VM_TIMEOUT, kind, limit_ms);
}

/* Sooner than its time is over: nobody is there whom more of it would help. */
static void on_stuck(void *arg)
{
	struct job *job = arg;
	const bool boots = verdict_phase(&job->verdict) == PHASE_BOOT;

	guest_stop(job->guest, VM_TIMEOUT, DEADLINE_STUCK,
		   uv_now(job->loop) - (boots ? job->boot_ms : job->case_ms));
}

/* A new phase begins now. */
static void next_phase(struct job *job)
{
	enum vm_deadline kind;
	uint64_t limit_ms;

	job->case_ms = uv_now(job->loop);
	guest_set_deadline(job->guest, deadline(job, &kind, &limit_ms));
}

/* --------------------------------------------------------------- a VM -- */

static void on_event(void *arg, const struct ktap_event *event)
{
	struct job *job = arg;

	bool panicked = job->verdict.panic[0];

	verdict_event(&job->verdict, event);
	switch (event->type) {
	case KTAP_PANIC:
		if (!panicked)
			next_phase(job);
		break;
	case KTAP_RUN:
		guest_new_excerpt(job->guest);
		job->mark_us = job_now_us();
		if (verdict_running(&job->verdict))
			sinks_case_begin(job->run, job->unit,
					 verdict_running(&job->verdict));
		next_phase(job);
		break;
	case KTAP_HEADER:
	case KTAP_RESULT:
	case KTAP_END:
		next_phase(job);
		break;
	case KTAP_BENCH:
		sinks_bench(job->run, job->unit, event->text);
		break;
	default:
		break;
	}
	if (verdict_wants_stop(&job->verdict))
		guest_stop(job->guest, VM_STOPPED, DEADLINE_NONE, 0);
}

/* "x86_64.msr@v.qemu-tcg", below the results of the run. */
static char *log_stem(const struct job *job)
{
	char *id = xstrdup(job->unit->id), *stem;

	for (char *p = strchr(id, '/'); p; p = strchr(p, '/'))
		*p = '.';
	stem = xasprintf("%s/%s.%s", job->run->results_dir, id,
			 job->unit->engine->name);
	free(id);
	return stem;
}

/* Each VM of a unit has its own, also where its parts run at the same time. */
static void open_log(const struct job *job, struct guest_params *params)
{
	char *stem;

	if (!job->run->results_dir)
		return;
	stem = log_stem(job);
	params->log_path = log_file_create(stem, &params->log_fd);
	free(stem);
}

static void give_up_list(struct job *job, const struct error *error)
{
	struct verdict_result result = {
		.state = STATE_ERROR,
		.reason = error->text,
		.could_not_run = true,
		.not_run = true,
	};

	job_on_result(job, &result);
	verdict_give_up(&job->verdict, STATE_ERROR,
			"not run: the VMM could not be started");
}

static void on_ended(void *arg, const struct vm_end *end);

/* What the guest waited for does not count against it. */
static void on_waited(void *arg, uint64_t ms)
{
	struct job *job = arg;
	enum vm_deadline kind;
	uint64_t limit_ms;

	job->boot_ms += ms;
	job->case_ms += ms;
	job->unit_deadline += ms;
	guest_set_deadline(job->guest, deadline(job, &kind, &limit_ms));
}

/* Then nobody may ask for it: the same VM with another command line. */
static void on_blocked(void *arg, const char *reason)
{
	struct job *job = arg;

	(void)reason;
	job->stays = job->again = true;
	guest_stop(job->guest, VM_CANCELLED, DEADLINE_NONE, 0);
}

/* Whether there is a VM now; else all of its list have their results. */
bool job_start_vm(struct job *job)
{
	struct qemu_boot boot = job_boot(job);
	struct guest_params params = {
		.loop = job->loop,
		.qmp = job->unit->engine->accel != ACCEL_BOCHS,
		.bochs = job->unit->engine->accel == ACCEL_BOCHS,
		.image = job->unit->image->path,
		.symbols = job->run->symbols,
		.arg = job,
		.event = on_event,
		.deadline = on_deadline,
		.stuck = on_stuck,
		.waited = on_waited,
		.blocked = on_blocked,
		.ended = on_ended,
		.look = job->unit->migrates && !job->stays,
		.stand = !engine_migrates_live(job->unit->engine),
		.random_ms = job->stays ? 0 : job->run->options->migrate_ms,
		.seed = job->run->seed + job->vm,
	};
	struct error error;
	char **argv;
	int r;

	boot.supervised = boot.answers = params.qmp;
	boot.stays = job->stays;
	job->vm++;
	argv = qemu_argv(job->unit, &boot);
	params.argv = argv;
	open_log(job, &params);
	verdict_boot(&job->verdict);
	job->mark_us = job_now_us();
	job->boot_ms = uv_now(job->loop);
	r = guest_start(&job->guest, &params, &error);
	words_free(argv);
	if (r) {
		job->guest = NULL;
		give_up_list(job, &error);
		return false;
	}
	next_phase(job);
	return true;
}

static void on_ended(void *arg, const struct vm_end *end)
{
	struct job *job = arg;
	struct guest *guest = job->guest;
	bool again = job->again && !job->cancelled;

	job->again = false;
	job->ending = true;
	if (!again)
		again = verdict_end(&job->verdict, end);
	job->ending = false;
	job->guest = NULL;
	guest_free(guest);
	if (again && job->cancelled) {
		verdict_give_up(&job->verdict, STATE_CANCELLED, "");
		again = false;
	}
	if (!again || !job_start_vm(job))
		job_advance(job);
}
