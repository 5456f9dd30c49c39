/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every first exception with every second one. */
#include "suite.h"

#include <smp.h>

DF_MATRIX_SUITE;

struct row {
	const char *name;
	const struct provocation *first;
	const struct second *second;
};

#define ROW(f, fname, s, sname) { fname "-" sname, &provoke_##f, &second_##s },
#define UNDAMAGED(f, fname)	{ fname, &provoke_##f, &second_none },

enum {
	MARK = 0xbad1000
};

/* SDM table 6-5 */
static enum trap_cause arriving(const struct provocation *f, const struct second *s)
{
	bool page = s->cause == X86_PF;

	if (s->cause == TRAP_NONE)
		return f->cause;
	if (f->class == CONTRIBUTORY && !page)
		return X86_DF;
	if (f->class == PAGE_FAULT)
		return X86_DF;
	return s->cause;
}

static unsigned long error_of(const struct row *r, bool user)
{
	enum trap_cause cause = arriving(r->first, r->second);
	unsigned long error = r->second->error;
	bool software = r->first->class == SOFTWARE;

	if (r->second->cause == TRAP_NONE)
		return provoke_error(r->first, user);
	if (cause == X86_DF)
		return 0;
	if (cause == X86_PF)
		return error;
	if (r->second->kind == OF_GATE)
		error = X86_VECTOR(r->first->cause) * 8 + ERROR_IDT;
	else if (r->second->kind == OF_TR)
		error = str();
	return error | (software ? 0 : ERROR_EXT);
}

static uintptr_t cr2_of(const struct row *r, const struct registers *in)
{
	if (r->second->cause == X86_PF)
		return r->second->address();
	return r->first->class == PAGE_FAULT ? in->di : MARK;
}

static struct outcome run(const struct row *r, bool user, struct registers *in)
{
	write_cr2(MARK);
	return run_both(r->first, r->second, user, in);
}

static const char *pc_of(const struct row *r)
{
	if (r->second->cause == TRAP_NONE && r->first->pc)
		return r->first->pc;
	return r->first->code.at;
}

/* The saved CS and RIP of a double fault are undefined. */
static void check(const struct row *r, bool user)
{
	enum trap_cause cause = arriving(r->first, r->second);
	struct registers in;
	struct outcome o = run(r, user, &in);

	EXPECT_TRAP_CAUSE(o.trap, cause);
	EXPECT_EQ(o.nr, 1);
	EXPECT_EQ(o.cr2, cr2_of(r, &in));
	expect_registers(&o, &in);
	EXPECT_EQ(o.frame.sp, o.sp);
	EXPECT_EQ(o.frame.ss, user ? USER_DS : KERNEL_DS);
	if (cause == X86_DF)
		return;
	EXPECT_EQ(o.frame.cs, user ? USER_CS : KERNEL_CS);
	EXPECT_EQ(o.frame.ip, (uintptr_t)pc_of(r));
}

/* EXT apart, which is a bit of its own only where a selector is named. */
static void check_error(const struct row *r, bool user)
{
	struct registers in;
	struct outcome o = run(r, user, &in);
	bool whole = o.trap.cause == X86_PF || o.trap.cause == X86_DF;
	unsigned long mask = whole ? ~0ul : ~(unsigned long)ERROR_EXT;

	EXPECT_TRAP_CAUSE(o.trap, arriving(r->first, r->second));
	EXPECT_EQ(o.frame.error & mask, error_of(r, user) & mask);
}

static void check_ext(const struct row *r, bool user)
{
	struct registers in;
	struct outcome o = run(r, user, &in);

	EXPECT_TRAP_CAUSE(o.trap, arriving(r->first, r->second));
	EXPECT_EQ(o.frame.error & ERROR_EXT, error_of(r, user) & ERROR_EXT);
}

/* ------------------------------------------------------------ CPL 0 ---- */

#define WITH_ALL(f, fname)                         \
	SECONDS_CONTRIBUTORY(ROW, f, fname)        \
	SECONDS_PAGE_FAULT(ROW, f, fname)
#define WITH_CONTRIBUTORY(f, fname) SECONDS_CONTRIBUTORY(ROW, f, fname)
#define FIRSTS_FATAL(X)	PROVOKE_CONTRIBUTORY(X) PROVOKE_PAGE_FAULT(X)
#define FIRSTS_SERIAL(X) PROVOKE_BENIGN(X) PROVOKE_SOFTWARE(X)

