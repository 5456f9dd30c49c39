/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An ELF file of any content: a sentence or an image, never a crash. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "image.h"
#include "run.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct image *image = xcalloc(1, sizeof(*image));
	struct error error = { .text = "" };
	unsigned char *copy = xcalloc(size + 1, 1);
	int r;

	memcpy(copy, data, size);
	image->target = target_find("x86_64");
	image->suite = xstrdup("msr");
	image->dir = xstrdup("x86");
	image->path = xstrdup("msr.elf");
	r = image_parse(image, copy, size, &error);
	if ((r < 0) != (error.text[0] != '\0') || (!r && !image->nr_cases))
		abort();
	image_free(image);
	free(copy);
	return 0;
}
