/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CVAL, TVAL and CTL of a timer, and the condition they make.
 *
 * Arm ARM, D11.2.4 (timers: ISTATUS is count - CVAL >= 0, 64 bits, unsigned
 * CVAL; TVAL is CVAL - count, 32 bits, signed when written).
 */
#include "suite.h"

#include <arm/machine.h>

#include <clock.h>

TIMER_SUITE;

TIMER_ROWS;

TEST_EACH(cval, const struct row *r, rows, "keeps all of its 64 bits")
{
	static const uint64_t values[] = {
		0,	    UINT64_MAX, 0x0123456789abcdef, 0xfedcba9876543210,
		1ull << 63, 0xffffffff, 0xffffffff00000000
	};

	r->timer->set_ctl(0);
	for (unsigned int i = 0; i < 7; i++) {
		r->timer->set_cval(values[i]);
		EXPECT_EQ(r->timer->cval(), values[i]);
	}
}

TEST_EACH(ctl, const struct row *r, rows,
	  "keeps ENABLE and IMASK, and nothing else that is written")
{
	r->timer->set_cval(UINT64_MAX);
	for (unsigned int i = 0; i < 16; i++) {
		r->timer->set_ctl(0xfffffff0u | i);
		test_context("written 0x%x", 0xfffffff0u | i);
		/* what ISTATUS is with ENABLE clear is UNKNOWN */
		EXPECT_EQ(r->timer->ctl() & ~(i & 1 ? 0ull : TIMER_ISTATUS),
			  i & 3);
	}
	r->timer->set_ctl(0);
	EXPECT_EQ(r->timer->ctl() & ~(uint64_t)TIMER_ISTATUS, 0);
}

/* TVAL as it is written, sign-extended, and the upper half of X ignored. */
static const struct tval {
	const char *name;
	const struct timer *timer;
	uint64_t value;
} tvals[] = {
	{ "virtual-0", &timer_virtual, 0 },
	{ "virtual-1", &timer_virtual, 1 },
	{ "virtual-largest", &timer_virtual, 0x7fffffff },
	{ "virtual-smallest", &timer_virtual, 0x80000000 },
	{ "virtual-minus-1", &timer_virtual, 0xffffffff },
	{ "virtual-upper-half", &timer_virtual, 0x500000005 },
	{ "physical-0", &timer_physical, 0 },
	{ "physical-1", &timer_physical, 1 },
	{ "physical-largest", &timer_physical, 0x7fffffff },
	{ "physical-smallest", &timer_physical, 0x80000000 },
	{ "physical-minus-1", &timer_physical, 0xffffffff },
	{ "physical-upper-half", &timer_physical, 0x500000005 },
};

TEST_EACH(tval_written, const struct tval *r, tvals,
	  "sets CVAL to the count and it, as a signed number of 32 bits")
{
	uint64_t extended = (uint64_t)(int64_t)(int32_t)r->value;
	uint64_t before, after, cval;

	r->timer->set_ctl(0);
	before = r->timer->count();
	r->timer->set_tval(r->value);
	after = r->timer->count();
	cval = r->timer->cval();
	EXPECT_LE(cval - extended - before, after - before);
}

/* Moves of CVAL from now, some beyond what 32 bits hold. */
static const struct move {
	const char *name;
	const struct timer *timer;
	int64_t move;
} moves[] = {
	{ "virtual-future", &timer_virtual, 0x50000000 },
	{ "virtual-past", &timer_virtual, -0x100000 },
	{ "virtual-far", &timer_virtual, 0x1234567890 },
	{ "physical-future", &timer_physical, 0x50000000 },
	{ "physical-past", &timer_physical, -0x100000 },
	{ "physical-far", &timer_physical, 0x1234567890 },
};

TEST_EACH(tval_read, const struct move *r, moves,
	  "is the low half of CVAL minus the count, and counts down")
{
	uint64_t before, after, cval, tval;

	/* without ENABLE it reads UNKNOWN */
	r->timer->set_ctl(TIMER_ENABLE | TIMER_IMASK);
	cval = r->timer->count() + (uint64_t)r->move;
	r->timer->set_cval(cval);
	before = r->timer->count();
	tval = r->timer->tval();
	after = r->timer->count();
	EXPECT_EQ(tval >> 32, 0);
	EXPECT_LE((uint32_t)(cval - tval) - (uint32_t)before, after - before);
	EXPECT_EQ(r->timer->cval(), cval);
}

/* ------------------------------------------------------------- condition -- */

