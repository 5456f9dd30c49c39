/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run that never was, for the tests of what reports runs: two units on one
 * engine with every kind of result, and a folder of its own to write to.
 */
#ifndef SELFTEST_RUNNER_SYNTHETIC_H
#define SELFTEST_RUNNER_SYNTHETIC_H

#include "run.h"

enum {
	SYNTHETIC_CASES = 12
};

struct synthetic {
	char dir[64]; /* temporary; removed at the end */
	struct target target;
	struct engine engine, other_engine;
	struct engine *engines[2];
	struct image images[3];
	struct image_case image_cases[SYNTHETIC_CASES];
	struct plan_case cases[SYNTHETIC_CASES];
	struct unit units[3];
	struct plan plan;
	struct run run;
};

/** synthetic_init - units x86_64/msr (8 cases), x86_64/vmx (2), x86_64/smp@two */
void synthetic_init(struct synthetic *s);

/** synthetic_release - the sinks, the strings and the folder */
void synthetic_release(struct synthetic *s);

/** synthetic_result - one result; strings are copied */
int synthetic_result(struct synthetic *s, struct unit *unit, size_t nr,
		     enum state state, const char *reason, const char *log);

/** synthetic_play - all events of the run but sinks_begin() and sinks_end() */
void synthetic_play(struct synthetic *s);

/** synthetic_finish - set the run's time, end the sinks */
void synthetic_finish(struct synthetic *s);

/** read_whole - a file as malloc'ed text; the test fails where there is none */
char *read_whole(const char *path);

/** synthetic_path - dir/name, malloc'ed */
char *synthetic_path(const struct synthetic *s, const char *name);

/**
 * assert_golden - a file of the run is what selftest/runner/golden/@name says
 *
 * The run's folder stands there as DIR, times as HOST; lines with facts about
 * the host are left out. With
 * HVCHECK_GOLDEN=update in the environment the golden file is written instead:
 * read the difference before it is committed.
 */
void assert_golden(const struct synthetic *s, const char *path,
		   const char *name);

#endif
