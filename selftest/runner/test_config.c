/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unittests.cfg: what it means, and every way in which it can be wrong. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <test/protocol.h>
#include <unistd.h>
/* cmocka.h wants the four standard headers above before it */
#include <cmocka.h>

#include "alloc.h"
#include "config.h"
#include "image.h"

static int parse(struct config *config, const char *text, struct error *error)
{
	memset(config, 0, sizeof(*config));
	error->text[0] = '\0';
	return config_parse(config, text, strlen(text), "unittests.cfg", true,
			    error);
}

static void good(struct config *config, const char *text)
{
	struct error error;

	if (parse(config, text, &error))
		fail_msg("%s", error.text);
}

static void every_key(void **state)
{
	struct config c;
	const struct section *s;

	(void)state;
	good(&c, "# suite-wide\n"
		 "timeout = 20s\n"
		 "memory=256M\r\n"
		 "\n"
		 "[gic]\n"
		 "  smp = 8\t\n"
		 "\tmemory = 2G\n"
		 "machine = virt,gic-version=3\n"
		 "cpu = max,-sve\n"
		 "firmware = none\n"
		 "qemu = -device 'pci-testdev,membar=1 # 2' -name \"a b\"\n"
		 "args = mode=fast color=#fff\n"
		 "cases = ppi* sgi/*\n"
		 "groups = quick, slow\n"
		 "engine = qemu-tcg qemu-kvm\n"
		 "arch = x86_64,i386\n"
		 "timeout = 500ms\n"
		 "expect = ppi: fail on qemu-tcg < 8.0: see issue #12\n"
		 "expect = sgi/3: timeout on any: it hangs\n"
		 "[gic@v3]\n"
		 "build = mode=m");
	assert_int_equal(c.defaults.timeout_ms, 20000);
	assert_int_equal(c.defaults.memory_mib, 256);
	assert_int_equal(c.nr_sections, 2);
	s = config_find(&c, "gic", NULL);
	assert_non_null(s);
	assert_int_equal(s->line, 5);
	assert_int_equal(s->smp, 8);
	assert_int_equal(s->memory_mib, 2048);
	assert_int_equal(s->timeout_ms, 500);
	assert_string_equal(s->machine, "virt,gic-version=3");
	assert_string_equal(s->cpu, "max,-sve");
	assert_string_equal(s->firmware, "none");
	assert_string_equal(s->qemu[1], "pci-testdev,membar=1 # 2");
	assert_string_equal(s->qemu[3], "a b");
	assert_string_equal(s->args, "mode=fast color=#fff");
	assert_true(words_contain(s->groups, "slow"));
	assert_true(words_contain(s->engines, "qemu-kvm"));
	assert_true(words_contain(s->archs, "i386"));
	assert_int_equal(s->nr_expect, 2);
	assert_string_equal(s->expect[0].reason, "see issue #12");
	assert_int_equal(s->expect[1].line, 19);
	assert_true(section_covers(s, "gic.sgi/3"));
	assert_true(section_covers(s, "gic.ppi_edge"));
	assert_false(section_covers(s, "gic.spi"));
	assert_string_equal(config_find(&c, "gic", "v3")->build, "mode-m");
	assert_null(config_find(&c, "gic", "v2"));
	assert_null(config_find(&c, "msr", NULL));
	config_release(&c);
}

