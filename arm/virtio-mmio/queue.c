/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The device, and one split virtqueue of it. */
#include "suite.h"

#include <arch/barrier.h>
#include <arch/io.h>
#include <arch/page.h>
#include <clock.h>
#include <dev/fdt.h>
#include <mm/page.h>
#include <mm/vmap.h>

enum {
	DESC_WRITE = 2,
	RING = 0x800, /* of the driver; of the device behind it */
	BUFFER = 0x1000,
	SPI = 32,
};

struct descriptor {
	uint64_t address;
	uint32_t bytes;
	uint16_t flags, next;
};

unsigned int slot_intid;
static uint8_t *slot;
static uint8_t *memory;
static unsigned int nr_entries;
static uint16_t asked;

uint32_t slot_read(unsigned int reg)
{
	return mmio_read32(slot + reg);
}

void slot_write(unsigned int reg, uint32_t value)
{
	mmio_write32(slot + reg, value);
}

static void reset(uintptr_t unused)
{
	(void)unused;
	slot_write(STATUS, 0);
}

static bool is_it(const struct fdt *fdt, int node)
{
	uint64_t address, bytes;
	uint32_t spi;

	if (fdt_reg(fdt, node, 0, &address, &bytes) < 0)
		return false;
	slot = vmap_io(address, (size_t)bytes);
	if (slot_read(DEVICE_ID) != ENTROPY || slot_read(VERSION) != 2)
		return false;
	/* GIC_SPI, number, flags */
	if (fdt_cell(fdt, node, "interrupts", 1, &spi) < 0)
		return false;
	slot_intid = SPI + spi;
	return true;
}

static bool find(void)
{
	const struct fdt *fdt = fdt_system();
	int node = FDT_NONE;

	while (fdt && (node = fdt_find(fdt, node, "virtio,mmio")) >= 0)
		if (is_it(fdt, node))
			return true;
	return false;
}

/* Mappings last: one search serves all cases. */
void slot_open(void)
{
	static bool found;

	if (!found && !find())
		SKIP("there is no entropy device of version 2 on virtio-mmio");
	found = true;
	reset(0);
	test_defer(reset, 0);
}

static void put_address(unsigned int reg, unsigned int offset)
{
	uint64_t address = virt_to_phys(memory) + offset;

	slot_write(reg, (uint32_t)address);
	slot_write(reg + 4, (uint32_t)(address >> 32));
}

void queue_start(unsigned int entries)
{
	slot_write(STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
	slot_write(DRIVER_FEATURES_SEL, 1);
	slot_write(DRIVER_FEATURES, 1); /* VIRTIO_F_VERSION_1 */
	slot_write(DRIVER_FEATURES_SEL, 0);
	slot_write(DRIVER_FEATURES, 0);
	slot_write(STATUS, slot_read(STATUS) | STATUS_FEATURES_OK);
	ASSERT_EQ(slot_read(STATUS),
		  STATUS_ACKNOWLEDGE | STATUS_DRIVER | STATUS_FEATURES_OK);
	memory = page_alloc(1, PAGE_ZERO);
	nr_entries = entries;
	asked = 0;
	slot_write(QUEUE_SEL, 0);
	slot_write(QUEUE_NUM, entries);
	put_address(QUEUE_DESC, 0);
	put_address(QUEUE_DRIVER, RING);
	put_address(QUEUE_DEVICE, RING + 0x400);
	slot_write(QUEUE_READY, 1);
	slot_write(STATUS, slot_read(STATUS) | STATUS_DRIVER_OK);
}

static volatile uint16_t *used(void)
{
	return (uint16_t *)(memory + RING + 0x400);
}

static bool is_used(void *unused)
{
	(void)unused;
	return used()[1] == asked;
}

void queue_ask(uint32_t bytes)
{
	struct descriptor *d = (struct descriptor *)memory;
	volatile uint16_t *ring = (uint16_t *)(memory + RING);
	unsigned int slot_of = asked % nr_entries;

	d->address = virt_to_phys(memory) + BUFFER;
	d->bytes = bytes;
	d->flags = DESC_WRITE;
	ring[2 + slot_of] = 0;
	mb();
	ring[1] = ++asked;
	mb();
	slot_write(QUEUE_NOTIFY, 0);
	if (!wait_until(is_used, NULL, 8000000))
		ERROR("the entropy device did not answer");
	mb();
	/* { id, length } of 32 bits each, behind flags and index */
	EXPECT_EQ(*(uint32_t *)(memory + RING + 0x404 + 8 * slot_of), 0);
	EXPECT_EQ(*(uint32_t *)(memory + RING + 0x408 + 8 * slot_of), bytes);
}
