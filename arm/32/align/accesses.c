/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "accesses.h"

#include <string.h>

#define TO_CORE	  "\n\tvmov r2, r3, d1\n\tvmov r4, r5, d2"
#define FROM_CORE "vmov d1, r2, r3\n\tvmov d2, r4, r5\n\t"
#define TO_WORDS                                     \
	"\n\tvmov.32 r2, d1[0]\n\tvmov.32 r3, d2[0]" \
	"\n\tvmov.32 r4, d3[0]\n\tvmov.32 r5, d4[0]"

/* clang-format off */
LOADS(ALIGN_CODE)
STORES(ALIGN_CODE)
UNPRIVILEGED(ALIGN_CODE)
MULTIPLE(ALIGN_CODE)
EXCLUSIVES(ALIGN_CODE)
ORDERED(ALIGN_CODE)
VECTORS(ALIGN_CODE)
BYTES(ALIGN_CODE)
VECTOR_BYTES(ALIGN_CODE)
/* clang-format on */

void access_need(const struct row *r)
{
	if (r->flags & VFP && !arm_fp_32.probe())
		SKIP("needs Advanced SIMD");
	if (r->flags & V8 && !arm_sevl.probe())
		SKIP("needs ARMv8");
}

static void put_sctlr(uint32_t value)
{
	write_sysreg(SCTLR, value);
	isb();
}

/* The library itself runs without the bit. */
struct a32_outcome access_run(const struct row *r, uint32_t mode, void *at,
			      bool strict)
{
	uint32_t sctlr = read_sysreg(SCTLR);
	struct a32_registers in;
	struct a32_outcome o;

	a32_pattern(&in, mode | r->state);
	in.r[6] = in.r[9] = INDEX;
	*(r->flags & BASE_SP ? &in.sp : &in.r[0]) =
		(uintptr_t)at - (uint32_t)r->offset;
	put_sctlr(strict ? sctlr | SCTLR_A : sctlr & ~(uint32_t)SCTLR_A);
	o = a32_run(r->code, (size_t)(r->end - r->code), &in);
	put_sctlr(sctlr);
	return o;
}

void access_fill(volatile uint8_t *base)
{
	for (unsigned int i = 0; i < PLACE; i++)
		base[i] = (uint8_t)(i * 0x35 + 1);
}

uint32_t access_changes(const struct row *r)
{
	unsigned int nr = r->flags & VFP ? 4 : (r->bytes + 3u) / 4;

	return r->flags & STORE ? 0 : ((1u << nr) - 1) << 2;
}

unsigned int access_lead(const struct row *r)
{
	return (r->flags & (VFP | STORE)) == (VFP | STORE) ? 8 : 0;
}

uint32_t access_loaded(const struct row *r, const uint8_t *bytes,
		       unsigned int i)
{
	uint32_t value = 0;

	memcpy(&value, bytes + 4 * i, r->bytes < 4 ? r->bytes : 4);
	if (r->flags & SIGNED && value >> (8 * r->bytes - 1))
		value |= ~0u << 8 * r->bytes;
	return value;
}

static uint32_t *base_of(const struct row *r, struct a32_outcome *o)
{
	return r->flags & BASE_SP ? &o->in.sp : &o->in.r[0];
}

/* Of a vector register the rest is what it was, which nobody knows. */
static void expect_loaded(const struct row *r, const struct a32_outcome *o,
			  const uint8_t *bytes)
{
	uint32_t mask = r->flags & VFP && r->bytes < 4 ? 0xffff : 0xffffffff;

	for (unsigned int i = 0; i < (r->bytes + 3u) / 4; i++)
		EXPECT_EQ(o->frame.r[2 + i] & mask, access_loaded(r, bytes, i));
}

void access_expect_done(const struct row *r, const struct a32_outcome *o,
			const volatile uint8_t *base, unsigned int offset)
{
	struct a32_outcome back = *o;
	uint8_t expected[PLACE], now[PLACE];

	*base_of(r, &back) += (uint32_t)r->back;
	expect_a32_done(&back, access_changes(r));
	access_fill(expected);
	if (r->flags & STORE)
		memcpy(expected + offset, &o->in.r[2], r->bytes);
	else
		expect_loaded(r, o, expected + offset);
	for (unsigned int i = 0; i < PLACE; i++)
		now[i] = base[i];
	EXPECT_MEMEQ(now, expected, PLACE);
}

void access_expect_fault(const struct row *r, const struct a32_outcome *o,
			 enum trap_cause cause, unsigned long fsr,
			 uintptr_t address)
{
	expect_a32_trap(o, cause, fsr | (r->flags & STORE ? FSR_WNR : 0),
			access_lead(r));
	EXPECT_EQ(o->trap.address, address);
	EXPECT_EQ(o->trap.write, (r->flags & STORE) != 0);
}
