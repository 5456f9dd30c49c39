/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses of this very program, looked up in its own ELF file. */
#include "symbols.h"

#include "symbolize.h"
#include "synthetic.h"
#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

extern const char __executable_start[]; /* of the linker: where it was loaded */

static uint64_t return_address; /* as an address in the file */
static volatile int sink_;

static __attribute__((noinline)) void record_return_address(void)
{
	return_address = (uintptr_t)__builtin_return_address(0) -
			 (uintptr_t)__executable_start;
}

static unsigned int inner_line, outer_line;

static inline __attribute__((always_inline)) void inner(void)
{
	inner_line = __LINE__ + 1;
	record_return_address();
	sink_++;
}

static __attribute__((noinline)) void outer(void)
{
	outer_line = __LINE__ + 1;
	inner();
	sink_++;
}

static char self[256];

static int setup(void **unused)
{
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);

	(void)unused;
	outer();
	return len > 0 ? 0 : -1;
}

static void test_inlined(void **unused)
{
	struct symbols *symbols = symbols_open(NULL);
	struct symbol frames[SYMBOL_FRAMES_MAX];

	(void)unused;
	assert_int_equal(
		symbols_lookup(symbols, self, return_address, true, frames), 2);
	assert_string_equal(frames[0].function, "inner");
	assert_int_equal(frames[0].line, inner_line);
	assert_non_null(
		strstr(frames[0].file, "selftest/runner/test_symbols.c"));
	assert_string_equal(frames[1].function, "outer");
	assert_int_equal(frames[1].line, outer_line);
	symbols_close(symbols);
}

/* Names of files are shown relative to the tree that they are in. */
static void test_tree(void **unused)
{
	struct symbols *symbols = symbols_open(NULL);
	struct symbol frames[SYMBOL_FRAMES_MAX];
	const char *in_tree;
	char *tree, *last;

	(void)unused;
	symbols_lookup(symbols, self, return_address, true, frames);
	in_tree = strstr(frames[0].file, "selftest/");
	assert_non_null(in_tree);
	tree = strndup(frames[0].file, (size_t)(in_tree - frames[0].file));
	last = tree + strlen(tree);
	symbols_close(symbols);
	if (last > tree && access(tree, F_OK) == 0) {
		symbols = symbols_open(tree);
		symbols_lookup(symbols, self, return_address, true, frames);
		assert_string_equal(frames[0].file,
				    "selftest/runner/test_symbols.c");
		symbols_close(symbols);
	}
	free(tree);
}

static void test_describe(void **unused)
{
	struct symbols *symbols = symbols_open(NULL);
	char text[1024], small[12];

	(void)unused;
	symbols_describe(symbols, self, return_address, true, text,
			 sizeof(text));
	assert_int_equal(strncmp(text, "inner ", 6), 0);
	assert_non_null(strstr(text, ", inlined in outer "));
	symbols_describe(symbols, self, return_address, true, small,
			 sizeof(small));
	assert_int_equal(strlen(small), sizeof(small) - 1);
	symbols_describe(symbols, self, 1, false, text, sizeof(text));
	assert_string_equal(text, "");
	symbols_describe(symbols, "/no/such/image", 1, false, text,
			 sizeof(text));
	assert_string_equal(text, "");
	symbols_close(symbols);
}

/* A copy of this program with less in it; the test is skipped without strip. */
static char *stripped(const struct synthetic *s, const char *how)
{
	char *path = synthetic_path(s, "stripped");
	char command[1024];

	snprintf(command, sizeof(command), "strip %s -o %s %s 2>/dev/null", how,
		 path, self);
	if (system(command) != 0)
		skip();
	return path;
}

static void test_without_debug_info(void **unused)
{
	struct synthetic s;
	struct symbols *symbols = symbols_open(NULL);
	struct symbol frames[SYMBOL_FRAMES_MAX];
	uint64_t start = (uintptr_t)outer - (uintptr_t)__executable_start;
	char text[256], want[256], *path;

	(void)unused;
	synthetic_init(&s);
	path = stripped(&s, "-g");
	symbols_describe(symbols, path, return_address, true, text,
			 sizeof(text));
	snprintf(want, sizeof(want), "outer+0x%" PRIx64,
		 return_address - start);
	assert_string_equal(text, want);
	free(path);
	symbols_close(symbols);
	symbols = symbols_open(NULL);
	path = stripped(&s, "-s");
	assert_int_equal(
		symbols_lookup(symbols, path, return_address, true, frames), 0);
	symbols_close(symbols);
	free(path);
	synthetic_release(&s);
}

/* Assembly in a function: its labels do not hide what they are in. */
__asm__(".pushsection .text\n"
	".globl in_assembly, in_assembly_at\n"
	".type in_assembly, @function\n"
	"in_assembly: nop\n"
	"in_assembly_at: nop\n"
	".size in_assembly, . - in_assembly\n"
	"after_assembly: nop\n"
	".type end_of_assembly, @function\n"
	"end_of_assembly: nop\n"
	".size end_of_assembly, 1\n"
	"nop\n"
	".popsection\n");
