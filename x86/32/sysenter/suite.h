/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SYSENTER and SYSEXIT, and AMD's SYSCALL and SYSRET, in protected mode without
 * long mode: what the files of this suite share.
 *
 * Intel SDM vol. 2, SYSENTER, SYSEXIT; vol. 3, 5.8.7. AMD APM vol. 3, SYSCALL and
 * SYSRET, legacy mode.
 */
#ifndef X86_32_SYSENTER_SUITE_H
#define X86_32_SYSENTER_SUITE_H

#include <stdint.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/desc.h>
#include <x86/features.h>
#include <x86/msr.h>
#include <x86/run/launch.h>

#define SYSENTER_SUITE                                                    \
	TEST_SUITE("sysenter",                                            \
		   .summary = "fast system calls change what the manual " \
			      "says, and nothing else",                   \
		   .setup = sysenter_setup)

void sysenter_setup(void);

/* pieces.S; pad_push pushes EBX */
extern const char code_start[], code_end[];
extern const char do_sysenter[], do_sysexit[], do_syscall[], do_sysret[];
extern const char pad[], pad_cr0[], pad_push[], pad_push_end[];

/** code - where the copy of a piece lies; below it an unused stack */
unsigned long code(const char *piece);
unsigned long stack_top(void);

/* Null descriptors: nothing is read from them. */
#define BASE SPARE_SEL_BASE

#define FLAGS_ALL                                                       \
	(EFLAGS_FIXED | EFLAGS_CF | EFLAGS_PF | EFLAGS_AF | EFLAGS_ZF | \
	 EFLAGS_SF | EFLAGS_IF | EFLAGS_DF | EFLAGS_OF | EFLAGS_IOPL |  \
	 EFLAGS_NT | EFLAGS_AC | EFLAGS_ID)

struct level {
	const char *name;
	uint16_t cs, ss;
};
extern const struct level levels[2]; /* kernel, user */

/** start_at - a different value in every register, to execute @piece */
struct trap_frame start_at(const struct level *level, const char *piece);

/** expect_end - @cause at @expected->ip, with the registers of @expected */
void expect_end(const struct trap_frame *start, struct trap_frame expected,
		enum trap_cause cause);

/** sysenter_msrs - SYSENTER_CS, _EIP and _ESP; the case's end restores them */
void sysenter_msrs(uint32_t cs, const char *piece, unsigned long stack);

#endif
