/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tags by the block, and by several CPUs. C6.2, C5.3 (DC GVA, DC GZVA). */
#include "suite.h"

#include <smp.h>
#include <string.h>

MTE_SUITE;

/* C6.2, LDGM, STGM, STZGM: blocks of GMID_EL1.BS words */
static unsigned int block_granules(void)
{
	return (4u << field(read_sysreg(GMID_EL1), 0, 4)) / MTE_GRANULE;
}

static uint64_t ldgm(const void *at)
{
	register uint64_t x1 asm("x1") = ~0ull;
	register const void *x0 asm("x0") = at;

	asm volatile(MTE "ldgm x1, [x0]" : "+r"(x1) : "r"(x0) : "memory");
	return x1;
}

static void stgm(void *at, uint64_t tags)
{
	register uint64_t x1 asm("x1") = tags;
	register void *x0 asm("x0") = at;

	asm volatile(MTE "stgm x1, [x0]" : : "r"(x1), "r"(x0) : "memory");
}

/* The tags of one block, each at its own place in the register. */
static uint64_t block_pattern(unsigned int first, unsigned int n)
{
	uint64_t tags = 0;

	for (unsigned int i = 0; i < n; i++)
		tags |= (uint64_t)mte_pattern(first + i) << 4 * (i % 16);
	return tags;
}

TEST(ldgm_none, "LDGM has 0 where memory is not tagged, and without access",
     NEEDS_MTE)
{
	unsigned int n = block_granules();

	mte_tag_page();
	for (unsigned int i = 0; i + n <= GRANULES; i += n)
		EXPECT_EQ(ldgm(mte_untagged + i * MTE_GRANULE), 0);
	write_sysreg(sctlr_el1, read_sysreg(sctlr_el1) & ~SCTLR_ATA);
	isb();
	EXPECT_EQ(ldgm(mte_page), 0);
}

TEST(ldgm, "LDGM has each tag at its place", NEEDS_MTE)
{
	unsigned int n = block_granules();

	mte_period = GRANULES;
	mte_tag_page();
	for (unsigned int i = 0; i + n <= GRANULES; i += n)
		EXPECT_EQ(ldgm(mte_page + i * MTE_GRANULE) &
				  (n < 16 ? (1ull << 4 * n) - 1 : ~0ull),
			  block_pattern(i, n));
}

TEST(stgm, "STGM stores all tags of its block and no others", NEEDS_MTE)
{
	unsigned int n = block_granules();

	mte_tag_page();
	stgm(mte_page + 2 * n * MTE_GRANULE, 0x7777777777777777);
	mte_expect_tags(2 * n, 3 * n, 7);
	stgm(mte_page + 2 * n * MTE_GRANULE, block_pattern(2 * n, n));
	mte_expect_tags(0, 0, 0);
	stgm(mte_untagged + 2 * n * MTE_GRANULE, 0x7777777777777777);
	write_sysreg(sctlr_el1, read_sysreg(sctlr_el1) & ~SCTLR_ATA);
	isb();
	stgm(mte_page, 0x7777777777777777);
	write_sysreg(sctlr_el1, read_sysreg(sctlr_el1) | SCTLR_ATA);
	isb();
	mte_expect_tags(0, 0, 0);
}

/* C6.2.86: blocks as DC ZVA's */
enum block_operation {
	STZGM,
	DC_GVA,
	DC_GZVA
};

static void block_operation(enum block_operation op, void *at, unsigned int tag)
{
	register uint64_t x1 asm("x1") = tag;
	register void *x0 asm("x0") = op == STZGM ? at : mte_pointer(at, tag);

	if (op == STZGM)
		asm volatile(MTE "stzgm x1, [x0]"
			     :
			     : "r"(x1), "r"(x0)
			     : "memory");
	else if (op == DC_GVA)
		asm volatile("sys #3, c7, c4, #3, x0" : : "r"(x0) : "memory");
	else
		asm volatile("sys #3, c7, c4, #4, x0" : : "r"(x0) : "memory");
}

static const struct block_row {
	const char *name;
	enum block_operation op;
	bool zero;
} blocks[] = { { "stzgm", STZGM, true },
	       { "dc-gva", DC_GVA, false },
	       { "dc-gzva", DC_GZVA, true } };

TEST_EACH(block, const struct block_row *r, blocks,
	  "tags the block of DC ZVA, and zeroes it if it says Z", NEEDS_MTE)
{
	unsigned int bytes = 4u << field(read_sysreg(dczid_el0), 0, 4);
	unsigned int n = bytes / MTE_GRANULE;
	uint8_t expected[PAGE_SIZE];

	memset(mte_untagged, 0xa5, PAGE_SIZE);
	memset(expected, 0xa5, PAGE_SIZE);
	if (r->zero)
		memset(expected + 2 * bytes, 0, bytes);
	mte_tag_page();
	block_operation(r->op, mte_page + 2 * bytes + 24, 13);
	mte_expect_tags(2 * n, 3 * n, 13);
	EXPECT_MEMEQ(mte_untagged, expected, PAGE_SIZE);
}

/* ------------------------------------------------- other CPUs, the host -- */

enum {
	ROUNDS = 3000
};

static uint32_t wrong[64];

/* Neighbours share a byte where tags are kept in bytes. */
static void own_granules(void *arg)
{
	unsigned int cpu = cpu_this(), nr = cpu_count();

	(void)arg;
	write_sysreg(tcr_el1, read_sysreg(tcr_el1) | TCR_TBI0);
	write_sysreg(sctlr_el1, read_sysreg(sctlr_el1) | SCTLR_ATA);
	isb();
	tlb_flush_all();
	for (unsigned int round = 0; round < ROUNDS; round++) {
		uint8_t *at = mte_page + (cpu + round % 8 * nr) * MTE_GRANULE;

		mte_store(mte_pointer(at, round % 16));
		wrong[cpu] += mte_load(at) != round % 16;
	}
}

TEST(concurrent, "CPUs that tag neighbours do not lose each other's tags",
     .needs = NEEDS(&arm_mte, &arm_at_el1, &smp_2_cpus))
{
	memset(wrong, 0, sizeof(wrong));
	on_all_cpus(own_granules, NULL);
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++)
		EXPECT_EQ(wrong[cpu], 0);
}

TEST(migrate, "tags are there after a migration", NEEDS_MTE)
{
	mte_tag_page();
	test_host(PROTO_HOST_MIGRATE);
	mte_expect_tags(0, 0, 0);
	EXPECT_EQ(read_sysreg(TFSR_EL1), 0);
}
