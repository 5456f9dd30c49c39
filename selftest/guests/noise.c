/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cases that write to the console what no protocol knows. The cases around
 * them must not suffer. e2e/guests.sh has the report that is expected.
 */
#include <arch.h>
#include <string.h>
#include <test/test.h>

TEST_SUITE("noise", .summary = "consoles with more than records on them");

static void say(const char *text)
{
	arch_write(text, strlen(text));
}

TEST(lines, "prints lines of its own")
{
	say("Decompressing Linux... \r\nokay\r\nnot okay\r\n\r\n");
	say("ok 7\r\nnot ok so far\r\n1..9 of them\r\n# end of the world\r\n");
	EXPECT_TRUE(true);
}

TEST(bytes, "prints escape sequences, NULs and what is not UTF-8")
{
	arch_write("\033[31m\0\0\377\376\0\n\033c\n", 14);
	EXPECT_TRUE(true);
}

TEST(long_line, "prints 300000 bytes without a newline")
{
	static char part[1000];

	memset(part, '.', sizeof(part));
	for (int i = 0; i < 300; i++)
		arch_write(part, sizeof(part));
	say("\n");
	EXPECT_TRUE(true);
}

TEST(flood, "prints 20000 lines and fails")
{
	for (int i = 0; i < 20000; i++)
		say("the same line, over and over again\n");
	EXPECT_TRUE(false);
}

TEST(note, "prints a note that is longer than any line")
{
	test_note("%0300d", 7);
	EXPECT_TRUE(true);
}

/* The record that comes next begins in the middle of a line. */
TEST(torn, "leaves a line without its end")
{
	EXPECT_TRUE(true);
	say("and then");
}

TEST(after, "passes")
{
	EXPECT_TRUE(true);
}
