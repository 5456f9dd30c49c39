/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers that assembly needs of C. Compiled to assembly, never linked; make
 * turns the strings into build/<target>/offsets.h.
 */
#include <arch/trap.h>
#include <stddef.h>
#include <x86/boot.h>
#include <x86/insn/exec.h>
#include <x86/paging/modes.h>
#include <x86/percpu.h>
#include <x86/run/capture.h>
#include <x86/run/state.h>

#define NUMBER(name, value) \
	asm volatile(".ascii \"@" #name " %c0\"" : : "i"(value))
#define FRAME(name, field)   NUMBER(name, offsetof(struct trap_frame, field))
#define ENTRY(name, field)   NUMBER(name, offsetof(struct x86_entry_state, field))
#define CAPTURE(name, field) NUMBER(name, offsetof(struct capture, field))
#define STEP(name, field)    NUMBER(name, offsetof(struct mode_step, field))
#define RUN(name, field)     NUMBER(name, offsetof(struct run_state, field))
#define CONTEXT(name, field) NUMBER(name, offsetof(struct arch_context, field))

void offsets(void);
void offsets(void)
{
	NUMBER(FRAME_BYTES, sizeof(struct trap_frame));
	FRAME(FRAME_CR3, cr3);
	FRAME(FRAME_CR2, cr2);
	FRAME(FRAME_CX, cx);
	FRAME(FRAME_AX, ax);
	FRAME(FRAME_VECTOR, vector);
	FRAME(FRAME_ERROR, error);
	FRAME(FRAME_IP, ip);
	FRAME(FRAME_CS, cs);
	FRAME(FRAME_FLAGS, flags);
	FRAME(FRAME_SP, sp);
	FRAME(FRAME_SS, ss);

	CONTEXT(CONTEXT_IP, ip);
	CONTEXT(CONTEXT_SP, sp);
	CONTEXT(CONTEXT_BP, bp);
	CONTEXT(CONTEXT_BX, bx);
#ifdef __x86_64__
	CONTEXT(CONTEXT_R12, r12);
	CONTEXT(CONTEXT_R13, r13);
	CONTEXT(CONTEXT_R14, r14);
	CONTEXT(CONTEXT_R15, r15);
#else
	CONTEXT(CONTEXT_SI, si);
	CONTEXT(CONTEXT_DI, di);
#endif
	CONTEXT(CONTEXT_FLAGS, flags);

	ENTRY(ENTRY_EAX, eax);
	ENTRY(ENTRY_EBX, ebx);
	ENTRY(ENTRY_EFLAGS, eflags);
	ENTRY(ENTRY_CR0, cr0);
	ENTRY(ENTRY_CR4, cr4);
	ENTRY(ENTRY_CS, cs);
	ENTRY(ENTRY_DS, ds);
	ENTRY(ENTRY_ES, es);
	ENTRY(ENTRY_SS, ss);
	ENTRY(ENTRY_TR, tr);
	ENTRY(ENTRY_GDT, gdt_limit);

	NUMBER(STEP_BYTES, sizeof(struct mode_step));
	STEP(STEP_OP, op);
	STEP(STEP_OPERAND, operand);
	STEP(STEP_VALUE, value);
	STEP(STEP_CAUSE, cause);
	STEP(STEP_ERROR, error);
	STEP(STEP_CR0, cr0);
	STEP(STEP_CR2, cr2);
	STEP(STEP_CR3, cr3);
	STEP(STEP_CR4, cr4);
	STEP(STEP_EFER, efer);

	NUMBER(EXEC_FLAGS, offsetof(struct exec_state, flags));
	NUMBER(EXEC_CAUSE, offsetof(struct exec_state, cause));
	NUMBER(EXEC_IP, offsetof(struct exec_state, ip));
	RUN(RUN_AX, ax);
	RUN(RUN_CX, cx);
	RUN(RUN_DX, dx);
	RUN(RUN_BX, bx);
	RUN(RUN_SP, sp);
	RUN(RUN_BP, bp);
	RUN(RUN_SI, si);
	RUN(RUN_DI, di);
	RUN(RUN_IP, ip);
	RUN(RUN_FLAGS, flags);
	RUN(RUN_CS, cs);
	RUN(RUN_SS, ss);
	RUN(RUN_DS, ds);
	RUN(RUN_ES, es);
	RUN(RUN_FS, fs);
	RUN(RUN_GS, gs);
#ifdef __x86_64__
	RUN(RUN_R8, r8);
	RUN(RUN_R9, r9);
	RUN(RUN_R10, r10);
	RUN(RUN_R11, r11);
	RUN(RUN_R12, r12);
	RUN(RUN_R13, r13);
	RUN(RUN_R14, r14);
	RUN(RUN_R15, r15);
#endif

	NUMBER(CPU_KERNEL_CR3, offsetof(struct cpu, kernel_cr3));
	NUMBER(CPU_USER_CR3, offsetof(struct cpu, user_cr3));

	NUMBER(CAPTURE_WORDS, CAPTURE_WORDS);
	CAPTURE(CAPTURE_NR, nr);
	CAPTURE(CAPTURE_SP, sp);
	CAPTURE(CAPTURE_FLAGS, flags);
	CAPTURE(CAPTURE_CS, cs);
	CAPTURE(CAPTURE_SS, ss);
	CAPTURE(CAPTURE_DS, ds);
	CAPTURE(CAPTURE_WORDS_AT, words);
	CAPTURE(CAPTURE_DROP, drop);
	CAPTURE(CAPTURE_RESUME, resume);
	CAPTURE(CAPTURE_SAVED_AX, saved_ax);
	CAPTURE(CAPTURE_SAVED_CX, saved_cx);
	NUMBER(CAPTURE_STACK_END, sizeof(struct capture));
}
