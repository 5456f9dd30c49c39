/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "job_parts.h"

#include <stdlib.h>

#include "alloc.h"
#include "guest_args.h"
#include "options.h"
#include "sinks.h"

const struct unit *job_unit(const struct job *job)
{
	return job->unit;
}

uint64_t job_now_us(void)
{
	return uv_hrtime() / 1000;
}

/* ----------------------------------------------- rounds of lists of VMs -- */

/* A list that is too long for a command line is cut into several. */
static size_t fitting(const struct job *job)
{
	struct qemu_boot boot = job_boot(job);

	return guest_args_fit(job->unit, &boot);
}

/* Returns whether a VM runs it. */
static bool begin_list(struct job *job)
{
	const struct options *options = job->run->options;
	struct verdict_settings settings = {
		.unit = job->unit,
		.any_order = options->shuffle,
		.inverted = options->invert,
		.fn = job_on_result,
		.arg = job,
	};

	job->nr_list = job->nr_round - job->at;
	if (options->isolate || job->attempt > 1)
		job->nr_list = 1;
	job->nr_list = fitting(job);
	settings.list = job->round + job->at;
	settings.nr = job->nr_list;
	if (verdict_init(&job->verdict, &settings))
		abort(); /* as xcalloc() would have done */
	if (!job->cancelled)
		return job_start_vm(job);
	verdict_give_up(&job->verdict, STATE_CANCELLED, "");
	return false;
}

/* The cases that have failed and may try again; false: there are none. */
static bool next_round(struct job *job)
{
	job->nr_round = job->at = 0;
	job->attempt++;
	for (size_t i = 0; i < job->unit->nr_cases; i++) {
		if (!job->attempts[i].again)
			continue;
		job->attempts[i].again = false;
		job->round[job->nr_round++] = &job->unit->cases[i];
	}
	return job->nr_round > 0;
}

static void on_later(uv_timer_t *timer)
{
	struct job *job = timer->data;

	sinks_unit_end(job->run, job->unit, job_now_us() - job->began_us);
	job->owner.ended(job->owner.arg, job);
}

/* A list is over, or could not even begin: the next one, or the end. */
void job_advance(struct job *job)
{
	do {
		verdict_release(&job->verdict);
		job->at += job->nr_list;
		if (job->at >= job->nr_round && !next_round(job)) {
			uv_timer_start(&job->later, on_later, 0, 0);
			return;
		}
	} while (!begin_list(job));
}

struct job *job_start(uv_loop_t *loop, struct run *run, const struct unit *unit,
		      const struct job_owner *owner)
{
	struct job *job = xcalloc(1, sizeof(*job));

	job->loop = loop;
	job->run = run;
	job->unit = unit;
	job->owner = *owner;
	job->attempt = 1;
	job->attempts = xcalloc(unit->nr_cases + 1, sizeof(*job->attempts));
	job->round = xcalloc(unit->nr_cases + 1, sizeof(*job->round));
	for (size_t i = 0; i < unit->nr_cases; i++)
		job->round[i] = &unit->cases[i];
	job->nr_round = unit->nr_cases;
	uv_timer_init(loop, &job->later);
	job->later.data = job;
	job->began_us = job_now_us();
	uv_update_time(loop);
	job->unit_deadline = uv_now(loop) + unit->unit_timeout_ms;
	sinks_unit_begin(run, unit);
	if (!begin_list(job))
		job_advance(job);
	return job;
}

void job_cancel(struct job *job)
{
	job->cancelled = true;
	if (job->guest)
		guest_stop(job->guest, VM_CANCELLED, DEADLINE_NONE, 0);
}

void job_kill(struct job *job)
{
	job->cancelled = true;
	if (job->guest)
		guest_kill(job->guest);
}

void job_freeze(struct job *job)
{
	if (job->guest)
		guest_freeze(job->guest);
}

void job_thaw(struct job *job, uint64_t frozen_ms)
{
	job->unit_deadline += frozen_ms;
	job->boot_ms += frozen_ms;
	job->case_ms += frozen_ms;
	job->mark_us += frozen_ms * 1000;
	if (job->guest)
		guest_thaw(job->guest, frozen_ms);
}

static void on_closed(uv_handle_t *handle)
{
	free(handle->data);
}

void job_free(struct job *job)
{
	for (size_t i = 0; i < job->unit->nr_cases; i++)
		free(job->attempts[i].failure);
	free(job->attempts);
	free(job->round);
	uv_close((uv_handle_t *)&job->later, on_closed);
}
