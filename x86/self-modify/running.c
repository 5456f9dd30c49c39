/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Code that changes itself while it runs. The bytes mean the same in both widths;
 * DI points to what is changed, CX is the new value.
 */
#include "suite.h"

#include <string.h>

SELF_MODIFY_SUITE;

enum {
	ROUNDS = 100,
};

#define STORE 0x89, 0x0f	     /* mov %ecx, (di) */
#define GIVE  0xb8, 0, 0, 0, 0, 0xc3 /* mov $0, %eax; ret */

static const struct row {
	const char *name;
	uint8_t bytes[24];
	unsigned int target; /* the value that is changed */
} rows[] = {
	{ "jmp", { STORE, 0xeb, 0, GIVE }, 5 },
	{ "jcc", { STORE, 0x75, 0, GIVE }, 5 },
	{ "cpuid", { STORE, 0x0f, 0xa2, GIVE }, 5 },
	{ "call", { STORE, 0xe8, 0, 0, 0, 0, 0x5a, GIVE }, 9 },
	{ "ret", { STORE, 0xe8, 1, 0, 0, 0, 0xc3, GIVE }, 9 },
	{ "byte", { 0x88, 0x0f, 0xeb, 0, GIVE }, 5 },
	{ "locked", { 0xf0, 0x01, 0x0f, 0xeb, 0, GIVE }, 6 },
	{ "second-of-two", { STORE, 0xeb, 0, 0xba, 1, 2, 3, 4, GIVE }, 10 },
};

/* It comes back with what it has just written. */
static void check(const struct row *r, unsigned int offset)
{
	memcpy(code + offset, r->bytes, sizeof(r->bytes));
	for (unsigned int i = 1; i <= ROUNDS; i++) {
		memset(code + offset + r->target, 0, 4);
		EXPECT_EQ(call_at(code + offset, i, code + offset + r->target),
			  i);
	}
}

TEST_EACH(next, const struct row *r, rows,
	  "a store to the code ahead, and a branch or CPUID")
{
	check(r, 0x100);
}

/* The store in one page, what it changes in the next one. */
TEST_EACH(next_page, const struct row *r, rows,
	  "the same, with the code ahead in the next page")
{
	check(r, PAGE_SIZE - r->target);
	check(r, PAGE_SIZE - r->target - 2);
	check(r, PAGE_SIZE - 2);
}

/*
 * ff 07	incl (di)	the value below
 * eb 00	jmp
 * b8 ....	mov $n, %eax
 * 01 c2	add %eax, %edx
 * ff c9	dec %ecx
 * 75 f1	jnz to the first one
 * 89 d0 c3	mov %edx, %eax; ret
 */
TEST(loop, "a loop that changes its own constant")
{
	static const uint8_t bytes[] = { 0x31, 0xd2, 0xff, 0x07, 0xeb,
					 0x00, 0xb8, 0,	   0,	 0,
					 0,    0x01, 0xc2, 0xff, 0xc9,
					 0x75, 0xf1, 0x89, 0xd0, 0xc3 };
	const unsigned int n = 1000;

	memcpy(code + 0x600, bytes, sizeof(bytes));
	EXPECT_EQ(call_at(code + 0x600, n, code + 0x607), n * (n + 1) / 2);
	EXPECT_EQ(code[0x607] | code[0x608] << 8, n);
}

/* A string store that runs over the code behind it. */
TEST(string, "REP STOSB over the instructions that follow")
{
	/* mov $0x90, %al; rep stosb; jmp; mov $1, %al (5 times); ret */
	static const uint8_t bytes[] = { 0x31, 0xc0, 0xb0, 0x90, 0xf3,
					 0xaa, 0xeb, 0,	   0xb0, 1,
					 0xb0, 1,    0xb0, 1,	 0xb0,
					 1,    0xb0, 1,	   0xc3 };

	for (unsigned int i = 0; i < ROUNDS; i++) {
		memcpy(code + 0x700, bytes, sizeof(bytes));
		EXPECT_EQ(call_at(code + 0x700, 10, code + 0x708), 0x90);
		memcpy(code + 0x700, bytes, sizeof(bytes));
		EXPECT_EQ(call_at(code + 0x700, 8, code + 0x708), 1);
	}
}
