/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict_rules.h"

#include <inttypes.h>

#include "../lib/test/protocol.h"
#include "ktap.h"

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
	if (ev->failed) {
		*reason = "inconsistent: a passed case with failed checks";
		return STATE_ERROR;
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

void verdict_result_line(struct verdict *v, const struct ktap_event *ev)
{
	size_t found = verdict_find_next(v, "result", ev->name);
	struct verdict_result result = { .time_us = ev->time_us,
					 .checks = ev->checks,
					 .failed = ev->failed };

	if (!found)
		return;
	if (v->running && v->running != found)
		verdict_settle_running(v, "another case's");
	result.state =
		line_state(v, ev, v->set.list[found - 1], &result.reason);
	if (ev->number != v->expect) {
		verdict_broken(v,
			       "inconsistent: result %" PRIu64
			       " of %s where number %zu was due",
			       ev->number, ev->name, v->expect);
		result.state = STATE_ERROR;
		result.reason = v->broken;
	}
	count_line(v, ev);
	verdict_put_case(v, found - 1, &result);
	v->running = 0;
	v->rebooted = false;
	v->started_first = true;
	v->expect++;
	v->next = v->expect;
}
