/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What depends on flags: Jcc, SETcc, CMOVcc, LOOPcc (SDM vol. 1, appendix B). */
#include <x86/insn/families.h>

bool insn_condition(unsigned int n, uint64_t flags)
{
	bool cf = flags & EFLAGS_CF, zf = flags & EFLAGS_ZF;
	bool sf = flags & EFLAGS_SF, of = flags & EFLAGS_OF;
	const bool even[8] = {
		of,	  cf,
		zf,	  cf || zf,
		sf,	  flags & EFLAGS_PF,
		sf != of, zf || sf != of,
	};

	return even[n >> 1] != (n & 1);
}

/* One of the 64 combinations of the flags that instructions compute. */
static uint64_t combination(unsigned int n)
{
	static const uint32_t bits[] = { EFLAGS_CF, EFLAGS_PF, EFLAGS_AF,
					 EFLAGS_ZF, EFLAGS_SF, EFLAGS_OF };
	uint64_t flags = EFLAGS_FIXED;

	for (unsigned int i = 0; i < 6; i++)
		if (n >> i & 1)
			flags |= bits[i];
	return flags;
}

/* ---------------------------------------------------------- SETcc, CMOVcc ---- */

static void try_set(const struct exec *x, const struct insn_row *r,
		    unsigned int dst)
{
	struct insn_code c = { .nr = 0 };

	insn_modrm(&c, x, 1, 0x0f90u | r->op, 0, dst);
	insn_load(x, &c);
	for (unsigned int n = 0; n < 64; n++) {
		struct exec_state in = insn_state(x), want;

		in.flags = combination(n);
		want = in;
		insn_put(&want, dst, 1, insn_condition(r->op, in.flags));
		insn_want(x, &in, &want, 0);
	}
}

void insn_setcc(const struct exec *x, const struct insn_row *r)
{
	if (x->place) {
		try_set(x, r, OP_MEM);
	} else {
		try_set(x, r, REG_CX);
		try_set(x, r, OP_DH);
		if (x->bits == 64) {
			try_set(x, r, REG_SI);
			try_set(x, r, 13);
		}
	}
	insn_flush(x);
}

/* A false condition clears the upper half of a 32-bit destination too. */
static void try_cmov(const struct exec *x, const struct insn_row *r,
		     unsigned int bytes, unsigned int dst, unsigned int src)
{
	struct insn_code c = { .nr = 0 };

	insn_modrm(&c, x, bytes, 0x0f40u | r->op, dst, src);
	insn_load(x, &c);
	for (unsigned int n = 0; n < 64; n++) {
		struct exec_state in = insn_state(x), want;

		in.flags = combination(n);
		want = in;
		insn_put(&want, dst, bytes,
			 insn_get(&in,
				  insn_condition(r->op, in.flags) ? src : dst,
				  bytes));
		insn_want(x, &in, &want, 0);
	}
}

void insn_cmov(const struct exec *x, const struct insn_row *r)
{
	for (unsigned int bytes = 2; bytes <= x->bits / 8 || bytes <= 4;
	     bytes *= 2) {
		if (x->place) {
			try_cmov(x, r, bytes, REG_DX, OP_MEM);
			continue;
		}
		try_cmov(x, r, bytes, REG_AX, REG_SI);
		try_cmov(x, r, bytes, REG_BX, REG_BX);
		if (x->bits == 64)
			try_cmov(x, r, bytes, 14, 9);
	}
	insn_flush(x);
}

/* --------------------------------------------------------------- jumps ---- */

enum {
	MOV_DL = 0xb2,
	JMP_SHORT = 0xeb
};

/*
 * Forward:  jcc L; mov $1, %dl; jmp end; L: mov $2, %dl; end:
 * Backward: jmp 1f; L: mov $2, %dl; jmp end; 1: jcc L; mov $1, %dl; end:
 *
 * The jump is @jump without its displacement, which is of @wide bytes.
 */
