/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stores of each kind, to code that has run before, by either address. */
#include "suite.h"

#include <string.h>

SELF_MODIFY_SUITE;

enum {
	ROUNDS = 100,
	BASE = 0x11223300,
};

static void store_1(uint8_t *to, uint32_t value)
{
	*(volatile uint8_t *)to = (uint8_t)value;
}

static void store_2(uint8_t *to, uint32_t value)
{
	*(volatile uint16_t *)to = (uint16_t)value;
}

static void store_4(uint8_t *to, uint32_t value)
{
	*(volatile uint32_t *)to = value;
}

/* From the opcode before the value to the RET behind it. */
static void store_across(uint8_t *to, uint32_t value)
{
	uint64_t bytes = 0xb8 | (uint64_t)value << 8 | 0xc3ull << 40;

	memcpy(to - 1, &bytes, 6);
}

static void store_xchg(uint8_t *to, uint32_t value)
{
	asm volatile("xchg %0, (%1)" : "+r"(value) : "r"(to) : "memory");
}

static void store_cmpxchg(uint8_t *to, uint32_t value)
{
	uint32_t old = *(volatile uint32_t *)to;

	asm volatile("lock cmpxchg %2, (%1)"
		     : "+a"(old)
		     : "r"(to), "r"(value)
		     : "memory", "cc");
}

static void store_add(uint8_t *to, uint32_t value)
{
	uint32_t difference = value - *(volatile uint32_t *)to;

	asm volatile("lock add %0, (%1)"
		     :
		     : "r"(difference), "r"(to)
		     : "memory", "cc");
}

static void store_movs(uint8_t *to, uint32_t value)
{
	const void *from = &value;
	unsigned long count = 4;

	asm volatile("rep movsb"
		     : "+D"(to), "+S"(from), "+c"(count)
		     :
		     : "memory");
}

static void store_stos(uint8_t *to, uint32_t value)
{
	asm volatile("stosl" : "+D"(to) : "a"(value) : "memory");
}

static void store_push(uint8_t *to, uint32_t value)
{
	unsigned long sp, top = (unsigned long)to + 2;

	asm volatile("mov %%" REG_SP ", %[sp]\n\t"
		     "mov %[top], %%" REG_SP "\n\t"
		     "pushw %w[value]\n\t"
		     "mov %[sp], %%" REG_SP
		     : [sp] "=&r"(sp)
		     : [top] "r"(top), [value] "r"(value)
		     : "memory");
}

static const struct row {
	const char *name;
	void (*store)(uint8_t *to, uint32_t value);
	uint32_t mask; /* the bytes that it writes */
} rows[] = {
	{ "1", store_1, 0xff },		{ "2", store_2, 0xffff },
	{ "4", store_4, ~0u },		{ "across", store_across, ~0u },
	{ "xchg", store_xchg, ~0u },	{ "cmpxchg", store_cmpxchg, ~0u },
	{ "lock-add", store_add, ~0u }, { "rep-movs", store_movs, ~0u },
	{ "stos", store_stos, ~0u },	{ "push", store_push, 0xffff },
};

/* @to: the value's address; @at: where the code is called */
static void check(const struct row *r, uint8_t *to, const uint8_t *at)
{
	uint32_t value = BASE;

	put_give(to - GIVE_VALUE, value);
	serialize();
	EXPECT_EQ(give(at), value);
	for (unsigned int i = 1; i <= ROUNDS; i++) {
		uint32_t next = (value & ~r->mask) |
				((BASE + 0x01020305 * i) & r->mask);

		r->store(to, next);
		if (to != at + GIVE_VALUE)
			serialize();
		value = next;
		EXPECT_EQ(give(at), value);
	}
}

/* 8.1.3: a jump is enough where the address is the same. */
TEST_EACH(same, const struct row *r, rows, "to the code's own address")
{
	check(r, code + 0x100 + GIVE_VALUE, code + 0x100);
}

/* Where the value is aligned, as emulators have another way for atomic stores. */
TEST_EACH(aligned, const struct row *r, rows, "to a value on its boundary")
{
	check(r, code + 0x803 + GIVE_VALUE, code + 0x803);
}

TEST_EACH(by_alias, const struct row *r, rows, "by another address of the page")
{
	check(r, alias + 0x200 + GIVE_VALUE, code + 0x200);
}

TEST_EACH(identity, const struct row *r, rows, "where the page is in memory")
{
	check(r, code_frame(0) + 0x300 + GIVE_VALUE, code + 0x300);
}

/* Code that goes on in the next page, which is another frame. */
static const struct split {
	const char *name;
	unsigned int before; /* bytes of it in the first page */
} splits[] = {
	{ "1", 1 }, { "2", 2 }, { "3", 3 }, { "4", 4 }, { "5", 5 },
};

TEST_EACH(split, const struct split *s, splits,
	  "code over the edge of a page, changed in either page")
{
	uint8_t *at = code + PAGE_SIZE - s->before;
	uint32_t value = BASE;

	put_give(at, value);
	EXPECT_EQ(give(at), value);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		unsigned int byte = i % 4;

		value += 0x00010000u << byte | 1u << 8 * byte;
		memcpy(at + GIVE_VALUE, &value, sizeof(value));
		EXPECT_EQ(give(at), value);
		value ^= 0x80u << 8 * byte;
		*(volatile uint8_t *)(alias + (at - code) + GIVE_VALUE + byte) =
			(uint8_t)(value >> 8 * byte);
		serialize();
		EXPECT_EQ(give(at), value);
	}
}

/* Other instructions, of other lengths, in the same place. */
TEST(lengths, "an instruction can become another one")
{
	static const uint8_t variants[][8] = {
		{ 0xb8, 5, 0, 0, 0, 0xc3 }, /* mov $5, %eax */
		{ 0x31, 0xc0, 0xc3 },	    /* xor %eax, %eax */
		{ 0x6a, 0x07, 0x58, 0xc3 }, /* push $7; pop %ax */
		{ 0x90, 0x90, 0x31, 0xc0, 0xb0, 9,
		  0xc3 },				/* nop; mov $9, %al */
		{ 0xeb, 0x02, 0, 0, 0x31, 0xc0, 0xc3 }, /* jmp over two */
	};
	static const uint32_t results[] = { 5, 0, 7, 9, 0 };

	for (unsigned int i = 0; i < ROUNDS; i++) {
		unsigned int v = i * 3 % 5;

		memcpy(code + 0x400, variants[v], sizeof(variants[v]));
		EXPECT_EQ(call_at(code + 0x400, 0, NULL), results[v]);
	}
}

TEST(neighbours, "stores beside code leave it what it is")
{
	put_give(code + 0x500, BASE);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		*(volatile uint32_t *)(code + 0x4fc) = i;
		*(volatile uint32_t *)(code + 0x506) = i;
		EXPECT_EQ(give(code + 0x500), BASE);
		EXPECT_EQ(*(volatile uint32_t *)(code + 0x4fc), i);
		EXPECT_EQ(*(volatile uint32_t *)(code + 0x506), i);
	}
}
