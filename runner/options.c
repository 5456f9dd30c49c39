/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "alloc.h"
#include "glob.h"
#include "parse.h"
#include "run.h"

/* -------------------------------------------------------------- commands -- */

static const struct command_row {
	const char *name;
	enum command command;
	const char *operands;
	unsigned int min, max; /* number of operands; max 0: any */
	const char *summary;
} commands[] = {
	{ "run", COMMAND_RUN, "[NAME...]", 0, 0,
	  "run cases and report; the command when none is named" },
	{ "list", COMMAND_LIST, "[NAME...]", 0, 0,
	  "print what would run, or the engines, and run nothing" },
	{ "exec", COMMAND_EXEC, "FILE [-- QEMU-ARGUMENT...]", 1, 1,
	  "boot one image with its console on this terminal" },
	{ "report", COMMAND_REPORT, "[RUN]", 0, 1,
	  "print a recorded run again, or write it in another form" },
	{ "compare", COMMAND_COMPARE, "RUN [RUN]", 1, 2,
	  "show what differs between two runs, or the engines of one" },
	{ "merge", COMMAND_MERGE, "DIRECTORY RUN...", 2, 0,
	  "make one recorded run of several, such as the shards of a CI job" },
	{ "symbolize", COMMAND_SYMBOLIZE, "FILE [ADDRESS...]", 1, 0,
	  "print function, file and line of addresses, or of a log's stacks" },
	{ "prove", COMMAND_PROVE, "[NAME...]", 0, 0,
	  "run with the verdict of every check negated: each case must fail" },
};

#define NR_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static const struct command_row *command_find(enum command command)
{
	for (size_t i = 0; i < NR_COMMANDS; i++)
		if (commands[i].command == command)
			return &commands[i];
	return NULL;
}

/* ----------------------------------------------------------------- table -- */

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

enum kind {
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
	enum kind kind;
	size_t offset;
	int (*set)(struct options *options, const char *value);
	unsigned int commands;
	const char *help;
};

static int set_shard(struct options *options, const char *value);
static int set_shuffle(struct options *options, const char *value);
static int set_seed(struct options *options, const char *value);
static int set_flaky(struct options *options, const char *value);
static int set_tap(struct options *options, const char *value);
static int set_resume(struct options *options, const char *value);
static int set_color(struct options *options, const char *value);
static int set_format(struct options *options, const char *value);
static int set_verbose(struct options *options, const char *value);
static int set_quiet(struct options *options, const char *value);
static int set_help(struct options *options, const char *value);
static int set_version(struct options *options, const char *value);

#define AT(member)   offsetof(struct options, member), NULL
#define BY(function) 0, function

