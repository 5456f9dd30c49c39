/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Addresses: every form of ModRM with its own segment, what lies at the end of one,
 * and limits of 4 GiB (SDM vol. 3, 20.1.1; vol. 3, 9.9.1).
 */
#include "suite.h"

REALMODE_SUITE;

static const struct insn_row forms[] = { INSN_ADDRESS_ROWS("16", 2)
						 INSN_ADDRESS_ROWS("32", 4) };

/* Each byte differs from that at the same offset of SS, and from its neighbours. */
static void fill_segments(void)
{
	uint16_t ds = real_segment();
	uint8_t *memory = real_memory();

	for (unsigned int i = 0; i < REAL_SEGMENTS * 0x10000u; i++)
		memory[i] = (uint8_t)(i ^ i >> 7 ^ i >> 16 << 5);
	real_set_segments(
		(struct real_segments){ ds, ds, (uint16_t)(ds + 1), ds, ds });
}

TEST_EACH(address, const struct insn_row *r, forms,
	  "adds up, and BP, EBP, ESP lead to the stack")
{
	struct exec x = real_exec(false);

	fill_segments();
	insn_address(&x, r);
}

/* ------------------------------------------------------------- the end ---- */

enum {
	DS = 1 << 0,
	ES = 1 << 1
};

/* CX is loaded from, or stored to, [EBX]. */
static const struct limit {
	const char *name;
	struct insn_code code;
	uint32_t bx;
	unsigned int bytes;
	enum trap_cause cause;
	unsigned int big;
} limits[] = {
	{ "byte-at-ffff", { { 0x8a, 0x0f }, 2 }, 0xffff, 1, TRAP_NONE, 0 },
	{ "word-at-fffe", { { 0x8b, 0x0f }, 2 }, 0xfffe, 2, TRAP_NONE, 0 },
	{ "refused-word-at-ffff", { { 0x8b, 0x0f }, 2 }, 0xffff, 2, X86_GP, 0 },
	{ "dword-at-fffc", { { 0x66, 0x8b, 0x0f }, 3 }, 0xfffc, 4, TRAP_NONE, 0 },
	{ "refused-dword-at-fffd",
	  { { 0x66, 0x8b, 0x0f }, 3 },
	  0xfffd,
	  4,
	  X86_GP,
	  0 },
	{ "refused-store-at-ffff", { { 0x89, 0x0f }, 2 }, 0xffff, 2, X86_GP, 0 },
	{ "refused-byte-at-10000",
	  { { 0x67, 0x8a, 0x0b }, 3 },
	  0x10000,
	  1,
	  X86_GP,
	  0 },
	{ "refused-ss-word-at-ffff",
	  { { 0x36, 0x8b, 0x0f }, 3 },
	  0xffff,
	  2,
	  X86_SS,
	  0 },
	{ "refused-ss-store-at-ffff",
	  { { 0x36, 0x89, 0x0f }, 3 },
	  0xffff,
	  2,
	  X86_SS,
	  0 },
	{ "refused-ss-byte-at-10000",
	  { { 0x36, 0x67, 0x8a, 0x0b }, 4 },
	  0x10000,
	  1,
	  X86_SS,
	  0 },
	{ "big-word-at-ffff", { { 0x8b, 0x0f }, 2 }, 0xffff, 2, TRAP_NONE, DS },
	{ "big-byte-at-10000",
	  { { 0x67, 0x8a, 0x0b }, 3 },
	  0x10000,
	  1,
	  TRAP_NONE,
	  DS },
	{ "big-dword-at-12345",
	  { { 0x67, 0x66, 0x8b, 0x0b }, 4 },
	  0x12345,
	  4,
	  TRAP_NONE,
	  DS },
	{ "big-es-dword-at-12345",
	  { { 0x26, 0x67, 0x66, 0x8b, 0x0b }, 5 },
	  0x12345,
	  4,
	  TRAP_NONE,
	  ES },
	{ "refused-big-ds-not-es",
	  { { 0x26, 0x67, 0x8a, 0x0b }, 4 },
	  0x10000,
	  1,
	  X86_GP,
	  DS },
};

