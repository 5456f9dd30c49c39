/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values at the boundaries, in registers and memory; flags all clear, all set. */
#include "suite.h"

BMI_SUITE;

/* Of counts and positions: both sides of each size, and lengths for BEXTR. */
static const uint64_t controls[] = {
	0,	1,	7,	8,	31,	32,	33,
	63,	64,	65,	127,	128,	255,	0x0100,
	0x0101, 0x1f01, 0x2000, 0x1f00, 0x2001, 0x3f01, 0x4000,
	0x3f00, 0x0140, 0x0120, 0x011f, 0x013f, 0xff00, 0xffffffffffff0810,
};

enum {
	NR_CONTROLS = sizeof(controls) / sizeof(controls[0]),
	NR_OTHERS = NR_CONTROLS + INSN_NR_VALUES,
};

static uint64_t other(const struct bmi_row *r, unsigned int n)
{
	return n < NR_CONTROLS ? controls[n] & insn_mask(r->bytes) :
				 insn_value(r->bytes, n - NR_CONTROLS);
}

static void put_flags(struct exec_state *s, uint64_t flags)
{
	s->flags = (s->flags & ~(uint64_t)EFLAGS_ARITH) | flags;
}

struct places {
	unsigned int reg, vvvv, rm;
};

/* Which one has the first source, and which gets the result. */
static unsigned int first_of(const struct bmi_row *r, const struct places *p)
{
	return r->form == MULTIPLY ? REG_DX :
	       r->form == REG_RM   ? p->reg :
				     p->vvvv;
}

static void try(const struct exec *x, const struct bmi_row *r,
		const struct places *p, uint64_t a, uint64_t b, uint64_t flags)
{
	struct exec_state in = insn_state(x), want;
	struct bmi_result result = { .flags = flags };
	unsigned int to = r->form == VVVV_RM ? p->vvvv : p->reg;

	if (r->form != REG_RM_IMM && r->form != VVVV_RM)
		insn_put(&in, first_of(r, p), r->bytes, a);
	insn_put(&in, p->rm, r->bytes, b);
	put_flags(&in, flags);
	/* one register may be both */
	if (r->form != REG_RM_IMM && r->form != VVVV_RM)
		a = insn_get(&in, first_of(r, p), r->bytes);
	want = in;
	r->model(a, b, 8u * r->bytes, &result);
	if (r->form == MULTIPLY)
		insn_put(&want, p->vvvv, r->bytes, result.low);
	insn_put(&want, to, r->bytes, result.value);
	put_flags(&want, result.flags);
	insn_want(x, &in, &want, result.undefined);
}

static void try_values(const struct exec *x, const struct bmi_row *r,
		       const struct places *p, uint64_t a)
{
	for (unsigned int v = 0; v < INSN_NR_VALUES; v++) {
		uint64_t b = insn_value(r->bytes, v);

		if (r->model == bmi_blsi && b == 0) /* case blsi_zero */
			continue;
		try(x, r, p, a, b, 0);
		try(x, r, p, a, b, EFLAGS_ARITH);
	}
}

/* @step: the first places have all of the values, others some. */
static void try_places(const struct exec *x, const struct bmi_row *r,
		       const struct places *p, unsigned int step)
{
	struct insn_code c = bmi_code(r, p->reg, p->vvvv, p->rm, 0);

	insn_load(x, &c);
	for (unsigned int n = 0; n < NR_OTHERS; n += step) {
		if (r->form == VVVV_RM && n)
			break;
		if (r->form == REG_RM_IMM) {
			if (other(r, n) > 0xff)
				continue;
			c = bmi_code(r, p->reg, p->vvvv, p->rm,
				     (uint8_t)other(r, n));
			insn_load(x, &c);
		}
		try_values(x, r, p, other(r, n));
	}
	insn_flush(x);
}