/* clang-format off: a table */
/* A row with a name of NULL is a heading. */
static const struct option_row rows[] = {
	{ .help = "What to run, and on what" },
	{ "arch", 0, "LIST", LIST_OF, AT(archs), SELECTS | EXEC | REPORT,
	  "only these targets: x86_64, i386, arm64; 'all' is every one that is built, as is the default" },
	{ "engine", 0, "LIST", LIST_OF, AT(engines), BOOTS,
	  "these engines, by name or glob: qemu-tcg, qemu-kvm, or as 'hvcheck list --engines' "
	  "shows them; default: hardware KVM where it can be used, else TCG" },
	{ "qemu", 0, "PATH", REPEATED, AT(qemus), BOOTS,
	  "use this QEMU binary; again: several versions side by side (default: $QEMU, else the "
	  "target's qemu-system-* in $PATH)" },
	{ "cpu", 0, "MODEL", TEXT, AT(cpu), BOOTS,
	  "CPU model, instead of the suite's own or 'host' (KVM) and 'max' (TCG)" },
	{ "machine", 0, "TYPE", TEXT, AT(machine), BOOTS,
	  "machine type, instead of the suite's own or the target's default" },
	{ "firmware", 0, "FILE", TEXT, AT(firmware), BOOTS,
	  "firmware image, instead of the suite's own or the target's default" },
	{ "qemu-args", 0, "WORDS", WORDS, AT(qemu_args), BOOTS,
	  "further words of QEMU's command line, with a shell's quotes" },
	{ "group", 0, "LIST", LIST_OF, AT(groups), SELECTS,
	  "only units of these groups; 'manual' ones run only when they or their group are named" },
	{ "shard", 0, "I/N", SPECIAL, BY(set_shard), SELECTS,
	  "the I-th of N parts, which together are the whole" },
	{ "list", 0, NULL, FLAG, AT(list), RUN, "the same as 'hvcheck list'" },
	{ "dry-run", 0, NULL, FLAG, AT(dry_run), RUNS,
	  "print the command line of each VM and run nothing" },

	{ .help = "How to run" },
	{ "jobs", 'j', "N", NUMBER, AT(jobs), RUNS,
	  "virtual machines at once, as far as their CPUs and memory fit (default: as many as the "
	  "host has CPUs)" },
	{ "memory-budget", 0, "SIZE", MEMORY, AT(memory_budget_mib), RUNS,
	  "guest memory in use at once: 2G, 512M (default: what the host has available)" },
	{ "timeout", 0, "TIME", DURATION, AT(timeout_ms), RUNS | LIST,
	  "limit of one case: 10s, 500ms, 2m; default: the suite's, else 10s; each engine "
	  "multiplies it by its factor" },
	{ "retry", 0, "N", COUNT, AT(retry), RUN,
	  "run a case that did not pass up to N times more; if it then passes it is flaky" },
	{ "flaky", 0, "pass", SPECIAL, BY(set_flaky), RUN,
	  "do not count flaky cases as failures" },
	{ "repeat", 0, "N", NUMBER, AT(repeat), RUNS,
	  "run everything N times" },
	{ "shuffle", 0, "[SEED]", SPECIAL, BY(set_shuffle), RUNS,
	  "units and cases in random order; the same seed gives the same order" },
	{ "seed", 0, "N", SPECIAL, BY(set_seed), RUNS,
	  "seed of the random numbers that cases use (default: a new one, printed)" },
	{ "isolate", 0, NULL, FLAG, AT(isolate), RUNS | LIST,
	  "a fresh VM for each case" },
	{ "fail-fast", 0, NULL, FLAG, AT(fail_fast), RUNS,
	  "stop at the first failure" },
	{ "allow-skip-all", 0, NULL, FLAG, AT(allow_skip_all), RUN,
	  "a run in which every case was skipped is a success" },
	{ "resume", 0, "[RUN]", SPECIAL, BY(set_resume), RUN,
	  "leave out what has a result in the newest run, or in RUN" },

	{ .help = "Reports" },
	{ "tap", 0, "[FILE]", SPECIAL, BY(set_tap), RUNS | REPORT,
	  "write TAP version 14, to standard output without FILE" },
	{ "junit", 0, "FILE", TEXT, AT(junit), RUNS | REPORT,
	  "write JUnit XML" },
	{ "json", 0, "FILE", TEXT, AT(json), RUNS | REPORT,
	  "write all results as one JSON document" },
	{ "never-run", 0, NULL, FLAG, AT(never_run), REPORT,
	  "list the cases that no engine has executed" },
	{ "engines", 0, NULL, FLAG, AT(list_engines), LIST,
	  "list the engines of this machine" },
	{ "cases", 0, NULL, FLAG, AT(list_cases), LIST,
	  "list cases, with what they check and what they need" },
	{ "format", 0, "FORMAT", SPECIAL, BY(set_format), LIST | COMPARE,
	  "list: text, names or json; compare: text, json or markdown" },
	{ "color", 0, "WHEN", SPECIAL, BY(set_color), RUNS | REPORT | COMPARE,
	  "auto (a terminal, and NO_COLOR is not set), always or never" },
	{ "verbose", 'v', NULL, SPECIAL, BY(set_verbose), RUNS | REPORT,
	  "a line for each case; twice: every guest's console" },
	{ "quiet", 'q', NULL, SPECIAL, BY(set_quiet), RUNS | REPORT,
	  "failures and the summary only" },

	{ .help = "Surroundings" },
	{ "build-dir", 0, "DIR", TEXT, AT(build_dir), EVERY,
	  "where the images are and results go (default: beside this program, else build)" },
	{ "config", 0, "FILE", TEXT, AT(config_file), BOOTS,
	  "the root unittests.cfg (default: the source tree's)" },
	{ "refresh-probe", 0, NULL, FLAG, AT(refresh_probe), BOOTS,
	  "ask the QEMU binaries again what they can do" },
	{ "help", 'h', NULL, SPECIAL, BY(set_help), EVERY,
	  "print this, for one command or for all" },
	{ "version", 0, NULL, SPECIAL, BY(set_version), EVERY,
	  "print the version" },
};
/* clang-format on */

