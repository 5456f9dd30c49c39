/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report.h"

#include "alloc.h"
#include "journal.h"
#include "json.h"
#include "junit.h"
#include "never.h"
#include "outfile.h"
#include "record.h"
#include "tap.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int read_run(const struct report_request *request,
		    struct recording *recording, struct error *error)
{
	char *path = journal_find(request->record_dir, request->run, error);
	int r = path ? journal_read(recording, path, error) : -ENOENT;

	free(path);
	return r;
}

/* ---------------------------------------------------------- never executed */

static int add_run(struct never *never, const char *path, struct error *error)
{
	struct recording recording = { 0 };
	int r = journal_read(&recording, path, error);

	if (r == 0)
		never_add(never, &recording);
	recording_release(&recording);
	return r;
}

/* All runs; one that cannot be read is mentioned, and the others count. */
static void add_all_runs(struct never *never, const char *record_dir)
{
	char **runs = journal_runs(record_dir);

	for (char **run = runs; run && *run; run++) {
		char *path = xasprintf("%s/results/%s", record_dir, *run);
		struct error error = { "" };

		if (add_run(never, path, &error) < 0)
			fprintf(stderr, "hvcheck: left out: %s\n", error.text);
		free(path);
	}
	words_free(runs);
}

static int report_never(const struct report_request *request,
			struct error *error)
{
	struct never *never = never_new(request->images, request->nr_images);
	FILE *out = request->settings.out ? request->settings.out : stdout;
	int failure = 0, r = 0;
	char *path;

	if (request->run) {
		path = journal_find(request->record_dir, request->run, error);
		r = path ? add_run(never, path, error) : -ENOENT;
		free(path);
	} else {
		add_all_runs(never, request->record_dir);
	}
	if (r == 0) {
		never_print(never, out);
		stream_flush(out, &failure);
		r = stream_verdict("the list", failure, error);
	}
	never_free(never);
	return r;
}

/* ------------------------------------------------------------ a run, again */

static bool is_stdout(const char *path)
{
	return path &&
	       (strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0);
}

static int write_all(const struct report_request *request,
		     const struct recording *recording, struct error *error)
{
	bool machine_reads = request->tap || is_stdout(request->junit) ||
			     is_stdout(request->json);
	FILE *out = request->settings.out ? request->settings.out : stdout;
	int r = 0;

	if (request->tap)
		r = tap_recording(recording, out, error);
	if (r == 0 && request->junit)
		r = junit_recording(recording, request->junit, NULL, error);
	if (r == 0 && request->json)
		r = json_recording(recording, request->json, error);
	if (r == 0 && !machine_reads)
		r = report_recording(recording, &request->settings, error);
	return r;
}

int report_command(const struct report_request *request, struct error *error)
{
	struct recording recording = { 0 };
	int r;

	if (request->never_run)
		return report_never(request, error);
	r = read_run(request, &recording, error);
	if (r == 0)
		r = write_all(request, &recording, error);
	if (r == 0)
		r = recording.ended ? recording.exit_status :
				      EXIT_COULD_NOT_RUN;
	recording_release(&recording);
	return r;
}
