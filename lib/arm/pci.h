/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_ARM_PCI_H
#define LIB_ARM_PCI_H

struct pci_function;

/**
 * arm_pci_intx - the INTID that a function's INTx pin leads to
 *
 * -ENOENT: it has no pin; -ENOTSUP: the machine does not say.
 */
int arm_pci_intx(const struct pci_function *f);

#endif
