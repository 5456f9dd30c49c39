/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unittests.cfg of any content: a sentence or a configuration, never a crash. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config config = { .sections = NULL };
	struct error error = { .text = "" };
	int r = config_parse(&config, (const char *)data, size, "f", true,
			     &error);

	/* What went wrong is said, and only then. */
	if ((r < 0) != (error.text[0] != '\0'))
		abort();
	config_release(&config);
	return 0;
}
