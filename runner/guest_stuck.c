/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest that nothing can wake: silent, each of its CPUs halted with interrupts
 * off, and that in several looks in a row. Its time need not run out first. A CPU
 * of x86 alone says so: elsewhere an interrupt that is masked ends a wait, too.
 */
#include "guest_parts.h"

#include <jansson.h>
#include <stdlib.h>

enum {
	SILENT_MS = 2000, /* before anybody looks */
	LOOK_MS = 500,
	LOOKS = 3, /* in a row */
};

/* Not while the host is to do something about it, nor on the way to another VM. */
static bool is_silent(const struct guest *g)
{
	return g->phase == PHASE_RUNNING && !g->hop.active && !g->next &&
	       !g->request[0] && !g->unheard && g->end.started &&
	       uv_now(g->set.loop) - g->said_ms >= SILENT_MS;
}

static void on_look(uv_timer_t *timer)
{
	struct guest *g = timer->data;
	char *text;

	if (!is_silent(g)) {
		g->nr_stuck = 0;
		return;
	}
	text = qmp_command("stuck", "human-monitor-command", "{s:s}",
			   "command-line", "info registers -a");
	vmm_control(g->vmm, text);
	free(text);
}

void stuck_start(struct guest *g)
{
	if (g->set.stuck && g->set.qmp)
		uv_timer_start(&g->look, on_look, LOOK_MS, LOOK_MS);
}

static bool all_halted(const char *text)
{
	struct hang hang = { 0 };
	bool all;

	hang_registers(&hang, text);
	all = hang.nr_cpus > 0;
	for (unsigned int i = 0; i < hang.nr_cpus; i++)
		all = all && hang.cpus[i].halted && hang.cpus[i].deaf;
	hang_release(&hang);
	return all;
}

void stuck_reply(struct guest *g, const struct qmp_message *message)
{
	const char *text = message->type == QMP_RETURN ?
				   json_string_value(message->data) :
				   NULL;

	if (!text || !is_silent(g) || !all_halted(text))
		g->nr_stuck = 0;
	else if (++g->nr_stuck == LOOKS)
		g->set.stuck(g->set.arg);
}
