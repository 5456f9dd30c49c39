/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "relay.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "alloc.h"

enum {
	PART = 64 << 20 /* bytes of one write request, which counts in int */
};

struct relay {
	uv_pipe_t in, out;
	unsigned int nr_handles; /* that are not closed yet */
	uv_write_t write;
	FILE *file;
	char *map;
	size_t bytes, given;
	bool freed;
	void (*full)(void *arg, int error);
	void *arg;
};

static void release(struct relay *relay)
{
	if (!relay->freed || relay->nr_handles)
		return;
	if (relay->map)
		munmap(relay->map, relay->bytes);
	if (relay->file)
		fclose(relay->file);
	free(relay);
}

static void on_closed(uv_handle_t *handle)
{
	struct relay *relay = handle->data;

	relay->nr_handles--;
	release(relay);
}

static void open_pipe(struct relay *relay, uv_pipe_t *pipe, uv_loop_t *loop)
{
	uv_pipe_init(loop, pipe, 0);
	pipe->data = relay;
	relay->nr_handles++;
}

static void close_pipe(uv_pipe_t *pipe)
{
	if (pipe->data && !uv_is_closing((uv_handle_t *)pipe))
		uv_close((uv_handle_t *)pipe, on_closed);
}

void relay_free(struct relay *relay)
{
	if (!relay)
		return;
	relay->freed = true;
	close_pipe(&relay->in);
	close_pipe(&relay->out);
	release(relay);
}

static void give_buffer(uv_handle_t *handle, size_t size, uv_buf_t *buf)
{
	static char shared[256 << 10]; /* used up before the next read */

	(void)handle;
	(void)size;
	*buf = uv_buf_init(shared, sizeof(shared));
}

static void on_bytes(uv_stream_t *stream, ssize_t nr, const uv_buf_t *buf)
{
	struct relay *relay = stream->data;
	int error = 0;

	if (nr > 0 &&
	    fwrite(buf->base, 1, (size_t)nr, relay->file) == (size_t)nr) {
		relay->bytes += (size_t)nr;
		return;
	}
	if (!nr)
		return;
	if (nr != UV_EOF || fflush(relay->file))
		error = nr < 0 && nr != UV_EOF ? (int)nr : -EIO;
	uv_read_stop(stream);
	relay->full(relay->arg, error);
}

int relay_start(struct relay **made, uv_loop_t *loop, int *fd,
		void (*full)(void *arg, int error), void *arg)
{
	struct relay *relay = xcalloc(1, sizeof(*relay));
	uv_file fds[2];
	int r;

	relay->full = full;
	relay->arg = arg;
	relay->file = tmpfile();
	r = relay->file ? uv_pipe(fds, UV_NONBLOCK_PIPE, 0) : -errno;
	if (r) {
		relay_free(relay);
		return r;
	}
	open_pipe(relay, &relay->in, loop);
	uv_pipe_open(&relay->in, fds[0]);
	uv_read_start((uv_stream_t *)&relay->in, give_buffer, on_bytes);
	*fd = fds[1];
	*made = relay;
	return 0;
}

static void give_part(struct relay *relay);

static void on_given(uv_write_t *write, int status)
{
	struct relay *relay = write->data;

	/* A destination that does not read it says why by itself. */
	if (status || relay->given == relay->bytes)
		close_pipe(&relay->out);
	else
		give_part(relay);
}

static void give_part(struct relay *relay)
{
	size_t left = relay->bytes - relay->given;
	unsigned int part = left < PART ? (unsigned int)left : PART;
	uv_buf_t buf = uv_buf_init(relay->map + relay->given, part);

	relay->given += part;
	relay->write.data = relay;
	uv_write(&relay->write, (uv_stream_t *)&relay->out, &buf, 1, on_given);
}

int relay_give(struct relay *relay, int *fd)
{
	uv_file fds[2];
	int r;

	if (!relay->bytes)
		return -ENODATA;
	relay->map = mmap(NULL, relay->bytes, PROT_READ, MAP_SHARED,
			  fileno(relay->file), 0);
	if (relay->map == MAP_FAILED) {
		relay->map = NULL;
		return -errno;
	}
	r = uv_pipe(fds, 0, UV_NONBLOCK_PIPE);
	if (r)
		return r;
	open_pipe(relay, &relay->out, relay->in.loop);
	uv_pipe_open(&relay->out, fds[1]);
	close_pipe(&relay->in);
	*fd = fds[0];
	give_part(relay);
	return 0;
}
