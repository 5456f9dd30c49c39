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
	[ARM_WFX] = "WFI or WFE",
	[ARM_FP_TRAPPED] = "FP or SIMD access",
	[ARM_PAUTH_TRAPPED] = "PAuth access",
	[ARM_LS64] = "LD64B or ST64B",
	[ARM_BTI] = "branch target",
	[ARM_ILLEGAL_STATE] = "illegal state",
	[ARM_SVC32] = "SVC in A32",
	[ARM_SVC] = "SVC",
	[ARM_HVC] = "HVC",
	[ARM_SMC] = "SMC",
	[ARM_SYSREG] = "system register",
	[ARM_SVE_TRAPPED] = "SVE access",
	[ARM_ERET] = "ERET",
	[ARM_PAC_FAIL] = "PAC failure",
	[ARM_SME_TRAPPED] = "SME access",
	[ARM_FETCH_ABORT] = "instruction abort",
	[ARM_PC_ALIGNMENT] = "PC alignment",
	[ARM_DATA_ABORT] = "data abort",
	[ARM_SP_ALIGNMENT] = "SP alignment",
	[ARM_MOPS] = "memory operation",
	[ARM_FP] = "FP exception",
	[ARM_BREAKPOINT] = "breakpoint",
	[ARM_STEP] = "step",
	[ARM_WATCHPOINT] = "watchpoint",
	[ARM_BRK] = "BRK",
	[ARM_IRQ] = "IRQ",
	[ARM_FIQ] = "FIQ",
	[ARM_SERROR] = "SError",
	[ARM_PAGE] = "page fault",
};

/* PSTATE.M: EL0, of either width */
static bool from_user(const struct trap_frame *frame)
{
	return (frame->pstate & 0xf) == 0;
}

/* The vectors of each row: synchronous, IRQ, FIQ, SError. */
enum {
	SYNCHRONOUS,
	IRQ,
	FIQ,
	SERROR
};

static unsigned int kind_of(const struct trap_frame *frame)
{
	return frame->vector & 3;
}

bool trap_is_user_svc(const struct trap_frame *frame)
{
	return from_user(frame) && kind_of(frame) == SYNCHRONOUS &&
	       ESR_EC(frame->esr) + 1 == ARM_SVC;
}

bool trap_is_irq(const struct trap_frame *frame)
{
	return kind_of(frame) == IRQ;
}

bool trap_from_lower(const struct trap_frame *frame)
{
	return frame->vector & 8;
}

/* 0x20, 0x24 and their like: the class of the same from this level */
static unsigned int class_of(const struct trap_frame *frame)
{
	unsigned int ec = ESR_EC(frame->esr);

	switch (ec) {
	case 0x20: /* instruction abort */
	case 0x24: /* data abort */
	case 0x30: /* breakpoint */
	case 0x32: /* step */
	case 0x34: /* watchpoint */
		return ec + 1;
	default:
		return ec;
	}
}

static bool is_abort(const struct trap_frame *frame)
{
	unsigned int ec = class_of(frame);

	return kind_of(frame) == SYNCHRONOUS &&
	       (ARM_EC(ec) == ARM_FETCH_ABORT || ARM_EC(ec) == ARM_DATA_ABORT);
}

static enum trap_cause cause_of(const struct trap_frame *frame)
{
	static const enum trap_cause interrupts[] = {
		[IRQ] = ARM_IRQ, [FIQ] = ARM_FIQ, [SERROR] = ARM_SERROR
	};

	if (kind_of(frame) != SYNCHRONOUS)
		return interrupts[kind_of(frame)];
	/* address size, translation, access flag, permission: 0x00 to 0x0f */
	if (is_abort(frame) && ESR_FSC(frame->esr) < FSC_EXTERNAL)
		return ARM_PAGE;
	return ARM_EC(class_of(frame));
}

static bool has_address(const struct trap_frame *frame)
{
	enum trap_cause cause = ARM_EC(class_of(frame));

	if (kind_of(frame) != SYNCHRONOUS)
		return false;
	if (is_abort(frame) && ESR_FSC(frame->esr) == FSC_EXTERNAL)
		return !(frame->esr & ESR_FNV);
	return is_abort(frame) || cause == ARM_PC_ALIGNMENT ||
	       cause == ARM_WATCHPOINT;
}

