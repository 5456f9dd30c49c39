/* SPDX-License-Identifier: GPL-2.0-or-later */
/* console - print how many MB/s of a guest's console the parser takes */
#include <stdio.h>
#include <stdlib.h>

#include "ktap.h"

int main(int argc, char **argv)
{
	size_t mb = argc > 1 ? strtoul(argv[1], NULL, 10) : 256;

	printf("%.0f\n", ktap_bench(mb * 1000 * 1000));
	return 0;
}
