/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest moves from one VMM process to another. The second one is started with
 * the same options and waits; the state goes through a pipe. When both have said
 * that it is complete the first one is killed, what it has said is read to the
 * end, and only then does the second one let the guest run: nothing is said
 * twice or out of order.
 *
 * A snapshot stops the guest, keeps the state in a file, kills the first one, and
 * starts the second one from the file.
 * So does a migration where the engine loses stores of a guest that runs.
 */
#include "guest_parts.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"

/* ------------------------------------------------------------- failing -- */

void hop_give_up(struct guest *g)
{
	if (g->next)
		vmm_kill(g->next);
}

void hop_fail(struct guest *g, const char *why)
{
	if (g->hop.failed || g->decided)
		return;
	g->hop.failed = true;
	/* What the destination has said before says more. */
	if (!g->detail[0])
		snprintf(g->detail, sizeof(g->detail), "%s", why);
	guest_stop(g, VM_MIGRATION_FAILED, DEADLINE_NONE, 0);
}

/* ------------------------------------------------------------ the ends -- */

static void done(struct guest *g)
{
	uint64_t ms = uv_now(g->set.loop) - g->hop.began;
	bool asked = g->request[0] && g->served && !g->continuous;
	static const char moved[] = "[hvcheck: it goes on in another VM]";

	relay_free(g->hop.relay);
	g->hop = (struct hop){ 0 };
	excerpt_line(&g->excerpt, "", moved, sizeof(moved) - 1);
	g->nr_hops++;
	if (!g->continuous && g->set.waited)
		g->set.waited(g->set.arg, ms);
	guest_timer(g);
	if (asked)
		guest_answer(g, true, "");
	hop_random_again(g);
	guest_next_step(g);
}

/* The source says no, before anything has moved. */
static void refused(struct guest *g, const char *why)
{
	if (!g->hop.at_random) {
		hop_fail(g, why);
		return;
	}
	/* Not now: the guest does not know that anybody has asked. */
	g->hop = (struct hop){ 0 };
	if (g->set.stand)
		vmm_command(g->vmm, "hop-resume", "cont");
	hop_give_up(g);
	guest_timer(g);
}

/* Both ends are done with it. */
static void proceed(struct guest *g)
{
	if (!g->hop.left || g->hop.swapped)
		return;
	if (g->hop.arrived || g->hop.snapshot)
		vmm_kill(g->vmm);
	else if (!g->next)
		hop_fail(g, "the new VM ended by itself");
}

static void on_file_full(void *arg, int error)
{
	struct guest *g = arg;

	if (error) {
		hop_fail(g, uv_strerror(error));
		return;
	}
	g->hop.left = true;
	proceed(g);
}

/* -------------------------------------------------------------- begin -- */

static void stop(struct guest *g)
{
	g->own_stops++;
	vmm_command(g->vmm, "hop-stop", "stop");
}

static void begin_live(struct guest *g)
{
	uv_file fds[2];
	int r = uv_pipe(fds, 0, 0);

	if (g->set.stand)
		stop(g);
	if (r)
		hop_fail(g, uv_strerror(r));
	else if (hop_start_next(g, fds[0]))
		hop_send_state(g, fds[1]);
	else
		close(fds[1]);
}

static void begin_snapshot(struct guest *g)
{
	int fd, r;

	r = relay_start(&g->hop.relay, g->set.loop, &fd, on_file_full, g);
	if (r) {
		hop_fail(g, uv_strerror(r));
		return;
	}
	stop(g);
	hop_send_state(g, fd);
}

void hop_begin(struct guest *g, bool snapshot, bool at_random)
{
	g->hop = (struct hop){
		.active = true,
		.snapshot = snapshot,
		.at_random = at_random,
		.began = uv_now(g->set.loop),
	};
	g->detail[0] = '\0';
	guest_timer(g);
	if (snapshot)
		begin_snapshot(g);
	else
		begin_live(g);
}

