/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "select.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <test/protocol.h>

#include "alloc.h"
#include "config.h"
#include "glob.h"
#include "image.h"
#include "parse.h"

void selection_init(struct selection *selection, char *const *names,
		    char *const *groups)
{
	*selection = (struct selection){
		.names = names && *names ? names : NULL,
		.groups = groups && *groups ? groups : NULL,
		.name_matched = xcalloc(words_count(names), sizeof(bool)),
		.name_hidden = xcalloc(words_count(names), sizeof(bool)),
		.group_matched = xcalloc(words_count(groups), sizeof(bool)),
	};
}

void selection_release(struct selection *selection)
{
	free(selection->name_matched);
	free(selection->name_hidden);
	free(selection->group_matched);
}

char *unit_id(const struct image *image, const struct section *section)
{
	const char *variant = section ? section->variant : NULL;

	return xasprintf("%s/%s%s%s", image->target->name, image->suite,
			 variant ? "@" : "", variant ? variant : "");
}

/* ----------------------------------------------------------------- names -- */

/* How a name meets a case. */
enum match {
	MATCH_NONE,
	MATCH_GLOB,  /* by a wildcard */
	MATCH_UNIT,  /* the unit, exactly */
	MATCH_CASE,  /* the case or its test, exactly */
	MATCH_STATE, /* one state of a numbered case */
};

/* @id with and without its target; @glob may have wildcards. */
static bool id_matches(const char *glob, const char *id)
{
	const char *slash = strchr(id, '/');

	return glob_match(glob, id) || (slash && glob_match(glob, slash + 1));
}

/* "x86_64/msr@v" and "msr.efer/nxe" -> "x86_64/msr@v.efer/nxe" */
static char *case_id(const struct unit *unit, const char *name)
{
	return xasprintf("%s%s", unit->id, strchr(name, '.'));
}

/* "access.matrix/0x3f21" for the numbered case access.matrix */
static bool state_matches(const char *name, const char *id,
			  const struct image_case *c)
{
	const char *slash = strrchr(name, '/');
	uint64_t state;
	char *stem;
	bool matches;

	if (c->kind != PROTO_KIND_NUMBERED || !slash ||
	    parse_u64(slash + 1, &state) < 0 || state >= c->nr_states)
		return false;
	stem = xstrndup(name, slash - name);
	matches = !glob_has_wildcard(stem) && id_matches(stem, id);
	free(stem);
	return matches;
}

/* What a name without wildcards names, from the inside out. */
static enum match match_exactly(const char *name, const struct unit *unit,
				const char *id, const char *test)
{
	if (id_matches(name, id) || id_matches(name, test))
		return MATCH_CASE;
	return id_matches(name, unit->id) ? MATCH_UNIT : MATCH_NONE;
}

static enum match match_by_glob(const char *name, const struct unit *unit,
				const struct image_case *c, const char *id,
				const char *test)
{
	char *listed;
	bool matches;

	if (id_matches(name, id) || id_matches(name, test) ||
	    id_matches(name, unit->id))
		return MATCH_GLOB;
	if (c->kind != PROTO_KIND_NUMBERED)
		return MATCH_NONE;
	/* As it is listed, "access.matrix/...", it is named exactly. */
	listed = xasprintf("%s/*", id);
	matches = id_matches(name, listed);
	free(listed);
	return matches ? MATCH_GLOB : MATCH_NONE;
}

static enum match match_name(const char *name, const struct unit *unit,
			     const struct image_case *c)
{
	char *id = case_id(unit, c->name);
	char *dot = strchr(id, '.');
	char *row = c->kind == PROTO_KIND_EACH && dot ? strchr(dot, '/') : NULL;
	char *test = row ? xstrndup(id, row - id) : xstrdup(id);
	enum match match;

	if (!strcmp(name, unit->image->target->name))
		match = MATCH_GLOB; /* as if it were "x86_64/..." of all */
	else if (glob_has_wildcard(name))
		match = match_by_glob(name, unit, c, id, test);
	else if (state_matches(name, id, c))
		match = MATCH_STATE;
	else
		match = match_exactly(name, unit, id, test);
	free(id);
	free(test);
	return match;
}

/* ---------------------------------------------------------------- groups -- */

static bool in_group(const struct unit *unit, const struct image_case *c,
		     const char *group)
{
	if (!strcmp(group, GROUP_BENCH))
		return c->kind == PROTO_KIND_BENCH;
	return unit->section && words_contain(unit->section->groups, group);
}

static bool in_groups(struct selection *selection, const struct unit *unit,
		      const struct image_case *c)
{
	bool in = false;

	for (size_t i = 0; selection->groups[i]; i++) {
		if (!in_group(unit, c, selection->groups[i]))
			continue;
		selection->group_matched[i] = true;
		in = true;
	}
	return in;
}

