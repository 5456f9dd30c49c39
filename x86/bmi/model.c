/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each does, by the pseudo-code of its page (SDM vol. 2). */
#include "suite.h"

enum {
	FLAGS_ZS = EFLAGS_ZF | EFLAGS_SF,
	UNDEFINED_AP = EFLAGS_AF | EFLAGS_PF,
	ALL = EFLAGS_CF | EFLAGS_PF | EFLAGS_AF | EFLAGS_ZF | EFLAGS_SF |
	      EFLAGS_OF,
};

static uint64_t ones(unsigned int nr)
{
	return nr >= 64 ? ~0ull : (1ull << nr) - 1;
}

/* ZF and SF by the value, OF clear, CF as said, AF and PF undefined. */
static void set_flags(struct bmi_result *r, unsigned int bits, bool carry)
{
	r->value &= ones(bits);
	r->flags &= ~(uint64_t)ALL;
	r->flags |= carry ? EFLAGS_CF : 0;
	r->flags |= r->value == 0 ? EFLAGS_ZF : 0;
	r->flags |= r->value >> (bits - 1) ? EFLAGS_SF : 0;
	r->undefined = UNDEFINED_AP;
}

void bmi_andn(uint64_t a, uint64_t b, unsigned int bits, struct bmi_result *r)
{
	r->value = ~a & b;
	set_flags(r, bits, false);
}

void bmi_blsr(uint64_t a, uint64_t b, unsigned int bits, struct bmi_result *r)
{
	(void)a;
	r->value = b & (b - 1);
	set_flags(r, bits, b == 0);
}

/* ZF is 0: the value never is. */
void bmi_blsmsk(uint64_t a, uint64_t b, unsigned int bits, struct bmi_result *r)
{
	(void)a;
	r->value = b ^ (b - 1);
	set_flags(r, bits, b == 0);
}

void bmi_blsi(uint64_t a, uint64_t b, unsigned int bits, struct bmi_result *r)
{
	(void)a;
	r->value = b & -b;
	set_flags(r, bits, b != 0);
}

void bmi_bextr(uint64_t a, uint64_t b, unsigned int bits, struct bmi_result *r)
{
	unsigned int start = a & 0xff, length = a >> 8 & 0xff;

	r->value = start < bits ? b >> start & ones(length) : 0;
	set_flags(r, bits, false);
	r->undefined |= EFLAGS_SF;
}

void bmi_bzhi(uint64_t a, uint64_t b, unsigned int bits, struct bmi_result *r)
{
	unsigned int index = a & 0xff;

	r->value = b & ones(index);
	set_flags(r, bits, index > bits - 1);
}

/* No flags from here to ADCX. */
void bmi_pdep(uint64_t a, uint64_t b, unsigned int bits, struct bmi_result *r)
{
	for (unsigned int to = 0, from = 0; to < bits; to++)
		if (b >> to & 1)
			r->value |= (a >> from++ & 1) << to;
}

void bmi_pext(uint64_t a, uint64_t b, unsigned int bits, struct bmi_result *r)
{
	for (unsigned int from = 0, to = 0; from < bits; from++)
		if (b >> from & 1)
			r->value |= (a >> from & 1) << to++;
}

void bmi_rorx(uint64_t a, uint64_t b, unsigned int bits, struct bmi_result *r)
{
	unsigned int count = a & (bits - 1);

	r->value = count ? b >> count | b << (bits - count) : b;
}

void bmi_sarx(uint64_t a, uint64_t b, unsigned int bits, struct bmi_result *r)
{
	unsigned int count = a & (bits - 1);

	r->value = b >> count;
	if (b >> (bits - 1))
		r->value |= ~(ones(bits) >> count);
}

void bmi_shlx(uint64_t a, uint64_t b, unsigned int bits, struct bmi_result *r)
{
	r->value = b << (a & (bits - 1));
}

void bmi_shrx(uint64_t a, uint64_t b, unsigned int bits, struct bmi_result *r)
{
	r->value = b >> (a & (bits - 1));
}

/* By halves; the upper half goes to ModRM.reg. */
void bmi_mulx(uint64_t a, uint64_t b, unsigned int bits, struct bmi_result *r)
{
	unsigned int half = bits / 2;
	uint64_t a0 = a & ones(half), a1 = a >> half;
	uint64_t b0 = b & ones(half), b1 = b >> half;
	uint64_t middle = a1 * b0 + (a0 * b0 >> half);
	uint64_t other = a0 * b1 + (middle & ones(half));

	r->low = a * b;
	r->value = a1 * b1 + (middle >> half) + (other >> half);
}

static void add(uint64_t a, uint64_t b, unsigned int bits, uint32_t flag,
		struct bmi_result *r)
{
	uint64_t in = r->flags & flag ? 1 : 0, sum = (a + b + in) & ones(bits);

	r->value = sum;
	r->flags &= ~(uint64_t)flag;
	if (sum < a || (in && sum == a))
		r->flags |= flag;
}

void bmi_adcx(uint64_t a, uint64_t b, unsigned int bits, struct bmi_result *r)
{
	add(a, b, bits, EFLAGS_CF, r);
}

void bmi_adox(uint64_t a, uint64_t b, unsigned int bits, struct bmi_result *r)
{
	add(a, b, bits, EFLAGS_OF, r);
}

/* ------------------------------------------------------------ counting ---- */

static unsigned int count(uint64_t value)
{
	unsigned int nr = 0;

	for (; value; value &= value - 1)
		nr++;
	return nr;
}

void bmi_popcnt(uint64_t a, uint64_t b, unsigned int bits, struct bmi_result *r)
{
	(void)a;
	(void)bits;
	r->value = count(b);
	r->flags &= ~(uint64_t)ALL;
	r->flags |= b == 0 ? EFLAGS_ZF : 0;
}

static void zeros(uint64_t nr, uint64_t source, struct bmi_result *r)
{
	r->value = nr;
	r->flags &= ~(uint64_t)ALL;
	r->flags |= source == 0 ? EFLAGS_CF : 0;
	r->flags |= nr == 0 ? EFLAGS_ZF : 0;
	r->undefined = EFLAGS_OF | EFLAGS_SF | EFLAGS_PF | EFLAGS_AF;
}

void bmi_lzcnt(uint64_t a, uint64_t b, unsigned int bits, struct bmi_result *r)
{
	uint64_t nr = 0;

	(void)a;
	while (nr < bits && !(b >> (bits - 1 - nr) & 1))
		nr++;
	zeros(nr, b, r);
}

void bmi_tzcnt(uint64_t a, uint64_t b, unsigned int bits, struct bmi_result *r)
{
	(void)a;
	zeros(b ? count((b & -b) - 1) : bits, b, r);
}
