/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The journal of a run, build/results/<run>/results.jsonl: one line of JSON an
 * event, each written with one write() when it happens, so that killing the
 * runner loses nothing that was finished. docs/results.md has the fields.
 */
#ifndef RUNNER_JOURNAL_H
#define RUNNER_JOURNAL_H

#include "record.h"
#include "run.h"

#define JOURNAL_FILE	"results.jsonl"
#define JOURNAL_VERSION 1  /* of the schema; new fields do not change it */
#define JOURNAL_KEEP	20 /* newest runs that are kept */

/**
 * journal_prepare - make the folder of a run
 *
 * Sets run->id and run->results_dir, both malloc'ed, from run->record_dir, and
 * removes the oldest runs beyond JOURNAL_KEEP that are not still going on.
 * Call before sinks_begin() and before any log file is opened.
 */
int journal_prepare(struct run *run, struct error *error);

/** journal_sink - writes run->results_dir/results.jsonl and moves "latest" */
struct sink *journal_sink(void);

/**
 * journal_read - what a journal says
 * @path: a results.jsonl, or a folder with one
 * @recording: zeroed; to be released in any event
 *
 * A torn last line (the runner was killed while it wrote) is left out; any
 * other line that is not understood is -EINVAL with file and line. Records of
 * unknown kinds and unknown members are skipped: newer writers add them.
 */
int journal_read(struct recording *recording, const char *path,
		 struct error *error);

/** journal_write - a whole recording as the journal @path, or nothing */
int journal_write(const struct recording *recording, const char *path,
		  struct error *error);

/**
 * journal_find - path of the journal that a user means
 * @name: NULL or "latest", an id, a unique prefix of one, a folder or a file
 *
 * Returns a malloc'ed path, or NULL with @error set.
 */
char *journal_find(const char *record_dir, const char *name,
		   struct error *error);

/** journal_runs - ids of all recorded runs, oldest first; NULL: none */
char **journal_runs(const char *record_dir);

/**
 * journal_finished - for --resume: a planned case's result in a past run
 *
 * Returns the result that counts, of the same unit, engine and repetition;
 * NULL where there is none, or where the case was cancelled.
 */
const struct record_case *journal_finished(const struct recording *past,
					   const struct unit *unit,
					   const struct plan_case *planned);

/**
 * journal_replay - tell the sinks of a result that a past run found
 *
 * After sinks_begin(), for a case that --resume leaves out, so that this run's
 * reports are those of both together.
 */
int journal_replay(struct run *run, const struct unit *unit,
		   const struct plan_case *planned,
		   const struct record_case *past, struct error *error);

#endif
