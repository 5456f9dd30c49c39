/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command line; and that docs/hvcheck.1 has what the option table says:
 * "test_options --man" prints that part of it.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h wants the four standard headers above before it */
#include <cmocka.h>

#include "alloc.h"
#include "options.h"
#include "run.h"

static const char *qemu_variable;

static char *fake_getenv(const char *name)
{
	return strcmp(name, "QEMU") ? NULL : (char *)qemu_variable;
}

/* @line: words between single blanks, '+' stands for a blank in one */
static int parse(struct options *options, const char *line, struct error *error)
{
	char **argv = NULL;
	int r;

	words_split(&argv, line, " ");
	for (char **w = argv; *w; w++)
		for (char *c = *w; *c; c++)
			if (*c == '+')
				*c = ' ';
	error->text[0] = '\0';
	r = options_parse(options, argv, fake_getenv, error);
	words_free(argv);
	return r;
}

static void good(struct options *options, const char *line)
{
	struct error error;

	if (parse(options, line, &error))
		fail_msg("%s: %s", line, error.text);
}

static void defaults(void **state)
{
	struct options o;

	(void)state;
	good(&o, "hvcheck");
	assert_int_equal(o.command, COMMAND_RUN);
	assert_int_equal(o.nr_words, 0);
	assert_non_null(o.words);
	assert_int_equal(o.repeat, 1);
	assert_int_equal(o.retry, 0);
	assert_false(o.isolate || o.fail_fast || o.tap || o.invert);
	assert_null(o.qemus);
	options_release(&o);
}

