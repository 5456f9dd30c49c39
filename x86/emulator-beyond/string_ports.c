/* SPDX-License-Identifier: GPL-2.0-or-later */
/* INS and OUTS, of a port that keeps what is written (SDM vol. 2, INS, OUTS). */
#include "suite.h"

#include <arch/io.h>
#include <mm/page.h>
#include <string.h>
#include <x86/pio.h>

BEYOND_SUITE;

enum {
	TESTDEV_DATA = 0xe0,
	INS = 0x6c,
	OUTS = 0x6e,
	AT = 0x200, /* in a page of RAM */
	ROOM = 64,
};

static const struct insn_row rows[] = {
	{ "ins-8", INS, 1 },   { "ins-16", INS, 2 },   { "ins-32", INS, 4 },
	{ "outs-8", OUTS, 1 }, { "outs-16", OUTS, 2 }, { "outs-32", OUTS, 4 },
};

static const uint32_t port_has = 0x89abcdef, element = 0x12345678;

/* What the port has when an element was written to it. */
static uint32_t port_written(const struct insn_row *r)
{
	uint32_t mask = (uint32_t)insn_mask(r->bytes);

	return (port_has & ~mask) | (element & mask);
}

static struct insn_code code(const struct insn_row *r, const struct exec *x,
			     unsigned int prefix)
{
	struct insn_code c = { .nr = 0 };

	if (prefix)
		insn_byte(&c, prefix);
	insn_op(&c, x, r->bytes, r->op | (r->bytes > 1), 0);
	return c;
}

/* @at: what SI or DI has; the other one leads nowhere. */
static struct exec_state state(const struct insn_row *r, const struct exec *x,
			       const uint8_t *at, bool down)
{
	struct exec_state in = insn_state(x);

	in.flags |= down ? EFLAGS_DF : 0;
	in.flags |= EFLAGS_CF | EFLAGS_ZF;
	in.gpr[REG_DX] = (in.gpr[REG_DX] & ~0xffffull) | TESTDEV_DATA;
	in.gpr[REG_SI] = in.gpr[REG_DI] = (uintptr_t)exec_page(EXEC_ABSENT);
	in.gpr[r->op == INS ? REG_DI : REG_SI] = (uintptr_t)at;
	return in;
}

static void advance(struct exec_state *s, const struct insn_row *r,
		    unsigned int nr, bool down)
{
	uint64_t by = (uint64_t)nr * r->bytes;

	s->gpr[r->op == INS ? REG_DI : REG_SI] += down ? -by : by;
	if (sizeof(long) == 4) {
		s->gpr[REG_SI] &= 0xffffffff;
		s->gpr[REG_DI] &= 0xffffffff;
	}
}

/* Memory around the elements, and the port: @nr from @first on, upwards. */
static void fill(const struct insn_row *r, uint8_t *first, unsigned int nr)
{
	memset(first - ROOM / 2, 0x5a, ROOM);
	for (unsigned int i = 0; i < nr && r->op == OUTS; i++)
		memcpy(first + i * r->bytes, &element, r->bytes);
	outl(port_has, TESTDEV_DATA);
}

static void expect_moved(const struct insn_row *r, const uint8_t *first,
			 unsigned int nr)
{
	const void *value = r->op == INS ? &port_has : &element;
	uint8_t want[ROOM];

	memset(want, 0x5a, sizeof(want));
	for (unsigned int i = 0; i < nr; i++)
		memcpy(want + ROOM / 2 + i * r->bytes, value, r->bytes);
	EXPECT_MEMEQ(first - ROOM / 2, want, sizeof(want));
	EXPECT_EQ(inl(TESTDEV_DATA), r->op == INS ? port_has : port_written(r));
}

/* Once, and three times. */
static void move(const struct insn_row *r, const struct exec *x, bool rep,
		 bool down)
{
	unsigned int nr = rep ? 3 : 1;
	uint8_t *first = exec_page(EXEC_RAM1) + AT;
	uint8_t *at = first + (down ? (nr - 1) * r->bytes : 0);
	struct insn_code c = code(r, x, rep ? 0xf3 : 0);
	struct exec_state in = state(r, x, at, down), want;

	fill(r, first, nr);
	in.gpr[REG_CX] = rep ? nr : in.gpr[REG_CX];
	want = in;
	want.gpr[REG_CX] = rep ? 0 : in.gpr[REG_CX];
	advance(&want, r, nr, down);
	insn_once(x, &c, &in, &want, 0);
	expect_moved(r, first, nr);
}

