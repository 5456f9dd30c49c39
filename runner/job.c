/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "job.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "guest.h"
#include "guest_args.h"
#include "ktap.h"
#include "log.h"
#include "options.h"
#include "qemu.h"
#include "sinks.h"
#include "totals.h"
#include "verdict.h"

enum {
	PANIC_MS = 2000 /* for a guest that has panicked to end its VM */
};

struct attempt {       /* what is known of a case across its attempts */
	bool again;    /* it is in the next round */
	char *failure; /* "fail: ...", of the first attempt */
};

struct job {
	uv_loop_t *loop;
	struct run *run;
	const struct unit *unit;
	struct job_owner owner;
	uv_timer_t later; /* to end from the loop; also keeps the loop alive */
	uint64_t began_us, unit_deadline;

	/* A round is an attempt at cases; it is cut into lists of one verdict. */
	unsigned int attempt;
	struct attempt *attempts; /* of each case of the unit */
	const struct plan_case **round;
	size_t nr_round, at, nr_list;

	struct verdict verdict;
	struct guest *guest;
	unsigned int vm;
	uint64_t boot_ms, case_ms, mark_us;
	bool ending; /* in the guest's last words */
	bool cancelled;
	bool stays; /* QEMU will not let this unit migrate */
	bool again; /* the VM is to begin once more, without it */
};

const struct unit *job_unit(const struct job *job)
{
	return job->unit;
}

static uint64_t now_us(void)
{
	return uv_hrtime() / 1000;
}

/* ------------------------------------------------------------- results -- */

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

static struct qemu_boot boot_of(const struct job *job)
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
	struct qemu_boot boot = boot_of(job);

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

static void on_result(void *arg, const struct verdict_result *from)
{
	struct job *job = arg;
	struct result result = {
		.unit = job->unit,
		.planned = from->planned,
		.state = from->state,
		.reason = xstrdup(*from->reason ? from->reason : NULL),
		.time_us = from->time_us,
		.checks = from->checks,
		.attempt = job->attempt,
		.vm = job->vm,
	};
	bool bad = state_bad(from->state, true) &&
		   from->state != STATE_CANCELLED;

	judge_attempt(job, from, &result);
	if (!from->not_run && !result.time_us)
		result.time_us = now_us() - job->mark_us;
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
		job->mark_us = now_us();
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

	on_result(job, &result);
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
static bool start_vm(struct job *job)
{
	struct qemu_boot boot = boot_of(job);
	struct guest_params params = {
		.loop = job->loop,
		.qmp = job->unit->engine->accel != ACCEL_BOCHS,
		.bochs = job->unit->engine->accel == ACCEL_BOCHS,
		.image = job->unit->image->path,
		.symbols = job->run->symbols,
		.arg = job,
		.event = on_event,
		.deadline = on_deadline,
		.waited = on_waited,
		.blocked = on_blocked,
		.ended = on_ended,
		.look = job->unit->migrates && !job->stays,
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
	job->mark_us = now_us();
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

static void advance(struct job *job);

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
	if (!again || !start_vm(job))
		advance(job);
}

/* ----------------------------------------------- rounds of lists of VMs -- */

/* A list that is too long for a command line is cut into several. */
static size_t fitting(const struct job *job)
{
	struct qemu_boot boot = boot_of(job);

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
		.fn = on_result,
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
		return start_vm(job);
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

	sinks_unit_end(job->run, job->unit, now_us() - job->began_us);
	job->owner.ended(job->owner.arg, job);
}

/* A list is over, or could not even begin: the next one, or the end. */
static void advance(struct job *job)
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
	job->began_us = now_us();
	uv_update_time(loop);
	job->unit_deadline = uv_now(loop) + unit->unit_timeout_ms;
	sinks_unit_begin(run, unit);
	if (!begin_list(job))
		advance(job);
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
