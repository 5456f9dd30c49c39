/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "child.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "alloc.h"

const char *child_self(void)
{
	static char path[4096]; /* constant once it is known */
	ssize_t len;

	if (!path[0]) {
		len = readlink("/proc/self/exe", path, sizeof(path) - 1);
		if (len <= 0)
			return NULL;
		path[len] = '\0';
	}
	return path;
}

/* The small program: beside hvcheck, or where make install puts it; or NULL. */
static char *find_program(const char *self)
{
	static const char *const places[] = { "", "../lib/hvcheck/" };
	const char *slash = self ? strrchr(self, '/') : NULL;

	for (size_t i = 0; slash && i < sizeof(places) / sizeof(*places); i++) {
		char *path = xasprintf("%.*s/%s" CHILD_PROGRAM,
				       (int)(slash - self), self, places[i]);

		if (!access(path, X_OK))
			return path;
		free(path);
	}
	return NULL;
}

char **child_argv(char *const *argv)
{
	const char *self = child_self();
	char **words = NULL, *program = find_program(self);

	if (!program)
		program = xstrdup(self ? self : "/proc/self/exe");
	words_add(&words, program);
	words_add(&words, xstrdup(CHILD_OPTION));
	words_add(&words, xasprintf("%d", (int)getpid()));
	words_add(&words, xstrdup("--"));
	for (; *argv; argv++)
		words_add(&words, xstrdup(*argv));
	return words;
}

void child_kill(int pid, int signal)
{
	/* Before the child leads its group there is only itself to kill. */
	if (pid > 0 && kill(-pid, signal) && errno == ESRCH)
		kill(pid, signal);
}

/* ------------------------------------------------------------- capture -- */

enum {
	CAPTURE_MAX = 4 << 20
};

struct capture {
	uv_loop_t loop;
	uv_process_t process;
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

static void on_captured_exit(uv_process_t *process, int64_t status, int signal)
{
	struct capture *c = process->data;

	c->output->status = signal ? -1 : (int)status;
	c->output->signal = signal;
	uv_close((uv_handle_t *)&c->timer, NULL);
	uv_close((uv_handle_t *)process, NULL);
	/* Whatever it has left behind must not keep the pipes open. */
	child_kill(process->pid, SIGKILL);
}

static void on_capture_timeout(uv_timer_t *timer)
{
	struct capture *c = timer->data;

	c->output->timed_out = true;
	child_kill(c->process.pid, SIGKILL);
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
	c->timer.data = c->process.data = c;
}

static int capture_spawn(struct capture *c, char **words)
{
	uv_stdio_container_t stdio[] = {
		{ .flags = UV_CREATE_PIPE | UV_READABLE_PIPE,
		  .data.stream = (uv_stream_t *)&c->in },
		{ .flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE,
		  .data.stream = (uv_stream_t *)&c->out },
		{ .flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE,
		  .data.stream = (uv_stream_t *)&c->err },
	};
	uv_process_options_t options = {
		.file = words[0],
		.args = words,
		.exit_cb = on_captured_exit,
		.flags = UV_PROCESS_DETACHED,
		.stdio = stdio,
		.stdio_count = 3,
	};

	return uv_spawn(&c->loop, &c->process, &options);
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
	char **words = child_argv(argv);
	uv_buf_t text = uv_buf_init((char *)input,
				    input ? (unsigned int)strlen(input) : 0);
	int r;

	*output =
		(struct child_output){ .out = xstrdup(""), .err = xstrdup("") };
	uv_loop_init(&c.loop);
	capture_init(&c, output);
	r = capture_spawn(&c, words);
	if (r) {
		error_set(error, -r, "cannot start %s: %s", argv[0],
			  uv_strerror(r));
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
	words_free(words);
	return r;
}

void child_output_release(struct child_output *output)
{
	free(output->out);
	free(output->err);
	output->out = output->err = NULL;
}
