/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The journal of a run, build/results/<run>/results.jsonl: one line of JSON an
 * event, each written with one write() when it happens, so that killing the
 * runner loses nothing that was finished. docs/results.md has the fields;
 * record.h reads it.
 */
#ifndef RUNNER_JOURNAL_H
#define RUNNER_JOURNAL_H

#include "run.h"

#define JOURNAL_FILE	"results.jsonl"
#define JOURNAL_VERSION 1  /* of the schema; new fields do not change it */
#define JOURNAL_KEEP	20 /* newest runs that are kept */

/**
 * journal_prepare - make the folder of a run
 *
 * Sets run->id and run->results_dir, both malloc'ed, from run->build_dir, and
 * removes the oldest runs beyond JOURNAL_KEEP. Call before sinks_begin() and
 * before any log file is opened.
 */
int journal_prepare(struct run *run, struct error *error);

/** journal_sink - writes run->results_dir/results.jsonl and moves "latest" */
struct sink *journal_sink(void);

/**
 * journal_find - path of the journal that a user means
 * @name: NULL or "latest", an id, a unique prefix of one, a folder or a file
 *
 * Returns a malloc'ed path, or NULL with @error set.
 */
char *journal_find(const char *build_dir, const char *name,
		   struct error *error);

/** journal_runs - ids of all recorded runs, oldest first, NULL-ended */
char **journal_runs(const char *build_dir);

/*
 * What --resume needs: which cases of a recorded run have a result that counts.
 *
 *	struct recording past = { 0 };
 *	recording_read(&past, path, error);
 *	journal_finished(&past, unit, planned) -> leave it out of the plan
 *
 * A case counts as finished with any state but "cancelled".
 */
struct recording;
bool journal_finished(const struct recording *past, const struct unit *unit,
		      const struct plan_case *planned);

#endif
