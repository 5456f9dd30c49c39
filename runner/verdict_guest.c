/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict_rules.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../lib/test/protocol.h"
#include "ktap.h"

void verdict_broken(struct verdict *v, const char *format, ...)
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

size_t verdict_find_next(struct verdict *v, const char *what, const char *name)
{
	size_t found = find(v, name);

	if (v->ended)
		verdict_broken(v, "inconsistent: %s of %s after '# end'", what,
			       name);
	else if (!v->plan)
		verdict_broken(v, "inconsistent: %s of %s before the plan",
			       what, name);
	else if (!found)
		verdict_broken(v,
			       "inconsistent: %s of %s, which is not planned",
			       what, name);
	else if (v->done[found - 1])
		verdict_broken(v, "inconsistent: second %s of %s", what, name);
	else if (!v->set.any_order && found != v->expect)
		verdict_broken(
			v,
			"inconsistent: %s of %s as number %zu of the plan, "
			"where it is number %zu",
			what, name, v->expect, found);
	return v->stop ? 0 : found;
}

void verdict_settle_running(struct verdict *v, const char *before)
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
		verdict_put_case(v, running - 1, &result);
		return;
	}
	snprintf(text, sizeof(text), "truncated: no result line before %s",
		 before);
	verdict_put_plain(v, running - 1, STATE_ERROR, text);
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
		verdict_broken(v,
			       "the image speaks protocol %" PRIu64
			       ", this runner %d: rebuild it",
			       ev->number, PROTO_VERSION);
	else if (strcmp(ev->name, image->suite))
		verdict_broken(
			v,
			"inconsistent: suite '%s' in the header of %s's image",
			ev->name, image->suite);
	else if (strcmp(ev->target, image->target->name))
		verdict_broken(
			v,
			"inconsistent: target '%s' in the header of a %s image",
			ev->target, image->target->name);
	else if (ev->cpus != v->set.unit->smp)
		verdict_broken(v,
			       "inconsistent: the guest counts %" PRIu64
			       " CPUs where there are %u",
			       ev->cpus, v->set.unit->smp);
}

static void on_plan(struct verdict *v, const struct ktap_event *ev)
{
	if (!v->header)
		verdict_broken(v, "inconsistent: a plan before the header");
	else if (v->plan)
		verdict_broken(v, "inconsistent: a second plan");
	else if (ev->number != v->set.nr)
		verdict_broken(v,
			       "inconsistent: the guest plans %" PRIu64
			       " cases where the image has %zu",
			       ev->number, v->set.nr);
	v->plan = true;
}

static void on_run(struct verdict *v, const struct ktap_event *ev)
{
	size_t found;

	verdict_settle_running(v, "the next case");
	found = verdict_find_next(v, "run", ev->name);
	if (!found)
		return;
	v->running = found;
	v->started_first = true;
	v->trapped = false;
	v->ends = PROTO_ENDS_KIND_NONE;
	v->check[0] = v->trap[0] = v->comment[0] = '\0';
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
		verdict_broken(v, "inconsistent: '# ends %s' outside a case",
			       ev->name);
		return;
	}
	for (unsigned int i = 1; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i], ev->name))
			v->ends = i;
	if (v->ends != planned->image->ends)
		verdict_broken(
			v,
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
		verdict_broken(v, "inconsistent: '# end' %s",
			       v->plan ? "twice" : "before the plan");
		return;
	}
	verdict_settle_running(v, "'# end'");
	v->ended = true;
	/* A guest that rebooted may or may not remember the boots before. */
	if (!counts_agree(v, ev, false) && !counts_agree(v, ev, true))
		verdict_put_unit(
			v, STATE_ERROR, false,
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
		verdict_result_line(v, ev);
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
