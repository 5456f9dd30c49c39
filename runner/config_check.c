/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What unittests.cfg says, against the suites that exist. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "alloc.h"
#include "config.h"
#include "expect.h"
#include "glob.h"
#include "image.h"

/* --------------------------------------------------------------- sources -- */

static bool exists(const char *path)
{
	struct stat st;

	return !stat(path, &st);
}

/* Suites are DIR/NAME.c or a folder DIR/NAME; DIR has sub-folders by width. */
static bool source_in(const char *source_dir, const char *dir,
		      const char *suite)
{
	char *file = xasprintf("%s/%s/%s.c", source_dir, dir, suite);
	char *folder = xasprintf("%s/%s/%s", source_dir, dir, suite);
	bool found = exists(file) || exists(folder);

	free(file);
	free(folder);
	return found;
}

static bool is_wide(const struct target *target)
{
	return strstr(target->name, "64") || !strcmp(target->name, "s390x");
}

static bool all_in(const struct image *image, const char *folder)
{
	for (size_t i = 0; i < image->nr_cases; i++)
		if (!strstr(image->cases[i].file, folder))
			return false;
	return true;
}

/*
 * Whether an image's sources are for @target's width, too. One that has any
 * outside of "x86/64/" and "x86/32/" is for both.
 */
static bool has_width(const struct image *image, const struct target *target)
{
	return !all_in(image, is_wide(target) ? "/32/" : "/64/");
}

/* Whether the sources hold @suite for @target. */
static bool source_for(const char *source_dir, const struct target *target,
		       const char *suite)
{
	char *sub =
		xasprintf("%s/%s", target->port, is_wide(target) ? "64" : "32");
	bool found = source_in(source_dir, "common", suite) ||
		     source_in(source_dir, target->port, suite) ||
		     source_in(source_dir, sub, suite);

	free(sub);
	return found;
}

/* ---------------------------------------------------------------- images -- */

static bool is_loaded(const struct images *images, const struct target *target)
{
	for (size_t i = 0; i < images->nr; i++)
		if (images->v[i]->target == target)
			return true;
	return false;
}

static bool wants_target(const struct section *section,
			 const struct target *target)
{
	return !section->archs || words_contain(section->archs, target->name);
}

/* An installed tree has none to ask about what was not built. */
static bool has_sources(const char *source_dir)
{
	char *path = xasprintf("%s/lib", source_dir);
	bool found = exists(path);

	free(path);
	return found;
}

/*
 * Whether the section's file is of a port for which there is no image at all, or
 * in an installed tree, not of all of its targets.
 */
static bool of_absent_port(const struct section *section,
			   const struct images *images, const char *source_dir)
{
	const char *slash = strrchr(section->file, '/');
	size_t nr = 0, nr_loaded = 0;

	for (const struct target *t = targets; slash && t->name; t++) {
		size_t len = strlen(t->port);
		const char *folder = slash - len;

		if (folder < section->file || strncmp(folder, t->port, len) ||
		    (folder > section->file && folder[-1] != '/'))
			continue;
		nr++;
		nr_loaded += is_loaded(images, t);
	}
	return nr_loaded < nr && (!nr_loaded || !has_sources(source_dir));
}

static int no_such_suite(const struct section *section,
			 const struct images *images, const char *source_dir,
			 struct error *error)
{
	struct near_miss near;

	if (of_absent_port(section, images, source_dir))
		return 0;
	near_miss_init(&near, section->suite);
	for (size_t i = 0; i < images->nr; i++)
		near_miss_offer(&near, images->v[i]->suite);
	error_set(error, EINVAL, "%s:%u: there is no suite '%s'%s",
		  section->file, section->line, section->suite,
		  near_miss_text(&near));
	near_miss_release(&near);
	return -EINVAL;
}

