/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "loop.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "alloc.h"
#include "job.h"
#include "options.h"
#include "report.h"
#include "sinks.h"

enum {
	NR_SIGNALS = 5
};

struct loop {
	uv_loop_t uv;
	uv_signal_t signals[NR_SIGNALS];
	uv_timer_t ticks;
	struct run *run;
	struct budget budget;
	struct job **jobs; /* that run now */
	size_t nr_jobs;
	bool *begun;  /* of each unit of the plan */
	size_t first; /* unit that has not begun */
	bool stopping, broken, ended;
	struct error error;
};

static void step(struct loop *loop);

/* ------------------------------------------------------------ stopping -- */

static void stop_all(struct loop *loop)
{
	if (loop->stopping)
		return;
	loop->stopping = true;
	for (size_t i = 0; i < loop->nr_jobs; i++)
		job_cancel(loop->jobs[i]);
}

static void on_failed(void *arg)
{
	struct loop *loop = arg;

	if (loop->run->options->fail_fast)
		stop_all(loop);
}

static void on_broke(void *arg, const struct error *error)
{
	struct loop *loop = arg;

	if (!loop->broken)
		loop->error = *error;
	loop->broken = true;
	stop_all(loop);
}

/* The first one asks, the second one insists. */
static void on_interrupt(struct loop *loop)
{
	if (loop->run->interrupted)
		for (size_t i = 0; i < loop->nr_jobs; i++)
			job_kill(loop->jobs[i]);
	loop->run->interrupted = true;
	stop_all(loop);
	step(loop);
}

/* Ctrl-Z: the VMs have groups of their own, so the terminal stops only us. */
static void on_stop(struct loop *loop)
{
	uint64_t began = uv_hrtime();

	for (size_t i = 0; i < loop->nr_jobs; i++)
		job_freeze(loop->jobs[i]);
	fflush(NULL);
	raise(SIGSTOP);
	uv_update_time(&loop->uv);
	for (size_t i = 0; i < loop->nr_jobs; i++)
		job_thaw(loop->jobs[i], (uv_hrtime() - began) / 1000000);
}

static void on_signal(uv_signal_t *handle, int signal)
{
	struct loop *loop = handle->data;

	if (signal == SIGUSR1) {
		if (loop->run->terminal)
			report_status(loop->run->terminal);
	} else if (signal == SIGTSTP) {
		on_stop(loop);
	} else {
		on_interrupt(loop);
	}
}

static void on_tick(uv_timer_t *timer)
{
	struct loop *loop = timer->data;

	report_tick(loop->run->terminal);
}

static void start_ticks(struct loop *loop, uint64_t ms)
{
	if (ms)
		uv_timer_start(&loop->ticks, on_tick, ms, ms);
}

/* --------------------------------------------------------------- units -- */

static void on_job_ended(void *arg, struct job *job)
{
	struct loop *loop = arg;
	size_t i = 0;

	while (loop->jobs[i] != job)
		i++;
	loop->jobs[i] = loop->jobs[--loop->nr_jobs];
	budget_give(&loop->budget, job_unit(job));
	job_free(job);
	step(loop);
}

static struct job_owner owner_of(struct loop *loop)
{
	return (struct job_owner){
		.arg = loop,
		.failed = on_failed,
		.broke = on_broke,
		.ended = on_job_ended,
	};
}

static void begin(struct loop *loop, const struct unit *unit)
{
	struct job_owner owner = owner_of(loop);

	if (unit->skip_reason)
		job_all(loop->run, unit, STATE_SKIP, unit->skip_reason, &owner);
	else
		loop->jobs[loop->nr_jobs++] =
			job_start(&loop->uv, loop->run, unit, &owner);
}

static bool may_begin(struct loop *loop, const struct unit *unit)
{
	return unit->skip_reason || budget_take(&loop->budget, unit);
}

/* Everything that fits, in the order of the plan. */
static void begin_more(struct loop *loop)
{
	struct plan *plan = loop->run->plan;

	for (size_t i = loop->first; i < plan->nr_units && !loop->stopping;
	     i++) {
		if (loop->begun[i] || !may_begin(loop, &plan->units[i]))
			continue;
		loop->begun[i] = true;
		begin(loop, &plan->units[i]);
	}
	while (loop->first < plan->nr_units && loop->begun[loop->first])
		loop->first++;
}

static void cancel_rest(struct loop *loop)
{
	struct job_owner owner = owner_of(loop);
	struct plan *plan = loop->run->plan;

	for (size_t i = loop->first; i < plan->nr_units; i++)
		if (!loop->begun[i])
			job_all(loop->run, &plan->units[i], STATE_CANCELLED,
				NULL, &owner);
}

static void end(struct loop *loop)
{
	if (loop->ended)
		return;
	loop->ended = true;
	cancel_rest(loop);
	for (int i = 0; i < NR_SIGNALS; i++)
		uv_close((uv_handle_t *)&loop->signals[i], NULL);
	uv_close((uv_handle_t *)&loop->ticks, NULL);
}

static void step(struct loop *loop)
{
	begin_more(loop);
	if (!loop->nr_jobs &&
	    (loop->stopping || loop->first == loop->run->plan->nr_units))
		end(loop);
}

/* ----------------------------------------------------------------- run -- */

static void begin_watching(struct loop *loop)
{
	static const int signals[NR_SIGNALS] = { SIGINT, SIGTERM, SIGHUP,
						 SIGUSR1, SIGTSTP };

	for (int i = 0; i < NR_SIGNALS; i++) {
		uv_signal_init(&loop->uv, &loop->signals[i]);
		loop->signals[i].data = loop;
		uv_signal_start(&loop->signals[i], on_signal, signals[i]);
	}
	uv_timer_init(&loop->uv, &loop->ticks);
	loop->ticks.data = loop;
	if (loop->run->terminal)
		start_ticks(loop, report_tick_ms(loop->run->terminal));
}

static void on_kick(uv_timer_t *timer)
{
	struct loop *loop = timer->data;

	uv_close((uv_handle_t *)timer, NULL);
	step(loop);
}

int loop_run(struct run *run, struct error *error)
{
	struct loop loop = { .run = run };
	uint64_t began = uv_hrtime();
	uv_timer_t kick;
	int r = uv_loop_init(&loop.uv);

	if (r)
		return error_set(error, -r, "no event loop: %s",
				 uv_strerror(r));
	loop.jobs = xcalloc(run->plan->nr_units + 1, sizeof(*loop.jobs));
	loop.begun = xcalloc(run->plan->nr_units + 1, sizeof(*loop.begun));
	budget_init(&loop.budget, run->options);
	/* Not watched by libuv, which would restore the default at the end. */
	signal(SIGPIPE, SIG_IGN);
	begin_watching(&loop);
	uv_timer_init(&loop.uv, &kick);
	kick.data = &loop;
	uv_timer_start(&kick, on_kick, 0, 0);
	uv_run(&loop.uv, UV_RUN_DEFAULT);
	uv_loop_close(&loop.uv);
	free(loop.jobs);
	free(loop.begun);
	run->time_us = (uv_hrtime() - began) / 1000;
	if (!loop.broken)
		return 0;
	*error = loop.error;
	return -EIO;
}
