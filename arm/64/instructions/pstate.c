/* SPDX-License-Identifier: GPL-2.0-or-later */
/* PSTATE.DIT and PSTATE.SSBS. */
#include "suite.h"

INSTRUCTIONS_SUITE;

struct bit {
	uint64_t (*read)(void);
	void (*write)(uint64_t);
	void (*set)(void), (*clear)(void); /* MSR (immediate) */
};

#define BIT(name, reg, imm)                                         \
	uint64_t name##_read(void)                                  \
	{                                                           \
		return read_sysreg(reg);                            \
	}                                                           \
	static void name##_write(uint64_t value)                    \
	{                                                           \
		write_sysreg(reg, value);                           \
	}                                                           \
	static void name##_set(void)                                \
	{                                                           \
		asm volatile(".arch armv8.5-a\n\tmsr " imm ", #1"); \
	}                                                           \
	static void name##_clear(void)                              \
	{                                                           \
		asm volatile(".arch armv8.5-a\n\tmsr " imm ", #0"); \
	}
BIT(dit, DIT_REGISTER, "dit")
BIT(ssbs, SSBS_REGISTER, "ssbs")

static const struct bit_row {
	const char *name;
	const struct feature *feature;
	struct bit bit;
	uint64_t mask;
} bits[] = {
	{ "dit",
	  &arm_dit,
	  { dit_read, dit_write, dit_set, dit_clear },
	  PSTATE_DIT },
	{ "ssbs",
	  &arm_ssbs,
	  { ssbs_read, ssbs_write, ssbs_set, ssbs_clear },
	  PSTATE_SSBS },
};

static void need(const struct feature *feature)
{
	if (!feature->probe())
		SKIP("needs %s", feature->name);
}

TEST_EACH(bit, const struct bit_row *r, bits, "is set and cleared, alone")
{
	uint64_t old;

	need(r->feature);
	old = r->bit.read();
	test_defer(r->bit.write, old);
	r->bit.set();
	EXPECT_EQ(r->bit.read(), r->mask);
	r->bit.clear();
	EXPECT_EQ(r->bit.read(), 0);
	r->bit.write(~0ull);
	EXPECT_EQ(r->bit.read(), r->mask);
	r->bit.write(~r->mask);
	EXPECT_EQ(r->bit.read(), 0);
}

static struct {
	uint64_t spsr, inside;
	uint64_t (*read)(void);
} seen;

static bool look(struct trap_frame *frame, void *arg)
{
	(void)arg;
	seen.spsr = frame->pstate;
	seen.inside = seen.read();
	return true;
}

static unsigned long user_read;

static void read_there(const void *row)
{
	user_read = ((const struct bit_row *)row)->bit.read();
}

/* D1.3.1: SPSR has it, the return restores it, EL0 has one of its own. */
TEST_EACH(bit_trap, const struct bit_row *r, bits,
	  "is saved by an exception and comes back with the return")
{
	need(r->feature);
	test_defer(r->bit.write, r->bit.read());
	seen.read = r->bit.read;
	trap_handle(ARM_SVC, look, NULL);
	r->bit.set();
	asm volatile("svc #0" ::: "memory");
	EXPECT_EQ(seen.spsr & r->mask, r->mask);
	EXPECT_EQ(r->bit.read(), r->mask);
	r->bit.clear();
	asm volatile("svc #0" ::: "memory");
	EXPECT_EQ(seen.spsr & r->mask, 0);
	EXPECT_EQ(r->bit.read(), 0);
	r->bit.set();
	EXPECT_TRAP(user_catch(read_there, r), TRAP_NONE);
	EXPECT_EQ(user_read, 0); /* the SPSR that led there had it clear */
}

/* SCTLR_EL1.DSSBS is what an exception sets PSTATE.SSBS to: D1.3.1.4. */
static void put_sctlr(unsigned long value)
{
	write_sysreg(sctlr_el1, value);
	isb();
}

TEST(dssbs, "an exception sets SSBS as SCTLR_EL1.DSSBS says",
     .needs = NEEDS(&arm_ssbs))
{
	uint64_t sctlr = read_sysreg(sctlr_el1);

	test_defer(put_sctlr, sctlr);
	test_defer(ssbs_write, ssbs_read());
	seen.read = ssbs_read;
	trap_handle(ARM_SVC, look, NULL);
	for (unsigned int i = 0; i < 4; i++) {
		put_sctlr((sctlr & ~(1ull << 44)) | (uint64_t)(i & 1) << 44);
		ssbs_write(i & 2 ? PSTATE_SSBS : 0);
		asm volatile("svc #0" ::: "memory");
		test_context("DSSBS %u, SSBS %u", i & 1, i >> 1);
		EXPECT_EQ(seen.inside, i & 1 ? PSTATE_SSBS : 0);
		EXPECT_EQ(ssbs_read(), i & 2 ? PSTATE_SSBS : 0);
	}
}
