/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The image of RFLAGS that an exception pushes, RF (bit 16) above all: a
 * hypervisor that injects the exception itself has to make it up.
 *
 * Intel SDM vol. 3, 6.8.3 (masking instruction breakpoints) and 17.3.1.1: a
 * fault pushes RF=1, except the #DB of an instruction breakpoint; traps and
 * INT n push the RF that was in RFLAGS. AMD APM vol. 2, 3.1.6 says the same.
 */
#ifndef X86_IDT_TEST_SUITE_H
#define X86_IDT_TEST_SUITE_H

#include <test/test.h>
#include <x86/cpu.h>
#include <x86/width.h>

TEST_SUITE(
	"idt_test",
	.summary = "exceptions push the documented RFLAGS image, RF above all");

/*
 * What the flags are when the exception comes: all that cannot disturb, so
 * that an image which is made up, not saved, differs. IF is left out of the
 * comparison: POPF does not change it at CPL 3.
 */
#define PATTERN	     0xcd7 /* OF DF SF ZF AF PF CF and the fixed bit 1 */
#define PATTERN_TEXT "0xcd7"

#ifdef __x86_64__
#define LOAD(variable, eax, rax) "mov " variable "(%rip), " rax
#define SAVE_SP			 "mov %rsp, sp_before(%rip)"
#define AX			 "%rax"
#else
#define LOAD(variable, eax, rax) "mov " variable ", " eax
#define SAVE_SP			 "mov %esp, sp_before"
#define AX			 "%eax"
#endif

/*
 * A function that runs one instruction under PATTERN, with labels at the
 * instruction (id_at) and behind it (id_after). The code before it may use
 * AX, CX and DX.
 */
#define PROVOKE(id, before, instruction)                            \
	void id(const void *arg);                                   \
	extern const char id##_at[], id##_after[];                  \
	asm(".pushsection .text\n"                                  \
	    ".globl " #id ", " #id "_at, " #id "_after\n"           \
	    ".type " #id ", @function\n" #id ":\n"                  \
	    "pushf\n" before "\n"                                   \
	    "push $" PATTERN_TEXT "\n"                              \
	    "popf\n" SAVE_SP "\n" #id "_at:\n" instruction "\n" #id \
	    "_after:\n"                                             \
	    "popf\n"                                                \
	    "ret\n"                                                 \
	    ".size " #id ", . - " #id "\n"                          \
	    ".popsection\n")

/* The stack pointer at the instruction; written by the code of PROVOKE. */
extern unsigned long sp_before;

enum {
	VECTOR = 0x85
}; /* of INT n; spelled out in the asm */

#endif
