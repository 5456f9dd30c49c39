/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which masks hold back an interrupt with superpriority, and which one without.
 *
 * Arm ARM, D1.3.6 (FEAT_NMI: PSTATE.ALLINT, SCTLR_EL1.NMI and SPINTMASK), ISR_EL1.IS.
 */
#include "suite.h"

#include <arm/insn.h>
#include <clock.h>

NMI_SUITE;

/* ---------------------------------------------------------- PSTATE.ALLINT ---- */

TEST(allint, "is one bit, by its register and by the instruction")
{
	EXPECT_EQ(read_sysreg(ALLINT), 0);
	write_sysreg(ALLINT, UINT64_MAX);
	EXPECT_EQ(read_sysreg(ALLINT), PSTATE_ALLINT);
	write_sysreg(ALLINT, ~(uint64_t)PSTATE_ALLINT);
	EXPECT_EQ(read_sysreg(ALLINT), 0);
	asm volatile(".inst 0xd501411f" ::: "memory"); /* MSR ALLINT, #1 */
	EXPECT_EQ(read_sysreg(ALLINT), PSTATE_ALLINT);
	asm volatile(".inst 0xd501401f" ::: "memory"); /* MSR ALLINT, #0 */
	EXPECT_EQ(read_sysreg(ALLINT), 0);
}

static const struct insn_row {
	const char *name;
	uint32_t word;
} insns[] = {
	{ "mrs", A64_MRS(A64_REG(3, 0, 4, 3, 0), 1) },
	{ "msr", A64_MSR(A64_REG(3, 0, 4, 3, 0), 1) },
	{ "msr-0", 0xd501401f },
	{ "msr-1", 0xd501411f },
};

TEST_EACH(user, const struct insn_row *r, insns, "is undefined at EL0")
{
	struct insn_outcome o;
	struct insn_registers in;

	insn_pattern(&in);
	o = insn_run(&r->word, 1, true, &in);
	expect_insn_trap(&o, ESR_UNDEFINED, true, &in);
}

/* What a handler finds, and what it was before. */
static uint64_t allint_within, spsr_within;

static bool look(struct trap_frame *frame, void *arg)
{
	(void)arg;
	allint_within = read_sysreg(ALLINT);
	spsr_within = frame->pstate;
	frame->pc += 4;
	return true;
}

TEST(entry, "an exception keeps ALLINT in SPSR, and sets it by SPINTMASK")
{
	trap_handle(TRAP_BREAK, look, NULL);
	for (unsigned int i = 0; i < 4; i++) {
		bool before = i & 1, mask = i & 2;

		test_context("ALLINT %u, SPINTMASK %u", before, mask);
		set_sctlr(SCTLR_NMI | (mask ? SCTLR_SPINTMASK : 0));
		set_allint(before);
		asm volatile("brk #0" ::: "memory");
		EXPECT_EQ(read_sysreg(ALLINT), before ? PSTATE_ALLINT : 0);
		EXPECT_EQ(spsr_within & PSTATE_ALLINT,
			  before ? PSTATE_ALLINT : 0);
		EXPECT_EQ(allint_within, mask ? 0 : PSTATE_ALLINT);
		set_allint(0);
	}
}

/* ------------------------------------------------------------------- masks ---- */

static unsigned int nr_taken;
static uint64_t acked;

static bool take(struct trap_frame *frame, void *arg)
{
	(void)frame;
	(void)arg;
	nr_taken++;
	acked = ack_nmi();
	if (acked == NONE)
		acked = gic_ack();
	if (acked < IS_NMI)
		icc_write(ICC_EOIR1, acked);
	return nr_taken < 4;
}

struct state {
	bool super, nmi, i, allint, spintmask;
};

static struct state state_of(uint64_t number)
{
	return (struct state){ number & 1, number & 2, number & 4, number & 8,
			       number & 16 };
}

/* This level uses SP_EL1, so that SPINTMASK masks all of it. */
static bool is_masked(const struct state *s)
{
	if (s->nmi && (s->allint || s->spintmask))
		return true;
	return s->i && !(s->super && s->nmi);
}

static void open_masks(const struct state *s)
{
	set_allint(s->allint);
	if (!s->i)
		irq_enable();
	isb();
}

TEST_NUMBERED(mask, uint64_t number, 32,
	      "I holds back what has no superpriority; ALLINT and SP all of it")
{
	struct state s = state_of(number);

	test_context("superpriority %u, NMI %u, I %u, ALLINT %u, SPINTMASK %u",
		     s.super, s.nmi, s.i, s.allint, s.spintmask);
	trap_handle(ARM_IRQ, take, NULL);
	nr_taken = 0;
	set_nmi(SGI, s.super);
	set_allint(1);
	set_sctlr((s.nmi ? SCTLR_NMI : 0) |
		  (s.spintmask ? SCTLR_SPINTMASK : 0));
	open_masks(&s);
	send(SGI);
	if (is_masked(&s))
		wait_pending(SGI);
	delay_us(500);
	irq_disable();
	set_allint(1);
	EXPECT_EQ(nr_taken, !is_masked(&s));
	EXPECT_EQ(gic_is_pending(SGI), is_masked(&s));
	if (nr_taken)
		EXPECT_EQ(acked, SGI);
}

TEST(pending, "ISR_EL1.IS tells what has superpriority")
{
	set_sctlr(SCTLR_NMI);
	set_allint(1);
	EXPECT_EQ(read_sysreg(isr_el1), 0);
	send(SGI);
	wait_pending(SGI);
	EXPECT_EQ(read_sysreg(isr_el1), ISR_IRQ);
	set_nmi(SGI, true);
	EXPECT_EQ(read_sysreg(isr_el1), ISR_IRQ | ISR_IS);
	set_nmi(SGI, false);
	EXPECT_EQ(read_sysreg(isr_el1), ISR_IRQ);
}

TEST(spi, "an SPI with it is taken with PSTATE.I set")
{
	trap_handle(ARM_IRQ, take, NULL);
	nr_taken = 0;
	set_sctlr(SCTLR_NMI);
	gic_set_edge(SPI, true);
	gic_route(SPI, 0);
	gic_enable(SPI);
	set_nmi(SPI, true);
	gic_set_pending(SPI);
	gic_sync();
	delay_us(500);
	EXPECT_EQ(nr_taken, 1);
	EXPECT_EQ(acked, SPI);
	gic_disable(SPI);
}
