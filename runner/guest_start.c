/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest_parts.h"

#include <stdlib.h>
#include <unistd.h>

#include "alloc.h"
#include "child.h"
#include "qemu.h"

static void init_handles(struct guest *g)
{
	uv_pipe_t *pipes[] = { &g->in, &g->out, &g->err, &g->control };

	for (size_t i = 0; i < sizeof(pipes) / sizeof(pipes[0]); i++) {
		uv_pipe_init(g->set.loop, pipes[i], 0);
		pipes[i]->data = g;
	}
	uv_timer_init(g->set.loop, &g->timer);
	uv_timer_init(g->set.loop, &g->pause);
	g->timer.data = g->pause.data = g->process.data = g;
	g->nr_handles = 6;
}

/* A pipe, which takes a guest's many short lines better than a socket does. */
static int make_pipe(uv_pipe_t *ours, uv_stdio_container_t *theirs)
{
	uv_file fds[2];
	int r = uv_pipe(fds, UV_NONBLOCK_PIPE, 0);

	if (r)
		return r;
	r = uv_pipe_open(ours, fds[0]);
	if (r)
		close(fds[0]);
	theirs->flags = UV_INHERIT_FD;
	theirs->data.fd = fds[1];
	return r;
}

static void make_socket(uv_pipe_t *ours, uv_stdio_container_t *theirs)
{
	theirs->flags = UV_CREATE_PIPE | UV_READABLE_PIPE | UV_WRITABLE_PIPE;
	theirs->data.stream = (uv_stream_t *)ours;
}

static int spawn(struct guest *g)
{
	char **words = child_argv(g->set.argv);
	uv_stdio_container_t stdio[4] = { 0 };
	uv_process_options_t options = {
		.file = words[0],
		.args = words,
		.exit_cb = guest_on_exit,
		.flags = UV_PROCESS_DETACHED, /* its own process group */
		.stdio = stdio,
		.stdio_count = g->set.qmp ? 4 : 3,
	};
	int r;

	make_socket(&g->in, &stdio[0]);
	stdio[1].data.fd = stdio[2].data.fd = -1;
	r = make_pipe(&g->out, &stdio[1]);
	if (!r)
		r = make_pipe(&g->err, &stdio[2]);
	make_socket(&g->control, &stdio[QEMU_FD_QMP]);
	if (!r) {
		r = uv_spawn(g->set.loop, &g->process, &options);
		g->nr_handles++; /* the process, also where it failed */
	}
	for (int i = 1; i <= 2; i++)
		if (stdio[i].data.fd >= 0)
			close(stdio[i].data.fd);
	words_free(words);
	return r;
}

static void begin(struct guest *g)
{
	g->nr_open = 2;
	guest_listen(g);
	uv_read_start((uv_stream_t *)&g->err, guest_give_buffer,
		      guest_on_stderr);
	if (!g->set.qmp)
		return;
	g->nr_open++;
	g->control_open = true;
	uv_read_start((uv_stream_t *)&g->control, guest_give_buffer,
		      guest_on_control);
	guest_send_text(&g->control, QMP_HELLO);
}

int guest_start(struct guest **guest, const struct guest_params *params,
		struct error *error)
{
	struct guest *g = xcalloc(1, sizeof(*g));
	int r;

	g->set = *params;
	g->deadline = UINT64_MAX;
	log_file_init(&g->log, g->set.log_path, GUEST_LOG_HALF);
	excerpt_init(&g->excerpt, GUEST_EXCERPT_HALF);
	ktap_init(&g->ktap, guest_on_record, g);
	qmp_init(&g->qmp, guest_on_qmp, g);
	init_handles(g);
	r = spawn(g);
	if (r) {
		error_set(error, -r, "cannot start %s: %s", params->argv[0],
			  uv_strerror(r));
		guest_close_handles(g);
		guest_free(g);
		return r;
	}
	begin(g);
	*guest = g;
	return 0;
}
