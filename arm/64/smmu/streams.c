/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stream table entries: which streams are blocked, bypass and are translated.
 *
 * IHI 0070, 5.2 (stream table entry), 6.3.24 (STRTAB_BASE_CFG), 7.3 (events).
 */
#include "suite.h"

TEST(disabled, "SMMU-2: with SMMUEN clear devices reach physical addresses")
{
	smmu_enable(SMMU_CR0_CMDQEN | SMMU_CR0_EVENTQEN);
	check_written(&edu, virt_to_phys(data + 0x128), data + 0x128);
	check_fetched(&edu, virt_to_phys(data + 0xfff0), data + 0xfff0);
	smmu_enable(SMMU_CR0_ALL);
	write_blocked(&edu, virt_to_phys(data));
	check_config_event(SMMU_C_BAD_STE, SID);
}

static void set_gbpa(uint32_t value)
{
	smmu_write(SMMU_GBPA, value | SMMU_GBPA_UPDATE);
	for (unsigned int i = 0; i < 1000; i++)
		if (!(smmu_read(SMMU_GBPA) & SMMU_GBPA_UPDATE))
			return;
	ERROR("GBPA.Update stays set");
}

TEST(gbpa_abort, "SMMU-2: with SMMUEN clear GBPA.ABORT blocks devices")
{
	const uint32_t old = smmu_read(SMMU_GBPA);

	smmu_enable(SMMU_CR0_CMDQEN | SMMU_CR0_EVENTQEN);
	test_defer(set_gbpa, old);
	set_gbpa(old | SMMU_GBPA_ABORT);
	EXPECT_EQ(smmu_read(SMMU_GBPA), old | SMMU_GBPA_ABORT);
	write_blocked(&edu, virt_to_phys(data));
	check_no_event();
}

TEST(gbpa_enabled, "GBPA does not count for an SMMU that is enabled")
{
	const uint32_t old = smmu_read(SMMU_GBPA);

	test_defer(set_gbpa, old);
	set_gbpa(old | SMMU_GBPA_ABORT);
	smmu_set_ste(SID, SMMU_STE_V | SMMU_STE_BYPASS);
	check_written(&edu, virt_to_phys(data), data);
}

TEST(invalid, "SMMU-3: a stream whose entry is not valid is blocked, C_BAD_STE")
{
	smmu_set_ste(SID, SMMU_STE_BYPASS);
	write_blocked(&edu, virt_to_phys(data));
	check_config_event(SMMU_C_BAD_STE, SID);
	fetch_blocked(&edu, virt_to_phys(data), data);
	check_config_event(SMMU_C_BAD_STE, SID);
}

TEST(bypass, "SMMU-5: a stream that bypasses reaches physical addresses")
{
	smmu_set_ste(SID, SMMU_STE_V | SMMU_STE_BYPASS);
	check_written(&edu, virt_to_phys(data), data);
	check_written(&edu, virt_to_phys(data + 0x8ffc), data + 0x8ffc);
	check_fetched(&edu, virt_to_phys(data + 0x1ff8), data + 0x1ff8);
}

static const struct config {
	const char *name;
	uint64_t dw0, dw1;
	enum smmu_event_type event; /* 0: none */
} configs[] = {
	{ "abort", SMMU_STE_V | SMMU_STE_CONFIG(0), 0, 0 },
	{ "reserved-1", SMMU_STE_V | SMMU_STE_CONFIG(1), 0, 0 },
	{ "reserved-2", SMMU_STE_V | SMMU_STE_CONFIG(2), 0, 0 },
	{ "reserved-3", SMMU_STE_V | SMMU_STE_CONFIG(3), 0, 0 },
	{ "stage-2", SMMU_STE_V | SMMU_STE_CONFIG(6), 0, SMMU_C_BAD_STE },
	{ "nested", SMMU_STE_V | SMMU_STE_CONFIG(7), 0, SMMU_C_BAD_STE },
	{ "s1cdmax", SMMU_STE_V | SMMU_STE_S1 | SMMU_STE_S1CDMAX(1), 0,
	  SMMU_C_BAD_STE },
	{ "s1cdmax-16", SMMU_STE_V | SMMU_STE_S1 | SMMU_STE_S1CDMAX(16), 0,
	  SMMU_C_BAD_STE },
	{ "s1stalld", SMMU_STE_V | SMMU_STE_S1, SMMU_STE_S1STALLD,
	  SMMU_C_BAD_STE },
};

