/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What verdict*.c share: verdict.c keeps the results, verdict_guest.c hears
 * what the guest says, verdict_line.c reads a result line and verdict_end.c
 * judges how the VM ended.
 */
#ifndef RUNNER_VERDICT_RULES_H
#define RUNNER_VERDICT_RULES_H

#include "verdict.h"

/* Of verdict->count. */
enum {
	COUNT_PASS,
	COUNT_FAIL,
	COUNT_ERROR,
	COUNT_SKIP
};

/** verdict_put_case - the result of a case of the list, once; its final state */
enum state verdict_put_case(struct verdict *v, size_t index,
			    struct verdict_result *result);
enum state verdict_put_plain(struct verdict *v, size_t index, enum state state,
			     const char *reason);

/** verdict_put_unit - a further result, of the VM as a whole */
void verdict_put_unit(struct verdict *v, enum state state, bool could_not_run,
		      const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/** verdict_broken - the guest contradicts its plan: nothing more is believed */
void verdict_broken(struct verdict *v, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * verdict_find_next - index + 1 of the case that a line names, if it may come
 * now; 0 after verdict_broken()
 * @what: the line, for the message
 */
size_t verdict_find_next(struct verdict *v, const char *what, const char *name);

/** verdict_settle_running - it is over without a result line of its own */
void verdict_settle_running(struct verdict *v, const char *before);

/** verdict_result_line - "ok 3 suite.case ..." */
void verdict_result_line(struct verdict *v, const struct ktap_event *ev);

#endif
