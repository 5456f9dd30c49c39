/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CNTKCTL: what user mode may read and write of the timers, in each of their forms.
 *
 * Arm ARM, G8.7 (CNTKCTL and the access pseudocode of each register).
 */
#include "../../timer/suite.h"

#include <arm/insn_32.h>

TIMER_SUITE;

enum {
	PCTEN = 1 << 0,
	VCTEN = 1 << 1,
	VTEN = 1 << 8,
	PTEN = 1 << 9,
};

static const uint32_t controls[] = { PCTEN, VCTEN, VTEN, PTEN };

/* MRC to R1, MRRC to R1 and R2; MCR of R3, MCRR of R3 and R4. */
#define MRC(crm, op2) A32_MRC(15, 0, 1, 14, crm, op2)
#define MCR(crm, op2) A32_MCR(15, 0, 3, 14, crm, op2)
#define MRRC(op1)     (0xec521f0eu | (op1) << 4)
#define MCRR(op1)     (0xec443f0eu | (op1) << 4)

static const struct access {
	const char *name;
	uint32_t word;
	uint32_t enable; /* any of these bits allows it */
	uint32_t changed;
} accesses[] = {
	{ "read-CNTFRQ", MRC(0, 0), PCTEN | VCTEN, 1u << 1 },
	{ "read-CNTPCT", MRRC(0), PCTEN, 3u << 1 },
	{ "read-CNTVCT", MRRC(1), VCTEN, 3u << 1 },
	{ "read-CNTP_TVAL", MRC(2, 0), PTEN, 1u << 1 },
	{ "write-CNTP_TVAL", MCR(2, 0), PTEN, 0 },
	{ "read-CNTP_CTL", MRC(2, 1), PTEN, 1u << 1 },
	{ "write-CNTP_CTL", MCR(2, 1), PTEN, 0 },
	{ "read-CNTP_CVAL", MRRC(2), PTEN, 3u << 1 },
	{ "write-CNTP_CVAL", MCRR(2), PTEN, 0 },
	{ "read-CNTV_TVAL", MRC(3, 0), VTEN, 1u << 1 },
	{ "write-CNTV_TVAL", MCR(3, 0), VTEN, 0 },
	{ "read-CNTV_CTL", MRC(3, 1), VTEN, 1u << 1 },
	{ "write-CNTV_CTL", MCR(3, 1), VTEN, 0 },
	{ "read-CNTV_CVAL", MRRC(3), VTEN, 3u << 1 },
	{ "write-CNTV_CVAL", MCRR(3), VTEN, 0 },
	/* never */
	{ "write-CNTFRQ", MCR(0, 0), 0, 0 },
	{ "write-CNTPCT", MCRR(0), 0, 0 },
	{ "write-CNTVCT", MCRR(1), 0, 0 },
	{ "read-CNTKCTL", MRC(1, 0), 0, 0 },
	{ "write-CNTKCTL", MCR(1, 0), 0, 0 },
};

static struct a32_outcome run_user(uint32_t word, uint32_t state,
				   uint64_t value)
{
	uint16_t halves[2] = { (uint16_t)(word >> 16), (uint16_t)word };
	struct a32_registers in;

	a32_pattern(&in, MODE_USR | state);
	in.r[3] = (uint32_t)value;
	in.r[4] = (uint32_t)(value >> 32);
	return a32_run(state ? (const void *)halves : &word, 4, &in);
}

static void allow(uint32_t bits)
{
	write_sysreg(CNTKCTL, bits);
	isb();
}

static void set_up_timers(void)
{
	test_defer(timer_virtual.set_ctl, 0);
	test_defer(timer_physical.set_ctl, 0);
	timer_virtual.set_ctl(0);
	timer_physical.set_ctl(0);
}

static uint32_t combination(unsigned int i)
{
	uint32_t bits = 0;

	for (unsigned int bit = 0; bit < 4; bit++)
		bits |= i & 1u << bit ? controls[bit] : 0;
	return bits;
}

