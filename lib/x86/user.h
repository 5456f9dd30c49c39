/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions at CPL 3, beyond what every port has. */
#ifndef LIB_X86_USER_H
#define LIB_X86_USER_H

#include <trap.h>

/**
 * user_catch_flags - user_catch() with EFLAGS of the caller's choice
 *
 * For IOPL, AC, TF and IF; EFLAGS_FIXED is added.
 */
struct trap user_catch_flags(void (*fn)(const void *), const void *arg,
			     unsigned long flags)
	__attribute__((warn_unused_result));

#endif
