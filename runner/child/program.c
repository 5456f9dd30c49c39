/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hvcheck-child: `hvcheck --child`, and nothing else, without the libraries of
 * hvcheck. To load and bind those costs more than the rest of a child's start.
 */
#include <string.h>

#include "child.h"

int main(int argc, char **argv)
{
	if (argc < 2 || strcmp(argv[1], CHILD_OPTION) != 0)
		return CHILD_EXIT_NO_PROGRAM;
	return child_main(argv + 2);
}
