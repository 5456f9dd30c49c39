/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <x86/features.h>

#include <dev/acpi.h>
#include <dev/pci.h>
#include <x86/devices.h>
#include <x86/irq/ioapic.h>
#include <x86/irq/pic.h>
#include <x86/pio.h>
#include <x86/tsc.h>

static bool has_table(const char *signature)
{
	const struct acpi *acpi = acpi_system();

	return acpi && acpi_find(acpi, signature, 0);
}

static bool probe_x86_acpi(void)
{
	return acpi_system() != NULL;
}

static bool probe_x86_madt(void)
{
	return has_table("APIC");
}

static bool probe_x86_fadt(void)
{
	return has_table("FACP");
}

static bool probe_x86_acpi_fixed(void)
{
	const struct acpi *acpi = acpi_system();
	const struct acpi_fadt *fadt = acpi ? acpi_fadt(acpi) : NULL;

	return fadt && !(fadt->flags & ACPI_FADT_HW_REDUCED_ACPI);
}

static bool probe_x86_pm_timer(void)
{
	return pm_timer_present();
}

static bool probe_x86_hpet(void)
{
	return has_table("HPET");
}

static bool probe_x86_pci_cf8(void)
{
	return pci_cf8_present();
}

static bool probe_x86_pc_testdev(void)
{
	uint32_t old = inl(0xe0);
	bool present;

	outl(0x5aa5c33c, 0xe0);
	present = inl(0xe0) == 0x5aa5c33c;
	outl(old, 0xe0);
	return present;
}

static bool probe_x86_pic(void)
{
	return pic_present();
}

static bool probe_x86_ioapic(void)
{
	return has_table("APIC") && ioapic_count();
}

#define DEFINE_PROBE(id, name_, where_) \
	const struct feature id = { name_, where_, probe_##id };
X86_MACHINE_FEATURES(DEFINE_PROBE)
