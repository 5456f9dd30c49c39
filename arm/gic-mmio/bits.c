/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One bit an interrupt: ISENABLER and ICENABLER, ISPENDR and ICPENDR, ISACTIVER
 * and ICACTIVER, IGROUPR. A one sets or clears, a zero does nothing, both
 * registers of a pair read the state, and no other bit changes.
 *
 * IHI 0048, 4.3.4 to 4.3.10; IHI 0069, 12.9.
 */
#include "suite.h"

#include <arch/io.h>

struct pair {
	struct range range;
	unsigned int set, clear;
};

/* What SGIs of GICv2 do is gicv2-mmio's. */
static const struct pair pairs[] = {
	{ { "enable-sgi", 1, 16, &arm_gicv3 }, GICD_ISENABLER, GICD_ICENABLER },
	{ { "enable-ppi", 16, 32, NULL }, GICD_ISENABLER, GICD_ICENABLER },
	{ { "enable-spi", 32, TO_LAST, NULL }, GICD_ISENABLER, GICD_ICENABLER },
	{ { "pending-sgi", 0, 16, &arm_gicv3 }, GICD_ISPENDR, GICD_ICPENDR },
	{ { "pending-ppi", 16, 32, NULL }, GICD_ISPENDR, GICD_ICPENDR },
	{ { "pending-spi", 32, TO_LAST, NULL }, GICD_ISPENDR, GICD_ICPENDR },
	{ { "active-sgi", 0, 16, NULL }, GICD_ISACTIVER, GICD_ICACTIVER },
	{ { "active-ppi", 16, 32, NULL }, GICD_ISACTIVER, GICD_ICACTIVER },
	{ { "active-spi", 32, TO_LAST, NULL }, GICD_ISACTIVER, GICD_ICACTIVER },
};

static uint32_t model[INTIDS_MAX / 32 + 1];

static uint32_t read_word(unsigned int reg, unsigned int word)
{
	return mmio_read32(gic_bank(cpu_this(), word * 32) + reg + word * 4);
}

static void write_bit(unsigned int reg, unsigned int intid)
{
	mmio_write32(gic_bank(cpu_this(), intid) + reg + intid / 32 * 4,
		     1u << intid % 32);
}

static void check_words(unsigned int reg)
{
	for (unsigned int i = 0; i < gic_nr_irqs() / 32; i++)
		EXPECT_EQ(read_word(reg, i), model[i]);
}

static void check_pair(const struct pair *p)
{
	check_words(p->set);
	check_words(p->clear);
}

static void write_all(unsigned int reg, uint32_t value)
{
	for (unsigned int i = 0; i < gic_nr_irqs() / 32; i++)
		mmio_write32(gic_bank(cpu_this(), i * 32) + reg + i * 4, value);
}

/* All is clear, but for what is not of the range. */
static void begin(const struct pair *p)
{
	check_range_needs(&p->range);
	for (unsigned int i = 0; i < gic_nr_irqs() / 32; i++)
		model[i] = read_word(p->set, i);
	for (unsigned int i = p->range.first; i < end_of(&p->range); i++)
		EXPECT_EQ(model[i / 32] >> i % 32 & 1, 0);
}

TEST_EACH(single, const struct pair *p, pairs,
	  "a one sets or clears its own bit only")
{
	begin(p);
	for (unsigned int i = p->range.first; i < end_of(&p->range); i++) {
		test_context("set %u", i);
		write_bit(p->set, i);
		model[i / 32] |= 1u << i % 32;
		check_pair(p);
	}
	for (unsigned int i = p->range.first; i < end_of(&p->range); i++) {
		test_context("clear %u", i);
		write_bit(p->clear, i);
		model[i / 32] &= ~(1u << i % 32);
		check_pair(p);
	}
}

TEST_EACH(zeros, const struct pair *p, pairs, "zeros change nothing")
{
	begin(p);
	for (unsigned int i = p->range.first; i < end_of(&p->range); i += 3) {
		write_bit(p->set, i);
		model[i / 32] |= 1u << i % 32;
	}
	write_all(p->set, 0);
	check_pair(p);
	write_all(p->clear, 0);
	check_pair(p);
}

/* ----------------------------------------------------------------- group ---- */

static const struct range group_ranges[] = {
	{ "sgi", 1, 16, NULL },
	{ "ppi", 16, 32, NULL },
	{ "spi", 32, TO_LAST, NULL },
};

/* With two security states the non-secure view of IGROUPR is RAZ/WI. */
TEST_EACH(group, const struct range *r, group_ranges,
	  "IGROUPR holds what was written, or is RAZ/WI throughout")
{
	bool fixed;

	gic_set_group1(r->first, true);
	fixed = !(read_word(GICD_IGROUPR, r->first / 32) >> r->first % 32 & 1);
	for (unsigned int i = 0; i < gic_nr_irqs() / 32; i++)
		model[i] = read_word(GICD_IGROUPR, i);
	for (unsigned int step = 0; step < 2; step++)
		for (unsigned int i = r->first; i < end_of(r); i++) {
			test_context("%s %u", step ? "clear" : "set", i);
			gic_set_group1(i, step == 0);
			model[i / 32] &= ~(1u << i % 32);
			if (!fixed && step == 0)
				model[i / 32] |= 1u << i % 32;
			check_words(GICD_IGROUPR);
		}
}
