/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_ARM_PCI_H
#define LIB_ARM_PCI_H

#include <stdint.h>

struct pci_function;

/**
 * arm_pci_intx - the INTID that a function's INTx pin leads to
 *
 * -ENOENT: it has no pin; -ENOTSUP: the machine does not say.
 */
int arm_pci_intx(const struct pci_function *f);

/**
 * arm_pci_stream, arm_pci_device - what the SMMU and the ITS call a function
 *
 * As the machine's description has it, whose fault it is where it says nothing:
 * ERROR.
 */
uint32_t arm_pci_stream(const struct pci_function *f);
uint32_t arm_pci_device(const struct pci_function *f);

#endif
