/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Expectations: which known deviation of which engine makes which case fail.
 *
 *	CASEGLOB: fail[(N)]|crash|timeout|pass on ENGINE [VERSION...] [cpu=MODEL]: REASON
 *	unknown/ *: fail on qemu-tcg < 8.0: RDMSR of an unknown MSR returns 0
 *
 * (without the blank). A variant has its own entries and after them those of
 * its suite's plain section; `pass` there says that one of these does not hold.
 * N is how many checks of the case fail: another number is another deviation.
 * ENGINE is a glob over an engine's name, its kind
 * ("qemu-kvm/pvm") or its kind without what follows '/'; "any" is every one.
 * VERSION is one or two of < <= = >= > with a number of one to three parts;
 * with fewer parts than the engine's version, only those are compared.
 */
#ifndef RUNNER_EXPECT_H
#define RUNNER_EXPECT_H

#include "run.h"

/** expect_parse - fills in all but file and line; strings are malloc'ed */
int expect_parse(struct expectation *expect, const char *text,
		 struct error *error);
void expect_release(struct expectation *expect);

/** expect_covers_case - @name: "suite.case" or "suite.case/row" */
bool expect_covers_case(const struct expectation *expect, const char *name);

/** expect_covers_engine - @cpu: the model in effect */
bool expect_covers_engine(const struct expectation *expect,
			  const struct engine *engine, const char *cpu);

/** version_matches - all of @nr ranges */
bool version_matches(const struct version_range *ranges, unsigned int nr,
		     const unsigned int version[3]);

#endif
