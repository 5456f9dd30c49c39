/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FADT: a machine of reduced hardware, and how PSCI is called (ACPI 6.5, 5.2.9,
 * 4.1). GTDT: the timers' interrupts (5.2.25).
 */
#include "suite.h"

#include <arm/cpu.h>
#include <arm/gic.h>
#include <arm/psci.h>
#include <arm/timer.h>
#include <clock.h>
#include <string.h>

enum {
	FADT_BYTES_6 = 276, /* of revision 6 */
	WAIT_US = 1000000,
	LEVEL_HIGH = 0, /* GTDT's flags: neither edge nor active low */
	ALWAYS_ON = 1 << 2,
};

/* At EL2 there is EL3's instruction, below it the hypervisor's. */
static uint16_t conduit(void)
{
	return ACPI_FADT_PSCI | (current_el() == 2 ? 0 : ACPI_FADT_PSCI_HVC);
}

/* 4.1: of what the fixed hardware would have been, nothing is left. */
TEST(fadt, "FADT has reduced hardware, PSCI, and no register or address else")
{
	const struct acpi_fadt *fadt = table("FACP");
	const struct field fields[] = {
		FIELD(acpi_fadt, dsdt, fadt->dsdt), /* either is enough */
		FIELD(acpi_fadt, flags, ACPI_FADT_HW_REDUCED_ACPI),
		FIELD(acpi_fadt, arm_boot_arch, conduit()),
		FIELD(acpi_fadt, minor_revision, fadt->minor_revision),
		FIELD(acpi_fadt, x_dsdt, acpi_fadt_dsdt(fadt)),
		FIELD(acpi_fadt, hypervisor_vendor, fadt->hypervisor_vendor),
	};

	EXPECT_FIELDS(fadt, fields, sizeof(fadt->header), FADT_BYTES_6);
	EXPECT_EQ(fadt->header.length, FADT_BYTES_6);
	EXPECT_NE(fadt->x_dsdt, 0);
	if (fadt->dsdt)
		EXPECT_EQ(fadt->dsdt, fadt->x_dsdt);
	if (is_model())
		EXPECT_MEMEQ(&fadt->hypervisor_vendor, "QEMU\0\0\0", 8);
}

TEST(fadt_psci, "the instruction that FADT names calls PSCI")
{
	const struct acpi_fadt *fadt = table("FACP");

	EXPECT_EQ(fadt->arm_boot_arch, conduit());
	EXPECT_GE(psci_call(PSCI_VERSION, 0, 0, 0), 2); /* 0.2 */
}

/* ------------------------------------------------------------------ GTDT -- */

TEST(gtdt, "GTDT has the architecture's timers and no platform's")
{
	const struct acpi_gtdt *gtdt = table("GTDT");
	const bool el2_virtual = gtdt->header.revision >= 3;
	const size_t bytes = el2_virtual ?
				     sizeof(*gtdt) :
				     offsetof(struct acpi_gtdt, el2_virtual);
	const struct field fields[] = {
		FIELD(acpi_gtdt, control_base, UINT64_MAX),
		FIELD(acpi_gtdt, timer[0].gsiv, 29),
		FIELD(acpi_gtdt, timer[0].flags, LEVEL_HIGH),
		FIELD(acpi_gtdt, timer[1].gsiv, 30),
		FIELD(acpi_gtdt, timer[1].flags, LEVEL_HIGH | ALWAYS_ON),
		FIELD(acpi_gtdt, timer[2].gsiv, 27),
		FIELD(acpi_gtdt, timer[2].flags, LEVEL_HIGH),
		FIELD(acpi_gtdt, timer[3].gsiv, 26),
		FIELD(acpi_gtdt, timer[3].flags, LEVEL_HIGH),
		FIELD(acpi_gtdt, read_base, UINT64_MAX),
		FIELD(acpi_gtdt, el2_virtual.gsiv,
		      el2_virtual ? gtdt->el2_virtual.gsiv : 0),
	};

	if (!is_model())
		SKIP("needs to know the machine");
	expect_fields(gtdt, fields, el2_virtual ? 11 : 10, sizeof(gtdt->header),
		      (unsigned int)bytes);
	EXPECT_EQ(gtdt->header.length, bytes);
	if (el2_virtual && gtdt->el2_virtual.gsiv)
		EXPECT_EQ(gtdt->el2_virtual.gsiv, 28);
}

static const struct timer_row {
	const char *name;
	const struct timer *timer;
} timers[] = {
	{ "virtual", &timer_virtual },
	{ "physical", &timer_physical },
};

static bool is_pending(void *intid)
{
	return gic_is_pending(*(uint32_t *)intid);
}

static void stop(void (*set_ctl)(uint64_t value))
{
	set_ctl(0);
}

/* A level, high while the condition is met: nothing remains of it. */
TEST_EACH(gtdt_line, const struct timer_row *r, timers,
	  "a timer's interrupt is the one that GTDT has, and a level",
	  .needs = NEEDS(&arm_gic))
{
	const struct acpi_gtdt *gtdt = table("GTDT");
	const unsigned int place = r->timer->place[TIMER_AT_EL2];
	uint32_t gsiv;

	if (place > 3)
		SKIP("GTDT need not have it");
	gsiv = gtdt->timer[place].gsiv;
	test_defer(stop, r->timer->set_ctl);
	EXPECT_FALSE(gic_is_pending(gsiv));
	r->timer->set_cval(0);
	r->timer->set_ctl(TIMER_ENABLE);
	EXPECT_TRUE(wait_until(is_pending, &gsiv, WAIT_US));
	for (unsigned int other = 26; other <= 30; other++)
		EXPECT_EQ(gic_is_pending(other), other == gsiv);
	r->timer->set_ctl(TIMER_ENABLE | TIMER_IMASK);
	EXPECT_FALSE(gic_is_pending(gsiv));
	EXPECT_EQ(gtdt->timer[place].flags & 3, LEVEL_HIGH);
}
