/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Images: what an ELF file says about its suite and its cases, without booting
 * it. lib/test/protocol.h has the layout of the records.
 */
#ifndef RUNNER_IMAGE_H
#define RUNNER_IMAGE_H

#include <stddef.h>

struct error;
struct image;
struct target;

/**
 * image_read - read one ELF file
 * @dir: the folder of its suite, "x86"
 *
 * Returns 0, or a negative errno with one sentence in @error: -ENOENT, -EBADMSG
 * for a file that is damaged or holds no valid records.
 */
int image_read(struct image **image, const struct target *target,
	       const char *dir, const char *path, struct error *error);

/** image_parse - the same for a file in memory; image->path names it */
int image_parse(struct image *image, void *file, size_t size,
		struct error *error);
void image_free(struct image *image);

struct images {
	struct image **v; /* by folder and name */
	size_t nr;
};

/** image_file_fn - @dir: "x86"; other than 0 ends the walk */
typedef int image_file_fn(void *arg, const char *dir, const char *path,
			  struct error *error);

/**
 * images_walk - call @fn for each file that is an image of @target, in any order
 *
 * They are BUILD/TARGET/common/... .elf and BUILD/TARGET/PORT/... .elf.
 * Returns 0, what @fn has returned, or a negative errno.
 */
int images_walk(const struct target *target, const char *build_dir,
		image_file_fn *fn, void *arg, struct error *error);

/**
 * images_load - add the images of @target below @build_dir
 * @names: only of suites that these may mean; NULL: all of them
 *
 * Returns 0, -ENOENT where there are none, or another negative errno.
 */
int images_load(struct images *images, const struct target *target,
		const char *build_dir, char *const *names, struct error *error);
void images_release(struct images *images);

/** images_find - the image of a suite; @build: NULL is the plain one */
const struct image *images_find(const struct images *images,
				const struct target *target, const char *suite,
				const char *build);

#endif
