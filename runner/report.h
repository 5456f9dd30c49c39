/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The terminal: the only file of the runner that writes results to it, live or
 * again from a recorded run.
 */
#ifndef RUNNER_REPORT_H
#define RUNNER_REPORT_H

#include "color.h"
#include "run.h"
#include <stdio.h>

struct report_settings {
	enum color_when color;
	int verbosity; /* -1: failures and summary; 0; 1: a line a case; 2: logs */
	bool on_stderr;	  /* standard output belongs to --tap */
	FILE *out;	  /* instead of either; NULL: a terminal or its pipe */
	uint64_t slow_ms; /* a case that runs so long is told, and again; 0: no */
};

/**
 * report_sink - a human reader
 *
 * A reader of standard output who went away (EPIPE, with SIGPIPE ignored) does
 * not change the run; a full disk is an error at its end.
 */
struct sink *report_sink(const struct report_settings *settings);

/**
 * report_status - list the running units and cases, with their times, now
 * @sink: from report_sink(); for SIGUSR1
 */
void report_status(struct sink *sink);

/**
 * report_tick - redraw the status line, where there is one, and tell what is slow
 *
 * To be called from a timer, report_tick_ms() apart; 0: not at all.
 */
void report_tick(struct sink *sink);
uint64_t report_tick_ms(const struct sink *sink);

/**
 * report_clear - take the status line away, so that others may print
 *
 * For complaints that main prints while a run goes on; it comes back with the
 * next event.
 */
void report_clear(struct sink *sink);

struct recording;

/** report_recording - print a recorded run as the run itself would have */
int report_recording(const struct recording *recording,
		     const struct report_settings *settings,
		     struct error *error);

/*
 * `hvcheck report [RUN]`: reprint a recorded run, or write it in other forms.
 */
struct report_request {
	const char *record_dir;
	const char *run;	  /* see journal_find() */
	const char *junit, *json; /* files, or NULL */
	bool tap; /* TAP on standard output, no terminal report */
	struct report_settings settings;
	/* --never-run: */
	bool never_run;
	const struct image *const *images; /* all that are built */
	size_t nr_images;
};

/**
 * report_command - returns an exit status; -errno with @error set
 *
 * The status is that of the run: 2 for one that did not come to its end, and 0
 * for --never-run.
 */
int report_command(const struct report_request *request, struct error *error);

#endif