TEST_EACH(met, const struct row *r, rows, "is met at CVAL, and not before")
{
	uint64_t cval = after_ms(r->timer, 10), before;

	/* with the count read before the status: late by some time at most */
	do {
		before = r->timer->count();
		if (r->timer->ctl() & TIMER_ISTATUS)
			break;
	} while (before < cval + ms(5000));
	EXPECT_GE(r->timer->count(), cval);
	EXPECT_EQ(r->timer->ctl(), TIMER_ENABLE | TIMER_ISTATUS);
}

TEST_EACH(extremes, const struct row *r, rows,
	  "is met with CVAL 0 and now, never with the largest one")
{
	r->timer->set_ctl(TIMER_ENABLE | TIMER_IMASK);
	r->timer->set_cval(0);
	EXPECT_EQ(r->timer->ctl(), 7);
	r->timer->set_cval(UINT64_MAX);
	EXPECT_EQ(r->timer->ctl(), 3);
	delay_us(5000);
	EXPECT_EQ(r->timer->ctl(), 3);
	r->timer->set_cval(r->timer->count());
	EXPECT_TRUE(wait_status(r->timer));
	/* bit 63 is no sign */
	r->timer->set_cval(1ull << 63);
	EXPECT_EQ(r->timer->ctl(), 3);
}

TEST_EACH(moved, const struct row *r, rows,
	  "is a level: gone when CVAL moves ahead, there when it moves back")
{
	uint64_t now = r->timer->count();

	r->timer->set_ctl(TIMER_ENABLE | TIMER_IMASK);
	for (unsigned int i = 0; i < 50; i++) {
		r->timer->set_cval(now - 1);
		EXPECT_EQ(r->timer->ctl(), 7);
		r->timer->set_cval(now + ms(3600000));
		EXPECT_EQ(r->timer->ctl(), 3);
		r->timer->set_tval((uint32_t)-1);
		EXPECT_EQ(r->timer->ctl(), 7);
		r->timer->set_tval(0x7fffffff);
		EXPECT_EQ(r->timer->ctl(), 3);
	}
}

TEST_EACH(independent, const struct row *r, rows,
	  "is no business of the other timer")
{
	const struct timer *other =
		r->timer == &timer_virtual ? &timer_physical : &timer_virtual;

	other->set_ctl(TIMER_ENABLE | TIMER_IMASK);
	other->set_cval(UINT64_MAX - 5);
	r->timer->set_cval(1);
	r->timer->set_ctl(TIMER_ENABLE | TIMER_IMASK);
	EXPECT_EQ(other->ctl(), 3);
	EXPECT_EQ(other->cval(), UINT64_MAX - 5);
	EXPECT_EQ(r->timer->ctl(), 7);
	r->timer->set_ctl(0);
	EXPECT_EQ(other->ctl(), 3);
}

/* -------------------------------------------------------------- counters -- */

TEST_EACH(count, const struct row *r, rows, "goes on, never back")
{
	uint64_t first = r->timer->count(), last = first;

	for (unsigned int i = 0; i < 20000; i++) {
		uint64_t now = r->timer->count();

		ASSERT_GE(now, last);
		last = now;
	}
	delay_us(1000);
	EXPECT_GE(r->timer->count() - first, ms(1));
}

TEST(frequency, "is not zero, and the same bits for all who ask")
{
	EXPECT_GE(read_sysreg(cntfrq_el0), 1000000);
	EXPECT_LE(read_sysreg(cntfrq_el0), UINT32_MAX);
}

/* --------------------------------------------------------- its frequency ---- */

static void write_frequency(const void *arg)
{
	write_sysreg(cntfrq_el0, *(const unsigned long *)arg);
}

/* Who calls by SMC has EL2 above, or is there; no machine here shows EL3. */
static bool below_el2(void)
{
	return machine()->conduit() == MACHINE_SMC && !TIMER_AT_EL2;
}

static void restore_frequency(unsigned long value)
{
	write_sysreg(cntfrq_el0, value);
}

/*
 * D19.12.13 CNTFRQ_EL0: written at the highest level alone. Where this is the
 * highest that shows, the one that the hypervisor is at may still be above.
 */
TEST(frequency_written, "is written at the highest level, and nowhere else")
{
	unsigned long old = (unsigned long)read_sysreg(cntfrq_el0);
	unsigned long other = old ^ 0x5a5a5a5a;
	struct trap t;

	EXPECT_TRAP_CAUSE(user_catch(write_frequency, &other), TRAP_ILLEGAL);
	EXPECT_EQ(read_sysreg(cntfrq_el0), old);
	t = trap_catch(write_frequency, &other);
	if (t.cause == TRAP_NONE && !below_el2()) {
		test_defer(restore_frequency, old);
		EXPECT_EQ(read_sysreg(cntfrq_el0), other);
		return;
	}
	EXPECT_TRAP_CAUSE(t, TRAP_ILLEGAL);
	EXPECT_EQ(read_sysreg(cntfrq_el0), old);
}
