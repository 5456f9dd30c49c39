/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which target an image is of that no plan tells of. */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "exec.h"

/* The innermost folder of the path that is called like a target. */
static const struct target *target_of_path(const char *path)
{
	const struct target *found = NULL;
	char **parts = NULL;

	words_split(&parts, path, "/");
	for (char **p = parts; p && *p; p++)
		if (target_find(*p))
			found = target_find(*p);
	words_free(parts);
	return found;
}

static const struct target *target_of_machine(const Elf64_Ehdr *header)
{
	switch (header->e_machine) { /* at one offset in both classes */
	case EM_X86_64:
		return target_find("x86_64");
	case EM_386:
		return target_find("i386");
	case EM_AARCH64:
		return target_find("arm64");
	case EM_ARM:
		return target_find("arm");
	default:
		return NULL;
	}
}

const struct target *exec_target(const char *image, struct error *error)
{
	const struct target *target = NULL;
	Elf64_Ehdr header = { 0 };
	int fd = open(image, O_RDONLY | O_CLOEXEC);
	ssize_t nr;

	if (fd < 0) {
		error_set(error, errno, "%s: %s", image, strerror(errno));
		return NULL;
	}
	nr = read(fd, &header, sizeof(header));
	close(fd);
	if (nr < (ssize_t)sizeof(Elf32_Ehdr) ||
	    memcmp(header.e_ident, ELFMAG, SELFMAG)) {
		error_set(error, ENOEXEC, "%s: this is no ELF file", image);
		return NULL;
	}
	target = target_of_path(image);
	if (!target)
		target = target_of_machine(&header);
	if (!target)
		error_set(error, ENOTSUP, "%s: no target has this machine",
			  image);
	return target;
}
