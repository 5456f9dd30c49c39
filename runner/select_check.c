/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said of names and groups that select nothing. */
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
#include "select.h"

/* Units, tests and cases, each with and without its target. */
static void offer_names(struct near_miss *near, const struct image *image,
			char ***names)
{
	char *id = unit_id(image, NULL);

	words_add(names, id);
	for (size_t i = 0; i < image->nr_cases; i++) {
		const char *name = image->cases[i].name;
		char *row = strchr(name, '/');

		words_add(names, xasprintf("%s%s", id, strchr(name, '.')));
		if (row)
			words_add(names,
				  xasprintf("%s%.*s", id,
					    (int)(row - strchr(name, '.')),
					    strchr(name, '.')));
	}
	near_miss_offer(near, image->target->name);
	for (char **name = *names; *name; name++) {
		near_miss_offer(near, *name);
		near_miss_offer(near, strchr(*name, '/') + 1);
	}
}

/* "access.matrix/0x4000": the case is there, the state is not. */
static int check_state(const char *name, const struct images *images,
		       struct error *error)
{
	const char *slash = strrchr(name, '/'), *first = strchr(name, '/');
	uint64_t state;

	if (!slash || parse_u64(slash + 1, &state) < 0)
		return 0;
	for (size_t i = 0; i < images->nr; i++) {
		const struct image *image = images->v[i];

		for (size_t j = 0; j < image->nr_cases; j++) {
			const struct image_case *c = &image->cases[j];
			size_t len = strlen(c->name);
			const char *stem = first == slash ? name : first + 1;

			if (c->kind == PROTO_KIND_NUMBERED &&
			    !strncmp(stem, c->name, len) && stem + len == slash)
				return error_set(
					error, EINVAL,
					"'%s' is beyond the last state of %s, 0x%" PRIx64,
					name, c->name, c->nr_states - 1);
		}
	}
	return 0;
}

static int unmatched_name(const char *name, bool groups,
			  const struct images *images,
			  const struct config *config, struct error *error)
{
	struct near_miss near;
	char ***names;

	if (check_state(name, images, error) < 0)
		return -EINVAL;
	names = xcalloc(images->nr + 1, sizeof(*names));
	near_miss_init(&near, name);
	for (size_t i = 0; i < images->nr; i++)
		offer_names(&near, images->v[i], &names[i]);
	for (size_t i = 0; i < config->nr_sections; i++) {
		const struct section *s = &config->sections[i];

		if (s->variant)
			words_add(&names[images->nr],
				  xasprintf("%s@%s", s->suite, s->variant));
	}
	for (char **n = names[images->nr]; n && *n; n++)
		near_miss_offer(&near, *n);
	error_set(error, EINVAL, "no suite or case%s matches '%s'%s",
		  groups ? " of the groups given" : "", name,
		  near_miss_text(&near));
	near_miss_release(&near);
	for (size_t i = 0; i <= images->nr; i++)
		words_free(names[i]);
	free(names);
	return -EINVAL;
}

static bool group_exists(const char *group, const struct config *config)
{
	for (size_t i = 0; i < config->nr_sections; i++)
		if (words_contain(config->sections[i].groups, group))
			return true;
	return !strcmp(group, GROUP_BENCH) || !strcmp(group, GROUP_MANUAL) ||
	       !strcmp(group, GROUP_QUICK);
}

static int unknown_group(const char *group, const struct config *config,
			 struct error *error)
{
	struct near_miss near;

	near_miss_init(&near, group);
	near_miss_offer(&near, GROUP_BENCH);
	near_miss_offer(&near, GROUP_MANUAL);
	near_miss_offer(&near, GROUP_QUICK);
	for (size_t i = 0; i < config->nr_sections; i++)
		for (char **g = config->sections[i].groups; g && *g; g++)
			near_miss_offer(&near, *g);
	error_set(error, EINVAL, "--group: there is no group '%s'%s", group,
		  near_miss_text(&near));
	near_miss_release(&near);
	return -EINVAL;
}

int selection_check(const struct selection *selection,
		    const struct images *images, const struct config *config,
		    struct error *error)
{
	for (size_t i = 0; selection->groups && selection->groups[i]; i++) {
		if (selection->group_matched[i])
			continue;
		if (!group_exists(selection->groups[i], config))
			return unknown_group(selection->groups[i], config,
					     error);
		return error_set(error, EINVAL,
				 "--group: no case of group '%s' is built",
				 selection->groups[i]);
	}
	for (size_t i = 0; selection->names && selection->names[i]; i++) {
		if (selection->name_matched[i])
			continue;
		if (selection->name_hidden[i])
			return error_set(
				error, EINVAL,
				"'%s' matches only what runs when it is named without wildcards, or by --group=manual or --group=bench",
				selection->names[i]);
		return unmatched_name(selection->names[i], selection->groups,
				      images, config, error);
	}
	return 0;
}
