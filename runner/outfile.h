/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file that appears whole or not at all: written beside its place, then
 * renamed. Devices and pipes, which cannot be renamed over, are written as
 * they are.
 */
#ifndef RUNNER_OUTFILE_H
#define RUNNER_OUTFILE_H

#include "run.h"
#include <stdio.h>

struct outfile {
	FILE *stream;
	char *path;
	char *temporary; /* NULL: written in place */
};

int outfile_open(struct outfile *file, const char *path, struct error *error);

/** outfile_commit - put it in place; on failure the old file is untouched */
int outfile_commit(struct outfile *file, struct error *error);

/** outfile_discard - drop it; nothing to do after outfile_commit() */
void outfile_discard(struct outfile *file);

#endif
