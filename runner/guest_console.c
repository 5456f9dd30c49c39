/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest_parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"

static void show(const char *bytes, size_t len)
{
	while (len) {
		ssize_t nr = write(STDOUT_FILENO, bytes, len);

		if (nr < 0 && errno == EINTR)
			continue;
		if (nr <= 0)
			return;
		bytes += nr;
		len -= (size_t)nr;
	}
}

void guest_on_console(void *arg, const char *bytes, size_t len)
{
	struct guest *g = arg;

	g->said_ms = uv_now(g->set.loop);
	log_file_write(&g->log, bytes, len);
	if (g->set.passthrough)
		show(bytes, len);
	ktap_feed(&g->ktap, bytes, len);
}

void guest_on_record(void *arg, const struct ktap_event *event)
{
	struct guest *g = arg;

	if (g->deaf)
		return;
	excerpt_line(&g->excerpt, "", event->record, event->len);
	if (event->type == KTAP_HOST)
		guest_request(g, event->name);
	if (event->type == KTAP_HEADER) {
		g->end.started = true;
		g->moved = event->moved;
	}
	g->ended |= event->type == KTAP_END;
	g->set.event(g->set.arg, event);
}

void guest_flush(struct guest *g)
{
	vmm_catch_up(g->vmm);
	ktap_flush(&g->ktap);
}

void guest_new_excerpt(struct guest *g)
{
	excerpt_reset(&g->excerpt);
}

static void add_lines(struct excerpt *x, const char *prefix, const char *text)
{
	while (text && *text) {
		size_t len = strcspn(text, "\n");

		/* That it was our own signal is no news. */
		if (!vmm_noise(text, len))
			excerpt_line(x, prefix, text, len);
		text += len + (text[len] == '\n');
	}
}

char *guest_excerpt(const struct guest *g, bool after)
{
	char *text = excerpt_text(&g->excerpt), *more, *all;
	struct excerpt x;

	if (!after || (!g->vmm->messages_len && !g->evidence))
		return text;
	excerpt_init(&x, 4 * VMM_MESSAGES_MAX);
	add_lines(&x, "vmm: ", g->vmm->messages);
	add_lines(&x, "", g->evidence);
	more = excerpt_text(&x);
	excerpt_release(&x);
	all = xasprintf("%s%s", text, more);
	free(more);
	free(text);
	return all;
}
