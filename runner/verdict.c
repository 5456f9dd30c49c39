/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/test/protocol.h"
#include "ktap.h"

enum {
	COUNT_PASS,
	COUNT_FAIL,
	COUNT_ERROR,
	COUNT_SKIP
};

int verdict_init(struct verdict *verdict,
		 const struct verdict_settings *settings)
{
	*verdict = (struct verdict){ .set = *settings, .next = 1 };
	verdict->done = calloc(settings->nr + 1, sizeof(*verdict->done));
	return verdict->done ? 0 : -ENOMEM;
}

void verdict_release(struct verdict *verdict)
{
	free(verdict->done);
	verdict->done = NULL;
}

void verdict_boot(struct verdict *v)
{
	v->vms++;
	v->expect = v->next;
	v->header = v->plan = v->ended = v->trapped = false;
	v->rebooted = v->stop = v->reset = v->started_first = false;
	v->running = 0;
	v->ends = PROTO_ENDS_KIND_NONE;
	memset(v->count, 0, sizeof(v->count));
	memset(v->before, 0, sizeof(v->before));
	v->panic[0] = '\0';
}

bool verdict_wants_stop(const struct verdict *v)
{
	return v->stop;
}

const struct plan_case *verdict_running(const struct verdict *v)
{
	return v->running ? v->set.list[v->running - 1] : NULL;
}

enum verdict_phase verdict_phase(const struct verdict *v)
{
	if (v->ended)
		return PHASE_ENDING;
	if (v->running)
		return PHASE_CASE;
	return v->started_first ? PHASE_BETWEEN : PHASE_BOOT;
}

/* ------------------------------------------------------------- results -- */

enum state verdict_expected(const struct expectation *expect, enum state state)
{
	if (!expect)
		return state;
	if (state == STATE_PASS)
		return STATE_XPASS;
	return state == expect->state ? STATE_XFAIL : state;
}

/*
 * With every check negated, a failed case is the proof that its checks count.
 * One that is expected to fail has checks of both kinds: either result is right.
 * One that is expected to end its VM, and did, never got as far as its checks.
 */
static enum state invert(const struct plan_case *planned, enum state state,
			 const char **reason)
{
	if (state == STATE_FAIL)
		return STATE_PASS;
	if (planned->expect && state == planned->expect->state)
		return STATE_XFAIL;
	if (state != STATE_PASS || planned->expect)
		return state;
	*reason = "passed although every check was negated";
	return STATE_FAIL;
}

static void expectation_reason(const struct expectation *expect,
			       enum state state, const char *reason, char *text,
			       size_t size)
{
	if (state == STATE_XPASS)
		snprintf(text, size, "%s:%u expects %s: %s; it passed",
			 expect->file, expect->line, state_name(expect->state),
			 expect->reason);
	else
		snprintf(text, size, "%s (%s:%u)%s%s", expect->reason,
			 expect->file, expect->line, *reason ? ": " : "",
			 reason);
}

static void put(struct verdict *v, struct verdict_result *result)
{
	char text[1024];
	const struct plan_case *planned = result->planned;
	enum state state = result->state;

	if (!result->reason)
		result->reason = "";
	if (planned && v->set.inverted)
		state = invert(planned, state, &result->reason);
	else if (planned)
		state = verdict_expected(planned->expect, state);
	if (state != result->state &&
	    (state == STATE_XFAIL || state == STATE_XPASS)) {
		expectation_reason(planned->expect, state, result->reason, text,
				   sizeof(text));
		result->reason = text;
	}
	result->state = state;
	v->set.fn(v->set.arg, result);
}

static enum state put_case(struct verdict *v, size_t index,
			   struct verdict_result *result)
{
	v->done[index] = true;
	v->nr_done++;
	result->planned = v->set.list[index];
	put(v, result);
	return result->state;
}

static enum state put_plain(struct verdict *v, size_t index, enum state state,
			    const char *reason)
{
	struct verdict_result result = { .state = state, .reason = reason };

	return put_case(v, index, &result);
}

