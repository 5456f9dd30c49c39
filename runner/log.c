/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "ktap.h"

/* ---------------------------------------------------------------- file -- */

enum {
	FAILED = -2
};

char *log_file_create(const char *stem, int *fd)
{
	char *path = xasprintf("%s.log", stem);

	for (unsigned int i = 2;; i++) {
		*fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (*fd >= 0)
			return path;
		free(path);
		if (errno != EEXIST)
			return NULL;
		path = xasprintf("%s.%u.log", stem, i);
	}
}

void log_file_init(struct log_file *log, int fd, uint64_t half)
{
	*log = (struct log_file){ .fd = fd, .half = half };
}

static bool write_at(int fd, const char *bytes, size_t len, uint64_t at)
{
	while (len) {
		ssize_t nr = pwrite(fd, bytes, len, (off_t)at);

		if (nr < 0 && errno == EINTR)
			continue;
		if (nr <= 0)
			return false;
		bytes += nr;
		at += (uint64_t)nr;
		len -= (size_t)nr;
	}
	return true;
}

static void fail(struct log_file *log)
{
	if (log->fd >= 0)
		close(log->fd);
	log->fd = FAILED;
}

/* Past the first half the file is a ring of the second one. */
void log_file_write(struct log_file *log, const char *bytes, size_t len)
{
	while (len && log->fd >= 0) {
		uint64_t from = log->total, half = log->half;
		uint64_t at = from < half ? from : half + (from - half) % half;
		uint64_t room = at < half ? half - at : 2 * half - at;
		size_t part = len < room ? len : (size_t)room;

		if (!write_at(log->fd, bytes, part, at))
			fail(log);
		log->total += part;
		bytes += part;
		len -= part;
	}
}

/* Unrolls the ring, with a line that says what is missing before it. */
static bool unroll(struct log_file *log)
{
	uint64_t pos = (log->total - log->half) % log->half;
	char *ring = malloc(log->half), line[96];
	bool good;
	int len = snprintf(line, sizeof(line),
			   "\n[hvcheck: %" PRIu64 " bytes are left out here]\n",
			   log->total - 2 * log->half);

	if (!ring)
		return false;
	good = pread(log->fd, ring, log->half, (off_t)log->half) ==
		       (ssize_t)log->half &&
	       write_at(log->fd, line, (size_t)len, log->half) &&
	       write_at(log->fd, ring + pos, log->half - pos,
			log->half + (uint64_t)len) &&
	       write_at(log->fd, ring, pos,
			log->half + (uint64_t)len + log->half - pos);
	free(ring);
	return good;
}

int log_file_release(struct log_file *log)
{
	int r = 0;

	if (log->fd >= 0 && log->total > 2 * log->half && !unroll(log))
		r = -EIO;
	if (log->fd == FAILED)
		r = -EIO;
	if (log->fd >= 0)
		close(log->fd);
	log_file_init(log, -1, log->half);
	return r;
}

/* ------------------------------------------------------------- excerpt -- */

void excerpt_init(struct excerpt *x, size_t half)
{
	*x = (struct excerpt){ .half = half };
}

void excerpt_reset(struct excerpt *x)
{
	x->head_len = x->tail_len = 0;
	x->left_out = 0;
}

void excerpt_release(struct excerpt *x)
{
	free(x->head);
	free(x->tail);
	excerpt_init(x, x->half);
}

static char *reserve(char **text, size_t *size, size_t need)
{
	if (need > *size) {
		*size = need * 2;
		*text = xrealloc(*text, *size, 1);
	}
	return *text;
}

/* The tail may grow to twice its share before its older half goes. */
static void trim_tail(struct excerpt *x)
{
	char *from, *eol;
	size_t drop;

	if (x->tail_len <= 2 * x->half)
		return;
	from = x->tail + x->tail_len - x->half;
	eol = memchr(from, '\n', x->half);
	drop = (size_t)((eol ? eol + 1 : from) - x->tail);
	memmove(x->tail, x->tail + drop, x->tail_len - drop);
	x->tail_len -= drop;
	x->left_out += drop;
}

void excerpt_line(struct excerpt *x, const char *prefix, const char *line,
		  size_t len)
{
	size_t prefix_len = strlen(prefix), room;
	bool head = !x->tail_len && !x->left_out && x->head_len < x->half;
	char *out;

	if (len > x->half / 2)
		len = x->half / 2;
	room = prefix_len + 4 * len + 2;
	out = head ? reserve(&x->head, &x->head_size, x->head_len + room) +
			      x->head_len :
		     reserve(&x->tail, &x->tail_size, x->tail_len + room) +
			      x->tail_len;
	memcpy(out, prefix, prefix_len);
	len = prefix_len +
	      ktap_printable(line, len, out + prefix_len, room - prefix_len);
	out[len++] = '\n';
	*(head ? &x->head_len : &x->tail_len) += len;
	trim_tail(x);
}

char *excerpt_text(const struct excerpt *x)
{
	char note[80] = "", *text;
	size_t len;

	if (x->left_out)
		snprintf(note, sizeof(note),
			 "[hvcheck: %" PRIu64 " bytes are left out here]\n",
			 x->left_out);
	len = strlen(note);
	text = xrealloc(NULL, x->head_len + len + x->tail_len + 1, 1);
	if (x->head_len)
		memcpy(text, x->head, x->head_len);
	memcpy(text + x->head_len, note, len);
	if (x->tail_len)
		memcpy(text + x->head_len + len, x->tail, x->tail_len);
	text[x->head_len + len + x->tail_len] = '\0';
	return text;
}
