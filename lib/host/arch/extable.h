/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The build machine's compiler marks no instructions: there is no table. */
#ifndef LIB_HOST_ARCH_EXTABLE_H
#define LIB_HOST_ARCH_EXTABLE_H

#include <stdbool.h>

struct trap_frame;

static inline bool extable_fixup(struct trap_frame *frame)
{
	(void)frame;
	return false;
}

#endif
