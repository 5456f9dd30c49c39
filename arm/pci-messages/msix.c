/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MSI-X, of QEMU's virtio-rng-pci: the table, the pending bits, both masks. */
#include "suite.h"

#include <arch/io.h>

PCI_MESSAGES_SUITE;

static uint8_t *structure(struct rng *rng, unsigned int reg)
{
	uint8_t cap = pci_cap(rng->function->bdf, PCI_CAP_MSIX);
	uint32_t at = pci_read32(rng->function->bdf, cap + reg);

	return (uint8_t *)pci_bar_map(rng->function, at & PCI_MSIX_BIR) +
	       (at & ~PCI_MSIX_BIR);
}

static void control(const struct rng *rng, uint16_t set, uint16_t clear)
{
	uint16_t bdf = rng->function->bdf;
	unsigned int at = pci_cap(bdf, PCI_CAP_MSIX) + PCI_MSIX_CONTROL;

	pci_write16(bdf, at, (pci_read16(bdf, at) | set) & (uint16_t)~clear);
}

static void entry_set(struct rng *rng, const struct mailbox *box,
		      unsigned int word, uint32_t data)
{
	ASSERT_EQ(pci_msix_set(rng->function, 0, box->address + 4 * word, data),
		  0);
}

static const struct message {
	const char *name;
	unsigned int word;
	uint32_t data;
} messages[] = {
	{ "zero", 0, 0 },	   { "bit-0", 1, 1 },
	{ "bit-15", 2, 0x8000 },   { "bit-16", 3, 0x10000 },
	{ "bit-31", 4, 1u << 31 }, { "ones", 1023, 0xffffffff },
};

TEST_EACH(msix, const struct message *r, messages,
	  "writes the entry's 32 bits to its address")
{
	struct rng rng = rng_open(0);
	struct mailbox box = mailbox_open();

	entry_set(&rng, &box, r->word, r->data);
	for (unsigned int i = 0; i < 3; i++) {
		rng_ask(&rng);
		mailbox_check(&box, r->word, r->data);
	}
	EXPECT_FALSE(pci_msix_pending(rng.function, 0));
}

TEST(msix_entry, "the queue's message is that of the entry it was given")
{
	struct rng rng = rng_open(1);
	struct mailbox box = mailbox_open();

	entry_set(&rng, &box, 0, 1);
	ASSERT_EQ(pci_msix_set(rng.function, 1, box.address + 8, 2), 0);
	rng_ask(&rng);
	mailbox_check(&box, 2, 2);
}

static void both_pending(struct rng *rng, const struct mailbox *box)
{
	rng_ask(rng);
	rng_ask(rng);
	mailbox_check_empty(box);
	EXPECT_TRUE(pci_msix_pending(rng->function, 0));
	EXPECT_FALSE(pci_msix_pending(rng->function, 1));
}

TEST(msix_masked, "a masked entry is pending, and one message when unmasked")
{
	struct rng rng = rng_open(0);
	struct mailbox box = mailbox_open();

	entry_set(&rng, &box, 5, 0x12345678);
	pci_msix_mask(rng.function, 0, true);
	both_pending(&rng, &box);
	pci_msix_mask(rng.function, 0, false);
	mailbox_check(&box, 5, 0x12345678);
	EXPECT_FALSE(pci_msix_pending(rng.function, 0));
	pci_msix_mask(rng.function, 0, true);
	pci_msix_mask(rng.function, 0, false);
	mailbox_check_empty(&box);
}

TEST(msix_function_mask, "Function Mask does the same for all entries")
{
	struct rng rng = rng_open(0);
	struct mailbox box = mailbox_open();

	entry_set(&rng, &box, 6, 0x9abcdef0);
	control(&rng, PCI_MSIX_CONTROL_MASK, 0);
	both_pending(&rng, &box);
	control(&rng, 0, PCI_MSIX_CONTROL_MASK);
	mailbox_check(&box, 6, 0x9abcdef0);
	EXPECT_FALSE(pci_msix_pending(rng.function, 0));
	rng_ask(&rng);
	mailbox_check(&box, 6, 0x9abcdef0);
}

TEST(msix_both_masks, "both masks have to go")
{
	struct rng rng = rng_open(0);
	struct mailbox box = mailbox_open();

	entry_set(&rng, &box, 7, 7);
	control(&rng, PCI_MSIX_CONTROL_MASK, 0);
	pci_msix_mask(rng.function, 0, true);
	both_pending(&rng, &box);
	control(&rng, 0, PCI_MSIX_CONTROL_MASK);
	mailbox_check_empty(&box);
	control(&rng, PCI_MSIX_CONTROL_MASK, 0);
	pci_msix_mask(rng.function, 0, false);
	mailbox_check_empty(&box);
	control(&rng, 0, PCI_MSIX_CONTROL_MASK);
	mailbox_check(&box, 7, 7);
}

