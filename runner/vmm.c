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

static void closed(struct vmm *v)
{
	v->nr_handles--;
	if (!v->nr_handles && v->freed)
		free(v);
}

static void on_closed(uv_handle_t *handle)
{
	closed(handle->data);
}

static void on_child_closed(uv_handle_t *handle)
{
	struct child *child = handle->data;

	closed(child->data);
}

static void close_handles(struct vmm *v)
{
	uv_handle_t *handles[] = {
		(uv_handle_t *)&v->in,	  (uv_handle_t *)&v->out,
		(uv_handle_t *)&v->err,	  (uv_handle_t *)&v->control,
		(uv_handle_t *)&v->timer, (uv_handle_t *)&v->pause,
	};

	for (size_t i = 0; i < sizeof(handles) / sizeof(handles[0]); i++)
		uv_close(handles[i], on_closed);
	if (v->exited)
		child_close(&v->child, on_child_closed);
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

static void on_timer(uv_timer_t *timer);

static void on_exited(struct child *child)
{
	struct vmm *v = child->data;

	v->exited = true;
	child_kill(child->pid, SIGKILL); /* what it may have left behind */
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
	child_kill(v->child.pid, signal);
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
		child_kill(v->child.pid, SIGSTOP);
}

void vmm_thaw(struct vmm *v)
{
	if (v->exited)
		return;
	if (uv_is_active((uv_handle_t *)&v->timer))
		uv_timer_start(&v->timer, on_timer, VMM_GRACE_MS, 0);
	child_kill(v->child.pid, SIGCONT);
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
	v->timer.data = v->pause.data = v->child.data = v;
	v->child.exited = on_exited;
	v->nr_handles = 6;
}

/* Our end of a pair, with @theirs for the VMM. */
static int keep_end(uv_pipe_t *ours, uv_file fds[2], int *theirs)
{
	int r = uv_pipe_open(ours, fds[0]);

	if (r)
		close(fds[0]);
	*theirs = fds[1];
	return r;
}

/* A pipe, which takes a guest's many short lines better than a socket does. */
static int make_pipe(uv_pipe_t *ours, int *theirs)
{
	uv_file fds[2];
	int r = uv_pipe(fds, 0, 0);

	return r ? r : keep_end(ours, fds, theirs);
}

static int make_socket(uv_pipe_t *ours, int *theirs)
{
	uv_os_sock_t fds[2];
	int r = uv_socketpair(SOCK_STREAM, 0, fds, 0, 0);

	return r ? r : keep_end(ours, fds, theirs);
}

static int make_ends(struct vmm *v, int *fds)
{
	int r = make_socket(&v->in, &fds[0]);

	if (!r)
		r = make_pipe(&v->out, &fds[1]);
	if (!r)
		r = make_pipe(&v->err, &fds[2]);
	if (!r && v->set.qmp)
		r = make_socket(&v->control, &fds[QEMU_FD_QMP]);
	return r;
}

static int spawn(struct vmm *v, char *const *argv)
{
	int fds[QEMU_FD_INCOMING + 1];
	int nr = v->set.incoming >= 0 ? QEMU_FD_INCOMING + 1 :
		 v->set.qmp	      ? QEMU_FD_QMP + 1 :
					3;
	int r;

	for (int i = 0; i < nr; i++)
		fds[i] = -1;
	r = make_ends(v, fds);
	if (v->set.incoming >= 0)
		fds[QEMU_FD_INCOMING] = v->set.incoming;
	if (!r)
		r = child_start(&v->child, v->set.loop, argv, fds, nr);
	if (!r)
		v->nr_handles++; /* the process */
	for (int i = 0; i < nr; i++)
		if (fds[i] >= 0 && i != QEMU_FD_INCOMING)
			close(fds[i]);
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
			  strerror(-r));
		close_handles(v);
		vmm_free(v);
		return r;
	}
	vmm_begin_streams(v);
	*vmm = v;
	return 0;
}
