/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/test/protocol.h"
#include "verdict_rules.h"

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

/* The case fails as it should, but in more or fewer checks: something is new. */
static bool fails_otherwise(const struct expectation *expect, enum state state,
			    uint64_t failed)
{
	return expect && expect->state == STATE_FAIL && state == STATE_FAIL &&
	       expect->nr_failed && expect->nr_failed != failed;
}

enum state verdict_expected(const struct expectation *expect, enum state state,
			    uint64_t failed)
{
	if (!expect)
		return state;
	if (state == STATE_PASS)
		return STATE_XPASS;
	if (fails_otherwise(expect, state, failed))
		return state;
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

/* Whether a variant has it from its suite's plain section. */
static bool is_inherited(const struct section *s,
			 const struct expectation *expect)
{
	return s && s->variant &&
	       (expect < s->expect || expect >= s->expect + s->nr_expect);
}

static void expectation_reason(const struct section *section,
			       const struct expectation *expect,
			       enum state state, const char *reason, char *text,
			       size_t size)
{
	if (state == STATE_XPASS && is_inherited(section, expect))
		snprintf(
			text, size,
			"%s:%u expects %s: %s; it passed (where that is right of [%s@%s] alone, say 'pass' there)",
			expect->file, expect->line, state_name(expect->state),
			expect->reason, section->suite, section->variant);
	else if (state == STATE_XPASS)
		snprintf(text, size, "%s:%u expects %s: %s; it passed",
			 expect->file, expect->line, state_name(expect->state),
			 expect->reason);
	else
		snprintf(text, size, "%s (%s:%u)%s%s", expect->reason,
			 expect->file, expect->line, *reason ? ": " : "",
			 reason);
}

static void other_failure_reason(const struct expectation *expect,
				 const struct verdict_result *result,
				 char *text, size_t size)
{
	snprintf(text, size,
		 "%" PRIu64 " failed check%s where %s:%u expects %" PRIu64
		 " (%s)%s%s",
		 result->failed, result->failed == 1 ? "" : "s", expect->file,
		 expect->line, expect->nr_failed, expect->reason,
		 *result->reason ? ": " : "", result->reason);
}

/* What is said beside, or in place of, the guest's own reason. */
static void explain(const struct verdict *v, struct verdict_result *result,
		    enum state state, char *text, size_t size)
{
	const struct expectation *expect = result->planned->expect;

	if (state == STATE_XFAIL || state == STATE_XPASS)
		expectation_reason(v->set.unit->section, expect, state,
				   result->reason, text, size);
	else if (!v->set.inverted &&
		 fails_otherwise(expect, result->state, result->failed))
		other_failure_reason(expect, result, text, size);
	else
		return;
	result->reason = text;
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
		state = verdict_expected(planned->expect, state,
					 result->failed);
	if (planned)
		explain(v, result, state, text, sizeof(text));
	result->state = state;
	v->set.fn(v->set.arg, result);
}

enum state verdict_put_case(struct verdict *v, size_t index,
			    struct verdict_result *result)
{
	v->done[index] = true;
	v->nr_done++;
	result->planned = v->set.list[index];
	put(v, result);
	return result->state;
}

enum state verdict_put_plain(struct verdict *v, size_t index, enum state state,
			     const char *reason)
{
	struct verdict_result result = { .state = state, .reason = reason };

	return verdict_put_case(v, index, &result);
}

void verdict_put_unit(struct verdict *v, enum state state, bool could_not_run,
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
			verdict_put_case(v, i, &result);
	}
}