static void commands(void **state)
{
	static const struct {
		const char *line;
		enum command command;
		size_t nr_words;
	} rows[] = {
		{ "hvcheck msr", COMMAND_RUN, 1 },
		{ "hvcheck run msr", COMMAND_RUN, 1 },
		{ "hvcheck --isolate list msr", COMMAND_LIST, 1 },
		{ "hvcheck --list msr", COMMAND_LIST, 1 },
		{ "hvcheck run list", COMMAND_RUN, 1 },
		{ "hvcheck msr list", COMMAND_RUN, 2 },
		{ "hvcheck exec x.elf -- -append a=b", COMMAND_EXEC, 1 },
		{ "hvcheck report", COMMAND_REPORT, 0 },
		{ "hvcheck compare a b", COMMAND_COMPARE, 2 },
		{ "hvcheck merge out a b", COMMAND_MERGE, 3 },
		{ "hvcheck symbolize x.elf 0x1", COMMAND_SYMBOLIZE, 2 },
		{ "hvcheck prove", COMMAND_PROVE, 0 },
		{ "hvcheck debug", COMMAND_RUN, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct options o;

		good(&o, rows[i].line);
		assert_int_equal(o.command, rows[i].command);
		assert_int_equal(o.nr_words, rows[i].nr_words);
		assert_int_equal(o.invert, o.command == COMMAND_PROVE);
		options_release(&o);
	}
}

static void values(void **state)
{
	struct options o;

	(void)state;
	good(&o, "hvcheck --arch=x86_64,i386 --arch i386 -j4 -vv --shuffle=7 "
		 "--seed=0x10 --shard=2/3 --timeout=500ms --memory-budget=2G "
		 "--qemu=/a --qemu=/b --qemu-args=-device+edu --tap=t "
		 "--junit=j --flaky=pass");
	assert_int_equal(words_count(o.archs), 3);
	assert_int_equal(o.jobs, 4);
	assert_int_equal(o.verbosity, 2);
	assert_true(o.shuffle && o.shuffle_seed == 7);
	assert_true(o.seed_given && o.seed == 16);
	assert_int_equal(o.shard, 2);
	assert_int_equal(o.nr_shards, 3);
	assert_int_equal(o.timeout_ms, 500);
	assert_int_equal(o.memory_budget_mib, 2048);
	assert_string_equal(o.qemus[1], "/b");
	assert_string_equal(o.qemu_args[0], "-device");
	assert_string_equal(o.qemu_args[1], "edu");
	assert_true(o.tap && !strcmp(o.tap_file, "t"));
	assert_true(o.flaky_pass);
	options_release(&o);
	good(&o, "hvcheck --resume=20261121 -q -j 2");
	assert_true(o.resume && !strcmp(o.resume_run, "20261121"));
	assert_int_equal(o.verbosity, -1);
	assert_int_equal(o.jobs, 2);
	options_release(&o);
	good(&o, "hvcheck exec x.elf -- -m 64");
	assert_string_equal(o.after_dashes[1], "64");
	options_release(&o);
}

static void environment(void **state)
{
	struct options o;

	(void)state;
	qemu_variable = "/opt/qemu";
	good(&o, "hvcheck");
	assert_string_equal(o.qemus[0], "/opt/qemu");
	options_release(&o);
	good(&o, "hvcheck --qemu=/other");
	assert_string_equal(o.qemus[0], "/other");
	assert_null(o.qemus[1]);
	options_release(&o);
	qemu_variable = "";
	good(&o, "hvcheck");
	assert_null(o.qemus);
	options_release(&o);
	qemu_variable = NULL;
}

static void refused(void **state)
{
	/* clang-format off: a table */
	static const char *const rows[][2] = {
		{ "hvcheck --isolat",
		  "unknown option '--isolat'; did you mean '--isolate'?" },
		{ "hvcheck --xyzzy", "unknown option '--xyzzy'" },
		{ "hvcheck --gdb", "unknown option '--gdb'" },
		{ "hvcheck --html=x", "unknown option '--html'" },
		{ "hvcheck -x", "unknown option '-x'" },
		{ "hvcheck -vx", "unknown option '-x'" },
		{ "hvcheck --isolate=1", "--isolate takes no value" },
		{ "hvcheck --jobs", "--jobs needs a value: --jobs=N" },
		{ "hvcheck -j", "-j needs a value: -j N" },
		{ "hvcheck -j0",
		  "--jobs does not take '0': a number from 1 to 1000000 is needed" },
		{ "hvcheck --jobs=two",
		  "--jobs does not take 'two': a number from 1 to 1000000 is needed" },
		{ "hvcheck --retry=-1",
		  "--retry does not take '-1': a number from 0 to 1000 is needed" },
		{ "hvcheck --timeout=0",
		  "--timeout does not take '0': a time such as 10s, 500ms or 2m is needed" },
		{ "hvcheck --timeout=10x",
		  "--timeout does not take '10x': a time such as 10s, 500ms or 2m is needed" },
		{ "hvcheck --memory-budget=x",
		  "--memory-budget does not take 'x': a size such as 512M or 2G is needed" },
		{ "hvcheck --shard=0/2",
		  "--shard does not take '0/2': it is --shard=I/N" },
		{ "hvcheck --shard=3/2",
		  "--shard does not take '3/2': it is --shard=I/N" },
		{ "hvcheck --shard=1",
		  "--shard does not take '1': it is --shard=I/N" },
		{ "hvcheck --seed=x",
		  "--seed does not take 'x': it is --seed=N" },
		{ "hvcheck --flaky=fail",
		  "--flaky does not take 'fail': it is --flaky=pass" },
		{ "hvcheck --color=blue",
		  "--color does not take 'blue': it is --color=auto, always or never" },
		{ "hvcheck --arch=x86-64",
		  "--arch: there is no target 'x86-64'; did you mean 'x86_64'?" },
		{ "hvcheck --arch=,",
		  "--arch does not take ',': it must name at least one" },
		{ "hvcheck --cpu=",
		  "--cpu does not take '': it must not be empty" },
		{ "hvcheck --qemu-args='a",
		  "--qemu-args does not take ''a': a quote or a backslash in it has no end" },
		{ "hvcheck -q -v", "-v and -q contradict each other" },
		{ "hvcheck -v -q", "-v and -q contradict each other" },
		{ "hvcheck --list --dry-run",
		  "--list and --dry-run contradict each other" },
		{ "hvcheck --resume --repeat=2",
		  "--resume and --repeat contradict each other" },
		{ "hvcheck --fail-fast --retry=1",
		  "--fail-fast and --retry contradict each other" },
		{ "hvcheck --junit=x --json=x",
		  "two reports would be written to 'x'" },
		{ "hvcheck list --junit=x",
		  "--junit does not belong to 'hvcheck list'" },
		{ "hvcheck prove --retry=1",
		  "--retry does not belong to 'hvcheck prove'" },
		{ "hvcheck msr -- x", "'--' does not belong to 'hvcheck run'" },
		{ "hvcheck exec",
		  "not enough operands: hvcheck exec FILE [-- QEMU-ARGUMENT...]" },
		{ "hvcheck compare a b c",
		  "'c' is one operand too many: hvcheck compare RUN [RUN]" },
		{ "hvcheck list --format=markdown",
		  "--format does not take 'markdown': for 'hvcheck list' it is text, names or json" },
		{ "hvcheck list --format=xml",
		  "--format does not take 'xml': it is --format=text, names, json or markdown" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct options o;
		struct error error;

		assert_int_equal(parse(&o, rows[i][0], &error), -EINVAL);
		assert_string_equal(error.text, rows[i][1]);
		options_release(&o);
	}
}

/* --help wins, so that one can always ask. */
static void help(void **state)
{
	char *text = NULL;
	struct options o;
	size_t size;
	FILE *out;

	(void)state;
	good(&o, "hvcheck list --junit=x --help");
	assert_true(o.help);
	options_release(&o);
	for (enum command c = COMMAND_RUN; c <= COMMAND_PROVE; c++) {
		out = open_memstream(&text, &size);
		options_help(c, out);
		fclose(out);
		assert_non_null(strstr(text, "usage: hvcheck"));
		assert_non_null(strstr(text, "--build-dir=DIR"));
		assert_int_equal(!strstr(text, "--isolate"),
				 c != COMMAND_RUN && c != COMMAND_PROVE &&
					 c != COMMAND_LIST);
		for (char *line = strtok(text, "\n"); line;
		     line = strtok(NULL, "\n"))
			assert_true(strlen(line) <= 80);
		free(text);
	}
}

/* ---------------------------------------------------------------- the page -- */

static char *read_file(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t len = 0;

	if (!file)
		return NULL;
	if (getdelim(&text, &len, '\0', file) < 0) {
		free(text);
		text = NULL;
	}
	fclose(file);
	return text;
}

static void man_page(void **state)
{
	const char *source = getenv("HVCHECK_SRC");
	char path[4096], *page, *text = NULL;
	size_t size;
	FILE *out;

	(void)state;
	snprintf(path, sizeof(path), "%s/docs/hvcheck.1",
		 source ? source : ".");
	page = read_file(path);
	if (!page)
		fail_msg("%s cannot be read", path);
	out = open_memstream(&text, &size);
	options_man(out);
	fclose(out);
	if (!strstr(page, text))
		fail_msg(
			"docs/hvcheck.1 does not hold what test_options --man prints");
	free(page);
	free(text);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults), cmocka_unit_test(commands),
		cmocka_unit_test(values),   cmocka_unit_test(environment),
		cmocka_unit_test(refused),  cmocka_unit_test(help),
		cmocka_unit_test(man_page),
	};

	if (argc > 1 && !strcmp(argv[1], "--man")) {
		options_man(stdout);
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
