/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dev/pci_features.h>

#include <dev/pci.h>

static bool probe_present(void)
{
	return arch_pci_host() != NULL;
}

static bool probe_ecam(void)
{
	return pci_ecam_range() != NULL;
}

static bool probe_testdev(void)
{
	return arch_pci_host() && pci_find(0x1b36, 0x0005, 0);
}

static bool probe_edu(void)
{
	return arch_pci_host() && pci_find(0x1234, 0x11e8, 0);
}

const struct feature pci_present = {
	"PCI", "ports, ACPI \"MCFG\" or pci-host-ecam-generic", probe_present
};
const struct feature pci_has_ecam = { "PCI ECAM",
				      "ACPI \"MCFG\" or the machine's own way",
				      probe_ecam };
const struct feature pci_testdev = { "pci-testdev", "PCI 1b36:0005",
				     probe_testdev };
const struct feature pci_edu = { "edu", "PCI 1234:11e8", probe_edu };
