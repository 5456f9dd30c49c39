/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Values that people write, on the command line and in unittests.cfg. All
 * return 0 or -EINVAL and take the whole text or nothing.
 */
#ifndef RUNNER_PARSE_H
#define RUNNER_PARSE_H

#include <stdint.h>

/** parse_u64 - decimal, or hexadecimal with 0x; no sign, no blanks */
int parse_u64(const char *text, uint64_t *value);

/** parse_uint - the same, from @min to @max */
int parse_uint(const char *text, unsigned int min, unsigned int max,
	       unsigned int *value);

/** parse_duration - "500ms", "10s", "2m", "1h", "10" (seconds); never 0 */
int parse_duration(const char *text, uint64_t *ms);

/** parse_memory - "512M", "2G", "512" (MiB); never 0 */
int parse_memory(const char *text, uint64_t *mib);

/**
 * parse_words - split at blanks, with a shell's quotes and nothing else of it
 *
 * '...' is taken as it stands; in "..." a backslash quotes " and \; outside a
 * backslash quotes any character. $, `, * and the rest are ordinary characters.
 * Appends to @words. -EINVAL: a quote that is not closed, a backslash at the end.
 */
int parse_words(const char *text, char ***words);

/** quote_word - malloc'ed: @text as a POSIX shell must be given it */
char *quote_word(const char *text);

#endif
