/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest_parts.h"

#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "bochs.h"

static void send_control(void *arg, const char *text)
{
	struct guest *g = arg;

	vmm_control(g->vmm, text);
}

void guest_send(struct guest *g, const char *text)
{
	vmm_say(g->vmm, text);
}

/* ------------------------------------------------------------ deadline -- */

static void on_timer(uv_timer_t *timer);

static void start_timer(struct guest *g, uint64_t after_ms)
{
	uv_timer_start(&g->timer, on_timer, after_ms, 0);
}

/* While it moves because it asked for that, only the hop has a limit. */
static uint64_t next_deadline(const struct guest *g)
{
	uint64_t hop = hop_deadline(g);

	if (hop == UINT64_MAX)
		return g->deadline;
	return g->continuous && g->deadline < hop ? g->deadline : hop;
}

void guest_timer(struct guest *g)
{
	uint64_t now = uv_now(g->set.loop), time = next_deadline(g);

	if (g->phase == PHASE_RUNNING && time != UINT64_MAX)
		start_timer(g, time > now ? time - now : 0);
}

void guest_set_deadline(struct guest *g, uint64_t time)
{
	bool sooner = time < g->deadline;

	g->deadline = time;
	/* A later one is seen when the timer fires for the earlier one. */
	if (sooner)
		guest_timer(g);
}

static void terminate(struct guest *g)
{
	g->phase = PHASE_TERMINATED;
	vmm_terminate(g->vmm);
}

void guest_kill(struct guest *g)
{
	if (g->phase == PHASE_GONE)
		return;
	if (!g->decided)
		guest_stop(g, VM_CANCELLED, DEADLINE_NONE, 0);
	if (g->next)
		vmm_kill(g->next);
	g->phase = PHASE_TERMINATED;
	vmm_kill(g->vmm);
}

void guest_evidence_done(struct guest *g)
{
	hang_link(&g->hang, g->moved);
	g->evidence = hang_log(&g->hang);
	hang_where(&g->hang, g->set.symbols, g->set.image, g->detail,
		   sizeof(g->detail));
	terminate(g);
}

static void on_timer(uv_timer_t *timer)
{
	struct guest *g = timer->data;
	uint64_t now = uv_now(g->set.loop);

	if (g->phase == PHASE_EVIDENCE)
		guest_evidence_done(g);
	else if (g->phase != PHASE_RUNNING)
		return;
	else if (next_deadline(g) > now)
		guest_timer(g);
	else if (hop_deadline(g) <= now)
		hop_fail(g, "it did not end in time");
	else
		g->set.deadline(g->set.arg);
}

void guest_stop(struct guest *g, enum vm_cause cause, enum vm_deadline deadline,
		uint64_t limit_ms)
{
	if (!g->deaf)
		vmm_catch_up(g->vmm);
	if (g->decided || g->phase != PHASE_RUNNING)
		return;
	g->decided = true;
	g->deaf = true;
	g->end.cause = cause;
	g->end.deadline = deadline;
	g->end.limit_ms = limit_ms;
	hop_give_up(g);
	if (cause != VM_TIMEOUT || !g->vmm->control_open || g->vmm->exited) {
		terminate(g);
		return;
	}
	g->phase = PHASE_EVIDENCE;
	start_timer(g, HANG_LIMIT_MS);
	hang_begin(&g->hang, send_control, g);
}

void guest_freeze(struct guest *g)
{
	if (g->phase == PHASE_GONE)
		return;
	vmm_freeze(g->vmm);
	if (g->next)
		vmm_freeze(g->next);
}

void guest_thaw(struct guest *g, uint64_t frozen_ms)
{
	if (g->phase == PHASE_GONE)
		return;
	if (g->deadline != UINT64_MAX)
		g->deadline += frozen_ms;
	g->hop.began += frozen_ms;
	g->said_ms += frozen_ms;
	if (g->phase == PHASE_EVIDENCE)
		start_timer(g, HANG_LIMIT_MS);
	else if (g->phase == PHASE_RUNNING)
		guest_timer(g);
	vmm_thaw(g->vmm);
	if (g->next)
		vmm_thaw(g->next);
}

/* ----------------------------------------------------------------- end -- */

static enum vm_cause own_cause(const struct guest *g)
{
	static const struct {
		const char *reason;
		enum vm_cause cause;
	} causes[] = {
		{ "guest-reset", VM_RESET },
		{ "guest-shutdown", VM_POWEROFF },
		{ "guest-panic", VM_PANIC },
	};