TEST(msix_changed, "what is sent at unmasking is what the entry says then")
{
	struct rng rng = rng_open(0);
	struct mailbox box = mailbox_open();
	uint8_t *entry = structure(&rng, PCI_MSIX_TABLE);

	entry_set(&rng, &box, 8, 8);
	pci_msix_mask(rng.function, 0, true);
	rng_ask(&rng);
	mmio_write32(entry, (uint32_t)(box.address + 4 * 9));
	mmio_write32(entry + 8, 9);
	pci_msix_mask(rng.function, 0, false);
	mailbox_check(&box, 9, 9);
}

TEST(msix_control, "Enable and Function Mask alone can be written")
{
	struct rng rng = rng_open(0);
	uint16_t bdf = rng.function->bdf;
	unsigned int at = pci_cap(bdf, PCI_CAP_MSIX) + PCI_MSIX_CONTROL;
	uint16_t was = pci_read16(bdf, at);

	EXPECT_EQ(was & 0x3800, 0);
	pci_write16(bdf, at, (uint16_t)~was & 0x7fff);
	EXPECT_EQ(pci_read16(bdf, at),
		  (was | PCI_MSIX_CONTROL_MASK) &
			  (uint16_t)~PCI_MSIX_CONTROL_ENABLE);
	pci_write16(bdf, at, was);
	EXPECT_EQ(pci_read16(bdf, at), was);
	pci_write32(bdf, at + 2, ~pci_read32(bdf, at + 2));
	pci_write32(bdf, at + 6, ~pci_read32(bdf, at + 6));
	EXPECT_NE(structure(&rng, PCI_MSIX_TABLE), NULL);
}

TEST(msix_table, "entries keep what is written, each its own; so do 8 bytes")
{
	struct rng rng = rng_open(0);
	unsigned int nr = pci_msix_entries(rng.function);
	uint8_t *entry = structure(&rng, PCI_MSIX_TABLE);

	for (unsigned int i = 0; i < 4 * nr; i++)
		mmio_write32(entry + 4 * i, 0xc9f0a5a0 + 0x1010000 * i + 1);
	for (unsigned int i = 0; i < 4 * nr; i++) {
		/* 6.8.2.9: vector control has bit 0 alone */
		uint32_t bits = i % 4 == 3 ? 1 : i % 4 == 0 ? ~3u : ~0u;

		test_context("word %u", i);
		EXPECT_EQ(mmio_read32(entry + 4 * i) & bits,
			  (0xc9f0a5a0 + 0x1010000 * i + 1) & bits);
	}
	mmio_write64(entry, 0x123456789abcdef0);
	EXPECT_EQ(mmio_read64(entry), 0x123456789abcdef0);
	EXPECT_EQ(mmio_read32(entry + 4), 0x12345678);
}

TEST(msix_pba, "the pending bits are read-only")
{
	struct rng rng = rng_open(0);
	struct mailbox box = mailbox_open();
	uint8_t *pba = structure(&rng, PCI_MSIX_PBA);

	entry_set(&rng, &box, 0, 3);
	EXPECT_EQ(mmio_read32(pba), 0);
	mmio_write32(pba, 0xffffffff);
	EXPECT_EQ(mmio_read32(pba), 0);
	pci_msix_mask(rng.function, 0, true);
	rng_ask(&rng);
	EXPECT_EQ(mmio_read32(pba), 1);
	mmio_write32(pba, 0);
	EXPECT_EQ(mmio_read32(pba), 1);
	mailbox_check_empty(&box);
	pci_msix_mask(rng.function, 0, false);
	mailbox_check(&box, 0, 3);
	EXPECT_EQ(mmio_read32(pba), 0);
}

TEST(msix_no_master, "without Bus Master there is no message")
{
	struct rng rng = rng_open(0);
	struct mailbox box = mailbox_open();

	entry_set(&rng, &box, 0, 4);
	pci_msix_mask(rng.function, 0, true);
	rng_ask(&rng);
	pci_disable(rng.function, PCI_COMMAND_MASTER);
	pci_msix_mask(rng.function, 0, false);
	mailbox_check_empty(&box);
	pci_enable(rng.function, PCI_COMMAND_MASTER);
}
