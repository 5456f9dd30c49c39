/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The two descriptions of a machine, in two files each: PCI apart. */
#ifndef LIB_ARM_MACHINE_PARTS_H
#define LIB_ARM_MACHINE_PARTS_H

#include <arm/machine.h>

/** fdt_interrupt - the INTID of entry @index of a node's "interrupts"; 0: none */
unsigned int fdt_interrupt(int node, unsigned int index);

bool fdt_pci_window(unsigned int nth, struct machine_window *window);
unsigned int fdt_pci_intx(unsigned int device, unsigned int pin);
void fdt_pci_ids(uint16_t rid, struct machine_pci_ids *ids);
bool fdt_smmu(struct machine_smmu *smmu);

bool acpi_pci_window(unsigned int nth, struct machine_window *window);
unsigned int acpi_pci_intx(unsigned int device, unsigned int pin);
void acpi_pci_ids(uint16_t rid, struct machine_pci_ids *ids);
bool acpi_smmu(struct machine_smmu *smmu);

#endif
