/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SMMU-16: each StreamID by its own entry, and messages of interrupts.
 *
 * IHI 0070, 3.2 (StreamIDs), 3.14 (messages are translated as other writes).
 */
#include "suite.h"

#include <arch/irq.h>
#include <arm/gic.h>
#include <arm/its.h>
#include <arm/pci.h>
#include <dev/pci.h>
#include <smp.h>

enum {
	OTHER_ASID = ASID ^ 0x0100, /* of 16 bits, not of 8 */

	TRANSLATER = 0x40, /* of the ITS's second frame */
	EVENT = 5,
	LPI = GIC_LPI + 3,
};

static struct smmu_space second_space(uint16_t asid)
{
	struct smmu_space s = smmu_space(12, 39, asid);

	smmu_map(&s, IOVA, data + 0x8000, 3);
	return s;
}

TEST(two, "one address is of two devices in two places")
{
	struct edu other = edu_open(SID_SLOT_2);
	struct smmu_space second = second_space(OTHER_ASID);

	translate();
	smmu_attach(SID_SLOT_2, &second);
	for (unsigned int i = 0; i < 4; i++) {
		check_written(&edu, IOVA + 4 * i, data + 4 * i);
		check_written(&other, IOVA + 4 * i, data + 0x8000 + 4 * i);
	}
	check_fetched(&other, IOVA + 0x10, data + 0x8010);
	check_fetched(&edu, IOVA + 0x10, data + 0x10);
}

TEST(one_blocked, "a device that is blocked leaves the other alone")
{
	struct edu other = edu_open(SID_FUNCTION_7);
	struct smmu_space second = second_space(OTHER_ASID);

	translate();
	smmu_attach(SID_FUNCTION_7, &second);
	*smmu_entry(&second, IOVA, 3) = 0;
	smmu_command(SMMU_TLBI_NH_ASID | SMMU_COMMAND_ASID(OTHER_ASID), 0);
	write_blocked(&other, IOVA);
	check_fault(SMMU_F_TRANSLATION, SID_FUNCTION_7, IOVA, false);
	check_written(&edu, IOVA, data);
	smmu_set_ste(SID, SMMU_STE_V | SMMU_STE_ABORT);
	smmu_map(&second, IOVA, data + 0x4000, 3);
	check_written(&other, IOVA, data + 0x4000);
	write_blocked(&edu, IOVA);
	check_no_event();
}

TEST(shared, "devices of one context reach the same")
{
	struct edu other = edu_open(SID_SLOT_2);

	translate();
	smmu_attach(SID_SLOT_2, &space);
	check_written(&edu, IOVA, data);
	check_written(&other, IOVA + 4, data + 4);
	*smmu_entry(&space, IOVA, 3) = 0;
	smmu_command(SMMU_TLBI_NH_VA | SMMU_COMMAND_ASID(ASID), IOVA | 1);
	check_write_fault(SMMU_F_TRANSLATION, IOVA);
	write_blocked(&other, IOVA);
	check_fault(SMMU_F_TRANSLATION, SID_SLOT_2, IOVA, false);
}

/* The function of edu that is not on bus 0. */
static int behind_bridge(void)
{
	for (unsigned int i = 0; i < pci_nr_functions(); i++) {
		const struct pci_function *f = pci_function(i);

		if (PCI_BUS(f->bdf) && f->vendor == 0x1234 &&
		    f->device == 0x11e8)
			return f->bdf;
	}
	SKIP("there is no edu on another bus");
}

TEST(other_bus, "the number of its bus is part of a device's StreamID")
{
	const int sid = behind_bridge();
	struct edu other = edu_open(sid);

	smmu_set_ste(sid & 0xff, SMMU_STE_V | SMMU_STE_BYPASS);
	write_blocked(&other, virt_to_phys(data));
	check_config_event(SMMU_C_BAD_STE, (uint32_t)sid);
	translate();
	smmu_attach((uint32_t)sid, &space);
	check_written(&other, IOVA, data);
	check_fetched(&other, IOVA + 0x18, data + 0x18);
	write_blocked(&other, IOVA + 0x1000);
	check_fault(SMMU_F_TRANSLATION, (uint32_t)sid, IOVA + 0x1000, false);
	*smmu_ste((uint32_t)sid) = 0;
	smmu_command(SMMU_CFGI_STE | SMMU_COMMAND_SID(sid), 1);
	write_blocked(&other, IOVA);
	check_config_event(SMMU_C_BAD_STE, (uint32_t)sid);
}