/* The image of a section for each target, or a good reason for its absence. */
static int check_images(const struct section *section,
			const struct images *images, const char *source_dir,
			const char *build_dir, struct error *error)
{
	bool known = false;

	for (const struct target *t = targets; t->name; t++) {
		if (images_find(images, t, section->suite, section->build)) {
			known = true;
			continue;
		}
		known = known || images_find(images, t, section->suite, NULL);
		if (!is_loaded(images, t) || !wants_target(section, t) ||
		    !source_for(source_dir, t, section->suite))
			continue;
		return error_set(
			error, ENOENT,
			"%s:%u: suite '%s' has no image %s%s%s.elf in %s/%s; run make",
			section->file, section->line, section->suite,
			section->suite, section->build ? "@" : "",
			section->build ? section->build : "", build_dir,
			t->name);
	}
	for (const struct target *t = targets; t->name && !known; t++)
		known = source_for(source_dir, t, section->suite);
	return known ? 0 : no_such_suite(section, images, source_dir, error);
}

/* ----------------------------------------------------------------- cases -- */

static bool image_meets(const struct image *image,
			const struct section *section,
			const struct expectation *expect)
{
	for (size_t i = 0; i < image->nr_cases; i++) {
		const struct image_case *c = &image->cases[i];

		if (!section_covers(section, c->name))
			continue;
		if (!expect || expect_covers_image_case(expect, c))
			return true;
	}
	return false;
}

/*
 * A case may exist on one width only. So before an entry is called wrong, the
 * images of the port's other targets are asked too, and one that has not been
 * built may hold it. Returns whether all were seen and none has it.
 */
static bool others_lack(const struct image *known,
			const struct section *section,
			const struct expectation *expect,
			const struct images *images, const char *build_dir)
{
	for (const struct target *t = targets; t->name; t++) {
		struct image *image;
		struct error ignored;
		char *path;
		bool meets;

		if (strcmp(t->port, known->target->port) ||
		    !has_width(known, t) || !wants_target(section, t) ||
		    images_find(images, t, section->suite, section->build))
			continue;
		path = xasprintf("%s/%s/%s/%s", build_dir, t->name, known->dir,
				 strrchr(known->path, '/') + 1);
		if (image_read(&image, t, known->dir, path, &ignored) < 0) {
			free(path);
			return false;
		}
		meets = image_meets(image, section, expect);
		image_free(image);
		free(path);
		if (meets)
			return false;
	}
	return true;
}

/* @expect: NULL is the section's own `cases` */
static bool meets_nothing(const struct section *section,
			  const struct expectation *expect,
			  const struct images *images, const char *build_dir)
{
	const struct image *known = NULL;

	for (size_t i = 0; i < images->nr; i++) {
		const struct image *image = images->v[i];

		if (strcmp(image->suite, section->suite) ||
		    !section_applies(section, image))
			continue;
		known = image;
		if (image_meets(image, section, expect))
			return false;
	}
	return known && others_lack(known, section, expect, images, build_dir);
}

static int no_such_case(const struct section *section, struct error *error)
{
	char *globs = words_join(section->cases, " ");

	error_set(error, EINVAL,
		  "%s:%u: no case of suite '%s' matches 'cases = %s'",
		  section->file, section->line, section->suite, globs);
	free(globs);
	return -EINVAL;
}

static int check_cases(const struct config *config,
		       const struct section *section,
		       const struct images *images, const char *build_dir,
		       struct error *error)
{
	if (section->cases && meets_nothing(section, NULL, images, build_dir))
		return no_such_case(section, error);
	for (size_t i = 0; i < section->nr_expect; i++) {
		const struct expectation *e = &section->expect[i];

		if (meets_nothing(section, e, images, build_dir))
			return error_set(
				error, EINVAL,
				"%s:%u: no case of suite '%s' matches the expectation '%s'",
				e->file, e->line, section->suite, e->cases);
		if (e->state == STATE_PASS &&
		    config_check_pass(config, section, e, images, error) < 0)
			return -EINVAL;
	}
	return 0;
}

int config_check(const struct config *config, const struct images *images,
		 const char *source_dir, const char *build_dir,
		 struct error *error)
{
	for (size_t i = 0; i < config->nr_sections; i++) {
		const struct section *section = &config->sections[i];
		int r = check_images(section, images, source_dir, build_dir,
				     error);

		if (!r)
			r = check_cases(config, section, images, build_dir,
					error);
		if (r < 0)
			return r;
	}
	return 0;
}
