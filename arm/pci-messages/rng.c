/* SPDX-License-Identifier: GPL-2.0-or-later */
/* virtio 1.2, 4.1.4.8 and 2.7: the legacy interface of the entropy device. */
#include "suite.h"

#include <arch/barrier.h>
#include <arch/page.h>
#include <clock.h>
#include <mm/page.h>

enum {
	VENDOR = 0x1af4,
	RNG = 0x1005,

	QUEUE_ADDRESS = 8,
	QUEUE_SIZE = 12,
	QUEUE_SELECT = 14,
	QUEUE_NOTIFY = 16,
	STATUS = 18,
	QUEUE_VECTOR = 22, /* there with MSI-X enabled */

	STATUS_DRIVER = 3, /* acknowledge, driver */
	STATUS_DRIVER_OK = 7,
	DESC_WRITE = 2,
};

struct descriptor {
	uint64_t address;
	uint32_t bytes;
	uint16_t flags, next;
};

struct ring {
	uint16_t flags, index;
	uint16_t entries[];
};

static void out(const struct rng *rng, unsigned int reg, unsigned int bytes,
		uint32_t value)
{
	pci_port_write((uint16_t)(rng->port + reg), bytes, value);
}

static void stop(uintptr_t port)
{
	pci_port_write((uint16_t)(port + STATUS), 1, 0);
}

static void clear(const struct pci_function *f)
{
	pci_msix_clear(f);
}

struct rng rng_open(unsigned int entry)
{
	struct rng rng = { .function = pci_find(VENDOR, RNG, 0) };

	if (!rng.function)
		SKIP("there is no virtio-rng-pci");
	rng.port = pci_bar_port(rng.function, 0);
	if (!rng.port || pci_msix_entries(rng.function) < 2)
		SKIP("virtio-rng-pci has no legacy interface with MSI-X");
	pci_enable(rng.function, PCI_COMMAND_MASTER);
	test_defer(clear, rng.function);
	test_defer(stop, (uintptr_t)rng.port);
	out(&rng, STATUS, 1, 0);
	out(&rng, STATUS, 1, STATUS_DRIVER);
	out(&rng, QUEUE_SELECT, 2, 0);
	rng.size = pci_port_read((uint16_t)(rng.port + QUEUE_SIZE), 2);
	rng.queue = page_alloc(2, PAGE_ZERO);
	out(&rng, QUEUE_ADDRESS, 4, (uint32_t)(virt_to_phys(rng.queue) >> 12));
	ASSERT_EQ(pci_msix_set(rng.function, 0, 0, 0), 0);
	pci_msix_mask(rng.function, 0, true);
	out(&rng, QUEUE_VECTOR, 2, entry);
	EXPECT_EQ(pci_port_read((uint16_t)(rng.port + QUEUE_VECTOR), 2), entry);
	out(&rng, STATUS, 1, STATUS_DRIVER_OK);
	return rng;
}

static bool is_used(void *arg)
{
	const struct rng *rng = arg;
	volatile struct ring *used = (struct ring *)(rng->queue + 0x1000);

	return used->index == rng->asked;
}

void rng_ask(struct rng *rng)
{
	struct descriptor *d = (struct descriptor *)rng->queue;
	struct ring *ring = (struct ring *)(rng->queue + 16 * rng->size);

	d->address = virt_to_phys(rng->queue) + 0x2000;
	d->bytes = 8;
	d->flags = DESC_WRITE;
	ring->entries[rng->asked % rng->size] = 0;
	mb();
	ring->index = ++rng->asked;
	mb();
	out(rng, QUEUE_NOTIFY, 2, 0);
	if (!wait_until(is_used, rng, 8000000))
		ERROR("virtio-rng-pci did not answer");
	/* A read of the device is behind its writes (PCI 3.0, 3.2.5). */
	pci_port_read((uint16_t)(rng->port + QUEUE_SIZE), 2);
	mb();
}