static bool is_store(const struct limit *l)
{
	return l->code.bytes[l->code.nr - 2] == 0x89;
}

TEST_EACH(limit, const struct limit *l, limits,
	  "refuses what reaches beyond 64 KiB, with no error code")
{
	struct exec x = real_exec(false);
	struct exec_state in, want;
	const uint8_t *memory;
	uint64_t value = 0;

	fill_segments();
	real_set_segments((struct real_segments){
		real_segment(), real_segment(), real_segment(), real_segment(),
		real_segment() });
	real_set_big(l->big);
	memory = real_memory() + l->bx;
	for (unsigned int i = 0; i < l->bytes; i++)
		value |= (uint64_t)memory[i] << 8 * i;
	in = insn_state(&x);
	in.gpr[REG_BX] = l->bx;
	want = in;
	want.cause = l->cause;
	if (!want.cause && !is_store(l))
		insn_put(&want, REG_CX, l->bytes, value);
	insn_once(&x, &l->code, &in, &want, 0);
	for (unsigned int i = 0; i < l->bytes; i++)
		EXPECT_EQ(memory[i], value >> 8 * i & 0xff);
}

/* A segment's own end, with base and offset adding up beyond 1 MiB: A20 is on. */
TEST(beyond_1m, "reaches the first 64 KiB above 1 MiB")
{
	struct exec x = real_exec(false);
	struct exec_state in = insn_state(&x), want;
	uint32_t word;

	real_set_segments((struct real_segments){ 0xffff, real_segment(),
						  real_segment(), 0, 0 });
	word = *(volatile uint32_t *)0x100010;
	in.gpr[REG_BX] = 0x20;
	want = in;
	insn_put(&want, REG_CX, 4, word);
	insn_once(&x, &INSN_CODE(0x66, 0x8b, 0x0f), &in, &want, 0);
}

/* ------------------------------------------------------------- strings ---- */

static const struct wrap {
	const char *name;
	struct insn_code code;
	bool down, wide; /* ECX, ESI, EDI */
} wraps[] = {
	{ "up", { { 0xf3, 0xa4 }, 2 }, false, false },
	{ "down", { { 0xf3, 0xa4 }, 2 }, true, false },
	{ "up-dword", { { 0x66, 0xf3, 0xa5 }, 3 }, false, false },
	{ "down-dword", { { 0xf3, 0x66, 0xa5 }, 3 }, true, false },
};

/* MOVS with SI and DI going through the end, their upper halves and ECX's kept. */
TEST_EACH(string_wrap, const struct wrap *w, wraps,
	  "goes on at the other end of 64 KiB")
{
	unsigned int bytes = w->code.nr == 3 ? 4 : 1, nr = 32 / bytes;
	uint16_t from = w->down ? 16 - bytes : (uint16_t)(0x10000 - 16);
	uint16_t to = w->down ? 0x800 : 0x700;
	struct exec x = real_exec(false);
	struct exec_state in = insn_state(&x), want;
	uint8_t *memory = real_memory();

	fill_segments();
	real_set_segments((struct real_segments){
		real_segment(), real_segment(), real_segment(), 0, 0 });
	in.flags |= w->down ? EFLAGS_DF : 0;
	in.gpr[REG_CX] = 0x55550000 | nr;
	in.gpr[REG_SI] = 0x66660000 | from;
	in.gpr[REG_DI] = 0x77770000 | to;
	want = in;
	want.gpr[REG_CX] = 0x55550000;
	want.gpr[REG_SI] = 0x66660000 |
			   ((from + (w->down ? -32u : 32u)) & 0xffff);
	want.gpr[REG_DI] = 0x77770000 |
			   ((to + (w->down ? -32u : 32u)) & 0xffff);
	insn_once(&x, &w->code, &in, &want, 0);
	for (unsigned int i = 0; i < 32; i++) {
		uint16_t source =
			(uint16_t)(w->down ? from + bytes - 1 - i : from + i);

		EXPECT_EQ(memory[w->down ? to + bytes - 1 - i : to + i],
			  memory[source]);
	}
}
