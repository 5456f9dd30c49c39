/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest_parts.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "child.h"

/* -------------------------------------------------------------- output -- */

struct line {
	uv_write_t write;
	char text[];
};

static void on_written(uv_write_t *write, int status)
{
	(void)status; /* a VMM that is gone shows by its exit */
	free(write);
}

void guest_send_text(uv_pipe_t *pipe, const char *text)
{
	size_t len = strlen(text);
	struct line *line = xcalloc(1, sizeof(*line) + len + 1);
	uv_buf_t buf = uv_buf_init(line->text, (unsigned int)len);

	memcpy(line->text, text, len);
	if (uv_is_closing((uv_handle_t *)pipe) ||
	    uv_write(&line->write, (uv_stream_t *)pipe, &buf, 1, on_written))
		free(line);
}

void guest_send(struct guest *g, const char *text)
{
	guest_send_text(&g->in, text);
}

static void send_control(void *arg, const char *text)
{
	struct guest *g = arg;

	guest_send_text(&g->control, text);
}

/* ------------------------------------------------------------ deadline -- */

static void on_timer(uv_timer_t *timer);

static void start_timer(struct guest *g, uint64_t after_ms)
{
	uv_timer_start(&g->timer, on_timer, after_ms, 0);
}

void guest_set_deadline(struct guest *g, uint64_t time)
{
	bool sooner = time < g->deadline;

	g->deadline = time;
	/* A later one is seen when the timer fires for the earlier one. */
	if (sooner && g->phase == PHASE_RUNNING)
		start_timer(g, time > uv_now(g->set.loop) ?
				       time - uv_now(g->set.loop) :
				       0);
}

static void terminate(struct guest *g)
{
	if (g->exited)
		return;
	g->phase = PHASE_TERMINATED;
	child_kill(g->process.pid, SIGTERM);
	start_timer(g, GUEST_GRACE_MS);
}

void guest_kill(struct guest *g)
{
	if (g->phase == PHASE_GONE)
		return;
	if (!g->decided)
		guest_stop(g, VM_CANCELLED, DEADLINE_NONE, 0);
	if (g->exited)
		return;
	g->phase = PHASE_KILLED;
	child_kill(g->process.pid, SIGKILL);
	start_timer(g, GUEST_GRACE_MS);
}

void guest_evidence_done(struct guest *g)
{
	g->evidence = hang_log(&g->hang);
	hang_where(&g->hang, g->set.symbols, g->set.image, g->detail,
		   sizeof(g->detail));
	terminate(g);
}

/* Closes what a dead VMM's own children may still hold open. */
static void stop_waiting(struct guest *g)
{
	if (g->nr_open) {
		uv_read_stop((uv_stream_t *)&g->out);
		uv_read_stop((uv_stream_t *)&g->err);
		uv_read_stop((uv_stream_t *)&g->control);
		g->nr_open = 0;
	}
	guest_settle(g);
}

static void on_timer(uv_timer_t *timer)
{
	struct guest *g = timer->data;
	uint64_t now = uv_now(g->set.loop);

	if (g->exited) {
		stop_waiting(g);
		return;
	}
	switch (g->phase) {
	case PHASE_RUNNING:
		if (g->deadline > now)
			start_timer(g, g->deadline - now);
		else
			g->set.deadline(g->set.arg);
		break;
	case PHASE_EVIDENCE:
		guest_evidence_done(g);
		break;
	case PHASE_TERMINATED:
		guest_kill(g);
		break;
	case PHASE_KILLED: /* a process in the kernel's hands: wait for it */
		start_timer(g, GUEST_GRACE_MS);
		break;
	case PHASE_GONE:
		break;
	}
}

