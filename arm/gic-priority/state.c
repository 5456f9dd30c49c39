/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The life of an interrupt: pending, active, both; end of interrupt in one step
 * and in two; edges that come early.
 *
 * IHI 0048, 3.2.4, 3.2.1 (EOImode); IHI 0069, 4.1.2, 4.4.
 */
#include "suite.h"

static void check_state(unsigned int intid, bool pending, bool active)
{
	EXPECT_EQ(gic_is_pending(intid), pending);
	EXPECT_EQ(gic_is_active(intid), active);
}

TEST(life, "pending, then active, then inactive")
{
	prepare(FIRST, 0x80);
	check_state(FIRST, false, false);
	EXPECT_FALSE(is_signalled());
	gic_set_pending(FIRST);
	check_state(FIRST, true, false);
	EXPECT_TRUE(is_signalled());
	check_ack(FIRST);
	check_state(FIRST, false, true);
	EXPECT_FALSE(is_signalled());
	gic_eoi(FIRST);
	check_state(FIRST, false, false);
	EXPECT_FALSE(is_signalled());
	check_ack(GIC_SPURIOUS);
}

TEST(again, "what is pended while active comes again, after its end")
{
	pend(FIRST, 0x80);
	check_ack(FIRST);
	gic_set_pending(FIRST);
	check_state(FIRST, true, true);
	gic_set_priority(FIRST, 0x10); /* even were it more urgent */
	EXPECT_FALSE(is_signalled());
	check_ack(GIC_SPURIOUS);
	gic_eoi(FIRST);
	check_state(FIRST, true, false);
	check_ack(FIRST);
	gic_eoi(FIRST);
	check_state(FIRST, false, false);
}

TEST(pended_twice, "two edges before the acknowledge are one")
{
	pend(FIRST, 0x80);
	gic_set_pending(FIRST);
	check_ack(FIRST);
	check_state(FIRST, false, true);
	gic_eoi(FIRST);
	check_ack(GIC_SPURIOUS);
}

TEST(withdrawn, "what is no longer pending is not acknowledged")
{
	pend(FIRST, 0x80);
	EXPECT_TRUE(is_signalled());
	gic_clear_pending(FIRST);
	EXPECT_FALSE(is_signalled());
	check_ack(GIC_SPURIOUS);
	EXPECT_EQ(gic_running(), IDLE);
	pend(FIRST, 0x80);
	gic_disable(FIRST);
	EXPECT_FALSE(is_signalled());
	check_ack(GIC_SPURIOUS);
	check_state(FIRST, true, false);
	gic_enable(FIRST);
	EXPECT_TRUE(is_signalled());
	check_ack(FIRST);
	gic_eoi(FIRST);
}

TEST(made_active, "an interrupt that ISACTIVER made active does not come")
{
	gic_set_active(FIRST);
	EXPECT_EQ(gic_running(), IDLE);
	pend(FIRST, 0x80);
	check_state(FIRST, true, true);
	EXPECT_FALSE(is_signalled());
	check_ack(GIC_SPURIOUS);
	/* it does not keep others away */
	pend(FIRST + 1, 0x80);
	check_ack(FIRST + 1);
	gic_eoi(FIRST + 1);
	gic_clear_active(FIRST);
	EXPECT_TRUE(is_signalled());
	check_ack(FIRST);
	gic_eoi(FIRST);
}

/* GIC-4: an SGI made inactive by its own handler, without an end of interrupt */
TEST(made_inactive, "ICACTIVER makes an SGI inactive while it runs")
{
	gic_enable(1);
	gic_send(1, cpu_this());
	EXPECT_EQ(gic_iar_intid(gic_ack()), 1);
	check_state(1, false, true);
	gic_clear_active(1);
	check_state(1, false, false);
	/* the running priority is the CPU interface's, and stays */
	EXPECT_EQ(gic_running(), GIC_PRIORITY);
	gic_send(1, cpu_this());
	check_ack(GIC_SPURIOUS);
	gic_eoi(1);
	EXPECT_EQ(gic_running(), IDLE);
	EXPECT_EQ(gic_iar_intid(gic_ack()), 1);
	gic_eoi(1);
	check_state(1, false, false);
}

/* ---------------------------------------------------------------- nested ---- */

static unsigned int nr_levels(void)
{
	unsigned int bpr = set_bpr(0), nr = 1;

	for (uint8_t mask = group_mask(bpr); mask; mask = (uint8_t)(mask << 1))
		nr *= 2;
	return nr < NR_SPIS ? nr : NR_SPIS;
}

