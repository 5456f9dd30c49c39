/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options_table.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"

#define HELP_COLUMN 26
#define HELP_WIDTH  80

static void print_wrapped(FILE *out, const char *text, unsigned int column)
{
	unsigned int used = column;

	while (*text) {
		size_t len = strcspn(text, " ");

		if (used > column && used + 1 + len > HELP_WIDTH) {
			fprintf(out, "\n%*s", (int)column, "");
			used = column;
		}
		used += fprintf(out, "%s%.*s", used > column ? " " : "",
				(int)len, text);
		text += len;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}

/* "-j, --jobs=N"; "--tap[=FILE]" */
static char *spell(const struct option_row *row)
{
	char *letter = row->letter ? xasprintf("-%c, ", row->letter) :
				     xstrdup("");
	char *text;

	if (!row->argument)
		text = xasprintf("%s--%s", letter, row->name);
	else if (option_argument_is_optional(row))
		text = xasprintf("%s--%s[=%s", letter, row->name,
				 row->argument + 1);
	else
		text = xasprintf("%s--%s=%s", letter, row->name, row->argument);
	free(letter);
	return text;
}

static void print_row(FILE *out, const struct option_row *row)
{
	char *text = spell(row);
	int used = fprintf(out, "  %s", text);

	if (used >= HELP_COLUMN) {
		fputc('\n', out);
		used = 0;
	}
	fprintf(out, "%*s", HELP_COLUMN - used, "");
	print_wrapped(out, row->help, HELP_COLUMN);
	free(text);
}

static bool belongs(const struct option_row *row, unsigned int mask)
{
	return row->name && row->commands & mask;
}

static void print_rows(FILE *out, unsigned int mask)
{
	const char *heading = NULL;

	for (size_t i = 0; i < nr_option_rows; i++) {
		if (!option_rows[i].name)
			heading = option_rows[i].help;
		if (!belongs(&option_rows[i], mask))
			continue;
		if (heading)
			fprintf(out, "\n%s:\n", heading);
		heading = NULL;
		print_row(out, &option_rows[i]);
	}
}

static void print_commands(FILE *out)
{
	fputs("\nCommands ('hvcheck COMMAND --help' tells more):\n", out);
	for (size_t i = 0; i < nr_command_rows; i++)
		fprintf(out, "  %-11s%s\n", command_rows[i].name,
			command_rows[i].summary);
}

static const char names_help[] =
	"\n"
	"A NAME is TARGET/SUITE[@VARIANT][.CASE[/ROW]], the target may be left out, and\n"
	"* and ? stand for any text: x86_64/msr, 'x86_64/msr.efer*', gic@v3.\n";

static const char status_help[] =
	"\n"
	"Exit status: 0 no failure; 1 a case failed, crashed, timed out or passed\n"
	"unexpectedly; 2 could not run, or nothing ran; 130 interrupted.\n";

void options_help(enum command command, FILE *out)
{
	const struct command_row *row = command_row_find(command);

	fprintf(out, "usage: hvcheck %s [OPTION...] %s\n",
		command == COMMAND_RUN ? "[run]" : row->name, row->operands);
	fprintf(out, "%c%s.\n", toupper((unsigned char)row->summary[0]),
		row->summary + 1);
	if (1u << command & SELECTS)
		fputs(names_help, out);
	if (command == COMMAND_RUN)
		print_commands(out);
	print_rows(out, 1u << command);
	if (1u << command & RUNS)
		fputs(status_help, out);
}

/* In roff a leading '.' or ' is a request, and - is a hyphen. */
static void print_roff(FILE *out, const char *text)
{
	for (const char *c = text; *c; c++) {
		if (*c == '-')
			fputs("\\-", out);
		else if (*c == '\'')
			fputs("\\(aq", out);
		else
			fputc(*c, out);
	}
	fputc('\n', out);
}

static void print_roff_commands(FILE *out, const struct option_row *row)
{
	const char *separator = "";

	if (row->commands == EVERY)
		return;
	fputs("(", out);
	for (size_t i = 0; i < nr_command_rows; i++) {
		if (!(row->commands & 1u << command_rows[i].command))
			continue;
		fprintf(out, "%s%s", separator, command_rows[i].name);
		separator = ", ";
	}
	fputs(")\n", out);
}

void options_man(FILE *out)
{
	fputs(".SH COMMANDS\n", out);
	for (size_t i = 0; i < nr_command_rows; i++) {
		fprintf(out, ".TP\n.B %s\n", command_rows[i].name);
		print_roff(out, command_rows[i].operands);
		fputs(".br\n", out);
		print_roff(out, command_rows[i].summary);
	}
	fputs(".SH OPTIONS\n", out);
	for (size_t i = 0; i < nr_option_rows; i++) {
		char *text;

		if (!option_rows[i].name) {
			fprintf(out, ".SS %s\n", option_rows[i].help);
			continue;
		}
		text = spell(&option_rows[i]);
		fputs(".TP\n.B ", out);
		print_roff(out, text);
		print_roff(out, option_rows[i].help);
		print_roff_commands(out, &option_rows[i]);
		free(text);
	}
}
