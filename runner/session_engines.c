/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The engines that there are, and which of them are taken. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "options.h"
#include "session.h"

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
static struct engine **copy_list(struct engine *const *engines, size_t nr)
{
	struct engine **copy = xcalloc(nr + 1, sizeof(*copy));

	if (nr)
		memcpy(copy, engines, nr * sizeof(*copy));
	return copy;
}

static size_t count(struct engine *const *engines)
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

static bool has_engine(const struct session *session, const char *name)
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

	for (unsigned int i = 2; has_engine(session, name); i++) {
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
	size_t nr_known = 0, nr = count(found);

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
		add_target(session, target, copy_list(&nothing, 1));
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

/* ---------------------------------------------------------------- choice -- */

bool session_named_before(const struct session *session, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (!strcmp(session->engines[j]->name,
			    session->engines[i]->name))
			return true;
	return false;
}

/* "qemu-kvm": hardware that is there, but for which KVM cannot be used. */
static int unknown_engine(const struct session *session, const char *glob,
			  struct error *error)
{
	char *names = xstrdup("");

	for (size_t i = 0; i < session->nr_engines; i++) {
		char *longer;

		if (session_named_before(session, i))
			continue;
		longer = xasprintf("%s%s%s", names, i ? ", " : "",
				   session->engines[i]->name);
		free(names);
		names = longer;
	}
	if (strstr(glob, "kvm") && !session->kvm.usable)
		error_set(error, EINVAL, "--engine=%s: KVM cannot be used: %s",
			  glob, session->kvm.why);
	else
		error_set(error, EINVAL,
			  "--engine=%s: there is no such engine; there are: %s",
			  glob, names);
	free(names);
	return -EINVAL;
}

static int check_named(const struct session *session, struct error *error)
{
	for (char **glob = session->options->engines; glob && *glob; glob++) {
		char *one[] = { *glob, NULL };
		bool found = false;

		for (size_t i = 0; i < session->nr_engines && !found; i++)
			found = engine_matches(session->engines[i], one);
		if (!found)
			return unknown_engine(session, *glob, error);
	}
	return 0;
}

static bool has_hardware_kvm(const struct session *session)
{
	return session->kvm.usable && !session->kvm.software;
}

static bool all_extra(struct engine *const *engines)
{
	while (*engines && (*engines)->extra)
		engines++;
	return !*engines;
}

/* Of each binary that is no extra: hardware KVM, else TCG. */
static bool is_default(const struct session *session,
		       struct engine *const *engines,
		       const struct engine *engine)
{
	if (engine->extra && !all_extra(engines))
		return false;
	if (engine->accel == ACCEL_KVM)
		return has_hardware_kvm(session);
	for (; has_hardware_kvm(session) && *engines; engines++)
		if ((*engines)->accel == ACCEL_KVM &&
		    !strcmp((*engines)->binary, engine->binary))
			return false;
	return true;
}

/* An engine's own name stands for it alone, not for others of its kind. */
static bool is_named(const struct session *session, const struct engine *engine)
{
	for (char **glob = session->options->engines; *glob; glob++) {
		char *one[] = { *glob, NULL };

		if (has_engine(session, *glob) ? !strcmp(*glob, engine->name) :
						 engine_matches(engine, one))
			return true;
	}
	return false;
}

static void choose_for(struct session *session, struct target_engines *target)
{
	bool named = session->options->engines;
	struct engine **all =
		copy_list(target->engines, count(target->engines));
	size_t kept = 0;

	for (struct engine **e = all; *e; e++)
		if (!(*e)->binary || (named ? is_named(session, *e) :
					      is_default(session, all, *e)))
			target->engines[kept++] = *e;
	target->engines[kept] = NULL;
	free(all);
}

static void add_chosen(struct session *session, struct engine *engine)
{
	for (size_t i = 0; i < session->nr_chosen; i++)
		if (session->chosen[i] == engine)
			return;
	session->chosen = xrealloc(session->chosen, session->nr_chosen + 2,
				   sizeof(*session->chosen));
	session->chosen[session->nr_chosen++] = engine;
	session->chosen[session->nr_chosen] = NULL;
}

/* Why this one, as the first line of every run says; NULL: it was asked for. */
static char *reason_of(const struct session *session,
		       const struct engine *engine)
{
	const struct kvm_facts *kvm = &session->kvm;

	if (session->options->engines || session->options->qemus)
		return NULL;
	if (engine->accel == ACCEL_KVM)
		return xasprintf("hardware KVM%s%s", kvm->kind[0] ? ", " : "",
				 kvm->kind);
	if (!kvm->usable)
		return xasprintf("no KVM: %s", kvm->why);
	if (kvm->software)
		return xasprintf(
			"KVM here is software (kvm_%s), which runs only when named with --engine=qemu-kvm",
			kvm->kind);
	return xstrdup(
		"the KVM of this machine does not fit the target or the binary");
}

/* "qemu-tcg: no KVM", once for what several targets have in common. */
static void set_reason(struct session *session)
{
	char **said = NULL;

	for (size_t i = 0; i < session->nr_chosen; i++) {
		const struct engine *e = session->chosen[i];
		char *reason = reason_of(session, e);
		char *text = reason ? xasprintf("%s: %s", e->name, reason) :
				      xstrdup(e->name);

		if (words_contain(said, text))
			free(text);
		else
			words_add(&said, text);
		free(reason);
	}
	free(session->engine_reason);
	session->engine_reason = said ? words_join(said, "; ") : NULL;
	words_free(said);
}

int session_choose(struct session *session, struct error *error)
{
	int r = check_named(session, error);

	if (r < 0)
		return r;
	for (size_t i = 0; i < session->nr_targets; i++) {
		struct target_engines *target = &session->targets[i];

		choose_for(session, target);
		for (struct engine **e = target->engines; *e; e++)
			if ((*e)->binary)
				add_chosen(session, *e);
	}
	set_reason(session);
	return 0;
}
