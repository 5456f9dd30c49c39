/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each register says and takes. */
#include "suite.h"

#include <arm/gic.h>

VIRTIO_MMIO_SUITE;

TEST(identity, "magic, version, device and vendor are there, read-only")
{
	static const struct {
		unsigned int reg;
		uint32_t value;
	} ids[] = { { MAGIC, 0x74726976 },
		    { VERSION, 2 },
		    { DEVICE_ID, ENTROPY } };
	uint32_t vendor = slot_read(VENDOR_ID);

	for (unsigned int i = 0; i < 3; i++) {
		EXPECT_EQ(slot_read(ids[i].reg), ids[i].value);
		slot_write(ids[i].reg, ~ids[i].value);
		EXPECT_EQ(slot_read(ids[i].reg), ids[i].value);
	}
	slot_write(VENDOR_ID, ~vendor);
	EXPECT_EQ(slot_read(VENDOR_ID), vendor);
}

/* 6: bit 32 is VIRTIO_F_VERSION_1, which is what version 2 is about. */
TEST(features, "each half of the features has its own bits")
{
	uint32_t low, high;

	slot_write(DEVICE_FEATURES_SEL, 0);
	low = slot_read(DEVICE_FEATURES);
	slot_write(DEVICE_FEATURES_SEL, 1);
	high = slot_read(DEVICE_FEATURES);
	EXPECT_EQ(high & 1, 1);
	EXPECT_NE(low, high);
	slot_write(DEVICE_FEATURES, ~high);
	EXPECT_EQ(slot_read(DEVICE_FEATURES), high);
	slot_write(DEVICE_FEATURES_SEL, 0);
	EXPECT_EQ(slot_read(DEVICE_FEATURES), low);
}

/* 2.2.2, 3.1.1: without VERSION_1, or with a bit that was not offered */
TEST(status, "Status keeps its bits until 0 is written")
{
	EXPECT_EQ(slot_read(STATUS), 0);
	slot_write(STATUS, STATUS_ACKNOWLEDGE);
	EXPECT_EQ(slot_read(STATUS), STATUS_ACKNOWLEDGE);
	slot_write(STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
	EXPECT_EQ(slot_read(STATUS), STATUS_ACKNOWLEDGE | STATUS_DRIVER);
	slot_write(STATUS, 0);
	EXPECT_EQ(slot_read(STATUS), 0);
}

TEST(queues, "QueueNumMax is that of queue 0, and 0 where there is none")
{
	slot_write(QUEUE_SEL, 0);
	EXPECT_GE(slot_read(QUEUE_NUM_MAX), 8);
	EXPECT_EQ(slot_read(QUEUE_READY), 0);
	slot_write(QUEUE_SEL, 1);
	EXPECT_EQ(slot_read(QUEUE_NUM_MAX), 0);
	EXPECT_EQ(slot_read(QUEUE_READY), 0);
	slot_write(QUEUE_SEL, 0);
	EXPECT_GE(slot_read(QUEUE_NUM_MAX), 8);
}

TEST(ready, "QueueReady is what was written, of its queue alone")
{
	queue_start(8);
	EXPECT_EQ(slot_read(QUEUE_READY), 1);
	slot_write(QUEUE_SEL, 1);
	EXPECT_EQ(slot_read(QUEUE_READY), 0);
	slot_write(QUEUE_SEL, 0);
	EXPECT_EQ(slot_read(QUEUE_READY), 1);
}

/* 4.2.2.1: a reset clears InterruptStatus and QueueReady of all queues. */
TEST(reset, "a reset takes back queue, interrupt and status")
{
	queue_start(8);
	queue_ask(8);
	EXPECT_EQ(slot_read(INTERRUPT_STATUS), USED_BUFFER);
	slot_write(STATUS, 0);
	EXPECT_EQ(slot_read(STATUS), 0);
	EXPECT_EQ(slot_read(INTERRUPT_STATUS), 0);
	slot_write(QUEUE_SEL, 0);
	EXPECT_EQ(slot_read(QUEUE_READY), 0);
	queue_start(4);
	EXPECT_EQ(slot_read(QUEUE_READY), 1);
	queue_ask(16);
	EXPECT_EQ(slot_read(INTERRUPT_STATUS), USED_BUFFER);
}

TEST(acknowledge, "InterruptACK clears the bits that it has, and no others")
{
	queue_start(8);
	EXPECT_EQ(slot_read(INTERRUPT_STATUS), 0);
	queue_ask(8);
	EXPECT_EQ(slot_read(INTERRUPT_STATUS), USED_BUFFER);
	slot_write(INTERRUPT_STATUS, 0);
	slot_write(INTERRUPT_ACK, 0);
	EXPECT_EQ(slot_read(INTERRUPT_STATUS), USED_BUFFER);
	slot_write(INTERRUPT_ACK, ~(uint32_t)USED_BUFFER);
	EXPECT_EQ(slot_read(INTERRUPT_STATUS), USED_BUFFER);
	slot_write(INTERRUPT_ACK, USED_BUFFER);
	EXPECT_EQ(slot_read(INTERRUPT_STATUS), 0);
	for (unsigned int i = 0; i < 20; i++) {
		queue_ask(4 + i);
		EXPECT_EQ(slot_read(INTERRUPT_STATUS), USED_BUFFER);
		slot_write(INTERRUPT_ACK, USED_BUFFER);
		EXPECT_EQ(slot_read(INTERRUPT_STATUS), 0);
	}
}

TEST(line, "the line is held while InterruptStatus has a bit",
     .needs = NEEDS(&arm_gic))
{
	queue_start(8);
	EXPECT_FALSE(gic_is_pending(slot_intid));
	queue_ask(8);
	EXPECT_TRUE(gic_is_pending(slot_intid));
	slot_write(INTERRUPT_ACK, 2);
	EXPECT_TRUE(gic_is_pending(slot_intid));
	slot_write(INTERRUPT_ACK, USED_BUFFER);
	EXPECT_FALSE(gic_is_pending(slot_intid));
	queue_ask(8);
	EXPECT_TRUE(gic_is_pending(slot_intid));
	slot_write(STATUS, 0);
	EXPECT_FALSE(gic_is_pending(slot_intid));
}

/* 4.2.2: what is only written reads nothing of what was written. */
TEST(write_only, "write-only registers read 0")
{
	static const unsigned int regs[] = {
		DEVICE_FEATURES_SEL, DRIVER_FEATURES, DRIVER_FEATURES_SEL,
		QUEUE_NUM,	     QUEUE_NOTIFY,    INTERRUPT_ACK,
		QUEUE_DESC,	     QUEUE_DESC + 4,  QUEUE_DRIVER,
		QUEUE_DRIVER + 4,    QUEUE_DEVICE,    QUEUE_DEVICE + 4
	};

	queue_start(8);
	for (unsigned int i = 0; i < sizeof(regs) / sizeof(regs[0]); i++) {
		test_context("0x%x", regs[i]);
		EXPECT_EQ(slot_read(regs[i]), 0);
	}
	EXPECT_EQ(slot_read(CONFIG_GENERATION), 0);
}
