/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Context descriptors: which are valid, and what their fields mean.
 *
 * IHI 0070, 5.4 (context descriptor), 5.5 (fault configuration), 7.3 (events).
 */
#include "suite.h"

enum {
	S2P = 1, /* IDR0 */
	HTTU = 3 << 6,
	STALL_MODEL = 3 << 24,
	TERM_MODEL = 1 << 26,
};

/* CD.IPS, 5.4: bits of an output address; of IDR5.OAS too */
static const unsigned int sizes[] = { 32, 36, 40, 42, 44, 48 };

static unsigned int oas(void)
{
	const unsigned int code = smmu_read(SMMU_IDR5) & 7;

	return code < 6 ? sizes[code] : 52;
}

static const struct bad {
	const char *name;
	uint64_t clear, set;
	uint32_t idr0, value; /* what of IDR0 makes it a mistake */
} bads[] = {
	{ "v", SMMU_CD_V, 0, 0, 0 },
	{ "aa64", SMMU_CD_AA64, 0, 1 << 2, 0 },
	{ "a", SMMU_CD_A, 0, TERM_MODEL, TERM_MODEL },
	{ "s", 0, SMMU_CD_S, STALL_MODEL, 1 << 24 },
	{ "ha", 0, SMMU_CD_HA, HTTU, 0 },
	{ "hd", 0, SMMU_CD_HD, HTTU, 0 },
	{ "endi", 0, SMMU_CD_ENDI, 3 << 21, 2 << 21 },
	{ "t0sz-15", SMMU_CD_T0SZ(63), SMMU_CD_T0SZ(15), 0, 0 },
	{ "t0sz-0", SMMU_CD_T0SZ(63), 0, 0, 0 },
	{ "t0sz-40", SMMU_CD_T0SZ(63), SMMU_CD_T0SZ(40), 0, 0 },
	{ "t0sz-63", 0, SMMU_CD_T0SZ(63), 0, 0 },
	{ "tg0-3", 0, SMMU_CD_TG0(3), 0, 0 },
	{ "t1sz-15", SMMU_CD_EPD1, SMMU_CD_T1SZ(15) | SMMU_CD_TG1(2), 0, 0 },
	{ "t1sz-40", SMMU_CD_EPD1, SMMU_CD_T1SZ(40) | SMMU_CD_TG1(2), 0, 0 },
	{ "tg1-0", SMMU_CD_EPD1, SMMU_CD_T1SZ(25), 0, 0 },
};

TEST_EACH(bad, const struct bad *r, bads, "SMMU-13: is blocked, with C_BAD_CD")
{
	if ((smmu_read(SMMU_IDR0) & r->idr0) != r->value)
		SKIP("IDR0 is 0x%x", smmu_read(SMMU_IDR0));
	translate();
	check_written(&edu, IOVA, data);
	space.cd[0] = (space.cd[0] & ~r->clear) | r->set;
	smmu_attach(SID, &space);
	write_blocked(&edu, IOVA);
	check_config_event(SMMU_C_BAD_CD, SID);
	write_blocked(&edu, virt_to_phys(data));
	check_config_event(SMMU_C_BAD_CD, SID);
	check_no_event();
}

TEST(bad_read, "a device's read is blocked by C_BAD_CD")
{
	translate();
	space.cd[0] &= ~SMMU_CD_V;
	smmu_attach(SID, &space);
	edu_fetch(&edu, IOVA, 4);
	check_config_event(SMMU_C_BAD_CD, SID);
}

/* Both halves of the address space may be switched off. */
TEST(bad_later, "a descriptor that is made valid is used")
{
	translate();
	space.cd[0] &= ~SMMU_CD_V;
	smmu_attach(SID, &space);
	write_blocked(&edu, IOVA);
	check_config_event(SMMU_C_BAD_CD, SID);
	space.cd[0] |= SMMU_CD_V;
	smmu_command(SMMU_CFGI_CD | SMMU_COMMAND_SID(SID), 1);
	check_written(&edu, IOVA, data);
}

static const struct ttb {
	const char *name;
	unsigned int ips;
} ttbs[] = {
	{ "32", 0 }, { "36", 1 }, { "40", 2 }, { "42", 3 }, { "44", 4 },
};

TEST_EACH(ttb0, const struct ttb *r, ttbs,
	  "TTB0 of more bits than IPS is C_BAD_CD, of so many bits is not")
{
	const unsigned int bits = sizes[r->ips];
	struct smmu_event event = { 0 };

	if (bits > oas())
		SKIP("IDR5.OAS: addresses have %u bits", oas());
	translate();
	space.cd[0] = (space.cd[0] & ~SMMU_CD_IPS(7)) | SMMU_CD_IPS(r->ips);
	smmu_attach(SID, &space);
	check_written(&edu, IOVA, data);
	space.cd[1] = 1ull << bits;
	smmu_attach(SID, &space);
	write_blocked(&edu, IOVA);
	check_config_event(SMMU_C_BAD_CD, SID);
	space.cd[1] = 1ull << (bits - 1);
	smmu_attach(SID, &space);
	write_blocked(&edu, IOVA);
	while (smmu_nr_events() && smmu_take_event(&event))
		EXPECT_NE(event.dw[0] & 0xff, SMMU_C_BAD_CD);
}

