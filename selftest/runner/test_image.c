/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Case records out of ELF files: every class and byte order, and damaged ones. */
#include <elf.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <test/protocol.h>
#include <unistd.h>
/* cmocka.h wants the four standard headers above before it */
#include <cmocka.h>

#include "elf_writer.h"
#include "image.h"
#include "run.h"

static struct elf_writer writer;

/* Of suite "msr", file "x86/msr.c", in an order that is not the plan's. */
static void write_sample(unsigned int word, bool big_endian,
			 unsigned int machine, unsigned int relative)
{
	static const char *const names[] = { "nxe", "sce", "reserved-bit" };
	struct elf_writer *w = &writer;
	uint64_t suite, test, needs[2] = { 0 };

	elf_begin_file(w, word, big_endian, machine, relative);
	suite = elf_suite(w, "msr", "MSRs read back");
	needs[0] = elf_feature(w, "MSR", "CPUID.1:EDX[5]");
	elf_set_pointer(w, suite, PROTO_SUITE_NEEDS, elf_pointers(w, needs, 2));
	test = elf_test(w, suite, "reset", "x86/msr.c", 10);
	elf_set(w, test, PROTO_TEST_ENDS, PROTO_ENDS_KIND_RESET);
	test = elf_test(w, suite, "matrix", "x86/msr.c", 40);
	elf_set(w, test, PROTO_TEST_KIND, PROTO_KIND_NUMBERED);
	elf_set(w, test, PROTO_TEST_NR_ROWS, 0x2000);
	elf_test(w, suite, "efer_user", "x86/msr.c", 30); /* of one macro */
	test = elf_test(w, suite, "efer", "x86/msr.c", 30);
	elf_rows(w, test, names, 3, 3);
	test = elf_test(w, suite, "apic_base", "x86/msr.c", 20);
	needs[0] = elf_feature(w, "APIC", NULL);
	elf_set_pointer(w, test, PROTO_TEST_NEEDS, elf_pointers(w, needs, 2));
	elf_finish(w);
}

static int parse(struct image *image, void *bytes, size_t size,
		 struct error *error)
{
	memset(image, 0, sizeof(*image));
	image->target = target_find("x86_64");
	image->suite = strdup("msr");
	image->dir = strdup("x86");
	image->path = strdup("build/x86_64/x86/msr.elf");
	return image_parse(image, bytes, size, error);
}

/* image_free() is for the heap. */
static struct image *parsed(struct error *error, int *r)
{
	struct image *image = malloc(sizeof(*image));

	*r = parse(image, writer.bytes, writer.len, error);
	return image;
}

static const struct machine {
	const char *name;
	unsigned int word;
	bool big_endian;
	unsigned int machine, relative;
} machines[] = {
	{ "x86_64", 8, false, EM_X86_64, R_X86_64_RELATIVE },
	{ "i386", 4, false, EM_386, R_386_RELATIVE },
	{ "arm64", 8, false, EM_AARCH64, R_AARCH64_RELATIVE },
	{ "arm", 4, false, EM_ARM, R_ARM_RELATIVE },
	{ "s390x", 8, true, EM_S390, R_390_RELATIVE },
	{ "ppc64le", 8, false, EM_PPC64, R_PPC64_RELATIVE },
	{ "ppc64be", 8, true, EM_PPC64, R_PPC64_RELATIVE },
	{ "ppc", 4, true, EM_PPC, R_PPC_RELATIVE },
	{ "riscv64", 8, false, EM_RISCV, R_RISCV_RELATIVE },
	{ "riscv32", 4, false, EM_RISCV, R_RISCV_RELATIVE },
};

static void check_sample(const struct image *image)
{
	static const char *const names[] = {
		"msr.apic_base", "msr.efer/nxe",
		"msr.efer/sce",	 "msr.efer/reserved-bit",
		"msr.efer_user", "msr.matrix",
		"msr.reset",
	};

	assert_int_equal(image->nr_cases, 7);
	assert_string_equal(image->summary, "MSRs read back");
	for (size_t i = 0; i < 7; i++)
		assert_string_equal(image->cases[i].name, names[i]);
	assert_string_equal(image->cases[0].needs[0], "MSR (CPUID.1:EDX[5])");
	assert_string_equal(image->cases[0].needs[1], "APIC");
	assert_null(image->cases[0].needs[2]);
	assert_string_equal(image->cases[1].file, "x86/msr.c");
	assert_int_equal(image->cases[1].line, 30);
	assert_int_equal(image->cases[1].kind, PROTO_KIND_EACH);
	assert_int_equal(image->cases[5].nr_states, 0x2000);
	assert_int_equal(image->cases[6].ends, PROTO_ENDS_KIND_RESET);
}

