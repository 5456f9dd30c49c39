/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command queue: order, wrap, and what is wrong with commands.
 *
 * IHI 0070, 3.5 (queues), 4.1 (commands), 6.3.27 (CMDQ_CONS), 7.1 (errors).
 */
#include "suite.h"

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
	/* mended, but not acknowledged */
	smmu_commands()[2 * at] = SMMU_SYNC;
	smmu_post(SMMU_SYNC, 0);
	check_command_error(SMMU_CERROR_ILL, at, gerror ^ 1);
	smmu_write(SMMU_GERRORN, gerror ^ 1);
	EXPECT_TRUE(smmu_wait());
	EXPECT_EQ(smmu_read(SMMU_CMDQ_CONS) & INDEX_MASK, at + 3);
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
