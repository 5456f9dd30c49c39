/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Groups, with one security state: group 0 is FIQ, group 1 is IRQ, each with
 * registers of its own; which SGI register makes what pending.
 *
 * IHI 0069, 4.6 (groups), 12.2.7 (ICC_CTLR_EL1), 12.1.10 (SGIs).
 */
#include "suite.h"

#include <arch.h>

static const struct gate {
	const char *name;
	bool group1;
	uint32_t dist;	 /* GICD_CTLR's enables */
	bool cpu0, cpu1; /* ICC_IGRPEN0, 1 */
	uint32_t line;
} gates[] = {
	{ "group0", false, 3, true, true, ISR_F },
	{ "group0-alone", false, 1, true, false, ISR_F },
	{ "group0-off-cpu", false, 3, false, true, 0 },
	{ "group0-off-dist", false, 2, true, true, 0 },
	{ "group1", true, 3, true, true, ISR_I },
	{ "group1-alone", true, 2, false, true, ISR_I },
	{ "group1-off-cpu", true, 3, true, false, 0 },
	{ "group1-off-dist", true, 1, true, true, 0 },
	{ "all-off-dist", true, 0, true, true, 0 },
	{ "group0-all-off", false, 0, true, true, 0 },
};

static void check_ids(uint32_t id0, uint32_t id1)
{
	EXPECT_EQ(icc_read(ICC_HPPIR0), id0);
	EXPECT_EQ(icc_read(ICC_HPPIR1), id1);
}

/* What is not let through stays pending, and comes when it is. */
TEST_EACH(gate, const struct gate *g, gates,
	  "the enables of both groups decide what is signalled, and how")
{
	const uint32_t id0 = g->line == ISR_F ? SPI : GIC_SPURIOUS;
	const uint32_t id1 = g->line == ISR_I ? SPI : GIC_SPURIOUS;

	if (!has_one_state())
		SKIP("the GIC has two security states");
	pend(SPI, 0x80, g->group1);
	mmio_write32(gic_dist() + GICD_CTLR, GICD_CTLR_ARE | g->dist);
	gic_sync();
	icc_write(ICC_IGRPEN0, g->cpu0);
	icc_write(ICC_IGRPEN1, g->cpu1);
	EXPECT_EQ(signalled(), g->line);
	check_ids(id0, id1);
	EXPECT_TRUE(gic_is_pending(SPI));
	/* what is refused changes nothing */
	EXPECT_EQ(g->group1 ? icc_read(ICC_IAR0) : icc_read(ICC_IAR1),
		  GIC_SPURIOUS);
	if (!g->line)
		EXPECT_EQ(g->group1 ? icc_read(ICC_IAR1) : icc_read(ICC_IAR0),
			  GIC_SPURIOUS);
	EXPECT_TRUE(gic_is_pending(SPI));
	EXPECT_FALSE(gic_is_active(SPI));
	enable_groups();
	icc_write(ICC_IGRPEN0, 1);
	icc_write(ICC_IGRPEN1, 1);
	EXPECT_EQ(signalled(), g->group1 ? ISR_I : ISR_F);
	EXPECT_EQ(g->group1 ? icc_read(ICC_IAR1) : icc_read(ICC_IAR0), SPI);
	EXPECT_TRUE(gic_is_active(SPI));
	EXPECT_EQ(icc_read(ICC_RPR), 0x80);
	EXPECT_EQ(icc_read(ICC_AP1R0) != 0, g->group1);
	EXPECT_EQ(icc_read(ICC_AP0R0) != 0, !g->group1);
	if (g->group1)
		icc_write(ICC_EOIR1, SPI);
	else
		icc_write(ICC_EOIR0, SPI);
	EXPECT_EQ(icc_read(ICC_RPR), IDLE);
	EXPECT_FALSE(gic_is_active(SPI));
}

TEST(both, "groups preempt each other by priority, and end one by one")
{
	if (!has_one_state())
		SKIP("the GIC has two security states");
	enable_groups();
	icc_write(ICC_IGRPEN0, 1);
	pend(SPI, 0x80, true);
	EXPECT_EQ(icc_read(ICC_IAR1), SPI);
	pend(SPI + 1, 0x80, false);
	EXPECT_EQ(signalled(), 0);
	pend(SPI + 2, 0x40, false);
	EXPECT_EQ(signalled(), ISR_F);
	check_ids(SPI + 2, GIC_SPURIOUS);
	EXPECT_EQ(icc_read(ICC_IAR1), GIC_SPURIOUS);
	EXPECT_EQ(icc_read(ICC_IAR0), SPI + 2);
	EXPECT_EQ(icc_read(ICC_RPR), 0x40);
	pend(SPI + 3, 0x20, true);
	EXPECT_EQ(signalled(), ISR_I);
	EXPECT_EQ(icc_read(ICC_IAR1), SPI + 3);
	icc_write(ICC_EOIR1, SPI + 3);
	EXPECT_EQ(icc_read(ICC_RPR), 0x40);
	icc_write(ICC_EOIR0, SPI + 2);
	EXPECT_EQ(icc_read(ICC_RPR), 0x80);
	icc_write(ICC_EOIR1, SPI);
	EXPECT_EQ(icc_read(ICC_RPR), IDLE);
	EXPECT_EQ(icc_read(ICC_IAR0), SPI + 1);
	icc_write(ICC_EOIR0, SPI + 1);
	EXPECT_FALSE(gic_is_active(SPI + 1));
}

