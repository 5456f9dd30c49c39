/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Snippets: an instruction or a few, as code that a suite has run. Who runs them:
 *
 *	run.h		at CPL 0 or 3, with known general registers and flags: one
 *			instruction that works or is refused, and how many traps it took
 *	state.h		with all that a processor loads, selectors included: any level,
 *			any mode, far transfers, tasks
 *	launch.h	from copies in pages of every level, on one set of page tables: for
 *			instructions that change the level and leave CR3, and for data
 *			that both levels see
 *
 * Beside these are provoke.h (a snippet for each exception), capture.h (what a gate
 * of a suite's own finds) and, for bytes that a suite makes up as it goes,
 * insn/exec.h.
 */
#ifndef LIB_X86_RUN_SNIPPET_H
#define LIB_X86_RUN_SNIPPET_H

#include <x86/cpu.h>

/*
 * SNIPPET, SNIPPET32, SNIPPET16 - code of the kernel's own width, of 32, of 16
 * bits: id##_at, UD2 behind it at id##_end, and id##_forced with KVM's
 * forced-emulation prefix in front of its first instruction
 */
#ifdef __x86_64__
#define SNIPPET_NATIVE ".code64\n"
#else
#define SNIPPET_NATIVE ".code32\n"
#endif

#define SNIPPET_(id, mode, text)                      \
	extern const char id##_at[], id##_end[];      \
	extern const char id##_forced[];              \
	asm(".pushsection .text\n" mode               \
	    #id "_forced: " FORCED_EMULATION          \
	    #id "_at: " text "\n"                     \
	    #id "_end: ud2\n" SNIPPET_NATIVE          \
	    ".popsection")

#define SNIPPET(id, text)   SNIPPET_(id, SNIPPET_NATIVE, text)
#define SNIPPET32(id, text) SNIPPET_(id, ".code32\n", text)
#define SNIPPET16(id, text) SNIPPET_(id, ".code16\n", text)

struct snippet {
	const char *at, *end, *forced;
};

#define SNIPPET_OF(id) { id##_at, id##_end, id##_forced }

#endif