static void every_machine(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++) {
		const struct machine *m = &machines[i];

		for (int relocated = 0; relocated <= 1; relocated++) {
			struct error error = { .text = "" };
			struct image *image;
			int r;

			write_sample(m->word, m->big_endian, m->machine,
				     relocated ? m->relative : 0);
			image = parsed(&error, &r);
			if (r)
				print_message("%s: %s\n", m->name, error.text);
			assert_int_equal(r, 0);
			check_sample(image);
			image_free(image);
		}
	}
}

/* Another machine's RELATIVE is not this one's. */
static void foreign_relocation(void **state)
{
	struct error error;
	int r;

	(void)state;
	write_sample(8, false, EM_X86_64, R_RISCV_RELATIVE);
	image_free(parsed(&error, &r));
	assert_int_equal(r, -EBADMSG);
}

/* ----------------------------------------------------------------- damage -- */

static void expect_error(const char *text)
{
	struct error error = { .text = "" };
	int r;

	image_free(parsed(&error, &r));
	assert_int_equal(r, -EBADMSG);
	if (!strstr(error.text, text))
		fail_msg("'%s' does not say '%s'", error.text, text);
	assert_null(strchr(error.text, '\n'));
}

static uint64_t begin(void)
{
	elf_begin_file(&writer, 8, false, EM_X86_64, 0);
	return elf_suite(&writer, "msr", "");
}

static void bad_records(void **state)
{
	uint64_t test, suite = begin();

	(void)state;
	elf_test(&writer, suite, "a", "f.c", 1);
	elf_test(&writer, suite, "a", "f.c", 2);
	elf_finish(&writer);
	expect_error("two cases are named 'msr.a'");

	elf_test(&writer, begin(), "a b", "f.c", 1);
	elf_finish(&writer);
	expect_error("'a b' cannot be the name of a case");

	elf_test(&writer, begin(), "", "f.c", 1);
	elf_finish(&writer);
	expect_error("cannot be the name of a case");

	test = elf_test(&writer, begin(), "a", "f.c", 1);
	elf_set(&writer, test, PROTO_TEST_MAGIC, 7);
	elf_finish(&writer);
	expect_error("no case record");

	suite = begin();
	elf_set(&writer, suite, PROTO_SUITE_MAGIC, 7);
	elf_test(&writer, suite, "a", "f.c", 1);
	elf_finish(&writer);
	expect_error("no suite record");

	test = elf_test(&writer, begin(), "a", "f.c", 1);
	elf_set(&writer, test, PROTO_TEST_KIND, 9);
	elf_finish(&writer);
	expect_error("unknown kind 9");

	test = elf_test(&writer, begin(), "a", "f.c", 1);
	elf_set(&writer, test, PROTO_TEST_ENDS, 9);
	elf_finish(&writer);
	expect_error("ends in unknown way 9");

	test = elf_test(&writer, begin(), "a", "f.c", 1);
	elf_set(&writer, test, PROTO_TEST_SUMMARY, 0x12345678);
	elf_finish(&writer);
	expect_error("a bad summary at 0x12345678");

	begin();
	elf_test(&writer, elf_suite(&writer, "other", ""), "a", "f.c", 1);
	elf_finish(&writer);
	expect_error("it holds suite 'other', not 'msr'");
}

static void bad_rows(void **state)
{
	static const char *const good[] = { "a", "b" };
	static const char *const twice[] = { "a", "a" };
	static const char *const odd[] = { "a", "b c" };
	char name[PROTO_NAME_MAX + 1];
	uint64_t test;

	(void)state;
	test = elf_test(&writer, begin(), "t", "f.c", 1);
	elf_rows(&writer, test, twice, 2, 2);
	elf_finish(&writer);
	expect_error("two cases are named 'msr.t/a'");

	test = elf_test(&writer, begin(), "t", "f.c", 1);
	elf_rows(&writer, test, odd, 2, 2);
	elf_finish(&writer);
	expect_error("'b c' cannot be the name of a row");

	test = elf_test(&writer, begin(), "t", "f.c", 1);
	elf_rows(&writer, test, good, 2, 2);
	elf_set(&writer, test, PROTO_TEST_NR_ROWS, UINT64_MAX / 16);
	elf_finish(&writer);
	expect_error("the rows of msr.t are not in the file");

	test = elf_test(&writer, begin(), "t", "f.c", 1);
	elf_rows(&writer, test, good, 2, 2);
	elf_set(&writer, test, PROTO_TEST_ROW_SIZE, 0);
	elf_finish(&writer);
	expect_error("the rows of msr.t are not in the file");

	memset(name, 'n', PROTO_NAME_MAX);
	name[PROTO_NAME_MAX] = '\0';
	elf_test(&writer, begin(), name, "f.c", 1);
	elf_finish(&writer);
	expect_error("is longer than 96 bytes");
}

