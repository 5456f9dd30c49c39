/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every form of ModRM and SIB (SDM vol. 2, tables 2-1 to 2-3, 2.2.1.3). */
#include <x86/insn/families.h>

enum {
	LEA = 0x8d,
	LOAD = 0x8a,
	SS_PREFIX = 0x36,
	ADDRESS_SIZE = 0x67
};

/* One form: its bytes behind the opcode, and what they come to. */
struct form {
	uint8_t rex; /* 64-bit code: REX.X and REX.B */
	uint8_t mod, rm, sib;
	int32_t disp;
	bool has_sib, stack, relative;
	unsigned int disp_bytes;
	uint64_t sum;
};

static const int32_t disps[] = { 0, 1, 0x7f, -0x80, -1, 0x1234, -0x4321 };

/* ------------------------------------------------------------- models ---- */

static void sum_16(struct form *f, const struct exec_state *s)
{
	static const uint8_t first[] = { REG_BX, REG_BX, REG_BP, REG_BP,
					 REG_SI, REG_DI, REG_BP, REG_BX };
	bool absolute = f->mod == 0 && f->rm == 6;

	f->disp_bytes = absolute ? 2 : f->mod;
	f->stack = !absolute && first[f->rm] == REG_BP;
	if (!absolute)
		f->sum = s->gpr[first[f->rm]];
	if (f->rm < 4)
		f->sum += s->gpr[f->rm & 1 ? REG_DI : REG_SI];
}

static void sum_sib(struct form *f, const struct exec_state *s)
{
	unsigned int index = (f->sib >> 3 & 7) | (f->rex & 2) << 2;
	unsigned int base = (f->sib & 7) | (f->rex & 1) << 3;

	if (index != REG_SP) /* none; but there is R12 */
		f->sum += s->gpr[index] << (f->sib >> 6);
	if ((f->sib & 7) == 5 && f->mod == 0) {
		f->disp_bytes = 4;
		return;
	}
	f->sum += s->gpr[base];
	f->stack = base == REG_SP || base == REG_BP;
}

static void sum_32(struct form *f, const struct exec_state *s,
		   unsigned int bits)
{
	f->disp_bytes = f->mod == 2 ? 4 : f->mod;
	f->has_sib = f->rm == 4;
	if (f->has_sib) {
		sum_sib(f, s);
	} else if (f->mod == 0 && f->rm == 5) {
		f->disp_bytes = 4;
		f->relative = bits == 64;
	} else {
		f->sum = s->gpr[f->rm | (f->rex & 1) << 3];
		f->stack = (f->rm | (f->rex & 1) << 3) == REG_BP;
	}
}

/* --------------------------------------------------------------- forms ---- */

/* @reg of the instruction is CX. */
static void put(struct insn_code *c, const struct exec *x, const struct form *f,
		unsigned int opcode, unsigned int address_bytes,
		unsigned int bytes)
{
	unsigned int rex = f->rex | (bytes == 8 ? 8 : 0);

	if (address_bytes * 8 != x->bits)
		insn_byte(c, ADDRESS_SIZE);
	if (bytes == (x->bits == 16 ? 4 : 2))
		insn_byte(c, 0x66);
	if (rex)
		insn_byte(c, 0x40 | rex);
	insn_byte(c, opcode);
	insn_byte(c, (unsigned int)f->mod << 6 | REG_CX << 3 | f->rm);
	if (f->has_sib)
		insn_byte(c, f->sib);
	insn_imm(c, (uint64_t)(int64_t)f->disp, f->disp_bytes);
}

static struct exec_state state(const struct exec *x, bool small)
{
	struct exec_state s = insn_state(x);

	if (x->place) /* something else than its address */
		s.gpr[REG_BX] = s.gpr[REG_AX] ^ 0x5a5a5a5a;
	for (unsigned int i = 0; small && i < NR_REGS; i++)
		if (i != REG_SP)
			s.gpr[i] = 0x200 + i * 0x31;
	return s;
}

static void try_lea(const struct exec *x, struct form f, unsigned int bytes,
		    unsigned int address_bytes)
{
	struct exec_state in = state(x, false), want = in;
	struct insn_code c = { .nr = 0 };
	uint64_t sum;

	put(&c, x, &f, LEA, address_bytes, bytes);
	insn_load(x, &c);
	sum = f.sum + (uint64_t)(int64_t)f.disp;
	if (f.relative)
		sum += insn_start() + c.nr;
	insn_put(&want, REG_CX, bytes, sum & insn_mask(address_bytes));
	insn_want(x, &in, &want, 0);
}

/* A byte from where the form leads, in the segment that is the form's own. */
static void try_load(const struct exec *x, struct form f,
		     unsigned int address_bytes)
{
	struct exec_state in = state(x, true), want = in;
	struct insn_code c = { .nr = 0 };
	uint64_t sum;

	put(&c, x, &f, LOAD, address_bytes, 1);
	sum = (f.sum + (uint64_t)(int64_t)f.disp) & insn_mask(address_bytes);
	if (sum > 0xffff) /* beyond the limit */
		return;
	insn_put(&want, REG_CX, 1, x->byte_at(f.stack, sum));
	insn_load(x, &c);
	insn_want(x, &in, &want, 0);
}

static struct form resolve(const struct exec *x, struct form f,
			   unsigned int address_bytes, bool small)
{
	struct exec_state s = state(x, small);

	if (address_bytes == 2)
		sum_16(&f, &s);
	else
		sum_32(&f, &s, x->bits);
	if (f.disp_bytes == 0)
		f.disp = 0;
	if (f.disp_bytes == 1)
		f.disp = (int8_t)f.disp;
	return f;
}

static void try_form(const struct exec *x, struct form f,
		     unsigned int address_bytes, unsigned int n)
{
	unsigned int natural = x->bits / 8;
	unsigned int sizes[] = { natural, natural == 4 ? 2 : 4,
				 natural == 8 ? 2 : natural };

	f.disp = disps[n % 7];
	try_lea(x, resolve(x, f, address_bytes, false), sizes[n % 3],
		address_bytes);
	if (x->byte_at)
		try_load(x, resolve(x, f, address_bytes, true), address_bytes);
}

static void try_rm(const struct exec *x, unsigned int mod, unsigned int rm,
		   unsigned int address_bytes)
{
	struct form f = { .mod = (uint8_t)mod, .rm = (uint8_t)rm };
	unsigned int nr_rex = x->bits == 64 ? 4 : 1;

	for (unsigned int rex = 0; rex < nr_rex; rex++) {
		unsigned int nr = rm == 4 && address_bytes > 2 ? 256 : 7;

		f.rex = (uint8_t)rex;
		for (unsigned int sib = 0; sib < nr; sib++) {
			if (x->few && (sib + rex) % 5)
				continue;
			f.sib = (uint8_t)sib;
			try_form(x, f, address_bytes, sib + rex);
		}
	}
}

void insn_address(const struct exec *x, const struct insn_row *r)
{
	for (unsigned int rm = 0; rm < 8; rm++)
		try_rm(x, r->op, rm, r->bytes);
	insn_flush(x);
}
