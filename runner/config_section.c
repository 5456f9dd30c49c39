/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which images and cases a section, and an entry of it, are about. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <test/protocol.h>

#include "alloc.h"
#include "config.h"
#include "expect.h"
#include "glob.h"
#include "image.h"

bool section_applies(const struct section *section, const struct image *image)
{
	const char *build = section ? section->build : NULL;

	if (strcmp(build ? build : "", image->build ? image->build : ""))
		return false;
	return !section || !section->archs ||
	       words_contain(section->archs, image->target->name);
}

static const char *case_part(const char *name)
{
	const char *dot = strchr(name, '.');

	return dot ? dot + 1 : name;
}

bool section_covers(const struct section *section, const char *name)
{
	if (!section || !section->cases)
		return true;
	for (char **glob = section->cases; *glob; glob++)
		if (glob_match(*glob, case_part(name)))
			return true;
	return false;
}

/* A numbered case is listed as "suite.case/ *" (without the blank). */
bool expect_covers_image_case(const struct expectation *expect,
			      const struct image_case *c)
{
	char *listed;
	bool covers;

	if (expect_covers_case(expect, c->name))
		return true;
	if (c->kind != PROTO_KIND_NUMBERED)
		return false;
	listed = xasprintf("%s/*", c->name);
	covers = expect_covers_case(expect, listed);
	free(listed);
	return covers;
}

/* Whether an image of the section is loaded at all, by which to judge it. */
static bool has_image(const struct section *section,
		      const struct images *images)
{
	for (size_t i = 0; i < images->nr; i++)
		if (!strcmp(images->v[i]->suite, section->suite) &&
		    section_applies(section, images->v[i]))
			return true;
	return false;
}

static bool overrides(const struct expectation *own,
		      const struct expectation *inherited,
		      const struct images *images, const char *suite)
{
	for (size_t i = 0; i < images->nr; i++) {
		const struct image *image = images->v[i];

		if (strcmp(image->suite, suite))
			continue;
		for (size_t j = 0; j < image->nr_cases; j++)
			if (expect_covers_image_case(own, &image->cases[j]) &&
			    expect_covers_image_case(inherited,
						     &image->cases[j]))
				return true;
	}
	return false;
}

int config_check_pass(const struct config *config,
		      const struct section *section,
		      const struct expectation *e, const struct images *images,
		      struct error *error)
{
	const struct section *base = config_find(config, section->suite, NULL);

	if (!has_image(section, images))
		return 0;
	for (size_t i = 0; base && i < base->nr_expect; i++)
		if (overrides(e, &base->expect[i], images, section->suite))
			return 0;
	return error_set(
		error, EINVAL,
		"%s:%u: [%s] expects no failure that '%s: pass' could be an exception from",
		e->file, e->line, section->suite, e->cases);
}
