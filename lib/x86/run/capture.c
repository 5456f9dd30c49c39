/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <x86/run/capture.h>

#include <string.h>

/* In the image, where CPL 3 reads and writes it too. */
struct capture captured;

void capture_reset(void)
{
	memset(&captured, 0, sizeof(captured));
}
