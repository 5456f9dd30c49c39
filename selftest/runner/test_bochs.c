/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bochs: what a probe finds, what it is started with, how its end is read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "bochs.h"

static char dir[] = "/tmp/bochs.XXXXXX";
static char binary[64];

static void fake(const char *script)
{
	FILE *file = fopen(binary, "w");

	assert_non_null(file);
	fprintf(file, "#!/bin/sh\n%s", script);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(binary, 0755), 0);
}

static int set_up(void **state)
{
	(void)state;
	strcpy(dir + sizeof(dir) - 7, "XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(binary, sizeof(binary), "%s/bochs", dir);
	fake("echo '====='\n"
	     "echo '           Bochs x86 Emulator 2.7'\n"
	     "echo 'Supported CPU models:' >&2\n"
	     "printf 'ryzen\\ncorei7_skylake_x\\n\\n' >&2\n"
	     "echo '0000i[SIM ] quit_sim' >&2\n");
	return 0;
}

static int tear_down(void **state)
{
	char *command = xasprintf("/bin/rm -r '%s'", dir);
	int r = system(command);

	(void)state;
	free(command);
	return r;
}

static void release(struct engine *engine)
{
	struct engine **list = xcalloc(2, sizeof(*list));

	list[0] = engine;
	engines_free(list);
}

/* Bochs alone, as no other engine is in the folder. NULL: not even that. */
static struct engine *find(void)
{
	struct engine_search search = { .build_dir = dir };
	struct engine **list = NULL, *e;
	struct error error;
	size_t nr = 0;

	setenv("PATH", dir, 1);
	assert_int_equal(engines_find(target_find("x86_64"), &search, &list,
				      &nr, &error),
			 0);
	assert_true(nr <= 1);
	e = nr ? list[0] : NULL;
	free(list);
	return e;
}

static void test_probe(void **state)
{
	struct engine *e = find();

	(void)state;
	assert_non_null(e);
	assert_string_equal(e->name, "bochs");
	assert_string_equal(e->version_text, "Bochs 2.7");
	assert_int_equal(e->version[0], 2);
	assert_int_equal(e->version[1], 7);
	assert_int_equal(e->factor, 3);
	assert_true(e->extra);
	assert_int_equal(words_count(e->cpus), 2);
	assert_true(engine_has(e->cpus, "ryzen"));
	assert_true(engine_has(e->cpus, "corei7_skylake_x"));
	release(e);
}

static void test_not_bochs(void **state)
{
	(void)state;
	fake("echo this is no emulator\n");
	assert_null(find());
}

/* Its size and its time of change say that it is the same program. */
static void test_probed_once(void **state)
{
	char *script = xasprintf("echo >>%s/started\n"
				 "echo Bochs x86 Emulator 2.7\n"
				 "echo ryzen\n",
				 dir),
	     *started = xasprintf("%s/started", dir);
	struct stat st;

	(void)state;
	fake(script);
	for (int i = 0; i < 3; i++) {
		struct engine *e = find();

		assert_non_null(e);
		assert_string_equal(e->version_text, "Bochs 2.7");
		assert_int_equal(words_count(e->cpus), 1);
		release(e);
	}
	assert_int_equal(stat(started, &st), 0);
	assert_int_equal(st.st_size, 1);
	free(started);
	free(script);
}

static void test_argv_and_lacks(void **state)
{
	static const char *const wanted[] = { BOCHS_OPTION, binary, "ryzen",
					      "3",	    "64",   "msr.elf",
					      "more cpus=3" };
	char *words[] = { (char *)"-m",	  (char *)"64", (char *)"-append",
			  (char *)"more", NULL,		NULL };
	struct image image = { .target = target_find("x86_64"),
			       .path = (char *)"msr.elf" };
	struct section section = { .qemu = words };
	struct engine *e = find();
	struct unit unit = { .image = &image,
			     .section = &section,
			     .engine = e,
			     .machine = (char *)BOCHS_MACHINE,
			     .cpu = (char *)"ryzen",
			     .smp = 3,
			     .memory_mib = 128,
			     .all_cases = true };
	struct qemu_boot boot = { 0 };
	char **argv = bochs_argv(&unit, &boot), *text;

	(void)state;
	assert_int_equal(words_count(argv), 8);
	for (int i = 0; i < 7; i++)
		assert_string_equal(argv[i + 1], wanted[i]);
	words_free(argv);
	assert_null(engine_lacks(e, &unit));
	words[4] = (char *)"-device";
	text = engine_lacks(e, &unit);
	assert_string_equal(text, "QEMU's option '-device'");
	free(text);
	unit.cpu = (char *)"ryzen,+avx";
	text = engine_lacks(e, &unit);
	assert_string_equal(text, "CPU model 'ryzen,+avx'");
	free(text);
	unit.machine = (char *)"q35";
	text = engine_lacks(e, &unit);
	assert_string_equal(text, "machine 'q35'");
	free(text);
	release(e);
}

static void test_end(void **state)
{
	struct vm_end end = { .cause = VM_EXITED, .status = 1 };

	(void)state;
	bochs_end(&end, NULL);
	assert_int_equal(end.cause, VM_EXITED);
	assert_false(end.no_status);
	bochs_end(&end, ">>PANIC<< 3rd (13) exception with no resolution\n");
	assert_int_equal(end.cause, VM_RESET);
	assert_false(end.no_status);
	bochs_end(&end, ">>PANIC<< Shutdown port: shutdown requested\n");
	assert_int_equal(end.cause, VM_EXITED);
	assert_true(end.no_status);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_probe, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_not_bochs, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_probed_once, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_argv_and_lacks, set_up,
						tear_down),
		cmocka_unit_test(test_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
