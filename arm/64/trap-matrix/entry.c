/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PSTATE as an exception leaves it: what it sets, what it clears, what it keeps.
 *
 * Arm ARM, D1.3.1.4 (PSTATE when an exception is taken to AArch64).
 */
#include "suite.h"

#include <arch.h>

TRAP_MATRIX_SUITE;

#define PAN	   S3_0_C4_C2_3
#define UAO	   S3_0_C4_C2_4
#define SCTLR_SPAN 0x800000ull
#define PSTATE_UAO 0x800000ull

static struct {
	uint64_t pan, uao, daif, spsel, level;
	uint64_t spsr;
} seen;

static bool look(struct trap_frame *frame, void *arg)
{
	(void)arg;
	seen.spsr = frame->pstate;
	seen.daif = read_sysreg(daif);
	seen.spsel = read_sysreg(SPSel);
	seen.level = current_el();
	seen.pan = arm_pan.probe() ? read_sysreg(PAN) : 0;
	seen.uao = arm_uao.probe() ? read_sysreg(UAO) : 0;
	return true;
}

static void write_pan(uint64_t value)
{
	write_sysreg(PAN, value);
}

static void write_uao(uint64_t value)
{
	write_sysreg(UAO, value);
}

static void call(void)
{
	trap_handle(ARM_SVC, look, NULL);
	asm volatile("svc #0" ::: "memory");
}

static void call_there(const void *unused)
{
	(void)unused;
	asm volatile("svc #0x111" ::: "memory");
}

/* PAN before, SCTLR_EL1.SPAN, PAN in the handler */
static const struct pan {
	const char *name;
	bool before, span, inside;
} pans[] = {
	{ "clear-span-0", false, false, true },
	{ "clear-span-1", false, true, false },
	{ "set-span-0", true, false, true },
	{ "set-span-1", true, true, true },
};

TEST_EACH(pan, const struct pan *r, pans,
	  "is set where SCTLR_EL1.SPAN is 0, else kept; the return restores it",
	  .needs = NEEDS(&arm_pan))
{
	sctlr_set(SCTLR_SPAN, r->span ? SCTLR_SPAN : 0);
	test_defer(write_pan, read_sysreg(PAN));
	write_pan(r->before ? PSTATE_PAN : 0);
	call();
	EXPECT_EQ(read_sysreg(PAN), r->before ? PSTATE_PAN : 0);
	EXPECT_EQ(seen.pan, r->inside ? PSTATE_PAN : 0);
	EXPECT_EQ(seen.spsr & PSTATE_PAN, r->before ? PSTATE_PAN : 0);
	/* and nothing else changes it */
	write_pan(r->before ? 0 : PSTATE_PAN);
	EXPECT_EQ(read_sysreg(PAN), r->before ? 0 : PSTATE_PAN);
}

TEST(uao, "is cleared; the return restores it", .needs = NEEDS(&arm_uao))
{
	test_defer(write_uao, read_sysreg(UAO));
	write_uao(PSTATE_UAO);
	call();
	EXPECT_EQ(read_sysreg(UAO), PSTATE_UAO);
	EXPECT_EQ(seen.uao, 0);
	EXPECT_EQ(seen.spsr & PSTATE_UAO, PSTATE_UAO);
	write_uao(0);
	call();
	EXPECT_EQ(read_sysreg(UAO), 0);
	EXPECT_EQ(seen.uao, 0);
	EXPECT_EQ(seen.spsr & PSTATE_UAO, 0);
}

static void write_daif(uint64_t value)
{
	write_sysreg(daif, value);
}

/* Each of D, A, I and F alone and all their combinations, from this level. */
TEST(masks, "are all set; SPSR has the ones before, the return restores them")
{
	test_defer(write_daif, read_sysreg(daif));
	for (uint64_t i = 0; i < 16; i++) {
		uint64_t before = i << 6 | PSTATE_I;
		uint64_t after;

		test_context("DAIF 0x%llx", (unsigned long long)before);
		write_daif(before);
		call();
		after = read_sysreg(daif);
		EXPECT_EQ(after, before);
		EXPECT_EQ(seen.daif, PSTATE_MASKED);
		EXPECT_EQ(seen.spsr & PSTATE_MASKED, before);
		EXPECT_EQ(seen.spsel, 1);
		EXPECT_EQ(seen.level, current_el());
	}
}

TEST(masks_of_el0, "are all set, and the handler has its own SP and level")
{
	trap_handle(ARM_SVC, look, NULL);
	EXPECT_TRAP(user_catch(call_there, NULL), TRAP_NONE);
	EXPECT_EQ(seen.daif, PSTATE_MASKED);
	EXPECT_EQ(seen.spsr & 0x1f, 0);
	EXPECT_EQ(seen.spsel, 1);
	EXPECT_EQ(seen.level, current_el());
}
