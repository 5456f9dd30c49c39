/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options_table.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "alloc.h"
#include "parse.h"
#include "run.h"

static int set_shard(struct options *options, const char *value);
static int set_shuffle(struct options *options, const char *value);
static int set_seed(struct options *options, const char *value);
static int set_flaky(struct options *options, const char *value);
static int set_migrate(struct options *options, const char *value);
static int set_tap(struct options *options, const char *value);
static int set_resume(struct options *options, const char *value);
static int set_verbose(struct options *options, const char *value);
static int set_quiet(struct options *options, const char *value);
static int set_help(struct options *options, const char *value);
static int set_version(struct options *options, const char *value);

#define AT(member)   offsetof(struct options, member), NULL
#define BY(function) 0, function

/* clang-format off: a table */
const struct option_row option_rows[] = {
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
	{ "slow-after", 0, "TIME", DURATION, AT(slow_ms), RUNS,
	  "print a line for a case that has been running for TIME, and each time it has again "
	  "(default: 10s)" },
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
	{ "migrate", 0, "[TIME]", SPECIAL, BY(set_migrate), RUNS,
	  "migrate every VM to a fresh one again and again, at random moments from --seed that are "
	  "TIME apart on average (default: 200ms)" },
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
	{ "format", 0, "FORMAT", SPECIAL, BY(option_set_format), LIST | COMPARE,
	  "list: text, names or json; compare: text, json or markdown" },
	{ "color", 0, "WHEN", SPECIAL, BY(option_set_color),
	  RUNS | REPORT | COMPARE,
	  "auto (a terminal, and NO_COLOR is not set), always or never" },
	{ "verbose", 'v', NULL, SPECIAL, BY(set_verbose), RUNS | REPORT,
	  "a line for each case; twice: every guest's console" },
	{ "quiet", 'q', NULL, SPECIAL, BY(set_quiet), RUNS | REPORT,
	  "failures and the summary only" },

	{ .help = "Surroundings" },
	{ "build-dir", 0, "DIR", TEXT, AT(build_dir), EVERY,
	  "where the images are and results go (default: beside this program, else build)" },
	{ "record-dir", 0, "DIR", TEXT, AT(record_dir), EVERY,
	  "where results go instead, in DIR/results; DIR is made if it is not there" },
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

const size_t nr_option_rows = sizeof(option_rows) / sizeof(option_rows[0]);

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

static int set_migrate(struct options *options, const char *value)
{
	uint64_t most = 60000; /* it is doubled, and a timer's */
	int r;

	options->migrate_ms = 200;
	r = value ? parse_duration(value, &options->migrate_ms) : 0;
	if (r)
		return r;
	return options->migrate_ms && options->migrate_ms <= most ? 0 : -EINVAL;
}

static int set_tap(struct options *options, const char *value)
{
	options->tap = true;
	option_replace(&options->tap_file, value);
	return 0;
}

static int set_resume(struct options *options, const char *value)
{
	options->resume = true;
	option_replace(&options->resume_run, value);
	return 0;
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
