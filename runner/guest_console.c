/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest_parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"

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

void guest_give_buffer(uv_handle_t *handle, size_t size, uv_buf_t *buf)
{
	/* One thread, one reader at a time, used up before the next read. */
	static char shared[256 << 10];

	(void)handle;
	(void)size;
	*buf = uv_buf_init(shared, sizeof(shared));
}

void guest_stream_ended(struct guest *g, uv_stream_t *stream)
{
	uv_read_stop(stream);
	g->nr_open--;
	guest_settle(g);
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

void guest_catch_up(struct guest *g)
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
		guest_stream_ended(g, stream);
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

void guest_listen(struct guest *g)
{
	uv_read_start((uv_stream_t *)&g->out, guest_give_buffer, on_console);
}

static void on_pause_over(uv_timer_t *timer)
{
	guest_listen(timer->data);
}

void guest_on_stderr(uv_stream_t *stream, ssize_t nr, const uv_buf_t *buf)
{
	struct guest *g = stream->data;
	size_t len;

	if (nr < 0) {
		guest_stream_ended(g, stream);
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

void guest_on_record(void *arg, const struct ktap_event *event)
{
	struct guest *g = arg;

	if (g->deaf)
		return;
	excerpt_line(&g->excerpt, "", event->record, event->len);
	if (event->type == KTAP_HOST)
		guest_request(g, event->name);
	if (event->type == KTAP_HEADER)
		g->end.started = true;
	g->set.event(g->set.arg, event);
}

void guest_flush(struct guest *g)
{
	guest_catch_up(g);
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
