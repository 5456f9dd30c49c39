/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "expect.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "parse.h"

/* --------------------------------------------------------------- parsing -- */

static char *trimmed(const char *text, size_t len)
{
	while (len && isspace((unsigned char)*text)) {
		text++;
		len--;
	}
	while (len && isspace((unsigned char)text[len - 1]))
		len--;
	return xstrndup(text, len);
}

/*
 * The case glob, the condition and the reason stand between colons; a reason
 * may hold more of them.
 */
static int split(const char *text, char **cases, char **condition,
		 char **reason)
{
	const char *first = strchr(text, ':');
	const char *second = first ? strchr(first + 1, ':') : NULL;

	if (!second)
		return -EINVAL;
	*cases = trimmed(text, first - text);
	*condition = trimmed(first + 1, second - first - 1);
	*reason = trimmed(second + 1, strlen(second + 1));
	return 0;
}

static int parse_version(const char *text, unsigned int version[3],
			 unsigned int *nr)
{
	char **parts = NULL;
	int r = 0;

	/* words_split() would forgive "8..0" */
	if (!isdigit((unsigned char)text[0]) || strstr(text, "..") ||
	    text[strlen(text) - 1] == '.')
		return -EINVAL;
	words_split(&parts, text, ".");
	*nr = words_count(parts);
	if (*nr > 3)
		r = -EINVAL;
	for (unsigned int i = 0; i < *nr && !r; i++)
		r = parse_uint(parts[i], 0, 1000000, &version[i]);
	words_free(parts);
	return r;
}

static bool is_operator(const char *word)
{
	static const char *const operators[] = { "<", "<=", "=", ">=", ">" };

	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
		if (!strcmp(word, operators[i]))
			return true;
	return false;
}

static int parse_range(struct expectation *expect, const char *operator,
		       const char * number, struct error *error)
{
	struct version_range *range;

	if (expect->nr_range == 2)
		return error_set(error, EINVAL,
				 "there are more than two version bounds");
	range = &expect->range[expect->nr_range];
	if (!number || parse_version(number, range->version, &range->nr) < 0)
		return error_set(
			error, EINVAL,
			"a version such as 8.0 must follow '%s', not '%s'",
			operator, number ? number : "");
	strcpy(range->op, operator);
	expect->nr_range++;
	return 0;
}

static int parse_condition(struct expectation *expect, char *const *words,
			   struct error *error)
{
	while (*words) {
		int r = 0;

		if (is_operator(*words)) {
			r = parse_range(expect, words[0], words[1], error);
			words++;
		} else if (!strncmp(*words, "cpu=", 4) && (*words)[4] &&
			   !expect->cpu) {
			expect->cpu = xstrdup(*words + 4);
		} else {
			r = error_set(
				error, EINVAL,
				"'%s' is neither a version bound (< 8.0) nor cpu=MODEL",
				*words);
		}
		if (r < 0)
			return r;
		words++;
	}
	return 0;
}

/* "fail(2)" */
static int parse_failed(struct expectation *expect, const char *word,
			struct error *error)
{
	char *number = xstrndup(word, strcspn(word, ")"));
	int r = strcmp(word + strlen(number), ")") ?
			-EINVAL :
			parse_u64(number, &expect->nr_failed);

	if (r < 0 || !expect->nr_failed)
		r = error_set(
			error, EINVAL,
			"'fail(%s' must read fail(N): how many checks of the case fail",
			word);
	free(number);
	return r;
}

static int parse_state(struct expectation *expect, const char *word,
		       struct error *error)
{
	if (!strncmp(word, "fail(", 5)) {
		expect->state = STATE_FAIL;
		return parse_failed(expect, word + 5, error);
	}
	if (!strcmp(word, "fail"))
		expect->state = STATE_FAIL;
	else if (!strcmp(word, "pass"))
		expect->state = STATE_PASS;
	else if (!strcmp(word, "crash"))
		expect->state = STATE_CRASH;
	else if (!strcmp(word, "timeout"))
		expect->state = STATE_TIMEOUT;
	else
		return error_set(
			error, EINVAL,
			"'%s' cannot be expected: it is fail, crash or timeout, or in a variant pass",
			word);
	return 0;
}

