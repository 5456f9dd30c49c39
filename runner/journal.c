/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "journal.h"

#include "alloc.h"
#include "outfile.h"
#include "record_json.h"
#include "sinks.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

struct journal {
	struct sink sink;
	int fd;
	off_t length; /* of the lines that are complete */
	char *path;
	struct error failure; /* why nothing is written any more */
	int failed;	      /* negative errno of it, 0 while all is well */
	const struct unit **begun;
	size_t nr_begun;
};

/* --------------------------------------------------------------- lines -- */

static json_t *line_new(const char *type)
{
	json_t *line = json_object();

	json_put_text(line, "type", type);
	return line;
}

static json_t *run_line(const struct recording *recording)
{
	json_t *line = line_new("run");

	json_put_number(line, "version", JOURNAL_VERSION);
	record_run_json(line, recording);
	return line;
}

static json_t *unit_line(const struct record_unit *unit)
{
	json_t *line = line_new("unit");

	record_unit_json(line, unit);
	return line;
}

/* Which unit a line belongs to: several may be running. */
static json_t *unit_member_line(const char *type, const char *id,
				const char *engine, unsigned int repetition)
{
	json_t *line = line_new(type);

	json_put_text(line, "unit", id);
	json_put_text(line, "engine", engine);
	json_put_number(line, "repetition", repetition);
	return line;
}

/* The text of a line with its newline, malloc'ed; @line is given away. */
static char *line_text(json_t *line, size_t *len)
{
	char *text = json_dumps(line, JSON_COMPACT);

	json_decref(line);
	if (!text)
		return NULL;
	*len = strlen(text);
	text = xrealloc(text, *len + 2, 1);
	text[(*len)++] = '\n';
	text[*len] = '\0';
	return text;
}

/* ---------------------------------------------------------------- sink -- */

static int fail(struct journal *j, int code)
{
	j->failed = error_set(&j->failure, code,
			      "%s: %s: results can no longer be recorded",
			      j->path, strerror(code));
	return j->failed;
}

/* One write() a line. What went out of a line that does not fit is taken back. */
static int append(struct journal *j, json_t *line)
{
	ssize_t written;
	size_t len;
	char *text = line_text(line, &len);

	if (j->failed || !text) {
		free(text);
		return j->failed ? j->failed : fail(j, ENOMEM);
	}
	do
		written = write(j->fd, text, len);
	while (written < 0 && errno == EINTR);
	free(text);
	if (written == (ssize_t)len) {
		j->length += written;
		return 0;
	}
	/* A short write has no errno: the disk (or the quota) is full. */
	fail(j, written < 0 ? errno : ENOSPC);
	if (written > 0 && ftruncate(j->fd, j->length) != 0)
		return j->failed; /* the reader leaves a torn line out */
	return j->failed;
}

static struct journal *journal_of(struct sink *sink)
{
	return (struct journal *)sink;
}

/* Atomic: a reader finds the old run or the new one. */
static void move_latest(const struct run *run)
{
	char *link = xasprintf("%s/results/latest", run->record_dir);
	char *temporary = xasprintf("%s.%ld.tmp", link, (long)getpid());

	if (symlink(run->id, temporary) == 0 && rename(temporary, link) != 0)
		unlink(temporary);
	free(temporary);
	free(link);
}

static int journal_begin(struct sink *sink, const struct run *run,
			 struct error *error)
{
	struct journal *j = journal_of(sink);
	struct recording facts = { 0 };
	int r;

