/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IROUTER: where SPIs go.
 *
 * IHI 0069, 12.9.22 (GICD_IROUTER<n>), 3.3 (affinity routing).
 */
#include "suite.h"

#include <arch.h>
#include <arch/io.h>

enum {
	SPI = 60,
	ANY = 1u << 31, /* Interrupt_Routing_Mode */
	NO_1N = 1 << 25,
};

static uint8_t *router(unsigned int spi)
{
	return gic_dist() + GICD_IROUTER + 8 * spi;
}

static uint32_t pattern(unsigned int spi)
{
	return (spi * 0x010305) & 0xffffff;
}

TEST(own, "each SPI's IROUTER holds its affinity")
{
	for (unsigned int i = GIC_SPI; i < gic_nr_irqs(); i++) {
		mmio_write32(router(i), pattern(i));
		mmio_write32(router(i) + 4, i & 0xff);
	}
	for (unsigned int i = GIC_SPI; i < gic_nr_irqs(); i++) {
		test_context("SPI %u", i);
		EXPECT_EQ(mmio_read32(router(i)), pattern(i));
		EXPECT_EQ(mmio_read32(router(i) + 4), i & 0xff);
	}
}

TEST(halves, "either half of IROUTER is written without the other")
{
	mmio_write32(router(SPI), 0x00123456);
	mmio_write32(router(SPI) + 4, 0x78);
	mmio_write32(router(SPI), 0x00654321);
	EXPECT_EQ(mmio_read32(router(SPI) + 4), 0x78);
	mmio_write32(router(SPI) + 4, 0x12);
	EXPECT_EQ(mmio_read32(router(SPI)), 0x00654321);
}

TEST(reserved_bits, "IROUTER's reserved bits read 0")
{
	uint32_t typer = mmio_read32(gic_dist() + GICD_TYPER);
	uint32_t low = 0xffffff | (typer & NO_1N ? 0 : ANY);

	mmio_write32(router(SPI), UINT32_MAX);
	mmio_write32(router(SPI) + 4, UINT32_MAX);
	EXPECT_EQ(mmio_read32(router(SPI)), low);
	EXPECT_EQ(mmio_read32(router(SPI) + 4), 0xff);
}

/* -------------------------------------------------------------- delivery -- */

static uint32_t acked[CPU_MAX];

static void ack(void *arg)
{
	(void)arg;
	acked[cpu_this()] = gic_ack_other();
	if (acked[cpu_this()] != GIC_SPURIOUS)
		gic_eoi(acked[cpu_this()]);
}

/* Who has SPI, CPU_MAX: nobody. Each of those asked before had none. */
static unsigned int owner(void)
{
	for (unsigned int i = 0; i < cpu_count(); i++) {
		on_cpu(i, ack, NULL);
		if (acked[i] != GIC_SPURIOUS) {
			EXPECT_EQ(acked[i], SPI);
			return i;
		}
	}
	return CPU_MAX;
}

static void prepare(void)
{
	gic_set_edge(SPI, true);
	gic_enable(SPI);
}

TEST(each_cpu, "an SPI arrives at the CPU that IROUTER names",
     .needs = NEEDS(&smp_2_cpus))
{
	prepare();
	for (unsigned int i = cpu_count(); i-- > 0;) {
		test_context("CPU %u", i);
		gic_route(SPI, i);
		gic_set_pending(SPI);
		EXPECT_EQ(owner(), i);
		EXPECT_EQ(owner(), CPU_MAX);
	}
}

TEST(moved, "a pending SPI follows its IROUTER", .needs = NEEDS(&smp_2_cpus))
{
	prepare();
	for (unsigned int i = 1; i < cpu_count(); i++) {
		gic_route(SPI, i - 1);
		gic_set_pending(SPI);
		gic_route(SPI, i);
		EXPECT_EQ(owner(), i);
		EXPECT_EQ(owner(), CPU_MAX);
	}
}

/* No CPU has Aff2 of 0x55. */
static const struct nowhere {
	const char *name;
	uint32_t low, high;
} nowheres[] = {
	{ "aff0", 0xfe, 0 },
	{ "aff1", 0xfe00, 0 },
	{ "aff2", 0x550000, 0 },
	{ "aff3", 0, 0x55 },
};

TEST_EACH(nobody, const struct nowhere *n, nowheres,
	  "an SPI for an absent CPU waits, and goes where it is sent next",
	  .needs = NEEDS(&smp_2_cpus))
{
	prepare();
	mmio_write32(router(SPI), n->low);
	mmio_write32(router(SPI) + 4, n->high);
	gic_set_pending(SPI);
	EXPECT_EQ(owner(), CPU_MAX);
	EXPECT_TRUE(gic_is_pending(SPI));
	gic_route(SPI, 1);
	EXPECT_EQ(owner(), 1);
	EXPECT_FALSE(gic_is_pending(SPI));
}

static bool has_1_of_n(void)
{
	return !(mmio_read32(gic_dist() + GICD_TYPER) & NO_1N);
}

static const struct feature one_of_n = { "1 of N", "GICD_TYPER.No1N",
					 has_1_of_n };

TEST(anybody, "with Interrupt_Routing_Mode exactly one CPU gets the SPI",
     .needs = NEEDS(&smp_2_cpus, &one_of_n))
{
	prepare();
	mmio_write32(router(SPI), ANY);
	for (unsigned int i = 0; i < 10; i++) {
		gic_set_pending(SPI);
		EXPECT_LT(owner(), cpu_count());
		EXPECT_EQ(owner(), CPU_MAX);
	}
}

TEST(two_cpus, "SPIs of two CPUs arrive independently",
     .needs = NEEDS(&smp_2_cpus))
{
	prepare();
	gic_route(SPI, 1);
	gic_set_edge(SPI + 1, true);
	gic_enable(SPI + 1);
	gic_set_priority(SPI, 0x40);
	gic_set_pending(SPI);
	gic_set_pending(SPI + 1);
	EXPECT_EQ(gic_ack(), SPI + 1);
	EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
	on_cpu(1, ack, NULL);
	EXPECT_EQ(acked[1], SPI);
	EXPECT_TRUE(gic_is_active(SPI + 1));
	EXPECT_FALSE(gic_is_active(SPI));
	gic_eoi(SPI + 1);
	on_cpu(1, ack, NULL);
	EXPECT_EQ(acked[1], GIC_SPURIOUS);
}