/* One bit a level of preemption, bit 0 the most urgent one. */
static void check_levels(unsigned int lowest, unsigned int nr)
{
	for (unsigned int i = 0; i < 4; i++) {
		uint32_t expected = 0;

		for (unsigned int level = lowest; level < lowest + nr; level++)
			if (level / 32 == i)
				expected |= 1u << level % 32;
		test_context("%u active, register %u", nr, i);
		EXPECT_EQ(levels_read(i), expected);
	}
}

/* From the least urgent on, one level each. */
TEST(nested, "each more urgent one preempts, as deep as there are levels")
{
	const unsigned int nr = nr_levels() - 1;
	const unsigned int step = 0x100u - group_mask(set_bpr(0));
	const unsigned int base = 0x100 - step;

	gic_set_mask(0xff);
	for (unsigned int i = 1; i <= nr; i++) {
		pend(FIRST + i, (uint8_t)(base - i * step));
		check_ack(FIRST + i);
		EXPECT_EQ(gic_running(), base - i * step);
		check_ack(GIC_SPURIOUS);
	}
	for (unsigned int i = 1; i <= nr; i++)
		check_state(FIRST + i, false, true);
	for (unsigned int i = nr; i > 0; i--) {
		EXPECT_EQ(gic_running(), base - i * step);
		gic_eoi(FIRST + i);
		check_state(FIRST + i, false, false);
		if (i > 1)
			check_state(FIRST + i - 1, false, true);
	}
	EXPECT_EQ(gic_running(), IDLE);
}

TEST(levels, "the active priority registers have a bit a level that is active")
{
	const unsigned int step = 0x100u - group_mask(set_bpr(0));
	const unsigned int nr = nr_levels() - 1, least = 0x100 / step - 1;

	gic_set_mask(0xff);
	check_levels(0, 0);
	for (unsigned int i = 1; i <= nr; i++) {
		pend(FIRST + i, (uint8_t)((least - i) * step));
		check_ack(FIRST + i);
		check_levels(least - i, i);
	}
	for (unsigned int i = nr; i > 0; i--) {
		gic_eoi(FIRST + i);
		check_levels(least - i + 1, i - 1);
	}
}

/* ------------------------------------------------- end in one or two steps -- */

TEST(split, "with EOImode the end drops the priority, DIR deactivates")
{
	gic_set_eoimode(true);
	pend(FIRST, 0x80);
	pend(FIRST + 1, 0x80);
	check_ack(FIRST);
	gic_eoi(FIRST);
	EXPECT_EQ(gic_running(), IDLE);
	check_state(FIRST, false, true);
	gic_set_pending(FIRST);
	check_ack(FIRST + 1); /* which has the same priority */
	gic_eoi(FIRST + 1);
	check_ack(GIC_SPURIOUS); /* the first one is still active */
	gic_deactivate(FIRST);
	check_state(FIRST, true, false);
	check_state(FIRST + 1, false, true);
	check_ack(FIRST);
	gic_eoi(FIRST);
	gic_deactivate(FIRST + 1);
	check_state(FIRST + 1, false, false);
	check_state(FIRST, false, true);
	gic_deactivate(FIRST);
	check_state(FIRST, false, false);
}

TEST(split_private, "DIR deactivates an SGI of this CPU")
{
	uint32_t iar;

	gic_set_eoimode(true);
	gic_enable(2);
	gic_send(2, cpu_this());
	iar = gic_ack();
	EXPECT_EQ(gic_iar_intid(iar), 2);
	gic_eoi(iar);
	check_state(2, false, true);
	EXPECT_EQ(gic_running(), IDLE);
	gic_deactivate(iar);
	check_state(2, false, false);
}

TEST(spurious_end, "the end of a spurious interrupt changes nothing")
{
	check_ack(GIC_SPURIOUS);
	gic_eoi(GIC_SPURIOUS);
	pend(FIRST, 0x80);
	check_ack(FIRST);
	gic_eoi(GIC_SPURIOUS);
	EXPECT_EQ(gic_running(), 0x80);
	check_state(FIRST, false, true);
	check_ack(GIC_SPURIOUS);
	EXPECT_EQ(gic_running(), 0x80);
	gic_eoi(FIRST);
	EXPECT_EQ(gic_running(), IDLE);
	check_state(FIRST, false, false);
}

TEST(idle, "with nothing pending IAR and HPPIR read 1023, RPR 0xff")
{
	EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
	EXPECT_EQ(gic_highest(), GIC_SPURIOUS);
	EXPECT_EQ(gic_running(), IDLE);
	EXPECT_FALSE(is_signalled());
	check_levels(0, 0);
}
