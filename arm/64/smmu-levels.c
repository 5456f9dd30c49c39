/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stream tables of two levels.
 *
 * IHI 0070, 3.3.1 (stream table lookup), 5.1 (level 1 descriptor), 6.3.25
 * (STRTAB_BASE_CFG), 7.3.3 (C_BAD_STREAMID), 7.3.4 (F_STE_FETCH).
 */
#include <arch/page.h>
#include <arm/smmu.h>
#include <dev/edu.h>
#include <dev/pci_features.h>
#include <string.h>
#include <test/test.h>

enum {
	TWO_LEVELS = 1 << 16, /* FMT */
	STLEVEL = 3 << 27,    /* IDR0 */
	TABLE = 0x8000,
};

static struct edu edu;
static uint64_t *top, *leaf;
static uint32_t *word;

static bool probe_levels(void)
{
	return arm_smmu.probe() && (smmu_read(SMMU_IDR0) & STLEVEL);
}

static const struct feature levels = { "a stream table of two levels",
				       "SMMUv3: IDR0.ST_LEVEL", probe_levels };

static void set_up(void)
{
	smmu_start();
	top = smmu_alloc(TABLE, TABLE);
	leaf = smmu_alloc(TABLE, TABLE);
	word = smmu_alloc(64, 64);
}

TEST_SUITE("smmu-levels", .summary = "stream tables of two levels",
	   .needs = NEEDS(&levels, &pci_edu), .setup = set_up);

static void set_format(uint32_t log2, uint32_t split)
{
	smmu_enable(SMMU_CR0_CMDQEN | SMMU_CR0_EVENTQEN);
	smmu_base_write(SMMU_STRTAB_BASE, virt_to_phys(top));
	smmu_write(SMMU_STRTAB_BASE_CFG, TWO_LEVELS | split << 6 | log2);
	smmu_enable(SMMU_CR0_ALL);
}

/* 5.1: so many entries are 2^(span - 1) */
static uint64_t descriptor(const uint64_t *table, unsigned int span)
{
	return virt_to_phys(table) | span;
}

static void check_bypasses(uint16_t value)
{
	*word = 0xa5a5a5a5;
	smmu_forget_config();
	edu_message(&edu, virt_to_phys(word), value);
	EXPECT_EQ(*word, value);
	EXPECT_EQ(smmu_nr_events(), 0);
}

static void check_event(enum smmu_event_type type, uint32_t sid)
{
	struct smmu_event event = { 0 };

	*word = 0xa5a5a5a5;
	smmu_forget_config();
	edu_message(&edu, virt_to_phys(word), 1);
	EXPECT_EQ(*word, 0xa5a5a5a5);
	ASSERT_EQ(smmu_nr_events(), 1);
	ASSERT_TRUE(smmu_take_event(&event));
	EXPECT_EQ(event.dw[0], (uint64_t)sid << 32 | type);
}

static const struct entry {
	const char *name;
	int sid;
	uint32_t log2, split;
	unsigned int above, below; /* indices */
} entries[] = {
	{ "8-by-64", 8, 9, 6, 0, 8 },
	{ "15-by-64", 15, 9, 6, 0, 15 },
	{ "16-by-64", 16, 9, 6, 0, 16 },
	{ "256-by-64", 256, 9, 6, 4, 0 },
	{ "8-by-256", 8, 9, 8, 0, 8 },
	{ "256-by-256", 256, 9, 8, 1, 0 },
	{ "256-by-1024", 256, 16, 10, 0, 256 },
	{ "16-of-32", 16, 5, 6, 0, 16 },
	{ "256-of-64k", 256, 16, 8, 1, 0 },
	{ "256-of-512", 256, 9, 6, 4, 0 },
};

