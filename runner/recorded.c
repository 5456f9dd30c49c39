/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "compare.h"
#include "image.h"
#include "merge.h"
#include "options.h"
#include "report.h"
#include "session.h"
#include "symbolize.h"

/* --tap=FILE: what goes to standard output goes there. */
static int redirect(const char *file, struct error *error)
{
	if (file && !freopen(file, "we", stdout))
		return error_set(error, errno, "%s: %s", file, strerror(errno));
	return 0;
}

int recorded_report(const struct options *options, struct error *error)
{
	struct report_request request = {
		.run = options->words[0],
		.junit = options->junit,
		.json = options->json,
		.tap = options->tap,
		.settings = { .color = options->color,
			      .verbosity = options->verbosity },
		.never_run = options->never_run,
	};
	struct session session;
	int r = session_locate(&session, options, error);

	if (!r && options->never_run)
		r = session_load_images(&session, error);
	if (!r)
		r = redirect(options->tap_file, error);
	if (!r) {
		request.record_dir = session.record_dir;
		request.images = (const struct image *const *)session.images.v;
		request.nr_images = session.images.nr;
		r = report_command(&request, error);
	}
	session_release(&session);
	return r;
}

int recorded_compare(const struct options *options, struct error *error)
{
	struct compare_request request = {
		.before = options->words[0],
		.after = options->words[1],
		.format = options->format == FORMAT_JSON ? COMPARE_JSON :
			  options->format == FORMAT_MARKDOWN ?
							   COMPARE_MARKDOWN :
							   COMPARE_TEXT,
		.color = options->color,
	};
	struct session session;
	int r = session_locate(&session, options, error);

	if (!r) {
		request.record_dir = session.record_dir;
		r = compare_command(&request, stdout, error);
	}
	session_release(&session);
	return r;
}

int recorded_merge(const struct options *options, struct error *error)
{
	struct session session;
	int r = session_locate(&session, options, error);

	if (!r)
		r = merge_command(session.record_dir, options->words[0],
				  (const char *const *)options->words + 1,
				  error);
	session_release(&session);
	return r;
}

/* The source tree only shortens file names, so it may be unknown. */
int symbolize(const struct options *options, struct error *error)
{
	struct session session;
	struct error ignored;
	int r;

	session_locate(&session, options, &ignored);
	r = symbolize_command(options->words[0],
			      (const char *const *)options->words + 1,
			      session.source_dir, stdin, stdout, error);
	session_release(&session);
	return r;
}
