/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"

/* Returns where the number ends; NULL: there is none, or it is too large. */
static const char *read_number(const char *text, uint64_t *value)
{
	bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	const char *digits = hex ? text + 2 : text;
	char *end;

	/* strtoull() would also take blanks, signs and a second 0x. */
	if (hex && digits[0] == '0' && tolower((unsigned char)digits[1]) == 'x')
		return NULL;
	if (!(hex ? isxdigit((unsigned char)*digits) :
		    isdigit((unsigned char)*digits)))
		return NULL;
	errno = 0;
	*value = strtoull(digits, &end, hex ? 16 : 10);
	return errno ? NULL : end;
}

int parse_u64(const char *text, uint64_t *value)
{
	uint64_t number;
	const char *end = read_number(text, &number);

	if (!end || *end)
		return -EINVAL;
	*value = number;
	return 0;
}

int parse_uint(const char *text, unsigned int min, unsigned int max,
	       unsigned int *value)
{
	uint64_t number;

	if (parse_u64(text, &number) < 0 || number < min || number > max)
		return -EINVAL;
	*value = number;
	return 0;
}

struct unit_factor {
	const char *suffix;
	uint64_t factor;
};

static int parse_scaled(const char *text, const struct unit_factor *units,
			uint64_t max, uint64_t *value)
{
	uint64_t number;
	const char *end = read_number(text, &number);

	if (!end || !number)
		return -EINVAL;
	for (; units->suffix; units++) {
		if (strcmp(end, units->suffix))
			continue;
		if (number > max / units->factor)
			return -EINVAL;
		*value = number * units->factor;
		return 0;
	}
	return -EINVAL;
}

int parse_duration(const char *text, uint64_t *ms)
{
	static const struct unit_factor units[] = {
		{ "", 1000 },	{ "ms", 1 },	  { "s", 1000 },
		{ "m", 60000 }, { "h", 3600000 }, { NULL, 0 },
	};

	return parse_scaled(text, units, 7 * 24 * 3600000ull, ms);
}

int parse_memory(const char *text, uint64_t *mib)
{
	static const struct unit_factor units[] = {
		{ "", 1 },     { "M", 1 },	{ "MiB", 1 },
		{ "G", 1024 }, { "GiB", 1024 }, { "T", 1024 * 1024 },
		{ NULL, 0 },
	};

	return parse_scaled(text, units, 1u << 30, mib);
}

/* ----------------------------------------------------------------- words -- */

/*
 * One word into @word, which is long enough. Returns where it ends, NULL for a
 * quote without its end.
 */
static const char *read_word(const char *text, char *word)
{
	char quote = '\0';

	for (; *text && (quote || (*text != ' ' && *text != '\t')); text++) {
		if (quote ? *text == quote : *text == '\'' || *text == '"') {
			quote = quote ? '\0' : *text;
		} else if (*text == '\\' && quote != '\'' &&
			   (!quote || text[1] == '"' || text[1] == '\\')) {
			if (!*++text)
				return NULL;
			*word++ = *text;
		} else {
			*word++ = *text;
		}
	}
	*word = '\0';
	return quote ? NULL : text;
}

int parse_words(const char *text, char ***words)
{
	char *word = xcalloc(strlen(text) + 1, 1);
	int r = 0;

	for (;;) {
		text += strspn(text, " \t");
		if (!*text)
			break;
		text = read_word(text, word);
		if (!text) {
			r = -EINVAL;
			break;
		}
		words_add(words, xstrdup(word));
	}
	free(word);
	return r;
}

char *quote_word(const char *text)
{
	static const char plain[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789@%+=:,./_-";
	char *quoted, *out;

	if (*text && strspn(text, plain) == strlen(text))
		return xstrdup(text);
	/* Each ' becomes '\'' */
	out = quoted = xcalloc(4 * strlen(text) + 3, 1);
	*out++ = '\'';
	for (; *text; text++) {
		*out++ = *text;
		if (*text == '\'')
			out += sprintf(out, "\\''");
	}
	*out++ = '\'';
	return quoted;
}
