/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is acknowledged first, what preempts, what the mask holds back.
 *
 * IHI 0048, 3.3 and 4.4; IHI 0069, 4.8 and 12.2.
 */
#include "suite.h"

TEST(order, "pending interrupts are acknowledged by their priority")
{
	const unsigned int step = priority_step();

	/* 7 * i modulo 32: not in the order of INTIDs */
	for (unsigned int i = 0; i < 14; i++)
		pend(FIRST + i * 7 % NR_SPIS, (uint8_t)(i * 16));
	EXPECT_LE(step, 16);
	for (unsigned int i = 0; i < 14; i++) {
		unsigned int intid = FIRST + i * 7 % NR_SPIS;

		test_context("priority 0x%x", i * 16);
		EXPECT_TRUE(is_signalled());
		EXPECT_EQ(gic_highest(), intid);
		check_ack(intid);
		gic_eoi(intid);
	}
	EXPECT_FALSE(is_signalled());
	check_ack(GIC_SPURIOUS);
}

/* Which of them is first is the implementation's choice. */
TEST(equal, "interrupts of one priority all come, once, one after the other")
{
	uint32_t came = 0;

	for (unsigned int i = 0; i < NR_SPIS; i++)
		pend(FIRST + i, 0x80);
	for (unsigned int i = 0; i < NR_SPIS; i++) {
		uint32_t intid = gic_ack();

		ASSERT_GE(intid, FIRST);
		ASSERT_LT(intid, FIRST + NR_SPIS);
		EXPECT_EQ(came >> (intid - FIRST) & 1, 0);
		came |= 1u << (intid - FIRST);
		EXPECT_FALSE(is_signalled());
		check_ack(GIC_SPURIOUS);
		gic_eoi(intid);
	}
	check_ack(GIC_SPURIOUS);
	EXPECT_EQ(came, UINT32_MAX);
	EXPECT_EQ(gic_running(), IDLE);
}

TEST(changed, "a priority that changes while pending counts")
{
	pend(FIRST, 0x80);
	pend(FIRST + 1, 0x90);
	EXPECT_EQ(gic_highest(), FIRST);
	gic_set_priority(FIRST + 1, 0x70);
	EXPECT_EQ(gic_highest(), FIRST + 1);
	gic_set_priority(FIRST + 1, 0x90);
	EXPECT_EQ(gic_highest(), FIRST);
	gic_disable(FIRST);
	EXPECT_EQ(gic_highest(), FIRST + 1);
	gic_enable(FIRST);
	check_ack(FIRST);
	gic_eoi(FIRST);
	check_ack(FIRST + 1);
	gic_eoi(FIRST + 1);
}

/* ------------------------------------------------------------- PMR, each ---- */

static void check_masked(unsigned int priority, unsigned int pmr)
{
	test_context("priority 0x%x, PMR 0x%x", priority, pmr);
	EXPECT_EQ(set_pmr(pmr), pmr & priority_mask());
	pend(FIRST + 1, (uint8_t)priority);
	EXPECT_EQ(is_signalled(), priority < pmr);
	if (priority < pmr) {
		EXPECT_EQ(gic_highest(), FIRST + 1);
		check_ack(FIRST + 1);
		gic_eoi(FIRST + 1);
	} else {
		check_ack(GIC_SPURIOUS);
		EXPECT_TRUE(gic_is_pending(FIRST + 1));
		EXPECT_FALSE(gic_is_active(FIRST + 1));
		gic_clear_pending(FIRST + 1);
	}
}

TEST(mask, "PMR lets in what is of a lower value, each of them")
{
	const unsigned int step = priority_step();

	for (unsigned int priority = 0; priority < 0x100; priority += step) {
		for (unsigned int bit = step; bit < 0x100; bit <<= 1)
			check_masked(priority, priority ^ bit);
		check_masked(priority, priority);
		if (priority + step < 0x100)
			check_masked(priority, priority + step);
		if (priority >= step)
			check_masked(priority, priority - step);
		check_masked(priority, 0);
	}
}

TEST(mask_bits, "the distributor has the bits of the CPU interfaces at least")
{
	gic_set_priority(FIRST, 0xff);
	EXPECT_EQ(gic_priority(FIRST) & priority_mask(), priority_mask());
	gic_set_priority(FIRST, 0);
	EXPECT_EQ(gic_priority(FIRST), 0);
}

TEST(mask_values, "PMR keeps the implemented bits of every value")
{
	for (unsigned int value = 0; value < 0x100; value++)
		EXPECT_EQ(set_pmr(value), value & priority_mask());
}

TEST(mask_opens, "what PMR held back comes when it is let in")
{
	gic_set_mask(0x40);
	pend(FIRST, 0x80);
	EXPECT_FALSE(is_signalled());
	check_ack(GIC_SPURIOUS);
	gic_set_mask(0x90);
	EXPECT_TRUE(is_signalled());
	gic_set_mask(0x80);
	EXPECT_FALSE(is_signalled());
	gic_set_mask(0x90);
	check_ack(FIRST);
	/* the mask does not matter to what runs already */
	gic_set_mask(0);
	EXPECT_EQ(gic_running(), 0x80);
	gic_eoi(FIRST);
	EXPECT_EQ(gic_running(), IDLE);
}

/* ----------------------------------------------------------- preemption ---- */

static void check_preempts(unsigned int running, unsigned int other,
			   uint8_t group)
{
	const bool preempts = (other & group) < (running & group);

	test_context("0x%x while 0x%x runs, group bits 0x%x", other, running,
		     group);
	pend(FIRST, (uint8_t)running);
	check_ack(FIRST);
	EXPECT_EQ(gic_running(), running & group);
	pend(FIRST + 1, (uint8_t)other);
	EXPECT_EQ(is_signalled(), preempts);
	check_ack(preempts ? FIRST + 1 : GIC_SPURIOUS);
	EXPECT_EQ(gic_running(), (preempts ? other : running) & group);
	if (preempts)
		gic_eoi(FIRST + 1);
	EXPECT_EQ(gic_running(), running & group);
	gic_eoi(FIRST);
	EXPECT_EQ(gic_running(), IDLE);
	if (preempts)
		return;
	check_ack(FIRST + 1);
	EXPECT_EQ(gic_running(), other & group);
	gic_eoi(FIRST + 1);
}

/* Each bit of the priority is the one that differs, on either side. */
TEST(preemption, "a group priority of lower value preempts, and no other")
{
	static const uint8_t bases[] = { 0x00, 0x50, 0xa8, 0xe8 };
	const unsigned int step = priority_step(), min = bpr_min();

	gic_set_mask(0xff);
	for (unsigned int bpr = min; bpr < 8; bpr++) {
		EXPECT_EQ(set_bpr(bpr), bpr);
		for (unsigned int i = 0; i < 4; i++)
			for (unsigned int bit = step; bit < 0x100; bit <<= 1) {
				unsigned int base = bases[i] & priority_mask();
				unsigned int other = base ^ bit;

				if (base == priority_mask() ||
				    other == priority_mask())
					continue; /* PMR holds it back */
				check_preempts(base, other, group_mask(bpr));
				check_preempts(other, base, group_mask(bpr));
			}
	}
}

TEST(bpr, "BPR holds its three bits, down to a minimum")
{
	const unsigned int min = bpr_min();

	/* as many group bits as there are bits of priority at most */
	EXPECT_LE(group_mask(min), priority_mask());
	for (unsigned int i = 0; i < 8; i++)
		EXPECT_EQ(set_bpr(i), i < min ? min : i);
}
