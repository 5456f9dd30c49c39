/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An INTx line of PCI, at the interrupt controller. */
#include "suite.h"

#include <arch/io.h>
#include <arch/irq.h>
#include <arm/gic.h>
#include <arm/pci.h>
#include <clock.h>
#include <dev/pci.h>
#include <dev/pci_features.h>

DEVICES_SUITE;

enum {
	EDU_STATUS = 0x24,
	EDU_RAISE = 0x60,
	EDU_ACK = 0x64,
};

static uint8_t *edu;
static unsigned int edu_intid, edu_taken;

static void open_edu(void)
{
	struct pci_function *f = pci_find(0x1234, 0x11e8, 0);
	int intid = arm_pci_intx(f);

	if (intid < 0)
		SKIP("the machine does not say where INTx leads");
	pci_disable(f, PCI_COMMAND_INTX_DISABLE);
	edu = pci_bar_map(f, 0);
	edu_intid = (unsigned int)intid;
	edu_taken = 0;
	ASSERT_TRUE(edu != NULL);
}

TEST(intx_line, "an INTx line is level: pending until the device lets go",
     .needs = NEEDS(&pci_edu, &arm_gic))
{
	open_edu();
	EXPECT_FALSE(gic_is_pending(edu_intid));
	mmio_write32(edu + EDU_RAISE, 0x11);
	EXPECT_EQ(mmio_read32(edu + EDU_STATUS), 0x11);
	EXPECT_TRUE(gic_is_pending(edu_intid));
	mmio_write32(edu + EDU_ACK, 0x01);
	EXPECT_TRUE(gic_is_pending(edu_intid));
	mmio_write32(edu + EDU_ACK, 0x10);
	EXPECT_FALSE(gic_is_pending(edu_intid));
	for (unsigned int other = 0; other < 4; other++)
		EXPECT_FALSE(gic_is_pending((edu_intid & ~3u) + other));
}

static void on_edu(uint32_t iar, void *arg)
{
	(void)iar;
	(void)arg;
	if (++edu_taken == 3)
		mmio_write32(edu + EDU_ACK, 1);
}

TEST(intx_taken, "it is taken again and again while it is held, then no more",
     .needs = NEEDS(&pci_edu, &arm_gic))
{
	open_edu();
	gic_handle(edu_intid, on_edu, NULL);
	gic_enable(edu_intid);
	mmio_write32(edu + EDU_RAISE, 1);
	irq_enable();
	delay_us(20000);
	irq_disable();
	EXPECT_EQ(edu_taken, 3);
	EXPECT_FALSE(gic_is_pending(edu_intid));
}

TEST(intx_disable, "Command.Interrupt Disable keeps it off the line",
     .needs = NEEDS(&pci_edu, &arm_gic))
{
	struct pci_function *f;

	open_edu();
	f = pci_find(0x1234, 0x11e8, 0);
	pci_enable(f, PCI_COMMAND_INTX_DISABLE);
	mmio_write32(edu + EDU_RAISE, 1);
	EXPECT_FALSE(gic_is_pending(edu_intid));
	EXPECT_EQ(pci_read16(f->bdf, PCI_STATUS) & PCI_STATUS_INTERRUPT,
		  PCI_STATUS_INTERRUPT);
	pci_disable(f, PCI_COMMAND_INTX_DISABLE);
	EXPECT_TRUE(gic_is_pending(edu_intid));
	mmio_write32(edu + EDU_ACK, 1);
	EXPECT_FALSE(gic_is_pending(edu_intid));
	EXPECT_EQ(pci_read16(f->bdf, PCI_STATUS) & PCI_STATUS_INTERRUPT, 0);
}

/* The lines of a bridge's bus are turned by the device's number. */
TEST(intx_map, "device numbers and pins lead to the lines that are given",
     .needs = NEEDS(&pci_edu))
{
	struct pci_function *f = pci_find(0x1234, 0x11e8, 0);
	uint64_t expected = test_arg_u64("edu_intid", 0);

	if (!expected)
		SKIP("needs the line's INTID in edu_intid=");
	EXPECT_EQ(arm_pci_intx(f), expected);
}
