/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef COMMON_PCI_CONFIG_SUITE_H
#define COMMON_PCI_CONFIG_SUITE_H

#include <dev/pci.h>
#include <dev/pci_features.h>
#include <test/test.h>

#define PCI_CONFIG_SUITE                                              \
	TEST_SUITE("pci-config",                                      \
		   .summary = "PCI functions configure as specified", \
		   .needs = NEEDS(&pci_present))

/** function - pci_function(), and says which one a failure is about */
static inline const struct pci_function *function(unsigned int index)
{
	const struct pci_function *f = pci_function(index);

	if (f)
		test_context("%02x:%02x.%x %04x:%04x", PCI_BUS(f->bdf),
			     PCI_DEV(f->bdf), PCI_FN(f->bdf), f->vendor,
			     f->device);
	return f;
}

#endif
