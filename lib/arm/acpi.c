/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ACPI tables are firmware's: where it says, and nowhere without it. */
#include <dev/acpi.h>

paddr_t arch_acpi_rsdp(void)
{
	return arch_boot_info()->acpi_rsdp;
}
