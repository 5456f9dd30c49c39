/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The queues: order, wrap, what is wrong with commands, and events that find no
 * room.
 *
 * IHI 0070, 3.5 (queues), 4.1 (commands), 6.3.27 (CMDQ_CONS), 7.1 (command
 * errors), 7.2 (event queue), 7.4 (overflow), 7.5 (global errors).
 */
#include "suite.h"

#include <arch/barrier.h>

enum {
	BAD = 0x99, /* no such command */
	INDEX_MASK = 0xfffff,
};

#define NOWHERE (3ull << 40)

/* A queue that was empty, in which an error stands at its end. */
static void check_command_error(enum smmu_error error, uint32_t index,
				uint32_t gerror)
{
	const uint32_t cons = smmu_read(SMMU_CMDQ_CONS);

	EXPECT_EQ(SMMU_CONS_ERR(cons), error);
	EXPECT_EQ(cons & INDEX_MASK, index);
	EXPECT_EQ(smmu_read(SMMU_GERROR), gerror);
}

static void disable(void)
{
	smmu_enable(0);
}

static void new_queue(unsigned int log2)
{
	disable();
	smmu_queue(log2);
	for (unsigned int i = 0; i < 2u << log2; i++)
		smmu_commands()[i] = BAD;
	smmu_enable(SMMU_CR0_ALL);
}

static const struct queue {
	const char *name;
	unsigned int log2;
} queues[] = {
	{ "1", 0 }, { "2", 1 }, { "4", 2 }, { "8", 3 }, { "128", 7 },
};

/* All that is not posted is wrong, so that none but what is due is taken. */
TEST_EACH(commands, const struct queue *r, queues,
	  "commands are taken in order, round and round")
{
	const uint32_t size = 1u << r->log2;
	const uint32_t gerror = smmu_read(SMMU_GERROR);

	new_queue(r->log2);
	for (uint32_t i = 0; i < 5 * size; i++) {
		smmu_post(SMMU_SYNC, 0);
		ASSERT_TRUE(smmu_wait());
		smmu_commands()[i % size * 2] = BAD;
		EXPECT_EQ(smmu_read(SMMU_CMDQ_CONS), (i + 1) % (2 * size));
	}
	EXPECT_EQ(smmu_read(SMMU_GERROR), gerror);
	smmu_post(BAD, 0);
	check_command_error(SMMU_CERROR_ILL, 5 * size % (2 * size), gerror ^ 1);
}

TEST(full_queue, "as many commands as there is room for are all taken")
{
	disable();
	smmu_queue(3);
	for (unsigned int i = 0; i < 8; i++)
		smmu_commands()[2 * i] = i % 2 ? SMMU_TLBI_NH_ALL : SMMU_SYNC;
	smmu_write(SMMU_CMDQ_PROD, 8);
	EXPECT_EQ(smmu_read(SMMU_CMDQ_CONS), 0);
	smmu_enable(SMMU_CR0_ALL);
	EXPECT_TRUE(smmu_wait());
	EXPECT_EQ(smmu_read(SMMU_CMDQ_CONS), 8);
	smmu_write(SMMU_CMDQ_PROD, 0);
	EXPECT_TRUE(smmu_wait());
	EXPECT_EQ(smmu_read(SMMU_CMDQ_CONS), 0);
	EXPECT_EQ(smmu_read(SMMU_GERROR), smmu_read(SMMU_GERRORN));
}

TEST(commands_off, "with CMDQEN clear commands wait")
{
	const uint32_t cons = smmu_read(SMMU_CMDQ_CONS);

	smmu_enable(SMMU_CR0_SMMUEN | SMMU_CR0_EVENTQEN);
	smmu_post(SMMU_SYNC, 0);
	EXPECT_EQ(smmu_read(SMMU_CMDQ_CONS), cons);
	smmu_enable(SMMU_CR0_ALL);
	EXPECT_TRUE(smmu_wait());
	EXPECT_EQ(smmu_read(SMMU_CMDQ_CONS), cons + 1);
}

/* ----------------------------------------------------------------- errors -- */

static const struct illegal {
	const char *name;
	uint64_t dw0;
	uint32_t idr0; /* of which none is set: then it is one */
} illegals[] = {
	{ "00", 0x00, 0 },
	{ "07", 0x07, 0 },
	{ "0f", 0x0f, 0 },
	{ "14", 0x14, 0 },
	{ "47", 0x47, 0 },
	{ "99", BAD, 0 },
	{ "ff", 0xff, 0 },
	{ "ste-secure", SMMU_CFGI_STE | SMMU_COMMAND_SSEC, 0 },
	{ "ste-range-secure", SMMU_CFGI_STE_RANGE | SMMU_COMMAND_SSEC, 0 },
	{ "cd-secure", SMMU_CFGI_CD | SMMU_COMMAND_SSEC, 0 },
	{ "cd-all-secure", SMMU_CFGI_CD_ALL | SMMU_COMMAND_SSEC, 0 },
	{ "el3-all", 0x18, 0 },
	{ "el3-va", 0x1a, 0 },
	{ "el2-all", 0x20, 1 << 9 },
	{ "el2-va", 0x22, 1 << 9 },
	{ "s12-vmall", 0x28, 1 << 0 },
	{ "s2-ipa", 0x2a, 1 << 0 },
	{ "atc-inv", 0x40, 1 << 10 },
	{ "pri-resp", 0x41, 1 << 16 },
};

