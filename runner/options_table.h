/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What options*.c share: the table of commands and that of options, which
 * parsing, checking and --help each read in their own way.
 */
#ifndef RUNNER_OPTIONS_TABLE_H
#define RUNNER_OPTIONS_TABLE_H

#include "options.h"

struct command_row {
	const char *name;
	enum command command;
	const char *operands;
	unsigned int min, max; /* number of operands; max 0: any */
	const char *summary;
};

extern const struct command_row command_rows[];
extern const size_t nr_command_rows;

const struct command_row *command_row_find(enum command command);

/* Which commands an option belongs to. */
#define RUN	  (1u << COMMAND_RUN)
#define LIST	  (1u << COMMAND_LIST)
#define EXEC	  (1u << COMMAND_EXEC)
#define REPORT	  (1u << COMMAND_REPORT)
#define COMPARE	  (1u << COMMAND_COMPARE)
#define MERGE	  (1u << COMMAND_MERGE)
#define SYMBOLIZE (1u << COMMAND_SYMBOLIZE)
#define PROVE	  (1u << COMMAND_PROVE)
#define RUNS	  (RUN | PROVE)
#define SELECTS	  (RUNS | LIST)
#define BOOTS	  (SELECTS | EXEC)
#define EVERY	  (~0u)

enum option_kind {
	FLAG,	  /* bool */
	TEXT,	  /* char * */
	LIST_OF,  /* char **: "a,b", and again */
	REPEATED, /* char **: one string each time */
	WORDS,	  /* char **: split like a shell does */
	NUMBER,	  /* unsigned int, at least 1 */
	COUNT,	  /* unsigned int, 0 too */
	DURATION, /* uint64_t, ms */
	MEMORY,	  /* uint64_t, MiB */
	SPECIAL,  /* set() does it; value may be NULL */
};

struct option_row {
	const char *name;
	char letter;
	const char *argument; /* "N"; "[N]": may be left out; NULL: none */
	enum option_kind kind;
	size_t offset;
	int (*set)(struct options *options, const char *value);
	unsigned int commands;
	const char *help;
};

/* A row with a name of NULL is a heading. */
extern const struct option_row option_rows[];
extern const size_t nr_option_rows;

/** option_find - by its name without the dashes, @len bytes; or NULL */
const struct option_row *option_find(const char *name, size_t len);

/** option_argument_is_optional - it is spelled --name[=VALUE] */
bool option_argument_is_optional(const struct option_row *row);

/* Setters of the rows whose words option_bad_value() knows. */
int option_set_color(struct options *options, const char *value);
int option_set_format(struct options *options, const char *value);

/** option_replace - a string of struct options by a copy of @value */
void option_replace(char **text, const char *value);

/** option_set_value - -EINVAL where @value does not suit; -EDOM: -v and -q */
int option_set_value(struct options *options, const struct option_row *row,
		     const char *value);

/** option_bad_value - what option_set_value() refuses, in words */
int option_bad_value(const struct option_row *row, const char *value,
		     struct error *error);

/** options_check - do they belong to the command and to each other? */
int options_check(const struct options *options, struct error *error);

#endif
