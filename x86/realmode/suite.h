/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Real mode, entered from the kernel and left again for each case.
 *
 * Intel SDM vol. 3, chapter 20 (8086 emulation); vol. 2.
 */
#ifndef X86_REALMODE_SUITE_H
#define X86_REALMODE_SUITE_H

#include <test/test.h>
#include <x86/features.h>
#include <x86/insn/families.h>
#include <x86/real/real.h>

#define REALMODE_SUITE                                                       \
	TEST_SUITE(                                                          \
		"realmode",                                                  \
		.summary =                                                   \
			"instructions in real mode do what the manual says", \
		.setup = realmode_prepare)

void realmode_prepare(void);

enum {
	MIDDLE = 16 /* of the window: SP in stack_state() */
};

/** stack_state - the stack in the middle of the window, so that it is compared */
struct exec_state stack_state(const struct exec *x);

/** put16 - a word of the window */
void put16(struct exec_state *s, unsigned int offset, unsigned int value);

#endif
