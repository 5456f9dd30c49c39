/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The images and unittests.cfg, checked against each other. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "checked.h"
#include "config.h"
#include "options.h"
#include "select.h"
#include "session.h"

/* Without --arch, and for "all", what is built is run. */
static bool runs_what_is_built(const struct options *options)
{
	return !options->archs || words_contain(options->archs, "all");
}

static bool is_wanted(const struct options *options,
		      const struct target *target)
{
	return selection_wants_target(options->words, target) &&
	       (runs_what_is_built(options) ||
		words_contain(options->archs, target->name));
}

static int load_images(struct session *session, char *const *names,
		       struct error *error)
{
	const struct options *options = session->options;

	for (const struct target *t = targets; t->name; t++) {
		int r;

		if (!is_wanted(options, t))
			continue;
		r = images_load(&session->images, t, session->build_dir, names,
				error);
		if (r == -ENOENT && (names || runs_what_is_built(options)))
			continue;
		if (r < 0)
			return r;
	}
	if (!session->images.nr)
		return error_set(
			error, ENOENT,
			"%s: there are no images to run; run make first",
			session->build_dir);
	error->text[0] = '\0';
	return 0;
}

int session_load_images(struct session *session, struct error *error)
{
	return load_images(session, NULL, error);
}

/* As one would type it from here: it is in messages and in results. */
static char *config_path(const struct session *session)
{
	char *here = getcwd(NULL, 0), *path;
	size_t len = here ? strlen(here) : 0;

	if (session->options->config_file)
		path = xstrdup(session->options->config_file);
	else if (len && !strcmp(here, session->source_dir))
		path = xstrdup("unittests.cfg");
	else if (len && !strncmp(session->source_dir, here, len) &&
		 session->source_dir[len] == '/')
		path = xasprintf("%s/unittests.cfg",
				 session->source_dir + len + 1);
	else
		path = xasprintf("%s/unittests.cfg", session->source_dir);
	free(here);
	return path;
}

static uint64_t state_of(const struct session *session)
{
	char **names = NULL;
	uint64_t key;

	for (const struct target *t = targets; t->name; t++)
		if (is_wanted(session->options, t))
			words_add(&names, xstrdup(t->name));
	key = checked_key(&session->config, names, session->build_dir,
			  session->source_dir);
	words_free(names);
	return key;
}

static int read_config(struct session *session, struct error *error)
{
	char *path;
	int r;

	if (!session->source_dir && !session->options->config_file)
		return error_set(
			error, ENOENT,
			"%s/srcdir does not name the source tree: run ./configure, or name a unittests.cfg with --config=FILE",
			session->build_dir);
	path = config_path(session);
	r = config_read(&session->config, path, error);
	free(path);
	return r;
}

/* What @key stood for was there before the images are read. */
static int load_and_check(struct session *session, uint64_t key,
			  struct error *error)
{
	const char *source_dir = session->source_dir;
	int r = session_load_images(session, error);

	if (!r)
		r = config_check(&session->config, &session->images,
				 source_dir ? source_dir : ".",
				 session->build_dir, error);
	if (!r)
		checked_remember(session->state_dir, key);
	return r;
}

int session_load(struct session *session, struct error *error)
{
	int r = read_config(session, error);

	return r < 0 ? r : load_and_check(session, state_of(session), error);
}

/* Groups are of units that no name may have met. */
static bool names_suites(const struct options *options)
{
	return *options->words && !options->groups;
}

/* Of the files as they are now all was in order: the rest need not be read. */
static int read_named_config(struct session *session, uint64_t *key,
			     struct error *error)
{
	int r;

	session->partial = true;
	session->config.only = session->options->words;
	r = read_config(session, error);
	if (r < 0)
		return r;
	*key = state_of(session);
	session->partial = checked_before(session->state_dir, *key);
	return 0;
}

int session_load_named(struct session *session, struct error *error)
{
	uint64_t key;
	int r;

	if (!names_suites(session->options))
		return session_load(session, error);
	r = read_named_config(session, &key, error);
	if (r < 0)
		return r;
	if (session->partial)
		return load_images(session, session->options->words, error);
	config_release(&session->config);
	return session_load(session, error);
}
