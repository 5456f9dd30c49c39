/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "outfile.h"

#include "alloc.h"
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Names of descriptors that this process has; -1: it is none. */
static int named_descriptor(const char *path)
{
	char *end;
	long fd;

	if (strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0)
		return STDOUT_FILENO;
	if (strcmp(path, "/dev/stderr") == 0)
		return STDERR_FILENO;
	if (strncmp(path, "/dev/fd/", 8) != 0)
		return -1;
	fd = strtol(path + 8, &end, 10);
	return *end || end == path + 8 || fd < 0 || fd > INT_MAX ? -1 : (int)fd;
}

static bool is_device(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

/* The descriptor to write to, after @path and @temporary were decided on. */
static int open_descriptor(struct outfile *file)
{
	int fd = named_descriptor(file->path);
	char *target;

	if (fd >= 0) {
		fflush(NULL); /* what was printed before comes first */
		return fcntl(fd, F_DUPFD_CLOEXEC, 3);
	}
	if (is_device(file->path))
		return open(file->path, O_WRONLY | O_CLOEXEC);
	target = realpath(file->path, NULL);
	if (target) {
		free(file->path);
		file->path = target;
	}
	file->temporary = xasprintf("%s.%ld.tmp", file->path, (long)getpid());
	return open(file->temporary, O_WRONLY | O_CREAT | O_CLOEXEC | O_TRUNC,
		    0666);
}

int outfile_check(const char *path, struct error *error)
{
	char *copy = xstrdup(path);
	const char *must_be_writable = dirname(copy);
	int code = 0;

	if (named_descriptor(path) >= 0)
		must_be_writable = NULL;
	else if (is_device(path))
		must_be_writable = path;
	if (must_be_writable && access(must_be_writable, W_OK) != 0)
		code = errno;
	free(copy);
	return code ? error_set(error, code, "%s: %s", path, strerror(code)) :
		      0;
}

int outfile_open(struct outfile *file, const char *path, struct error *error)
{
	int fd, code;

	memset(file, 0, sizeof(*file));
	file->path = xstrdup(path);
	fd = open_descriptor(file);
	file->stream = fd < 0 ? NULL : fdopen(fd, "w");
	if (file->stream)
		return 0;
	code = errno;
	if (fd >= 0)
		close(fd);
	outfile_discard(file);
	return error_set(error, code, "%s: %s", path, strerror(code));
}

int outfile_commit(struct outfile *file, struct error *error)
{
	bool failed = ferror(file->stream);
	int code = 0;

	errno = 0;
	if (fclose(file->stream) != 0 || failed)
		code = errno ? errno : EIO;
	file->stream = NULL;
	if (!code && file->temporary &&
	    rename(file->temporary, file->path) != 0)
		code = errno;
	if (code)
		error_set(error, code, "%s: %s", file->path, strerror(code));
	else
		free(file->temporary), file->temporary = NULL;
	outfile_discard(file);
	return -code;
}

void outfile_discard(struct outfile *file)
{
	if (file->stream)
		fclose(file->stream);
	if (file->temporary)
		unlink(file->temporary);
	free(file->temporary);
	free(file->path);
	memset(file, 0, sizeof(*file));
}

/* Why a write failed that nobody looked at: stdio keeps no errno. */
static int guess_failure(FILE *stream)
{
	struct pollfd fd = { .fd = fileno(stream), .events = POLLOUT };

	if (poll(&fd, 1, 0) > 0 && fd.revents & (POLLERR | POLLHUP))
		return EPIPE;
	return EIO;
}

void stream_flush(FILE *stream, int *failure)
{
	bool failed = ferror(stream);

	errno = 0;
	failed |= fflush(stream) != 0;
	if (!failed)
		return;
	if (*failure == 0)
		*failure = errno ? errno : guess_failure(stream);
	if (*failure == EPIPE)
		clearerr(stream); /* nothing that others need to report */
}

int stream_verdict(const char *what, int failure, struct error *error)
{
	if (failure == 0 || failure == EPIPE)
		return 0;
	return error_set(error, failure, "%s could not be written: %s", what,
			 strerror(failure));
}
