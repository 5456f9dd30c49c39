/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What goes to a VMM and what comes from it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "vmm.h"

/*
 * QEMU writes its console byte by byte. Listening to each would cost more than
 * what is said: after a little, wait for more of it, unless it comes in plenty.
 */
enum {
	PAUSE_MS = 8,
	PLENTY = 16 << 10,
	EAGER_READS = 32,
	CATCH_UP_READS = 64
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

static void stream_ended(struct vmm *v, uv_stream_t *stream)
{
	uv_read_stop(stream);
	v->nr_open--;
	vmm_settle(v);
}

/* What is there, without waiting: its bytes, which the guest has been told of. */
static size_t read_ready(struct vmm *v)
{
	char bytes[PLENTY];
	size_t all = 0;
	uv_os_fd_t fd;
	ssize_t nr;

	if (v->exited || uv_is_closing((uv_handle_t *)&v->out) ||
	    uv_fileno((uv_handle_t *)&v->out, &fd))
		return 0;
	for (unsigned int i = 0; i < CATCH_UP_READS; i++) {
		nr = read(fd, bytes, sizeof(bytes));
		if (nr <= 0)
			break;
		v->set.console(v->set.arg, bytes, (size_t)nr);
		all += (size_t)nr;
		if ((size_t)nr < sizeof(bytes))
			break;
	}
	return all;
}

void vmm_catch_up(struct vmm *v)
{
	read_ready(v);
}

static void on_pause_over(uv_timer_t *timer);

static void pause_reading(struct vmm *v)
{
	uv_timer_start(&v->pause, on_pause_over, PAUSE_MS, 0);
}

static void on_console(uv_stream_t *stream, ssize_t nr, const uv_buf_t *buf)
{
	struct vmm *v = stream->data;

	if (nr < 0) {
		stream_ended(v, stream);
		return;
	}
	v->set.console(v->set.arg, buf->base, (size_t)nr);
	if (nr >= PLENTY)
		v->eager = EAGER_READS;
	else if (v->eager)
		v->eager--;
	if (!v->eager && !v->exited) {
		uv_read_stop(stream);
		pause_reading(v);
	}
}

void vmm_listen(struct vmm *v)
{
	uv_read_start((uv_stream_t *)&v->out, give_buffer, on_console);
}

/* As long as there is more each time, listening for it would be in vain. */
static void on_pause_over(uv_timer_t *timer)
{
	struct vmm *v = timer->data;
	size_t nr = read_ready(v);

	if (v->exited || uv_is_closing((uv_handle_t *)timer))
		return;
	if (nr && nr < PLENTY) {
		pause_reading(v);
		return;
	}
	v->eager = nr ? EAGER_READS : 0;
	vmm_listen(v);
}

static void on_messages(uv_stream_t *stream, ssize_t nr, const uv_buf_t *buf)
{
	struct vmm *v = stream->data;
	size_t len;

	if (nr < 0) {
		stream_ended(v, stream);
		return;
	}
	if (v->set.passthrough)
		fwrite(buf->base, 1, (size_t)nr, stderr);
	len = VMM_MESSAGES_MAX - v->messages_len;
	if (len > (size_t)nr)
		len = (size_t)nr;
	v->messages = xrealloc(v->messages, v->messages_len + len + 1, 1);
	memcpy(v->messages + v->messages_len, buf->base, len);
	v->messages_len += len;
	v->messages[v->messages_len] = '\0';
}

static void on_qmp(void *arg, const struct qmp_message *message)
{
	struct vmm *v = arg;

	v->set.qmp_message(v->set.arg, v, message);
}

static void on_control(uv_stream_t *stream, ssize_t nr, const uv_buf_t *buf)
{
	struct vmm *v = stream->data;

	if (nr >= 0) {
		qmp_feed(&v->qmp, buf->base, (size_t)nr);
		return;
	}
	v->control_open = false;
	v->set.deaf(v->set.arg, v);
	stream_ended(v, stream);
}

void vmm_begin_streams(struct vmm *v)
{
	v->nr_open = 2;
	vmm_listen(v);
	uv_read_start((uv_stream_t *)&v->err, give_buffer, on_messages);
	qmp_init(&v->qmp, on_qmp, v);
	if (!v->set.qmp)
		return;
	v->nr_open++;
	v->control_open = true;
	uv_read_start((uv_stream_t *)&v->control, give_buffer, on_control);
}

/* -------------------------------------------------------------- output -- */

struct line {
	uv_write_t write;
	uv_pipe_t fd; /* that goes with it */
	char text[];
};

static void on_line_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static void on_written(uv_write_t *write, int status)
{
	(void)status; /* a VMM that is gone shows by its exit */
	free(write);
}

static struct line *new_line(const char *text, uv_buf_t *buf)
{
	size_t len = strlen(text);
	struct line *line = xcalloc(1, sizeof(*line) + len + 1);

	memcpy(line->text, text, len);
	*buf = uv_buf_init(line->text, (unsigned int)len);
	return line;
}

static void send_text(uv_pipe_t *pipe, const char *text)
{
	uv_buf_t buf;
	struct line *line = new_line(text, &buf);

	if (uv_is_closing((uv_handle_t *)pipe) ||
	    uv_write(&line->write, (uv_stream_t *)pipe, &buf, 1, on_written))
		free(line);
}

void vmm_say(struct vmm *v, const char *text)
{
	send_text(&v->in, text);
}

void vmm_control(struct vmm *v, const char *text)
{
	send_text(&v->control, text);
}

void vmm_command(struct vmm *v, const char *id, const char *name)
{
	char *text = qmp_command(id, name, NULL);

	if (text && v->set.qmp)
		vmm_control(v, text);
	free(text);
}

static void on_handed_over(uv_write_t *write, int status)
{
	struct line *line = write->data;

	(void)status;
	uv_close((uv_handle_t *)&line->fd, on_line_closed);
}

int vmm_hand_over(struct vmm *v, const char *id, const char *name, int fd)
{
	char *text = qmp_command(id, "getfd", "{s:s}", "fdname", name);
	uv_stream_t *control = (uv_stream_t *)&v->control;
	struct line *line;
	uv_buf_t buf;
	int r;

	line = new_line(text, &buf);
	free(text);
	uv_pipe_init(v->set.loop, &line->fd, 0);
	line->fd.data = line->write.data = line;
	r = uv_pipe_open(&line->fd, fd);
	if (!r) /* who gets it expects no less */
		uv_stream_set_blocking((uv_stream_t *)&line->fd, 1);
	if (r)
		close(fd);
	else if (uv_is_closing((uv_handle_t *)control))
		r = UV_EPIPE;
	else
		r = uv_write2(&line->write, control, &buf, 1,
			      (uv_stream_t *)&line->fd, on_handed_over);
	if (r)
		uv_close((uv_handle_t *)&line->fd, on_line_closed);
	return r;
}
