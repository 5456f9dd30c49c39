/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupts that GICD_TYPER does not list, from there to INTID 1019: their
 * registers are RAZ/WI.
 *
 * IHI 0048, 4.3.2 and 4.1.1; IHI 0069, 12.1.
 */
#include "suite.h"

#include <arch/io.h>

static const struct file {
	const char *name;
	unsigned int offset, bits; /* of an interrupt */
	const struct feature *needs;
	unsigned int partner; /* the clearing register of a setting one, and
				 the reverse */
} files[] = {
	{ "IGROUPR", GICD_IGROUPR, 1, NULL, 0 },
	{ "ISENABLER", GICD_ISENABLER, 1, NULL, GICD_ICENABLER },
	{ "ICENABLER", GICD_ICENABLER, 1, NULL, GICD_ISENABLER },
	{ "ISPENDR", GICD_ISPENDR, 1, NULL, GICD_ICPENDR },
	{ "ICPENDR", GICD_ICPENDR, 1, NULL, GICD_ISPENDR },
	{ "ISACTIVER", GICD_ISACTIVER, 1, NULL, GICD_ICACTIVER },
	{ "ICACTIVER", GICD_ICACTIVER, 1, NULL, GICD_ISACTIVER },
	{ "IPRIORITYR", GICD_IPRIORITYR, 8, NULL, 0 },
	{ "ITARGETSR", GICD_ITARGETSR, 8, &arm_gicv2, 0 },
	{ "ICFGR", GICD_ICFGR, 2, NULL, 0 },
	{ "IROUTER", GICD_IROUTER, 64, &arm_gicv3, 0 },
};

static void write_partner(const struct file *f, unsigned int offset)
{
	if (f->partner)
		mmio_write32(gic_dist() + f->partner + offset - f->offset,
			     UINT32_MAX);
}

static void check_word(const struct file *f, unsigned int offset)
{
	uint8_t *reg = gic_dist() + offset;
	uint32_t old = mmio_read32(reg);

	test_context("0x%x", offset);
	write_partner(f, offset);
	EXPECT_EQ(mmio_read32(reg), 0);
	mmio_write32(reg, UINT32_MAX);
	EXPECT_EQ(mmio_read32(reg), 0);
	/* nothing is left behind, on a machine that keeps it, either */
	write_partner(f, offset);
	mmio_write32(reg, f->partner > f->offset ? 0 :
			  f->partner		 ? UINT32_MAX :
						   old);
}

/* Registers of the INTIDs [first, end) */
static void check_absent(const struct file *f, unsigned int first,
			 unsigned int end)
{
	if (f->needs && !f->needs->probe())
		SKIP("needs %s", f->needs->name);
	if (first >= end)
		SKIP("there are all interrupts that there can be");
	first = f->offset + first * f->bits / 8;
	end = f->offset + end * f->bits / 8;
	for (unsigned int offset = first; offset < end; offset += 4)
		check_word(f, offset);
}

/* Apart from the rest: this is where a count is wrong by one. */
TEST_EACH(behind_last, const struct file *f, files,
	  "registers of the 32 interrupts behind the last are RAZ/WI")
{
	check_absent(f, gic_nr_irqs(), gic_nr_irqs() + 32);
}

TEST_EACH(beyond, const struct file *f, files,
	  "registers of the absent interrupts after those are RAZ/WI")
{
	check_absent(f, gic_nr_irqs() + 32, INTIDS_MAX);
}

/* ---------------------------------------------------- each CPU its own ---- */

static struct barrier all;

static uint32_t bits_of(unsigned int cpu)
{
	return 0xffff0000u & 0x9e370000u * (cpu + 1);
}

static uint32_t own(unsigned int reg)
{
	return mmio_read32(gic_bank(cpu_this(), 0) + reg);
}

static const struct pair {
	const char *name;
	unsigned int set, clear;
} pairs[] = {
	{ "enable", GICD_ISENABLER, GICD_ICENABLER },
	{ "pending", GICD_ISPENDR, GICD_ICPENDR },
	{ "active", GICD_ISACTIVER, GICD_ICACTIVER },
};

/* All write, then all read; one clears its own, then all read. */
static void use_private(void *arg)
{
	const struct pair *p = arg;
	const uint32_t mine = bits_of(cpu_this());
	const bool last = cpu_this() == cpu_count() - 1;
	uint8_t *bank = gic_bank(cpu_this(), 0);

	mmio_write32(bank + p->set, mine);
	barrier_wait(&all);
	EXPECT_EQ(own(p->set) & 0xffff0000, mine);
	EXPECT_EQ(own(p->clear) & 0xffff0000, mine);
	barrier_wait(&all);
	if (last)
		mmio_write32(bank + p->clear, 0xffff0000);
	barrier_wait(&all);
	EXPECT_EQ(own(p->set) & 0xffff0000, last ? 0 : mine);
	barrier_wait(&all);
	mmio_write32(bank + p->clear, 0xffff0000);
	EXPECT_EQ(own(p->set) & 0xffff0000, 0);
}

TEST_EACH(private_bits, const struct pair *p, pairs,
	  "each CPU has its own bits of PPIs", .needs = NEEDS(&smp_2_cpus))
{
	all = (struct barrier){ .nr_cpus = cpu_count() };
	on_all_cpus(use_private, (void *)p);
}

static void use_private_fields(void *arg)
{
	uint8_t *bank = gic_bank(cpu_this(), 0);

	(void)arg;
	for (unsigned int i = 1; i < 32; i++)
		gic_set_priority(i, (uint8_t)(i * 8 + cpu_this() * 16));
	gic_set_group1(17, cpu_this() & 1);
	barrier_wait(&all);
	for (unsigned int i = 1; i < 32; i++)
		EXPECT_EQ(mmio_read8(bank + GICD_IPRIORITYR + i) & 0xf0,
			  (i * 8 + cpu_this() * 16) & 0xf0);
	if (gic_version() == 2)
		EXPECT_EQ(own(GICD_IGROUPR) >> 17 & 1, cpu_this() & 1);
	EXPECT_EQ(own(GICD_ICFGR), 0xaaaaaaaa);
}

TEST(private_fields, "each CPU has its own priorities and groups",
     .needs = NEEDS(&smp_2_cpus))
{
	all = (struct barrier){ .nr_cpus = cpu_count() };
	on_all_cpus(use_private_fields, NULL);
}

/* What is not banked is everyone's. */
static void change_shared(void *arg)
{
	(void)arg;
	gic_enable(77);
	gic_set_pending(78);
	gic_set_active(79);
	gic_set_priority(80, 0x50);
	gic_set_edge(81, true);
}

TEST(shared, "what another CPU writes of an SPI is seen here",
     .needs = NEEDS(&smp_2_cpus))
{
	on_cpu(1, change_shared, NULL);
	EXPECT_TRUE(gic_is_enabled(77));
	EXPECT_TRUE(gic_is_pending(78));
	EXPECT_TRUE(gic_is_active(79));
	EXPECT_EQ(gic_priority(80), 0x50);
	EXPECT_TRUE(gic_is_edge(81));
}
