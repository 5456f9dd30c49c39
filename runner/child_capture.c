/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "child.h"

enum {
	CAPTURE_MAX = 4 << 20
};

struct capture {
	uv_loop_t loop;
	struct child child;
	uv_pipe_t in, out, err;
	uv_timer_t timer;
	uv_write_t write;
	struct child_output *output;
	bool exited;
};

static void give_buffer(uv_handle_t *handle, size_t size, uv_buf_t *buf)
{
	static char shared[64 << 10]; /* one thread, used up before it returns */

	(void)handle;
	(void)size;
	*buf = uv_buf_init(shared, sizeof(shared));
}

static void keep(char **text, size_t *len, const char *bytes, size_t nr)
{
	if (*len + nr > CAPTURE_MAX)
		nr = CAPTURE_MAX - *len;
	*text = xrealloc(*text, *len + nr + 1, 1);
	memcpy(*text + *len, bytes, nr);
	*len += nr;
	(*text)[*len] = '\0';
}

static void on_capture(uv_stream_t *stream, ssize_t nr, const uv_buf_t *buf)
{
	struct capture *c = stream->data;

	if (nr < 0)
		uv_close((uv_handle_t *)stream, NULL);
	else if (stream == (uv_stream_t *)&c->out)
		keep(&c->output->out, &c->output->out_len, buf->base,
		     (size_t)nr);
	else
		keep(&c->output->err, &c->output->err_len, buf->base,
		     (size_t)nr);
}

static void on_captured_exit(struct child *child)
{
	struct capture *c = child->data;

	c->output->status = child->status;
	c->output->signal = child->signal;
	uv_close((uv_handle_t *)&c->timer, NULL);
	child_close(child, NULL);
	/* Whatever it has left behind must not keep the pipes open. */
	child_kill(child->pid, SIGKILL);
}

static void on_capture_timeout(uv_timer_t *timer)
{
	struct capture *c = timer->data;

	c->output->timed_out = true;
	child_kill(c->child.pid, SIGKILL);
}

static void on_input_written(uv_write_t *write, int status)
{
	(void)status;
	if (!uv_is_closing((uv_handle_t *)write->handle))
		uv_close((uv_handle_t *)write->handle, NULL);
}

static void capture_init(struct capture *c, struct child_output *output)
{
	uv_pipe_t *pipes[] = { &c->in, &c->out, &c->err };

	c->output = output;
	for (int i = 0; i < 3; i++) {
		uv_pipe_init(&c->loop, pipes[i], 0);
		pipes[i]->data = c;
	}
	uv_timer_init(&c->loop, &c->timer);
	c->timer.data = c->child.data = c;
	c->child.exited = on_captured_exit;
}

/* The other end of each pipe, in the order of a child's descriptors. */
static int open_pipes(struct capture *c, int theirs[3])
{
	uv_pipe_t *ours[] = { &c->in, &c->out, &c->err };

	for (int i = 0; i < 3; i++) {
		uv_file fds[2];
		int r = uv_pipe(fds, 0, 0);

		if (r)
			return r;
		theirs[i] = fds[i > 0];
		r = uv_pipe_open(ours[i], fds[i == 0]);
		if (r) {
			close(fds[i == 0]);
			return r;
		}
	}
	return 0;
}

static int capture_start(struct capture *c, char *const *argv)
{
	int theirs[3] = { -1, -1, -1 };
	int r = open_pipes(c, theirs);

	if (!r)
		r = child_start(&c->child, &c->loop, argv, theirs, 3);
	for (int i = 0; i < 3; i++)
		if (theirs[i] >= 0)
			close(theirs[i]);
	return r;
}

static void close_all(uv_handle_t *handle, void *arg)
{
	(void)arg;
	if (!uv_is_closing(handle))
		uv_close(handle, NULL);
}

int child_capture(char *const *argv, const char *input, unsigned int timeout_ms,
		  struct child_output *output, struct error *error)
{
	struct capture c = { 0 };
	uv_buf_t text = uv_buf_init((char *)input,
				    input ? (unsigned int)strlen(input) : 0);
	int r;

	*output =
		(struct child_output){ .out = xstrdup(""), .err = xstrdup("") };
	uv_loop_init(&c.loop);
	capture_init(&c, output);
	r = capture_start(&c, argv);
	if (r) {
		error_set(error, -r, "cannot start %s: %s", argv[0],
			  strerror(-r));
		uv_walk(&c.loop, close_all, NULL);
	} else {
		uv_timer_start(&c.timer, on_capture_timeout, timeout_ms, 0);
		uv_write(&c.write, (uv_stream_t *)&c.in, &text, 1,
			 on_input_written);
		uv_read_start((uv_stream_t *)&c.out, give_buffer, on_capture);
		uv_read_start((uv_stream_t *)&c.err, give_buffer, on_capture);
	}
	uv_run(&c.loop, UV_RUN_DEFAULT);
	uv_loop_close(&c.loop);
	return r;
}

void child_output_release(struct child_output *output)
{
	free(output->out);
	free(output->err);
	output->out = output->err = NULL;
}
