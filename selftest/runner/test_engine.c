/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Engines: what a probe finds, when it is not needed, what it refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "engine.h"
#include "fake.h"

static char dir[4096];

static char *below(const char *name)
{
	return xasprintf("%s/%s", dir, name);
}

/* The fake VMM under the name of a QEMU; each probe adds a line to "probes". */
static int set_up(void **state)
{
	char *vmm = realpath(fake_vmm(), NULL), *path;

	(void)state;
	snprintf(dir, sizeof(dir), "%s/engine.XXXXXX",
		 getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	assert_non_null(mkdtemp(dir));
	path = below("qemu-system-x86_64");
	assert_non_null(vmm);
	assert_int_equal(symlink(vmm, path), 0);
	free(path);
	free(vmm);
	path = below("probes");
	setenv("FAKE_VMM_PROBES", path, 1);
	free(path);
	setenv("PATH", dir, 1);
	unsetenv("FAKE_VMM_MAJOR");
	return 0;
}

static int tear_down(void **state)
{
	char *command = xasprintf("/bin/rm -rf '%s'", dir);

	(void)state;
	assert_int_equal(system(command), 0);
	free(command);
	return 0;
}

static unsigned int nr_probes(void)
{
	char *path = below("probes"), line[16];
	FILE *file = fopen(path, "r");
	unsigned int nr = 0;

	while (file && fgets(line, sizeof(line), file))
		nr++;
	if (file)
		fclose(file);
	free(path);
	return nr;
}

static struct kvm_facts kvm = { .usable = true,
				.kind = "pvm",
				.software = true,
				.version = { 6, 18, 44 } };

static struct engine **find(char *const *binaries, bool refresh, int expected,
			    struct error *error)
{
	struct engine_search search = {
		.build_dir = dir,
		.binaries = binaries,
		.refresh = refresh,
		.kvm = &kvm,
	};
	struct engine **engines = NULL;
	size_t nr = 0;

	error->text[0] = '\0';
	assert_int_equal(engines_find(target_find("x86_64"), &search, &engines,
				      &nr, error),
			 expected);
	return engines;
}

static void test_facts(void **state)
{
	struct error error;
	struct engine **e = find(NULL, false, 0, &error);

	(void)state;
	assert_string_equal(e[0]->name, "qemu-tcg");
	assert_string_equal(e[0]->kind, "qemu-tcg");
	assert_int_equal(e[0]->accel, ACCEL_TCG);
	assert_int_equal(e[0]->factor, 1);
	assert_int_equal(e[0]->version[0], 7);
	assert_string_equal(e[0]->version_text, "QEMU 7.2.0 (fake)");
	assert_string_equal(e[1]->name, "qemu-kvm");
	assert_string_equal(e[1]->kind, "qemu-kvm/pvm");
	assert_int_equal(e[1]->factor, 5);
	assert_int_equal(e[1]->version[1], 18);
	assert_null(e[2]);
	assert_true(engine_has(e[0]->machines, "q35"));
	assert_true(engine_has(e[0]->machines, "pc-q35-7.2"));
	assert_false(engine_has(e[0]->machines, "pc"));
	engines_free(e);
}

static void test_no_kvm(void **state)
{
	struct error error;
	struct engine **e;

	(void)state;
	kvm.usable = false;
	e = find(NULL, false, 0, &error);
	assert_null(e[1]);
	engines_free(e);
	kvm.usable = true;
}

/* The one file of the cache, to be freed. */
static char *cache_file(void)
{
	char *command = xasprintf("/bin/ls '%s'/engines/*", dir), line[4096];
	FILE *pipe = popen(command, "r");

	assert_non_null(pipe);
	assert_non_null(fgets(line, sizeof(line), pipe));
	line[strcspn(line, "\n")] = '\0';
	assert_null(fgets(line + strlen(line), 2, pipe));
	pclose(pipe);
	free(command);
	return xstrdup(line);
}

/* Warm: not one process. */
static void test_cache(void **state)
{
	struct error error;
	char *path;
	int fd;

	(void)state;
	engines_free(find(NULL, false, 0, &error));
	assert_int_equal(nr_probes(), 1);
	for (int i = 0; i < 3; i++)
		engines_free(find(NULL, false, 0, &error));
	assert_int_equal(nr_probes(), 1);
	engines_free(find(NULL, true, 0, &error));
	assert_int_equal(nr_probes(), 2);
	/* A cache that was cut short, or is of something else. */
	path = cache_file();
	assert_int_equal(truncate(path, 100), 0);
	engines_free(find(NULL, false, 0, &error));
	assert_int_equal(nr_probes(), 3);
	fd = open(path, O_WRONLY | O_TRUNC);
	assert_int_equal(write(fd, "{\"cache\": 1}", 12), 12);
	close(fd);
	engines_free(find(NULL, false, 0, &error));
	assert_int_equal(nr_probes(), 4);
	engines_free(find(NULL, false, 0, &error));
	assert_int_equal(nr_probes(), 4);
	free(path);
}

/* Another file under the same name is another binary. */
static void test_changed_binary(void **state)
{
	char *path = below("qemu-system-x86_64"), *copy;
	struct error error;

	(void)state;
	copy = xasprintf("/bin/cp -L '%s' '%s.new' && /bin/mv '%s.new' '%s'",
			 path, path, path, path);
	assert_int_equal(system(copy), 0);
	engines_free(find(NULL, false, 0, &error));
	assert_int_equal(nr_probes(), 1);
	free(copy);
	copy = xasprintf("/bin/touch -d 2001-01-01 '%s'", path);
	assert_int_equal(system(copy), 0);
	engines_free(find(NULL, false, 0, &error));
	assert_int_equal(nr_probes(), 2);
	free(copy);
	free(path);
}

static void test_named(void **state)
{
	char *path = below("qemu-system-x86_64"), *other = below("other");
	char *binaries[] = { path, other, NULL };
	char *copy = xasprintf("/bin/cp -L '%s' '%s'", path, other);
	struct engine **e;
	struct error error;
	bool second = false;

	(void)state;
	assert_int_equal(system(copy), 0);
	setenv("FAKE_VMM_MAJOR", "10", 1);
	e = find(binaries, false, 0, &error);
	assert_string_equal(e[0]->name, "qemu-10-tcg");
	assert_string_equal(e[0]->kind, "qemu-tcg");
	for (size_t i = 0; e[i]; i++)
		second |= !strcmp(e[i]->name, "qemu-10-tcg-2");
	assert_true(second);
	engines_free(e);
	free(copy);
	free(other);
	free(path);
}

/* What scripts/fetch-qemu-10 leaves; never the default, nor beside --qemu. */
static void test_fetched(void **state)
{
	char *path = below("qemu-system-x86_64");
	char *binaries[] = { path, NULL };
	char *copy = xasprintf(
		"cd '%s' && /bin/mkdir -p engines/qemu-10/bin engines/qemu-9/bin"
		" && /bin/cp -L qemu-system-x86_64 engines/qemu-10/bin/"
		" && /bin/cp /bin/true engines/qemu-9/bin/qemu-system-x86_64",
		dir);
	struct engine **e;
	struct error error;

	(void)state;
	assert_int_equal(system(copy), 0);
	kvm.usable = false;
	e = find(NULL, false, 0, &error);
	assert_string_equal(e[0]->name, "qemu-tcg");
	assert_false(e[0]->extra);
	assert_string_equal(e[1]->name, "qemu-7-tcg");
	assert_string_equal(e[1]->kind, "qemu-tcg");
	assert_true(e[1]->extra);
	assert_null(e[2]);
	engines_free(e);
	e = find(binaries, false, 0, &error);
	assert_null(e[1]);
	engines_free(e);
	kvm.usable = true;
	free(copy);
	free(path);
}

static void test_refused(void **state)
{
	char *missing[] = { (char *)"/nonexistent/qemu", NULL };
	char *other[] = { (char *)"/bin/true", NULL };
	struct error error;

	(void)state;
	setenv("FAKE_VMM_MAJOR", "5", 1);
	engines_free(find(NULL, false, -ENOTSUP, &error));
	assert_non_null(strstr(error.text, "is QEMU 5.2.0 (fake); the oldest "
					   "that works is QEMU 6.2"));
	unsetenv("FAKE_VMM_MAJOR");
	engines_free(find(missing, false, -ENOENT, &error));
	assert_string_equal(error.text,
			    "/nonexistent/qemu: there is no such program");
	engines_free(find(other, false, -EPROTO, &error));
	assert_non_null(strstr(error.text, "is not a QEMU system emulator"));
}

static void test_not_installed(void **state)
{
	struct error error;

	(void)state;
	setenv("PATH", "/nonexistent", 1);
	assert_null(find(NULL, false, 0, &error));
}

static void test_lacks(void **state)
{
	char *words[] = { (char *)"-device",
			  (char *)"edu,id=x",
			  (char *)"-device",
			  (char *)"virtio-net",
			  (char *)"-device",
			  (char *)"warp-drive",
			  NULL };
	struct section section = { 0 };
	struct unit unit = { .machine = (char *)"q35",
			     .cpu = (char *)"max,+avx",
			     .section = &section };
	struct error error;
	struct engine **e = find(NULL, false, 0, &error);
	char *text;

	(void)state;
	assert_null(engine_lacks(e[0], &unit));
	section.qemu = words;
	text = engine_lacks(e[0], &unit);
	assert_string_equal(text, "device 'warp-drive'");
	free(text);
	unit.cpu = (char *)"pentium,-fpu";
	text = engine_lacks(e[0], &unit);
	assert_string_equal(text, "CPU model 'pentium'");
	free(text);
	unit.machine = (char *)"microvm,rtc=on";
	text = engine_lacks(e[0], &unit);
	assert_string_equal(text, "machine 'microvm'");
	free(text);
	engines_free(e);
}

/* Whatever this host has, the answer is complete. */
static void test_kvm_facts(void **state)
{
	struct kvm_facts facts;

	(void)state;
	engine_kvm_facts(&facts);
	assert_int_equal(facts.usable, !facts.why[0]);
	assert_true(facts.version[0] > 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_facts),	  TEST(test_no_kvm),
		TEST(test_cache),	  TEST(test_changed_binary),
		TEST(test_named),	  TEST(test_refused),
		TEST(test_not_installed), TEST(test_lacks),
		TEST(test_kvm_facts),	  TEST(test_fetched),
	};

	signal(SIGPIPE, SIG_IGN); /* as in hvcheck: a program may not listen */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
