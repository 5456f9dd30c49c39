/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "commands.h"
#include "journal.h"
#include "json.h"
#include "junit.h"
#include "loop.h"
#include "options.h"
#include "qemu.h"
#include "record.h"
#include "report.h"
#include "session.h"
#include "sinks.h"
#include "symbols.h"
#include "tap.h"
#include "timings.h"

/* --------------------------------------------------------------- dry run -- */

static void print_dry(const struct session *session, uint64_t seed)
{
	printf("# %s\n", session->engine_reason);
	for (size_t i = 0; i < session->plan.nr_units; i++) {
		const struct unit *unit = &session->plan.units[i];
		struct qemu_boot boot = { .options = session->options,
					  .seed = seed };
		char *command;

		if (unit->skip_reason) {
			printf("# %s on %s: skipped: %s\n", unit->id,
			       unit->engine->name, unit->skip_reason);
			continue;
		}
		command = qemu_command(unit, &boot);
		printf("# %s on %s\n%s\n", unit->id, unit->engine->name,
		       command);
		free(command);
	}
}

/* ----------------------------------------------------------------- resume -- */

/* What a run that goes on with another one knows of it. */
struct past {
	struct recording recording;
	bool loaded;
	struct plan rest; /* units with the cases that have no result yet */
};

static int past_load(struct past *past, struct run *run, struct error *error)
{
	char *path =
		journal_find(run->record_dir, run->options->resume_run, error);
	int r;

	if (!path)
		return -ENOENT;
	r = journal_read(&past->recording, path, error);
	past->loaded = true;
	free(path);
	if (!r)
		run->resumed = xstrdup(past->recording.id);
	return r;
}

/*
 * Tells the sinks of the unit's old results; @rest becomes a copy of it that
 * borrows its strings and has only the other cases.
 */
static int replay_unit(struct past *past, struct run *run,
		       const struct unit *unit, struct unit *rest,
		       struct error *error)
{
	*rest = *unit;
	rest->cases = xcalloc(unit->nr_cases, sizeof(*rest->cases));
	rest->nr_cases = 0;
	for (size_t i = 0; i < unit->nr_cases; i++) {
		const struct plan_case *c = &unit->cases[i];
		const struct record_case *found =
			journal_finished(&past->recording, unit, c);
		int r = 0;

		if (found)
			r = journal_replay(run, unit, c, found, error);
		else
			rest->cases[rest->nr_cases++] = *c;
		if (r < 0)
			return r;
	}
	rest->all_cases = unit->all_cases && rest->nr_cases == unit->nr_cases;
	return 0;
}

static int past_replay(struct past *past, struct run *run, struct error *error)
{
	const struct plan *plan = run->plan;

	past->rest.units = xcalloc(plan->nr_units, sizeof(struct unit));
	for (size_t i = 0; i < plan->nr_units; i++) {
		struct unit *rest = &past->rest.units[past->rest.nr_units++];
		int r = replay_unit(past, run, &plan->units[i], rest, error);

		if (r < 0)
			return r;
		past->rest.nr_cases += rest->nr_cases;
		if (rest->nr_cases)
			continue;
		free(rest->cases);
		past->rest.nr_units--;
	}
	return 0;
}

static void past_release(struct past *past)
{
	for (size_t i = 0; i < past->rest.nr_units; i++)
		free(past->rest.units[i].cases);
	free(past->rest.units);
	if (past->loaded)
		recording_release(&past->recording);
}

/* ------------------------------------------------------------------ sinks -- */

/* The journal first: what it does not have, no report may claim. */
static int add_sinks(struct run *run, struct timings *timings, FILE **tap_file,
		     struct error *error)
{
	const struct options *o = run->options;
	struct report_settings settings = {
		.color = o->color,
		.verbosity = o->verbosity,
		.on_stderr = o->tap && !o->tap_file,
		.slow_ms = o->slow_ms,
	};

	sinks_add(run, journal_sink());
	if (timings)
		sinks_add(run, timings_sink(timings));
	run->terminal = report_sink(&settings);
	sinks_add(run, run->terminal);
	if (o->tap_file) {
		*tap_file = fopen(o->tap_file, "we");
		if (!*tap_file)
			return error_set(error, errno, "%s: %s", o->tap_file,
					 strerror(errno));
	}
	if (o->tap)
		sinks_add(run, tap_sink(*tap_file ? *tap_file : stdout));
	if (o->junit)
		sinks_add(run, junit_sink(o->junit, NULL));
	if (o->json)
		sinks_add(run, json_sink(o->json));
	return 0;
}

