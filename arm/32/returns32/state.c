/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CPS, bit by bit, and user mode's registers from a mode with its own (Arm ARM,
 * F5.1 CPS, LDM (User registers), STM (User registers)).
 */
#include <arch/irq.h>
#include <arm/bank_32.h>
#include <arm/cpu.h>
#include <arm/regs.h>
#include <test/test.h>

#include "suite.h"

RETURNS32_SUITE;

typedef uint32_t cps_stub(uint32_t cpsr);
cps_stub returns32_cps_id_a, returns32_cps_id_i, returns32_cps_id_f,
	returns32_cps_id_aif, returns32_cps_ie_a, returns32_cps_ie_f,
	returns32_cps_ie_af, returns32_cps_mode;
void returns32_ldm_user(const uint32_t user[7], uint32_t own[7],
			uint32_t again[7]);

enum {
	A = 1 << 8,
	I = 1 << 7,
	F = 1 << 6
};

static const struct cps_row {
	const char *name;
	cps_stub *stub;
	uint32_t before, after; /* A, I and F */
	uint32_t mode;
} cps_rows[] = {
	{ "id-a", returns32_cps_id_a, I, A | I, MODE_SVC },
	{ "id-i", returns32_cps_id_i, A | F | I, A | F | I, MODE_SVC },
	{ "id-f", returns32_cps_id_f, I, I | F, MODE_SVC },
	{ "id-aif", returns32_cps_id_aif, I, A | I | F, MODE_SVC },
	{ "ie-a", returns32_cps_ie_a, A | I | F, I | F, MODE_SVC },
	{ "ie-f", returns32_cps_ie_f, A | I | F, A | I, MODE_SVC },
	{ "ie-af", returns32_cps_ie_af, A | I | F, I, MODE_SVC },
	{ "mode", returns32_cps_mode, A | I, A | I, MODE_SYS },
	{ "mode-all", returns32_cps_mode, A | I | F, A | I | F, MODE_SYS },
};

TEST_EACH(cps, const struct cps_row *r, cps_rows,
	  "changes the masks that it names, or the mode, and nothing else")
{
	unsigned long flags = irq_save();
	uint32_t now = read_cpsr() & ~(uint32_t)(A | I | F);
	uint32_t after = r->stub(now | r->before);

	irq_restore(flags);
	EXPECT_EQ(after & (A | I | F), r->after);
	EXPECT_EQ(after & CPSR_MODE, r->mode);
	EXPECT_EQ(after & 0xfffffe20, now & 0xfffffe20);
}

TEST(user_registers, "LDM and STM with ^ in FIQ mode are of user mode's")
{
	static const uint32_t user[7] = { 0x88880001, 0x99990002, 0xaaaa0003,
					  0xbbbb0004, 0xcccc0005, 0xdddd0006,
					  0xeeee0007 };
	uint32_t own[7], again[7];
	struct bank before, after;
	unsigned long flags = irq_save();

	bank_read(&before, MODE_FIQ);
	returns32_ldm_user(user, own, again);
	bank_read(&after, MODE_FIQ);
	irq_restore(flags);
	EXPECT_MEMEQ(again, user, sizeof(user));
	EXPECT_MEMEQ(own, before.r8_r12, sizeof(before.r8_r12));
	EXPECT_EQ(own[5], before.sp);
	EXPECT_EQ(own[6], before.lr);
	EXPECT_MEMEQ(after.r8_r12, before.r8_r12, sizeof(before.r8_r12));
	EXPECT_EQ(after.sp, before.sp);
}