TEST(ttb0_oas, "IPS beyond OAS means OAS")
{
	if (oas() >= 48)
		SKIP("IDR5.OAS: addresses have %u bits", oas());
	translate();
	space.cd[0] |= SMMU_CD_IPS(5);
	smmu_attach(SID, &space);
	check_written(&edu, IOVA, data);
	space.cd[1] = 1ull << oas();
	smmu_attach(SID, &space);
	write_blocked(&edu, IOVA);
	check_config_event(SMMU_C_BAD_CD, SID);
}

TEST(epd0, "with EPD0 set nothing is translated: F_TRANSLATION")
{
	translate();
	space.cd[0] |= SMMU_CD_EPD0;
	smmu_attach(SID, &space);
	check_write_fault(SMMU_F_TRANSLATION, IOVA);
	check_write_fault(SMMU_F_TRANSLATION, IOVA + 0x1004);
	space.cd[0] &= ~SMMU_CD_EPD0;
	smmu_attach(SID, &space);
	check_written(&edu, IOVA, data);
}

/* Fields of a half that EPDx switches off are not looked at. */
TEST(epd1_ignored, "EPD1: T1SZ, TG1 and TTB1 may be anything")
{
	translate();
	space.cd[0] |= SMMU_CD_T1SZ(63);
	space.cd[2] = ~0ull;
	smmu_attach(SID, &space);
	check_written(&edu, IOVA, data);
}

TEST(epd0_ignored, "EPD0: T0SZ, TG0 and TTB0 may be anything")
{
	translate();
	space.cd[0] |= SMMU_CD_EPD0 | SMMU_CD_T0SZ(63) | SMMU_CD_TG0(3);
	smmu_attach(SID, &space);
	check_write_fault(SMMU_F_TRANSLATION, IOVA);
}

/* 5.5: R is about faults of translation alone. */
TEST(unrecorded, "with R clear faults of translation are not recorded")
{
	translate();
	*smmu_entry(&space, IOVA + 0x1000, 3) = *smmu_entry(&space, IOVA, 3) |
						PTE_RDONLY;
	space.cd[0] &= ~SMMU_CD_R;
	smmu_attach(SID, &space);
	write_blocked(&edu, IOVA + 0x2000);
	write_blocked(&edu, IOVA + 0x1000);
	write_blocked(&edu, 1ull << 39);
	check_no_event();
	check_written(&edu, IOVA, data);
	space.cd[0] &= ~SMMU_CD_AA64;
	smmu_attach(SID, &space);
	write_blocked(&edu, IOVA);
	check_config_event(SMMU_C_BAD_CD, SID);
}

/* ------------------------------------------------- memory that is not there */

/* Of 44 bits at most; nothing of the machine's map is so high. */
#define NOWHERE (3ull << 40)

static void check_fetch_event(enum smmu_event_type type, uint64_t address)
{
	struct smmu_event event = { 0 };

	ASSERT_EQ(smmu_nr_events(), 1);
	ASSERT_TRUE(smmu_take_event(&event));
	EXPECT_EQ(event.dw[0], (uint64_t)SID << 32 | type);
	EXPECT_EQ(event.dw[3], address);
}

TEST(no_ste, "an entry that cannot be read is F_STE_FETCH, with its address")
{
	smmu_enable(SMMU_CR0_CMDQEN | SMMU_CR0_EVENTQEN);
	smmu_base_write(SMMU_STRTAB_BASE, NOWHERE);
	smmu_enable(SMMU_CR0_ALL);
	write_blocked(&edu, virt_to_phys(data));
	check_fetch_event(SMMU_F_STE_FETCH, NOWHERE + 64 * SID);
	check_no_event();
}

TEST(no_cd, "a descriptor that cannot be read is F_CD_FETCH, with its address")
{
	smmu_set_ste(SID, SMMU_STE_V | SMMU_STE_S1 | (NOWHERE + 0x1240));
	write_blocked(&edu, virt_to_phys(data));
	check_fetch_event(SMMU_F_CD_FETCH, NOWHERE + 0x1240);
	check_no_event();
}

/* 7.3.12: double word 2 is what the device asked for. */
static void check_walk_abort(uint64_t table, unsigned int index)
{
	struct smmu_event event = { 0 };

	write_blocked(&edu, IOVA);
	ASSERT_EQ(smmu_nr_events(), 1);
	ASSERT_TRUE(smmu_take_event(&event));
	EXPECT_EQ(event.dw[0], (uint64_t)SID << 32 | SMMU_F_WALK_EABT);
	EXPECT_EQ(event.dw[1], SMMU_CLASS_TABLE);
	EXPECT_EQ(event.dw[2], IOVA);
	EXPECT_EQ(event.dw[3], table + 8 * (uint64_t)index);
}

TEST(no_table, "a table that cannot be read is F_WALK_EABT, with its entry")
{
	translate();
	space.cd[1] = NOWHERE;
	smmu_attach(SID, &space);
	check_walk_abort(NOWHERE, IOVA >> 30);
	space.cd[1] = virt_to_phys(space.top);
	*smmu_entry(&space, IOVA, 1) = NOWHERE | PTE_TABLE | PTE_VALID;
	smmu_attach(SID, &space);
	check_walk_abort(NOWHERE, (IOVA >> 21) & 511);
}

TEST(no_table_unrecorded, "F_WALK_EABT is recorded whatever R")
{
	translate();
	space.cd[0] &= ~SMMU_CD_R;
	space.cd[1] = NOWHERE;
	smmu_attach(SID, &space);
	check_walk_abort(NOWHERE, IOVA >> 30);
}
