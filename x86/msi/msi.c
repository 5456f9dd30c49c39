/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MSI: address, data, enable bits. */
#include "suite.h"

#include <arch/io.h>
#include <clock.h>
#include <x86/cpu.h>

#define REDIRECTION_HINT (1u << 3)
#define LOGICAL		 (1u << 2)

enum {
	DATA_LOWEST = 1 << 8,
	DATA_NMI = 4 << 8,
	DATA_LEVEL = 3 << 14, /* level-triggered, asserted */
};

unsigned int reached(void)
{
	unsigned int cpus = 0;

	irqlog_windows();
	for (unsigned int cpu = 0; cpu < NR; cpu++) {
		if (irqlog.taken[cpu][VECTOR])
			cpus |= 1u << cpu;
		if (irqlog.total[cpu] > 1 ||
		    irqlog.total[cpu] != irqlog.taken[cpu][VECTOR])
			cpus |= 0x10;
	}
	return cpus;
}

static unsigned int send(const struct edu *edu, uint64_t address, uint16_t data)
{
	irqlog_forget();
	edu_message(edu, address, data);
	return reached();
}

TEST(physical, "reaches the CPU with the id, once, and nobody at an id of none",
     FOUR_CPUS)
{
	struct edu edu = edu_open(EDU_ANY);

	irqlog_windows();
	for (unsigned int cpu = 0; cpu < NR; cpu++) {
		uint8_t id = (uint8_t)arch_cpu_hwid(cpu);

		test_context("CPU %u", cpu);
		EXPECT_EQ(send(&edu, apic_msi_address(id), VECTOR), 1u << cpu);
		EXPECT_EQ(send(&edu, apic_msi_address(id) | REDIRECTION_HINT,
			       VECTOR),
			  1u << cpu);
	}
	EXPECT_EQ(send(&edu, apic_msi_address(0x7e), VECTOR), 0);
}

TEST(broadcast, "destination FFH reaches every CPU, once", FOUR_CPUS)
{
	struct edu edu = edu_open(EDU_ANY);

	irqlog_windows();
	EXPECT_EQ(send(&edu, apic_msi_address(0xff), VECTOR), 0xf);
}

static void logical_id(void *arg)
{
	apic_write(APIC_DFR, APIC_DFR_FLAT);
	apic_write(APIC_LDR, *(const bool *)arg ? 1u << (24 + cpu_this()) : 0);
}

static void set_ids(uintptr_t on)
{
	bool give = on;

	for (unsigned int cpu = 0; cpu < NR; cpu++)
		on_cpu(cpu, logical_id, &give);
}

TEST(logical, "reaches each CPU whose logical id is in the destination",
     FOUR_CPUS)
{
	struct edu edu = edu_open(EDU_ANY);

	test_defer(set_ids, false);
	set_ids(true);
	for (uint8_t to = 0; to < 16; to++) {
		test_context("destination 0x%x", to);
		EXPECT_EQ(send(&edu, apic_msi_address(to) | LOGICAL, VECTOR),
			  to);
	}
}

TEST(lowest, "lowest priority reaches exactly one of those that match",
     FOUR_CPUS)
{
	struct edu edu = edu_open(EDU_ANY);

	test_defer(set_ids, false);
	set_ids(true);
	for (uint8_t to = 1; to < 16; to++) {
		unsigned int cpus = send(
			&edu, apic_msi_address(to) | LOGICAL | REDIRECTION_HINT,
			DATA_LOWEST | VECTOR);

		test_context("destination 0x%x", to);
		EXPECT_EQ(cpus & ~to, 0);
		EXPECT_EQ(__builtin_popcount(cpus), 1);
	}
}

TEST(nmi, "NMI mode is one NMI of that CPU, the vector ignored", FOUR_CPUS)
{
	struct edu edu = edu_open(EDU_ANY);
	unsigned int cpu;

	irqlog_windows();
	irqlog_count_nmis();
	for (cpu = 0; cpu < NR; cpu++) {
		edu_message(&edu, apic_msi_address((uint8_t)arch_cpu_hwid(cpu)),
			    DATA_NMI | VECTOR);
		EXPECT_TRUE(irqlog_wait_nmi(cpu));
	}
	EXPECT_EQ(reached(), 0);
	for (cpu = 0; cpu < NR; cpu++)
		EXPECT_EQ(irqlog_nmis(cpu), 1);
}

/* KVM's and Hyper-V's: destination bits 14:8 where CPUID says so (KVM: bit 15). */
static bool has_extended_id(void)
{
	return x86_kvm.probe() && cpuid(0x40000001, 0).a >> 15 & 1;
}

TEST(extended_id,
     "address bits 11:5 are a destination where CPUID says so, or ignored",
     FOUR_CPUS)
{
	struct edu edu = edu_open(EDU_ANY);
	uint64_t here = apic_msi_address((uint8_t)arch_cpu_hwid(1));

	irqlog_windows();
	for (unsigned int bit = 5; bit <= 11; bit++) {
		test_context("bit %u", bit);
		EXPECT_EQ(send(&edu, here | 1u << bit, VECTOR),
			  has_extended_id() ? 0 : 2);
	}
}

