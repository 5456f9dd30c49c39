/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <string.h>
#include <x86/desc.h>
#include <x86/msr.h>
#include <x86/user.h>

union operand operand;

/* In the image, for CPL 3: what go() loads, and where it jumps. */
static struct registers load;
static const char *target;

static struct trap_frame last;

/*
 * Loads the registers and jumps; what it jumps to does not return but traps.
 * BP and, with 64 bits, R8 to R15 get BX's value.
 */
static void go(const void *arg)
{
	(void)arg;
	asm volatile("push %[flags]\n\t"
		     "popf\n\t"
#ifdef __x86_64__
		     "mov %%rbx, %%r8\n\t"
		     "mov %%rbx, %%r9\n\t"
		     "mov %%rbx, %%r10\n\t"
		     "mov %%rbx, %%r11\n\t"
		     "mov %%rbx, %%r12\n\t"
		     "mov %%rbx, %%r13\n\t"
		     "mov %%rbx, %%r14\n\t"
		     "mov %%rbx, %%r15\n\t"
		     "mov %%rbx, %%rbp\n\t"
#else
		     "mov %%ebx, %%ebp\n\t"
#endif
		     "jmp *%[target]"
		     :
		     : [flags] "m"(load.flags), [target] "m"(target),
		       "a"(load.ax), "b"(load.bx), "c"(load.cx), "d"(load.dx),
		       "S"(load.si), "D"(load.di)
		     : "memory");
	__builtin_unreachable();
}

/* Does not deal with the trap: trap_catch() does. */
static bool see(struct trap_frame *frame, void *arg)
{
	(void)arg;
	last = *frame;
	return false;
}

static struct outcome outcome_of(struct trap trap, const struct code *code)
{
	struct outcome outcome = {
		.trap = trap,
		.out = { .ax = last.ax,
			 .bx = last.bx,
			 .cx = last.cx,
			 .dx = last.dx,
			 .si = last.si,
			 .di = last.di,
			 .flags = last.flags & ~(unsigned long)EFLAGS_RF },
		.finished = trap.cause == X86_UD &&
			    trap.pc == (uintptr_t)code->after,
	};

	return outcome;
}

static void prepare(const char *at, const struct registers *in)
{
	load = *in;
	target = at;
	memset(&last, 0, sizeof(last));
	for (unsigned int vector = 0; vector < 32; vector++)
		trap_handle(X86_INTERRUPT(vector), see, NULL);
}

struct outcome run_user(const char *at, const struct code *code,
			const struct registers *in)
{
	prepare(at, in);
	return outcome_of(user_catch_flags(go, NULL, in->flags), code);
}

struct outcome run_kernel(const struct code *code, const struct registers *in)
{
	prepare(code->at, in);
	return outcome_of(trap_catch(go, NULL), code);
}

static void expect_unchanged(const struct registers *out,
			     const struct registers *in)
{
	EXPECT_EQ(out->ax, in->ax);
	EXPECT_EQ(out->bx, in->bx);
	EXPECT_EQ(out->cx, in->cx);
	EXPECT_EQ(out->dx, in->dx);
	EXPECT_EQ(out->si, in->si);
	EXPECT_EQ(out->di, in->di);
	EXPECT_EQ(out->flags, in->flags);
	EXPECT_EQ(last.bp, in->bx);
#ifdef __x86_64__
	EXPECT_EQ(last.r8, in->bx);
	EXPECT_EQ(last.r9, in->bx);
	EXPECT_EQ(last.r10, in->bx);
	EXPECT_EQ(last.r11, in->bx);
	EXPECT_EQ(last.r12, in->bx);
	EXPECT_EQ(last.r13, in->bx);
	EXPECT_EQ(last.r14, in->bx);
	EXPECT_EQ(last.r15, in->bx);
#endif
}

void expect_refused(const struct outcome *outcome, const char *at,
		    enum trap_cause cause, const struct registers *in)
{
	EXPECT_TRAP(outcome->trap, cause);
	EXPECT_EQ(outcome->trap.pc, (uintptr_t)at);
	expect_unchanged(&outcome->out, in);
}

void expect_done(const struct outcome *outcome)
{
	EXPECT_TRUE(outcome->finished);
	if (!outcome->finished) /* says what happened instead */
		EXPECT_TRAP(outcome->trap, TRAP_NONE);
}

struct machine machine_state(void)
{
	struct machine m = {
		.gdt = sgdt(),
		.idt = sidt(),
		.ldt = sldt(),
		.task = str(),
		.cr0 = read_cr0(),
		.cr2 = read_cr2(),
		.cr3 = read_cr3(),
		.cr4 = read_cr4(),
		.dr0 = read_dr0(),
		.dr3 = read_dr3(),
		.dr6 = read_dr6(),
		.dr7 = read_dr7(),
	};

#ifdef __x86_64__
	m.cr8 = read_cr8();
	m.efer = rdmsr(MSR_IA32_EFER);
#endif
	if (x86_sep.probe())
		m.sysenter_cs = rdmsr(MSR_IA32_SYSENTER_CS);
	if (m.cr4 & CR4_OSXSAVE)
		m.xcr0 = xgetbv(0);
	return m;
}