static void put_unit(struct verdict *v, enum state state, bool could_not_run,
		     const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static void put_unit(struct verdict *v, enum state state, bool could_not_run,
		     const char *format, ...)
{
	char text[1024];
	struct verdict_result result = {
		.state = state,
		.reason = text,
		.could_not_run = could_not_run,
	};
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	put(v, &result);
}

void verdict_give_up(struct verdict *v, enum state state, const char *reason)
{
	for (size_t i = 0; i < v->set.nr; i++) {
		struct verdict_result result = {
			.state = state,
			.reason = reason,
			.not_run = true,
		};

		if (!v->done[i])
			put_case(v, i, &result);
	}
}

/* ----------------------------------------------------------- the guest -- */

/* The guest contradicts its plan: nothing more of it can be believed. */
static void broken(struct verdict *v, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void broken(struct verdict *v, const char *format, ...)
{
	va_list args;

	if (v->stop)
		return;
	v->stop = true;
	va_start(args, format);
	vsnprintf(v->broken, sizeof(v->broken), format, args);
	va_end(args);
}

/* Index of a case + 1; 0: it is not of this job. */
static size_t find(const struct verdict *v, const char *name)
{
	size_t i = v->expect - 1;

	if (i < v->set.nr && !strcmp(v->set.list[i]->name, name))
		return i + 1;
	for (i = 0; i < v->set.nr; i++)
		if (!strcmp(v->set.list[i]->name, name))
			return i + 1;
	return 0;
}

/* The case that a line names, if it may come now; 0 after broken(). */
static size_t find_next(struct verdict *v, const char *what, const char *name)
{
	size_t found = find(v, name);

	if (v->ended)
		broken(v, "inconsistent: %s of %s after '# end'", what, name);
	else if (!v->plan)
		broken(v, "inconsistent: %s of %s before the plan", what, name);
	else if (!found)
		broken(v, "inconsistent: %s of %s, which is not planned", what,
		       name);
	else if (v->done[found - 1])
		broken(v, "inconsistent: second %s of %s", what, name);
	else if (!v->set.any_order && found != v->expect)
		broken(v,
		       "inconsistent: %s of %s as number %zu of the plan, "
		       "where it is number %zu",
		       what, name, v->expect, found);
	return v->stop ? 0 : found;
}

/* The running case is over without a result line of its own. */
static void settle_running(struct verdict *v, const char *before)
{
	size_t running = v->running;
	char text[128];

	if (!running)
		return;
	v->running = 0;
	v->expect++;
	if (v->rebooted) {
		struct verdict_result result = { .state = STATE_PASS,
						 .checks = 1 };

		v->rebooted = false;
		put_case(v, running - 1, &result);
		return;
	}
	snprintf(text, sizeof(text), "truncated: no result line before %s",
		 before);
	put_plain(v, running - 1, STATE_ERROR, text);
}

static void on_header(struct verdict *v, const struct ktap_event *ev)
{
	const struct image *image = v->set.unit->image;

	if (v->header && v->running && v->ends == PROTO_ENDS_KIND_REBOOT) {
		v->rebooted = true;
		v->plan = false;
		for (int i = 0; i < 4; i++)
			v->before[i] += v->count[i];
		memset(v->count, 0, sizeof(v->count));
		return;
	}
	if (v->header) {
		v->reset = v->stop = true;
		return;
	}
	v->header = true;
	if (ev->number != PROTO_VERSION)
		broken(v,
		       "the image speaks protocol %" PRIu64
		       ", this runner %d: rebuild it",
		       ev->number, PROTO_VERSION);
	else if (strcmp(ev->name, image->suite))
		broken(v,
		       "inconsistent: suite '%s' in the header of %s's image",
		       ev->name, image->suite);
	else if (strcmp(ev->target, image->target->name))
		broken(v,
		       "inconsistent: target '%s' in the header of a %s image",
		       ev->target, image->target->name);
}

static void on_plan(struct verdict *v, const struct ktap_event *ev)
{
	if (!v->header)
		broken(v, "inconsistent: a plan before the header");
	else if (v->plan)
		broken(v, "inconsistent: a second plan");
	else if (ev->number != v->set.nr)
		broken(v,
		       "inconsistent: the guest plans %" PRIu64
		       " cases where the image has %zu",
		       ev->number, v->set.nr);
	v->plan = true;
}

static void on_run(struct verdict *v, const struct ktap_event *ev)
{
	size_t found;

	settle_running(v, "the next case");
	found = find_next(v, "run", ev->name);
	if (!found)
		return;
	v->running = found;
	v->started_first = true;
	v->trapped = false;
	v->ends = PROTO_ENDS_KIND_NONE;
	v->check[0] = v->trap[0] = v->comment[0] = '\0';
}

static const char *why_failed(const struct verdict *v)
{
	if (v->check[0])
		return v->check;
	return v->trap[0] ? v->trap : v->comment;
}

/* Whether a result line makes sense by itself. */
static bool line_fits(const struct ktap_event *ev)
{
	switch (ev->directive) {
	case KTAP_PLAIN:
		return true;
	case KTAP_SKIP:
		return ev->ok;
	case KTAP_ERROR:
		return !ev->ok;
	case KTAP_OTHER:
		break;
	}
	return false;
}

/* A case whose right result is the VM's end cannot pass by a result line. */
static bool must_end(const struct verdict *v, const struct plan_case *planned)
{
	return planned->image->ends != PROTO_ENDS_KIND_NONE && !v->rebooted;
}

static enum state line_state(const struct verdict *v,
			     const struct ktap_event *ev,
			     const struct plan_case *planned,
			     const char **reason)
{
	*reason = ev->text;
	if (!v->running) {
		*reason = "inconsistent: a result without its '# run' line";
		return STATE_ERROR;
	}
	if (!line_fits(ev)) {
		*reason = "inconsistent: a result with a directive that does "
			  "not belong to it";
		return STATE_ERROR;
	}
	if (ev->directive == KTAP_ERROR) {
		if (!*ev->text)
			*reason = why_failed(v);
		return STATE_ERROR;
	}
	if (ev->directive == KTAP_SKIP)
		return STATE_SKIP;
	if (!ev->ok) {
		*reason = why_failed(v);
		return STATE_FAIL;
	}
	if (must_end(v, planned)) {
		*reason = "the VM had to end and did not";
		return STATE_FAIL;
	}
	if (!ev->checks) {
		*reason = "no check was made";
		return STATE_ERROR;
	}
	return STATE_PASS;
}

static void count_line(struct verdict *v, const struct ktap_event *ev)
{
	if (ev->directive == KTAP_SKIP)
		v->count[COUNT_SKIP]++;
	else if (ev->directive == KTAP_ERROR)
		v->count[COUNT_ERROR]++;
	else
		v->count[ev->ok ? COUNT_PASS : COUNT_FAIL]++;
}

static void on_result(struct verdict *v, const struct ktap_event *ev)
{
	size_t found = find_next(v, "result", ev->name);
	struct verdict_result result = { .time_us = ev->time_us,
					 .checks = ev->checks };

	if (!found)
		return;
	if (v->running && v->running != found)
		settle_running(v, "another case's");
	result.state =
		line_state(v, ev, v->set.list[found - 1], &result.reason);
	if (ev->number != v->expect) {
		broken(v,
		       "inconsistent: result %" PRIu64
		       " of %s where number %zu was due",
		       ev->number, ev->name, v->expect);
		result.state = STATE_ERROR;
		result.reason = v->broken;
	}
	count_line(v, ev);
	put_case(v, found - 1, &result);
	v->running = 0;
	v->rebooted = false;
	v->started_first = true;
	v->expect++;
	v->next = v->expect;
}

static void on_ends(struct verdict *v, const struct ktap_event *ev)
{
	static const char *const kinds[] = {
		[PROTO_ENDS_KIND_RESET] = PROTO_ENDS_RESET,
		[PROTO_ENDS_KIND_POWEROFF] = PROTO_ENDS_POWEROFF,
		[PROTO_ENDS_KIND_PANIC] = PROTO_ENDS_PANIC,
		[PROTO_ENDS_KIND_REBOOT] = PROTO_ENDS_REBOOT,
	};
	const struct plan_case *planned = verdict_running(v);

	if (!planned) {
		broken(v, "inconsistent: '# ends %s' outside a case", ev->name);
		return;
	}
	for (unsigned int i = 1; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i], ev->name))
			v->ends = i;
	if (v->ends != planned->image->ends)
		broken(v,
		       "inconsistent: '# ends %s' in a case that declares "
		       "another end",
		       ev->name);
}

