/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest_parts.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/test/protocol.h"

static void command(struct guest *g, const char *id, const char *name)
{
	char *text = qmp_command(id, name, NULL);

	if (text && g->set.qmp)
		guest_send_text(&g->control, text);
	free(text);
}

static void answer(struct guest *g, bool good)
{
	char line[64];

	snprintf(line, sizeof(line), "%s %s\n", g->request,
		 good ? "ok" : "failed");
	g->request[0] = '\0';
	guest_send(g, line);
}

void guest_request(struct guest *g, const char *request)
{
	static const struct {
		const char *request, *command;
	} known[] = {
		{ PROTO_HOST_STOP_CONT, "stop" },
		{ PROTO_HOST_NMI, "inject-nmi" },
		{ PROTO_HOST_POWERDOWN, "system_powerdown" },
		{ PROTO_HOST_WAKEUP, "system_wakeup" },
	};

	if (!g->set.qmp || g->phase != PHASE_RUNNING)
		return;
	snprintf(g->request, sizeof(g->request), "%s", request);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcmp(known[i].request, request))
			continue;
		g->own_stops += i == 0;
		command(g, i ? "host" : "host-stop", known[i].command);
		return;
	}
	answer(g, false);
}

static void on_request_done(struct guest *g, const char *id, bool good)
{
	if (!strcmp(id, "host-stop") && good)
		command(g, "host", "cont");
	else if (g->request[0])
		answer(g, good);
}

void guest_on_control(uv_stream_t *stream, ssize_t nr, const uv_buf_t *buf)
{
	struct guest *g = stream->data;

	if (nr >= 0) {
		qmp_feed(&g->qmp, buf->base, (size_t)nr);
		return;
	}
	g->control_open = false;
	if (g->phase == PHASE_EVIDENCE)
		guest_evidence_done(g);
	guest_stream_ended(g, stream);
}

/* The VMM has stopped the VM by itself: is it still alive? */
static void on_run_state(struct guest *g, json_t *data)
{
	const char *state = json_string_value(json_object_get(data, "status"));

	if (!state)
		return;
	if (!strcmp(state, "internal-error") || !strcmp(state, "io-error"))
		guest_stop(g, VM_INTERNAL_ERROR, DEADLINE_NONE, 0);
	else if (!strcmp(state, "guest-panicked"))
		guest_stop(g, VM_PANIC, DEADLINE_NONE, 0);
}

static void on_qmp_event(struct guest *g, const struct qmp_message *message)
{
	if (!strcmp(message->name, "RESUME")) {
		g->end.started = true;
	} else if (!strcmp(message->name, "SHUTDOWN")) {
		snprintf(g->shutdown, sizeof(g->shutdown), "%s",
			 message->reason);
	} else if (!strcmp(message->name, "GUEST_PANICKED")) {
		g->panicked = true;
	} else if (!strcmp(message->name, "STOP")) {
		if (g->own_stops)
			g->own_stops--;
		else if (g->phase == PHASE_RUNNING)
			command(g, "run-state", "query-status");
	}
}

void guest_on_qmp(void *arg, const struct qmp_message *message)
{
	struct guest *g = arg;
	bool good = message->type == QMP_RETURN;

	if (message->type == QMP_EVENT)
		on_qmp_event(g, message);
	else if (good && !strcmp(message->name, "run-state"))
		on_run_state(g, message->data);
	else if (!strncmp(message->name, "host", 4))
		on_request_done(g, message->name, good);
	if (g->phase == PHASE_EVIDENCE) {
		hang_message(&g->hang, message);
		if (g->hang.done)
			guest_evidence_done(g);
	}
}
