/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the two VMMs of a migration are told. */
#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

#include "alloc.h"
#include "guest_parts.h"

enum {
	DOWNTIME_MS = 2000, /* converge also where the host is busy */
};

static void command(struct vmm *vmm, const char *id, const char *name,
		    const char *key, const char *value)
{
	char *text = qmp_command(id, name, "{s:s}", key, value);

	vmm_control(vmm, text);
	free(text);
}

static void want_events(struct vmm *vmm)
{
	char *text = qmp_command("hop-events", "migrate-set-capabilities",
				 "{s:[{s:s, s:b}]}", "capabilities",
				 "capability", "events", "state", 1);

	vmm_control(vmm, text);
	free(text);
}

bool hop_start_next(struct guest *g, int fd)
{
	char **argv = NULL;
	struct error error;
	int r;

	for (char **word = g->argv; *word; word++)
		words_add(&argv, xstrdup(*word));
	words_add(&argv, xstrdup("-incoming"));
	words_add(&argv, xstrdup("defer"));
	r = guest_start_vmm(g, &g->next, argv, fd, &error);
	words_free(argv);
	close(fd);
	if (r) {
		g->next = NULL;
		hop_fail(g, error.text);
		return false;
	}
	vmm_command(g->next, "hello", "qmp_capabilities");
	want_events(g->next);
	command(g->next, "hop-incoming", "migrate-incoming", "uri", "fd:4");
	return true;
}

void hop_send_state(struct guest *g, int fd)
{
	char *text = qmp_command("hop-parameters", "migrate-set-parameters",
				 "{s:I, s:i}", "max-bandwidth",
				 (json_int_t)1 << 40, "downtime-limit",
				 DOWNTIME_MS);

	want_events(g->vmm);
	vmm_control(g->vmm, text);
	free(text);
	if (vmm_hand_over(g->vmm, "hop-getfd", "hop", fd))
		hop_fail(g, "the VMM does not take a descriptor");
	else
		command(g->vmm, "hop-migrate", "migrate", "uri", "fd:hop");
}
