/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <x86/run/run.h>

#include <string.h>
#include <test/test.h>
#include <x86/irq/apic.h>
#include <x86/user.h>
#include <x86/width.h>

/* In the image, for CPL 3: what go() loads, where it jumps, and its stack. */
static struct registers load;
static const char *target;
static unsigned long sp;

static struct {
	struct trap_frame frame;
	unsigned long cr2;
	unsigned int nr;
} last;

/* Loads the registers and jumps; what it jumps to does not return but traps. */
static void go(const void *arg)
{
	(void)arg;
	asm volatile("mov %" R "sp, %[sp]\n\t"
		     "mov %" R "bx, %" R "bp\n\t"
		     ONLY_64("mov %%rbx, %%r8\n\t"
			     "mov %%rbx, %%r9\n\t"
			     "mov %%rbx, %%r10\n\t"
			     "mov %%rbx, %%r11\n\t"
			     "mov %%rbx, %%r12\n\t"
			     "mov %%rbx, %%r13\n\t"
			     "mov %%rbx, %%r14\n\t"
			     "mov %%rbx, %%r15\n\t")
		     "push %[flags]\n\t"
		     "popf\n\t"
		     "jmp *%[target]"
		     : [sp] "=m"(sp)
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
	last.frame = *frame;
	last.cr2 = read_cr2();
	last.nr++;
	return false;
}

static struct outcome outcome_of(struct trap trap, const struct snippet *code)
{
	const struct trap_frame *f = &last.frame;
	struct outcome outcome = {
		.trap = trap,
		.out = { .ax = f->ax,
			 .bx = f->bx,
			 .cx = f->cx,
			 .dx = f->dx,
			 .si = f->si,
			 .di = f->di,
			 .flags = f->flags & ~(unsigned long)EFLAGS_RF },
		.frame = *f,
		.cr2 = last.cr2,
		.sp = sp,
		.nr = last.nr,
		.finished = trap.cause == X86_UD &&
			    trap.pc == (uintptr_t)code->end,
	};

	return outcome;
}

static void prepare(const char *at, const struct registers *in)
{
	load = *in;
	target = at;
	memset(&last, 0, sizeof(last));
	for (unsigned int vector = 0; vector < VECTOR_PIC; vector++) {
		if (vector != X86_VECTOR(X86_NMI))
			trap_handle(X86_INTERRUPT(vector), see, NULL);
	}
}

struct outcome run_user(const char *at, const struct snippet *code,
			const struct registers *in)
{
	unsigned long flags = in->flags & (EFLAGS_IF | EFLAGS_IOPL);

	/* the other flags are POPF's, right before the instruction */
	prepare(at, in);
	return outcome_of(user_catch_flags(go, NULL, flags), code);
}

struct outcome run_kernel(const struct snippet *code, const struct registers *in)
{
	prepare(code->at, in);
	return outcome_of(trap_catch(go, NULL), code);
}

void expect_registers(const struct outcome *outcome, const struct registers *in)
{
	const struct registers *out = &outcome->out;

	EXPECT_EQ(out->ax, in->ax);
	EXPECT_EQ(out->bx, in->bx);
	EXPECT_EQ(out->cx, in->cx);
	EXPECT_EQ(out->dx, in->dx);
	EXPECT_EQ(out->si, in->si);
	EXPECT_EQ(out->di, in->di);
	EXPECT_EQ(out->flags, in->flags);
	EXPECT_EQ(outcome->frame.bp, in->bx);
	ONLY_64(EXPECT_EQ(outcome->frame.r8, in->bx);
		EXPECT_EQ(outcome->frame.r9, in->bx);
		EXPECT_EQ(outcome->frame.r10, in->bx);
		EXPECT_EQ(outcome->frame.r11, in->bx);
		EXPECT_EQ(outcome->frame.r12, in->bx);
		EXPECT_EQ(outcome->frame.r13, in->bx);
		EXPECT_EQ(outcome->frame.r14, in->bx);
		EXPECT_EQ(outcome->frame.r15, in->bx);)
}

void expect_refused(const struct outcome *outcome, const char *at,
		    enum trap_cause cause, const struct registers *in)
{
	EXPECT_TRAP(outcome->trap, cause);
	EXPECT_EQ(outcome->trap.pc, (uintptr_t)at);
	EXPECT_EQ(outcome->nr, 1);
	expect_registers(outcome, in);
}

void expect_done(const struct outcome *outcome)
{
	EXPECT_TRUE(outcome->finished);
	if (!outcome->finished) /* says what happened instead */
		EXPECT_TRAP(outcome->trap, TRAP_NONE);
}