static bool counts_agree(const struct verdict *v, const struct ktap_event *ev,
			 bool all_boots)
{
	const uint64_t said[] = { ev->pass, ev->fail, ev->error, ev->skip };

	for (int i = 0; i < 4; i++)
		if (said[i] != v->count[i] + (all_boots ? v->before[i] : 0))
			return false;
	return true;
}

static void on_end(struct verdict *v, const struct ktap_event *ev)
{
	if (!v->plan || v->ended) {
		broken(v, "inconsistent: '# end' %s",
		       v->plan ? "twice" : "before the plan");
		return;
	}
	settle_running(v, "'# end'");
	v->ended = true;
	/* A guest that rebooted may or may not remember the boots before. */
	if (!counts_agree(v, ev, false) && !counts_agree(v, ev, true))
		put_unit(v, STATE_ERROR, false,
			 "inconsistent: '# end %s', but the result lines are "
			 "pass=%" PRIu64 " fail=%" PRIu64 " error=%" PRIu64
			 " skip=%" PRIu64,
			 ev->text, v->count[COUNT_PASS], v->count[COUNT_FAIL],
			 v->count[COUNT_ERROR], v->count[COUNT_SKIP]);
	v->exit_code = ev->error ? PROTO_EXIT_ERROR :
		       ev->fail	 ? PROTO_EXIT_FAIL :
				   PROTO_EXIT_PASS;
	verdict_give_up(v, STATE_ERROR,
			"truncated: the guest ended without running it");
}

