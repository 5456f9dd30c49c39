/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The event queue: order, wrap, and events that find no room.
 *
 * IHI 0070, 3.5 (queues), 7.2 (event queue), 7.4 (overflow), 7.5 (global
 * errors).
 */
#include "suite.h"

#include <arch/barrier.h>

/* Of 44 bits at most; nothing of the machine's map is so high. */
#define NOWHERE (3ull << 40)

static const struct queue {
	const char *name;
	unsigned int log2;
} queues[] = {
	{ "1", 0 }, { "2", 1 }, { "4", 2 }, { "8", 3 }, { "128", 7 },
};

static void new_event_queue(unsigned int log2)
{
	smmu_enable(0);
	smmu_event_queue(log2);
	smmu_enable(SMMU_CR0_ALL);
	translate();
}

TEST_EACH(events, const struct queue *r, queues,
	  "events are in order, round and round")
{
	const uint32_t size = 1u << r->log2;
	uint64_t address = IOVA + 0x1000;
	struct smmu_event event = { 0 };

	new_event_queue(r->log2);
	for (uint32_t taken = 0; taken < 3 * size; taken += size) {
		for (uint32_t i = 0; i < size; i++)
			edu_message(&edu, address + 4 * i, 1);
		EXPECT_EQ(smmu_read(SMMU_EVENTQ_PROD),
			  (taken + size) % (2 * size));
		for (uint32_t i = 0; i < size; i++) {
			ASSERT_TRUE(smmu_take_event(&event));
			EXPECT_EQ(event.dw[2], address + 4 * i);
		}
		address += 0x1000;
		EXPECT_EQ(smmu_nr_events(), 0);
	}
	EXPECT_EQ(smmu_read(SMMU_GERROR), smmu_read(SMMU_GERRORN));
}

static void overflow(void)
{
	new_event_queue(2);
	for (uint32_t i = 0; i < 6; i++)
		edu_message(&edu, IOVA + 0x1000 + 4 * i, 1);
}

TEST(overflow_kept, "a full queue keeps its events, and has new ones later")
{
	struct smmu_event event = { 0 };

	overflow();
	EXPECT_EQ(smmu_read(SMMU_EVENTQ_PROD) & 7, 4);
	for (uint32_t i = 0; i < 4; i++) {
		ASSERT_TRUE(smmu_take_event(&event));
		EXPECT_EQ(event.dw[2], IOVA + 0x1000 + 4 * i);
	}
	EXPECT_EQ(smmu_nr_events(), 0);
	edu_message(&edu, IOVA + 0x2000, 1);
	EXPECT_EQ(smmu_read(SMMU_EVENTQ_PROD) & 7, 5);
	ASSERT_TRUE(smmu_take_event(&event));
	EXPECT_EQ(event.dw[2], IOVA + 0x2000);
}

TEST(overflow_flag, "SMMU-15: an event without room toggles OVFLG, once")
{
	overflow();
	EXPECT_EQ(smmu_read(SMMU_EVENTQ_PROD), 1u << 31 | 4);
	smmu_write(SMMU_EVENTQ_CONS, 1u << 31);
	edu_message(&edu, IOVA + 0x2000, 1);
	EXPECT_EQ(smmu_read(SMMU_EVENTQ_PROD), 4);
}

TEST(overflow_no_error, "an event without room is no global error")
{
	overflow();
	EXPECT_EQ(smmu_read(SMMU_GERROR), smmu_read(SMMU_GERRORN));
}

TEST(events_off, "with EVENTQEN clear there are no events, and no errors")
{
	translate();
	smmu_enable(SMMU_CR0_SMMUEN | SMMU_CR0_CMDQEN);
	write_blocked(&edu, IOVA + 0x1000);
	check_no_event();
	check_written(&edu, IOVA, data);
	smmu_enable(SMMU_CR0_ALL);
	check_no_event();
	check_write_fault(SMMU_F_TRANSLATION, IOVA + 0x1000);
}

TEST(no_event_queue, "events that cannot be written are a global error, once")
{
	const uint32_t gerror = smmu_read(SMMU_GERROR);

	translate();
	smmu_enable(0);
	smmu_base_write(SMMU_EVENTQ_BASE, NOWHERE | SMMU_EVENTQ_LOG2);
	smmu_enable(SMMU_CR0_ALL);
	write_blocked(&edu, IOVA + 0x1000);
	EXPECT_EQ(smmu_read(SMMU_GERROR), gerror ^ SMMU_GERROR_EVENTQ);
	EXPECT_EQ(smmu_read(SMMU_EVENTQ_PROD), 0);
	write_blocked(&edu, IOVA + 0x1000);
	EXPECT_EQ(smmu_read(SMMU_GERROR), gerror ^ SMMU_GERROR_EVENTQ);
	smmu_write(SMMU_GERRORN, gerror ^ SMMU_GERROR_EVENTQ);
	write_blocked(&edu, IOVA + 0x1000);
	EXPECT_EQ(smmu_read(SMMU_GERROR), gerror);
	smmu_post(SMMU_SYNC, 0);
	EXPECT_TRUE(smmu_wait());
}

/* A record is 32 bytes: those around it stay. */
TEST(record, "an event is one entry, all of which is written")
{
	uint8_t *bytes;

	new_event_queue(2);
	bytes = (uint8_t *)smmu_events();
	memset(bytes, 0xee, 4 * sizeof(struct smmu_event));
	mb();
	edu_message(&edu, IOVA + 0x1000, 1);
	smmu_write(SMMU_EVENTQ_CONS, 1);
	memset(bytes, 0xee, sizeof(struct smmu_event));
	edu_message(&edu, IOVA + 0x1004, 1);
	EXPECT_EQ(smmu_read(SMMU_EVENTQ_PROD), 2);
	for (unsigned int i = 0; i < 32; i++) {
		EXPECT_EQ(bytes[i], 0xee);
		EXPECT_EQ(bytes[64 + i], 0xee);
	}
	EXPECT_EQ(smmu_events()[1].dw[0], (uint64_t)SID << 32 | 0x10);
	EXPECT_EQ(smmu_events()[1].dw[1] & ~SMMU_EVENT_CLASS, 0);
	EXPECT_EQ(smmu_events()[1].dw[2], IOVA + 0x1004);
}