/* STATE on ENGINE ... */
static int parse_words_of(struct expectation *expect, char *const *words,
			  struct error *error)
{
	int r;

	if (words_count(words) < 3 || strcmp(words[1], "on"))
		return error_set(
			error, EINVAL,
			"'fail|crash|timeout on ENGINE' must follow '%s:'",
			expect->cases);
	r = parse_state(expect, words[0], error);
	if (r < 0)
		return r;
	expect->engine = xstrdup(words[2]);
	return parse_condition(expect, words + 3, error);
}

/* Of '*', '/' and '?' alone: an entry that says nothing about which cases. */
static bool covers_everything(const char *glob)
{
	return strspn(glob, "*?/") == strlen(glob);
}

static int check(const struct expectation *expect, struct error *error)
{
	const struct version_range *range = expect->range;

	if (covers_everything(expect->cases))
		return error_set(
			error, EINVAL,
			"'%s' would cover every case: name the ones that fail",
			expect->cases);
	if (!*expect->reason)
		return error_set(error, EINVAL, "the reason is missing");
	if (expect->nr_range == 2 && range[0].op[0] == range[1].op[0])
		return error_set(
			error, EINVAL,
			"'%s' and '%s' bound the version on the same side",
			range[0].op, range[1].op);
	return 0;
}

int expect_parse(struct expectation *expect, const char *text,
		 struct error *error)
{
	char *condition, **words = NULL;
	int r;

	*expect = (struct expectation){ .cases = NULL };
	if (split(text, &expect->cases, &condition, &expect->reason) < 0)
		return error_set(
			error, EINVAL,
			"it must read 'CASES: fail|crash|timeout on ENGINE: REASON'");
	words_split(&words, condition, " \t");
	r = parse_words_of(expect, words, error);
	if (!r)
		r = check(expect, error);
	words_free(words);
	free(condition);
	if (r < 0)
		expect_release(expect);
	return r;
}

void expect_release(struct expectation *expect)
{
	free(expect->cases);
	free(expect->engine);
	free(expect->cpu);
	free(expect->reason);
	free(expect->file);
	*expect = (struct expectation){ .cases = NULL };
}

/* -------------------------------------------------------------- matching -- */

bool expect_covers_case(const struct expectation *expect, const char *name)
{
	const char *dot = strchr(name, '.');

	return dot && glob_match(expect->cases, dot + 1);
}

static int compare_version(const unsigned int a[3], const unsigned int b[3],
			   unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

bool version_matches(const struct version_range *ranges, unsigned int nr,
		     const unsigned int version[3])
{
	for (unsigned int i = 0; i < nr; i++) {
		const struct version_range *r = &ranges[i];
		int c = compare_version(version, r->version, r->nr);
		bool equal = !strcmp(r->op, "<=") || !strcmp(r->op, ">=") ||
			     !strcmp(r->op, "=");

		if (c == 0 ? !equal : r->op[0] != (c < 0 ? '<' : '>'))
			return false;
	}
	return true;
}

/* "qemu-kvm/pvm" is also "qemu-kvm" */
static bool matches_kind(const char *glob, const char *kind)
{
	char *family = xstrndup(kind, strcspn(kind, "/"));
	bool matches = glob_match(glob, kind) || glob_match(glob, family);

	free(family);
	return matches;
}

bool expect_covers_engine(const struct expectation *expect,
			  const struct engine *engine, const char *cpu)
{
	if (strcmp(expect->engine, "any") &&
	    !glob_match(expect->engine, engine->name) &&
	    !matches_kind(expect->engine,
			  engine->kind ? engine->kind : engine->name))
		return false;
	/* "max,-avx" is still model max */
	if (expect->cpu && !glob_match(expect->cpu, cpu)) {
		char *model = xstrndup(cpu, strcspn(cpu, ","));
		bool matches = glob_match(expect->cpu, model);

		free(model);
		if (!matches)
			return false;
	}
	return version_matches(expect->range, expect->nr_range,
			       engine->version);
}
