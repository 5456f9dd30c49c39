/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Code that is entered with every register as a test wants it, at any privilege
 * level and in any mode, and what the exception that ends it has saved.
 */
#ifndef LIB_X86_LAUNCH_H
#define LIB_X86_LAUNCH_H

#include <arch/trap.h>
#include <stddef.h>
#include <trap.h>

struct landing {
	struct trap trap;
	struct trap_frame frame; /* without RF, which every fault sets */
};

/**
 * launch - IRET to @start, and go on until the first exception
 * @start: cr2, cr3, vector and error are not looked at. The stack is one that
 * CPL 0 may use too.
 *
 * Takes the handlers of vectors 0 to 31. Traps must not change CR3 on the way:
 * code for CPL 3 lies in launch_page()s, not in the image.
 */
struct landing launch(const struct trap_frame *start);

/**
 * launch_page - a page that is accessible, writable and executable at CPL 3
 *
 * Zero-filled, below 4 GiB, and taken away at the end of the case.
 */
void *launch_page(void);

/**
 * launch_expect - every register is as in @expected
 *
 * With 64 bits also vector and error code; cr2 and cr3 are not compared.
 */
void launch_expect(const struct trap_frame *actual,
		   const struct trap_frame *expected);

#endif
