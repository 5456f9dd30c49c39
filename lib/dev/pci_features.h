/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a machine's PCI may lack, for .needs. */
#ifndef LIB_DEV_PCI_FEATURES_H
#define LIB_DEV_PCI_FEATURES_H

#include <test/test.h>

extern const struct feature pci_present;  /* PCI at all */
extern const struct feature pci_has_ecam; /* configuration space in memory */
extern const struct feature pci_testdev;  /* QEMU's devices for tests */
extern const struct feature pci_edu;

#endif
