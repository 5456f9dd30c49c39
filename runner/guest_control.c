/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest_parts.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/test/protocol.h"
#include "alloc.h"
#include "counters.h"

enum {
	HOPS_MIN = 3 /* before a guest may end PROTO_HOST_MIGRATE_CONTINUOUS */
};

/* ------------------------------------------------------------ requests -- */

void guest_answer(struct guest *g, bool good, const char *text)
{
	char *line = xasprintf("%s %s%s%s\n", g->request,
			       good ? "ok" : "failed", *text ? " " : "", text);

	g->request[0] = '\0';
	g->unheard = true;
	guest_send(g, line);
	free(line);
}

static void simple(struct guest *g, const char *command)
{
	g->own_stops += !strcmp(command, "stop");
	vmm_command(g->vmm, "host", command);
}

static void hop_alone(struct guest *g, const char *snapshot)
{
	hop_begin(g, snapshot, false);
}

static void begin_continuous(struct guest *g, const char *unused)
{
	(void)unused;
	g->continuous = true;
	g->nr_hops = 0;
	guest_answer(g, true, "");
}

static void end_continuous(struct guest *g, const char *unused)
{
	char text[32];

	(void)unused;
	if (!g->continuous) {
		guest_answer(g, false, "");
	} else if (g->nr_hops < HOPS_MIN) {
		g->served = false; /* not yet */
		hop_begin(g, false, false);
	} else {
		g->continuous = false;
		snprintf(text, sizeof(text), "hops=%u", g->nr_hops);
		guest_answer(g, true, text);
	}
}

static void ask_counters(struct guest *g, const char *unused)
{
	char *text = qmp_command("counters", "query-stats", "{s:s}", "target",
				 "vcpu");

	(void)unused;
	vmm_control(g->vmm, text);
	free(text);
}

static const struct request {
	const char *name;
	void (*serve)(struct guest *g, const char *argument);
	const char *argument;
} requests[] = {
	{ PROTO_HOST_STOP_CONT, simple, "stop" },
	{ PROTO_HOST_NMI, simple, "inject-nmi" },
	{ PROTO_HOST_POWERDOWN, simple, "system_powerdown" },
	{ PROTO_HOST_WAKEUP, simple, "system_wakeup" },
	{ PROTO_HOST_MIGRATE, hop_alone, NULL },
	{ PROTO_HOST_SNAPSHOT, hop_alone, "snapshot" },
	{ PROTO_HOST_MIGRATE_CONTINUOUS, begin_continuous, NULL },
	{ PROTO_HOST_MIGRATE_STOP, end_continuous, NULL },
	{ PROTO_HOST_COUNTERS, ask_counters, NULL },
};

static void serve(struct guest *g)
{
	g->served = true;
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		if (!strcmp(requests[i].name, g->request)) {
			requests[i].serve(g, requests[i].argument);
			return;
		}
	guest_answer(g, false, "");
}

void guest_next_step(struct guest *g)
{
	if (g->phase != PHASE_RUNNING || g->hop.active || g->next)
		return;
	if (g->request[0] && !g->served)
		serve(g);
	else if (g->continuous && !g->request[0] && !g->unheard)
		hop_begin(g, false, false);
}

void guest_request(struct guest *g, const char *request)
{
	if (!g->set.qmp || g->phase != PHASE_RUNNING)
		return;
	if (!strcmp(request, PROTO_HOST_HEARD)) {
		g->unheard = false;
	} else {
		snprintf(g->request, sizeof(g->request), "%s", request);
		g->served = false;
	}
	guest_next_step(g);
}

/* ------------------------------------------------------------- replies -- */

/* Of a command that serves a request. */
static void on_host(struct guest *g, const struct qmp_message *message)
{
	bool good = message->type == QMP_RETURN;

	if (!g->request[0] || !g->served)
		return;
	if (good && !strcmp(g->request, PROTO_HOST_STOP_CONT) &&
	    strcmp(message->name, "host-cont"))
		vmm_command(g->vmm, "host-cont", "cont");
	else
		guest_answer(g, good, "");
}

static void on_counters(struct guest *g, const struct qmp_message *message)
{
	char *text = message->type == QMP_RETURN ?
			     counters_text(message->data) :
			     NULL;

	if (g->request[0])
		guest_answer(g, text != NULL, text ? text : "");
	free(text);
}

/* Before it has begun: what would keep it from migrating. */
static void on_look(struct guest *g, const struct qmp_message *message)
{
	json_t *reasons = json_object_get(message->data, "blocked-reasons");
	const char *reason = json_string_value(json_array_get(reasons, 0));

	if (reason)
		g->set.blocked(g->set.arg, reason);
	if (!g->decided)
		vmm_command(g->vmm, "cont", "cont");
}

/* The VMM has stopped the VM by itself: is it still alive? */
static void on_run_state(struct guest *g, const struct qmp_message *message)
{
	const char *state =
		json_string_value(json_object_get(message->data, "status"));

	if (!state)
		return;
	if (!strcmp(state, "internal-error") || !strcmp(state, "io-error"))
		guest_stop(g, VM_INTERNAL_ERROR, DEADLINE_NONE, 0);
	else if (!strcmp(state, "guest-panicked"))
		guest_stop(g, VM_PANIC, DEADLINE_NONE, 0);
}

static void on_reply(struct guest *g, const struct qmp_message *message)
{
	static const struct {
		const char *id;
		void (*fn)(struct guest *g, const struct qmp_message *message);
	} replies[] = {
		{ "run-state", on_run_state }, { "host", on_host },
		{ "host-cont", on_host },      { "counters", on_counters },
		{ "look", on_look },	       { "stuck", stuck_reply },
	};

	for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++)
		if (!strcmp(replies[i].id, message->name))
			replies[i].fn(g, message);
}

static void on_event(struct guest *g, const struct qmp_message *message)
{
	if (!strcmp(message->name, "RESUME")) {
		g->end.started = true;
		hop_random_start(g);
	} else if (!strcmp(message->name, "SHUTDOWN")) {
		snprintf(g->shutdown, sizeof(g->shutdown), "%s",
			 message->reason);
	} else if (!strcmp(message->name, "GUEST_PANICKED")) {
		g->panicked = true;
	} else if (!strcmp(message->name, "STOP")) {
		if (g->own_stops)
			g->own_stops--;
		else if (g->phase == PHASE_RUNNING)
			vmm_command(g->vmm, "run-state", "query-status");
	}
}

void guest_on_qmp(void *arg, struct vmm *vmm, const struct qmp_message *message)
{
	struct guest *g = arg;

	if (vmm == g->vmm && message->type == QMP_EVENT)
		on_event(g, message);
	else if (vmm == g->vmm)
		on_reply(g, message);
	if (g->hop.active)
		hop_qmp(g, vmm, message);
	if (g->phase == PHASE_EVIDENCE && vmm == g->vmm) {
		hang_message(&g->hang, message);
		if (g->hang.done)
			guest_evidence_done(g);
	}
}

void guest_on_deaf(void *arg, struct vmm *vmm)
{
	struct guest *g = arg;

	if (g->phase == PHASE_EVIDENCE && vmm == g->vmm)
		guest_evidence_done(g);
}

void guest_hello(struct guest *g)
{
	if (!g->set.qmp)
		return;
	vmm_command(g->vmm, "hello", "qmp_capabilities");
	if (g->set.look)
		vmm_command(g->vmm, "look", "query-migrate");
	else
		vmm_command(g->vmm, "cont", "cont");
}
