/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "glob.h"
#include "options_table.h"
#include "run.h"

const struct option_row *option_find(const char *name, size_t len)
{
	for (size_t i = 0; i < nr_option_rows; i++)
		if (option_rows[i].name && strlen(option_rows[i].name) == len &&
		    !strncmp(option_rows[i].name, name, len))
			return &option_rows[i];
	return NULL;
}

static const struct option_row *row_by_letter(char letter)
{
	for (size_t i = 0; i < nr_option_rows; i++)
		if (option_rows[i].letter == letter)
			return &option_rows[i];
	return NULL;
}

static int unknown_option(const char *name, struct error *error)
{
	struct near_miss near;
	int r;

	near_miss_init(&near, name);
	for (size_t i = 0; i < nr_option_rows; i++)
		if (option_rows[i].name)
			near_miss_offer(&near, option_rows[i].name);
	if (near.best)
		r = error_set(error, EINVAL,
			      "unknown option '--%s'; did you mean '--%s'?",
			      name, near.best);
	else
		r = error_set(error, EINVAL, "unknown option '--%s'", name);
	near_miss_release(&near);
	return r;
}

static int apply(struct options *options, const struct option_row *row,
		 const char *value, struct error *error)
{
	int r = option_set_value(options, row, value);

	if (r == -EDOM)
		return error_set(error, EINVAL,
				 "-v and -q contradict each other");
	if (r < 0)
		return option_bad_value(row, value ? value : "", error);
	for (size_t i = 0; i < nr_option_rows; i++)
		if (&option_rows[i] == row)
			options->given |= UINT64_C(1) << i;
	return 0;
}

bool option_argument_is_optional(const struct option_row *row)
{
	return row->argument && row->argument[0] == '[';
}

/* argv[*i] is "--name", "--name=value", or "--name" with its value after it. */
static int parse_long(struct options *options, char *const *argv, size_t *i,
		      struct error *error)
{
	const char *text = argv[*i] + 2;
	size_t len = strcspn(text, "=");
	const char *value = text[len] ? text + len + 1 : NULL;
	const struct option_row *row = option_find(text, len);

	if (!row) {
		char *name = xstrndup(text, len);
		int r = unknown_option(name, error);

		free(name);
		return r;
	}
	if (value && !row->argument)
		return error_set(error, EINVAL, "--%s takes no value",
				 row->name);
	if (!value && row->argument && !option_argument_is_optional(row)) {
		if (!argv[*i + 1])
			return error_set(error, EINVAL,
					 "--%s needs a value: --%s=%s",
					 row->name, row->name, row->argument);
		value = argv[++*i];
	}
	return apply(options, row, value, error);
}

/* argv[*i] is "-v", "-vv", "-j4", or "-j" with its value after it. */
static int parse_short(struct options *options, char *const *argv, size_t *i,
		       struct error *error)
{
	for (const char *c = argv[*i] + 1; *c; c++) {
		const struct option_row *row = row_by_letter(*c);
		const char *value;
		int r;

		if (!row)
			return error_set(error, EINVAL, "unknown option '-%c'",
					 *c);
		if (!row->argument) {
			r = apply(options, row, NULL, error);
			if (r < 0)
				return r;
			continue;
		}
		value = c[1] ? c + 1 : argv[++*i];
		if (!value)
			return error_set(error, EINVAL,
					 "-%c needs a value: -%c %s",
					 row->letter, row->letter,
					 row->argument);
		return apply(options, row, value, error);
	}
	return 0;
}

/* The first operand may be the command. */
static void take_operand(struct options *options, const char *word)
{
	for (size_t i = 0; !options->nr_words && !options->command_named &&
			   i < nr_command_rows;
	     i++) {
		if (strcmp(word, command_rows[i].name))
			continue;
		options->command = command_rows[i].command;
		options->command_named = true;
		return;
	}
	words_add(&options->words, xstrdup(word));
	options->nr_words++;
}

static int parse_argv(struct options *options, char *const *argv,
		      struct error *error)
{
	int r = 0;

	for (size_t i = 1; !r && argv[0] && argv[i]; i++) {
		if (!strcmp(argv[i], "--")) {
			options->after_dashes = xcalloc(1, sizeof(char *));
			while (argv[++i])
				words_add(&options->after_dashes,
					  xstrdup(argv[i]));
			break;
		}
		if (!strncmp(argv[i], "--", 2))
			r = parse_long(options, argv, &i, error);
		else if (argv[i][0] == '-' && argv[i][1])
			r = parse_short(options, argv, &i, error);
		else
			take_operand(options, argv[i]);
	}
	return r;
}

int options_parse(struct options *options, char *const *argv,
		  char *(*getenv_)(const char *name), struct error *error)
{
	const char *qemu = getenv_("QEMU");
	int r;

	*options = (struct options){ .repeat = 1, .slow_ms = 10000 };
	options->words = xcalloc(1, sizeof(char *));
	r = parse_argv(options, argv, error);
	if (r < 0 || options->help || options->version)
		return r;
	r = options_check(options, error);
	if (r < 0)
		return r;
	if (!options->qemus && qemu && *qemu)
		words_add(&options->qemus, xstrdup(qemu));
	if (options->list)
		options->command = COMMAND_LIST;
	options->invert = options->command == COMMAND_PROVE;
	return 0;
}

void options_release(struct options *options)
{
	for (size_t i = 0; i < nr_option_rows; i++) {
		void *at = (char *)options + option_rows[i].offset;

		if (!option_rows[i].name)
			continue;
		if (option_rows[i].kind == TEXT)
			free(*(char **)at);
		else if (option_rows[i].kind == LIST_OF ||
			 option_rows[i].kind == REPEATED ||
			 option_rows[i].kind == WORDS)
			words_free(*(char ***)at);
	}
	free(options->tap_file);
	free(options->resume_run);
	words_free(options->words);
	words_free(options->after_dashes);
	*options = (struct options){ .words = NULL };
}
