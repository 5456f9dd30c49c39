/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The engines that there are. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "options.h"
#include "session_parts.h"

/* --------------------------------------------------------------- engines -- */

static bool has_images(const struct session *session,
		       const struct target *target)
{
	for (size_t i = 0; i < session->images.nr; i++)
		if (session->images.v[i]->target == target)
			return true;
	return false;
}

static void add_target(struct session *session, const struct target *target,
		       struct engine **engines)
{
	session->targets = xrealloc(session->targets, session->nr_targets + 1,
				    sizeof(*session->targets));
	session->targets[session->nr_targets++] =
		(struct target_engines){ target, engines };
}

/* NULL-ended; the engines stay whose they are. */
struct engine **engines_copy(struct engine *const *engines, size_t nr)
{
	struct engine **copy = xcalloc(nr + 1, sizeof(*copy));

	if (nr)
		memcpy(copy, engines, nr * sizeof(*copy));
	return copy;
}

size_t engines_count(struct engine *const *engines)
{
	size_t nr = 0;

	while (engines && engines[nr])
		nr++;
	return nr;
}

/* Stands where a list is wanted and no QEMU is installed: binary is NULL. */
static struct engine no_engine = { .name = (char *)"none",
				   .kind = (char *)"none",
				   .version_text = (char *)"" };
static struct engine *nothing = &no_engine;

/* Of named binaries, one may be for some targets only: the others are skipped. */
static int lacks_engine(const struct session *session,
			const struct target *target, struct error *error)
{
	const struct options *options = session->options;

	if (!options->qemus)
		return error_set(
			error, ENOENT,
			"%s, which runs %s, is not in $PATH: install it, or name one with --qemu=PATH",
			target->qemu, target->name);
	if (options->archs && words_contain(options->archs, target->name))
		return error_set(
			error, ENOENT,
			"none of the binaries that --qemu or $QEMU names runs %s",
			target->name);
	return 0;
}

bool session_has_engine(const struct session *session, const char *name)
{
	for (size_t i = 0; i < session->nr_engines; i++)
		if (!strcmp(session->engines[i]->name, name))
			return true;
	return false;
}

/* The engine that another target has of the same binary; NULL: none. */
static struct engine *find_same(const struct session *session,
				const struct engine *engine)
{
	for (size_t i = 0; i < session->nr_engines; i++) {
		struct engine *e = session->engines[i];

		if (e->accel == engine->accel &&
		    !strcmp(e->binary, engine->binary))
			return e;
	}
	return NULL;
}

/*
 * Binaries that were named may run the same target, so their engines' names
 * differ everywhere; default ones are of one target each.
 */
static void rename_taken(const struct session *session, struct engine *engine)
{
	char *name = xstrdup(engine->name);

	for (unsigned int i = 2; session_has_engine(session, name); i++) {
		free(name);
		name = xasprintf("%s-%u", engine->name, i);
	}
	free(engine->name);
	engine->name = name;
}

/* Takes over what is new in @found, and replaces what is not. */
static void keep_engines(struct session *session, struct engine **found)
{
	struct engine **known = NULL;
	size_t nr_known = 0, nr = engines_count(found);

	session->engines = xrealloc(session->engines,
				    session->nr_engines + nr + 1,
				    sizeof(*session->engines));
	known = xcalloc(nr + 1, sizeof(*known));
	for (size_t i = 0; i < nr; i++) {
		struct engine *same = find_same(session, found[i]);

		if (same) {
			known[nr_known++] = found[i];
		} else {
			if (session->options->qemus)
				rename_taken(session, found[i]);
			session->engines[session->nr_engines++] = found[i];
		}
		found[i] = same ? same : found[i];
	}
	session->engines[session->nr_engines] = NULL;
	engines_free(known);
}

static int find_engines_of(struct session *session, const struct target *target,
			   const struct engine_search *search, bool may_lack,
			   struct error *error)
{
	struct engine **found = NULL;
	size_t nr = 0;
	int r = engines_find(target, search, &found, &nr, error);

	if (r < 0) {
		engines_free(found);
		return r;
	}
	if (!nr) {
		free(found);
		add_target(session, target, engines_copy(&nothing, 1));
		return may_lack ? 0 : lacks_engine(session, target, error);
	}
	keep_engines(session, found);
	add_target(session, target, found);
	return 0;
}

static struct engine_search begin_search(struct session *session)
{
	engine_kvm_facts(&session->kvm);
	return (struct engine_search){
		.build_dir = session->state_dir,
		.binaries = session->options->qemus,
		.refresh = session->options->refresh_probe,
		.kvm = &session->kvm,
	};
}

int session_find_engines(struct session *session, bool every_target,
			 struct error *error)
{
	struct engine_search search = begin_search(session);
	int r = 0;

	for (const struct target *t = targets; t->name && !r; t++)
		if (every_target || has_images(session, t))
			r = find_engines_of(session, t, &search, every_target,
					    error);
	if (!r && !session->nr_engines && !every_target)
		return error_set(
			error, ENOENT,
			"none of the binaries that --qemu or $QEMU names runs what is selected");
	return r;
}

int session_find_engines_of(struct session *session,
			    const struct target *target, struct error *error)
{
	struct engine_search search = begin_search(session);

	return find_engines_of(session, target, &search, false, error);
}