extern const char in_assembly_at[];

static void test_assembly(void **unused)
{
	struct symbols *symbols = symbols_open(NULL);
	uint64_t at = (uintptr_t)in_assembly_at - (uintptr_t)__executable_start;
	char text[256];

	(void)unused;
	symbols_describe(symbols, self, at, false, text, sizeof(text));
	assert_string_equal(text, "in_assembly+0x1");
	symbols_describe(symbols, self, at + 1, false, text, sizeof(text));
	assert_string_equal(text, "after_assembly+0x0");
	symbols_describe(symbols, self, at + 3, false, text, sizeof(text));
	assert_string_equal(text, "");
	symbols_close(symbols);
}

/* Lines are added below a stack record, and all others are kept. */
static void test_annotate(void **unused)
{
	struct symbols *symbols = symbols_open(NULL);
	char log[1024], address[32], *text;

	(void)unused;
	snprintf(address, sizeof(address), "0x%" PRIx64, return_address);
	/* Cut anywhere, as long records are; the first address is exact. */
	snprintf(log, sizeof(log), "before\n# stack 0x1 %.4s\n# +%s\nafter",
		 address, address + 4);
	text = symbols_annotate(symbols, self, log);
	assert_non_null(text);
	assert_int_equal(strncmp(text, "before\n# stack 0x1 ", 19), 0);
	assert_non_null(strstr(text, "\n#   0x1 (no symbol)\n"));
	assert_non_null(strstr(text, " inner "));
	assert_non_null(strstr(text, "\n#     inlined in outer "));
	assert_string_equal(text + strlen(text) - 7, "\nafter\n");
	free(text);
	assert_null(symbols_annotate(symbols, self, "nothing of the kind\n"));
	text = symbols_annotate(symbols, self, "# stack \n# stack x 0x\n");
	assert_string_equal(text, "# stack \n# stack x 0x\n");
	free(text);
	symbols_close(symbols);
}

/* kvm-unit-tests: no 0x, '@' marks an address that is exact. */
static void test_annotate_legacy(void **unused)
{
	struct symbols *symbols = symbols_open(NULL);
	char log[256], *text, *second;

	(void)unused;
	snprintf(log, sizeof(log), "\tSTACK: @1 %" PRIx64 "\n", return_address);
	text = symbols_annotate(symbols, self, log);
	assert_non_null(text);
	second = strstr(text, "#   0x1 (no symbol)\n");
	assert_non_null(second);
	assert_non_null(strstr(second, " inner "));
	free(text);
	symbols_close(symbols);
}

static char *run_command(const char *const *addresses, const char *input)
{
	struct error error = { "" };
	FILE *in = fmemopen((char *)input, strlen(input), "r");
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_int_equal(
		symbolize_command(self, addresses, NULL, in, out, &error), 0);
	fclose(in);
	fclose(out);
	return text;
}

static void test_command(void **unused)
{
	const char *none[] = { NULL }, *some[] = { "0x1", "1", "@1", NULL };
	const char *bad[] = { "0x1g", NULL };
	struct error error = { "" };
	char *text = run_command(some, "unread");

	(void)unused;
	assert_string_equal(text, "0x1 (no symbol)\n"
				  "0x1 (no symbol)\n"
				  "0x1 (no symbol)\n");
	free(text);
	text = run_command(none, "a\r\n# stack 0x1\nb");
	assert_string_equal(text, "a\n# stack 0x1\n#   0x1 (no symbol)\n"
				  "b\n");
	free(text);
	assert_int_equal(symbolize_command(self, bad, NULL, stdin, stdout,
					   &error),
			 -EINVAL);
	assert_string_equal(error.text, "'0x1g' is not an address");
	assert_int_equal(symbolize_command("/no/such", none, NULL, stdin,
					   stdout, &error),
			 -ENOENT);
}

/* What is no ELF file, or half of one, is an image of which nothing is known. */
static void test_damaged_image(void **unused)
{
	static const size_t sizes[] = { 0, 3, 40, 64, 400, 5000, 40000 };
	struct synthetic s;
	char *path, *bytes = malloc(40000);
	FILE *file = fopen(self, "r");

	(void)unused;
	synthetic_init(&s);
	assert_int_equal(fread(bytes, 1, 40000, file), 40000);
	fclose(file);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct symbols *symbols = symbols_open(NULL);
		char text[64];

		path = synthetic_path(&s, "damaged");
		file = fopen(path, "w");
		fwrite(bytes, 1, sizes[i], file);
		fclose(file);
		symbols_describe(symbols, path, return_address, true, text,
				 sizeof(text));
		assert_string_equal(text, "");
		symbols_close(symbols);
		free(path);
	}
	free(bytes);
	synthetic_release(&s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_inlined),
		cmocka_unit_test(test_tree),
		cmocka_unit_test(test_describe),
		cmocka_unit_test(test_without_debug_info),
		cmocka_unit_test(test_assembly),
		cmocka_unit_test(test_annotate),
		cmocka_unit_test(test_annotate_legacy),
		cmocka_unit_test(test_command),
		cmocka_unit_test(test_damaged_image),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