/* Said before the run, not after it: reports are written at its end. */
static int check_file(const char *path, struct error *error)
{
	const char *slash = path ? strrchr(path, '/') : NULL;
	struct stat st;
	char *dir;
	int code = 0;

	if (!path || !strcmp(path, "-"))
		return 0;
	dir = slash == path ? xstrdup("/") :
	      slash	    ? xstrndup(path, slash - path) :
			      xstrdup(".");
	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		code = EISDIR;
	else if (access(dir, F_OK))
		code = errno;
	else if (access(dir, W_OK) && access(path, W_OK))
		code = errno == ENOENT ? EACCES : errno;
	free(dir);
	return code ? error_set(error, code, "%s: %s", path, strerror(code)) :
		      0;
}

static int close_tap(FILE *file, const char *name, struct error *error)
{
	bool failed;

	if (!file)
		return 0;
	failed = ferror(file);
	if (fclose(file) || failed)
		return error_set(error, EIO, "%s: %s", name,
				 strerror(errno ? errno : EIO));
	return 0;
}

/* -------------------------------------------------------------------- run -- */

/* Begun sinks are ended whatever happens, so that reports are complete. */
static int run_with_sinks(struct run *run, struct past *past,
			  struct error *error)
{
	struct plan *whole = run->plan;
	struct error later;
	int r = sinks_begin(run, error), ended;

	if (!r && past->loaded) {
		r = past_replay(past, run, error);
		run->plan = &past->rest;
	}
	if (!r)
		r = loop_run(run, error);
	run->plan = whole;
	if (r < 0)
		run->could_not_run = true;
	ended = sinks_end(run, r < 0 ? &later : error);
	return r < 0 ? r : ended;
}

static int run_recorded(struct run *run, struct session *session,
			struct error *error)
{
	struct past past = { .loaded = false };
	FILE *tap_file = NULL;
	int r;

	r = check_file(run->options->junit, error);
	if (!r)
		r = check_file(run->options->json, error);
	if (!r && run->options->resume)
		r = past_load(&past, run, error);
	if (!r)
		r = journal_prepare(run, error);
	if (!r)
		r = add_sinks(run, session->timings, &tap_file, error);
	if (!r)
		r = run_with_sinks(run, &past, error);
	sinks_release(run);
	if (!r)
		r = close_tap(tap_file, run->options->tap_file, error);
	past_release(&past);
	return r < 0 ? r : run_exit_status(run);
}

static int random_seed(const struct options *options, uint64_t *seed,
		       struct error *error)
{
	*seed = options->seed;
	if (options->seed_given)
		return 0;
	if (getrandom(seed, sizeof(*seed), 0) != sizeof(*seed))
		return error_set(error, EIO, "no random seed: %s",
				 strerror(errno));
	/* Short enough to be typed again; 0 would be none. */
	*seed = (*seed & UINT32_MAX) | 1;
	return 0;
}

static int run_session(struct session *session, char *const *argv,
		       struct error *error)
{
	const struct options *options = session->options;
	struct run run = {
		.options = options,
		.config = &session->config,
		.plan = &session->plan,
		.engines = session->chosen,
		.nr_engines = session->nr_chosen,
		.engine_reason = session->engine_reason,
		.record_dir = session->record_dir,
		.source_dir = session->source_dir,
		.argv = (char **)argv,
		.allow_skip_all = options->allow_skip_all,
		.flaky_pass = options->flaky_pass,
	};
	int r = random_seed(options, &run.seed, error);

	if (r < 0)
		return r;
	if (options->dry_run) {
		print_dry(session, run.seed);
		return EXIT_ALL_GOOD;
	}
	run.symbols = symbols_open(session->source_dir);
	r = run_recorded(&run, session, error);
	symbols_close(run.symbols);
	free(run.results_dir);
	free(run.resumed);
	free(run.id);
	return r;
}

static int prepare(struct session *session, const struct options *options,
		   int (*load)(struct session *session, struct error *error),
		   struct error *error)
{
	int r = session_locate(session, options, error);

	if (!r)
		r = load(session, error);
	if (!r)
		r = session_find_engines(session, false, error);
	if (!r)
		r = session_choose(session, error);
	if (!r)
		r = session_plan(session, error);
	return r;
}

int run_command(const struct options *options, char *const *argv,
		struct error *error)
{
	struct session session;
	int r = prepare(&session, options, session_load_named, error);

	if (r < 0 && session.partial) {
		session_release(&session);
		r = prepare(&session, options, session_load, error);
	}
	if (!r)
		r = run_session(&session, argv, error);
	session_release(&session);
	return r;
}