TEST_EACH(illegal, const struct illegal *r, illegals,
	  "SMMU-14: is CERROR_ILL, and stops the queue until acknowledged")
{
	const uint32_t gerror = smmu_read(SMMU_GERROR);
	const uint32_t at = smmu_read(SMMU_CMDQ_CONS) & INDEX_MASK;

	if (smmu_read(SMMU_IDR0) & r->idr0)
		SKIP("IDR0 is 0x%x", smmu_read(SMMU_IDR0));
	smmu_post(r->dw0, 0);
	check_command_error(SMMU_CERROR_ILL, at, gerror ^ 1);
	EXPECT_EQ(smmu_read(SMMU_GERRORN), gerror);
	smmu_post(SMMU_SYNC, 0);
	check_command_error(SMMU_CERROR_ILL, at, gerror ^ 1);
	smmu_commands()[2 * at] = SMMU_SYNC;
	smmu_write(SMMU_GERRORN, gerror ^ 1);
	EXPECT_TRUE(smmu_wait());
	EXPECT_EQ(smmu_read(SMMU_CMDQ_CONS) & INDEX_MASK, at + 2);
	EXPECT_EQ(smmu_read(SMMU_GERROR), gerror ^ 1);
}

TEST(still_illegal, "acknowledged but not replaced it is an error again")
{
	const uint32_t gerror = smmu_read(SMMU_GERROR);
	const uint32_t at = smmu_read(SMMU_CMDQ_CONS) & INDEX_MASK;

	smmu_post(BAD, 0);
	check_command_error(SMMU_CERROR_ILL, at, gerror ^ 1);
	smmu_write(SMMU_GERRORN, gerror ^ 1);
	check_command_error(SMMU_CERROR_ILL, at, gerror);
	EXPECT_EQ(smmu_read(SMMU_GERRORN), gerror ^ 1);
}

/* What comes before the error is done, and what comes behind is not. */
TEST(around_error, "commands before an error are done, those behind wait")
{
	const uint32_t gerror = smmu_read(SMMU_GERROR);

	translate();
	check_written(&edu, IOVA, data);
	disable();
	smmu_queue(4);
	smmu_commands()[0] = SMMU_SYNC;
	smmu_commands()[2] = BAD;
	smmu_commands()[4] = SMMU_CFGI_STE | SMMU_COMMAND_SID(SID);
	smmu_commands()[5] = 1;
	smmu_commands()[6] = SMMU_SYNC;
	smmu_write(SMMU_CMDQ_PROD, 4);
	smmu_enable(SMMU_CR0_ALL);
	check_command_error(SMMU_CERROR_ILL, 1, gerror ^ 1);
	*smmu_ste(SID) = 0;
	smmu_commands()[2] = SMMU_TLBI_NH_ALL;
	smmu_write(SMMU_GERRORN, gerror ^ 1);
	EXPECT_TRUE(smmu_wait());
	write_blocked(&edu, IOVA);
	check_config_event(SMMU_C_BAD_STE, SID);
}

TEST(no_queue, "a command that cannot be read is CERROR_ABT")
{
	const uint32_t gerror = smmu_read(SMMU_GERROR);

	disable();
	smmu_base_write(SMMU_CMDQ_BASE, NOWHERE | SMMU_CMDQ_LOG2);
	smmu_write(SMMU_CMDQ_PROD, 3);
	smmu_write(SMMU_CMDQ_CONS, 2);
	smmu_enable(SMMU_CR0_ALL);
	check_command_error(SMMU_CERROR_ABT, 2, gerror ^ 1);
	disable();
	smmu_queue(SMMU_CMDQ_LOG2);
	smmu_write(SMMU_GERRORN, gerror ^ 1);
	smmu_enable(SMMU_CR0_ALL);
	smmu_post(SMMU_SYNC, 0);
	EXPECT_TRUE(smmu_wait());
}

static const struct legal {
	const char *name;
	uint64_t dw0;
} legals[] = {
	{ "prefetch-config", SMMU_PREFETCH_CONFIG | SMMU_COMMAND_SID(SID) },
	{ "prefetch-addr", SMMU_PREFETCH_ADDR | SMMU_COMMAND_SID(SID) },
	{ "ste-of-nobody", SMMU_CFGI_STE | SMMU_COMMAND_SID(0xff) },
	{ "cd-of-nobody", SMMU_CFGI_CD | SMMU_COMMAND_SID(0x7f) },
	{ "cd-all-of-no-bus", SMMU_CFGI_CD_ALL | SMMU_COMMAND_SID(0x1f8) },
	{ "asid-of-nobody", SMMU_TLBI_NH_ASID | SMMU_COMMAND_ASID(0xffff) },
	{ "va-of-nobody", SMMU_TLBI_NH_VA | SMMU_COMMAND_ASID(0xffff) },
	{ "sync-sev", SMMU_SYNC | SMMU_SYNC_SEV },
};

TEST_EACH(legal, const struct legal *r, legals,
	  "is taken, and changes nothing for others")
{
	translate();
	check_written(&edu, IOVA, data);
	smmu_command(r->dw0, 0);
	check_no_event();
	check_written(&edu, IOVA + 4, data + 4);
}

/* ----------------------------------------------------------------- events -- */

static void new_event_queue(unsigned int log2)
{
	disable();
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
	disable();
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
