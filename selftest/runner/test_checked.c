/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What config_check() found right is remembered until something changes. */
#include "checked.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
/* cmocka.h wants the four standard headers above before it */
#include <cmocka.h>

#include "config.h"
#include "select.h"

static char root[] = "/tmp/hvcheck-checked-XXXXXX";

static void run(const char *command)
{
	char text[512];

	snprintf(text, sizeof(text), "cd %s && %s", root, command);
	assert_int_equal(system(text), 0);
}

/* Of the tree below root, with a configuration of @text. */
static uint64_t key_of(const char *text, char *const *names)
{
	struct config config = { .sections = NULL };
	struct error error;
	char build[64];
	uint64_t key;

	snprintf(build, sizeof(build), "%s/build", root);
	assert_int_equal(config_parse(&config, text, strlen(text), "u", true,
				      &error),
			 0);
	key = checked_key(&config, names, build, root);
	config_release(&config);
	return key;
}

static uint64_t key(void)
{
	static char *names[] = { (char *)"x86_64", NULL };

	return key_of("[msr]\n", names);
}

static void configuration(void **unused)
{
	static char *arm[] = { (char *)"arm64", NULL };
	static char *both[] = { (char *)"x86_64", (char *)"arm64", NULL };
	static char *x86[] = { (char *)"x86_64", NULL };

	(void)unused;
	assert_true(key_of("[msr]\n", x86) == key());
	assert_true(key_of("[mmr]\n", x86) != key());
	assert_true(key_of("[msr]\n#\n", x86) != key());
	assert_true(key_of("[msr]\n", arm) != key());
	assert_true(key_of("[msr]\n", both) != key());
	assert_true(key_of("[msr]\n", both) != key_of("[msr]\n", arm));
}

/* Each command changes something that the check looks at, or nothing. */
static void files(void **unused)
{
	static const struct {
		const char *command;
		bool changes;
	} rows[] = {
		{ "true", false },
		{ "echo x >>x86/msr.c", false },
		{ "echo x >build/x86_64/x86/msr.o", false },
		{ "touch x86/new.c", true },
		{ "rm x86/new.c", true },
		{ "touch x86/64/new.c", true },
		{ "touch common/new.c", true },
		{ "mkdir x86/folder", true },
		{ "echo x >>build/x86_64/x86/msr.elf", true },
		{ "touch -d 2020-01-01 build/x86_64/x86/msr.elf", true },
		{ "touch build/x86_64/x86/64/long.elf", true },
		{ "touch build/x86_64/common/time.elf", true },
		{ "mkdir -p build/i386/x86 && touch build/i386/x86/msr.elf",
		  true }, /* others_lack() looks there, too */
		{ "rm build/x86_64/x86/msr.elf", true },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t before = key();

		usleep(10000); /* times of files are as coarse as a tick */
		run(rows[i].command);
		if ((key() != before) != rows[i].changes)
			fail_msg("%s", rows[i].command);
	}
}

static void memory(void **unused)
{
	(void)unused;
	assert_false(checked_before(root, 1));
	for (uint64_t k = 1; k <= 16; k++)
		checked_remember(root, k);
	for (uint64_t k = 1; k <= 16; k++)
		assert_true(checked_before(root, k));
	assert_false(checked_before(root, 17));
	checked_remember(root, UINT64_MAX);
	assert_false(checked_before(root, 1)); /* the oldest */
	assert_true(checked_before(root, 2));
	checked_remember(root, 2);
	checked_remember(root, 18);
	assert_true(checked_before(root, 2)); /* renewed */
	assert_true(checked_before(root, UINT64_MAX));
	run("echo nonsense >checked");
	assert_false(checked_before(root, 2));
	checked_remember("/nowhere", 3);
	assert_false(checked_before("/nowhere", 3));
}

/* ------------------------------------------------------ which are needed -- */

static bool wants(const char *name, const char *path)
{
	char *names[] = { (char *)"other", (char *)name, NULL };

	return selection_wants_image(names, target_find("x86_64"), path);
}

static void wanted(void **unused)
{
	static const struct {
		const char *name;
		bool msr, msr_pat;
	} rows[] = {
		{ "x86_64/msr", true, false },
		{ "msr", true, false },
		{ "msr@v.efer/nxe", true, false },
		{ "x86_64/msr.efer", true, false },
		{ "x86_64/msr.*", true, false },
		{ "msr*", true, true },
		{ "m?r*", true, true },
		{ "*.efer", true, true },
		{ "x86_64/*", true, true },
		{ "x86*", true, true },
		{ "msr-pat", false, true },
		{ "msr-pat@*", false, true },
		{ "msr-*", false, true },
		{ "ms", false, false },
		{ "x86_64/", false, false },
		{ "x86_64", false, false },
		{ "arm64/msr", false, false },
		{ "arm64/*", false, false },
		{ "msrs", false, false },
		{ "", false, false },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *name = rows[i].name;

		if (wants(name, "b/x86_64/x86/msr.elf") != rows[i].msr ||
		    wants(name, "b/x86_64/x86/msr@efi.elf") != rows[i].msr ||
		    wants(name, "b/x86_64/x86/msr-pat.elf") != rows[i].msr_pat)
			fail_msg("'%s'", name);
	}
	assert_true(
		selection_wants_image(NULL, target_find("x86_64"), "x.elf"));
}

static int make_tree(void **unused)
{
	(void)unused;
	assert_non_null(mkdtemp(root));
	run("mkdir -p common x86/64 build/x86_64/common build/x86_64/x86/64");
	run("touch x86/msr.c build/x86_64/x86/msr.elf");
	return 0;
}

static int remove_tree(void **unused)
{
	(void)unused;
	run("rm -r \"$PWD\"");
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(configuration),
		cmocka_unit_test(files),
		cmocka_unit_test(memory),
		cmocka_unit_test(wanted),
	};

	return cmocka_run_group_tests(tests, make_tree, remove_tree);
}
