/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * WFIT and WFET: waits that end at a count, or with what they wait for, if that
 * comes first.
 *
 * Arm ARM, C6.2 (WFET, WFIT), D1.6.4 (local timeout event: CNTVCT_EL0 is at least
 * the register); ESR_EL1, ISS of WF* (TI, RV, RN); SCTLR_EL1.nTWI, nTWE.
 */
#include <arch/barrier.h>
#include <arch/irq.h>
#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/gic.h>
#include <arm/insn.h>
#include <arm/timer.h>
#include <clock.h>
#include <test/test.h>

TEST_SUITE("wfxt", .summary = "WFIT and WFET end at their timeout, or before",
	   .needs = NEEDS(&arm_wfxt));

#define WFET(rt) (0xd5031000u | (rt))
#define WFIT(rt) (0xd5031020u | (rt))

/* The timeout is X3: where the manual lets a wait end early, only its end counts. */
static uint64_t wait_at(uint32_t word, bool user, uint64_t timeout)
{
	struct insn_registers in;
	struct insn_outcome o;

	insn_pattern(&in);
	in.x[3] = timeout;
	o = insn_run(&word, 1, user, &in);
	expect_insn_done(&o, user, &in, 0);
	return timer_virtual.count();
}

static uint64_t ms(unsigned int ms)
{
	return ns_to_ticks(ms * 1000000ull);
}

static const struct row {
	const char *name;
	uint32_t word;
	bool wfe;
} rows[] = {
	{ "wfit", WFIT(3), false },
	{ "wfet", WFET(3), true },
};

TEST_EACH(past, const struct row *r, rows,
	  "returns at once where the count is there already")
{
	uint64_t now = timer_virtual.count();

	wait_at(r->word, false, 0);
	wait_at(r->word, false, 1);
	wait_at(r->word, false, now - 1);
	wait_at(r->word, false, now);
}

enum {
	WAITS = 50
};

/* To end early is allowed; never to end costs the case its deadline. */
TEST_EACH(timeout, const struct row *r, rows,
	  "returns when the count gets there, time and again")
{
	unsigned int early = 0;

	for (unsigned int i = 0; i < WAITS; i++) {
		uint64_t due = timer_virtual.count() + ms(1 + i % 3);

		early += wait_at(r->word, false, due) < due;
	}
	if (early)
		test_note("%u of %u ended early", early, WAITS);
}

static void stop_timer(uintptr_t unused)
{
	(void)unused;
	timer_physical.set_ctl(0);
	gic_disable(timer_intid(&timer_physical));
}

/* Pending, and masked: it ends the wait all the same, and is not taken. */
static void arm_timer(unsigned int ms_)
{
	irq_disable();
	test_defer(stop_timer, 0);
	gic_enable(timer_intid(&timer_physical));
	timer_physical.set_cval(timer_physical.count() + ms(ms_));
	timer_physical.set_ctl(TIMER_ENABLE);
}

static const struct far_row {
	const char *name;
	unsigned int delay_ms;
	uint64_t timeout; /* 0: 1000 s away */
} fars[] = {
	{ "pending", 0, 0 },	       { "later", 5, 0 },
	{ "all-ones", 5, UINT64_MAX }, { "signed-max", 5, INT64_MAX },
	{ "sign-bit", 5, 1ull << 63 },
};

TEST_EACH(interrupt, const struct far_row *r, fars,
	  "of WFIT ends long before a timeout that is far away",
	  .needs = NEEDS(&arm_gic))
{
	uint64_t due = r->timeout ? r->timeout :
				    timer_virtual.count() + ms(1000000);

	arm_timer(r->delay_ms);
	for (unsigned int i = 0; i < 10; i++) {
		EXPECT_LT(wait_at(WFIT(3), false, due), due);
		EXPECT_TRUE(timer_physical.count() >= timer_physical.cval());
	}
}

TEST(event, "of another wait, SEV, ends WFET at once")
{
	uint64_t due = timer_virtual.count() + ms(1000000);

	for (unsigned int i = 0; i < 10; i++) {
		asm volatile("sev" ::: "memory");
		EXPECT_LT(wait_at(WFET(3), false, due), due);
	}
}

/* ------------------------------------------------------------------ traps ---- */

#define SCTLR_NTWI (1ull << 16)
#define SCTLR_NTWE (1ull << 18)

static void restore_sctlr(unsigned long value)
{
	write_sysreg(sctlr_el1, value);
	isb();
}

static void set_sctlr(uint64_t clear, uint64_t set)
{
	uint64_t old = read_sysreg(sctlr_el1);

	test_defer(restore_sctlr, old);
	write_sysreg(sctlr_el1, (old & ~clear) | set);
	isb();
}

static const struct trap_row {
	const char *name;
	uint32_t word;
	uint64_t bit;
	uint32_t esr;
} traps[] = {
	{ "wfit", WFIT(3), SCTLR_NTWI, 0x07e00066 },
	{ "wfit-x29", WFIT(29), SCTLR_NTWI, 0x07e003a6 },
	{ "wfet", WFET(3), SCTLR_NTWE, 0x07e00067 },
	{ "wfet-x29", WFET(29), SCTLR_NTWE, 0x07e003a7 },
};

static struct insn_outcome run_trapped(const struct trap_row *r,
				       struct insn_registers *in)
{
	insn_pattern(in); /* each with bit 63 set: far away */
	set_sctlr(SCTLR_NTWI | SCTLR_NTWE, (SCTLR_NTWI | SCTLR_NTWE) ^ r->bit);
	return insn_run(&r->word, 1, true, in);
}

/* What WFI and WFE have in common with them: the class, and the condition */
#define ESR_OF_REGISTER 0x3e7ul

TEST_EACH(trap, const struct trap_row *r, traps,
	  "at EL0 is trapped where SCTLR says so")
{
	struct insn_registers in;
	struct insn_outcome o = run_trapped(r, &in);

	EXPECT_FALSE(o.finished);
	EXPECT_EQ(o.frame.esr & ~ESR_OF_REGISTER, r->esr & ~ESR_OF_REGISTER);
	EXPECT_EQ(o.frame.pc, o.pc);
}

TEST_EACH(syndrome, const struct trap_row *r, traps,
	  "which it is, and its register, is in the syndrome")
{
	struct insn_registers in;
	struct insn_outcome o = run_trapped(r, &in);

	expect_insn_trap(&o, r->esr, true, &in);
}

TEST_EACH(user, const struct row *r, rows, "at EL0 waits where SCTLR lets it")
{
	uint64_t due;

	set_sctlr(0, r->wfe ? SCTLR_NTWE : SCTLR_NTWI);
	for (unsigned int i = 0; i < 10; i++) {
		due = timer_virtual.count() + ms(1);
		wait_at(r->word, true, due);
	}
}

/* At EL1 there is nobody to trap to. */
TEST_EACH(kernel, const struct row *r, rows,
	  "at this level is not trapped by SCTLR")
{
	set_sctlr(SCTLR_NTWI | SCTLR_NTWE, 0);
	wait_at(r->word, false, timer_virtual.count() + ms(1));
}