/* Registers of all kinds of numbers; the destination a source; the same twice. */
static void run(const struct exec *how, const struct bmi_row *r)
{
	static const struct places all[] = {
		{ REG_CX, REG_SI, REG_DI }, { REG_AX, REG_DI, REG_AX },
		{ REG_SI, REG_SI, REG_CX }, { REG_CX, REG_SI, OP_MEM },
		{ REG_R8, 9, 10 },	    { 15, REG_CX, 14 },
		{ REG_DX, 13, REG_BP },
	};
	struct exec_place place = exec_place_at("RAM", EXEC_RAM0, 0x100);
	unsigned int nr = how->bits == 64 ? 7 : 4;

	if (!r->needs->probe())
		SKIP("needs %s (%s)", r->needs->name, r->needs->where);
	for (unsigned int i = 0; i < nr; i++) {
		struct exec x = *how;

		if (all[i].rm == OP_MEM)
			x.place = &place;
		try_places(&x, r, &all[i], i ? 7 : 1);
	}
}

static const struct bmi_row vex[] = { BMI_VEX_ROWS };

TEST_EACH(vex, const struct bmi_row *r, vex, "computes the result and flags")
{
	run(&exec_kernel, r);
}

TEST_EACH(vex_user, const struct bmi_row *r, vex,
	  "computes the result and flags")
{
	run(&exec_user, r);
}

/* SDM vol. 2, BLSI: CF is set by a source that is not 0. */
TEST(blsi_zero, "BLSI of 0 sets ZF and clears CF", .needs = NEEDS(&x86_bmi1))
{
	struct exec_state in = insn_state(&exec_kernel), want;

	in.gpr[REG_CX] = 0;
	put_flags(&in, EFLAGS_CF);
	want = in;
	want.gpr[REG_SI] = 0;
	put_flags(&want, EFLAGS_ZF);
	insn_once(&exec_kernel, &INSN_CODE(0xc4, 0xe2, 0x48, 0xf3, 0xd9), &in,
		  &want, EFLAGS_AF | EFLAGS_PF);
}

#define COUNT_ROWS(name, needs, model, prefix, opcode)                        \
	{ name "-16", needs, model, REG_RM, MAP_0F, prefix, opcode, 0, 2 },   \
		BMI_SIZES(name, needs, model, REG_RM, MAP_0F, prefix, opcode, \
			  0)

static const struct bmi_row others[] = {
	COUNT_ROWS("popcnt", &x86_popcnt, bmi_popcnt, PP_F3,
		   0xb8) COUNT_ROWS("lzcnt", &x86_abm, bmi_lzcnt, PP_F3, 0xbd)
		COUNT_ROWS("tzcnt", &x86_bmi1, bmi_tzcnt, PP_F3, 0xbc)
			BMI_SIZES("adcx", &x86_adx, bmi_adcx, REG_RM, MAP_0F38,
				  PP_66, 0xf6, 0)
				BMI_SIZES("adox", &x86_adx, bmi_adox, REG_RM,
					  MAP_0F38, PP_F3, 0xf6, 0)
};

TEST_EACH(other, const struct bmi_row *r, others,
	  "computes the result and flags")
{
	run(&exec_kernel, r);
}

TEST_EACH(other_user, const struct bmi_row *r, others,
	  "computes the result and flags")
{
	run(&exec_user, r);
}

/* Two chains at once: each leaves the other's flag. */
TEST(chains, "ADCX and ADOX carry in CF and in OF", .needs = NEEDS(&x86_adx))
{
	/* adcx %ecx, %esi; adox %ecx, %edi; adcx %edx, %esi; adox %edx, %edi */
	struct insn_code c = INSN_CODE(0x66, 0x0f, 0x38, 0xf6, 0xf1, 0xf3, 0x0f,
				       0x38, 0xf6, 0xf9, 0x66, 0x0f, 0x38, 0xf6,
				       0xf2, 0xf3, 0x0f, 0x38, 0xf6, 0xfa);
	struct exec_state in = insn_state(&exec_kernel), want;

	in.gpr[REG_CX] = 0xffffffff;
	in.gpr[REG_DX] = 0;
	in.gpr[REG_SI] = 1;
	in.gpr[REG_DI] = 0;
	put_flags(&in, EFLAGS_OF);
	want = in;
	want.gpr[REG_SI] = 1; /* 1 + ffffffff carries, 0 + 0 + 1 */
	want.gpr[REG_DI] = 1; /* 0 + ffffffff + 1 carries, 0 + 0 + 1 */
	put_flags(&want, 0);
	insn_once(&exec_kernel, &c, &in, &want, 0);
}
