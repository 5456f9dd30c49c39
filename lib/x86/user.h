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

/**
 * user_prepare - make this CPU's page tables of user mode, as they are now
 *
 * Returns what CR3 has to be at CPL 3. The image but its parts of the processor
 * are user pages there; a trap goes back to the tables that are current now.
 */
unsigned long user_prepare(void);

#endif
