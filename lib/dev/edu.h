/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU's device for teaching, PCI 1234:11e8, as a source of DMA: a buffer that
 * it fills from memory or writes to memory, about 100 ms after it was told to,
 * and a message (MSI) of 4 bytes, which is a write to memory that is made at
 * once.
 *
 * QEMU, docs/specs/edu.rst; PCI Local Bus Specification 3.0, 6.8.1 (MSI).
 */
#ifndef LIB_DEV_EDU_H
#define LIB_DEV_EDU_H

#include <stdint.h>

enum {
	EDU_VENDOR = 0x1234, /* PCI ids */
	EDU_DEVICE = 0x11e8,

	EDU_IDENTITY = 0x00,
	EDU_INTERRUPTS = 0x24,
	EDU_RAISE = 0x60,
	EDU_ACKNOWLEDGE = 0x64,
	EDU_SOURCE = 0x80,
	EDU_TARGET = 0x88,
	EDU_COUNT = 0x90,
	EDU_DMA = 0x98,
	EDU_DMA_RUN = 1,
	EDU_DMA_TO_MEMORY = 2,
	EDU_DMA_INTERRUPT = 4, /* when done: bit 8 of EDU_INTERRUPTS */
	EDU_BUFFER = 0x40000,
	EDU_BUFFER_BYTES = 4095, /* of which a transfer may have so many */
};

struct pci_function;

struct edu {
	struct pci_function *function;
	uint8_t *regs;
};

/**
 * edu_open - the device at an address, or with EDU_ANY the first one
 *
 * Registers mapped, bus mastering on. The case SKIPs where there is none.
 */
enum {
	EDU_ANY = -1
};
struct edu edu_open(int bdf);

/** edu_reopen - after a migration, which leaves its configuration behind */
void edu_reopen(const struct edu *edu);

/**
 * edu_fetch, edu_store - @bytes from memory to the buffer, and back
 * @address: on the bus
 *
 * Return when that is done; ERROR: not within seconds. The device does not say
 * whether anybody has answered it.
 */
void edu_fetch(const struct edu *edu, uint64_t address, unsigned int bytes);
void edu_store(const struct edu *edu, uint64_t address, unsigned int bytes);

/** edu_message - write the 4 bytes @data, of which 16 bits count, to @address */
void edu_message(const struct edu *edu, uint64_t address, uint16_t data);

#endif
