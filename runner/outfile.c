/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "outfile.h"

#include "alloc.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool in_place(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

static int open_stream(struct outfile *file)
{
	const char *path = file->temporary ? file->temporary : file->path;
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_TRUNC, 0666);

	if (fd < 0)
		return -errno;
	file->stream = fdopen(fd, "w");
	if (!file->stream) {
		close(fd);
		return -ENOMEM;
	}
	return 0;
}

int outfile_open(struct outfile *file, const char *path, struct error *error)
{
	int r;

	memset(file, 0, sizeof(*file));
	file->path = xstrdup(path);
	if (!in_place(path))
		file->temporary =
			xasprintf("%s.%ld.tmp", path, (long)getpid());
	r = open_stream(file);
	if (r < 0) {
		outfile_discard(file);
		return error_set(error, -r, "%s: %s", path, strerror(-r));
	}
	return 0;
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