/* Each has a context behind it that would translate. */
TEST_EACH(config, const struct config *r, configs,
	  "SMMU-4, 13: blocked, with the event that it is for")
{
	translate();
	check_written(&edu, IOVA, data);
	if (r->event == SMMU_C_BAD_STE && (smmu_read(SMMU_IDR0) & 1) &&
	    !strchr(r->name, '1'))
		SKIP("IDR0.S2P: there is stage 2");
	smmu_ste(SID)[1] |= r->dw1;
	smmu_set_ste(SID, r->dw0 | virt_to_phys(space.cd));
	write_blocked(&edu, IOVA);
	if (r->event)
		check_config_event(r->event, SID);
	check_no_event();
	write_blocked(&edu, virt_to_phys(data));
	if (r->event)
		check_config_event(r->event, SID);
	check_no_event();
}

TEST(again, "a stream that is blocked for its configuration can be used later")
{
	write_blocked(&edu, IOVA);
	check_config_event(SMMU_C_BAD_STE, SID);
	translate();
	check_written(&edu, IOVA + 0x20, data + 0x20);
	smmu_set_ste(SID, SMMU_STE_V | SMMU_STE_ABORT);
	write_blocked(&edu, IOVA);
	check_no_event();
	smmu_attach(SID, &space);
	check_written(&edu, IOVA + 0x24, data + 0x24);
}

/* ---------------------------------------------------------------- the table */

static const struct size {
	const char *name;
	unsigned int log2;
	int bdf;
	bool inside;
} sizes[] = {
	{ "8-of-1", 0, SID, false },
	{ "8-of-8", 3, SID, false },
	{ "8-of-16", 4, SID, true },
	{ "15-of-8", 3, SID_FUNCTION_7, false },
	{ "15-of-16", 4, SID_FUNCTION_7, true },
	{ "16-of-8", 3, SID_SLOT_2, false },
	{ "16-of-16", 4, SID_SLOT_2, false },
	{ "16-of-32", 5, SID_SLOT_2, true },
	{ "16-of-256", 8, SID_SLOT_2, true },
	{ "16-of-64k", 16, SID_SLOT_2, true },
};

TEST_EACH(size, const struct size *r, sizes,
	  "SMMU-13: C_BAD_STREAMID for streams beyond LOG2SIZE, and only those")
{
	struct edu by = edu_open(r->bdf);

	smmu_enable(SMMU_CR0_CMDQEN | SMMU_CR0_EVENTQEN);
	smmu_write(SMMU_STRTAB_BASE_CFG, r->log2);
	smmu_enable(SMMU_CR0_ALL);
	smmu_set_ste((uint32_t)r->bdf, SMMU_STE_V | SMMU_STE_BYPASS);
	if (r->inside) {
		check_written(&by, virt_to_phys(data), data);
		return;
	}
	write_blocked(&by, virt_to_phys(data));
	check_config_event(SMMU_C_BAD_STREAMID, (uint32_t)r->bdf);
}

TEST(entries, "each stream has the entry of its number")
{
	static const int bdfs[] = { SID, SID_FUNCTION_7, SID_SLOT_2 };

	for (unsigned int i = 0; i < 3; i++) {
		struct edu by = edu_open(bdfs[i]);

		test_context("stream %d", bdfs[i]);
		write_blocked(&by, virt_to_phys(data));
		check_config_event(SMMU_C_BAD_STE, (uint32_t)bdfs[i]);
		smmu_set_ste((uint32_t)bdfs[i], SMMU_STE_V | SMMU_STE_BYPASS);
		check_written(&by, virt_to_phys(data), data);
		smmu_set_ste((uint32_t)bdfs[i], SMMU_STE_V | SMMU_STE_ABORT);
	}
}

static const struct low {
	const char *name;
	uint64_t bits;
} lows[] = {
	{ "6", 1 << 6 },
	{ "13", 1 << 13 },
	{ "all-but-14", 0x3fc0 },
	{ "14", 1 << 14 },
};

TEST_EACH(low_bits, const struct low *r, lows,
	  "bits of STRTAB_BASE below the size of the table do not count")
{
	smmu_enable(SMMU_CR0_CMDQEN | SMMU_CR0_EVENTQEN);
	smmu_base_write(SMMU_STRTAB_BASE, virt_to_phys(smmu_ste(0)) | r->bits);
	smmu_enable(SMMU_CR0_ALL);
	smmu_set_ste(SID, SMMU_STE_V | SMMU_STE_BYPASS);
	check_written(&edu, virt_to_phys(data), data);
}
