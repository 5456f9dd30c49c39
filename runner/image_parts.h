/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of image.h share. */
#ifndef RUNNER_IMAGE_PARTS_H
#define RUNNER_IMAGE_PARTS_H

#include "image.h"
#include "memory.h"
#include "run.h"

/* What is being read: an image, its file, and where complaints go. */
struct reader {
	struct image *image;
	struct memory memory;
	struct error *error;
};

/** image_read_records - the suite and its cases, in the order of the file */
int image_read_records(struct reader *r);

#endif
