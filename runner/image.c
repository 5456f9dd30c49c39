/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"

/* ----------------------------------------------------------------- order -- */

/*
 * The order of the plan, see protocol.h. Rows of one test stand in it as they
 * were added, by their addresses: qsort() is not stable.
 */
struct ordered {
	struct image_case c;
	size_t added;
};

/* Of tests: a row's name ends at the slash. */
static int compare_tests(const char *left, const char *right)
{
	while (*left == *right && *left != '\0' && *left != '/') {
		left++;
		right++;
	}
	return (*left == '/' ? 0 : *left) - (*right == '/' ? 0 : *right);
}

static int compare_cases(const void *left, const void *right)
{
	const struct ordered *l = left, *r = right;
	bool l_ends = l->c.ends, r_ends = r->c.ends;
	int by_file, by_name;

	if (l_ends != r_ends)
		return l_ends - r_ends;
	by_file = strcmp(l->c.file, r->c.file);
	if (by_file)
		return by_file;
	if (l->c.line != r->c.line)
		return l->c.line < r->c.line ? -1 : 1;
	by_name = compare_tests(l->c.name, r->c.name);
	if (by_name)
		return by_name;
	return l->added < r->added ? -1 : l->added > r->added;
}

static void sort_cases(struct image *image)
{
	struct ordered *sorted = xcalloc(image->nr_cases, sizeof(*sorted));

	for (size_t i = 0; i < image->nr_cases; i++)
		sorted[i] = (struct ordered){ image->cases[i], i };
	qsort(sorted, image->nr_cases, sizeof(*sorted), compare_cases);
	for (size_t i = 0; i < image->nr_cases; i++)
		image->cases[i] = sorted[i].c;
	free(sorted);
}

static int compare_names(const void *left, const void *right)
{
	const char *const *l = left, *const *r = right;

	return strcmp(*l, *r);
}

static int check_duplicates(struct reader *r)
{
	size_t nr = r->image->nr_cases;
	const char **names = xcalloc(nr, sizeof(*names));
	int ret = 0;

	for (size_t i = 0; i < nr; i++)
		names[i] = r->image->cases[i].name;
	qsort(names, nr, sizeof(*names), compare_names);
	for (size_t i = 1; i < nr && !ret; i++)
		if (!strcmp(names[i - 1], names[i]))
			ret = error_set(r->error, EBADMSG,
					"%s: two cases are named '%s'",
					r->image->path, names[i]);
	free(names);
	return ret;
}

/* ------------------------------------------------------------------ files -- */

static int parse(struct image *image, Elf *elf, struct error *error)
{
	struct reader r = { .image = image, .error = error };
	int ret;

	if (!elf)
		return error_set(error, EBADMSG, "%s: not an ELF file",
				 image->path);
	ret = memory_init(&r.memory, elf, image->path, error);
	if (!ret)
		ret = image_read_records(&r);
	if (!ret)
		ret = check_duplicates(&r);
	if (!ret)
		sort_cases(image);
	memory_release(&r.memory);
	return ret;
}

int image_parse(struct image *image, void *file, size_t size,
		struct error *error)
{
	Elf *elf;
	int ret;

	elf_version(EV_CURRENT);
	elf = elf_memory(file, size);
	ret = parse(image, elf, error);
	elf_end(elf);
	return ret;
}

static int parse_path(struct image *image, struct error *error)
{
	int fd = open(image->path, O_RDONLY | O_CLOEXEC);
	Elf *elf;
	int ret;

	if (fd < 0)
		return error_set(error, errno, "%s: %s", image->path,
				 strerror(errno));
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	ret = parse(image, elf, error);
	elf_end(elf);
	close(fd);
	return ret;
}

/* "x86/msr@mode-m.elf": suite "msr", build "mode-m" */
static void name_image(struct image *image)
{
	const char *base = strrchr(image->path, '/');
	char *at;

	base = base ? base + 1 : image->path;
	image->suite = xstrndup(base, strlen(base) - strlen(".elf"));
	at = strchr(image->suite, '@');
	if (at) {
		*at = '\0';
		image->build = xstrdup(at + 1);
	}
}

int image_read(struct image **image, const struct target *target,
	       const char *dir, const char *path, struct error *error)
{
	struct image *new = xcalloc(1, sizeof(*new));
	int r;

	new->target = target;
	new->dir = xstrdup(dir);
	new->path = xstrdup(path);
	name_image(new);
	r = parse_path(new, error);
	if (r < 0) {
		image_free(new);
		return r;
	}
	*image = new;
	return 0;
}

static void case_release(struct image_case *c)
{
	free(c->name);
	free(c->summary);
	free(c->file);
	words_free(c->needs);
}

void image_free(struct image *image)
{
	if (!image)
		return;
	for (size_t i = 0; i < image->nr_cases; i++)
		case_release(&image->cases[i]);
	free(image->cases);
	free(image->suite);
	free(image->build);
	free(image->dir);
	free(image->path);
	free(image->summary);
	free(image);
}
