/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records in an image, of which protocol.h has the layout. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <test/protocol.h>

#include "alloc.h"
#include "image_parts.h"

#define CASES_MAX   65536u
#define NEEDS_MAX   64u
#define SUMMARY_MAX 500u

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

int image_read_records(struct reader *r)
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
