/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Redistributors: identification, sleep, and registers of another CPU's.
 *
 * IHI 0069, 12.11 (GICR registers), 12.11.40 (GICR_TYPER), 11.1 (sleep).
 */
#include "suite.h"

#include <arch.h>
#include <arch/io.h>
#include <clock.h>

static uint32_t affinity(unsigned int cpu)
{
	uint64_t mpidr = arch_cpu_hwid(cpu);

	return (uint32_t)((mpidr >> 8 & 0xff000000) | (mpidr & 0xffffff));
}

TEST(typers, "GICR_TYPER has each CPU's affinity and number, and one Last")
{
	unsigned int nr_last = 0;
	uint64_t numbers = 0;

	for (unsigned int i = 0; i < cpu_count(); i++) {
		uint32_t low = mmio_read32(gic_redist(i) + GICR_TYPER);
		unsigned int number = low >> 8 & 0xffff;

		test_context("CPU %u", i);
		EXPECT_EQ(mmio_read32(gic_redist(i) + GICR_TYPER + 4),
			  affinity(i));
		EXPECT_LT(number, cpu_count());
		EXPECT_EQ(numbers >> number & 1, 0);
		numbers |= 1ull << number;
		nr_last += (low & GICR_TYPER_LAST) != 0;
		/* virtual LPIs: GICv4's alone */
		EXPECT_EQ((low & GICR_TYPER_VLPIS) != 0, gic_version() > 3);
	}
	EXPECT_EQ(nr_last, 1);
}

static bool is_asleep(void *frame)
{
	return mmio_read32((uint8_t *)frame + GICR_WAKER) & GICR_WAKER_ASLEEP;
}

static bool is_awake(void *frame)
{
	return !is_asleep(frame);
}

TEST(waker, "GICR_WAKER follows ProcessorSleep, and has no other bits")
{
	uint8_t *frame = gic_redist(0);

	EXPECT_EQ(mmio_read32(frame + GICR_WAKER) & 0x7ffffffe, 0);
	mmio_write32(frame + GICR_WAKER, GICR_WAKER_SLEEP);
	EXPECT_TRUE(wait_until(is_asleep, frame, 1000000));
	EXPECT_EQ(mmio_read32(frame + GICR_WAKER) & 0x7ffffffe,
		  GICR_WAKER_SLEEP | GICR_WAKER_ASLEEP);
	mmio_write32(frame + GICR_WAKER, 0);
	EXPECT_TRUE(wait_until(is_awake, frame, 1000000));
	EXPECT_EQ(mmio_read32(frame + GICR_WAKER) & 0x7ffffffe, 0);
	/* ChildrenAsleep is read-only */
	mmio_write32(frame + GICR_WAKER, GICR_WAKER_ASLEEP);
	EXPECT_EQ(mmio_read32(frame + GICR_WAKER) & 0x7ffffffe, 0);
}

/* What CPU 0 writes in CPU 1's frame is CPU 1's, and not CPU 0's. */
static const struct reg {
	const char *name;
	unsigned int offset;
	uint32_t value;
} regs[] = {
	{ "IGROUPR0", GICD_IGROUPR, 0x5a5a0001 },
	{ "ISENABLER0", GICD_ISENABLER, 0x5a5a0101 },
	{ "ISPENDR0", GICD_ISPENDR, 0x5a5a0100 },
	{ "ISACTIVER0", GICD_ISACTIVER, 0xa5a50100 },
	{ "IPRIORITYR1", GICD_IPRIORITYR + 4, 0x80604020 },
	{ "IPRIORITYR7", GICD_IPRIORITYR + 28, 0x10305070 },
};

static uint32_t seen;

static void look(void *arg)
{
	seen = mmio_read32(gic_redist(1) + GICR_SGI +
			   ((const struct reg *)arg)->offset);
}

TEST_EACH(remote, const struct reg *r, regs,
	  "a frame is one CPU's, whoever writes it",
	  .needs = NEEDS(&smp_2_cpus))
{
	const uint32_t old = mmio_read32(frame_base(SGI) + r->offset);

	on_cpu(1, look,
	       (void *)r); /* where it has not started, its start resets */
	mmio_write32(gic_redist(1) + GICR_SGI + r->offset, r->value);
	on_cpu(1, look, (void *)r);
	EXPECT_EQ(seen, r->value);
	EXPECT_EQ(mmio_read32(gic_redist(1) + GICR_SGI + r->offset), r->value);
	EXPECT_EQ(mmio_read32(frame_base(SGI) + r->offset), old);
}

static uint32_t acked;

static void ack(void *arg)
{
	(void)arg;
	acked = gic_ack_other();
	if (acked != GIC_SPURIOUS)
		gic_eoi(acked);
}

static void nothing(void *arg)
{
	(void)arg;
}

TEST(remote_pending, "what CPU 0 pends in CPU 1's frame arrives at CPU 1",
     .needs = NEEDS(&smp_2_cpus))
{
	on_cpu(1, nothing, NULL); /* its start clears the frame */
	for (unsigned int intid = 1; intid < GIC_SPI; intid++) {
		uint8_t *frame = gic_redist(1) + GICR_SGI;

		test_context("INTID %u", intid);
		gic_enable(intid);
		mmio_write32(frame + GICD_ISENABLER, 1u << intid);
		mmio_write32(frame + GICD_ISPENDR, 1u << intid);
		EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
		on_cpu(1, ack, NULL);
		EXPECT_EQ(acked, intid);
		/* SGI 0 is what wakes that CPU */
		EXPECT_EQ(mmio_read32(frame + GICD_ISPENDR) & ~1u, 0);
		EXPECT_EQ(mmio_read32(frame + GICD_ISACTIVER) & ~1u, 0);
	}
}
