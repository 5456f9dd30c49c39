/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An entry point for gates of a suite's own, which notes what the processor
 * pushed and loaded, word by word, and returns. The library's own entry would
 * hide where on the stack the frame lies, and needs a stack that is good.
 *
 *	idt_set_gate(0x85, gate_make(capture_entry, KERNEL_CS, GATE_INT, 0));
 *	asm volatile("int $0x85");
 *	EXPECT_EQ(captured.words[0], ...);
 *
 * It may be entered at any CPL, on any stack that the frame fits in, with the
 * flat stack segments of the library (i386). Not for several CPUs at once.
 */
#ifndef LIB_X86_RUN_CAPTURE_H
#define LIB_X86_RUN_CAPTURE_H

#include <stdint.h>

enum {
	CAPTURE_WORDS = 6
};

extern struct capture {
	unsigned long nr; /* how often it was entered */
	unsigned long sp; /* at entry: of the last word that was pushed */
	unsigned long flags, cs, ss, ds;
	unsigned long words[CAPTURE_WORDS]; /* from sp up */

	/* What to do then: drop so many bytes (an error code), and return to
	   this address where it is not 0. */
	unsigned long drop, resume;
	unsigned long saved_ax, saved_cx; /* the entry's own */
	unsigned long stack[16];
} captured;

extern const char capture_entry[];

/** capture_reset - forget what was captured; nothing to drop, no address */
void capture_reset(void);

#endif
