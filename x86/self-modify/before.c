/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stores that begin before the code and end in it: by each byte, at each place. */
#include "suite.h"

#include <string.h>

SELF_MODIFY_SUITE;

enum {
	WIDEST = 8,
	BASE = 0x44332211,
	OTHER = 0x10203040,
	FILLER = 0x5a,
	MOV_EAX = 0xb8,
	MOV_ECX = 0xb9,
};

static void store_2(uint8_t *to, const uint8_t *bytes)
{
	uint16_t value;

	memcpy(&value, bytes, sizeof(value));
	*(volatile uint16_t *)to = value;
}

static void store_4(uint8_t *to, const uint8_t *bytes)
{
	uint32_t value;

	memcpy(&value, bytes, sizeof(value));
	*(volatile uint32_t *)to = value;
}

static void store_stos(uint8_t *to, const uint8_t *bytes)
{
	uint32_t value;

	memcpy(&value, bytes, sizeof(value));
	asm volatile("stosl" : "+D"(to) : "a"(value) : "memory");
}

static void store_cmpxchg8b(uint8_t *to, const uint8_t *bytes)
{
	uint32_t old[2], value[2];

	memcpy(old, to, sizeof(old));
	memcpy(value, bytes, sizeof(value));
	asm volatile("cmpxchg8b (%[to])"
		     : "+a"(old[0]), "+d"(old[1])
		     : [to] "D"(to), "b"(value[0]), "c"(value[1])
		     : "memory", "cc");
}

static const struct row {
	const char *name;
	unsigned int bytes;
	void (*store)(uint8_t *to, const uint8_t *bytes);
} rows[] = {
	{ "2", 2, store_2 },
	{ "4", 4, store_4 },
	{ "stos", 4, store_stos },
	{ "cmpxchg8b", 8, store_cmpxchg8b },
};

/* One store whose last @in bytes are the first of the code. */
static void change(const struct row *r, uint8_t *to, unsigned int in,
		   uint32_t value)
{
	uint8_t bytes[WIDEST + GIVE_BYTES];

	memset(bytes, FILLER, sizeof(bytes));
	put_give(bytes + r->bytes - in, value);
	r->store(to + in - r->bytes, bytes);
}

/* What of BASE and @value the code has then: the opcode is the first byte. */
static uint32_t mixed(unsigned int in, uint32_t value)
{
	uint32_t mask = in > 4 ? ~0u : (1u << 8 * (in - 1)) - 1;

	return (BASE & ~mask) | (value & mask);
}

static void check(const struct row *r, uint8_t *to, const uint8_t *at)
{
	for (unsigned int in = 2; in < r->bytes && in <= 5; in++) {
		test_context("%u bytes of code", in);
		put_give(to, BASE);
		serialize();
		EXPECT_EQ(give(at), BASE);
		change(r, to, in, ~(uint32_t)BASE);
		serialize();
		EXPECT_EQ(give(at), mixed(in, ~(uint32_t)BASE));
		EXPECT_EQ(to[-1], FILLER);
	}
}

/* The one byte is the opcode: MOV ECX becomes MOV EAX, of a value seen nowhere. */
static void check_opcode(const struct row *r, uint8_t *to, const uint8_t *at)
{
	uint8_t bytes[WIDEST];

	test_context("the opcode alone");
	put_give(to, OTHER + r->bytes);
	to[0] = MOV_ECX;
	serialize();
	give(at);
	memset(bytes, FILLER, sizeof(bytes));
	bytes[r->bytes - 1] = MOV_EAX;
	r->store(to + 1 - r->bytes, bytes);
	serialize();
	EXPECT_EQ(give(at), OTHER + r->bytes);
	EXPECT_EQ(to[-1], FILLER);
}

TEST_EACH(before, const struct row *r, rows,
	  "code changes by a store that begins before it")
{
	check(r, code + 0x605, code + 0x605);
	check_opcode(r, code + 0x605, code + 0x605);
}

TEST_EACH(before_by_alias, const struct row *r, rows,
	  "the same by another address of the page")
{
	check(r, alias + 0x703, code + 0x703);
	check_opcode(r, alias + 0x703, code + 0x703);
}

TEST_EACH(page_before, const struct row *r, rows,
	  "code at the start of a page changes by a store from the page before")
{
	check(r, code + PAGE_SIZE, code + PAGE_SIZE);
	check_opcode(r, code + PAGE_SIZE, code + PAGE_SIZE);
}