static void moves(const struct insn_row *r, const struct exec *x)
{
	for (unsigned int i = 0; i < 4; i++)
		move(r, x, i & 1, i & 2);
}

#define TESTDEV .needs = NEEDS(&x86_pc_testdev)
#define FORCED	.needs = NEEDS(&x86_pc_testdev, &x86_forced_emulation)

TEST_EACH(port_string, const struct insn_row *r, rows,
	  "moves elements of its size, up and down", TESTDEV)
{
	moves(r, &exec_kernel);
}

TEST_EACH(port_string_forced, const struct insn_row *r, rows,
	  "moves elements of its size, up and down", FORCED)
{
	moves(r, &exec_forced);
}

static void none(const struct insn_row *r, const struct exec *x)
{
	uint8_t *nowhere = exec_page(EXEC_ABSENT);
	struct insn_code c = code(r, x, 0xf3);
	struct exec_state in = state(r, x, nowhere, false);

	outl(port_has, TESTDEV_DATA);
	in.gpr[REG_CX] = 0;
	insn_once(x, &c, &in, &in, 0);
	EXPECT_EQ(inl(TESTDEV_DATA), port_has);
}

TEST_EACH(port_string_0, const struct insn_row *r, rows,
	  "does nothing for a count of 0", TESTDEV)
{
	none(r, &exec_kernel);
}

/* Two of five elements are on a page that is there. */
static void fault(const struct insn_row *r, const struct exec *x)
{
	uint8_t *edge = exec_page(EXEC_ABSENT);
	uint8_t *first = edge - 2 * r->bytes;
	struct insn_code c = code(r, x, 0xf3);
	struct exec_state in = state(r, x, first, false), want;

	memset(edge - ROOM, 0x5a, ROOM);
	if (r->op == OUTS)
		for (unsigned int i = 0; i < 2; i++)
			memcpy(first + i * r->bytes, &element, r->bytes);
	outl(port_has, TESTDEV_DATA);
	in.gpr[REG_CX] = 5;
	want = in;
	want.gpr[REG_CX] = 3;
	advance(&want, r, 2, false);
	want.cause = X86_PF;
	want.error = r->op == INS ? PF_W : 0;
	want.address = (uintptr_t)edge;
	insn_once(x, &c, &in, &want, 0);
	EXPECT_EQ(inl(TESTDEV_DATA), r->op == INS ? port_has : port_written(r));
	EXPECT_MEMEQ(first, r->op == INS ? &port_has : &element, r->bytes);
	EXPECT_EQ(first[-1], 0x5a);
}

TEST_EACH(port_string_fault, const struct insn_row *r, rows,
	  "leaves what is done and what is to do", TESTDEV)
{
	fault(r, &exec_kernel);
}

TEST_EACH(port_string_fault_forced, const struct insn_row *r, rows,
	  "leaves what is done and what is to do", FORCED)
{
	fault(r, &exec_forced);
}

/* A segment override is for the source: INS goes to ES. */
static void override(const struct insn_row *r, const struct exec *x)
{
	uint8_t *first = exec_page(EXEC_RAM1) + AT;
	uint8_t *at = first - (r->op == OUTS ? FS_DELTA : 0);
	struct insn_code c = code(r, x, 0x64);
	struct exec_state in = state(r, x, at, false), want = in;

	fs_base();
	fill(r, first, 1);
	advance(&want, r, 1, false);
	insn_once(x, &c, &in, &want, 0);
	expect_moved(r, first, 1);
}

TEST_EACH(port_string_segment, const struct insn_row *r, rows,
	  "has a segment override for the source alone", TESTDEV)
{
	override(r, &exec_kernel);
}

TEST_EACH(port_string_segment_forced, const struct insn_row *r, rows,
	  "has a segment override for the source alone", FORCED)
{
	override(r, &exec_forced);
}
