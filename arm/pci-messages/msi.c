/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MSI, of QEMU's edu: one message, 64-bit addresses, no mask. */
#include "suite.h"

#include <arch/io.h>

PCI_MESSAGES_SUITE;

static uint8_t msi_cap(const struct edu *edu)
{
	uint8_t cap = pci_cap(edu->function->bdf, PCI_CAP_MSI);

	if (!cap)
		SKIP("edu has no MSI");
	return cap;
}

static void put32(uint32_t place, uint64_t value)
{
	pci_write32((uint16_t)(place >> 16), place & 0xffff, (uint32_t)value);
}

static const struct msi_reg {
	const char *name;
	unsigned int reg;
	uint32_t bits;	   /* of it; of data 16 */
	uint32_t writable; /* 6.8.1.3 to 6.8.1.6: the others read 0 */
} msi_regs[] = {
	{ "address", 4, 0xffffffff, 0xfffffffc },
	{ "upper", 8, 0xffffffff, 0xffffffff },
	{ "data", 12, 0x0000ffff, 0x0000ffff },
};

TEST_EACH(msi_bits, const struct msi_reg *r, msi_regs,
	  "keeps each of its bits and no others", .needs = NEEDS(&pci_edu))
{
	struct edu edu = edu_open(EDU_ANY);
	uint16_t bdf = edu.function->bdf;
	unsigned int at = msi_cap(&edu) + r->reg;

	test_defer2(put32, (uint32_t)bdf << 16 | at, pci_read32(bdf, at));
	for (unsigned int bit = 0; bit < 32; bit++) {
		test_context("bit %u", bit);
		pci_write32(bdf, at, 1u << bit);
		EXPECT_EQ(pci_read32(bdf, at) & r->bits,
			  1u << bit & r->writable);
		pci_write32(bdf, at, ~(1u << bit));
		EXPECT_EQ(pci_read32(bdf, at) & r->bits,
			  ~(1u << bit) & r->writable);
	}
}

TEST(msi_control, "is capable of one message, without masks; id is read-only",
     .needs = NEEDS(&pci_edu))
{
	struct edu edu = edu_open(EDU_ANY);
	uint16_t bdf = edu.function->bdf;
	uint8_t cap = msi_cap(&edu);
	uint32_t was = pci_read32(bdf, cap);

	EXPECT_EQ(was >> 16, PCI_MSI_CONTROL_64);
	test_defer2(put32, (uint32_t)bdf << 16 | cap, was);
	pci_write32(bdf, cap, ~was & ~(PCI_MSI_CONTROL_ENABLED << 16));
	EXPECT_EQ(pci_read32(bdf, cap), was | PCI_MSI_CONTROL_ENABLE << 16);
	pci_write32(bdf, cap, 0);
	EXPECT_EQ(pci_read32(bdf, cap), was);
}

static const struct message {
	const char *name;
	unsigned int word;
	uint16_t data;
} messages[] = {
	{ "zero", 0, 0 },	 { "bit-0", 1, 1 },
	{ "bit-7", 2, 0x80 },	 { "bit-8", 3, 0x100 },
	{ "bit-15", 4, 0x8000 }, { "ones", 1023, 0xffff },
};

TEST_EACH(msi, const struct message *r, messages,
	  "writes 4 bytes, data and zeros, to its address",
	  .needs = NEEDS(&pci_edu))
{
	struct edu edu = edu_open(EDU_ANY);
	struct mailbox box = mailbox_open();

	msi_cap(&edu);
	edu_message(&edu, box.address + 4 * r->word, r->data);
	mailbox_check(&box, r->word, r->data);
}

TEST(msi_off, "without Enable there is no message", .needs = NEEDS(&pci_edu))
{
	struct edu edu = edu_open(EDU_ANY);
	struct mailbox box = mailbox_open();
	uint8_t cap = msi_cap(&edu);
	uint16_t bdf = edu.function->bdf;

	edu_message(&edu, box.address, 7);
	mailbox_check(&box, 0, 7);
	pci_write16(bdf, cap + PCI_MSI_CONTROL,
		    pci_read16(bdf, cap + PCI_MSI_CONTROL) &
			    (uint16_t)~PCI_MSI_CONTROL_ENABLE);
	mmio_write32(edu.regs + EDU_RAISE, 2);
	EXPECT_EQ(mmio_read32(edu.regs + EDU_INTERRUPTS), 2);
	mmio_write32(edu.regs + EDU_ACKNOWLEDGE, 2);
	mailbox_check_empty(&box);
}

TEST(msi_each, "each raise is one message, and acknowledging is none",
     .needs = NEEDS(&pci_edu))
{
	struct edu edu = edu_open(EDU_ANY);
	struct mailbox box = mailbox_open();

	msi_cap(&edu);
	edu_message(&edu, box.address, 9);
	mailbox_check(&box, 0, 9);
	mmio_write32(edu.regs + EDU_RAISE, 0x30);
	EXPECT_EQ(mmio_read32(edu.regs + EDU_INTERRUPTS), 0x30);
	mailbox_check(&box, 0, 9);
	mmio_write32(edu.regs + EDU_ACKNOWLEDGE, 0x10);
	EXPECT_EQ(mmio_read32(edu.regs + EDU_INTERRUPTS), 0x20);
	mailbox_check_empty(&box);
	mmio_write32(edu.regs + EDU_RAISE, 0x20);
	EXPECT_EQ(mmio_read32(edu.regs + EDU_INTERRUPTS), 0x20);
	mailbox_check(&box, 0, 9);
	mmio_write32(edu.regs + EDU_ACKNOWLEDGE, 0x20);
	EXPECT_EQ(mmio_read32(edu.regs + EDU_INTERRUPTS), 0);
	mailbox_check_empty(&box);
}

/* 3.2.2.3.4: a function without bus mastering makes no memory write. */
TEST(msi_no_master, "without Bus Master there is no message",
     .needs = NEEDS(&pci_edu))
{
	struct edu edu = edu_open(EDU_ANY);
	struct mailbox box = mailbox_open();

	msi_cap(&edu);
	edu_message(&edu, box.address, 1);
	mailbox_check(&box, 0, 1);
	pci_disable(edu.function, PCI_COMMAND_MASTER);
	mmio_write32(edu.regs + EDU_RAISE, 1);
	mmio_write32(edu.regs + EDU_ACKNOWLEDGE, 1);
	mmio_read32(edu.regs + EDU_INTERRUPTS);
	mailbox_check_empty(&box);
	pci_enable(edu.function, PCI_COMMAND_MASTER);
	mailbox_check_empty(&box);
}
