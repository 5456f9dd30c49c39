/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "color.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int color_when_parse(const char *text, enum color_when *when)
{
	static const char *const names[] = { "auto", "always", "never" };

	for (int i = 0; i < 3; i++)
		if (strcmp(text, names[i]) == 0) {
			*when = (enum color_when)i;
			return 0;
		}
	return -EINVAL;
}

bool color_wanted(enum color_when when, int fd)
{
	const char *none = getenv("NO_COLOR"), *term = getenv("TERM");

	if (when != COLOR_AUTO)
		return when == COLOR_ALWAYS;
	return !(none && *none) && term && strcmp(term, "dumb") != 0 &&
	       isatty(fd);
}

unsigned int color_width(int fd)
{
	struct winsize size = { 0 };

	if (!isatty(fd))
		return 0;
	if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return 80;
	return size.ws_col;
}