static void refused(void **state)
{
	/* clang-format off: a table */
	static const char *const rows[][2] = {
		{ "[a]\nsmpp = 1\n",
		  "unittests.cfg:2: unknown key 'smpp'; did you mean 'smp'?" },
		{ "[a]\nfile = x\n", "unittests.cfg:2: unknown key 'file'" },
		{ "[a]\n[b]\n[a]\n",
		  "unittests.cfg:3: section [a] is already at unittests.cfg:1" },
		{ "[a@v]\n[a@v]\n",
		  "unittests.cfg:2: section [a@v] is already at unittests.cfg:1" },
		{ "[a]\nsmp = 1\nsmp = 2\n",
		  "unittests.cfg:3: 'smp' stands twice in this section" },
		{ "[a]\nsmp = 0\n",
		  "unittests.cfg:2: smp must be a number from 1 to 4096, not '0'" },
		{ "[a]\nsmp = 2 # two\n",
		  "unittests.cfg:2: a comment must have a line of its own: '2 # two'" },
		{ "[a]\nsmp = two\n",
		  "unittests.cfg:2: smp must be a number from 1 to 4096, not 'two'" },
		{ "[a]\nmemory = 1K\n",
		  "unittests.cfg:2: memory must be a size such as 512M or 2G, not '1K'" },
		{ "[a]\ntimeout = 1d\n",
		  "unittests.cfg:2: timeout must be a time such as 10s, 500ms or 2m, not '1d'" },
		{ "[a]\nsmp =\n", "unittests.cfg:2: 'smp' has no value" },
		{ "[a]\nsmp\n",
		  "unittests.cfg:2: 'smp' is neither KEY = VALUE nor [SUITE]" },
		{ "[a\n", "unittests.cfg:1: '[a' lacks its ']'" },
		{ "[]\n", "unittests.cfg:1: '' is not SUITE or SUITE@VARIANT" },
		{ "[a@]\n",
		  "unittests.cfg:1: 'a@' is not SUITE or SUITE@VARIANT" },
		{ "[a b]\n",
		  "unittests.cfg:1: 'a b' is not SUITE or SUITE@VARIANT" },
		{ "[x86/a]\n",
		  "unittests.cfg:1: 'x86/a' is not SUITE or SUITE@VARIANT" },
		{ "[a]\ncpu = max sve\n",
		  "unittests.cfg:2: cpu must be one word, not 'max sve'" },
		{ "[a]\nmachine = q35,accel=kvm\n",
		  "unittests.cfg:2: 'q35,accel=kvm' forces an accelerator: that is for the engine to say (engine = qemu-tcg)" },
		{ "[a]\nqemu = -enable-kvm\n",
		  "unittests.cfg:2: qemu must not hold '-enable-kvm'; instead: engine = qemu-kvm" },
		{ "[a]\nqemu = --accel tcg\n",
		  "unittests.cfg:2: qemu must not hold '--accel'; instead: engine = qemu-tcg" },
		{ "[a]\nqemu = -machine accel=tcg\n",
		  "unittests.cfg:2: qemu must not hold 'accel=' in '-machine accel=tcg'; instead: engine = qemu-tcg" },
		{ "[a]\nqemu = -M q35,accel=tcg\n",
		  "unittests.cfg:2: qemu must not hold 'accel=' in '-M q35,accel=tcg'; instead: engine = qemu-tcg" },
		{ "[a]\nqemu = -smp 2\n",
		  "unittests.cfg:2: qemu must not hold '-smp'; instead: smp = N" },
		{ "[a]\nqemu = -name 'x\n",
		  "unittests.cfg:2: a quote or a backslash has no end in '-name 'x'" },
		{ "[a]\nargs = cases=x\n",
		  "unittests.cfg:2: args must not hold 'cases=x': the runner sets it" },
		{ "[a]\nargs = x invert\n",
		  "unittests.cfg:2: args must not hold 'invert': the runner sets it" },
		{ "[a]\nbuild = ../b\n",
		  "unittests.cfg:2: build must be a name of letters, digits, '-', '_' and '=', not '../b'" },
		{ "[a]\narch = x86-64\n",
		  "unittests.cfg:2: there is no target 'x86-64'; did you mean 'x86_64'?" },
		{ "[a]\ngroups = a*b\n",
		  "unittests.cfg:2: 'a*b' cannot be the name of a group" },
		{ "[a]\ngroups = ,\n",
		  "unittests.cfg:2: groups names nothing" },
		{ "[a]\nexpect = *: fail on qemu-tcg: why\n",
		  "unittests.cfg:2: expect: '*' would cover every case: name the ones that fail" },
		{ "[a]\nexpect = b: pass on any: why\n",
		  "unittests.cfg:2: expect: every case of [a] must pass; 'pass' is for its variants, which have its entries" },
		{ "expect = a: fail on any: why\n",
		  "unittests.cfg:1: 'expect' must stand in a section" },
		{ "arch = i386\n",
		  "unittests.cfg:1: 'arch' must stand in a section" },
		{ "[a]\ninclude = x\n",
		  "unittests.cfg:2: 'include' must stand before the first section" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct config c;
		struct error error;

		assert_int_equal(parse(&c, rows[i][0], &error), -EINVAL);
		assert_string_equal(error.text, rows[i][1]);
		config_release(&c);
	}
}

static void bytes(void **state)
{
	static const char nul[] = "[a]\nsm\0p = 1\n";
	struct config c = { .sections = NULL };
	struct error error;

	(void)state;
	assert_int_equal(config_parse(&c, nul, sizeof(nul) - 1, "f", true,
				      &error),
			 -EINVAL);
	assert_string_equal(error.text, "f:2: there is a NUL byte in it");
	config_release(&c);
	assert_int_equal(config_parse(&c, "smp = 2", 7, "x86/unittests.cfg",
				      false, &error),
			 -EINVAL);
	assert_string_equal(
		error.text,
		"x86/unittests.cfg:1: 'smp' stands before the first section; only the root file has defaults");
	config_release(&c);
}

/* ------------------------------------------------------------------ files -- */

static char root[] = "/tmp/hvcheck-config.XXXXXX";

static void write_file(const char *name, const char *text)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	file = fopen(path, "we");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* What names on a command line cannot mean is not even looked at. */
static void check_only(const char *path, char *const *only, size_t nr,
		       struct error *error)
{
	struct config c = { .only = only };

	assert_int_equal(config_read(&c, path, error), 0);
	assert_int_equal(c.nr_sections, nr);
	config_release(&c);
}

static void includes(void **state)
{
	char path[256], expected[512];
	struct config c = { .sections = NULL };
	struct error error;

	(void)state;
	assert_non_null(mkdtemp(root));
	snprintf(path, sizeof(path), "%s/x86", root);
	assert_int_equal(mkdir(path, 0777), 0);
	snprintf(path, sizeof(path), "%s/unittests.cfg", root);
	assert_int_equal(config_read(&c, path, &error), -ENOENT);
	snprintf(expected, sizeof(expected), "%s: No such file or directory",
		 path);
	assert_string_equal(error.text, expected);

	write_file("unittests.cfg",
		   "args = quiet\nqemu = -name x\n"
		   "include = x86/unittests.cfg\n[a]\nsmp = 2\n");
	assert_int_equal(config_read(&c, path, &error), -ENOENT);
	snprintf(expected, sizeof(expected),
		 "%s:3: include 'x86/unittests.cfg': No such file or directory",
		 path);
	assert_string_equal(error.text, expected);
	config_release(&c);

	write_file("x86/unittests.cfg", "[b]\nargs = loud\n[a@v]\nsmp=4\n");
	assert_int_equal(config_read(&c, path, &error), 0);
	assert_int_equal(c.nr_sections, 3);
	assert_string_equal(config_find(&c, "b", NULL)->args, "loud");
	assert_string_equal(config_find(&c, "a", "v")->args, "quiet");
	assert_string_equal(config_find(&c, "a", NULL)->qemu[1], "x");
	config_release(&c);

	check_only(path, (char *[]){ "b", NULL }, 1, &error);
	check_only(path, (char *[]){ "x86_64/a.case/row", NULL }, 2, &error);
	check_only(path, (char *[]){ "a@w", "b.x", NULL }, 3, &error);
	check_only(path, (char *[]){ "bb", "x86_64/ab", NULL }, 0, &error);
	check_only(path, (char *[]){ "*/b", NULL }, 3, &error);
	write_file("x86/unittests.cfg", "[b]\nsmp = 0\n [a@v]\n\tsmp=4\n");
	check_only(path, (char *[]){ "a", NULL }, 2, &error);

	write_file("x86/unittests.cfg", "\n[a]\n");
	assert_int_equal(config_read(&c, path, &error), -EINVAL);
	assert_non_null(strstr(
		error.text, "x86/unittests.cfg:2: section [a] is already at "));
	config_release(&c);
}

/* ------------------------------------------------------- against the suites -- */

static struct image_case cases[] = {
	{ .name = (char *)"msr.efer/nxe", .file = (char *)"x86/msr.c" },
	{ .name = (char *)"msr.matrix",
	  .file = (char *)"x86/msr.c",
	  .kind = PROTO_KIND_NUMBERED,
	  .nr_states = 16 },
};

static size_t nr_loaded = 2; /* x86_64 alone, or i386, too */

static int check_config(const struct config *c, struct error *error)
{
	struct image image[2] = {
		{ .target = target_find("x86_64"),
		  .suite = (char *)"msr",
		  .dir = (char *)"x86",
		  .path = (char *)"b/x86_64/x86/msr.elf",
		  .cases = cases,
		  .nr_cases = 2 },
		{ .target = target_find("i386"),
		  .suite = (char *)"msr",
		  .dir = (char *)"x86",
		  .path = (char *)"b/i386/x86/msr.elf",
		  .cases = cases,
		  .nr_cases = 1 },
	};
	struct image *list[] = { &image[0], &image[1] };
	struct images images = { .v = list, .nr = nr_loaded };

	return config_check(c, &images, root, "b", error);
}

static int check(const char *text, struct error *error)
{
	struct config c;
	int r;

	good(&c, text);
	r = check_config(&c, error);
	config_release(&c);
	return r;
}

/* An installed hvcheck has the file of each port, and no sources. */
static void check_port(const char *port, int expected, struct error *error)
{
	char path[sizeof(root) + 32];
	struct config c = { .sections = NULL };

	snprintf(path, sizeof(path), "%s/%s", root, port);
	if (mkdir(path, 0777))
		assert_int_equal(errno, EEXIST);
	snprintf(path, sizeof(path), "%s/unittests.cfg", port);
	write_file(path, "[gic]\n");
	snprintf(path, sizeof(path), "%s/%s/unittests.cfg", root, port);
	assert_int_equal(config_read(&c, path, error), 0);
	assert_int_equal(check_config(&c, error), expected);
	config_release(&c);
}

static void ports(void **state)
{
	char path[sizeof(root) + 32];
	struct error error;

	(void)state;
	check_port("arm", 0, &error);
	check_port("x86", -EINVAL, &error);
	assert_non_null(strstr(error.text, "there is no suite 'gic'"));
	check_port("warm", -EINVAL, &error);
	/* Of one of its targets: what is missing may be the other's. */
	nr_loaded = 1;
	check_port("x86", 0, &error);
	snprintf(path, sizeof(path), "%s/lib", root);
	assert_int_equal(mkdir(path, 0777), 0);
	check_port("x86", -EINVAL, &error);
	nr_loaded = 2;
}

static void suites(void **state)
{
	/* clang-format off: a table */
	static const char *const bad[][2] = {
		{ "\n[mssr]\n",
		  "unittests.cfg:2: there is no suite 'mssr'; did you mean 'msr'?" },
		{ "[msr]\ncases = nothing*\n",
		  "unittests.cfg:1: no case of suite 'msr' matches 'cases = nothing*'" },
		{ "[msr]\nexpect = efr/*: fail on any: why\n",
		  "unittests.cfg:2: no case of suite 'msr' matches the expectation 'efr/*'" },
		{ "[msr]\narch = i386\nexpect = matrix: fail on any: why\n",
		  "unittests.cfg:3: no case of suite 'msr' matches the expectation 'matrix'" },
		{ "[msr]\ncases = matrix\nexpect = efer/*: fail on any: why\n",
		  "unittests.cfg:3: no case of suite 'msr' matches the expectation 'efer/*'" },
		{ "[msr@m]\nbuild = mode-m\n",
		  "unittests.cfg:1: suite 'msr' has no image msr@mode-m.elf in b/x86_64; run make" },
		{ "[msr]\nexpect = efer/*: fail on any: why\n[msr@v]\nexpect = matrix: pass on any: why\n",
		  "unittests.cfg:4: [msr] expects no failure that 'matrix: pass' could be an exception from" },
		{ "[msr@v]\nexpect = matrix: pass on any: why\n",
		  "unittests.cfg:2: [msr] expects no failure that 'matrix: pass' could be an exception from" },
		{ "[unbuilt]\n",
		  "unittests.cfg:1: suite 'unbuilt' has no image unbuilt.elf in b/x86_64; run make" },
	};
	/* clang-format on */
	struct error error;

	(void)state;
	write_file("x86/msr.c", "");
	write_file("x86/unbuilt.c", "");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_true(check(bad[i][0], &error) < 0);
		assert_string_equal(error.text, bad[i][1]);
	}
	assert_int_equal(
		check("[msr]\nexpect = efer/*: fail on any: why\n"
		      "expect = matrix/*: fail on any: one width has it\n"
		      "expect = matrix: fail on any: the same\n"
		      "[msr@v]\nexpect = efer/nxe: pass on any: not here\n"
		      "[msr@w]\narch = arm64\nexpect = efer/nxe: pass on any: not loaded\n",
		      &error),
		0);
	snprintf(error.text, sizeof(error.text), "rm -r %s", root);
	assert_int_equal(system(error.text), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key), cmocka_unit_test(refused),
		cmocka_unit_test(bytes),     cmocka_unit_test(includes),
		cmocka_unit_test(ports),     cmocka_unit_test(suites),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
