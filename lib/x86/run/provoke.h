/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One way to raise each exception, at CPL 0 and at CPL 3, by one instruction
 * under run_kernel() or run_user().
 */
#ifndef LIB_X86_RUN_PROVOKE_H
#define LIB_X86_RUN_PROVOKE_H

#include <test/test.h>
#include <x86/desc.h>
#include <x86/run/run.h>

enum {
	PROVOKE_INT_VECTOR = 0x85, /* of INT n */
	/* the spare entries of the GDT that it uses, and those that it does not */
	PROVOKE_SEL_ABSENT3 = SPARE_SEL_BASE | 3,
	PROVOKE_SEL_ABSENT0 = SPARE_SEL_BASE + 0x08,
	PROVOKE_SEL_FREE = SPARE_SEL_BASE + 0x10,
	PROVOKE_SEL_BEYOND = 0xfff8, /* the limit of the GDT */
};

/* What an exception is to those that come after it: SDM vol. 3, table 6-5. */
enum provoke_class {
	BENIGN,
	SOFTWARE, /* INT n and the like: benign, and EXT stays 0 */
	CONTRIBUTORY,
	PAGE_FAULT
};

struct provocation {
	enum trap_cause cause;
	enum provoke_class class;
	struct snippet code;
	const char *pc;	     /* that is saved; NULL: the instruction */
	unsigned long flags; /* that it takes */
	void (*prepare)(bool user);
	unsigned long (*error)(bool user); /* NULL: 0 */
	const struct feature *feature;
};

/* X(name in C, name of a row) */
#define PROVOKE_CONTRIBUTORY(X) \
	X(de, "de") X(ts, "ts") X(np, "np") X(ss, "ss") X(gp, "gp")
#ifdef __x86_64__
#define PROVOKE_BENIGN_FAULT(X) X(ud, "ud") X(nm, "nm") X(mf, "mf") X(xm, "xm")
#define PROVOKE_SOFTWARE(X)	X(bp, "bp") X(int_n, "int-n")
#else
#define PROVOKE_BENIGN_FAULT(X) \
	X(br, "br") X(ud, "ud") X(nm, "nm") X(mf, "mf") X(xm, "xm")
#define PROVOKE_SOFTWARE(X) X(bp, "bp") X(of, "of") X(int_n, "int-n")
#endif
#define PROVOKE_BENIGN_TRAP(X) X(db, "db") /* a single step */
#define PROVOKE_BENIGN(X)      PROVOKE_BENIGN_TRAP(X) PROVOKE_BENIGN_FAULT(X)
#define PROVOKE_PAGE_FAULT(X)  X(pf, "pf")
#define PROVOKE_USER(X)	       X(ac, "ac") /* at CPL 3 only; benign */

#define PROVOKE_DECLARE_(id, name) extern const struct provocation provoke_##id;
PROVOKE_CONTRIBUTORY(PROVOKE_DECLARE_)
PROVOKE_BENIGN(PROVOKE_DECLARE_)
PROVOKE_SOFTWARE(PROVOKE_DECLARE_)
PROVOKE_PAGE_FAULT(PROVOKE_DECLARE_)
PROVOKE_USER(PROVOKE_DECLARE_)

/**
 * provoke_prepare - make the machine such that the instruction raises it
 * @in: filled in with the registers it is to have; DI is the address of #PF
 *
 * Undone at the end of the case. SKIPs where a feature is missing.
 */
void provoke_prepare(const struct provocation *p, bool user,
		     struct registers *in);

/** provoke_run - run the instruction */
struct outcome provoke_run(const struct provocation *p, bool user,
			   const struct registers *in);

/** provoke_error - the error code with which it comes, 0 where it has none */
unsigned long provoke_error(const struct provocation *p, bool user);

#endif
