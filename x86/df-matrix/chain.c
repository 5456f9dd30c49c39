/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Three exceptions in one delivery, where the second and the third decide; and
 * exceptions of a handler, where nothing is being delivered any more.
 */
#include "suite.h"

DF_MATRIX_SUITE;

enum {
	MARK = 0xbad2000
};

static void in_ldt(unsigned int vector)
{
	set_selector(vector, SEL_IN_LDT);
}

static void in_ldt_too(unsigned int vector)
{
	set_selector(vector, SEL_IN_LDT_TOO);
}

static void data(unsigned int vector)
{
	set_selector(vector, KERNEL_DS);
}

struct damage {
	enum trap_cause of;
	void (*damage)(unsigned int vector);
};

static const struct row {
	const char *name;
	const struct provocation *first;
	struct damage damage[2]; /* of the first gate, and of another one */
	enum trap_cause cause;
	unsigned int selector; /* CR2 is its address; 0: as it was */
} rows[] = {
	{ "ud-np-np",
	  &provoke_ud,
	  { { X86_UD, set_absent }, { X86_NP, set_absent } },
	  X86_DF,
	  0 },
	{ "ud-np-gp",
	  &provoke_ud,
	  { { X86_UD, set_absent }, { X86_NP, data } },
	  X86_DF,
	  0 },
	{ "ud-gp-np",
	  &provoke_ud,
	  { { X86_UD, data }, { X86_GP, set_absent } },
	  X86_DF,
	  0 },
	{ "ud-np-pf",
	  &provoke_ud,
	  { { X86_UD, set_absent }, { X86_NP, in_ldt } },
	  X86_PF,
	  SEL_IN_LDT },
	{ "ud-pf-np",
	  &provoke_ud,
	  { { X86_UD, in_ldt }, { X86_PF, set_absent } },
	  X86_DF,
	  SEL_IN_LDT },
	{ "ud-pf-pf",
	  &provoke_ud,
	  { { X86_UD, in_ldt }, { X86_PF, in_ldt_too } },
	  X86_DF,
	  SEL_IN_LDT_TOO },
	{ "de-pf-gp",
	  &provoke_de,
	  { { X86_DE, in_ldt }, { X86_PF, data } },
	  X86_DF,
	  SEL_IN_LDT },
	{ "gp-pf-np",
	  &provoke_gp,
	  { { X86_GP, in_ldt }, { X86_PF, set_absent } },
	  X86_DF,
	  SEL_IN_LDT },
	{ "gp-pf-pf",
	  &provoke_gp,
	  { { X86_GP, in_ldt }, { X86_PF, in_ldt_too } },
	  X86_DF,
	  SEL_IN_LDT_TOO },
	{ "bp-np-np",
	  &provoke_bp,
	  { { X86_BP, set_absent }, { X86_NP, set_absent } },
	  X86_DF,
	  0 },
	{ "bp-gp-pf",
	  &provoke_bp,
	  { { X86_BP, data }, { X86_GP, in_ldt_too } },
	  X86_PF,
	  SEL_IN_LDT_TOO },
	{ "int-n-np-gp",
	  &provoke_int_n,
	  { { X86_INTERRUPT(PROVOKE_INT_VECTOR), set_absent }, { X86_NP, data } },
	  X86_DF,
	  0 },
	{ "int-n-pf-np",
	  &provoke_int_n,
	  { { X86_INTERRUPT(PROVOKE_INT_VECTOR), in_ldt }, { X86_PF, set_absent } },
	  X86_DF,
	  SEL_IN_LDT },
};

/* run_both() does the first damage; the other gates of IDT are ready by then. */
static const struct row *running;

static void both(unsigned int vector)
{
	const struct damage *d = running->damage;

	d[0].damage(vector);
	d[1].damage(X86_VECTOR(d[1].of));
}

static void check(const struct row *r, bool user)
{
	const struct second second = { .damage = both };
	struct registers in;
	struct outcome o;

	running = r;
	write_cr2(MARK);
	o = run_both(r->first, &second, user, &in);
	EXPECT_TRAP(o.trap, r->cause);
	EXPECT_EQ(o.nr, 1);
	EXPECT_EQ(o.cr2, r->selector ? ldt_address(r->selector) : MARK);
	expect_registers(&o, &in);
	EXPECT_EQ(o.frame.sp, o.sp);
	if (r->cause != X86_DF)
		EXPECT_EQ(o.frame.ip, (uintptr_t)r->first->code.at);
}

TEST_EACH(chain, const struct row *r, rows,
	  "goes by the second exception and the third")
{
	check(r, false);
}

TEST_EACH(user_chain, const struct row *r, rows, "does so from CPL 3")
{
	check(r, true);
}

/* ----------------------------------------------------------- handlers ---- */

struct nesting {
	const char *name;
	const struct provocation *outer, *inner;
	bool df; /* the outer one is made a double fault */
};

#define INNERS(X, ...)                                    \
	X(__VA_ARGS__, de, "de")                          \
	X(__VA_ARGS__, gp, "gp") X(__VA_ARGS__, np, "np") \
		X(__VA_ARGS__, pf, "pf") X(__VA_ARGS__, ud, "ud")
#define NESTING(o, oname, df, i, iname) \
	{ oname "-" iname, &provoke_##o, &provoke_##i, df },

static const struct nesting nestings[] = {
	INNERS(NESTING, de, "de", false) INNERS(NESTING, np, "np", false)
		INNERS(NESTING, ss, "ss", false)
			INNERS(NESTING, gp, "gp", false)
				INNERS(NESTING, pf, "pf", false)
					INNERS(NESTING, ud, "ud", false)
						INNERS(NESTING, ss, "df", true)
};

static void provoke(const void *first)
{
	const struct provocation *f = first;

	asm volatile("jmp *%0"
		     :
		     : "r"(f->code.at),
		       "D"((uintptr_t)damaged_page(UNMAPPED))
		     : "memory");
	__builtin_unreachable();
}

static struct trap inner;

static bool nest(struct trap_frame *frame, void *arg)
{
	const struct nesting *n = arg;

	(void)frame;
	trap_handle(n->df ? X86_DF : n->outer->cause, NULL, NULL);
	inner = trap_catch(provoke, n->inner);
	return false;
}

TEST_EACH(handler, const struct nesting *n, nestings,
	  "may raise any exception, which is delivered as such")
{
	enum trap_cause cause = n->df ? X86_DF : n->outer->cause;
	struct registers unused;

	descriptors();
	provoke_prepare(&provoke_np, false, &unused);
	if (n->df) /* #SS, then #NP */
		set_absent(X86_VECTOR(n->outer->cause));
	inner = (struct trap){ 0 };
	trap_handle(cause, nest, (void *)(uintptr_t)n);
	EXPECT_TRAP_CAUSE(trap_catch(provoke, n->outer), cause);
	EXPECT_TRAP_ERROR(inner, n->inner->cause,
			  provoke_error(n->inner, false));
	EXPECT_EQ(inner.pc, (uintptr_t)n->inner->code.at);
}
