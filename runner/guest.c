/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest.h"

#include <errno.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../lib/test/protocol.h"
#include "alloc.h"
#include "child.h"
#include "hang.h"
#include "ktap.h"
#include "log.h"
#include "qemu.h"
#include "qmp.h"

/*
 * QEMU writes its console byte by byte. Listening to each would cost more than
 * what is said: after a little, wait for more of it, unless it comes in plenty.
 */
enum {
	PAUSE_MS = 4,
	PLENTY = 16 << 10,
	EAGER_READS = 32,
	CATCH_UP_READS = 64
};

#define TERMINATING "terminating on signal" /* QEMU, when it is told to end */

enum phase {
	PHASE_RUNNING,
	PHASE_EVIDENCE,	  /* a hang is looked at */
	PHASE_TERMINATED, /* SIGTERM was sent */
	PHASE_KILLED,
	PHASE_GONE,
};

struct guest {
	struct guest_params set;
	uv_process_t process;
	uv_pipe_t in, out, err, control;
	uv_timer_t timer, pause;
	unsigned int nr_handles; /* that are not closed yet */
	unsigned int nr_open;	 /* of out, err, control: not at their end */
	bool exited, deaf, freed;
	bool control_open;
	unsigned int eager; /* reads without a pause after each */
	enum phase phase;
	uint64_t deadline;

	struct ktap ktap;
	struct qmp qmp;
	struct hang hang;
	struct log_file log;
	struct excerpt excerpt;
	char *err_text;
	size_t err_len;
	char *evidence; /* hang_log() */

	struct vm_end end;
	bool decided;	   /* end.cause is guest_stop()'s */
	char shutdown[32]; /* QMP's reason */
	bool panicked;
	unsigned int own_stops; /* STOP events that we have caused */
	char request[32];	/* of the guest, being served */
	char detail[512];
};

/* --------------------------------------------------------------- input -- */

static void give_buffer(uv_handle_t *handle, size_t size, uv_buf_t *buf)
{
	/* One thread, one reader at a time, used up before the next read. */
	static char shared[256 << 10];

	(void)handle;
	(void)size;
	*buf = uv_buf_init(shared, sizeof(shared));
}

static void settle(struct guest *g);
static void evidence_done(struct guest *g);

static void stream_ended(struct guest *g, uv_stream_t *stream)
{
	uv_read_stop(stream);
	g->nr_open--;
	settle(g);
}

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

static void hear(struct guest *g, const char *bytes, size_t len)
{
	log_file_write(&g->log, bytes, len);
	if (g->set.passthrough)
		show(bytes, len);
	ktap_feed(&g->ktap, bytes, len);
}

/*
 * All that the guest has said so far, before something else that it did later
 * is looked at: the order of descriptors is not the order of events.
 */
static void catch_up(struct guest *g)
{
	char bytes[4096];
	uv_os_fd_t fd;
	ssize_t nr;

	if (g->exited || uv_is_closing((uv_handle_t *)&g->out) ||
	    uv_fileno((uv_handle_t *)&g->out, &fd))
		return;
	for (unsigned int i = 0; i < CATCH_UP_READS; i++) {
		nr = read(fd, bytes, sizeof(bytes));
		if (nr <= 0)
			return;
		hear(g, bytes, (size_t)nr);
	}
}

static void on_pause_over(uv_timer_t *timer);

static void on_console(uv_stream_t *stream, ssize_t nr, const uv_buf_t *buf)
{
	struct guest *g = stream->data;

	if (nr < 0) {
		stream_ended(g, stream);
		return;
	}
	hear(g, buf->base, (size_t)nr);
	if (nr >= PLENTY)
		g->eager = EAGER_READS;
	else if (g->eager)
		g->eager--;
	if (!g->eager && !g->exited) {
		uv_read_stop(stream);
		uv_timer_start(&g->pause, on_pause_over, PAUSE_MS, 0);
	}
}

static void listen_to_console(struct guest *g)
{
	uv_read_start((uv_stream_t *)&g->out, give_buffer, on_console);
}

static void on_pause_over(uv_timer_t *timer)
{
	listen_to_console(timer->data);
}

static void on_stderr(uv_stream_t *stream, ssize_t nr, const uv_buf_t *buf)
{
	struct guest *g = stream->data;
	size_t len;

	if (nr < 0) {
		stream_ended(g, stream);
		return;
	}
	if (g->set.passthrough)
		fwrite(buf->base, 1, (size_t)nr, stderr);
	len = GUEST_STDERR_MAX - g->err_len;
	if (len > (size_t)nr)
		len = (size_t)nr;
	g->err_text = xrealloc(g->err_text, g->err_len + len + 1, 1);
	memcpy(g->err_text + g->err_len, buf->base, len);
	g->err_len += len;
	g->err_text[g->err_len] = '\0';
}

