/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Frames of traps: in the terms of every port, in print, and redirected. */
#include <arch.h>
#include <arch/extable.h>
#include <arm/cpu.h>
#include <arm/trap.h>
#include <console.h>
#include <stdio.h>
#include <test/protocol.h>
#include <trap.h>

extern const struct extable_entry __extable_start[], __extable_end[];

static const char *const names[TRAP_NR_CAUSES] = {
	[ARM_UNKNOWN] = "undefined instruction",
	[ARM_SVC] = "SVC",
	[ARM_FETCH_ABORT] = "prefetch abort",
	[ARM_DATA_ABORT] = "data abort",
	[ARM_IRQ] = "IRQ",
	[ARM_FIQ] = "FIQ",
	[ARM_SERROR] = "asynchronous abort",
	[ARM_BRK] = "BKPT",
	[ARM_WATCHPOINT] = "watchpoint",
	[ARM_PAGE] = "page fault",
};

static unsigned int vector_of(const struct trap_frame *frame)
{
	return frame->vector & ~(unsigned long)TRAP_OVERFLOW;
}

bool trap_from_lower(const struct trap_frame *frame)
{
	return (frame->cpsr & CPSR_MODE) == MODE_USR;
}

bool trap_is_user_svc(const struct trap_frame *frame)
{
	return trap_from_lower(frame) && vector_of(frame) == TRAP_VECTOR_SVC;
}

bool trap_is_irq(const struct trap_frame *frame)
{
	return vector_of(frame) == TRAP_VECTOR_IRQ;
}

static bool is_abort(const struct trap_frame *frame)
{
	return vector_of(frame) == TRAP_VECTOR_PABT ||
	       vector_of(frame) == TRAP_VECTOR_DABT;
}

static unsigned long fsr_of(const struct trap_frame *frame)
{
	return vector_of(frame) == TRAP_VECTOR_PABT ? frame->ifsr : frame->dfsr;
}

static enum trap_cause cause_of_abort(const struct trap_frame *frame)
{
	bool fetch = vector_of(frame) == TRAP_VECTOR_PABT;

	switch (FSR_STATUS(fsr_of(frame))) {
	/* address size, translation, access flag, permission */
	case 0 ... FSC_EXTERNAL - 1:
		return ARM_PAGE;
	case FSR_DEBUG:
		return fetch ? ARM_BRK : ARM_WATCHPOINT;
	case FSR_ASYNC:
		return fetch ? ARM_FETCH_ABORT : ARM_SERROR;
	default:
		return fetch ? ARM_FETCH_ABORT : ARM_DATA_ABORT;
	}
}

static enum trap_cause cause_of(const struct trap_frame *frame)
{
	switch (vector_of(frame)) {
	case TRAP_VECTOR_SVC:
		return ARM_SVC;
	case TRAP_VECTOR_PABT:
	case TRAP_VECTOR_DABT:
		return cause_of_abort(frame);
	case TRAP_VECTOR_IRQ:
		return ARM_IRQ;
	case TRAP_VECTOR_FIQ:
		return ARM_FIQ;
	default:
		return ARM_UNKNOWN;
	}
}

/* IFAR is not written by what debug raises, nor DFAR by asynchronous aborts. */
static unsigned long address_of(const struct trap_frame *frame)
{
	enum trap_cause cause = cause_of(frame);

	if (!is_abort(frame) || cause == ARM_BRK || cause == ARM_SERROR)
		return 0;
	return vector_of(frame) == TRAP_VECTOR_PABT ? frame->ifar : frame->dfar;
}

void arch_trap_decode(const struct trap_frame *frame, struct trap *trap)
{
	bool data = vector_of(frame) == TRAP_VECTOR_DABT;

	*trap = (struct trap){
		.cause = cause_of(frame),
		.error = is_abort(frame) ? fsr_of(frame) : 0,
		.address = address_of(frame),
		.pc = frame->pc,
		.sp = frame->sp,
		.flags = frame->cpsr,
		.user = trap_from_lower(frame),
		/* cache maintenance sets WnR whatever it does */
		.write = data && frame->dfsr & FSR_WNR &&
			 !(frame->dfsr & FSR_CM),
		.fetch = is_abort(frame) && !data && cause_of(frame) != ARM_BRK,
	};
}

void arch_trap_name(char *text, size_t size, enum trap_cause cause,
		    unsigned long error)
{
	const char *name = (unsigned int)cause < TRAP_NR_CAUSES ? names[cause] :
								  NULL;

	if (!name)
		snprintf(text, size, "cause %u", cause);
	else if (!error)
		snprintf(text, size, "%s", name);
	else
		snprintf(text, size, "%s (FSR 0x%lx)", name, error);
}

void arch_trap_print(const struct trap_frame *f)
{
	for (unsigned int i = 0; i < 12; i += 4)
		record(PROTO_REGS "r%u=0x%lx r%u=0x%lx r%u=0x%lx r%u=0x%lx", i,
		       f->r[i], i + 1, f->r[i + 1], i + 2, f->r[i + 2], i + 3,
		       f->r[i + 3]);
	record(PROTO_REGS "r12=0x%lx sp=0x%lx lr=0x%lx pc=0x%lx cpsr=0x%lx",
	       f->r[12], f->sp, f->lr, f->pc, f->cpsr);
	record(PROTO_REGS "dfsr=0x%lx dfar=0x%lx ifsr=0x%lx ifar=0x%lx",
	       f->dfsr, f->dfar, f->ifsr, f->ifar);
	record(PROTO_REGS "sctlr=0x%lx ttbcr=0x%lx ttbr0=0x%llx",
	       (unsigned long)read_sysreg(SCTLR),
	       (unsigned long)read_sysreg(TTBCR),
	       f->ttbr0 ? f->ttbr0 : (unsigned long long)read_sysreg(TTBR0));
}

/* Only exceptions: an interrupt may arrive at a marked instruction too. */
bool extable_fixup(struct trap_frame *frame)
{
	const struct extable_entry *e;

	if (vector_of(frame) >= TRAP_VECTOR_IRQ)
		return false;
	for (e = __extable_start; e < __extable_end; e++) {
		if ((uintptr_t)&e->insn + (uintptr_t)e->insn != frame->pc)
			continue;
		frame->pc = (uintptr_t)&e->resume + (uintptr_t)e->resume;
		frame->r[9] = cause_of(frame);
		return true;
	}
	return false;
}

void arch_frame_jump(struct trap_frame *frame, struct arch_context *context,
		     int value)
{
	for (unsigned int i = 0; i < 8; i++)
		frame->r[4 + i] = context->r4_r11[i];
	frame->r[0] = (unsigned long)value;
	frame->lr = context->pc;
	frame->pc = context->pc;
	frame->sp = context->sp;
	frame->cpsr = context->cpsr;
	frame->ttbr0 = 0; /* user_leave() has left the tables of user mode */
}

bool arch_stack_record(unsigned long fp, struct stack_record *record)
{
	return stack_read(fp + STACK_RECORD_FP, &record->fp) &&
	       stack_read(fp + STACK_RECORD_PC, &record->pc);
}

unsigned long arch_frame_pc(const struct trap_frame *frame)
{
	return frame->pc;
}

unsigned long arch_frame_fp(const struct trap_frame *frame)
{
	return frame->r[11];
}
