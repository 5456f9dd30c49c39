/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Frames of traps: in the terms of every port, in print, and redirected. */
#include <arch.h>
#include <arch/extable.h>
#include <console.h>
#include <mm/page.h>
#include <stdio.h>
#include <test/protocol.h>
#include <trap.h>
#include <x86/cpu.h>
#include <x86/irq/apic.h>
#include <x86/percpu.h>
#include <x86/selectors.h>
#include <x86/trap.h>

extern const struct extable_entry __extable_start[], __extable_end[];

extern const char user_done[]; /* the UD2 after a user function */

static const char *const names[] = {
	"DE", "DB", "NMI", "BP", "OF", "BR", "UD", "NM", "DF", NULL, "TS",
	"NP", "SS", "GP",  "PF", NULL, "MF", "AC", "MC", "XM", "VE", "CP",
	NULL, NULL, NULL,  NULL, NULL, NULL, "HV", "VC", "SX",
};

/* The vectors in whose frames the processor puts an error code. */
static const uint32_t with_error = 1u << 8 | 0x1fu << 10 | 1u << 17 | 1u << 21 |
				   1u << 29 | 1u << 30;

bool x86_has_error(enum trap_cause cause)
{
	unsigned int vector = X86_VECTOR(cause);

	return vector < 32 && with_error >> vector & 1;
}

static bool from_user(const struct trap_frame *frame)
{
	return (frame->cs & 3) == 3;
}

void x86_trap(struct trap_frame *frame)
{
	if (frame->vector >= 32 && frame->vector != VECTOR_WAKE)
		apic_interrupted();
	if (frame->ip == (uintptr_t)user_done && from_user(frame) &&
	    frame->vector == X86_VECTOR(X86_UD))
		arch_frame_jump(frame, &cpu_self()->user_return, 1);
	else if (frame->vector == VECTOR_WAKE)
		apic_eoi(); /* to have come is all that it is for: smp.c */
	else
		trap_dispatch(frame);
}

/* The I bit is there only with EFER.NXE or CR4.SMEP: SDM vol. 3, 4.7. */
static bool is_fetch(const struct trap_frame *frame)
{
	return frame->error & PF_I ||
	       (!(frame->error & PF_W) && frame->cr2 == frame->ip);
}

void arch_trap_decode(const struct trap_frame *frame, struct trap *trap)
{
	bool page = frame->vector == X86_VECTOR(X86_PF);

	*trap = (struct trap){
		.cause = X86_INTERRUPT(frame->vector),
		.error = frame->error,
		.address = frame->cr2,
		.pc = frame->ip,
		.sp = frame->sp,
		.flags = frame->flags,
		.user = from_user(frame),
		.write = page && frame->error & PF_W,
		.fetch = page && is_fetch(frame),
	};
}

void arch_trap_name(char *text, size_t size, enum trap_cause cause,
		    unsigned long error)
{
	unsigned int vector = X86_VECTOR(cause);
	const char *name = NULL;

	if (vector < sizeof(names) / sizeof(names[0]))
		name = names[vector];
	if (!name)
		snprintf(text, size, "vector 0x%x", vector);
	else if (!x86_has_error(cause))
		snprintf(text, size, "#%s", name);
	else
		snprintf(text, size, error ? "#%s(0x%lx)" : "#%s(%lu)", name,
			 error);
}

#ifdef __x86_64__
static void print_general(const struct trap_frame *f)
{
	record(PROTO_REGS "rax=0x%lx rbx=0x%lx rcx=0x%lx rdx=0x%lx", f->ax,
	       f->bx, f->cx, f->dx);
	record(PROTO_REGS "rsi=0x%lx rdi=0x%lx rbp=0x%lx rsp=0x%lx", f->si,
	       f->di, f->bp, f->sp);
	record(PROTO_REGS "r8=0x%lx r9=0x%lx r10=0x%lx r11=0x%lx", f->r8, f->r9,
	       f->r10, f->r11);
	record(PROTO_REGS "r12=0x%lx r13=0x%lx r14=0x%lx r15=0x%lx", f->r12,
	       f->r13, f->r14, f->r15);
	record(PROTO_REGS "rip=0x%lx rflags=0x%lx cs=0x%lx ss=0x%lx", f->ip,
	       f->flags, f->cs, f->ss);
}
#else
static void print_general(const struct trap_frame *f)
{
	record(PROTO_REGS "eax=0x%lx ebx=0x%lx ecx=0x%lx edx=0x%lx", f->ax,
	       f->bx, f->cx, f->dx);
	record(PROTO_REGS "esi=0x%lx edi=0x%lx ebp=0x%lx esp=0x%lx", f->si,
	       f->di, f->bp, f->sp);
	record(PROTO_REGS "eip=0x%lx eflags=0x%lx cs=0x%lx ss=0x%lx", f->ip,
	       f->flags, f->cs, f->ss);
	record(PROTO_REGS "ds=0x%lx es=0x%lx fs=0x%lx gs=0x%lx", f->ds, f->es,
	       f->fs, f->gs);
}
#endif

void arch_trap_print(const struct trap_frame *frame)
{
	print_general(frame);
	record(PROTO_REGS "cr0=0x%lx cr2=0x%lx cr3=0x%lx cr4=0x%lx", read_cr0(),
	       frame->cr2, frame->cr3 ? frame->cr3 : read_cr3(), read_cr4());
}

/* Only exceptions: an interrupt may arrive at a marked instruction too. */
bool extable_fixup(struct trap_frame *frame)
{
	const struct extable_entry *e;

	if (frame->vector >= 32 || frame->vector == X86_VECTOR(X86_NMI) ||
	    frame->vector == X86_VECTOR(X86_MC))
		return false;
	for (e = __extable_start; e < __extable_end; e++) {
		if ((uintptr_t)&e->insn + e->insn != frame->ip)
			continue;
		frame->ip = (uintptr_t)&e->resume + e->resume;
		frame->bx = X86_INTERRUPT(frame->vector);
		return true;
	}
	return false;
}

void arch_frame_jump(struct trap_frame *frame, struct arch_context *context,
		     int value)
{
	frame->ip = context->ip;
	frame->sp = context->sp;
	frame->bp = context->bp;
	frame->bx = context->bx;
	frame->ax = (unsigned long)value;
	frame->flags = context->flags;
	frame->cs = KERNEL_CS;
	frame->ss = KERNEL_DS;
	frame->cr3 = 0; /* entry has left the tables of user mode */
#ifdef __x86_64__
	frame->r12 = context->r12;
	frame->r13 = context->r13;
	frame->r14 = context->r14;
	frame->r15 = context->r15;
#else
	frame->si = context->si;
	frame->di = context->di;
	frame->ds = frame->es = frame->fs = frame->gs = KERNEL_DS;
#endif
}

unsigned long arch_image_offset(void)
{
	return 0;
}

/* A frame pointer points to the two words of its record. */
bool arch_stack_record(unsigned long fp, struct stack_record *record)
{
	return stack_read(fp, &record->fp) &&
	       stack_read(fp + sizeof(fp), &record->pc);
}

unsigned long arch_frame_pc(const struct trap_frame *frame)
{
	return frame->ip;
}

unsigned long arch_frame_fp(const struct trap_frame *frame)
{
	return frame->bp;
}
