/* SPDX-License-Identifier: GPL-2.0-or-later */
/* To 5-level paging and back, which 64-bit mode has to be left for. */
#include "../../access/suite.h"

#include <x86/paging/modes.h>

static void leave(unsigned long cr3)
{
	modes_levels(4, (const uint64_t *)cr3);
}

void access_la57(const uint64_t *root)
{
	test_defer(leave, read_cr3());
	modes_levels(5, root);
}
