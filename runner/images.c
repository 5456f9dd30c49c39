/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finding the images of a target in the build directory. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "image.h"
#include "run.h"
#include "select.h"

/* Suites stand in a folder, or one below it: x86/, x86/64/ */
#define DEPTH_MAX 2

static bool is_image(const char *name)
{
	size_t len = strlen(name);

	return len > 4 && name[0] != '.' && !strcmp(name + len - 4, ".elf");
}

/* What is to be done with each file. */
struct walk {
	const struct target *target;
	const char *build_dir;
	image_file_fn *fn;
	void *arg;
};

static int walk_dir(const struct walk *walk, const char *dir, int depth,
		    struct error *error);

static int walk_entry(const struct walk *walk, const char *dir,
		      const struct dirent *entry, int depth,
		      struct error *error)
{
	char *path = NULL, *sub = NULL;
	int r = 0;

	if (is_image(entry->d_name)) {
		path = xasprintf("%s/%s/%s/%s", walk->build_dir,
				 walk->target->name, dir, entry->d_name);
		r = walk->fn(walk->arg, dir, path, error);
	} else if (entry->d_name[0] != '.' && depth < DEPTH_MAX &&
		   (entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN)) {
		sub = xasprintf("%s/%s", dir, entry->d_name);
		r = walk_dir(walk, sub, depth + 1, error);
	}
	free(path);
	free(sub);
	return r;
}

static int walk_dir(const struct walk *walk, const char *dir, int depth,
		    struct error *error)
{
	char *path =
		xasprintf("%s/%s/%s", walk->build_dir, walk->target->name, dir);
	DIR *stream = opendir(path);
	struct dirent *entry;
	int r = 0;

	if (!stream && errno != ENOENT && errno != ENOTDIR)
		r = error_set(error, errno, "%s: %s", path, strerror(errno));
	while (stream && !r && (entry = readdir(stream)))
		r = walk_entry(walk, dir, entry, depth, error);
	if (stream)
		closedir(stream);
	free(path);
	return r;
}

int images_walk(const struct target *target, const char *build_dir,
		image_file_fn *fn, void *arg, struct error *error)
{
	struct walk walk = { target, build_dir, fn, arg };
	int r = walk_dir(&walk, "common", 1, error);

	return r ? r : walk_dir(&walk, target->port, 1, error);
}

/* ------------------------------------------------------------------ loading -- */

struct loader {
	struct images *images;
	const struct target *target;
	char *const *names;
};

static int load_file(void *arg, const char *dir, const char *path,
		     struct error *error)
{
	struct loader *loader = arg;
	struct images *images = loader->images;
	struct image *image;
	int r;

	if (!selection_wants_image(loader->names, loader->target, path))
		return 0;
	r = image_read(&image, loader->target, dir, path, error);
	if (r < 0)
		return r;
	images->v = xrealloc(images->v, images->nr + 1, sizeof(*images->v));
	images->v[images->nr++] = image;
	return 0;
}

static int compare_images(const void *left, const void *right)
{
	const struct image *const *l = left, *const *r = right;

	return strcmp((*l)->path, (*r)->path);
}

static int check_unique(const struct images *images, size_t first,
			struct error *error)
{
	for (size_t i = first + 1; i < images->nr; i++)
		for (size_t j = first; j < i; j++) {
			const struct image *a = images->v[j];
			const struct image *b = images->v[i];

			if (!strcmp(a->suite, b->suite) &&
			    !strcmp(a->build ? a->build : "",
				    b->build ? b->build : ""))
				return error_set(
					error, EEXIST,
					"%s and %s hold a suite of the same name",
					a->path, b->path);
		}
	return 0;
}

int images_load(struct images *images, const struct target *target,
		const char *build_dir, char *const *names, struct error *error)
{
	struct loader loader = { images, target, names };
	size_t first = images->nr;
	int r = images_walk(target, build_dir, load_file, &loader, error);

	if (r < 0)
		return r;
	if (images->nr == first)
		return error_set(error, ENOENT,
				 "%s/%s: there are no images; run make first",
				 build_dir, target->name);
	qsort(images->v + first, images->nr - first, sizeof(*images->v),
	      compare_images);
	return check_unique(images, first, error);
}

void images_release(struct images *images)
{
	for (size_t i = 0; i < images->nr; i++)
		image_free(images->v[i]);
	free(images->v);
	*images = (struct images){ .v = NULL };
}

const struct image *images_find(const struct images *images,
				const struct target *target, const char *suite,
				const char *build)
{
	for (size_t i = 0; i < images->nr; i++) {
		const struct image *image = images->v[i];

		if (image->target == target && !strcmp(image->suite, suite) &&
		    !strcmp(image->build ? image->build : "",
			    build ? build : ""))
			return image;
	}
	return NULL;
}
