/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `hvcheck merge OUT RUN...`: one recorded run from the shards of a CI job.
 */
#ifndef RUNNER_MERGE_H
#define RUNNER_MERGE_H

#include "run.h"

/**
 * merge_command - write the journal OUT/results.jsonl
 * @runs: NULL-ended, see journal_find()
 *
 * A case that several runs have is kept from the last one that executed it.
 * Prints nothing. Returns the exit status of the merged run; -errno with @error
 * set. The folder OUT is made; it must not have a journal yet.
 */
int merge_command(const char *record_dir, const char *out,
		  const char *const *runs, struct error *error);

struct recording;

/** merge_recordings - add what @from says, which is emptied, to @into */
void merge_recordings(struct recording *into, struct recording *from);

#endif
