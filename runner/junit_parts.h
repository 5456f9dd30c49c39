/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of junit.h share. */
#ifndef RUNNER_JUNIT_PARTS_H
#define RUNNER_JUNIT_PARTS_H

#include <stdio.h>

#include "junit.h"
#include "record.h"

/*
 * GitLab refuses reports of 30 MB and more. One log never takes more than its
 * share, logs end at FILE_LOGS, and cases at FILE_CASES.
 */
enum {
	LOG_MAX = 64 << 10,
	MESSAGE_MAX = 1000,
	FILE_LOGS = 20 << 20,
	FILE_CASES = 28 << 20,
};

struct junit {
	FILE *out;
	const char *project; /* absolute, no slash at its end */
	bool flaky_pass;
	size_t nr_left_out;
	void *names; /* tsearch() tree of struct used_name */
};

/** junit_attribute - NAME="TEXT", with what XML wants of it */
void junit_attribute(const struct junit *j, const char *name, const char *text);
/** junit_time - time="SECONDS" */
void junit_time(const struct junit *j, uint64_t time_us);
/** junit_testcase - one element */
void junit_testcase(struct junit *j, const struct record_unit *unit,
		    const struct record_case *c);
/** junit_free_name - of the tree junit.names */
void junit_free_name(void *node);

#endif
