/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GICR_PROPBASER and GICR_PENDBASER while LPIs are off: 64 bits, that two words
 * write as well (IHI 0069, 12.1.3, 12.11.29, 12.11.33).
 */
#include "suite.h"

#include <arch/io.h>

static bool probe_lpis(void)
{
	uint8_t *rd = gic_redist(0);

	return mmio_read32(rd + GICR_TYPER) & GICR_TYPER_PLPIS &&
	       !(mmio_read32(rd + GICR_CTLR) & GICR_CTLR_LPIS);
}

static const struct feature lpis = { "LPIs that are off",
				     "GICR_TYPER.PLPIS, GICR_CTLR",
				     probe_lpis };

static const struct table {
	const char *name;
	unsigned int reg;
} tables[] = {
	{ "propbaser", GICR_PROPBASER },
	{ "pendbaser", GICR_PENDBASER },
};

/* Physical_Address alone: bits of both words, aligned for both registers. */
#define PLACE(n) ((uint64_t)(n) << 16)

static uint64_t place(const uint8_t *reg)
{
	return mmio_read64(reg) & PLACE(0xffffffff);
}

static void put(uint32_t reg, uint64_t value)
{
	mmio_write64(gic_redist(0) + reg, value);
}

TEST_EACH(table, const struct table *r, tables,
	  "keeps its address, by 64 bits and by either word",
	  .needs = NEEDS(&lpis))
{
	uint8_t *reg = gic_redist(0) + r->reg;

	test_defer2(put, r->reg, mmio_read64(reg));
	mmio_write64(reg, PLACE(0x4a5b6));
	EXPECT_EQ(place(reg), PLACE(0x4a5b6));
	EXPECT_EQ(mmio_read32(reg) & 0xffff0000, 0xa5b60000);
	EXPECT_EQ(mmio_read32(reg + 4) & 0xffff, 0x4);
	mmio_write32(reg + 4, 0x0b);
	EXPECT_EQ(place(reg), PLACE(0xba5b6));
	mmio_write32(reg, 0x12340000);
	EXPECT_EQ(place(reg), PLACE(0xb1234));
	mmio_write64(reg, 0);
	EXPECT_EQ(place(reg), 0);
}