static void note(char *slot, size_t size, const char *prefix, const char *text)
{
	size_t len = strlen(prefix);

	if (slot[0] || len >= size)
		return;
	memcpy(slot, prefix, len);
	ktap_printable(text, strlen(text), slot + len, size - len);
}

/* "x86/foo.c:12: EXPECT_EQ(a, b): expected 1, got 2" */
static bool is_check(const char *text)
{
	const char *colon = strchr(text, ':');

	if (!colon || colon[1] < '0' || colon[1] > '9')
		return false;
	return strstr(colon, ": EXPECT_") || strstr(colon, ": ASSERT_");
}

static void on_comment(struct verdict *v, const struct ktap_event *ev)
{
	if (is_check(ev->text))
		note(v->check, sizeof(v->check), "", ev->text);
	else
		note(v->comment, sizeof(v->comment), "", ev->text);
}

void verdict_event(struct verdict *v, const struct ktap_event *ev)
{
	if (v->stop)
		return;
	switch (ev->type) {
	case KTAP_HEADER:
		on_header(v, ev);
		break;
	case KTAP_PLAN:
		on_plan(v, ev);
		break;
	case KTAP_RUN:
		on_run(v, ev);
		break;
	case KTAP_RESULT:
		on_result(v, ev);
		break;
	case KTAP_ENDS:
		on_ends(v, ev);
		break;
	case KTAP_END:
		on_end(v, ev);
		break;
	case KTAP_TRAP:
		v->trapped = true;
		note(v->trap, sizeof(v->trap), "trap ", ev->text);
		break;
	case KTAP_PANIC:
		note(v->panic, sizeof(v->panic), "", ev->text);
		break;
	case KTAP_COMMENT:
		on_comment(v, ev);
		break;
	case KTAP_GARBAGE:
	case KTAP_VERSION:
	case KTAP_BENCH:
	case KTAP_REGS:
	case KTAP_STACK:
	case KTAP_HOST:
		break;
	}
}

