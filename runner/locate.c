/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the images, the sources and the results are. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "child.h"
#include "options.h"
#include "session.h"

static bool exists(const char *dir, const char *name)
{
	char *path = xasprintf("%s/%s", dir, name);
	bool found = !access(path, F_OK);

	free(path);
	return found;
}

/*
 * configure leaves the file srcdir in a build directory, make install in
 * ../lib/hvcheck. Returns a folder that has one, or NULL.
 */
static char *find_build_dir(void)
{
	const char *self = child_self();
	const char *slash = self ? strrchr(self, '/') : NULL;
	char *beside, *installed;

	if (slash) {
		beside = xasprintf("%.*s", (int)(slash - self), self);
		if (exists(beside, "srcdir"))
			return beside;
		installed = xasprintf("%s/../lib/hvcheck", beside);
		free(beside);
		if (exists(installed, "srcdir"))
			return installed;
		free(installed);
	}
	return exists("build", "srcdir") ? xstrdup("build") : NULL;
}

/* Line 1 of BUILD/srcdir, relative to BUILD. */
static char *read_source_dir(const char *build_dir)
{
	char *path = xasprintf("%s/srcdir", build_dir), *found = NULL;
	FILE *file = fopen(path, "re");
	char line[PATH_MAX];

	free(path);
	if (!file)
		return NULL;
	if (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		path = line[0] == '/' ? xstrdup(line) :
					xasprintf("%s/%s", build_dir, line);
		found = realpath(path, NULL);
		free(path);
	}
	fclose(file);
	return found;
}

static bool is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static void make_dirs(char *dir)
{
	for (char *slash = dir + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(dir, 0777);
		*slash = '/';
	}
	mkdir(dir, 0777);
}

/* An installed tree is not written to. */
static char *find_state_dir(const char *build_dir)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	char *dir;

	if (!strstr(build_dir, "/lib/hvcheck") || !access(build_dir, W_OK))
		return xstrdup(build_dir);
	if (state && *state == '/')
		dir = xasprintf("%s/hvcheck", state);
	else
		dir = xasprintf("%s/.local/state/hvcheck", home ? home : "");
	make_dirs(dir);
	return dir;
}

/* The one that --record-dir names, absolute; NULL: there can be none. */
static char *named_record_dir(const char *name, struct error *error)
{
	char *dir = xstrdup(name);
	char *found;

	make_dirs(dir);
	found = is_directory(dir) ? realpath(dir, NULL) : NULL;
	if (!found) {
		int code = access(dir, F_OK) ? errno : ENOTDIR;

		error_set(error, code, "record directory '%s': %s", name,
			  strerror(code));
	}
	free(dir);
	return found;
}

int session_locate(struct session *session, const struct options *options,
		   struct error *error)
{
	char *found = options->build_dir ? xstrdup(options->build_dir) :
					   find_build_dir();

	*session = (struct session){ .options = options };
	if (!found)
		return error_set(
			error, ENOENT,
			"there is no build directory here: run ./configure and make, or name one with --build-dir=DIR");
	session->build_dir = realpath(found, NULL);
	if (!session->build_dir || !is_directory(session->build_dir)) {
		int code = session->build_dir ? ENOTDIR : errno;

		error_set(error, code, "build directory '%s': %s", found,
			  strerror(code));
		free(found);
		return -code;
	}
	free(found);
	session->state_dir = find_state_dir(session->build_dir);
	session->source_dir = read_source_dir(session->build_dir);
	session->record_dir =
		options->record_dir ?
			named_record_dir(options->record_dir, error) :
			xstrdup(session->state_dir);
	return session->record_dir ? 0 : -EINVAL;
}
