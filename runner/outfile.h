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
	char *path;	 /* of the file itself, where the name is a link to it */
	char *temporary; /* NULL: written in place */
};

int outfile_open(struct outfile *file, const char *path, struct error *error);

/** outfile_commit - put it in place; on failure the old file is untouched */
int outfile_commit(struct outfile *file, struct error *error);

/** outfile_discard - drop it; nothing to do after outfile_commit() */
void outfile_discard(struct outfile *file);

#endif