#define NR_ROWS (sizeof(rows) / sizeof(rows[0]))

/* --------------------------------------------------------------- setters -- */

static int set_shard(struct options *options, const char *value)
{
	const char *slash = strchr(value, '/');
	char *part;
	int r;

	if (!slash || parse_uint(slash + 1, 1, 10000, &options->nr_shards) < 0)
		return -EINVAL;
	part = xstrndup(value, slash - value);
	r = parse_uint(part, 1, options->nr_shards, &options->shard);
	free(part);
	return r;
}

static int random_u64(uint64_t *value)
{
	if (getrandom(value, sizeof(*value), 0) != sizeof(*value))
		return -EIO;
	/* Short enough to be typed again. */
	*value &= UINT32_MAX;
	return 0;
}

static int set_shuffle(struct options *options, const char *value)
{
	options->shuffle = true;
	return value ? parse_u64(value, &options->shuffle_seed) :
		       random_u64(&options->shuffle_seed);
}

static int set_seed(struct options *options, const char *value)
{
	options->seed_given = true;
	return parse_u64(value, &options->seed);
}

static int set_flaky(struct options *options, const char *value)
{
	options->flaky_pass = !strcmp(value, "pass");
	return options->flaky_pass ? 0 : -EINVAL;
}

static void replace(char **text, const char *value)
{
	free(*text);
	*text = xstrdup(value);
}

static int set_tap(struct options *options, const char *value)
{
	options->tap = true;
	replace(&options->tap_file, value);
	return 0;
}

static int set_resume(struct options *options, const char *value)
{
	options->resume = true;
	replace(&options->resume_run, value);
	return 0;
}

static int set_color(struct options *options, const char *value)
{
	return color_when_parse(value, &options->color);
}

static int set_format(struct options *options, const char *value)
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

static int set_verbose(struct options *options, const char *value)
{
	(void)value;
	if (options->verbosity < 0)
		return -EDOM;
	options->verbosity++;
	return 0;
}

static int set_quiet(struct options *options, const char *value)
{
	(void)value;
	if (options->verbosity > 0)
		return -EDOM;
	options->verbosity = -1;
	return 0;
}

static int set_help(struct options *options, const char *value)
{
	(void)value;
	options->help = true;
	return 0;
}

static int set_version(struct options *options, const char *value)
{
	(void)value;
	options->version = true;
	return 0;
}

static int set_list(char ***list, const char *value)
{
	size_t before = words_count(*list);

	words_split(list, value, ",");
	return words_count(*list) > before ? 0 : -EINVAL;
}

static int set_value(struct options *options, const struct option_row *row,
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
		replace(at, value);
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

/* --------------------------------------------------------------- parsing -- */

static const struct option_row *row_by_name(const char *name, size_t len)
{
	for (size_t i = 0; i < NR_ROWS; i++)
		if (rows[i].name && strlen(rows[i].name) == len &&
		    !strncmp(rows[i].name, name, len))
			return &rows[i];
	return NULL;
}

static const struct option_row *row_by_letter(char letter)
{
	for (size_t i = 0; i < NR_ROWS; i++)
		if (rows[i].letter == letter)
			return &rows[i];
	return NULL;
}

static int unknown_option(const char *name, struct error *error)
{
	struct near_miss near;
	int r;

	near_miss_init(&near, name);
	for (size_t i = 0; i < NR_ROWS; i++)
		if (rows[i].name)
			near_miss_offer(&near, rows[i].name);
	if (near.best)
		r = error_set(error, EINVAL,
			      "unknown option '--%s'; did you mean '--%s'?",
			      name, near.best);
	else
		r = error_set(error, EINVAL, "unknown option '--%s'", name);
	near_miss_release(&near);
	return r;
}

/* What set_value() refuses, in words. */
static int bad_value(const struct option_row *row, const char *value,
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
				 row->set == set_color ?
					 "auto, always or never" :
				 row->set == set_format ?
					 "text, names, json or markdown" :
					 row->argument);
	return error_set(error, EINVAL, "--%s does not take '%s': %s",
			 row->name, value, what[row->kind]);
}

static int apply(struct options *options, const struct option_row *row,
		 const char *value, struct error *error)
{
	int r = set_value(options, row, value);

	if (r == -EDOM)
		return error_set(error, EINVAL,
				 "-v and -q contradict each other");
	if (r < 0)
		return bad_value(row, value ? value : "", error);
	for (size_t i = 0; i < NR_ROWS; i++)
		if (&rows[i] == row)
			options->given |= UINT64_C(1) << i;
	return 0;
}