/* Of the device tree's iommu-map, or the mappings of IORT. */
static void check_described(uint16_t bdf)
{
	struct edu other = edu_open(bdf);
	const uint32_t sid = arm_pci_stream(other.function);

	test_context("PCI 0x%x", bdf);
	write_blocked(&other, virt_to_phys(data));
	check_config_event(SMMU_C_BAD_STE, sid);
	if (test_arg("qemu-model"))
		EXPECT_EQ(sid, bdf);
}

TEST(described, "an event has the StreamID that the machine's description has")
{
	check_described(SID);
	check_described(SID_FUNCTION_7);
	check_described(SID_SLOT_2);
	check_described((uint16_t)behind_bridge());
}

/* --------------------------------------------------------------- doorbells -- */

TEST(doorbell_v2m, "an interrupt's message arrives where it is mapped to",
     .needs = NEEDS(&arm_v2m))
{
	const unsigned int spi = 90;

	gic_set_edge(spi, true);
	gic_clear_pending(spi);
	translate();
	edu_message(&edu, IOVA + 0x1000 + V2M_SETSPI_NS, spi);
	EXPECT_FALSE(gic_is_pending(spi));
	check_fault(SMMU_F_TRANSLATION, SID, IOVA + 0x1000 + V2M_SETSPI_NS,
		    false);
	smmu_map(&space, IOVA + 0x1000, phys_to_virt(gic_machine()->v2m.start),
		 3);
	edu_message(&edu, IOVA + 0x1000 + V2M_SETSPI_NS, spi);
	EXPECT_TRUE(gic_is_pending(spi));
	EXPECT_FALSE(gic_is_pending(spi - 1));
	check_no_event();
}

static void start_its(uint32_t device)
{
	its_start();
	its_map_device(device);
	its_map(device, EVENT, LPI, 0);
	lpi_configure(LPI, LPI_PRIORITY, true);
	its_inv(device, EVENT);
}

TEST(doorbell_its, "an interrupt's message arrives where it is mapped to",
     .needs = NEEDS(&arm_its))
{
	const uint64_t doorbell = IOVA + 0x1000 + TRANSLATER;
	const uint8_t *frame = phys_to_virt(gic_machine()->its.start);

	start_its(arm_pci_device(edu.function));
	translate();
	edu_message(&edu, doorbell, EVENT);
	EXPECT_EQ(lpi_take().of[0], GIC_SPURIOUS);
	check_fault(SMMU_F_TRANSLATION, SID, doorbell, false);
	smmu_map(&space, IOVA + 0x1000, frame + 0x10000, 3);
	edu_message(&edu, doorbell, EVENT);
	EXPECT_EQ(lpi_take().of[0], LPI);
	edu_message(&edu, doorbell, EVENT + 1);
	EXPECT_EQ(lpi_take().of[0], GIC_SPURIOUS);
	check_no_event();
}

TEST(doorbell_sid, "a message is of the device that sends it, to the ITS too",
     .needs = NEEDS(&arm_its))
{
	const uint8_t *frame = phys_to_virt(gic_machine()->its.start);
	struct edu other = edu_open(SID_SLOT_2);

	start_its(arm_pci_device(other.function));
	translate();
	smmu_attach(SID_SLOT_2, &space);
	smmu_map(&space, IOVA + 0x1000, frame + 0x10000, 3);
	edu_message(&edu, IOVA + 0x1000 + TRANSLATER, EVENT);
	EXPECT_EQ(lpi_take().of[0], GIC_SPURIOUS);
	edu_message(&other, IOVA + 0x1000 + TRANSLATER, EVENT);
	EXPECT_EQ(lpi_take().of[0], LPI);
}