uint64_t hop_deadline(const struct guest *g)
{
	return g->hop.active ? g->hop.began + GUEST_HOP_MS : UINT64_MAX;
}

/* ------------------------------------------------------------ messages -- */

static void on_source(struct guest *g, const struct qmp_message *message)
{
	const char *status =
		json_string_value(json_object_get(message->data, "status"));
	const char *why =
		json_string_value(json_object_get(message->data, "error-desc"));

	if (message->type == QMP_ERROR) {
		refused(g, message->reason);
	} else if (!strcmp(message->name, "hop-why")) {
		hop_fail(g, why ? why : "the VMM does not say why");
	} else if (message->type == QMP_EVENT &&
		   !strcmp(message->name, "MIGRATION") && status) {
		if (!strcmp(status, "failed") || !strcmp(status, "cancelled"))
			vmm_command(g->vmm, "hop-why", "query-migrate");
		else if (!strcmp(status, "completed") && !g->hop.snapshot)
			g->hop.left = true;
	}
}

static void on_destination(struct guest *g, const struct qmp_message *message)
{
	const char *status =
		json_string_value(json_object_get(message->data, "status"));

	if (message->type == QMP_ERROR)
		hop_fail(g, message->reason);
	else if (message->type == QMP_EVENT &&
		 !strcmp(message->name, "MIGRATION") && status &&
		 !strcmp(status, "completed"))
		g->hop.arrived = true;
}

/* The guest runs on in its new VM. */
static void enter(struct guest *g)
{
	if (g->hop.swapped && g->hop.arrived && !g->decided)
		vmm_command(g->vmm, "hop-cont", "cont");
}

void hop_qmp(struct guest *g, struct vmm *vmm,
	     const struct qmp_message *message)
{
	bool was_there = g->hop.arrived;

	if (!strcmp(message->name, "hop-cont")) {
		if (message->type == QMP_RETURN)
			done(g);
		else
			hop_fail(g, message->reason);
		return;
	}
	if (vmm == g->vmm && !g->hop.swapped)
		on_source(g, message);
	else
		on_destination(g, message);
	if (!g->hop.active || g->decided)
		return;
	proceed(g);
	if (!was_there)
		enter(g);
}

/* ---------------------------------------------------------------- ends -- */

/* The source is gone and has been read to its end. */
static void swap(struct guest *g)
{
	struct vmm *old = g->vmm;
	int fd, r;

	if (g->hop.snapshot) {
		r = relay_give(g->hop.relay, &fd);
		if (r) {
			hop_fail(g, uv_strerror(r));
			return;
		}
		if (!hop_start_next(g, fd))
			return;
	}
	g->vmm = g->next;
	g->next = NULL;
	g->hop.swapped = true;
	g->own_stops = 0;
	g->shutdown[0] = '\0';
	vmm_free(old);
	enter(g);
}

static void next_gone(struct guest *g)
{
	char *said = vmm_message(g->next);

	if (said && (!g->decided || g->hop.failed))
		snprintf(g->detail, sizeof(g->detail), "%s", said);
	free(said);
	vmm_free(g->next);
	g->next = NULL;
	/* A source that still lives now fails, or is done; one may be dead. */
	if (g->hop.active)
		proceed(g);
	else
		hop_random_again(g);
	guest_next_step(g);
	guest_settle(g);
}

bool hop_gone(struct guest *g, struct vmm *vmm)
{
	if (vmm == g->next) {
		next_gone(g);
		return true;
	}
	if (!g->hop.active || g->decided)
		return false;
	if (g->hop.swapped) {
		char *said = vmm_message(vmm);

		hop_fail(g, said ? said : "the new VM ended by itself");
		free(said);
		return false;
	}
	if (!g->hop.left || (!g->hop.arrived && !g->hop.snapshot))
		return false;
	swap(g);
	return g->hop.swapped;
}
