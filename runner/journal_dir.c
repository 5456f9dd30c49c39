/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The folder of all recorded runs, build/results. */
#include "journal.h"

#include "alloc.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* "20261121-101502-4711": nothing else in the folder is ours to remove. */
static bool is_run_id(const char *name)
{
	static const char form[] = "dddddddd-dddddd-";
	size_t i;

	for (i = 0; form[i]; i++)
		if (form[i] == 'd' ? name[i] < '0' || name[i] > '9' :
				     name[i] != '-')
			return false;
	return name[i] && strspn(name + i, "0123456789-") == strlen(name + i);
}

static int is_run_entry(const struct dirent *entry)
{
	return is_run_id(entry->d_name);
}

char **journal_runs(const char *record_dir)
{
	char *dir = xasprintf("%s/results", record_dir);
	struct dirent **entries;
	int nr = scandir(dir, &entries, is_run_entry, alphasort);
	char **runs = NULL;

	free(dir);
	if (nr < 0)
		return NULL;
	if (nr > 0)
		runs = xcalloc((size_t)nr + 1, sizeof(*runs));
	for (int i = 0; i < nr; i++) {
		runs[i] = xstrdup(entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return runs;
}

static int remove_entry(const char *path, const struct stat *st, int type,
			struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	remove(path);
	return 0;
}

/* The runner of a run that goes on holds a lock on its journal. */
static bool goes_on(const char *run_dir)
{
	char *path = xasprintf("%s/" JOURNAL_FILE, run_dir);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool locked = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0;

	if (fd >= 0)
		close(fd);
	free(path);
	return locked;
}

static void remove_old(const char *record_dir)
{
	char **runs = journal_runs(record_dir);
	size_t nr = words_count(runs);

	for (size_t i = 0; nr > JOURNAL_KEEP && i < nr - JOURNAL_KEEP; i++) {
		char *dir = xasprintf("%s/results/%s", record_dir, runs[i]);

		if (!goes_on(dir))
			nftw(dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
		free(dir);
	}
	words_free(runs);
}

/* -EEXIST says nothing of it in @error: callers go on. */
static int make_dir(const char *path, struct error *error)
{
	if (mkdir(path, 0777) == 0)
		return 0;
	if (errno == EEXIST)
		return -EEXIST;
	return error_set(error, errno, "%s: %s", path, strerror(errno));
}

/* One folder for each process and second; hosts may share a build folder. */
static int make_run_dir(struct run *run, struct error *error)
{
	char stamp[32];
	time_t now = time(NULL);
	struct tm tm;

	strftime(stamp, sizeof(stamp), "%Y%m%d-%H%M%S", gmtime_r(&now, &tm));
	for (unsigned int again = 0;; again++) {
		int r;

		free(run->id);
		free(run->results_dir);
		run->id = again ? xasprintf("%s-%ld-%u", stamp, (long)getpid(),
					    again) :
				  xasprintf("%s-%ld", stamp, (long)getpid());
		run->results_dir =
			xasprintf("%s/results/%s", run->record_dir, run->id);
		r = make_dir(run->results_dir, error);
		if (r != -EEXIST)
			return r;
	}
}

int journal_prepare(struct run *run, struct error *error)
{
	char *dir = xasprintf("%s/results", run->record_dir);
	int r = make_dir(dir, error);

	free(dir);
	if (r < 0 && r != -EEXIST)
		return r;
	r = make_run_dir(run, error);
	if (r == 0)
		remove_old(run->record_dir);
	return r;
}

/* ------------------------------------------------------------- finding -- */

static char *latest(const char *record_dir, struct error *error)
{
	char *path = xasprintf("%s/results/latest/" JOURNAL_FILE, record_dir);

	if (access(path, R_OK) == 0)
		return path;
	error_set(error, ENOENT, "%s/results: no run is recorded there",
		  record_dir);
	free(path);
	return NULL;
}

/* The one id that begins with @name. */
static const char *match_id(char *const *runs, const char *name, size_t *nr)
{
	const char *match = NULL;

	*nr = 0;
	for (; runs && *runs; runs++)
		if (strncmp(*runs, name, strlen(name)) == 0) {
			match = *runs;
			(*nr)++;
			if (strcmp(match, name) == 0) {
				*nr = 1;
				break;
			}
		}
	return match;
}

static char *by_id(const char *record_dir, const char *name,
		   struct error *error)
{
	char **runs = journal_runs(record_dir);
	char *path = NULL;
	size_t nr;
	const char *id = match_id(runs, name, &nr);

	if (nr == 1)
		path = xasprintf("%s/results/%s/" JOURNAL_FILE, record_dir, id);
	else if (nr == 0)
		error_set(error, ENOENT,
			  "'%s' is no recorded run in %s/results, and no file",
			  name, record_dir);
	else
		error_set(error, EINVAL,
			  "'%s' begins %zu recorded runs in %s/results", name,
			  nr, record_dir);
	words_free(runs);
	return path;
}

char *journal_find(const char *record_dir, const char *name,
		   struct error *error)
{
	struct stat st;

	if (!name || strcmp(name, "latest") == 0)
		return latest(record_dir, error);
	if (stat(name, &st) == 0)
		return S_ISDIR(st.st_mode) ?
			       xasprintf("%s/" JOURNAL_FILE, name) :
			       xstrdup(name);
	return by_id(record_dir, name, error);
}