static void endless_needs(void **state)
{
	uint64_t suite = begin(), needs[64];
	uint64_t feature = elf_feature(&writer, "F", NULL), test;

	(void)state;
	for (size_t i = 0; i < 64; i++)
		needs[i] = feature;
	test = elf_test(&writer, suite, "a", "f.c", 1);
	elf_set_pointer(&writer, test, PROTO_TEST_NEEDS,
			elf_pointers(&writer, needs, 64));
	elf_finish(&writer);
	expect_error("an endless list of needs");
}

static void not_elf(void **state)
{
	(void)state;
	memset(&writer, 0, sizeof(writer));
	writer.len = 0;
	expect_error("not an ELF file");
	writer.len = 4096;
	expect_error("not an ELF file");
	strcpy((char *)writer.bytes, "#!/bin/sh\n");
	expect_error("not an ELF file");
}

/* Cut off at every length: a sentence each time, never more than that. */
static void truncated(void **state)
{
	size_t whole;

	(void)state;
	write_sample(8, false, EM_X86_64, R_X86_64_RELATIVE);
	whole = writer.len;
	for (size_t len = 0; len < whole; len++) {
		/* Of its own size, so that a read past the end is noticed. */
		unsigned char *copy = malloc(len ? len : 1);
		struct image *image = malloc(sizeof(*image));
		struct error error = { .text = "" };

		memcpy(copy, writer.bytes, len);
		assert_true(parse(image, copy, len, &error) < 0);
		assert_true(*error.text);
		image_free(image);
		free(copy);
	}
}

/* Every byte flipped, for both classes: no crash; what is accepted is whole. */
static void corrupted(void **state)
{
	(void)state;
	for (size_t m = 0; m < 2; m++) {
		write_sample(machines[m].word, false, machines[m].machine,
			     machines[m].relative);
		for (size_t i = 0; i < writer.len; i++) {
			struct error error = { .text = "" };
			int r;

			writer.bytes[i] ^= 0xff;
			image_free(parsed(&error, &r));
			assert_true(r == 0 || *error.text);
			writer.bytes[i] ^= 0xff;
		}
	}
}

/* ------------------------------------------------------------------ files -- */

static char root[] = "/tmp/hvcheck-image.XXXXXX";

static void write_suite(const char *name, const char *path)
{
	elf_begin_file(&writer, 8, false, EM_X86_64, 0);
	elf_test(&writer, elf_suite(&writer, name, ""), "a", "f.c", 1);
	elf_finish(&writer);
	elf_write(&writer, path);
}

static void path_of(char *path, size_t size, const char *name)
{
	snprintf(path, size, "%s/%s", root, name);
}

static void make_dir(const char *name)
{
	char path[256];

	path_of(path, sizeof(path), name);
	assert_int_equal(mkdir(path, 0777), 0);
}

static void make_image(const char *name, const char *suite)
{
	char path[256];

	path_of(path, sizeof(path), name);
	write_suite(suite, path);
}

static void directories(void **state)
{
	const struct target *x86 = target_find("x86_64");
	struct images images = { .v = NULL };
	struct error error = { .text = "" };
	char path[512];

	(void)state;
	assert_non_null(mkdtemp(root));
	assert_int_equal(images_load(&images, x86, root, NULL, &error),
			 -ENOENT);
	make_dir("x86_64");
	make_dir("x86_64/x86");
	make_dir("x86_64/common");
	make_dir("x86_64/x86/cpuid");
	make_image("x86_64/x86/msr.elf", "msr");
	make_image("x86_64/x86/msr@mode-m.elf", "msr");
	make_image("x86_64/common/harness.elf", "harness");
	assert_int_equal(images_load(&images, x86, root, NULL, &error), 0);
	assert_int_equal(images.nr, 3);
	assert_non_null(images_find(&images, x86, "msr", NULL));
	assert_string_equal(images_find(&images, x86, "msr", "mode-m")->build,
			    "mode-m");
	assert_null(images_find(&images, x86, "msr", "mode=s"));
	assert_null(images_find(&images, target_find("i386"), "msr", NULL));
	images_release(&images);

	make_image("x86_64/common/msr.elf", "msr");
	assert_int_equal(images_load(&images, x86, root, NULL, &error),
			 -EEXIST);
	assert_non_null(strstr(error.text, "hold a suite of the same name"));
	images_release(&images);

	path_of(path, sizeof(path), "x86_64/common/msr.elf");
	assert_int_equal(truncate(path, 100), 0);
	assert_int_equal(images_load(&images, x86, root, NULL, &error),
			 -EBADMSG);
	assert_non_null(strstr(error.text, "x86_64/common/msr.elf: "));
	images_release(&images);
	snprintf(path, sizeof(path), "rm -r %s", root);
	assert_int_equal(system(path), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_machine),
		cmocka_unit_test(foreign_relocation),
		cmocka_unit_test(bad_records),
		cmocka_unit_test(bad_rows),
		cmocka_unit_test(endless_needs),
		cmocka_unit_test(not_elf),
		cmocka_unit_test(truncated),
		cmocka_unit_test(corrupted),
		cmocka_unit_test(directories),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