/* In A32 and T32, of which the encodings are the same. */
TEST_EACH(user, const struct access *a, accesses,
	  "is allowed user mode by its bit of CNTKCTL, and by no other")
{
	set_up_timers();
	for (unsigned int i = 0; i < 32; i++) {
		uint32_t bits = combination(i / 2);
		struct a32_outcome o;

		allow(bits);
		test_context("CNTKCTL 0x%x", bits);
		o = run_user(a->word, i & 1 ? CPSR_T : 0, 0);
		if (bits & a->enable)
			expect_a32_done(&o, a->changed);
		else
			expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
		EXPECT_EQ(read_sysreg(CNTKCTL), bits);
	}
}

static const struct written {
	const char *name;
	const struct timer *timer;
	uint32_t op1; /* of CVAL; CRm of the others */
	uint32_t enable;
} writtens[] = {
	{ "virtual", &timer_virtual, 3, VTEN },
	{ "physical", &timer_physical, 2, PTEN },
};

TEST_EACH(user_written, const struct written *w, writtens,
	  "is what the kernel reads: CVAL with its halves in order, CTL")
{
	const uint64_t value = 0x0123456789abcdef;
	struct a32_outcome o;

	set_up_timers();
	allow(w->enable);
	run_user(MCRR(w->op1), 0, value);
	EXPECT_EQ(w->timer->cval(), value);
	o = run_user(MRRC(w->op1), 0, 0);
	EXPECT_EQ(o.frame.r[1], 0x89abcdef);
	EXPECT_EQ(o.frame.r[2], 0x01234567);
	run_user(MCR(w->op1, 1), 0, TIMER_ENABLE | TIMER_IMASK);
	w->timer->set_cval(UINT64_MAX);
	EXPECT_EQ(w->timer->ctl(), TIMER_ENABLE | TIMER_IMASK);
	o = run_user(MRC(w->op1, 1), 0, 0);
	EXPECT_EQ(o.frame.r[1], TIMER_ENABLE | TIMER_IMASK);
	w->timer->set_cval(0);
	o = run_user(MRC(w->op1, 1), 0, 0);
	EXPECT_EQ(o.frame.r[1], TIMER_ENABLE | TIMER_IMASK | TIMER_ISTATUS);
	run_user(MCR(w->op1, 1), 0, 0);
	EXPECT_EQ(w->timer->ctl() & TIMER_ENABLE, 0);
}

/* Where it is denied, nothing has changed either. */
TEST_EACH(user_denied, const struct written *w, writtens,
	  "changes nothing of the timer that it may not write")
{
	set_up_timers();
	w->timer->set_cval(0x1111222233334444);
	allow((VTEN | PTEN | VCTEN | PCTEN) & ~w->enable);
	run_user(MCRR(w->op1), 0, 0x5555);
	run_user(MCR(w->op1, 0), 0, 0x5555);
	run_user(MCR(w->op1, 1), 0, TIMER_ENABLE | TIMER_IMASK);
	EXPECT_EQ(w->timer->cval(), 0x1111222233334444);
	EXPECT_EQ(w->timer->ctl() & (TIMER_ENABLE | TIMER_IMASK), 0);
}

static const struct counter {
	const char *name;
	const struct timer *timer;
	uint32_t op1, enable;
} counters[] = {
	{ "virtual", &timer_virtual, 1, VCTEN },
	{ "physical", &timer_physical, 0, PCTEN },
};

TEST_EACH(user_count, const struct counter *c, counters,
	  "lies between the kernel's readings before and after")
{
	uint64_t before, after, between;
	struct a32_outcome o;

	allow(c->enable);
	before = c->timer->count();
	o = run_user(MRRC(c->op1), 0, 0);
	after = c->timer->count();
	between = o.frame.r[1] | (uint64_t)o.frame.r[2] << 32;
	EXPECT_GE(between, before);
	EXPECT_LE(between, after);
	allow(VCTEN | PCTEN);
	o = run_user(MRC(0, 0), 0, 0);
	EXPECT_EQ(o.frame.r[1], read_sysreg(CNTFRQ));
}
