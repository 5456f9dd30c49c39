/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory set and copy where memory is tagged: SETG gives tags too, SET and CPY are
 * checked like stores and loads.
 *
 * Arm ARM, C6.2 (SETGP, SETGM, SETGE; SETP; CPYFP), D10.8 (tag checks).
 */
#include "suite.h"

#include <arm/cpu.h>
#include <string.h>

MTE_SUITE;

#define NEEDS_BOTH .needs = NEEDS(&arm_mte, &arm_at_el1, &arm_mops)

/* X0 to, X1 bytes, X2 the byte; of CPYF X0 to, X1 from, X2 bytes */
#define SETG ".inst 0x1dc20420\n\t.inst 0x1dc24420\n\t.inst 0x1dc28420"
#define SET  ".inst 0x19c20420\n\t.inst 0x19c24420\n\t.inst 0x19c28420"
#define CPYF ".inst 0x19010440\n\t.inst 0x19410440\n\t.inst 0x19810440"

static struct operands {
	uint64_t x0, x1, x2;
} operands;

#define RUN(name, code)                                       \
	static void name(const void *arg)                     \
	{                                                     \
		register uint64_t x0 asm("x0") = operands.x0; \
		register uint64_t x1 asm("x1") = operands.x1; \
		register uint64_t x2 asm("x2") = operands.x2; \
                                                              \
		(void)arg;                                    \
		asm volatile(code                             \
			     : "+r"(x0), "+r"(x1), "+r"(x2)   \
			     :                                \
			     : "cc", "memory");               \
		operands = (struct operands){ x0, x1, x2 };   \
	}
RUN(setg, SETG)
RUN(set, SET)
RUN(cpyf, CPYF)

static struct trap run(void (*fn)(const void *arg), uint64_t x0, uint64_t x1,
		       uint64_t x2)
{
	operands = (struct operands){ x0, x1, x2 };
	return trap_catch(fn, NULL);
}

enum {
	TAG = 5,
	BYTE = 0xa5,
};

static uint64_t tagged(unsigned int granule, unsigned int tag)
{
	return (uintptr_t)mte_pointer(mte_page + granule * MTE_GRANULE, tag);
}

/* ------------------------------------------------------------------- SETG ---- */

static const struct row {
	const char *name;
	unsigned int first, nr; /* granules */
} rows[] = {
	{ "none", 3, 0 },	 { "one", 3, 1 },    { "two", 4, 2 },
	{ "first", 0, 1 },	 { "last", 255, 1 }, { "many", 1, 37 },
	{ "page", 0, GRANULES },
};

static void expect_bytes(unsigned int first, unsigned int end)
{
	for (unsigned int i = 0; i < PAGE_SIZE; i++) {
		bool set = i >= first && i < end;

		if (mte_untagged[i] == (set ? BYTE : 0))
			continue;
		test_context("byte %u", i);
		EXPECT_EQ(mte_untagged[i], set ? BYTE : 0);
	}
}

TEST_EACH(setg, const struct row *r, rows,
	  "SETG sets the bytes and the tags of its granules, and no others",
	  NEEDS_BOTH)
{
	unsigned int bytes = r->nr * MTE_GRANULE;
	uint64_t at = tagged(r->first, TAG);

	memset(mte_untagged, 0, PAGE_SIZE);
	mte_tag_page();
	EXPECT_TRAP(run(setg, at, bytes, BYTE), TRAP_NONE);
	EXPECT_EQ(operands.x0, at + bytes);
	EXPECT_EQ(operands.x1, 0);
	EXPECT_EQ(operands.x2, BYTE);
	mte_expect_tags(r->first, r->first + r->nr, TAG);
	expect_bytes(r->first * MTE_GRANULE, r->first * MTE_GRANULE + bytes);
}

#define ESR_ALIGNMENT 0x96000061ul /* of a store */

TEST(setg_unaligned, "SETG of no whole granules is an alignment fault",
     NEEDS_BOTH)
{
	uint64_t at = tagged(2, TAG);
	struct trap t;

	memset(mte_untagged, 0, PAGE_SIZE);
	mte_tag_page();
	for (unsigned int off = 1; off < MTE_GRANULE; off += off) {
		test_context("by %u", off);
		t = run(setg, at + off, MTE_GRANULE, BYTE);
		EXPECT_EQ(t.error, ESR_ALIGNMENT);
		t = run(setg, at, MTE_GRANULE + off, BYTE);
		EXPECT_EQ(t.error, ESR_ALIGNMENT);
	}
	mte_expect_tags(0, 0, 0);
	expect_bytes(0, 0);
}

/* ------------------------------------------------------------------ checks ---- */

static void tag_range(unsigned int first, unsigned int nr, unsigned int tag)
{
	for (unsigned int i = first; i < first + nr; i++)
		mte_store(mte_pointer(mte_page + i * MTE_GRANULE, tag));
}

/* FAR has the pointer's tag, and any address of the granule. */
static void expect_tag_fault(struct trap t, unsigned long write,
			     unsigned int granule, unsigned int tag)
{
	uint64_t at = tagged(granule, tag);

	EXPECT_EQ(t.error, ESR_TAG | write);
	EXPECT_EQ(t.address & FAR_ADDRESS & ~15ull, at & FAR_ADDRESS);
}

/* Granules 10 to 29 fit, but for the one at 20. */
TEST(set_checked, "SET stops at a granule of another tag", NEEDS_BOTH)
{
	memset(mte_untagged, 0, PAGE_SIZE);
	tag_range(10, 20, TAG);
	mte_checks(MTE_SYNC, MTE_IGNORE);
	EXPECT_TRAP(run(set, tagged(10, TAG), 10 * MTE_GRANULE, BYTE),
		    TRAP_NONE);
	expect_bytes(10 * MTE_GRANULE, 20 * MTE_GRANULE);
	memset(mte_untagged, 0, PAGE_SIZE);
	tag_range(20, 1, TAG + 1);
	expect_tag_fault(run(set, tagged(10, TAG), 20 * MTE_GRANULE, BYTE),
			 0x40, 20, TAG);
	for (unsigned int i = 20 * MTE_GRANULE; i < PAGE_SIZE; i++)
		EXPECT_EQ(mte_untagged[i], 0);
	mte_checks(MTE_IGNORE, MTE_IGNORE);
}

TEST(copy_checked, "CPYF is checked where it reads and where it writes",
     NEEDS_BOTH)
{
	tag_range(10, 20, TAG);
	tag_range(100, 20, TAG + 2);
	mte_checks(MTE_SYNC, MTE_IGNORE);
	EXPECT_TRAP(run(cpyf, tagged(10, TAG), tagged(100, TAG + 2),
			20 * MTE_GRANULE),
		    TRAP_NONE);
	tag_range(105, 1, 0);
	expect_tag_fault(run(cpyf, tagged(10, TAG), tagged(100, TAG + 2),
			     20 * MTE_GRANULE),
			 0, 105, TAG + 2);
	tag_range(105, 1, TAG + 2);
	tag_range(15, 1, 0);
	expect_tag_fault(run(cpyf, tagged(10, TAG), tagged(100, TAG + 2),
			     20 * MTE_GRANULE),
			 0x40, 15, TAG);
	mte_checks(MTE_IGNORE, MTE_IGNORE);
}
