/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The AML walk, on byte code written by hand from ACPI 6.5, chapter 20. */
#include <dev/aml.h>

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* One definition block, what is wrong with it (NULL: nothing) and where. */
struct row {
	const char *name;
	const char *aml;
	size_t len;
	const char *what;
	size_t offset;
};

#define AML(text) text, sizeof(text) - 1

/* clang-format off */
static const struct row rows[] = {
	{ "empty", AML(""), NULL, 0 },
	{ "name-zero", AML("\x08" "ABCD" "\x00"), NULL, 0 },
	{ "name-qword", AML("\x08" "ABCD" "\x0e" "12345678"), NULL, 0 },
	{ "name-string", AML("\x08" "ABCD" "\x0d" "text\0"), NULL, 0 },
	{ "string-no-end", AML("\x08" "ABCD" "\x0d" "text"), "a string without an end", 6 },
	{ "name-cut", AML("\x08" "ABC"), "a name segment is malformed", 1 },
	{ "name-lower", AML("\x08" "abcd" "\x00"), "a name segment is malformed", 1 },
	{ "name-digit-first", AML("\x08" "1BCD" "\x00"), "a name segment is malformed", 1 },
	{ "root-path", AML("\x08" "\\" "ABCD" "\x01"), NULL, 0 },
	{ "parent-path", AML("\x08" "^^" "ABCD" "\xff"), NULL, 0 },
	{ "dual-path", AML("\x08" "\x2e" "ABCDEFGH" "\x01"), NULL, 0 },
	{ "multi-path", AML("\x08" "\x2f\x03" "ABCDEFGHIJKL" "\x01"), NULL, 0 },
	{ "multi-path-none", AML("\x08" "\x2f\x00" "\x01"), "a name of no segments", 3 },
	{ "value-missing", AML("\x08" "ABCD"), "an argument is missing", 5 },
	{ "word-cut", AML("\x08" "ABCD" "\x0b" "1"), "an item leads past its package", 6 },
	{ "unknown", AML("\x03"), "an unknown operator", 1 },
	{ "unknown-ext", AML("\x5b\xfe"), "an unknown operator", 2 },
	/* Scope(\_SB_) { Name(ABCD, 0) } */
	{ "scope", AML("\x10\x0b" "_SB_" "\x08" "ABCD" "\x00"), NULL, 0 },
	{ "scope-one-long", AML("\x10\x0c" "_SB_" "\x08" "ABCD" "\x00"), "a package length leads past the one around it", 2 },
	{ "scope-one-short", AML("\x10\x0a" "_SB_" "\x08" "ABCD" "\x00"), "an argument is missing", 11 },
	{ "inner-past-outer", AML("\x10\x0b" "_SB_" "\x10\x07" "ABCD" "\xa3\xa3"), "a package length leads past the one around it", 8 },
	{ "length-itself", AML("\x10\x00"), "a package length leads past the one around it", 2 },
	{ "length-2-bytes", AML("\x10\x4c\x00" "_SB_" "\x08" "ABCD" "\x00"), NULL, 0 },
	{ "length-cut", AML("\x10\xc0\x00"), "an item leads past its package",
	  2 },
	/* Package(2) { 1, "x" } */
	{ "package", AML("\x12\x06\x02" "\x01" "\x0d" "x\0"), NULL, 0 },
	{ "package-fewer", AML("\x12\x03\x02" "\x01"), NULL, 0 },
	{ "package-more", AML("\x12\x04\x01" "\x01\x01"), "a package of too many elements", 4 },
	/* Buffer(2) { 3, 4 } */
	{ "buffer", AML("\x11\x05" "\x0a\x02" "\x03\x04"), NULL, 0 },
	/* OperationRegion(ABCD, SystemIO, 0x70, 2); Field */
	{ "field", AML("\x5b\x80" "ABCD" "\x01" "\x0a\x70" "\x0a\x02" "\x5b\x81\x14" "ABCD" "\x01" "EFGH" "\x08" "\x00\x04" "\x01\x00\x00" "\x03\x00\x00\x00"), NULL, 0 },
	{ "field-cut", AML("\x5b\x81\x09" "ABCD" "\x01" "EFG"), "a name segment is malformed", 8 },
	/* Method(ABCD, 1) { If (LEqual(Arg0, 1)) { Return(2) } Else {} } */
	{ "method", AML("\x14\x0f" "ABCD" "\x01" "\xa0\x06" "\x93\x68\x01" "\xa4\x01" "\xa1\x01"), NULL, 0 },
	/* Store(FOO_(1, Local0), Local1): the call's arity is not known here */
	{ "call", AML("\x70" "FOO_" "\x01\x60" "\x61"), NULL, 0 },
};

/* clang-format on */
static void check_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *r = &rows[i];
		/* a copy of exactly its size, so that ASan sees a read past it */
		uint8_t *aml = test_malloc(r->len + !r->len);
		struct aml_fault fault;
		int ret;

		memcpy(aml, r->aml, r->len);
		ret = aml_check(aml, r->len, &fault);
		if (ret != (r->what ? -EINVAL : 0))
			fail_msg("%s: returned %d at %zu: %s", r->name, ret,
				 fault.offset, fault.what);
		if (r->what &&
		    (strcmp(r->what, fault.what) || r->offset != fault.offset))
			fail_msg("%s: at %zu: %s", r->name, fault.offset,
				 fault.what);
		test_free(aml);
	}
}

