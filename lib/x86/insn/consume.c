/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Conditions right behind the instruction that leaves the flags. */
#include <x86/insn/insn.h>

/* The flags that a condition looks at. */
static uint32_t looks_at(unsigned int n)
{
	static const uint32_t flags[8] = {
		EFLAGS_OF,
		EFLAGS_CF,
		EFLAGS_ZF,
		EFLAGS_CF | EFLAGS_ZF,
		EFLAGS_SF,
		EFLAGS_PF,
		EFLAGS_SF | EFLAGS_OF,
		EFLAGS_SF | EFLAGS_OF | EFLAGS_ZF,
	};

	return flags[n >> 1];
}

/* SETcc to DL, or Jcc with 1 or 2 in DL, right behind the instruction. */
static struct insn_code behind(const struct exec *x,
			       const struct insn_code *producer, unsigned int n,
			       bool jump)
{
	struct insn_code c = *producer;
	const struct insn_code jcc = { { (uint8_t)(0x70 | n) }, 1 };

	if (jump)
		insn_put_jump(&c, &jcc, 1, false);
	else
		insn_modrm(&c, x, 1, 0x0f90u | n, 0, REG_DX);
	return c;
}

static struct exec_state consume_state(const struct exec *x,
				       const struct insn *insn, unsigned int i)
{
	unsigned int bytes = insn->row->bytes;
	struct exec_state s = insn_state(x);

	s.flags |= i & 1 ? EFLAGS_CF : EFLAGS_ARITH & ~EFLAGS_CF;
	insn_put(&s, REG_CX, bytes,
		 insn_value(bytes, i / INSN_NR_VALUES * 5 + i));
	insn_put(&s, REG_AX, bytes, insn_value(bytes, i % INSN_NR_VALUES));
	return s;
}

static void consume(const struct exec *x, struct insn *insn, insn_model *model,
		    unsigned int n, bool jump)
{
	for (unsigned int i = 0; i < INSN_NR_VALUES * 4; i += x->few ? 13 : 1) {
		struct exec_state in = consume_state(x, insn, i), want = in;
		bool holds;

		insn->undefined = 0;
		model(insn, &want);
		if (insn->undefined & looks_at(n))
			continue;
		holds = insn_condition(n, want.flags);
		insn_put(&want, REG_DX, 1, jump ? 1u + holds : holds);
		insn_want(x, &in, &want, insn->undefined);
	}
}

/* SBB %dl, %dl: CF in each bit, and flags of 0 - CF. */
static void consume_carry(const struct exec *x, struct insn *insn,
			  insn_model *model, const struct insn_code *producer)
{
	struct insn_code c = *producer;

	insn_byte(&c, 0x18);
	insn_byte(&c, 0xd2);
	insn_load(x, &c);
	for (unsigned int i = 0; i < INSN_NR_VALUES * 4; i += x->few ? 13 : 1) {
		struct exec_state in = consume_state(x, insn, i), want = in;
		bool carry;

		insn->undefined = 0;
		model(insn, &want);
		if (insn->undefined & EFLAGS_CF)
			continue;
		carry = want.flags & EFLAGS_CF;
		insn_put(&want, REG_DX, 1, carry ? 0xff : 0);
		want.flags =
			(want.flags & ~(uint64_t)EFLAGS_ARITH) | EFLAGS_PF |
			(carry ? EFLAGS_CF | EFLAGS_AF | EFLAGS_SF : EFLAGS_ZF);
		insn_want(x, &in, &want, 0);
	}
}

void insn_consume(const struct exec *x, struct insn *insn, insn_model *model,
		  const struct insn_code *producer)
{
	consume_carry(x, insn, model, producer);
	for (unsigned int n = 0; n < 32; n++) {
		struct insn_code c = behind(x, producer, n & 15, n & 16);

		insn_load(x, &c);
		consume(x, insn, model, n & 15, n & 16);
	}
	insn_flush(x);
}
