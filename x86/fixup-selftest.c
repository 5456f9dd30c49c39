/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each exception, provoked once, and the record that it leaves: what all other
 * suites of exceptions go by.
 *
 * Intel SDM vol. 3, 6.3.1 (table 6-1), 6.5 (faults and traps), 6.8.3 (RF), 6.13
 * (error codes). That an exception which nobody wants is reported, with its
 * stack, and ends the case is what selftest/ checks.
 */
#include <x86/msr.h>
#include <x86/run/provoke.h>
#include <x86/selectors.h>

TEST_SUITE("fixup-selftest",
	   .summary = "exceptions are recorded as the manual's table has them");

struct row {
	const char *name;
	const struct provocation *exception;
};

#define ROW(id, name) { name, &provoke_##id },
#define ROWS                      \
	PROVOKE_CONTRIBUTORY(ROW) \
	PROVOKE_BENIGN(ROW) PROVOKE_SOFTWARE(ROW) PROVOKE_PAGE_FAULT(ROW)

static const struct row rows[] = { ROWS };
static const struct row user_rows[] = { ROWS PROVOKE_USER(ROW) };

enum {
	MARK = 0xbad4000
};

static struct outcome run(const struct row *r, bool user, struct registers *in)
{
	provoke_prepare(r->exception, user, in);
	write_cr2(MARK);
	return provoke_run(r->exception, user, in);
}

static void check(const struct row *r, bool user)
{
	const struct provocation *p = r->exception;
	struct registers in;
	struct outcome o = run(r, user, &in);

	EXPECT_TRAP_ERROR(o.trap, p->cause, provoke_error(p, user));
	EXPECT_EQ(o.nr, 1);
	EXPECT_EQ(o.trap.pc, (uintptr_t)(p->pc ? p->pc : p->code.at));
	EXPECT_EQ(o.trap.user, user);
	EXPECT_EQ(o.frame.vector, X86_VECTOR(p->cause));
	EXPECT_EQ(o.frame.cs, user ? USER_CS : KERNEL_CS);
	EXPECT_EQ(o.frame.ss, user ? USER_DS : KERNEL_DS);
	EXPECT_EQ(o.frame.sp, o.sp);
	EXPECT_EQ(o.trap.sp, o.sp);
	EXPECT_EQ(o.cr2, p->cause == X86_PF ? in.di : MARK);
	EXPECT_EQ(o.trap.address, p->cause == X86_PF ? in.di : 0);
	expect_registers(&o, &in);
}

TEST_EACH(exception, const struct row *r, rows,
	  "has its vector, error code, RIP and CS, and changes nothing else")
{
	check(r, false);
}

TEST_EACH(user_exception, const struct row *r, user_rows,
	  "has them when it comes from CPL 3")
{
	check(r, true);
}

/* The same record again: nothing is left of the first. */
TEST_EACH(again, const struct row *r, user_rows, "is the same a second time")
{
	struct registers in;
	struct outcome first = run(r, true, &in), second = run(r, true, &in);

	EXPECT_TRAP_CAUSE(first.trap, r->exception->cause);
	EXPECT_MEMEQ(&second.frame, &first.frame, sizeof(first.frame));
}

/* ------------------------------------------------------------------ RF ---- */

static const struct row fault_rows[] = { PROVOKE_CONTRIBUTORY(ROW)
						 PROVOKE_BENIGN_FAULT(ROW)
							 PROVOKE_PAGE_FAULT(
								 ROW) };
static const struct row trap_rows[] = { PROVOKE_BENIGN_TRAP(ROW)
						PROVOKE_SOFTWARE(ROW) };

static void check_rf(const struct row *r, unsigned long rf)
{
	struct registers in;
	struct outcome o = run(r, false, &in);

	EXPECT_TRAP_CAUSE(o.trap, r->exception->cause);
	EXPECT_EQ(o.frame.flags & EFLAGS_RF, rf);
}

/* So that a breakpoint there is not hit twice. */
TEST_EACH(rf_fault, const struct row *r, fault_rows,
	  "pushes RF = 1, being a fault")
{
	check_rf(r, EFLAGS_RF);
}

TEST_EACH(rf_trap, const struct row *r, trap_rows,
	  "pushes RF = 0, being a trap or INT n")
{
	check_rf(r, 0);
}

/* ------------------------------------------------------------- nesting ---- */

static struct trap inner;
static enum trap_cause fixed_up;

static void provoke_ud2(const void *arg)
{
	(void)arg;
	asm volatile("ud2");
}

static void mov_from_dr4(enum trap_cause *cause)
{
	unsigned long trap = TRAP_NONE, value;

	asm volatile("1: mov %%dr4, %1\n\t"
		     "2:\n\t" EXTABLE("1b", "2b")
		     : "+b"(trap), "=r"(value)
		     :
		     : "memory");
	*cause = (enum trap_cause)trap;
}

/* A caught trap and one of the exception table, inside of the handler. */
static bool nest(struct trap_frame *frame, void *arg)
{
	(void)arg;
	trap_handle(X86_INTERRUPT(frame->vector), NULL, NULL);
	trap_handle(X86_UD, NULL, NULL);
	inner = trap_catch(provoke_ud2, NULL);
	mov_from_dr4(&fixed_up);
	return false;
}

static void jump(const void *exception)
{
	const struct provocation *p = exception;

	asm volatile("jmp *%0" : : "r"(p->code.at), "D"(8ul) : "memory");
	__builtin_unreachable();
}

#define PLAIN(X) X(de, "de") X(np, "np") X(gp, "gp") X(pf, "pf") X(ud, "ud")
static const struct row nested_rows[] = { PLAIN(ROW) };

TEST_EACH(nested, const struct row *r, nested_rows,
	  "keeps its record when its handler has exceptions of its own")
{
	const struct provocation *p = r->exception;
	struct registers in;
	struct trap outer;

	provoke_prepare(p, false, &in);
	write_cr4(read_cr4() | CR4_DE);
	inner = (struct trap){ 0 };
	fixed_up = TRAP_NONE;
	trap_handle(p->cause, nest, NULL);
	outer = trap_catch(jump, p);
	EXPECT_TRAP(inner, X86_UD);
	EXPECT_EQ(fixed_up, X86_UD);
	EXPECT_TRAP_ERROR(outer, p->cause, provoke_error(p, false));
	EXPECT_EQ(outer.pc, (uintptr_t)p->code.at);
	EXPECT_EQ(outer.address, p->cause == X86_PF ? 8 : 0);
}
