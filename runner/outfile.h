/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file that appears whole or not at all: written beside its place, then
 * renamed. What cannot be renamed over is written as it is: "-" and /dev/stdout
 * (through the descriptor that is open already, so that nothing is truncated
 * or reordered), devices and pipes.
 */
#ifndef RUNNER_OUTFILE_H
#define RUNNER_OUTFILE_H

#include "run.h"
#include <stdio.h>

struct outfile {
	FILE *stream;
	char *path; /* of the file itself, where the name is a link to it */
	char *temporary; /* NULL: written in place */
};

/**
 * outfile_check - whether outfile_open() could work, before a long run
 *
 * Nothing is made or changed.
 */
int outfile_check(const char *path, struct error *error);

int outfile_open(struct outfile *file, const char *path, struct error *error);

/** outfile_commit - put it in place; on failure the old file is untouched */
int outfile_commit(struct outfile *file, struct error *error);

/** outfile_discard - drop it; nothing to do after outfile_commit() */
void outfile_discard(struct outfile *file);

/*
 * A stream that is written as a run goes on. A reader who went away (EPIPE)
 * does not change the run; a disk that is full does, as nobody can know how it
 * ended.
 */

/** stream_flush - flush; *@failure becomes the first errno that there was */
void stream_flush(FILE *stream, int *failure);

/** stream_verdict - 0, or "@what could not be written: ..." */
int stream_verdict(const char *what, int failure, struct error *error);

#endif
