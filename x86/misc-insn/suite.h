/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions that stand alone: what the files of this suite share.
 *
 * Intel SDM vol. 2, each instruction. AMD APM vol. 3.
 */
#ifndef X86_MISC_INSN_SUITE_H
#define X86_MISC_INSN_SUITE_H

#include <stdint.h>
#include <string.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/msr.h>
#include <x86/run/launch.h>
#include <x86/width.h>

#define MISC_INSN_SUITE                                                      \
	TEST_SUITE("misc-insn",                                              \
		   .summary =                                                \
			   "instructions that few use do what they should, " \
			   "and are refused where they should",              \
		   .setup = misc_setup)

void misc_setup(void);

/* For CPL 3 too. DI and AX of start_at() point to it; filled with 0x6b. */
extern uint8_t *memory;

/** start_at - a different value in every register, to execute @code */
struct trap_frame start_at(const struct snippet *code, unsigned int cpl);

/** expect_done - it came to the UD2 with the registers of @expected */
void expect_done(const struct trap_frame *start, const struct snippet *code,
		 const struct trap_frame *expected);

/** expect_refused - it trapped, and nothing has changed */
void expect_refused(const struct trap_frame *start, enum trap_cause cause,
		    unsigned long error);

#define FLAGS_STATUS \
	(EFLAGS_CF | EFLAGS_PF | EFLAGS_AF | EFLAGS_ZF | EFLAGS_SF | EFLAGS_OF)

#endif
