/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vmm.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "child.h"
#include "ktap.h"
#include "qemu.h"

/* ----------------------------------------------------------------- end -- */

static void on_closed(uv_handle_t *handle)
{
	struct vmm *v = handle->data;

	v->nr_handles--;
	if (!v->nr_handles && v->freed)
		free(v);
}

static void close_handles(struct vmm *v)
{
	uv_handle_t *handles[] = {
		(uv_handle_t *)&v->in,	    (uv_handle_t *)&v->out,
		(uv_handle_t *)&v->err,	    (uv_handle_t *)&v->control,
		(uv_handle_t *)&v->timer,   (uv_handle_t *)&v->pause,
		(uv_handle_t *)&v->process,
	};

	for (unsigned int i = v->nr_handles; i > 0; i--)
		uv_close(handles[i - 1], on_closed);
}

/* Dead, and nothing more to read. */
void vmm_settle(struct vmm *v)
{
	if (!v->exited || v->nr_open || v->gone)
		return;
	v->gone = true;
	close_handles(v);
	v->set.gone(v->set.arg, v);
}

static void on_exit_(uv_process_t *process, int64_t status, int signal);
static void on_timer(uv_timer_t *timer);

static void on_exit_(uv_process_t *process, int64_t status, int signal)
{
	struct vmm *v = process->data;

	v->exited = true;
	v->status = signal ? -1 : (int)status;
	v->signal = signal;
	child_kill(process->pid, SIGKILL); /* what it may have left behind */
	if (uv_is_active((uv_handle_t *)&v->pause)) {
		uv_timer_stop(&v->pause);
		vmm_listen(v);
	}
	if (v->nr_open)
		uv_timer_start(&v->timer, on_timer, VMM_DRAIN_MS, 0);
	vmm_settle(v);
}

/* Closes what a dead VMM's own children may still hold open. */
static void stop_waiting(struct vmm *v)
{
	uv_read_stop((uv_stream_t *)&v->out);
	uv_read_stop((uv_stream_t *)&v->err);
	uv_read_stop((uv_stream_t *)&v->control);
	v->nr_open = 0;
	vmm_settle(v);
}

static void on_timer(uv_timer_t *timer)
{
	struct vmm *v = timer->data;

	if (v->exited)
		stop_waiting(v);
	else if (!v->killed)
		vmm_kill(v);
	else /* a process in the kernel's hands: wait for it */
		uv_timer_start(timer, on_timer, VMM_GRACE_MS, 0);
}

static void end_by(struct vmm *v, int signal)
{
	if (v->exited)
		return;
	child_kill(v->process.pid, signal);
	uv_timer_start(&v->timer, on_timer, VMM_GRACE_MS, 0);
}

void vmm_terminate(struct vmm *v)
{
	end_by(v, SIGTERM);
}

void vmm_kill(struct vmm *v)
{
	v->killed = true;
	end_by(v, SIGKILL);
}

void vmm_freeze(struct vmm *v)
{
	if (!v->exited)
		child_kill(v->process.pid, SIGSTOP);
}

void vmm_thaw(struct vmm *v)
{
	if (v->exited)
		return;
	if (uv_is_active((uv_handle_t *)&v->timer))
		uv_timer_start(&v->timer, on_timer, VMM_GRACE_MS, 0);
	child_kill(v->process.pid, SIGCONT);
}

void vmm_free(struct vmm *v)
{
	qmp_release(&v->qmp);
	free(v->messages);
	v->messages = NULL;
	v->freed = true;
	if (!v->nr_handles)
		free(v);
}

/* ------------------------------------------------------------ messages -- */

bool vmm_noise(const char *line, size_t len)
{
	/* QEMU, then what Bochs says before it has read its configuration */
	static const char *const noise[] = { "terminating on signal",
					     "i[PLUGIN]", "i[      ]" };

	for (size_t i = 0; i < sizeof(noise) / sizeof(noise[0]); i++)
		if (memmem(line, len, noise[i], strlen(noise[i])))
			return true;
	return false;
}

char *vmm_message(const struct vmm *v)
{
	const char *text = v->messages;
	char line[512];

	while (text && *text) {
		size_t len = strcspn(text, "\n");

		if (len && !memmem(text, len, "warning:", 8) &&
		    !vmm_noise(text, len)) {
			ktap_printable(text, len, line, sizeof(line));
			return xstrdup(line);
		}
		text += len + (text[len] == '\n');
	}
	return NULL;
}

/* --------------------------------------------------------------- start -- */

static void init_handles(struct vmm *v)
{
	uv_pipe_t *pipes[] = { &v->in, &v->out, &v->err, &v->control };

	for (size_t i = 0; i < sizeof(pipes) / sizeof(pipes[0]); i++) {
		/* Descriptors are handed over through the last one. */
		uv_pipe_init(v->set.loop, pipes[i], i == 3);
		pipes[i]->data = v;
	}
	uv_timer_init(v->set.loop, &v->timer);
	uv_timer_init(v->set.loop, &v->pause);
	v->timer.data = v->pause.data = v->process.data = v;
	v->nr_handles = 6;
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

static int make_stdio(struct vmm *v, uv_stdio_container_t *stdio)
{
	int r;

	make_socket(&v->in, &stdio[0]);
	stdio[1].data.fd = stdio[2].data.fd = -1;
	r = make_pipe(&v->out, &stdio[1]);
	if (!r)
		r = make_pipe(&v->err, &stdio[2]);
	make_socket(&v->control, &stdio[QEMU_FD_QMP]);
	stdio[QEMU_FD_INCOMING].flags = UV_INHERIT_FD;
	stdio[QEMU_FD_INCOMING].data.fd = v->set.incoming;
	return r;
}

static int spawn(struct vmm *v, char *const *argv)
{
	char **words = child_argv(argv);
	uv_stdio_container_t stdio[QEMU_FD_INCOMING + 1] = { 0 };
	uv_process_options_t options = {
		.file = words[0],
		.args = words,
		.exit_cb = on_exit_,
		.flags = UV_PROCESS_DETACHED, /* its own process group */
		.stdio = stdio,
		.stdio_count = v->set.incoming >= 0 ? QEMU_FD_INCOMING + 1 :
			       v->set.qmp	    ? QEMU_FD_QMP + 1 :
						      3,
	};
	int r = make_stdio(v, stdio);

	if (!r) {
		r = uv_spawn(v->set.loop, &v->process, &options);
		v->nr_handles++; /* the process, also where it failed */
	}
	for (int i = 1; i <= 2; i++)
		if (stdio[i].data.fd >= 0)
			close(stdio[i].data.fd);
	words_free(words);
	return r;
}

int vmm_start(struct vmm **vmm, const struct vmm_params *params,
	      struct error *error)
{
	struct vmm *v = xcalloc(1, sizeof(*v));
	int r;

	v->set = *params;
	init_handles(v);
	r = spawn(v, params->argv);
	if (r) {
		error_set(error, -r, "cannot start %s: %s", params->argv[0],
			  uv_strerror(r));
		close_handles(v);
		vmm_free(v);
		return r;
	}
	vmm_begin_streams(v);
	*vmm = v;
	return 0;
}