/* Nested deeper than anything real: refused, not followed off the stack. */
static void check_depth(void **state)
{
	static uint8_t aml[100000];
	struct aml_fault fault;

	(void)state;
	memset(aml, 0x92, sizeof(aml)); /* LNot(LNot(... */
	assert_int_equal(aml_check(aml, sizeof(aml), &fault), -EINVAL);
	assert_string_equal(fault.what, "terms nested too deeply");
}

struct find_row {
	const char *name;
	const char *aml;
	size_t len;
	int found; /* as returned */
	uint64_t first, second;
};

/* clang-format off */
#define S5 "\x08" "_S5_" "\x12\x07\x04" "\x0a\x05" "\x01" "\x00\x00"

static const struct find_row find_rows[] = {
	{ "top", AML(S5), 4, 5, 1 },
	{ "absolute", AML("\x10\x13" "_SB_" "\x08\\_S5_" "\x12\x07\x04\x0a\x05\x01\x00\x00"), 4, 5, 1 },
	{ "in-root-scope", AML("\x10\x10" "\\\x00" S5), 4, 5, 1 },
	{ "in-other-scope", AML("\x10\x12" "_SB_" S5), -ENOENT, 0, 0 },
	{ "in-device", AML("\x5b\x82\x12" "DEV_" S5), -ENOENT, 0, 0 },
	{ "behind-alias", AML("\x06" "ABCD" "EFGH" S5), 4, 5, 1 },
	{ "in-if", AML("\xa0\x0f" "\x01" S5), 4, 5, 1 },
	{ "behind-damage", AML("\x03" S5), -ENOENT, 0, 0 },
	{ "before-damage", AML(S5 "\x03"), 4, 5, 1 },
	{ "other-name", AML("\x08" "_S4_" "\x12\x03\x01\x01"), -ENOENT, 0, 0 },
	{ "not-a-package", AML("\x08" "_S5_" "\x01"), -ENOENT, 0, 0 },
	{ "one-element", AML("\x08" "_S5_" "\x12\x03\x01\x01"), 1, 1, 0 },
	{ "word", AML("\x08" "_S5_" "\x12\x06\x02" "\x0b\x34\x12" "\x00"), 2, 0x1234, 0 },
	{ "ones", AML("\x08" "_S5_" "\x12\x04\x02" "\xff\x01"), 2, UINT64_MAX, 1 },
	{ "dword-qword", AML("\x08" "_S5_" "\x12\x10\x02" "\x0c\x01\x02\x03\x04" "\x0e\x01\x02\x03\x04\x05\x06\x07\x08"), 2, 0x04030201, 0x0807060504030201 },
	{ "name-inside", AML("\x08" "_S5_" "\x12\x07\x02" "\x01" "ABCD"), 1, 1, 0 },
	{ "cut", AML("\x08" "_S5_" "\x12\x09\x04" "\x05"), -ENOENT, 0, 0 },
};

/* clang-format on */
static void find_package(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(find_rows) / sizeof(find_rows[0]); i++) {
		const struct find_row *r = &find_rows[i];
		uint64_t values[2] = { 0, 0 };
		uint8_t *aml = test_malloc(r->len);
		int found;

		memcpy(aml, r->aml, r->len);
		found = aml_find_package(aml, r->len, "_S5_", values, 2);
		if (found != r->found || values[0] != r->first ||
		    values[1] != r->second)
			fail_msg("%s: found %d: %#llx %#llx", r->name, found,
				 (unsigned long long)values[0],
				 (unsigned long long)values[1]);
		test_free(aml);
	}
}

static const struct integer_row {
	const char *name;
	const char *aml;
	size_t len;
	int ret;
	uint64_t value;
} integer_rows[] = {
	/* clang-format off */
	{ "name", AML("\x08" "_CBA" "\x0b\x34\x12"), 0, 0x1234 },
	{ "in-device", AML("\x5b\x82\x0c" "DEV_" "\x08" "_CBA" "\x0a\x07"), 0, 7 },
	{ "method", AML("\x14\x08" "_CBA" "\x00" "\xa4\x01"), 0, 1 },
	{ "method-other", AML("\x14\x08" "_CBA" "\x00" "\x75\x60"), -ENOENT, 0 },
	{ "method-empty", AML("\x14\x06" "_CBA" "\x00"), -ENOENT, 0 },
	{ "not-integer", AML("\x08" "_CBA" "\x0d" "x\0"), -ENOENT, 0 },
	{ "other", AML("\x08" "_CBB" "\x01"), -ENOENT, 0 },
	/* clang-format on */
};

static void find_integer(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(integer_rows) / sizeof(integer_rows[0]);
	     i++) {
		const struct integer_row *r = &integer_rows[i];
		uint8_t *aml = test_malloc(r->len);
		uint64_t value = 0;
		int ret;

		memcpy(aml, r->aml, r->len);
		ret = aml_find_integer(aml, r->len, "_CBA", &value);
		if (ret != r->ret || (!ret && value != r->value))
			fail_msg("%s: %d, %#llx", r->name, ret,
				 (unsigned long long)value);
		test_free(aml);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_rows),
		cmocka_unit_test(check_depth),
		cmocka_unit_test(find_package),
		cmocka_unit_test(find_integer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