/* A change of group takes effect on what is pending. */
TEST(changed, "a pending interrupt follows its group")
{
	if (!has_one_state())
		SKIP("the GIC has two security states");
	enable_groups();
	icc_write(ICC_IGRPEN0, 1);
	pend(SPI, 0x80, true);
	EXPECT_EQ(signalled(), ISR_I);
	gic_set_group1(SPI, false);
	EXPECT_EQ(signalled(), ISR_F);
	check_ids(SPI, GIC_SPURIOUS);
	gic_set_group1(SPI, true);
	EXPECT_EQ(signalled(), ISR_I);
	check_ids(GIC_SPURIOUS, SPI);
}

TEST(bpr0, "group 0 is preempted by BPR0's bits")
{
	if (!has_one_state())
		SKIP("the GIC has two security states");
	enable_groups();
	icc_write(ICC_IGRPEN0, 1);
	icc_write(ICC_BPR1, 7);
	for (unsigned int bpr = 3; bpr < 8; bpr++)
		for (unsigned int bit = 0x10; bit < 0x100; bit <<= 1) {
			uint8_t group = (uint8_t)(0xff00u >> (7 - bpr));
			uint8_t other = (uint8_t)(0xa0 ^ bit);

			test_context("BPR0 %u, 0x%x while 0xa0 runs", bpr,
				     other);
			icc_write(ICC_BPR0, bpr);
			pend(SPI, 0xa0, false);
			EXPECT_EQ(icc_read(ICC_IAR0), SPI);
			EXPECT_EQ(gic_running(), 0xa0 & group);
			pend(SPI + 1, other, false);
			EXPECT_EQ(signalled(),
				  (other & group) < (0xa0 & group) ? ISR_F : 0);
			gic_clear_pending(SPI + 1);
			icc_write(ICC_EOIR0, SPI);
		}
}

/* ------------------------------------------------------------------- SGIs -- */

static const struct sgi {
	const char *name;
	void (*send)(uint64_t value);
	bool group1; /* of the SGI */
	bool arrives;
} sgis[] = {
	{ "sgi1r-group1", icc_sgi1r, true, true },
	{ "sgi1r-group0", icc_sgi1r, false, false },
	{ "sgi0r-group0", icc_sgi0r, false, true },
	{ "sgi0r-group1", icc_sgi0r, true, false },
	/* the other state's group 1 is group 0 where there is one state */
	{ "asgi1r-group0", icc_asgi1r, false, true },
	{ "asgi1r-group1", icc_asgi1r, true, false },
};

/* This CPU, in the fields of the SGI registers. */
static uint64_t target(void)
{
	uint64_t mpidr = arch_cpu_hwid(cpu_this());

	return (mpidr >> 32 & 0xff) << 48 | (mpidr >> 16 & 0xff) << 32 |
	       (mpidr >> 8 & 0xff) << 16 | (mpidr >> 4 & 0xf) << 44 |
	       1ull << (mpidr & 0xf);
}

TEST_EACH(sgi, const struct sgi *s, sgis,
	  "each SGI register makes SGIs of its own group pending")
{
	if (!has_one_state())
		SKIP("the GIC has two security states");
	enable_groups();
	icc_write(ICC_IGRPEN0, 1);
	for (unsigned int i = 1; i < GIC_NR_SGIS; i++) {
		test_context("SGI %u", i);
		gic_set_group1(i, s->group1);
		gic_enable(i);
		s->send(target() | (uint64_t)i << 24);
		EXPECT_EQ(mmio_read32(gic_redist(0) + GICR_SGI + GICD_ISPENDR),
			  s->arrives ? 1u << i : 0);
		EXPECT_EQ(signalled(), !s->arrives ? 0 :
				       s->group1   ? ISR_I :
						     ISR_F);
		gic_clear_pending(i);
	}
}

/* Bits of the affinity that no CPU here has. */
static const struct wrong {
	const char *name;
	uint64_t bits;
} wrongs[] = {
	{ "aff1", 0x80ull << 16 },
	{ "aff2", 0x55ull << 32 },
	{ "aff3", 0x55ull << 48 },
};

TEST_EACH(sgi_nowhere, const struct wrong *w, wrongs,
	  "an SGI to an affinity that no CPU has is dropped")
{
	for (unsigned int i = 1; i < GIC_NR_SGIS; i++) {
		gic_enable(i);
		icc_sgi1r((target() ^ w->bits) | 0xffff | (uint64_t)i << 24);
	}
	for (unsigned int i = 0; i < cpu_count(); i++)
		EXPECT_EQ(mmio_read32(gic_redist(i) + GICR_SGI + GICD_ISPENDR) &
				  0xfffe,
			  0);
	EXPECT_EQ(gic_ack_other(), GIC_SPURIOUS);
}

static void start(void *arg)
{
	(void)arg; /* its redistributor has been set up */
}

TEST(sgi_others, "with IRM the sender is left out, and all others have it",
     .needs = NEEDS(&smp_2_cpus))
{
	on_all_cpus(start, NULL);
	/* the list does not count: 12.2.14 */
	icc_sgi1r(1ull << 40 | 13ull << 24 | 0xffff);
	for (unsigned int i = 0; i < cpu_count(); i++) {
		uint8_t *frame = gic_redist(i) + GICR_SGI;

		EXPECT_EQ(mmio_read32(frame + GICD_ISPENDR) & 0xfffe,
			  i == 0 ? 0 : 1u << 13);
		mmio_write32(frame + GICD_ICPENDR, 1u << 13);
	}
}

/* -------------------------------------------------------------------- WFI -- */

TEST(wfi, "WFI ends at an interrupt that PSTATE.I masks, and does not take it")
{
	pend(SPI, 0x80, true);
	EXPECT_EQ(signalled(), ISR_I);
	wfi();
	EXPECT_TRUE(gic_is_pending(SPI));
	EXPECT_EQ(signalled(), ISR_I);
	EXPECT_EQ(gic_ack(), SPI);
	gic_eoi(SPI);
	EXPECT_EQ(signalled(), 0);
}
