/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SYSCALL, SYSRET, SYSENTER and SYSEXIT in long mode: what the files of this
 * suite share.
 *
 * Intel SDM vol. 2, SYSCALL, SYSRET, SYSENTER, SYSEXIT; vol. 3, 5.8.7, 5.8.8.
 * AMD APM vol. 2, 6.1; vol. 3, the same instructions.
 */
#ifndef X86_64_SYSCALL_SUITE_H
#define X86_64_SYSCALL_SUITE_H

#include <stdbool.h>
#include <stdint.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/desc.h>
#include <x86/features.h>
#include <x86/msr.h>
#include <x86/run/launch.h>

#define SYSCALL_SUITE                                                        \
	TEST_SUITE("syscall",                                                \
		   .summary =                                                \
			   "fast system calls change what the manual says, " \
			   "and nothing else",                               \
		   .needs = NEEDS(&x86_syscall), .setup = syscall_setup)

void syscall_setup(void);

/*
 * Pieces of code (pieces.S), of which the suite has copies at all levels. The
 * ones named do_ are an instruction, with UD2 behind it.
 */
extern const char code_start[], code_end[];
extern const char do_syscall[], do_sysretq[], do_sysretl[];
extern const char do_sysenter[], do_sysexitq[], do_sysexit[];
/* 32-bit: sets TF before SYSCALL */
extern const char do_popf_syscall[], after_popf_syscall[];

/* Entry points: UD2, for LSTAR and for CSTAR; MOV to RDX from CR0, then UD2. */
extern const char pad[], pad_compat[], pad_cr0[];
/* EAX becomes 0 in 64-bit code, 1 in 32-bit code; its UD2 */
extern const char pad_width[], pad_width_end[];
/* goes to pad_push at ESI in KERNEL_CS32; pushes EBX in 32-bit code; its UD2 */
extern const char pad_push_compat[], pad_push[], pad_push_end[];
/* the way back at once */
extern const char pad_sysretl[];

/** low, high - a piece of code below 4 GiB, and in the upper half */
unsigned long low(const char *piece);
unsigned long high(const char *piece);

/** stack_top - the top of an empty page below 4 GiB, for any level */
unsigned long stack_top(void);

#define FLAGS_SYSTEM                                                      \
	(EFLAGS_FIXED | EFLAGS_IF | EFLAGS_IOPL | EFLAGS_NT | EFLAGS_AC | \
	 EFLAGS_ID)
/* and those that code at any level changes all the time */
#define FLAGS_STATUS                                                    \
	(EFLAGS_FIXED | EFLAGS_CF | EFLAGS_PF | EFLAGS_AF | EFLAGS_ZF | \
	 EFLAGS_SF | EFLAGS_DF | EFLAGS_OF)

/* Where an instruction is executed. */
struct from {
	const char *name;
	uint16_t cs, ss;
	bool compat; /* below 4 GiB, with registers of 32 bits */
};

extern const struct from from_kernel, from_user, from_user_compat,
	from_kernel_compat;

/** start_at - a different value in every register, to execute @piece */
struct trap_frame start_at(const struct from *from, const char *piece);

/** expect_fault - nothing has changed, and @cause was raised there */
void expect_fault(const struct trap_frame *start, const struct landing *landing,
		  enum trap_cause cause);

/**
 * syscall_there - whether SYSCALL is an instruction there
 *
 * Intel processors have it in 64-bit mode only. needs_syscall() skips the case.
 */
bool syscall_there(const struct from *from);
void needs_syscall(const struct from *from);

/** after_syscall - what the UD2 of @piece finds, by the MSRs as they are */
struct trap_frame after_syscall(const struct trap_frame *start,
				const char *piece);

/** set_star - STAR[47:32] and STAR[63:48] */
void set_star(uint16_t kernel, uint16_t user);

/** sysenter_msrs - SYSENTER_CS, _EIP and _ESP; the case's end restores them */
void sysenter_msrs(uint64_t cs, uint64_t ip, uint64_t sp);

/** efer_change - set and clear bits of EFER; the harness puts it back */
void efer_change(uint64_t set, uint64_t clear);

#endif
