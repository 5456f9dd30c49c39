/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What only a frame of 64-bit code has. */
#include <x86/trap.h>

#include <console.h>
#include <test/protocol.h>

void trap_print_general(const struct trap_frame *f)
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

void trap_jump_rest(struct trap_frame *frame,
		    const struct arch_context *context)
{
	frame->r12 = context->r12;
	frame->r13 = context->r13;
	frame->r14 = context->r14;
	frame->r15 = context->r15;
}