	j->path = xasprintf("%s/" JOURNAL_FILE, run->results_dir);
	j->fd = open(j->path,
		     O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (j->fd < 0)
		return error_set(error, errno, "%s: %s", j->path,
				 strerror(errno));
	/* Held as long as the run goes on: others do not clean it up. */
	flock(j->fd, LOCK_EX | LOCK_NB);
	recording_begin(&facts, run);
	r = append(j, run_line(&facts));
	recording_release(&facts);
	if (r < 0)
		*error = j->failure;
	else
		move_latest(run);
	return r;
}

static void journal_unit_begin(struct sink *sink, const struct unit *unit)
{
	struct journal *j = journal_of(sink);
	struct record_unit u = record_unit_of(unit);

	for (size_t i = j->nr_begun; i-- > 0;)
		if (j->begun[i] == unit)
			return;
	j->begun = xrealloc(j->begun, j->nr_begun + 1, sizeof(*j->begun));
	j->begun[j->nr_begun++] = unit;
	u.planned = xcalloc(unit->nr_cases + 1, sizeof(*u.planned));
	for (size_t i = 0; i < unit->nr_cases; i++)
		u.planned[i] = unit->cases[i].id;
	append(j, unit_line(&u));
	free(u.planned);
}

static json_t *member_line(const char *type, const struct unit *unit)
{
	return unit_member_line(type, unit->id, unit->engine->name,
				unit->repetition);
}

static int journal_result(struct sink *sink, const struct result *result,
			  struct error *error)
{
	struct journal *j = journal_of(sink);
	struct record_case facts = record_case_of(result);
	json_t *line;
	int r;

	journal_unit_begin(sink, result->unit);
	line = member_line("result", result->unit);
	record_case_json(line, &facts);
	r = append(j, line);
	if (r < 0)
		*error = j->failure;
	return r;
}

static void journal_bench(struct sink *sink, const struct unit *unit,
			  const char *record)
{
	json_t *line = member_line("bench", unit);

	json_put_text(line, "record", record);
	append(journal_of(sink), line);
}

static void journal_unit_end(struct sink *sink, const struct unit *unit,
			     uint64_t time_us)
{
	json_t *line = member_line("unit-end", unit);

	json_put_number(line, "time_us", time_us);
	append(journal_of(sink), line);
}

static int journal_end(struct sink *sink, const struct run *run,
		       struct error *error)
{
	struct journal *j = journal_of(sink);
	struct recording facts = { .totals = run->totals };
	json_t *line = line_new("end");
	int r;

	recording_end(&facts, run);
	record_end_json(line, &facts);
	recording_release(&facts);
	r = append(j, line);
	if (r < 0)
		*error = j->failure;
	return r;
}

static void journal_release(struct sink *sink)
{
	struct journal *j = journal_of(sink);

	if (j->fd >= 0)
		close(j->fd);
	free(j->begun);
	free(j->path);
	free(j);
}

struct sink *journal_sink(void)
{
	struct journal *j = xcalloc(1, sizeof(*j));

	j->fd = -1;
	j->sink = (struct sink){
		.begin = journal_begin,
		.unit_begin = journal_unit_begin,
		.result = journal_result,
		.bench = journal_bench,
		.unit_end = journal_unit_end,
		.end = journal_end,
		.release = journal_release,
	};
	return &j->sink;
}

/* ------------------------------------------------- a recording, at once -- */

static void put_line(FILE *out, json_t *line)
{
	size_t len;
	char *text = line_text(line, &len);

	if (text)
		fwrite(text, 1, len, out);
	free(text);
}

static void put_unit(FILE *out, const struct record_unit *u)
{
	json_t *line;

	put_line(out, unit_line(u));
	for (size_t i = 0; i < u->nr_cases; i++) {
		line = unit_member_line("result", u->id, u->engine,
					u->repetition);
		record_case_json(line, &u->cases[i]);
		put_line(out, line);
	}
	for (char **record = u->bench; record && *record; record++) {
		line = unit_member_line("bench", u->id, u->engine,
					u->repetition);
		json_put_text(line, "record", *record);
		put_line(out, line);
	}
	if (!u->ended)
		return;
	line = unit_member_line("unit-end", u->id, u->engine, u->repetition);
	json_put_number(line, "time_us", u->time_us);
	put_line(out, line);
}

int journal_write(const struct recording *recording, const char *path,
		  struct error *error)
{
	struct outfile file;
	json_t *end;
	int r = outfile_open(&file, path, error);

	if (r < 0)
		return r;
	put_line(file.stream, run_line(recording));
	for (size_t i = 0; i < recording->nr_units; i++)
		put_unit(file.stream, &recording->units[i]);
	if (recording->ended) {
		end = line_new("end");
		record_end_json(end, recording);
		put_line(file.stream, end);
	}
	return outfile_commit(&file, error);
}
