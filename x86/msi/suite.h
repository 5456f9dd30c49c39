/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Message-signalled interrupts and the line they replace: QEMU's edu has MSI, its
 * virtio-rng MSI-X.
 *
 * PCI Local Bus 3.0, 6.8 (MSI, MSI-X) and 2.2.6 (INTx); Intel SDM vol. 3, 10.11
 * (message signalled interrupts).
 */
#ifndef X86_MSI_SUITE_H
#define X86_MSI_SUITE_H

#include <dev/edu.h>
#include <dev/pci.h>
#include <smp.h>
#include <test/test.h>
#include <x86/features.h>
#include <x86/irq/apic.h>
#include <x86/irq/irqlog.h>

enum {
	VECTOR = 0x76,
	NR = 4
};

TEST_SUITE("msi", .summary = "messages interrupt the CPUs they name",
	   .needs = NEEDS(&x86_xapic_mode, &x86_pci_cf8),
	   .setup = irqlog_start);

#define FOUR_CPUS .needs = NEEDS(&smp_4_cpus)

/** reached - which CPUs took VECTOR; 0x10: one of them twice, or another vector */
unsigned int reached(void);

/* ----------------------------------------------------------- virtio-rng ---- */

struct rng {
	struct pci_function *function;
	uint16_t port;
	unsigned int size; /* of the queue, which has one buffer at a time */
	uint8_t *queue;
	uint16_t asked;
};

/** rng_open - the device with MSI-X entry 0 for its queue; SKIPs without one */
struct rng rng_open(void);

/** rng_ask - have it fill a buffer, and wait until it has: an interrupt is due */
void rng_ask(struct rng *rng);

#endif
