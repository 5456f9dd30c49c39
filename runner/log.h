/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Console logs of bounded size: of a whole VM on disk, of one case in memory.
 * Beginning and end are kept, the middle of what is too long is left out and
 * said to be.
 */
#ifndef RUNNER_LOG_H
#define RUNNER_LOG_H

#include <stddef.h>
#include <stdint.h>

/* A file of at most twice @half bytes and a line. */
struct log_file {
	int fd; /* -1: none */
	uint64_t half, total;
};

/**
 * log_file_create - make a file that is new: STEM.log, STEM.2.log, ...
 *
 * Returns its path, to be freed; NULL where there cannot be one.
 */
char *log_file_create(const char *stem, int *fd);
/** log_file_init - @fd is the log's from now on; -1: there is none */
void log_file_init(struct log_file *log, int fd, uint64_t half);
/** log_file_write - errors are remembered and returned by the release */
void log_file_write(struct log_file *log, const char *bytes, size_t len);
/** log_file_release - 0, or the -errno of what could not be written */
int log_file_release(struct log_file *log);

/* Lines in memory. */
struct excerpt {
	size_t half;
	char *head, *tail;
	size_t head_len, head_size, tail_len, tail_size;
	uint64_t left_out;
};

void excerpt_init(struct excerpt *excerpt, size_t half);
void excerpt_reset(struct excerpt *excerpt);
/** excerpt_line - append a line; control bytes become \xNN */
void excerpt_line(struct excerpt *excerpt, const char *prefix, const char *line,
		  size_t len);
/** excerpt_text - all of it, to be freed; "" where there is none */
char *excerpt_text(const struct excerpt *excerpt);
void excerpt_release(struct excerpt *excerpt);

#endif
