/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run of one or more units on selftest/tools/fake-vmm, and what the sinks
 * were told of it, as text.
 */
#ifndef SELFTEST_RUNNER_FAKE_H
#define SELFTEST_RUNNER_FAKE_H

#include "options.h"
#include "run.h"

enum {
	FAKE_UNITS = 6,
	FAKE_CASES = 12
};

struct fake {
	char dir[4096]; /* results; removed at the end */
	struct options options;
	struct engine engine;
	struct image images[FAKE_UNITS];
	struct section sections[FAKE_UNITS];
	char *words[FAKE_UNITS][3];
	struct unit units[FAKE_UNITS];
	struct image_case image_cases[FAKE_UNITS][FAKE_CASES];
	struct plan_case cases[FAKE_UNITS][FAKE_CASES];
	struct plan plan;
	struct run run;
	char *seen;	    /* "pass t.a\nfail t.b: reason\n..." */
	bool show_events;   /* also "begin", "case", "end" lines */
	bool show_more;	    /* also attempt, VM */
	struct result last; /* of the last result; strings are kept */
	void (*on_result)(struct fake *fake, const struct result *result);
};

void fake_init(struct fake *fake);
void fake_release(struct fake *fake);

/** fake_unit - add a unit of suite "t" with these cases, "a b c"; its script */
struct unit *fake_unit(struct fake *fake, const char *cases,
		       const char *script);

/** fake_run - loop_run(); returns what it returned */
int fake_run(struct fake *fake);

/** fake_vmm - path of the program */
const char *fake_vmm(void);

/* What a well-behaved guest of cases a and b prints before its results. */
#define FAKE_HEADER(nr)                                           \
	"cont\n"                                                  \
	"out KTAP version 1\n"                                    \
	"out # hvcheck protocol=1 suite=t target=x86_64 cpus=1\n" \
	"out 1.." #nr "\n"
#define FAKE_PASS(nr, name) \
	"out # run t." name "\nout ok " #nr " t." name " # time_us=5 checks=1\n"
#define FAKE_END(pass, fail, error, skip, status)                              \
	"out # end pass=" #pass " fail=" #fail " error=" #error " skip=" #skip \
	"\nexit " #status "\n"

#endif
