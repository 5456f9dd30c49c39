/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The capabilities of message-signalled interrupts, bit by bit. A message is a
 * write of 4 bytes: here to memory, so that what arrives can be read.
 *
 * PCI Local Bus 3.0, 6.8.1 (MSI), 6.8.2 (MSI-X).
 */
#ifndef ARM_PCI_MESSAGES_SUITE_H
#define ARM_PCI_MESSAGES_SUITE_H

#include <dev/edu.h>
#include <dev/pci.h>
#include <dev/pci_features.h>
#include <stdint.h>
#include <test/test.h>

#define PCI_MESSAGES_SUITE                                                   \
	TEST_SUITE("pci-messages",                                           \
		   .summary = "MSI and MSI-X send what their registers say", \
		   .needs = NEEDS(&pci_present))

#define NO_MESSAGE 0xa5a5a5a5u

/* Where messages go: words of one page. */
struct mailbox {
	volatile uint32_t *words; /* each NO_MESSAGE */
	uint64_t address;
};

/** mailbox_open - an empty one; mailbox_empty - again */
struct mailbox mailbox_open(void);
void mailbox_empty(const struct mailbox *box);

/** mailbox_check - word @at has @data, all others nothing; then empty it */
void mailbox_check(const struct mailbox *box, unsigned int at, uint32_t data);
/** mailbox_check_empty - nothing has come */
void mailbox_check_empty(const struct mailbox *box);

/* QEMU's virtio-rng-pci: MSI-X entries, 0 for its queue. */
struct rng {
	struct pci_function *function;
	uint16_t port, asked;
	unsigned int size; /* of the queue, which has one buffer at a time */
	uint8_t *queue;
};

/** rng_open - the device, its queue's message is entry @entry's; or SKIP */
struct rng rng_open(unsigned int entry);

/** rng_ask - have it fill a buffer, and wait until it has: a message is due */
void rng_ask(struct rng *rng);

#endif
