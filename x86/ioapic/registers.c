/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the registers hold: 82093AA, 3.2. */
#include "suite.h"

#include <arch/io.h>

static void put_back_id(uintptr_t id)
{
	ioapic_write(io, IOAPIC_ID, (uint32_t)id);
}

static const struct id {
	const char *name;
	uint32_t write, read;
} ids[] = {
	{ "0", 0, 0 },
	{ "5", 0x05000000, 0x05000000 },
	{ "10", 0x0a000000, 0x0a000000 },
	{ "15", 0x0f000000, 0x0f000000 },
	{ "ones", 0xffffffff, 0x0f000000 },
	{ "reserved", 0xf0ffffff, 0 },
};

TEST_EACH(id, const struct id *r, ids,
	  "keeps bits 27:24, and the arbitration register follows")
{
	test_defer(put_back_id, ioapic_read(io, IOAPIC_ID));
	ioapic_write(io, IOAPIC_ID, ~r->write);
	ioapic_write(io, IOAPIC_ID, r->write);
	EXPECT_EQ(ioapic_read(io, IOAPIC_ID), r->read);
	EXPECT_EQ(ioapic_read(io, IOAPIC_ARBITRATION), r->read);
}

TEST(arbitration, "is read-only, and a write of it leaves the ID")
{
	test_defer(put_back_id, ioapic_read(io, IOAPIC_ID));
	ioapic_write(io, IOAPIC_ID, 0x06000000);
	ioapic_write(io, IOAPIC_ARBITRATION, 0x09000000);
	EXPECT_EQ(ioapic_read(io, IOAPIC_ARBITRATION), 0x06000000);
	EXPECT_EQ(ioapic_read(io, IOAPIC_ID), 0x06000000);
}

/* 82093AA: 11H. ICH9, which has the EOI register: 20H. */
TEST(version, "is read-only: 24 entries, version 11H or 20H")
{
	uint32_t version = ioapic_read(io, IOAPIC_VERSION);

	EXPECT_EQ(version & 0xffffff00, (NR_PINS - 1) << 16);
	EXPECT_EQ(version & 0xff, (version & 0xff) == 0x20 ? 0x20 : 0x11);
	ioapic_write(io, IOAPIC_VERSION, ~version);
	EXPECT_EQ(ioapic_read(io, IOAPIC_VERSION), version);
	ioapic_write(io, IOAPIC_VERSION, 0);
	EXPECT_EQ(ioapic_read(io, IOAPIC_VERSION), version);
}

TEST(index, "reads back its 8 bits, and says what the window shows")
{
	uint8_t *regs = io->regs;

	for (uint32_t i = 0; i < 0x100; i++) {
		mmio_write32(regs + IOAPIC_INDEX, i);
		EXPECT_EQ(mmio_read32(regs + IOAPIC_INDEX) & 0xff, i);
	}
	mmio_write32(regs + IOAPIC_INDEX, IOAPIC_VERSION);
	EXPECT_EQ(mmio_read32(regs + IOAPIC_DATA),
		  ioapic_read(io, IOAPIC_VERSION));
}

/* ------------------------------------------------------------- entries ---- */

#define M IOAPIC_RTE_MASKED

static const struct field {
	const char *name;
	uint64_t rte;
} fields[] = {
	{ "mask", M },
	{ "vector-ff", M | 0xff },
	{ "vector-55", M | 0x55 },
	{ "vector-aa", M | 0xaa },
	{ "lowest", M | IOAPIC_RTE_LOWEST },
	{ "smi", M | 2 << 8 },
	{ "nmi", M | IOAPIC_RTE_NMI },
	{ "init", M | 5 << 8 },
	{ "extint", M | IOAPIC_RTE_EXTINT },
	{ "logical", M | IOAPIC_RTE_LOGICAL },
	{ "active-low", M | IOAPIC_RTE_ACTIVE_LOW },
	{ "level", M | IOAPIC_RTE_LEVEL },
	{ "destination-ff", M | 0xffull << 56 },
	{ "destination-55", M | 0x55ull << 56 },
	{ "destination-aa", M | 0xaaull << 56 },
	{ "unmasked", 0x30 },
	{ "all-but-mask", 0xff0000000000adff },
	{ "all", 0xff0000000001afff },
};

/* With ones before, so that what is not written shows. */
TEST_EACH(field, const struct field *r, fields,
	  "is kept by the entry of each pin, as written")
{
	for (unsigned int i = 0; i < NR_PINS; i++) {
		test_context("pin %u", i);
		ioapic_rte_write(io, i, 0xff0000000001afff & ~(r->rte & ~M));
		ioapic_rte_write(io, i, r->rte);
		EXPECT_EQ(ioapic_rte_read(io, i), r->rte);
		ioapic_rte_write(io, i, M);
		EXPECT_EQ(ioapic_rte_read(io, i), M);
	}
	EXPECT_EQ(irqlog_all(), 0);
}

