/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Code in pages that all levels share, entered with every register as a test wants
 * it, at any privilege level and in any mode, and what the exception that ends it
 * has saved. (snippet.h has the other ways.)
 */
#ifndef LIB_X86_RUN_LAUNCH_H
#define LIB_X86_RUN_LAUNCH_H

#include <arch/trap.h>
#include <stddef.h>
#include <trap.h>
#include <x86/run/snippet.h>

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

/** launch_copy - put code, with its UD2, at @to; returns where the UD2 is */
unsigned long launch_copy(void *to, const struct snippet *code);

/**
 * launch_registers - a start with a different value in every register
 * @ip: at CPL 0 if @cpl is 0, at CPL 3 if 3, in code of the image's width
 * @sp: the top of its stack
 */
struct trap_frame launch_registers(void *ip, void *sp, unsigned int cpl);

/**
 * launch_expect - every register is as in @expected
 *
 * With 64 bits also vector and error code; cr2 and cr3 are not compared.
 */
void launch_expect(const struct trap_frame *actual,
		   const struct trap_frame *expected);

#endif
