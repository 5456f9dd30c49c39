/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <test/protocol.h>
#include <unistd.h>

#include "alloc.h"
#include "memory.h"
#include "run.h"

#define CASES_MAX   65536u
#define NEEDS_MAX   64u
#define SUMMARY_MAX 500u

/* What is being read: an image, its file, and where complaints go. */
struct reader {
	struct image *image;
	struct memory memory;
	struct error *error;
};

static int bad(struct reader *r, const char *what, uint64_t address)
{
	return error_set(r->error, EBADMSG, "%s: %s at 0x%" PRIx64,
			 r->image->path, what, address);
}

/* ---------------------------------------------------------------- values -- */

static int read_words(struct reader *r, uint64_t address, uint64_t *words,
		      unsigned int nr, const char *what)
{
	for (unsigned int i = 0; i < nr; i++) {
		uint64_t at = address + (uint64_t)i * r->memory.word_size;

		if (memory_word(&r->memory, at, &words[i]) < 0)
			return bad(r, what, address);
	}
	return 0;
}

static bool is_name(const char *text, const char *except)
{
	size_t len = strlen(text);

	return len && len <= PROTO_NAME_MAX &&
	       strspn(text, PROTO_NAME_CHARS) == len &&
	       strcspn(text, except) == len;
}

/* A name is part of ids, so the characters that ids are split at are not in it. */
static int read_name(struct reader *r, uint64_t address, const char *except,
		     const char *what, const char **name)
{
	*name = memory_string(&r->memory, address);
	if (!*name)
		return error_set(r->error, EBADMSG,
				 "%s: the name of a %s is not in the file",
				 r->image->path, what);
	if (!is_name(*name, except))
		return error_set(r->error, EBADMSG,
				 "%s: '%.40s' cannot be the name of a %s",
				 r->image->path, *name, what);
	return 0;
}