TEST_EACH(entry, const struct entry *r, entries,
	  "a stream has the entry that both indices lead to")
{
	edu = edu_open(r->sid);
	top[r->above] = descriptor(leaf, r->split + 1);
	set_format(r->log2, r->split);
	check_event(SMMU_C_BAD_STE, (uint32_t)r->sid);
	leaf[8 * r->below] = SMMU_STE_V | SMMU_STE_BYPASS;
	check_bypasses(0x1234);
	top[r->above] = 0;
	check_event(SMMU_C_BAD_STREAMID, (uint32_t)r->sid);
}

static const struct span {
	const char *name;
	int sid;
	unsigned int span;
} insides[] = {
	{ "8-of-16", 8, 5 },
	{ "15-of-16", 15, 5 },
	{ "16-of-32", 16, 6 },
	{ "16-of-64", 16, 7 },
}, outsides[] = {
	{ "8-of-1", 8, 1 },
	{ "8-of-4", 8, 3 },
	{ "8-of-8", 8, 4 },
	{ "15-of-8", 15, 4 },
	{ "16-of-8", 16, 4 },
	{ "16-of-16", 16, 5 },
};

static void prepare(const struct span *r)
{
	edu = edu_open(r->sid);
	top[0] = descriptor(leaf, r->span);
	leaf[8 * r->sid] = SMMU_STE_V | SMMU_STE_BYPASS;
	set_format(9, 6);
}

TEST_EACH(within_span, const struct span *r, insides, "has an entry")
{
	prepare(r);
	check_bypasses(0x4321);
}

TEST_EACH(beyond_span, const struct span *r, outsides,
	  "has none: C_BAD_STREAMID")
{
	prepare(r);
	check_event(SMMU_C_BAD_STREAMID, (uint32_t)r->sid);
}

TEST_EACH(blocked, const struct span *r, outsides,
	  "beyond the span nothing is read or written")
{
	prepare(r);
	*word = 0xa5a5a5a5;
	edu_message(&edu, virt_to_phys(word), 1);
	EXPECT_EQ(*word, 0xa5a5a5a5);
	EXPECT_EQ(smmu_nr_events(), 1);
}

TEST(size, "C_BAD_STREAMID for streams beyond LOG2SIZE")
{
	edu = edu_open(16);
	top[0] = descriptor(leaf, 7);
	leaf[8 * 16] = SMMU_STE_V | SMMU_STE_BYPASS;
	set_format(4, 6);
	check_event(SMMU_C_BAD_STREAMID, 16);
	set_format(5, 6);
	check_bypasses(7);
}

/* Nothing of the machine's map is so high. */
#define NOWHERE (3ull << 40)

static void check_fetch(uint64_t address)
{
	struct smmu_event event = { 0 };

	edu_message(&edu, virt_to_phys(word), 1);
	ASSERT_EQ(smmu_nr_events(), 1);
	ASSERT_TRUE(smmu_take_event(&event));
	EXPECT_EQ(event.dw[0], 256ull << 32 | SMMU_F_STE_FETCH);
	EXPECT_EQ(event.dw[3], address);
}

TEST(no_table, "what cannot be read is F_STE_FETCH, with its address")
{
	edu = edu_open(256);
	set_format(9, 6);
	smmu_enable(SMMU_CR0_CMDQEN | SMMU_CR0_EVENTQEN);
	smmu_base_write(SMMU_STRTAB_BASE, NOWHERE);
	smmu_enable(SMMU_CR0_ALL);
	check_fetch(NOWHERE + 8 * 4);
	set_format(9, 6);
	top[4] = NOWHERE | 7;
	check_fetch(NOWHERE);
}

/* The last of these: it may leave the others without a table. */
TEST(linear_again, "a table of one level after one of two is one of one level")
{
	edu = edu_open(8);
	set_format(9, 6);
	check_event(SMMU_C_BAD_STREAMID, 8);
	smmu_enable(SMMU_CR0_CMDQEN | SMMU_CR0_EVENTQEN);
	smmu_write(SMMU_STRTAB_BASE_CFG, 9);
	smmu_enable(SMMU_CR0_ALL);
	top[8 * 8] = SMMU_STE_V | SMMU_STE_BYPASS;
	check_bypasses(0x77);
}
