/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The registers of virtio over MMIO, with the entropy device behind them, which
 * has one queue.
 *
 * virtio 1.2, 4.2.2 (register layout), 4.2.3 (initialization), 2.7, 5.4.
 */
#ifndef ARM_VIRTIO_MMIO_SUITE_H
#define ARM_VIRTIO_MMIO_SUITE_H

#include <stdbool.h>
#include <stdint.h>
#include <test/test.h>

#define VIRTIO_MMIO_SUITE                                                    \
	TEST_SUITE("virtio-mmio",                                            \
		   .summary = "a virtio device's registers do as specified", \
		   .setup = slot_open)

enum {
	MAGIC = 0x000,
	VERSION = 0x004,
	DEVICE_ID = 0x008,
	VENDOR_ID = 0x00c,
	DEVICE_FEATURES = 0x010,
	DEVICE_FEATURES_SEL = 0x014,
	DRIVER_FEATURES = 0x020,
	DRIVER_FEATURES_SEL = 0x024,
	QUEUE_SEL = 0x030,
	QUEUE_NUM_MAX = 0x034,
	QUEUE_NUM = 0x038,
	QUEUE_READY = 0x044,
	QUEUE_NOTIFY = 0x050,
	INTERRUPT_STATUS = 0x060,
	INTERRUPT_ACK = 0x064,
	STATUS = 0x070,
	QUEUE_DESC = 0x080, /* each: low word, high word */
	QUEUE_DRIVER = 0x090,
	QUEUE_DEVICE = 0x0a0,
	CONFIG_GENERATION = 0x0fc,

	ENTROPY = 4,
	STATUS_ACKNOWLEDGE = 1,
	STATUS_DRIVER = 2,
	STATUS_DRIVER_OK = 4,
	STATUS_FEATURES_OK = 8,
	USED_BUFFER = 1,
};

extern unsigned int slot_intid;

/** slot_open - find the device and reset it; SKIP without one of version 2 */
void slot_open(void);

uint32_t slot_read(unsigned int reg);
void slot_write(unsigned int reg, uint32_t value);

/** queue_start - negotiate, and queue 0 of @entries in new memory */
void queue_start(unsigned int entries);

/** queue_ask - one buffer of @bytes, and wait until the device has used it */
void queue_ask(uint32_t bytes);

#endif
