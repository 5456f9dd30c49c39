/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command line: one table (options_table.c) parses it, prints --help and writes
 * the OPTIONS section of docs/hvcheck.1.
 */
#ifndef RUNNER_OPTIONS_H
#define RUNNER_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "color.h"

struct error;

enum command {
	COMMAND_RUN, /* when no command is named */
	COMMAND_LIST,
	COMMAND_EXEC,
	COMMAND_REPORT,
	COMMAND_COMPARE,
	COMMAND_MERGE,
	COMMAND_SYMBOLIZE,
	COMMAND_PROVE, /* run with every check's verdict negated */
};

enum format {
	FORMAT_TEXT,
	FORMAT_NAMES,
	FORMAT_JSON,
	FORMAT_MARKDOWN
};

/* Strings and lists that were not given are NULL, numbers 0. */
struct options {
	enum command command;
	bool help, version; /* --help, --version: nothing else was checked */
	bool command_named;
	uint64_t given; /* bit N: row N of the option table */
	char **words;	/* names, globs, files, runs; NULL-ended, never NULL */
	size_t nr_words;
	char **after_dashes; /* what follows "--" (exec); NULL-ended, or NULL */

	/* which, and on what */
	char **archs, **engines, **groups; /* NULL-ended lists */
	char **qemus;			   /* --qemu=, then $QEMU */
	char *cpu, *machine, *firmware;
	char **qemu_args;	       /* words, NULL-ended */
	unsigned int shard, nr_shards; /* 1..nr_shards; 0: all of it */
	bool list, dry_run;

	/* how */
	unsigned int jobs;	    /* at once; 0: one for each host CPU */
	uint64_t timeout_ms;	    /* of a case; 0: the suite's own */
	uint64_t slow_ms;	    /* until a case is told to be slow */
	unsigned int retry, repeat; /* repeat is at least 1 */
	bool shuffle;
	uint64_t shuffle_seed;
	bool seed_given;
	uint64_t seed; /* of test_random() */
	bool fail_fast, isolate, flaky_pass, allow_skip_all;
	bool resume;
	char *resume_run; /* NULL: the newest run that is not finished */
	uint64_t memory_budget_mib; /* 0: what the host has available */
	bool refresh_probe;
	uint64_t migrate_ms; /* between two migrations on average; 0: none */
	bool invert;	     /* COMMAND_PROVE */

	/* output */
	bool tap;
	char *tap_file; /* NULL: standard output */
	char *junit, *json;
	enum color_when color;
	int verbosity;		       /* -q: -1; -v: 1; -v -v: 2 */
	enum format format;	       /* list, compare */
	bool list_engines, list_cases; /* list */
	bool never_run;		       /* report */

	/* where */
	char *build_dir;   /* as given; NULL: found by main.c */
	char *record_dir;  /* as given; NULL: mostly the build directory */
	char *config_file; /* root unittests.cfg; NULL: the source tree's */
};

/**
 * options_parse - fill in @options from a command line and the environment
 * @argv: as given to main(), with the program's name
 * @getenv_: getenv(), or a test's stand-in
 *
 * Returns 0, or -EINVAL with one sentence in @error. To be released in any
 * event.
 */
int options_parse(struct options *options, char *const *argv,
		  char *(*getenv_)(const char *name), struct error *error);
void options_release(struct options *options);

/** options_help - the text of --help for one command */
void options_help(enum command command, FILE *out);
/** options_man - the COMMANDS and OPTIONS sections of the man page, in roff */
void options_man(FILE *out);

#endif
