/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The serial line under load: records of every length, byte and CPU. What a
 * guest can see of it is that the text it sends is right; that it arrives is
 * seen by the runner, which takes a torn or unknown record for a fault.
 */
#include <arch.h>
#include <console.h>
#include <smp.h>
#include <stdio.h>
#include <string.h>
#include <test/test.h>

TEST_SUITE("protocol", .summary = "records of any length and content arrive "
				  "whole");

enum {
	TEXT_MAX = 4096,
	MANY = 200, /* a line may cost milliseconds */
};

static char text[CPU_MAX][TEXT_MAX];

/* ---------------------------------------------------------- formatting ---- */

static int big_number(char *out, size_t size)
{
	return snprintf(out, size, "%llu %lld %llx", 18446744073709551615ull,
			-9223372036854775807ll - 1, 0xfedcba9876543210ull);
}

static int small_number(char *out, size_t size)
{
	return snprintf(out, size, "%d %u %x %X %o %i", -2147483647 - 1,
			4294967295u, 0xdeadbeefu, 0xdeadbeefu, 8u, 0);
}

static int widths(char *out, size_t size)
{
	return snprintf(out, size, "|%5d|%-5d|%05d|%+d|% d|%*d|%.3d|%#x|%#o|",
			42, 42, -42, 42, 42, 4, 7, 7, 0x2au, 8u);
}

static int short_numbers(char *out, size_t size)
{
	return snprintf(out, size, "%hhd %hhu %hd %hu %ld %lu %zu %td",
			(signed char)-1, (unsigned char)255, (short)-1,
			(unsigned short)65535, -1l, 1ul, (size_t)7,
			(ptrdiff_t)-7);
}

static int strings(char *out, size_t size)
{
	return snprintf(out, size, "%s|%5s|%-5s|%.2s|%.*s|%c|%%", "abc", "ab",
			"ab", "abc", 1, "xyz", 'c');
}

static const struct format {
	const char *name;
	int (*print)(char *out, size_t size);
	const char *expected;
} formats[] = {
	{ "64-bit", big_number,
	  "18446744073709551615 -9223372036854775808 fedcba9876543210" },
	{ "32-bit", small_number,
	  "-2147483648 4294967295 deadbeef DEADBEEF 10 0" },
	{ "width", widths, "|   42|42   |-0042|+42| 42|   7|007|0x2a|010|" },
	{ "short", short_numbers, "-1 255 -1 65535 -1 1 7 -7" },
	{ "string", strings, "abc|   ab|ab   |ab|x|c|%" },
};

TEST_EACH(format, const struct format *f, formats,
	  "prints as C says, and says how long it is where there is no room")
{
	char out[128], cut[8];

	EXPECT_EQ(f->print(out, sizeof(out)), strlen(f->expected));
	EXPECT_STREQ(out, f->expected);
	EXPECT_EQ(f->print(cut, sizeof(cut)), strlen(f->expected));
	EXPECT_EQ(strlen(cut), sizeof(cut) - 1);
	EXPECT_MEMEQ(cut, f->expected, sizeof(cut) - 1);
	EXPECT_EQ(f->print(NULL, 0), strlen(f->expected));
}

/* ------------------------------------------------------------- content ---- */

static const struct range {
	const char *name;
	unsigned int first, last;
} ranges[] = {
	{ "control", 0x01, 0x1f },
	{ "printable", 0x20, 0x7f },
	{ "high", 0x80, 0xff },
};

TEST_EACH(bytes, const struct range *r, ranges, "are sent, each three times")
{
	unsigned int c, len = 0;

	for (c = r->first; c <= r->last; c++) {
		test_note("byte 0x%02x: %c%c%c", c, c, c, c);
		text[0][len++] = (char)c;
	}
	text[0][len] = '\0';
	EXPECT_EQ(len, r->last - r->first + 1);
	EXPECT_EQ(strlen(text[0]), len);
	test_note("%s", text[0]);
}

static size_t print_x(size_t len)
{
	memset(text[cpu_this()], 'x', len);
	text[cpu_this()][len] = '\0';
	test_note("%s", text[cpu_this()]);
	return strlen(text[cpu_this()]);
}

TEST(lengths, "are cut and continued on both sides of each limit")
{
	static const size_t lengths[] = { 0,   1,   96,	 97,   98,
					  99,  100, 194, 195,  196,
					  197, 292, 293, 1000, 3000 };
	size_t i;

	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
		EXPECT_EQ(print_x(lengths[i]), lengths[i]);
}

TEST(escapes_at_the_cut, "are not cut in two")
{
	unsigned int before;

	for (before = 90; before <= 99; before++) {
		memset(text[0], 'x', before);
		strcpy(text[0] + before, "\001\002\003");
		EXPECT_EQ(strlen(text[0]), before + 3);
		test_note("%s", text[0]);
	}
}

TEST(lookalikes, "of other records are diagnostics")
{
	static const char *const notes[] = {
		PROTO_RUN "x",	    PROTO_END "pass=1", PROTO_ENDS "reset",
		PROTO_PANIC "x",    PROTO_TRAP "x",	PROTO_REGS "x=1",
		PROTO_STACK "0x1",  PROTO_HOST "nmi",	PROTO_BENCH "x",
		PROTO_HEADER "999", PROTO_MORE "x",	"# ok 1 x",
		"# not ok 1 x",	    "# 1..9",
	};
	size_t i;

	for (i = 0; i < sizeof(notes) / sizeof(notes[0]); i++) {
		EXPECT_MEMEQ(notes[i], PROTO_COMMENT, 2);
		test_note("%s", notes[i] + strlen(PROTO_COMMENT));
	}
}

/* --------------------------------------------------------------- names ---- */

static const struct named {
	const char *name;
	size_t len;
} names[] = {
	{ "a", 1 },
	{ "ABCXYZabcxyz0189._-@/", 21 },
	/* With "protocol.name/" this is PROTO_NAME_MAX. */
	{ "a-name-that-is-as-long-as-a-name-can-be-with-its-suite-and-case-in-"
	  "front-of-it",
	  78 },
};

TEST_EACH(name, const struct named *n, names, "is in the record, whole")
{
	EXPECT_EQ(strlen(n->name), n->len);
	EXPECT_LE(strlen("protocol.name/") + n->len, PROTO_NAME_MAX);
}

/* ---------------------------------------------------------------- load ---- */

static void print_many(void *sum)
{
	unsigned int i;

	for (i = 0; i < MANY; i++) {
		test_note("CPU %u, line %u of %u", cpu_this(), i, MANY);
		__atomic_fetch_add((unsigned int *)sum, 1, __ATOMIC_RELAXED);
	}
}

TEST(many, "lines arrive")
{
	unsigned int sum = 0;

	print_many(&sum);
	EXPECT_EQ(sum, MANY);
}

TEST(all_cpus, "print at once, in whole lines", .needs = NEEDS(&smp_2_cpus))
{
	unsigned int sum = 0;

	on_all_cpus(print_many, &sum);
	EXPECT_EQ(sum, MANY * cpu_count());
}

static void print_long(void *arg)
{
	unsigned int i;

	(void)arg;
	for (i = 0; i < 20; i++)
		EXPECT_EQ(print_x(500 + i), 500 + i);
}

TEST(all_cpus_long, "print at once, in whole records",
     .needs = NEEDS(&smp_2_cpus))
{
	on_all_cpus(print_long, NULL);
}
