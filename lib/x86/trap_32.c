/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What only a frame of 32-bit code has. */
#include <x86/trap.h>

#include <console.h>
#include <test/protocol.h>
#include <x86/selectors.h>

void trap_print_general(const struct trap_frame *f)
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

void trap_jump_rest(struct trap_frame *frame,
		    const struct arch_context *context)
{
	frame->si = context->si;
	frame->di = context->di;
	frame->ds = frame->es = frame->fs = frame->gs = KERNEL_DS;
}
