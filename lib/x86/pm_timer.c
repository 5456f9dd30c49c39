/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ACPI PM timer: ACPI 6.5, 4.8.2.1. */
#include <x86/tsc.h>

#include <dev/acpi.h>
#include <x86/pio.h>

static struct acpi_gas pm_timer_gas(void)
{
	const struct acpi *acpi = acpi_system();
	const struct acpi_fadt *fadt = acpi ? acpi_fadt(acpi) : NULL;

	/* a hardware-reduced machine's fixed registers do not exist: 5.2.9 */
	if (!fadt || (fadt->flags & ACPI_FADT_HW_REDUCED_ACPI))
		return (struct acpi_gas){ 0 };
	return acpi_fadt_pm_timer(fadt);
}

bool pm_timer_present(void)
{
	struct acpi_gas gas = pm_timer_gas();

	return gas.space == ACPI_SPACE_IO && gas.address != 0;
}

static uint16_t pm_timer_port;

uint32_t pm_timer_read(void)
{
	if (!pm_timer_port)
		pm_timer_port = (uint16_t)pm_timer_gas().address;
	return inl(pm_timer_port);
}

unsigned int pm_timer_bits(void)
{
	const struct acpi_fadt *fadt = acpi_fadt(acpi_system());

	return fadt->flags & ACPI_FADT_TMR_VAL_EXT ? 32 : 24;
}
