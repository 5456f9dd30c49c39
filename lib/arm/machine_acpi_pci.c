/* SPDX-License-Identifier: GPL-2.0-or-later */
/* PCI by ACPI tables: the DSDT (ACPI 6.5) and IORT (Arm, DEN 0049E). */
#include <arm/machine_parts.h>

#include <console.h>
#include <dev/iort.h>

#define HOST_BRIDGE "PNP0A08" /* PCI Firmware Specification 3.3, 4.1.5 */

enum {
	SMMU_BYTES = 0x20000, /* IHI 0070, 6.1: two pages of 64 KiB */
};

bool acpi_pci_window(unsigned int nth, struct machine_window *window)
{
	struct acpi_window found;

	if (!acpi_window(acpi_system(), HOST_BRIDGE, nth, &found))
		return false;
	window->space = found.is_io			  ? MACHINE_PORTS :
			(found.start + found.bytes) >> 32 ? MACHINE_MEMORY64 :
							    MACHINE_MEMORY;
	window->bus = found.start;
	window->cpu = found.start + found.translation;
	window->bytes = found.bytes;
	return true;
}

unsigned int acpi_pci_intx(unsigned int device, unsigned int pin)
{
	return acpi_intx(acpi_system(), HOST_BRIDGE, device, pin - 1);
}

/* A table that says nonsense is worse than none: what it leads to is not known. */
static const struct iort *iort(void)
{
	static const struct iort *checked;
	const struct iort *found;
	struct iort_fault fault;

	if (checked)
		return checked;
	found = acpi_find(acpi_system(), "IORT", 0);
	if (found && iort_check(found, &fault) != 0)
		panic("ACPI table IORT, offset 0x%x: %s",
		      (unsigned int)fault.offset, fault.what);
	checked = found;
	return checked;
}

void acpi_pci_ids(uint16_t rid, struct machine_pci_ids *ids)
{
	struct iort_route route;

	if (!iort() || !iort_route(iort(), 0, rid, &route))
		return;
	ids->has_stream = route.smmu != NULL;
	ids->stream = route.stream;
	ids->has_device = route.its != NULL;
	ids->device = route.device;
}

bool acpi_smmu(struct machine_smmu *smmu)
{
	const struct iort_smmu *found = iort() ? iort_smmu(iort()) : NULL;

	if (!found)
		return false;
	*smmu = (struct machine_smmu){
		.start = found->base,
		.bytes = SMMU_BYTES,
		.intid = { [MACHINE_SMMU_EVENTQ] = found->event_gsiv,
			   [MACHINE_SMMU_PRIQ] = found->pri_gsiv,
			   [MACHINE_SMMU_SYNC] = found->sync_gsiv,
			   [MACHINE_SMMU_GERROR] = found->gerror_gsiv },
	};
	return true;
}