/* ------------------------------------------------------------- the end -- */

static void describe_exit(const struct vm_end *end, char *text, size_t size)
{
	if (end->signal)
		snprintf(text, size, "the VMM died of SIG%s",
			 sigabbrev_np(end->signal) ?: "?");
	else
		snprintf(text, size, "the VMM exited with status %d",
			 end->status);
}

static void describe_timeout(const struct vm_end *end, char *text, size_t size)
{
	static const char *const what[] = {
		[DEADLINE_NONE] = "",
		[DEADLINE_BOOT] = " to boot",
		[DEADLINE_CASE] = "",
		[DEADLINE_UNIT] = " for the whole unit",
	};

	snprintf(text, size, "timeout%s%s (%g s%s)", end->detail ? " " : "",
		 end->detail ?: "", (double)end->limit_ms / 1000,
		 what[end->deadline]);
}

char *vm_end_describe(const struct vm_end *end, char *text, size_t size)
{
	static const char *const what[] = {
		[VM_RESET] = "the VM was reset",
		[VM_POWEROFF] = "the VM powered off",
		[VM_PANIC] = "the guest told the panic device",
		[VM_INTERNAL_ERROR] = "the VMM stopped on an internal error",
		[VM_STOPPED] = "the VM was reset and booted again",
		[VM_CANCELLED] = "cancelled",
	};
	size_t len;

	if (end->cause == VM_TIMEOUT) {
		describe_timeout(end, text, size);
		return text;
	}
	if (end->cause == VM_EXITED)
		describe_exit(end, text, size);
	else
		snprintf(text, size, "%s", what[end->cause]);
	len = strlen(text);
	if (end->detail)
		snprintf(text + len, size - len, ": %s", end->detail);
	return text;
}

static void describe(const struct verdict *v, const struct vm_end *end,
		     char *text, size_t size)
{
	if (v->panic[0])
		snprintf(text, size, "panic: %s", v->panic);
	else
		vm_end_describe(end, text, size);
}

/* A VM that booted again unasked was reset, whatever killed it then. */
static enum vm_cause cause_of(const struct verdict *v, const struct vm_end *end)
{
	return v->reset && end->cause == VM_STOPPED ? VM_RESET : end->cause;
}

static bool ended_as_announced(const struct verdict *v, enum vm_cause cause)
{
	switch ((enum proto_ends)v->ends) {
	case PROTO_ENDS_KIND_RESET:
		return cause == VM_RESET;
	case PROTO_ENDS_KIND_POWEROFF:
		return cause == VM_POWEROFF;
	case PROTO_ENDS_KIND_PANIC:
		return cause == VM_PANIC;
	case PROTO_ENDS_KIND_REBOOT: /* on_header() has seen it */
	case PROTO_ENDS_KIND_NONE:
		break;
	}
	return false;
}

/* The state of the case that ran when its VM ended. */
static enum state end_state(const struct verdict *v, enum vm_cause cause)
{
	if (v->rebooted || ended_as_announced(v, cause))
		return STATE_PASS;
	if (v->ends)
		return STATE_FAIL;
	/* panic() is for the test's own mistakes, unless a trap led to it. */
	if (v->panic[0] && !v->trapped)
		return STATE_ERROR;
	if (cause == VM_TIMEOUT)
		return STATE_TIMEOUT;
	return STATE_CRASH;
}