static const struct row undamaged[] = { FIRSTS_FATAL(UNDAMAGED)
						FIRSTS_SERIAL(UNDAMAGED) };
static const struct row fatal[] = { FIRSTS_FATAL(WITH_ALL) };
static const struct row serial[] = { FIRSTS_SERIAL(WITH_ALL) };
static const struct row ext[] = { PROVOKE_BENIGN(WITH_CONTRIBUTORY) };
static const struct row no_ext[] = { PROVOKE_SOFTWARE(WITH_CONTRIBUTORY) };

TEST_EACH(first, const struct row *r, undamaged,
	  "arrives alone when nothing is in its way")
{
	check(r, false);
	check_error(r, false);
}

TEST_EACH(fatal, const struct row *r, fatal,
	  "is a double fault; the second one where a #PF follows another")
{
	check(r, false);
}

TEST_EACH(serial, const struct row *r, serial,
	  "is the second exception after one that is benign")
{
	check(r, false);
}

TEST_EACH(fatal_error, const struct row *r, fatal,
	  "has error code 0, or that of the #PF")
{
	check_error(r, false);
}

TEST_EACH(serial_error, const struct row *r, serial,
	  "has the error code of the second exception")
{
	check_error(r, false);
}

TEST_EACH(ext, const struct row *r, ext,
	  "has EXT in the error code, after an exception")
{
	check_ext(r, false);
}

TEST_EACH(no_ext, const struct row *r, no_ext,
	  "has no EXT in the error code, after INT n, INT3 and INTO")
{
	check_ext(r, false);
}

/* ------------------------------------------------------- another CPU ---- */

static void check_here(void *row)
{
	check(row, false);
	check(row, true);
}

TEST_EACH(secondary, const struct row *r, fatal,
	  "does the same on another CPU, with the stacks of that one",
	  .needs = NEEDS(&smp_2_cpus))
{
	on_cpu(1, check_here, (void *)(uintptr_t)r);
}

/* ------------------------------------------------------------ CPL 3 ---- */

#define WITH_ALL_USER(f, fname)                    \
	SECONDS_USER_CONTRIBUTORY(ROW, f, fname)   \
	SECONDS_USER_PAGE_FAULT(ROW, f, fname)
#define WITH_USER_CONTRIBUTORY(f, fname) \
	SECONDS_USER_CONTRIBUTORY(ROW, f, fname)
#define USER_SERIAL(X) FIRSTS_SERIAL(X) PROVOKE_USER(X)
#define USER_BENIGN(X) PROVOKE_BENIGN(X) PROVOKE_USER(X)

static const struct row user_undamaged[] = { FIRSTS_FATAL(UNDAMAGED)
						     USER_SERIAL(UNDAMAGED) };
static const struct row user_fatal[] = { FIRSTS_FATAL(WITH_ALL_USER) };
static const struct row user_serial[] = { USER_SERIAL(WITH_ALL_USER) };
static const struct row user_ext[] = { USER_BENIGN(WITH_USER_CONTRIBUTORY) };
static const struct row user_no_ext[] = { PROVOKE_SOFTWARE(
	WITH_USER_CONTRIBUTORY) };

TEST_EACH(user_first, const struct row *r, user_undamaged,
	  "arrives alone from CPL 3 when nothing is in its way")
{
	check(r, true);
	check_error(r, true);
}

TEST_EACH(user_fatal, const struct row *r, user_fatal,
	  "is a double fault; the second one where a #PF follows another")
{
	check(r, true);
}

TEST_EACH(user_serial, const struct row *r, user_serial,
	  "is the second exception after one that is benign")
{
	check(r, true);
}

TEST_EACH(user_fatal_error, const struct row *r, user_fatal,
	  "has error code 0, or that of the #PF")
{
	check_error(r, true);
}

TEST_EACH(user_serial_error, const struct row *r, user_serial,
	  "has the error code of the second exception")
{
	check_error(r, true);
}

TEST_EACH(user_ext, const struct row *r, user_ext,
	  "has EXT in the error code, after an exception")
{
	check_ext(r, true);
}

TEST_EACH(user_no_ext, const struct row *r, user_no_ext,
	  "has no EXT in the error code, after INT n, INT3 and INTO")
{
	check_ext(r, true);
}