void arch_trap_decode(const struct trap_frame *frame, struct trap *trap)
{
	bool fetch = is_abort(frame) &&
		     ARM_EC(class_of(frame)) == ARM_FETCH_ABORT;

	*trap = (struct trap){
		.cause = cause_of(frame),
		.error = kind_of(frame) == IRQ || kind_of(frame) == FIQ ?
				 0 :
				 frame->esr,
		.address = has_address(frame) ? frame->far : 0,
		.pc = frame->pc,
		.sp = frame->sp,
		.flags = frame->pstate,
		.user = from_user(frame),
		/* cache maintenance sets WnR whatever it does */
		.write = is_abort(frame) && !fetch && frame->esr & ESR_WNR &&
			 !(frame->esr & ESR_CM),
		.fetch = fetch,
	};
}

void arch_trap_name(char *text, size_t size, enum trap_cause cause,
		    unsigned long error)
{
	const char *name = (unsigned int)cause < TRAP_NR_CAUSES ? names[cause] :
								  NULL;

	if (!name)
		snprintf(text, size, "exception class 0x%x", cause - 1);
	else if (!error)
		snprintf(text, size, "%s", name);
	else
		snprintf(text, size, "%s (ESR 0x%lx)", name, error);
}

void arch_trap_print(const struct trap_frame *f)
{
	for (unsigned int i = 0; i < 28; i += 4)
		record(PROTO_REGS "x%u=0x%lx x%u=0x%lx x%u=0x%lx x%u=0x%lx", i,
		       f->x[i], i + 1, f->x[i + 1], i + 2, f->x[i + 2], i + 3,
		       f->x[i + 3]);
	record(PROTO_REGS "x28=0x%lx x29=0x%lx x30=0x%lx sp=0x%lx", f->x[28],
	       f->x[29], f->x[30], f->sp);
	record(PROTO_REGS "pc=0x%lx pstate=0x%lx esr=0x%lx far=0x%lx", f->pc,
	       f->pstate, f->esr, f->far);
	record(PROTO_REGS "sctlr=0x%lx tcr=0x%lx ttbr0=0x%lx el=%u",
	       (unsigned long)read_sysreg(sctlr_el1),
	       (unsigned long)read_sysreg(tcr_el1),
	       f->ttbr0 ? f->ttbr0 : (unsigned long)read_sysreg(ttbr0_el1),
	       current_el());
}

/* Only exceptions: an interrupt may arrive at a marked instruction too. */
bool extable_fixup(struct trap_frame *frame)
{
	const struct extable_entry *e;

	if (kind_of(frame) != SYNCHRONOUS)
		return false;
	for (e = __extable_start; e < __extable_end; e++) {
		if ((uintptr_t)&e->insn + (uintptr_t)e->insn != frame->pc)
			continue;
		frame->pc = (uintptr_t)&e->resume + (uintptr_t)e->resume;
		frame->x[9] = cause_of(frame);
		return true;
	}
	return false;
}

void arch_frame_jump(struct trap_frame *frame, struct arch_context *context,
		     int value)
{
	for (unsigned int i = 0; i < 10; i++)
		frame->x[19 + i] = context->x19_x28[i];
	frame->x[29] = context->fp;
	frame->x[30] = context->pc;
	frame->x[0] = (unsigned long)value;
	frame->pc = context->pc;
	frame->sp = context->sp;
	frame->pstate = context->pstate;
	frame->ttbr0 = 0; /* user_leave() has left the tables of user mode */
}

/* AAPCS64, 6.4.6: a frame pointer points to the two words of its record. */
bool arch_stack_record(unsigned long fp, struct stack_record *record)
{
	return stack_read(fp, &record->fp) &&
	       stack_read(fp + sizeof(fp), &record->pc);
}

unsigned long arch_frame_pc(const struct trap_frame *frame)
{
	return frame->pc;
}

unsigned long arch_frame_fp(const struct trap_frame *frame)
{
	return frame->x[29];
}
