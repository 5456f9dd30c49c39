/* SPDX-License-Identifier: GPL-2.0-or-later */
/* virtio 1.2, 4.1.4.8 and 2.7: the legacy interface of the entropy device. */
#include "suite.h"

#include <arch/barrier.h>
#include <arch/page.h>
#include <clock.h>
#include <mm/page.h>
#include <x86/pio.h>

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

static void stop(const struct pci_function *f)
{
	outb(0,
	     (uint16_t)(pci_bar_port((struct pci_function *)(uintptr_t)f, 0) +
			STATUS));
	pci_msix_clear(f);
}

static struct ring *available(const struct rng *rng)
{
	return (struct ring *)(rng->queue + 16 * rng->size);
}

static volatile struct ring *used(const struct rng *rng)
{
	return (struct ring *)(rng->queue + 0x1000);
}

struct rng rng_open(void)
{
	struct rng rng = { .function = pci_find(VENDOR, RNG, 0) };

	if (!rng.function)
		SKIP("there is no virtio-rng-pci");
	rng.port = pci_bar_port(rng.function, 0);
	if (!rng.port || !pci_msix_entries(rng.function))
		SKIP("virtio-rng-pci has no legacy interface with MSI-X");
	pci_enable(rng.function, PCI_COMMAND_MASTER);
	outb(0, rng.port + STATUS);
	outb(STATUS_DRIVER, rng.port + STATUS);
	outw(0, rng.port + QUEUE_SELECT);
	rng.size = inw(rng.port + QUEUE_SIZE);
	rng.queue = page_alloc(2, PAGE_ZERO | PAGE_BELOW_4G);
	outl((uint32_t)(virt_to_phys(rng.queue) >> 12),
	     rng.port + QUEUE_ADDRESS);
	test_defer(stop, rng.function);
	EXPECT_EQ(pci_msix_set(rng.function, 0,
			       apic_msi_address((uint8_t)arch_cpu_hwid(0)),
			       VECTOR),
		  0);
	outw(0, rng.port + QUEUE_VECTOR);
	EXPECT_EQ(inw(rng.port + QUEUE_VECTOR), 0);
	outb(STATUS_DRIVER_OK, rng.port + STATUS);
	return rng;
}

static bool is_used(void *arg)
{
	const struct rng *rng = arg;

	return used(rng)->index == rng->asked;
}

void rng_ask(struct rng *rng)
{
	struct descriptor *d = (struct descriptor *)rng->queue;
	struct ring *ring = available(rng);

	d->address = virt_to_phys(rng->queue) + 0x2000;
	d->bytes = 8;
	d->flags = DESC_WRITE;
	ring->entries[rng->asked % rng->size] = 0;
	mb();
	ring->index = ++rng->asked;
	mb();
	outw(0, rng->port + QUEUE_NOTIFY);
	if (!wait_until(is_used, rng, 8000000))
		ERROR("virtio-rng-pci did not answer");
}