static void on_control(uv_stream_t *stream, ssize_t nr, const uv_buf_t *buf)
{
	struct guest *g = stream->data;

	if (nr >= 0) {
		qmp_feed(&g->qmp, buf->base, (size_t)nr);
		return;
	}
	g->control_open = false;
	if (g->phase == PHASE_EVIDENCE)
		evidence_done(g);
	stream_ended(g, stream);
}

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

static void send_text(uv_pipe_t *pipe, const char *text)
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
	send_text(&g->in, text);
}

static void command(struct guest *g, const char *id, const char *name)
{
	char *text = qmp_command(id, name, NULL);

	if (text && g->set.qmp)
		send_text(&g->control, text);
	free(text);
}

static void send_control(void *arg, const char *text)
{
	struct guest *g = arg;

	send_text(&g->control, text);
}

/* -------------------------------------------------------- host channel -- */

static void answer(struct guest *g, bool good)
{
	char line[64];

	snprintf(line, sizeof(line), "%s %s\n", g->request,
		 good ? "ok" : "failed");
	g->request[0] = '\0';
	guest_send(g, line);
}

static void on_request(struct guest *g, const char *request)
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

/* ------------------------------------------------------------- console -- */

static void on_record(void *arg, const struct ktap_event *event)
{
	struct guest *g = arg;

	if (g->deaf)
		return;
	excerpt_line(&g->excerpt, "", event->record, event->len);
	if (event->type == KTAP_HOST)
		on_request(g, event->name);
	if (event->type == KTAP_HEADER)
		g->end.started = true;
	g->set.event(g->set.arg, event);
}

void guest_flush(struct guest *g)
{
	catch_up(g);
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
		if (!memmem(text, len, TERMINATING, strlen(TERMINATING)))
			excerpt_line(x, prefix, text, len);
		text += len + (text[len] == '\n');
	}
}

char *guest_excerpt(const struct guest *g, bool after)
{
	char *text = excerpt_text(&g->excerpt), *more, *all;
	struct excerpt x;

	if (!after || (!g->err_len && !g->evidence))
		return text;
	excerpt_init(&x, 4 * GUEST_STDERR_MAX);
	add_lines(&x, "vmm: ", g->err_text);
	add_lines(&x, "", g->evidence);
	more = excerpt_text(&x);
	excerpt_release(&x);
	all = xasprintf("%s%s", text, more);
	free(more);
	free(text);
	return all;
}

/* ------------------------------------------------------------- control -- */

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

static void on_qmp(void *arg, const struct qmp_message *message)
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
			evidence_done(g);
	}
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

static void evidence_done(struct guest *g)
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
	settle(g);
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
		evidence_done(g);
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
		catch_up(g);
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

static void close_handles(struct guest *g)
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

/* Dead, and nothing more to read: hand over the end. */
static void settle(struct guest *g)
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
	close_handles(g);
	g->set.ended(g->set.arg, end);
}

static void on_exit_(uv_process_t *process, int64_t status, int signal)
{
	struct guest *g = process->data;

	g->exited = true;
	g->end.status = signal ? -1 : (int)status;
	g->end.signal = signal;
	child_kill(process->pid, SIGKILL); /* what it may have left behind */
	if (uv_is_active((uv_handle_t *)&g->pause)) {
		uv_timer_stop(&g->pause);
		listen_to_console(g);
	}
	if (g->nr_open)
		start_timer(g, GUEST_DRAIN_MS);
	settle(g);
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

/* --------------------------------------------------------------- start -- */

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
		.exit_cb = on_exit_,
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
	listen_to_console(g);
	uv_read_start((uv_stream_t *)&g->err, give_buffer, on_stderr);
	if (!g->set.qmp)
		return;
	g->nr_open++;
	g->control_open = true;
	uv_read_start((uv_stream_t *)&g->control, give_buffer, on_control);
	send_text(&g->control, QMP_HELLO);
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
	ktap_init(&g->ktap, on_record, g);
	qmp_init(&g->qmp, on_qmp, g);
	init_handles(g);
	r = spawn(g);
	if (r) {
		error_set(error, -r, "cannot start %s: %s", params->argv[0],
			  uv_strerror(r));
		close_handles(g);
		guest_free(g);
		return r;
	}
	begin(g);
	*guest = g;
	return 0;
}