/* Text for people. Absent is empty; control characters are no text. */
static int read_text(struct reader *r, uint64_t address, const char *what,
		     const char **text)
{
	*text = address ? memory_string(&r->memory, address) : "";
	if (!*text || strlen(*text) > SUMMARY_MAX)
		return bad(r, what, address);
	for (const char *c = *text; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return bad(r, what, address);
	return 0;
}

/* ----------------------------------------------------------------- needs -- */

static int read_feature(struct reader *r, uint64_t address, char ***needs)
{
	uint64_t words[PROTO_FEATURE_WORDS];
	const char *name, *where;

	if (read_words(r, address, words, PROTO_FEATURE_WORDS,
		       "a bad address of a feature") < 0 ||
	    read_text(r, words[PROTO_FEATURE_NAME], "a bad name of a feature",
		      &name) < 0 ||
	    read_text(r, words[PROTO_FEATURE_WHERE],
		      "a bad description of a feature", &where) < 0)
		return -EBADMSG;
	if (*where)
		words_add(needs, xasprintf("%s (%s)", name, where));
	else
		words_add(needs, xstrdup(name));
	return 0;
}

static int read_needs(struct reader *r, uint64_t address, char ***needs)
{
	for (unsigned int i = 0; address && i < NEEDS_MAX; i++) {
		uint64_t feature;

		if (memory_word(&r->memory,
				address + (uint64_t)i * r->memory.word_size,
				&feature) < 0)
			return bad(r, "a bad list of needs", address);
		if (!feature)
			return 0;
		if (read_feature(r, feature, needs) < 0)
			return -EBADMSG;
	}
	return address ? bad(r, "an endless list of needs", address) : 0;
}

/* ----------------------------------------------------------------- cases -- */

/* One test record, checked; its cases differ in name alone. */
struct record {
	uint64_t words[PROTO_TEST_WORDS];
	const char *name, *summary, *file;
	char **needs;
};

static int add_case(struct reader *r, const struct record *record,
		    const char *row)
{
	struct image *image = r->image;
	struct image_case *c;

	if (image->nr_cases == CASES_MAX)
		return error_set(r->error, EBADMSG,
				 "%s: it has more than %u cases", image->path,
				 CASES_MAX);
	/* Powers of two: grown by doubling. */
	if (!(image->nr_cases & (image->nr_cases - 1)))
		image->cases = xrealloc(
			image->cases, image->nr_cases ? 2 * image->nr_cases : 1,
			sizeof(*c));
	c = &image->cases[image->nr_cases++];
	*c = (struct image_case){
		.name = xasprintf("%s.%s%s%s", image->suite, record->name,
				  row ? "/" : "", row ? row : ""),
		.summary = xstrdup(record->summary),
		.file = xstrdup(record->file),
		.line = record->words[PROTO_TEST_LINE],
		.kind = record->words[PROTO_TEST_KIND],
		.ends = record->words[PROTO_TEST_ENDS],
	};
	if (c->kind == PROTO_KIND_NUMBERED)
		c->nr_states = record->words[PROTO_TEST_NR_ROWS];
	for (char **need = record->needs; need && *need; need++)
		words_add(&c->needs, xstrdup(*need));
	if (strlen(c->name) > PROTO_NAME_MAX)
		return error_set(r->error, EBADMSG,
				 "%s: the name '%s' is longer than %d bytes",
				 image->path, c->name, PROTO_NAME_MAX);
	return 0;
}

static int add_rows(struct reader *r, const struct record *record)
{
	uint64_t rows = record->words[PROTO_TEST_ROWS];
	uint64_t size = record->words[PROTO_TEST_ROW_SIZE];
	uint64_t nr = record->words[PROTO_TEST_NR_ROWS];

	if (nr > CASES_MAX || size < r->memory.word_size || size > UINT32_MAX ||
	    (nr && !memory_bytes(&r->memory, rows, nr * size)))
		return error_set(r->error, EBADMSG,
				 "%s: the rows of %s.%s are not in the file",
				 r->image->path, r->image->suite, record->name);
	for (uint64_t i = 0; i < nr; i++) {
		uint64_t address;
		const char *name;
		int ret;

		if (memory_word(&r->memory, rows + i * size, &address) < 0)
			return bad(r, "a bad row", rows + i * size);
		ret = read_name(r, address, "", "row", &name);
		if (!ret)
			ret = add_case(r, record, name);
		if (ret < 0)
			return ret;
	}
	return 0;
}

static int add_cases(struct reader *r, const struct record *record)
{
	/* The guest reports a TEST_EACH without rows as one case, an error. */
	if (record->words[PROTO_TEST_KIND] == PROTO_KIND_EACH &&
	    record->words[PROTO_TEST_NR_ROWS])
		return add_rows(r, record);
	return add_case(r, record, NULL);
}

static int read_suite(struct reader *r, uint64_t address, char ***needs)
{
	uint64_t words[PROTO_SUITE_WORDS];
	const char *name, *summary;

	if (read_words(r, address, words, PROTO_SUITE_WORDS,
		       "a bad address of a suite record") < 0)
		return -EBADMSG;
	if (words[PROTO_SUITE_MAGIC] != PROTO_MAGIC)
		return bad(r, "no suite record", address);
	if (read_name(r, words[PROTO_SUITE_NAME], "./@", "suite", &name) < 0 ||
	    read_text(r, words[PROTO_SUITE_SUMMARY],
		      "a bad summary of the suite", &summary) < 0)
		return -EBADMSG;
	if (strcmp(name, r->image->suite))
		return error_set(r->error, EBADMSG,
				 "%s: it holds suite '%s', not '%s'",
				 r->image->path, name, r->image->suite);
	if (!r->image->summary)
		r->image->summary = xstrdup(summary);
	return read_needs(r, words[PROTO_SUITE_NEEDS], needs);
}

static int check_record(struct reader *r, const struct record *record)
{
	const uint64_t *words = record->words;

	if (words[PROTO_TEST_KIND] > PROTO_KIND_BENCH)
		return error_set(r->error, EBADMSG,
				 "%s: %s.%s is of unknown kind %" PRIu64,
				 r->image->path, r->image->suite, record->name,
				 words[PROTO_TEST_KIND]);
	if (words[PROTO_TEST_ENDS] > PROTO_ENDS_KIND_REBOOT)
		return error_set(r->error, EBADMSG,
				 "%s: %s.%s ends in unknown way %" PRIu64,
				 r->image->path, r->image->suite, record->name,
				 words[PROTO_TEST_ENDS]);
	if (words[PROTO_TEST_LINE] > INT32_MAX)
		return error_set(r->error, EBADMSG,
				 "%s: %s.%s stands in line %" PRIu64,
				 r->image->path, r->image->suite, record->name,
				 words[PROTO_TEST_LINE]);
	return 0;
}

static int read_record(struct reader *r, uint64_t address)
{
	struct record record = { .needs = NULL };
	uint64_t *words = record.words;
	int ret = -EBADMSG;

	if (read_words(r, address, words, PROTO_TEST_WORDS,
		       "a bad address of a case record") < 0)
		return -EBADMSG;
	if (words[PROTO_TEST_MAGIC] != PROTO_MAGIC)
		return bad(r, "no case record", address);
	if (!read_suite(r, words[PROTO_TEST_SUITE], &record.needs) &&
	    !read_needs(r, words[PROTO_TEST_NEEDS], &record.needs) &&
	    !read_name(r, words[PROTO_TEST_NAME], "/@", "case", &record.name) &&
	    !read_text(r, words[PROTO_TEST_SUMMARY], "a bad summary",
		       &record.summary) &&
	    !read_text(r, words[PROTO_TEST_FILE], "a bad file name",
		       &record.file) &&
	    !check_record(r, &record))
		ret = add_cases(r, &record);
	words_free(record.needs);
	return ret;
}

static int read_records(struct reader *r)
{
	uint64_t address, size, record;
	unsigned int word = r->memory.word_size;

	if (memory_section(&r->memory, PROTO_SECTION, &address, &size) < 0)
		return error_set(r->error, EBADMSG,
				 "%s: it has no section " PROTO_SECTION
				 ", so it is no image of this project",
				 r->image->path);
	if (!size || size % word || !memory_bytes(&r->memory, address, size))
		return error_set(r->error, EBADMSG,
				 "%s: section " PROTO_SECTION " of %" PRIu64
				 " bytes is no list of cases",
				 r->image->path, size);
	for (uint64_t i = 0; i < size / word; i++) {
		int ret;

		if (memory_word(&r->memory, address + i * word, &record) < 0)
			return bad(r, "a bad list of cases", address);
		ret = read_record(r, record);
		if (ret < 0)
			return ret;
	}
	return 0;
}

/* ----------------------------------------------------------------- order -- */

/*
 * The order of the plan, see protocol.h. Rows of one test stand in it as they
 * were added, by their addresses: qsort() is not stable.
 */
struct ordered {
	struct image_case c;
	size_t added;
};

static int compare_cases(const void *left, const void *right)
{
	const struct ordered *l = left, *r = right;
	bool l_ends = l->c.ends, r_ends = r->c.ends;
	int by_file;

	if (l_ends != r_ends)
		return l_ends - r_ends;
	by_file = strcmp(l->c.file, r->c.file);
	if (by_file)
		return by_file;
	if (l->c.line != r->c.line)
		return l->c.line < r->c.line ? -1 : 1;
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
		ret = read_records(&r);
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
