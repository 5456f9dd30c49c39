/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CR0 bit by bit, the combinations that are refused, and the instructions that
 * know a part of it: SMSW, LMSW, CLTS.
 *
 * Intel SDM vol. 3, 2.5 (CR0); vol. 2, CLTS, LMSW, SMSW, MOV to CR0.
 */
#include "suite.h"

CR_RULES_SUITE;

static const struct bit settable[] = {
	{ "MP", 1 },  { "EM", 2 },  { "TS", 3 },  { "NE", 5 },
	{ "WP", 16 }, { "AM", 18 }, { "CD", 30 },
};

TEST_EACH(cr0, const struct bit *b, settable, "can be set and cleared")
{
	uint64_t now = read_cr0(), bit = 1ull << b->bit;

	expect_takes(&reg_cr0, now | bit, now | bit);
	expect_takes(&reg_cr0, now & ~bit, now & ~bit);
}

TEST(cr0_ET, "reads 1 whatever is written")
{
	uint64_t now = read_cr0();

	EXPECT_EQ(now & CR0_ET, CR0_ET);
	expect_takes(&reg_cr0, now & ~(uint64_t)CR0_ET, now);
}

static const struct bit reserved[] = {
	BIT_ROW(6),  BIT_ROW(7),  BIT_ROW(8),  BIT_ROW(9),  BIT_ROW(10),
	BIT_ROW(11), BIT_ROW(12), BIT_ROW(13), BIT_ROW(14), BIT_ROW(15),
	BIT_ROW(17), BIT_ROW(19), BIT_ROW(20), BIT_ROW(21), BIT_ROW(22),
	BIT_ROW(23), BIT_ROW(24), BIT_ROW(25), BIT_ROW(26), BIT_ROW(27),
	BIT_ROW(28),
};

/* MOV to CR0: "attempts to set them have no impact" */
TEST_EACH(cr0_reserved, const struct bit *b, reserved,
	  "is ignored and stays clear")
{
	uint64_t now = read_cr0();

	expect_takes(&reg_cr0, now | 1ull << b->bit, now);
}

/* MOV to CR0: PG without PE, NW without CD */
static const struct combination {
	const char *name;
	uint32_t clear, set;
	bool refused;
} combinations[] = {
	{ "PG-without-PE", CR0_PE, 0, true },
	{ "PG-without-PE-TS", CR0_PE, CR0_TS, true },
	{ "PG-without-PE-CD", CR0_PE, CR0_CD, true },
	{ "NW-without-CD", CR0_CD, CR0_NW, true },
	{ "NW-without-CD-TS", CR0_CD, CR0_NW | CR0_TS, true },
	{ "NW-without-CD-WP", CR0_CD | CR0_WP, CR0_NW, true },
	{ "NW-with-CD", 0, CR0_NW | CR0_CD, false },
	{ "CD-without-NW", CR0_NW, CR0_CD, false },
	{ "neither", CR0_NW | CR0_CD, 0, false },
};

TEST_EACH(cr0_combination, const struct combination *c, combinations,
	  "is taken as a whole or refused as a whole")
{
	uint64_t value = (read_cr0() & ~(uint64_t)c->clear) | c->set;

	if (c->refused)
		expect_refused(&reg_cr0, value);
	else
		expect_takes(&reg_cr0, value, value);
}

/* From NW=1, CD=1: what was legal before is no excuse. */
TEST(cr0_CD_under_NW, "CD cannot be cleared while NW is set")
{
	test_defer(write_cr0, read_cr0());
	write_cr0(read_cr0() | CR0_NW | CR0_CD);
	expect_refused(&reg_cr0, read_cr0() & ~(uint64_t)CR0_CD);
	expect_takes(&reg_cr0, read_cr0() & ~(uint64_t)CR0_NW,
		     read_cr0() & ~(uint64_t)CR0_NW);
}

/* A shadow that a hypervisor keeps has to give back each bit by itself. */
TEST(cr0_all, "every combination of the bits that can be set reads back")
{
	static const uint32_t caches[] = { 0, CR0_CD, CR0_CD | CR0_NW };
	uint64_t rest = read_cr0();

	for (unsigned int i = 0; i < 6; i++)
		rest &= ~(1ull << settable[i].bit);
	for (unsigned int n = 0; n < 64 * 3; n++) {
		uint64_t value = rest | caches[n / 64];

		for (unsigned int i = 0; i < 6; i++)
			value |= (uint64_t)(n >> i & 1) << settable[i].bit;
		expect_takes(&reg_cr0, value, value);
	}
}

/* ------------------------------------------------------ SMSW, LMSW, CLTS ---- */

#define MSW (CR0_PE | CR0_MP | CR0_EM | CR0_TS)

static uint64_t with_msw(uint64_t cr0, unsigned int msw)
{
	return (cr0 & ~(uint64_t)(CR0_MP | CR0_EM | CR0_TS)) | msw << 1;
}

static void smsw_memory(uint16_t *to)
{
	asm volatile("smsw %0" : "=m"(*to));
}

static void lmsw_memory(const uint16_t *from)
{
	asm volatile("lmsw %0" : : "m"(*from) : "memory");
}

TEST(smsw, "gives the low half of CR0, two bytes in memory")
{
	uint64_t old = read_cr0();
	uint16_t words[3];

	test_defer(write_cr0, old);
	for (unsigned int msw = 0; msw < 8; msw++) {
		write_cr0(with_msw(old, msw));
		words[0] = words[1] = words[2] = 0x5a5a;
		smsw_memory(&words[1]);
		EXPECT_EQ(smsw(), (uint16_t)with_msw(old, msw));
		EXPECT_EQ(words[1], (uint16_t)with_msw(old, msw));
		EXPECT_EQ(words[0], 0x5a5a);
		EXPECT_EQ(words[2], 0x5a5a);
	}
}

/* All other bits of the operand say the opposite of CR0's. */
static void check_lmsw(uint64_t old, unsigned int from, unsigned int to,
		       bool memory)
{
	const struct control before = control_read();
	struct control after = before;
	uint16_t operand = (uint16_t)((~old & ~MSW) | to);

	after.cr0 = (with_msw(old, from) & ~(uint64_t)0xe) | (to & 0xe);
	write_cr0(with_msw(old, from));
	if (memory)
		lmsw_memory(&operand);
	else
		lmsw(operand);
	expect_control(&after);
}

TEST(lmsw, "loads MP, EM and TS, cannot clear PE, and leaves the rest")
{
	uint64_t old = read_cr0();

	test_defer(write_cr0, old);
	for (unsigned int n = 0; n < 8 * 16; n++) {
		check_lmsw(old, n / 16, n % 16, false);
		check_lmsw(old, n / 16, n % 16, true);
	}
}

TEST(clts, "clears TS and nothing else")
{
	uint64_t old = read_cr0();

	test_defer(write_cr0, old);
	for (unsigned int msw = 0; msw < 8; msw++) {
		struct control expected;

		write_cr0(with_msw(old, msw));
		expected = control_read();
		expected.cr0 &= ~(uint64_t)CR0_TS;
		clts();
		expect_control(&expected);
	}
}