TEST(vectors, "the message's vector is the interrupt's, and edge-triggered")
{
	struct edu edu = edu_open(EDU_ANY);
	uint64_t here = apic_msi_address((uint8_t)arch_cpu_hwid(0));

	for (unsigned int v = IRQLOG_FIRST; v <= IRQLOG_LAST; v++) {
		test_context("vector 0x%x", v);
		edu_message(&edu, here, (uint16_t)v);
		EXPECT_TRUE(apic_test_bit(APIC_IRR, v));
		EXPECT_FALSE(apic_test_bit(APIC_TMR, v));
		irqlog_window();
		EXPECT_EQ(irqlog.taken[0][v], 1);
	}
	EXPECT_EQ(irqlog_all(), IRQLOG_LAST - IRQLOG_FIRST + 1);
}

TEST(level, "a level-triggered message sets the vector's TMR bit")
{
	struct edu edu = edu_open(EDU_ANY);
	uint64_t here = apic_msi_address((uint8_t)arch_cpu_hwid(0));

	edu_message(&edu, here, DATA_LEVEL | VECTOR);
	EXPECT_TRUE(apic_test_bit(APIC_TMR, VECTOR));
	irqlog_window();
	edu_message(&edu, here, VECTOR);
	EXPECT_FALSE(apic_test_bit(APIC_TMR, VECTOR));
	irqlog_window();
	EXPECT_EQ(irqlog.taken[0][VECTOR], 2);
	EXPECT_EQ(irqlog_all(), 2);
}

TEST(count, "each message is one interrupt: none is lost or doubled")
{
	struct edu edu = edu_open(EDU_ANY);
	uint64_t here = apic_msi_address((uint8_t)arch_cpu_hwid(0));

	for (unsigned int i = 1; i <= 300; i++) {
		edu_message(&edu, here, VECTOR);
		irqlog_window();
		ASSERT_EQ(irqlog.nr, i);
	}
	EXPECT_EQ(reached(), 0x11);
	EXPECT_EQ(irqlog_all(), 300);
}

/* --------------------------------------------------- configuration space ---- */

static uint16_t control(const struct pci_function *f, uint8_t cap)
{
	return pci_read16(f->bdf, cap + PCI_MSI_CONTROL);
}

/* 6.8.1.3: what is more than capable is up to the device, not more messages. */
TEST(control, "the enable bits are kept, what the device is capable of is not")
{
	struct edu edu = edu_open(EDU_ANY);
	const struct pci_function *f = edu.function;
	uint8_t cap = pci_cap(f->bdf, PCI_CAP_MSI);
	uint16_t fixed =
		control(f, cap) &
		(uint16_t) ~(PCI_MSI_CONTROL_ENABLE | PCI_MSI_CONTROL_ENABLED);

	pci_write16(f->bdf, cap + PCI_MSI_CONTROL, 0xffff);
	EXPECT_EQ(control(f, cap) & ~PCI_MSI_CONTROL_ENABLED,
		  fixed | PCI_MSI_CONTROL_ENABLE);
	pci_write16(f->bdf, cap + PCI_MSI_CONTROL, 0);
	EXPECT_EQ(control(f, cap), fixed);
}

TEST(address, "address and data are kept, bits 1:0 of the address are 0")
{
	struct edu edu = edu_open(EDU_ANY);
	uint16_t bdf = edu.function->bdf;
	uint8_t cap = pci_cap(bdf, PCI_CAP_MSI);

	pci_write32(bdf, cap + PCI_MSI_ADDRESS, 0xffffffff);
	EXPECT_EQ(pci_read32(bdf, cap + PCI_MSI_ADDRESS), 0xfffffffc);
	pci_write32(bdf, cap + PCI_MSI_ADDRESS, 0xfee5a00c);
	EXPECT_EQ(pci_read32(bdf, cap + PCI_MSI_ADDRESS), 0xfee5a00c);
	pci_write32(bdf, cap + PCI_MSI_ADDRESS + 4, 0x12345678);
	EXPECT_EQ(pci_read32(bdf, cap + PCI_MSI_ADDRESS + 4), 0x12345678);
	pci_write32(bdf, cap + PCI_MSI_ADDRESS + 4, 0);
	pci_write16(bdf, cap + 12, 0xa55a);
	EXPECT_EQ(pci_read16(bdf, cap + 12), 0xa55a);
}

TEST(no_master, "without bus mastering no message is sent")
{
	struct edu edu = edu_open(EDU_ANY);
	const struct pci_function *f = edu.function;
	uint64_t here = apic_msi_address((uint8_t)arch_cpu_hwid(0));

	EXPECT_EQ(send(&edu, here, VECTOR), 1);
	irqlog_forget();
	pci_disable(f, PCI_COMMAND_MASTER);
	mmio_write32(edu.regs + EDU_RAISE, 1);
	mmio_read32(edu.regs + EDU_INTERRUPTS);
	mmio_write32(edu.regs + EDU_ACKNOWLEDGE, 1);
	EXPECT_EQ(reached(), 0);
	pci_enable(f, PCI_COMMAND_MASTER);
	EXPECT_EQ(reached(), 0);
	EXPECT_EQ(send(&edu, here, VECTOR), 1);
}
