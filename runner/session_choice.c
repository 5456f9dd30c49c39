/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of the engines are taken, and why. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "options.h"
#include "session_parts.h"

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

		if (session_has_engine(session, *glob) ?
			    !strcmp(*glob, engine->name) :
			    engine_matches(engine, one))
			return true;
	}
	return false;
}

static void choose_for(struct session *session, struct target_engines *target)
{
	bool named = session->options->engines;
	struct engine **all =
		engines_copy(target->engines, engines_count(target->engines));
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
