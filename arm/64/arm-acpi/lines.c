/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupts that the MADT has for each CPU, against what raises them: overflow of
 * the PMU, and maintenance of the virtual interface (ACPI 6.5, 5.2.12.14).
 */
#include "suite.h"

#include <arch/io.h>
#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/gic.h>

#define PMOVSSET    S3_3_C9_C14_3
#define CYCLES	    (1ul << 31)
#define ICH_HCR_EL2 S3_4_C12_C11_0

enum {
	PMCR_E = 1 << 0,
	HCR_EN = 1 << 0, /* of ICH_HCR_EL2 and GICH_HCR */
	HCR_UIE = 1 << 1,
	GICH_HCR = 0,
};

static unsigned int same_of_all(size_t offset)
{
	const struct acpi_madt_gicc *c = madt_next(NULL, ACPI_MADT_GICC);
	uint32_t gsiv, other;

	__builtin_memcpy(&gsiv, (const char *)c + offset, sizeof(gsiv));
	while ((c = madt_next(c, ACPI_MADT_GICC))) {
		__builtin_memcpy(&other, (const char *)c + offset,
				 sizeof(other));
		EXPECT_EQ(other, gsiv);
	}
	return gsiv;
}

/* Pending while it is raised, and no other PPI with it. */
static void expect_line(unsigned int gsiv, bool raised)
{
	for (unsigned int ppi = GIC_PPI; ppi < GIC_SPI; ppi++) {
		test_context("PPI %u", ppi);
		EXPECT_EQ(gic_is_pending(ppi), raised && ppi == gsiv);
	}
}

static void stop_pmu(uintptr_t pmcr)
{
	write_sysreg(pmintenclr_el1, CYCLES);
	write_sysreg(pmovsclr_el0, CYCLES);
	write_sysreg(pmcr_el0, pmcr);
	isb();
}

TEST(madt_pmu, "overflow of the PMU raises the performance interrupt",
     .needs = NEEDS(&arm_gic, &arm_pmu))
{
	unsigned int gsiv =
		same_of_all(offsetof(struct acpi_madt_gicc, performance_gsiv));

	test_defer(stop_pmu, read_sysreg(pmcr_el0));
	write_sysreg(pmcr_el0, read_sysreg(pmcr_el0) | PMCR_E);
	write_sysreg(pmintenset_el1, CYCLES);
	isb();
	expect_line(gsiv, false);
	write_sysreg(PMOVSSET, CYCLES);
	isb();
	expect_line(gsiv, true);
	write_sysreg(pmovsclr_el0, CYCLES);
	isb();
	expect_line(gsiv, false);
}

static bool lacks_pmu(void)
{
	return !arm_pmu.probe();
}

static const struct feature no_pmu = { "no PMU", "ID_AA64DFR0_EL1.PMUVer",
				       lacks_pmu };

TEST(madt_no_pmu, "without a PMU there is no such interrupt",
     .needs = NEEDS(&no_pmu))
{
	EXPECT_EQ(
		same_of_all(offsetof(struct acpi_madt_gicc, performance_gsiv)),
		0);
}

/* ------------------------------------------------------------ maintenance -- */

static unsigned int maintenance(void)
{
	return same_of_all(offsetof(struct acpi_madt_gicc, maintenance_gsiv));
}

static void set_hcr(uintptr_t value)
{
	write_sysreg(ICH_HCR_EL2, value);
	isb();
}

/* IHI 0069, 4.8: with UIE it is raised while no list register is in use. */
TEST(madt_maintenance, "GICv3: an underflow raises the maintenance interrupt",
     .needs = NEEDS(&arm_gicv3, &arm_at_el2))
{
	expect_line(maintenance(), false);
	test_defer(set_hcr, 0);
	set_hcr(HCR_EN | HCR_UIE);
	expect_line(maintenance(), true);
	set_hcr(0);
	expect_line(maintenance(), false);
}

static void set_gich(uintptr_t value)
{
	mmio_write32(gic_hyp() + GICH_HCR, (uint32_t)value);
}

TEST(madt_maintenance_2, "GICv2: an underflow raises the maintenance interrupt",
     .needs = NEEDS(&arm_gicv2_virt, &arm_at_el2))
{
	expect_line(maintenance(), false);
	test_defer(set_gich, 0);
	set_gich(HCR_EN | HCR_UIE);
	expect_line(maintenance(), true);
	set_gich(0);
	expect_line(maintenance(), false);
}

TEST(madt_no_maintenance, "without EL2 there is no such interrupt",
     .needs = NEEDS(&arm_at_el1))
{
	EXPECT_EQ(maintenance(), 0);
}
