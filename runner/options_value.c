/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "parse.h"
#include "run.h"

void option_replace(char **text, const char *value)
{
	free(*text);
	*text = xstrdup(value);
}

int option_set_color(struct options *options, const char *value)
{
	return color_when_parse(value, &options->color);
}

int option_set_format(struct options *options, const char *value)
{
	static const char *const names[] = { "text", "names", "json",
					     "markdown" };

	for (unsigned int i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(value, names[i]))
			continue;
		options->format = i;
		return 0;
	}
	return -EINVAL;
}

static int set_list(char ***list, const char *value)
{
	size_t before = words_count(*list);

	words_split(list, value, ",");
	return words_count(*list) > before ? 0 : -EINVAL;
}

int option_set_value(struct options *options, const struct option_row *row,
		     const char *value)
{
	void *at = (char *)options + row->offset;

	if (value && !*value)
		return -EINVAL;
	switch (row->kind) {
	case FLAG:
		*(bool *)at = true;
		return 0;
	case TEXT:
		option_replace(at, value);
		return 0;
	case LIST_OF:
		return set_list(at, value);
	case REPEATED:
		words_add(at, xstrdup(value));
		return 0;
	case WORDS:
		return parse_words(value, at);
	case NUMBER:
		return parse_uint(value, 1, 1000000, at);
	case COUNT:
		return parse_uint(value, 0, 1000, at);
	case DURATION:
		return parse_duration(value, at);
	case MEMORY:
		return parse_memory(value, at);
	case SPECIAL:
		return row->set(options, value);
	}
	return -EINVAL;
}

/* What set_value() refuses, in words. */
int option_bad_value(const struct option_row *row, const char *value,
		     struct error *error)
{
	static const char *const what[] = {
		[TEXT] = "it must not be empty",
		[LIST_OF] = "it must name at least one",
		[REPEATED] = "it must not be empty",
		[WORDS] = "a quote or a backslash in it has no end",
		[NUMBER] = "a number from 1 to 1000000 is needed",
		[COUNT] = "a number from 0 to 1000 is needed",
		[DURATION] = "a time such as 10s, 500ms or 2m is needed",
		[MEMORY] = "a size such as 512M or 2G is needed",
	};

	if (row->kind == SPECIAL)
		return error_set(error, EINVAL,
				 "--%s does not take '%s': it is --%s=%s",
				 row->name, value, row->name,
				 row->set == option_set_color ?
					 "auto, always or never" :
				 row->set == option_set_format ?
					 "text, names, json or markdown" :
					 row->argument);
	return error_set(error, EINVAL, "--%s does not take '%s': %s",
			 row->name, value, what[row->kind]);
}
