/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "glob.h"
#include "run.h"

static bool given(const struct options *options, const char *name)
{
	const struct option_row *row = option_find(name, strlen(name));

	return options->given & UINT64_C(1) << (row - option_rows);
}

static int check_commands(const struct options *options, struct error *error)
{
	const struct command_row *command = command_row_find(options->command);

	for (size_t i = 0; i < nr_option_rows; i++)
		if (options->given & UINT64_C(1) << i &&
		    !(option_rows[i].commands & 1u << options->command))
			return error_set(error, EINVAL,
					 "--%s does not belong to 'hvcheck %s'",
					 option_rows[i].name, command->name);
	if (options->after_dashes && options->command != COMMAND_EXEC)
		return error_set(error, EINVAL,
				 "'--' does not belong to 'hvcheck %s'",
				 command->name);
	if (options->nr_words < command->min)
		return error_set(error, EINVAL,
				 "not enough operands: hvcheck %s %s",
				 command->name, command->operands);
	if (command->max && options->nr_words > command->max)
		return error_set(error, EINVAL,
				 "'%s' is one operand too many: hvcheck %s %s",
				 options->words[command->max], command->name,
				 command->operands);
	return 0;
}

static int check_contradictions(const struct options *options,
				struct error *error)
{
	static const char *const pairs[][2] = {
		{ "list", "dry-run" },	  { "list", "tap" },
		{ "list", "junit" },	  { "list", "json" },
		{ "list", "resume" },	  { "dry-run", "tap" },
		{ "dry-run", "junit" },	  { "dry-run", "json" },
		{ "dry-run", "resume" },  { "resume", "repeat" },
		{ "resume", "shard" },	  { "fail-fast", "retry" },
		{ "engines", "cases" },	  { "never-run", "tap" },
		{ "never-run", "junit" }, { "never-run", "json" },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (given(options, pairs[i][0]) && given(options, pairs[i][1]))
			return error_set(error, EINVAL,
					 "--%s and --%s contradict each other",
					 pairs[i][0], pairs[i][1]);
	return 0;
}

/* Two reports in one file would be neither. */
static int check_files(const struct options *options, struct error *error)
{
	const char *files[] = { options->tap_file, options->junit,
				options->json };

	for (size_t i = 0; i < 3; i++)
		for (size_t j = i + 1; j < 3; j++)
			if (files[i] && files[j] && !strcmp(files[i], files[j]))
				return error_set(
					error, EINVAL,
					"two reports would be written to '%s'",
					files[i]);
	return 0;
}

static int check_archs(const struct options *options, struct error *error)
{
	for (char **arch = options->archs; arch && *arch; arch++) {
		struct near_miss near;

		if (!strcmp(*arch, "all") || target_find(*arch))
			continue;
		near_miss_init(&near, *arch);
		for (const struct target *t = targets; t->name; t++)
			near_miss_offer(&near, t->name);
		error_set(error, EINVAL, "--arch: there is no target '%s'%s",
			  *arch, near_miss_text(&near));
		near_miss_release(&near);
		return -EINVAL;
	}
	return 0;
}

static int check_format(const struct options *options, struct error *error)
{
	if (options->command == COMMAND_LIST &&
	    options->format == FORMAT_MARKDOWN)
		return error_set(error, EINVAL,
				 "--format does not take 'markdown': for "
				 "'hvcheck list' it is text, names or json");
	if (options->command == COMMAND_COMPARE &&
	    options->format == FORMAT_NAMES)
		return error_set(
			error, EINVAL,
			"--format does not take 'names': for "
			"'hvcheck compare' it is text, json or markdown");
	return 0;
}

int options_check(const struct options *options, struct error *error)
{
	int r = check_commands(options, error);

	if (!r)
		r = check_contradictions(options, error);
	if (!r)
		r = check_files(options, error);
	if (!r)
		r = check_archs(options, error);
	if (!r)
		r = check_format(options, error);
	return r;
}
