/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MSI-X: the table, the pending bits, both masks. */
#include "suite.h"

#include <arch/io.h>

static uint8_t *table(struct rng *rng)
{
	uint8_t cap = pci_cap(rng->function->bdf, PCI_CAP_MSIX);
	uint32_t at = pci_read32(rng->function->bdf, cap + PCI_MSIX_TABLE);

	return (uint8_t *)pci_bar_map(rng->function, at & PCI_MSIX_BIR) +
	       (at & ~PCI_MSIX_BIR);
}

static void function_mask(const struct rng *rng, bool masked)
{
	uint16_t bdf = rng->function->bdf;
	uint8_t cap = pci_cap(bdf, PCI_CAP_MSIX);
	uint16_t control = pci_read16(bdf, cap + PCI_MSIX_CONTROL);

	pci_write16(bdf, cap + PCI_MSIX_CONTROL,
		    masked ? control | PCI_MSIX_CONTROL_MASK :
			     control & (uint16_t)~PCI_MSIX_CONTROL_MASK);
}

TEST(msix, "each use of the queue is one interrupt")
{
	struct rng rng = rng_open();

	for (unsigned int i = 1; i <= 20; i++) {
		rng_ask(&rng);
		EXPECT_TRUE(irqlog_wait(VECTOR, i));
		ASSERT_EQ(irqlog_all(), i);
	}
	EXPECT_FALSE(pci_msix_pending(rng.function, 0));
}

TEST(msix_destination, "goes to the CPU that the entry names", FOUR_CPUS)
{
	struct rng rng = rng_open();

	irqlog_windows();
	for (unsigned int cpu = 0; cpu < NR; cpu++) {
		test_context("CPU %u", cpu);
		irqlog_forget();
		pci_msix_set(rng.function, 0,
			     apic_msi_address((uint8_t)arch_cpu_hwid(cpu)),
			     VECTOR);
		rng_ask(&rng);
		EXPECT_EQ(reached(), 1u << cpu);
	}
}

static const struct vector {
	const char *name;
	uint8_t vector;
} vectors[] = {
	{ "first", IRQLOG_FIRST }, { "0x31", 0x31 }, { "0x4e", 0x4e },
	{ "0x7f", 0x7f },	   { "0x80", 0x80 }, { "0xa5", 0xa5 },
	{ "last", IRQLOG_LAST },
};

TEST_EACH(msix_vector, const struct vector *r, vectors,
	  "the entry's vector is the interrupt's")
{
	struct rng rng = rng_open();

	pci_msix_set(rng.function, 0,
		     apic_msi_address((uint8_t)arch_cpu_hwid(0)), r->vector);
	rng_ask(&rng);
	EXPECT_TRUE(irqlog_wait(r->vector, 1));
	EXPECT_EQ(irqlog_all(), 1);
	EXPECT_FALSE(apic_test_bit(APIC_TMR, r->vector));
}

TEST(msix_masked, "a masked entry is pending, and one interrupt when unmasked")
{
	struct rng rng = rng_open();

	pci_msix_mask(rng.function, 0, true);
	rng_ask(&rng);
	rng_ask(&rng);
	irqlog_windows();
	EXPECT_EQ(irqlog_all(), 0);
	EXPECT_TRUE(pci_msix_pending(rng.function, 0));
	pci_msix_mask(rng.function, 0, false);
	EXPECT_TRUE(irqlog_wait(VECTOR, 1));
	irqlog_windows();
	EXPECT_EQ(irqlog_all(), 1);
	EXPECT_FALSE(pci_msix_pending(rng.function, 0));
	pci_msix_mask(rng.function, 0, true);
	pci_msix_mask(rng.function, 0, false);
	irqlog_windows();
	EXPECT_EQ(irqlog_all(), 1);
}

TEST(msix_function_mask, "the function mask does the same")
{
	struct rng rng = rng_open();

	function_mask(&rng, true);
	rng_ask(&rng);
	irqlog_windows();
	EXPECT_EQ(irqlog_all(), 0);
	EXPECT_TRUE(pci_msix_pending(rng.function, 0));
	function_mask(&rng, false);
	EXPECT_TRUE(irqlog_wait(VECTOR, 1));
	irqlog_windows();
	EXPECT_EQ(irqlog_all(), 1);
	EXPECT_FALSE(pci_msix_pending(rng.function, 0));
}

TEST(msix_both_masks, "both masks have to go")
{
	struct rng rng = rng_open();

	function_mask(&rng, true);
	pci_msix_mask(rng.function, 0, true);
	rng_ask(&rng);
	function_mask(&rng, false);
	irqlog_windows();
	EXPECT_EQ(irqlog_all(), 0);
	function_mask(&rng, true);
	pci_msix_mask(rng.function, 0, false);
	irqlog_windows();
	EXPECT_EQ(irqlog_all(), 0);
	function_mask(&rng, false);
	EXPECT_TRUE(irqlog_wait(VECTOR, 1));
	EXPECT_EQ(irqlog_all(), 1);
}

/* A pending message is the entry's as it is when it is sent. */
TEST(msix_changed, "what is sent at unmasking is what the entry says then")
{
	struct rng rng = rng_open();
	uint8_t *entry = table(&rng);

	pci_msix_mask(rng.function, 0, true);
	rng_ask(&rng);
	mmio_write32(entry + 8, 0x55);
	pci_msix_mask(rng.function, 0, false);
	EXPECT_TRUE(irqlog_wait(0x55, 1));
	EXPECT_EQ(irqlog_all(), 1);
}

TEST(msix_table, "entries keep what is written, each its own")
{
	struct rng rng = rng_open();
	unsigned int nr = pci_msix_entries(rng.function);
	uint8_t *entry = table(&rng);

	for (unsigned int i = 0; i < 4 * nr; i++)
		mmio_write32(entry + 4 * i, 0xfee00000 + 0x1000 * i + 1);
	for (unsigned int i = 0; i < 4 * nr; i++) {
		test_context("word %u", i);
		/* 6.8.2.9: vector control has bit 0 alone, the rest is reserved */
		EXPECT_EQ(mmio_read32(entry + 4 * i) & (i % 4 == 3 ? 1 : ~3u),
			  (0xfee00000 + 0x1000 * i + 1) &
				  (i % 4 == 3 ? 1 : ~3u));
	}
}

TEST(msix_no_master, "without bus mastering no message is sent")
{
	struct rng rng = rng_open();

	pci_msix_mask(rng.function, 0, true);
	rng_ask(&rng);
	pci_disable(rng.function, PCI_COMMAND_MASTER);
	pci_msix_mask(rng.function, 0, false);
	irqlog_windows();
	EXPECT_EQ(irqlog_all(), 0);
	pci_enable(rng.function, PCI_COMMAND_MASTER);
}
