/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Message-signalled interrupts of a PCI function, QEMU's edu: to the doorbell of
 * the ITS, which knows the device as the machine's description says, or to
 * GICv2m's frame.
 *
 * IHI 0069, 5.2 and 12.19 (GITS_TRANSLATER); PCI Local Bus 3.0, 6.8 (MSI).
 */
#include <arch.h>
#include <arch/io.h>
#include <arm/gic.h>
#include <arm/its.h>
#include <arm/pci.h>
#include <clock.h>
#include <dev/pci.h>
#include <smp.h>
#include <test/test.h>

enum {
	EDU_VENDOR = 0x1234,
	EDU_DEVICE = 0x11e8,
	EDU_RAISE = 0x60,
	EDU_ACK = 0x64,
	EVENT = 3,
	LPI = 8200,
	SETTLE_US = 2000,
};

static struct pci_function *edu(void)
{
	return pci_find(EDU_VENDOR, EDU_DEVICE, 0);
}

static bool has_edu(void)
{
	return edu() != NULL;
}

static const struct feature edu_device = { "QEMU's edu device", "PCI 1234:11e8",
					   has_edu };

TEST_SUITE("gic-msi", .summary = "messages of a PCI function are interrupts",
	   .needs = NEEDS(&arm_gic, &edu_device));

static uint8_t *bar;

static void quiet(uintptr_t unused)
{
	(void)unused;
	mmio_write32(bar + EDU_ACK, UINT32_MAX);
	pci_msi_clear(edu());
}

static void set_message(uint64_t address, uint16_t data)
{
	struct pci_function *f = edu();

	bar = pci_bar_map(f, 0);
	pci_enable(f, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	test_defer(quiet, 0);
	ASSERT_EQ(pci_msi_set(f, address, data), 0);
}

static void raise(void)
{
	mmio_write32(bar + EDU_RAISE, 1);
	mmio_write32(bar + EDU_ACK, 1);
	delay_us(SETTLE_US);
}

/* One interrupt, on one CPU, and then nothing more anywhere. */
static void check_arrival(unsigned int cpu, uint32_t intid)
{
	struct lpi_taken first = lpi_take(), second = lpi_take();

	for (unsigned int i = 0; i < cpu_count(); i++) {
		test_context("CPU %u", i);
		EXPECT_EQ(first.of[i], i == cpu ? intid : GIC_SPURIOUS);
		EXPECT_EQ(second.of[i], GIC_SPURIOUS);
	}
}

/* ------------------------------------------------------------------- ITS -- */

static uint64_t doorbell(void)
{
	paddr_t address;

	ASSERT_EQ(arch_translate(its_frame(), &address), 0);
	return address + GITS_TRANSLATER;
}

static void start(uint32_t device)
{
	its_start();
	its_map_device(device);
	its_map(device, EVENT, LPI, 1);
	lpi_configure(LPI, LPI_PRIORITY, true);
	its_inv(device, EVENT);
	set_message(doorbell(), EVENT);
}

TEST(its, "ITS-23: the message is the event of the function's own device",
     .needs = NEEDS(&arm_its, &smp_2_cpus))
{
	start(arm_pci_device(edu()));
	check_arrival(CPU_MAX, 0);
	for (unsigned int i = 0; i < 5; i++) {
		raise();
		check_arrival(1, LPI);
	}
}

TEST(its_moved, "the message goes where its event has been moved to",
     .needs = NEEDS(&arm_its, &smp_2_cpus))
{
	start(arm_pci_device(edu()));
	its_movi(arm_pci_device(edu()), EVENT, 0);
	raise();
	check_arrival(0, LPI);
	its_discard(arm_pci_device(edu()), EVENT);
	raise();
	check_arrival(CPU_MAX, 0);
}

TEST(its_event, "another event in the message arrives nowhere",
     .needs = NEEDS(&arm_its, &smp_2_cpus))
{
	start(arm_pci_device(edu()));
	set_message(doorbell(), EVENT + 1);
	raise();
	check_arrival(CPU_MAX, 0);
	set_message(doorbell(), EVENT + 0x100);
	raise();
	check_arrival(CPU_MAX, 0);
	set_message(doorbell(), EVENT);
	raise();
	check_arrival(1, LPI);
}

TEST(its_device, "a mapping of another device does not count",
     .needs = NEEDS(&arm_its, &smp_2_cpus))
{
	start(arm_pci_device(edu()) + 1);
	raise();
	check_arrival(CPU_MAX, 0);
}

static bool is_quiescent(void *ctlr)
{
	return mmio_read32(ctlr) & GITS_CTLR_QUIESCENT;
}

/* 12.19.10: writes to GITS_TRANSLATER are ignored while Enabled is 0. */
TEST(its_disabled, "an ITS that is off drops messages, and knows all when on",
     .needs = NEEDS(&arm_its, &smp_2_cpus))
{
	uint8_t *ctlr;

	start(edu()->bdf);
	ctlr = its_frame() + GITS_CTLR;
	mmio_write32(ctlr, 0);
	EXPECT_TRUE(wait_until(is_quiescent, ctlr, 1000000));
	raise();
	check_arrival(CPU_MAX, 0);
	mmio_write32(ctlr, GITS_CTLR_ENABLED);
	check_arrival(CPU_MAX, 0);
	raise();
	check_arrival(1, LPI);
}

/* --------------------------------------------------------------- GICv2m -- */

TEST(v2m, "G2-7: the message is an edge of the SPI in it",
     .needs = NEEDS(&arm_v2m, &smp_2_cpus))
{
	const unsigned int spi = 80;

	set_message(gic_machine()->v2m.start + V2M_SETSPI_NS, spi);
	gic_set_edge(spi, true);
	gic_route(spi, 1);
	gic_enable(spi);
	for (unsigned int i = 0; i < 5; i++) {
		raise();
		check_arrival(1, spi);
	}
	gic_disable(spi);
	raise();
	EXPECT_TRUE(gic_is_pending(spi));
	check_arrival(CPU_MAX, 0);
}