static void end_between(struct verdict *v, const struct vm_end *end,
			const char *how)
{
	put_unit(v, end->cause == VM_TIMEOUT ? STATE_TIMEOUT : STATE_CRASH,
		 false, "%s: %s",
		 v->rebooted		? "after the reboot" :
		 v->nr_done < v->set.nr ? "between two cases" :
					  "after the last case, before '# end'",
		 how);
	v->deaths++;
}

static void end_running(struct verdict *v, const struct vm_end *end,
			const char *how)
{
	enum vm_cause cause = cause_of(v, end);
	enum state state = end_state(v, cause);
	size_t running = v->running;
	char text[1024];
	struct verdict_result result = { .state = state, .reason = how };

	if (state == STATE_PASS) {
		result.reason = "";
		result.checks = 1;
	} else if (state == STATE_FAIL) {
		snprintf(text, sizeof(text),
			 "did not end the VM as announced: %s", how);
		result.reason = text;
	}
	v->running = 0;
	v->next = v->expect + 1;
	state = put_case(v, running - 1, &result);
	if (v->rebooted)
		end_between(v, end, how);
	else if (state != STATE_XFAIL && !v->ends)
		v->deaths++;
}

/* The VM is gone, or useless, and no case of it ever began. */
static void end_unborn(struct verdict *v, const struct vm_end *end,
		       const char *how)
{
	if (end->cause == VM_TIMEOUT && !v->panic[0])
		put_unit(v, STATE_TIMEOUT, false, "no case began: %s", how);
	else
		put_unit(v, STATE_ERROR, true, "no case began: %s", how);
	verdict_give_up(v, STATE_ERROR, "not run: the VM did not come up");
}

static void end_broken(struct verdict *v)
{
	char text[sizeof(v->broken) + 16];

	if (v->running)
		put_plain(v, v->running - 1, STATE_ERROR, v->broken);
	else
		put_unit(v, STATE_ERROR, false, "%s", v->broken);
	v->running = 0;
	snprintf(text, sizeof(text), "not run: %s", v->broken);
	verdict_give_up(v, STATE_ERROR, text);
}

/* After "# end": the way it ended has to agree with what it said. */
static void end_ended(struct verdict *v, const struct vm_end *end,
		      const char *how)
{
	int status = (int)v->exit_code * 2 + 1;
	enum vm_cause cause = cause_of(v, end);

	if (cause == VM_TIMEOUT)
		put_unit(v, STATE_TIMEOUT, false,
			 "the VM did not end after its '# end': %s", how);
	else if (v->panic[0] || (cause != VM_EXITED && cause != VM_POWEROFF))
		put_unit(v, STATE_ERROR, false,
			 "inconsistent: after '# end' %s", how);
	else if (!v->set.unit->image->target->exit_status)
		status = 0;
	if (cause != VM_EXITED && cause != VM_POWEROFF)
		return;
	if (end->status != status)
		put_unit(v, STATE_ERROR, false,
			 "inconsistent: '# end' stands for exit status %d, but "
			 "%s",
			 status, how);
}

bool verdict_end(struct verdict *v, const struct vm_end *end)
{
	char how[768];

	describe(v, end, how, sizeof(how));
	if (end->cause == VM_CANCELLED) {
		verdict_give_up(v, STATE_CANCELLED, "");
		return false;
	}
	if (v->broken[0]) {
		end_broken(v);
		return false;
	}
	if (v->ended) {
		end_ended(v, end, how);
		return false;
	}
	if (!v->started_first) {
		end_unborn(v, end, how);
		return false;
	}
	if (v->running) {
		end_running(v, end, how);
	} else {
		v->next = v->expect;
		end_between(v, end, how);
	}
	if (end->cause == VM_TIMEOUT && end->deadline == DEADLINE_UNIT)
		verdict_give_up(v, STATE_ERROR,
				"not run: the unit's time was over");
	else if (v->deaths >= VERDICT_DEATHS_MAX)
		verdict_give_up(v, STATE_ERROR,
				"not run: too many VMs of this unit died");
	return v->nr_done < v->set.nr;
}