void insn_put_jump(struct insn_code *c, const struct insn_code *jump,
		   unsigned int wide, bool backward)
{
	unsigned int len = jump->nr + wide;

	if (backward) {
		insn_byte(c, JMP_SHORT);
		insn_byte(c, 4);
		insn_byte(c, MOV_DL);
		insn_byte(c, 2);
		insn_byte(c, JMP_SHORT);
		insn_byte(c, len + 2);
	}
	for (unsigned int i = 0; i < jump->nr; i++)
		insn_byte(c, jump->bytes[i]);
	insn_imm(c, backward ? -(uint64_t)(len + 4) : 4, wide);
	insn_byte(c, MOV_DL);
	insn_byte(c, 1);
	if (backward)
		return;
	insn_byte(c, JMP_SHORT);
	insn_byte(c, 2);
	insn_byte(c, MOV_DL);
	insn_byte(c, 2);
}

static void try_jcc(const struct exec *x, const struct insn_row *r,
		    const struct insn_code *jump, unsigned int wide,
		    bool backward)
{
	struct insn_code c = { .nr = 0 };

	insn_put_jump(&c, jump, wide, backward);
	insn_load(x, &c);
	for (unsigned int n = 0; n < 64; n++) {
		struct exec_state in = insn_state(x), want;

		in.flags = combination(n);
		want = in;
		insn_put(&want, REG_DX, 1,
			 1u + insn_condition(r->op, in.flags));
		insn_want(x, &in, &want, 0);
	}
}

void insn_jcc(const struct exec *x, const struct insn_row *r)
{
	struct insn_code jump = { { 0x70u | r->op }, 1 };
	struct insn_code near = { { 0x0f, 0x80u | r->op }, 2 };
	unsigned int wide = x->bits == 16 ? 2 : 4;

	for (unsigned int backward = 0; !x->place && backward < 2; backward++) {
		try_jcc(x, r, &jump, 1, backward);
		try_jcc(x, r, &near, wide, backward);
	}
	insn_flush(x);
}

/* LOOPNE, LOOPE, LOOP, JCXZ: opcodes E0 to E3. */
static bool loop_jumps(unsigned int op, uint64_t count, uint64_t flags)
{
	if (op == 3)
		return !count;
	return count && (op == 2 || op == !!(flags & EFLAGS_ZF));
}

static void try_loop(const struct exec *x, const struct insn_row *r,
		     bool short_count, bool backward)
{
	unsigned int wide = short_count ? (x->bits == 32 ? 2 : 4) : x->bits / 8;
	struct insn_code jump = { .nr = 0 }, c = { .nr = 0 };

	if (short_count)
		insn_byte(&jump, 0x67);
	insn_byte(&jump, 0xe0u | r->op);
	insn_put_jump(&c, &jump, 1, backward);
	insn_load(x, &c);
	for (unsigned int i = 0; i < 4 * INSN_NR_VALUES; i++) {
		struct exec_state in = insn_state(x), want;
		uint64_t count;

		in.flags |= i & 1 ? EFLAGS_ZF | EFLAGS_CF : EFLAGS_SF;
		/* what is above the count must not count */
		if (i & 2)
			in.gpr[REG_CX] &= insn_mask(wide);
		insn_put(&in, REG_CX,
			 wide == 4 && x->bits == 64 && i & 2 ? 8 :
			 wide == 4 && x->bits == 64	     ? 2 :
							       wide,
			 insn_value(wide, i / 4));
		want = in;
		count = insn_get(&in, REG_CX, wide) - (r->op != 3);
		count &= insn_mask(wide);
		if (r->op != 3)
			insn_put(&want, REG_CX, wide, count);
		insn_put(&want, REG_DX, 1,
			 1u + loop_jumps(r->op, count, in.flags));
		insn_want(x, &in, &want, 0);
	}
}

void insn_loop(const struct exec *x, const struct insn_row *r)
{
	for (unsigned int n = 0; !x->place && n < 4; n++)
		try_loop(x, r, n & 1, n & 2);
	insn_flush(x);
}