static bool argument_is_optional(const struct option_row *row)
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
	const struct option_row *row = row_by_name(text, len);

	if (!row) {
		char *name = xstrndup(text, len);
		int r = unknown_option(name, error);

		free(name);
		return r;
	}
	if (value && !row->argument)
		return error_set(error, EINVAL, "--%s takes no value",
				 row->name);
	if (!value && row->argument && !argument_is_optional(row)) {
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
	for (size_t i = 0;
	     !options->nr_words && !options->command_named && i < NR_COMMANDS;
	     i++) {
		if (strcmp(word, commands[i].name))
			continue;
		options->command = commands[i].command;
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

/* -------------------------------------------------------------- checking -- */

static bool given(const struct options *options, const char *name)
{
	const struct option_row *row = row_by_name(name, strlen(name));

	return options->given & UINT64_C(1) << (row - rows);
}

static int check_commands(const struct options *options, struct error *error)
{
	const struct command_row *command = command_find(options->command);

	for (size_t i = 0; i < NR_ROWS; i++)
		if (options->given & UINT64_C(1) << i &&
		    !(rows[i].commands & 1u << options->command))
			return error_set(error, EINVAL,
					 "--%s does not belong to 'hvcheck %s'",
					 rows[i].name, command->name);
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

static int check(const struct options *options, struct error *error)
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

int options_parse(struct options *options, char *const *argv,
		  char *(*getenv_)(const char *name), struct error *error)
{
	const char *qemu = getenv_("QEMU");
	int r;

	*options = (struct options){ .repeat = 1 };
	options->words = xcalloc(1, sizeof(char *));
	r = parse_argv(options, argv, error);
	if (r < 0 || options->help || options->version)
		return r;
	r = check(options, error);
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
	for (size_t i = 0; i < NR_ROWS; i++) {
		void *at = (char *)options + rows[i].offset;

		if (!rows[i].name)
			continue;
		if (rows[i].kind == TEXT)
			free(*(char **)at);
		else if (rows[i].kind == LIST_OF || rows[i].kind == REPEATED ||
			 rows[i].kind == WORDS)
			words_free(*(char ***)at);
	}
	free(options->tap_file);
	free(options->resume_run);
	words_free(options->words);
	words_free(options->after_dashes);
	*options = (struct options){ .words = NULL };
}

/* ------------------------------------------------------------------ help -- */

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
	else if (argument_is_optional(row))
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

	for (size_t i = 0; i < NR_ROWS; i++) {
		if (!rows[i].name)
			heading = rows[i].help;
		if (!belongs(&rows[i], mask))
			continue;
		if (heading)
			fprintf(out, "\n%s:\n", heading);
		heading = NULL;
		print_row(out, &rows[i]);
	}
}

static void print_commands(FILE *out)
{
	fputs("\nCommands ('hvcheck COMMAND --help' tells more):\n", out);
	for (size_t i = 0; i < NR_COMMANDS; i++)
		fprintf(out, "  %-11s%s\n", commands[i].name,
			commands[i].summary);
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
	const struct command_row *row = command_find(command);

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
	for (size_t i = 0; i < NR_COMMANDS; i++) {
		if (!(row->commands & 1u << commands[i].command))
			continue;
		fprintf(out, "%s%s", separator, commands[i].name);
		separator = ", ";
	}
	fputs(")\n", out);
}

void options_man(FILE *out)
{
	fputs(".SH COMMANDS\n", out);
	for (size_t i = 0; i < NR_COMMANDS; i++) {
		fprintf(out, ".TP\n.B %s\n", commands[i].name);
		print_roff(out, commands[i].operands);
		fputs(".br\n", out);
		print_roff(out, commands[i].summary);
	}
	fputs(".SH OPTIONS\n", out);
	for (size_t i = 0; i < NR_ROWS; i++) {
		char *text;

		if (!rows[i].name) {
			fprintf(out, ".SS %s\n", rows[i].help);
			continue;
		}
		text = spell(&rows[i]);
		fputs(".TP\n.B ", out);
		print_roff(out, text);
		print_roff(out, rows[i].help);
		print_roff_commands(out, &rows[i]);
		free(text);
	}
}
