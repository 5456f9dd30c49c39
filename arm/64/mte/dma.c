/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CTX-10: devices write data and no tags, and are not checked (Arm ARM, D10.1: only
 * accesses of a PE are).
 */
#include "suite.h"

#include <arch.h>
#include <dev/edu.h>
#include <dev/pci_features.h>

MTE_SUITE;

enum {
	FILL = 0xa5,
	BYTES = 4080, /* the buffer's, in whole granules */
};

#define NEEDS_DMA .needs = NEEDS(&arm_mte, &arm_at_el1, &pci_edu)

static struct edu edu;
static paddr_t bus; /* the page's address there */

static void open_page(void)
{
	edu = edu_open(EDU_ANY);
	ASSERT_EQ(arch_translate(mte_untagged, &bus), 0);
	mte_tag_page();
	for (unsigned int i = 0; i < PAGE_SIZE; i++)
		mte_untagged[i] = FILL;
	mte_checks(MTE_SYNC, MTE_SYNC);
}

TEST(dma_word, "CTX-10: a word from a device changes data and no tag",
     NEEDS_DMA)
{
	open_page();
	for (unsigned int i = 0; i < GRANULES; i++) {
		uint32_t *word = (void *)(mte_untagged + i * MTE_GRANULE);

		edu_message(&edu, bus + i * MTE_GRANULE, (uint16_t)(i + 1));
		EXPECT_EQ(word[0], i + 1);
		EXPECT_EQ(word[1], 0x01010101u * FILL);
	}
	mte_expect_tags(0, 0, 0);
	EXPECT_EQ(mte_tfsr(), 0);
}

/* Out of a tagged page into the device, and back to where it differs. */
TEST(dma_page, "CTX-10: a page from a device changes data and no tag",
     NEEDS_DMA)
{
	open_page();
	for (unsigned int i = 0; i < BYTES; i++)
		mte_untagged[i] = (uint8_t)(i * 7);
	edu_fetch(&edu, bus, BYTES);
	for (unsigned int i = 0; i < BYTES; i++)
		mte_untagged[i] = FILL;
	edu_store(&edu, bus, BYTES);
	for (unsigned int i = 0; i < BYTES; i++) {
		test_context("byte %u", i);
		ASSERT_EQ(mte_untagged[i], (uint8_t)(i * 7));
	}
	test_context("%s", "");
	EXPECT_EQ(mte_untagged[BYTES], FILL);
	mte_expect_tags(0, 0, 0);
	EXPECT_EQ(mte_tfsr(), 0);
}