static bool only_measures(const struct image *image)
{
	for (size_t i = 0; i < image->nr_cases; i++)
		if (image->cases[i].kind != PROTO_KIND_BENCH)
			return false;
	return true;
}

/* Whether a case that was met in this way needs more than that to run. */
static bool is_hidden(struct selection *selection, const struct unit *unit,
		      const struct image_case *c, enum match match)
{
	if (match == MATCH_CASE || match == MATCH_STATE)
		return false;
	if (c->kind == PROTO_KIND_BENCH &&
	    !words_contain(selection->groups, GROUP_BENCH) &&
	    !(match == MATCH_UNIT && only_measures(unit->image)))
		return true;
	return match != MATCH_UNIT && in_group(unit, c, GROUP_MANUAL) &&
	       !words_contain(selection->groups, GROUP_MANUAL);
}

/* ----------------------------------------------------------------- cases -- */

/* @name: NULL is the case's own; a state's is taken over */
static void add_case(struct unit *unit, const struct image_case *c, char *name)
{
	struct plan_case *planned;

	unit->cases =
		xrealloc(unit->cases, unit->nr_cases + 1, sizeof(*unit->cases));
	planned = &unit->cases[unit->nr_cases++];
	*planned = (struct plan_case){ .image = c };
	planned->name = name ? name : xstrdup(c->name);
	planned->id = case_id(unit, planned->name);
}

static void add_state(struct unit *unit, const struct image_case *c,
		      const char *name)
{
	uint64_t state = 0;
	char *spelled;

	parse_u64(strrchr(name, '/') + 1, &state);
	spelled = xasprintf("%s/0x%" PRIx64, c->name, state);
	for (size_t i = 0; i < unit->nr_cases; i++) {
		if (strcmp(unit->cases[i].name, spelled))
			continue;
		free(spelled);
		return;
	}
	add_case(unit, c, spelled);
}

static void drop_cases(struct unit *unit, size_t from)
{
	while (unit->nr_cases > from) {
		struct plan_case *planned = &unit->cases[--unit->nr_cases];

		free((char *)planned->name);
		free(planned->id);
	}
}

static void select_by_names(struct selection *selection, struct unit *unit,
			    const struct image_case *c)
{
	size_t before = unit->nr_cases;
	bool whole = false;

	for (size_t i = 0; selection->names[i]; i++) {
		enum match match = match_name(selection->names[i], unit, c);

		if (match == MATCH_NONE)
			continue;
		if (is_hidden(selection, unit, c, match)) {
			selection->name_hidden[i] = true;
			continue;
		}
		selection->name_matched[i] = true;
		if (match == MATCH_STATE)
			add_state(unit, c, selection->names[i]);
		else
			whole = true;
	}
	if (!whole)
		return;
	/* The whole of it includes the states that were named, too. */
	drop_cases(unit, before);
	add_case(unit, c, NULL);
}

void selection_cases(struct selection *selection, struct unit *unit)
{
	for (size_t i = 0; i < unit->image->nr_cases; i++) {
		const struct image_case *c = &unit->image->cases[i];

		if (!section_covers(unit->section, c->name))
			continue;
		if (selection->groups && !in_groups(selection, unit, c))
			continue;
		if (selection->names)
			select_by_names(selection, unit, c);
		else if (!is_hidden(selection, unit, c, MATCH_GLOB))
			add_case(unit, c, NULL);
	}
}

/* --------------------------------------------------------------- images -- */

/* The part before the first '/' is a target only if it is one or has wildcards. */
bool selection_wants_target(char *const *names, const struct target *target)
{
	if (!names || !*names)
		return true;
	for (; *names; names++) {
		size_t len = strcspn(*names, "/");
		char *first = xstrndup(*names, len);
		bool other = (*names)[len] && target_find(first) &&
			     strcmp(first, target->name);

		free(first);
		if (!other)
			return true;
	}
	return false;
}

/*
 * Whether @name, as far as it has no wildcard, is the beginning of @suite, or
 * goes on after it with a variant or a case.
 */
static bool may_mean(const char *name, const char *suite, size_t len)
{
	size_t plain = strcspn(name, "*?");

	if (strncmp(name, suite, plain < len ? plain : len))
		return false;
	if (plain < len)
		return name[plain];
	return plain == len || strchr("@.", name[len]);
}

bool selection_wants_image(char *const *names, const struct target *target,
			   const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	int len = (int)strcspn(base, "@.");
	char *id;
	bool wants = !names;

	id = xasprintf("%s/%.*s", target->name, len, base);
	for (; names && *names && !wants; names++)
		wants = may_mean(*names, id, strlen(id)) ||
			may_mean(*names, base, (size_t)len);
	free(id);
	return wants;
}