void guest_stop(struct guest *g, enum vm_cause cause, enum vm_deadline deadline,
		uint64_t limit_ms)
{
	if (!g->deaf)
		guest_catch_up(g);
	if (g->decided || g->phase != PHASE_RUNNING)
		return;
	g->decided = true;
	g->deaf = true;
	g->end.cause = cause;
	g->end.deadline = deadline;
	g->end.limit_ms = limit_ms;
	if (cause != VM_TIMEOUT || !g->control_open || g->exited) {
		terminate(g);
		return;
	}
	g->phase = PHASE_EVIDENCE;
	start_timer(g, HANG_LIMIT_MS);
	hang_begin(&g->hang, send_control, g);
}

void guest_freeze(struct guest *g)
{
	if (!g->exited)
		child_kill(g->process.pid, SIGSTOP);
}

void guest_thaw(struct guest *g, uint64_t frozen_ms)
{
	if (g->exited)
		return;
	if (g->deadline != UINT64_MAX)
		g->deadline += frozen_ms;
	/* Of a VM that is on its way out the respite begins once more. */
	if (g->phase == PHASE_TERMINATED || g->phase == PHASE_KILLED)
		start_timer(g, GUEST_GRACE_MS);
	else if (g->phase == PHASE_EVIDENCE)
		start_timer(g, HANG_LIMIT_MS);
	child_kill(g->process.pid, SIGCONT);
}

/* ----------------------------------------------------------------- end -- */

/* The line of the VMM's messages that says most: no warning, not our signal. */
static const char *vmm_message(struct guest *g)
{
	const char *text = g->err_text;

	while (text && *text) {
		size_t len = strcspn(text, "\n");
		bool good =
			len && !memmem(text, len, "warning:", 8) &&
			!memmem(text, len, TERMINATING, strlen(TERMINATING));

		if (good) {
			ktap_printable(text, len, g->detail, sizeof(g->detail));
			return g->detail;
		}
		text += len + (text[len] == '\n');
	}
	return NULL;
}

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

void guest_close_handles(struct guest *g)
{
	uv_handle_t *handles[] = {
		(uv_handle_t *)&g->in,	    (uv_handle_t *)&g->out,
		(uv_handle_t *)&g->err,	    (uv_handle_t *)&g->control,
		(uv_handle_t *)&g->timer,   (uv_handle_t *)&g->pause,
		(uv_handle_t *)&g->process,
	};

	for (unsigned int i = g->nr_handles; i > 0; i--)
		uv_close(handles[i - 1], on_closed);
}

void guest_settle(struct guest *g)
{
	struct vm_end *end = &g->end;

	if (!g->exited || g->nr_open || g->phase == PHASE_GONE)
		return;
	ktap_end(&g->ktap);
	g->phase = PHASE_GONE;
	g->deaf = true;
	if (!g->decided)
		end->cause = own_cause(g);
	if (end->cause == VM_TIMEOUT)
		end->detail = g->detail[0] ? g->detail : NULL;
	else
		end->detail = vmm_message(g);
	guest_close_handles(g);
	g->set.ended(g->set.arg, end);
}

void guest_on_exit(uv_process_t *process, int64_t status, int signal)
{
	struct guest *g = process->data;

	g->exited = true;
	g->end.status = signal ? -1 : (int)status;
	g->end.signal = signal;
	child_kill(process->pid, SIGKILL); /* what it may have left behind */
	if (uv_is_active((uv_handle_t *)&g->pause)) {
		uv_timer_stop(&g->pause);
		guest_listen(g);
	}
	if (g->nr_open)
		start_timer(g, GUEST_DRAIN_MS);
	guest_settle(g);
}

void guest_free(struct guest *g)
{
	log_file_release(&g->log);
	excerpt_release(&g->excerpt);
	qmp_release(&g->qmp);
	hang_release(&g->hang);
	free(g->err_text);
	free(g->evidence);
	free(g->set.log_path);
	g->evidence = g->err_text = g->set.log_path = NULL;
	g->freed = true;
	if (!g->nr_handles)
		free(g);
}

const char *guest_log_path(const struct guest *g)
{
	return g->set.log_path;
}

int guest_pid(const struct guest *g)
{
	return g->process.pid;
}