	if (g->panicked)
		return VM_PANIC;
	/* An exit device gives a status and may call it a shutdown. */
	if (g->end.status)
		return VM_EXITED;
	for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++)
		if (!strcmp(causes[i].reason, g->shutdown))
			return causes[i].cause;
	return VM_EXITED;
}

static void on_closed(uv_handle_t *handle)
{
	struct guest *g = handle->data;

	g->nr_handles--;
	if (!g->nr_handles && g->freed)
		free(g);
}

static void close_handles(struct guest *g)
{
	uv_close((uv_handle_t *)&g->timer, on_closed);
	uv_close((uv_handle_t *)&g->random, on_closed);
	uv_close((uv_handle_t *)&g->look, on_closed);
}

/* Where it hung, or why it could not move, is known; else the VMM's message. */
static void fill_detail(struct guest *g)
{
	bool own = g->end.cause == VM_TIMEOUT ||
		   g->end.cause == VM_MIGRATION_FAILED;
	char *message = own ? NULL : vmm_message(g->vmm);

	if (message)
		strncpy(g->detail, message, sizeof(g->detail) - 1);
	free(message);
	g->end.detail = (own || message) && g->detail[0] ? g->detail : NULL;
}

void guest_settle(struct guest *g)
{
	struct vm_end *end = &g->end;

	if (!g->vmm->gone || g->next || g->phase == PHASE_GONE)
		return;
	ktap_end(&g->ktap);
	g->phase = PHASE_GONE;
	g->deaf = true;
	end->status = g->vmm->child.status;
	end->signal = g->vmm->child.signal;
	if (!g->decided && g->set.bochs)
		bochs_end(end, g->vmm->messages);
	else if (!g->decided)
		end->cause = own_cause(g);
	fill_detail(g);
	close_handles(g);
	g->set.ended(g->set.arg, end);
}

static void on_gone(void *arg, struct vmm *vmm)
{
	struct guest *g = arg;

	if (g->phase == PHASE_EVIDENCE && vmm == g->vmm)
		guest_evidence_done(g);
	if (hop_gone(g, vmm))
		return;
	hop_give_up(g);
	guest_settle(g);
}

void guest_free(struct guest *g)
{
	log_file_release(&g->log);
	excerpt_release(&g->excerpt);
	hang_release(&g->hang);
	relay_free(g->hop.relay);
	if (g->vmm)
		vmm_free(g->vmm);
	words_free(g->argv);
	free(g->evidence);
	free(g->set.log_path);
	g->evidence = g->set.log_path = NULL;
	g->freed = true;
	if (!g->nr_handles)
		free(g);
}

const char *guest_log_path(const struct guest *g)
{
	return g->set.log_path;
}

/* --------------------------------------------------------------- start -- */

int guest_start_vmm(struct guest *g, struct vmm **vmm, char *const *argv,
		    int incoming, struct error *error)
{
	struct vmm_params params = {
		.loop = g->set.loop,
		.argv = argv,
		.qmp = g->set.qmp,
		.incoming = incoming,
		.passthrough = g->set.passthrough,
		.arg = g,
		.console = guest_on_console,
		.qmp_message = guest_on_qmp,
		.deaf = guest_on_deaf,
		.gone = on_gone,
	};

	return vmm_start(vmm, &params, error);
}

int guest_start(struct guest **guest, const struct guest_params *params,
		struct error *error)
{
	struct guest *g = xcalloc(1, sizeof(*g));
	int r;

	g->set = *params;
	g->deadline = UINT64_MAX;
	g->chance = params->seed | 1;
	log_file_init(&g->log, g->set.log_path ? g->set.log_fd : -1,
		      GUEST_LOG_HALF);
	excerpt_init(&g->excerpt, GUEST_EXCERPT_HALF);
	ktap_init(&g->ktap, guest_on_record, g);
	uv_timer_init(g->set.loop, &g->timer);
	uv_timer_init(g->set.loop, &g->random);
	uv_timer_init(g->set.loop, &g->look);
	g->timer.data = g->random.data = g->look.data = g;
	g->nr_handles = 3;
	g->said_ms = uv_now(g->set.loop);
	r = guest_start_vmm(g, &g->vmm, params->argv, -1, error);
	if (r) {
		close_handles(g);
		guest_free(g);
		return r;
	}
	for (char *const *word = params->argv; *word; word++)
		words_add(&g->argv, xstrdup(*word));
	guest_hello(g);
	stuck_start(g);
	*guest = g;
	return 0;
}