static uint64_t mark(unsigned int i)
{
	return M | (uint64_t)(0x80 + i) << 56 | (0x20 + i);
}

TEST(each_own, "no entry is another one's, nor is a half the other half")
{
	for (unsigned int i = 0; i < NR_PINS; i++)
		ioapic_rte_write(io, i, mark(i));
	for (unsigned int i = 0; i < NR_PINS; i++) {
		test_context("pin %u", i);
		EXPECT_EQ(ioapic_rte_read(io, i), mark(i));
		ioapic_write(io, IOAPIC_RTE + 2 * i, (uint32_t)M | 0x99);
		EXPECT_EQ(ioapic_rte_read(io, i) >> 32, mark(i) >> 32);
		ioapic_write(io, IOAPIC_RTE + 2 * i + 1, 0x42000000);
		EXPECT_EQ(ioapic_rte_read(io, i),
			  0x4200000000000000 | M | 0x99);
	}
}

TEST(read_only, "delivery status and remote IRR are not written")
{
	const uint64_t ro = IOAPIC_RTE_PENDING | IOAPIC_RTE_REMOTE_IRR;

	for (unsigned int i = 0; i < NR_PINS; i++) {
		test_context("pin %u", i);
		ioapic_rte_write(io, i, M | ro);
		EXPECT_EQ(ioapic_rte_read(io, i), M);
		ioapic_rte_write(io, i, M | ro | IOAPIC_RTE_LEVEL);
		EXPECT_EQ(ioapic_rte_read(io, i), M | IOAPIC_RTE_LEVEL);
	}
}

static uint64_t kept;

static void write_over(unsigned int vector)
{
	(void)vector;
	ioapic_write(io, IOAPIC_RTE + 2 * pin,
		     (uint32_t)(entry(IOAPIC_RTE_LEVEL | M)));
	kept = ioapic_rte_read(io, pin);
	lower_line();
}

TEST(read_only_set, "a write of 0 leaves a remote IRR of 1")
{
	route(IOAPIC_RTE_LEVEL);
	irqlog.inside = write_over;
	raise_line();
	expect_taken(1);
	EXPECT_EQ(kept, entry(IOAPIC_RTE_LEVEL | M | IOAPIC_RTE_REMOTE_IRR));
	EXPECT_EQ(ioapic_rte_read(io, pin), entry(IOAPIC_RTE_LEVEL | M));
}

/* What they read as is left open: 0 or ones. */
static const struct undefined {
	const char *name;
	uint8_t first, last;
} undefineds[] = {
	{ "03-0f", 0x03, 0x0f },
	{ "40-7f", 0x40, 0x7f },
	{ "80-ff", 0x80, 0xff },
};

TEST_EACH(undefined, const struct undefined *r, undefineds,
	  "registers keep nothing, and a write changes nothing else")
{
	uint32_t id = ioapic_read(io, IOAPIC_ID), before;

	for (unsigned int i = 0; i < NR_PINS; i++)
		ioapic_rte_write(io, i, mark(i));
	for (unsigned int reg = r->first; reg <= r->last; reg++) {
		test_context("register 0x%x", reg);
		before = ioapic_read(io, reg);
		ioapic_write(io, reg, ~before & 0x010100ff);
		EXPECT_EQ(ioapic_read(io, reg), before);
	}
	EXPECT_EQ(ioapic_read(io, IOAPIC_ID), id);
	for (unsigned int i = 0; i < NR_PINS; i++)
		EXPECT_EQ(ioapic_rte_read(io, i), mark(i));
}

/* --------------------------------------------------------------- reset ---- */

TEST(reset, "the machine resets with every register changed",
     .ends = ENDS_REBOOT)
{
	ioapic_write(io, IOAPIC_ID, 0x0f000000);
	for (unsigned int i = 0; i < NR_PINS; i++)
		ioapic_rte_write(io, i, mark(i) | IOAPIC_RTE_LEVEL);
	EXPECT_EQ(ioapic_rte_read(io, 23), mark(23) | IOAPIC_RTE_LEVEL);
	test_ends();
	arch_end(PROTO_ENDS_KIND_REBOOT);
}

/* 3.2.4: what is not masked says x, which every implementation has as 0. */
TEST(reset_values, "entries are masked after reset, and otherwise 0")
{
	for (unsigned int i = 0; i < NR_PINS; i++) {
		test_context("pin %u", i);
		EXPECT_EQ(first_entries[i], M);
	}
}
