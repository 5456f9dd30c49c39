/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SMMU-17: registers, configuration and queues go on in the next VM. edu does
 * not migrate: what it is told is told again.
 */
#include "suite.h"

#define NEEDS_MIGRATION .needs = NEEDS(&host_migrate)

static const enum smmu_reg words[] = {
	SMMU_IDR0,
	SMMU_IDR1,
	SMMU_IDR3,
	SMMU_IDR5,
	SMMU_IIDR,
	SMMU_AIDR,
	SMMU_CR0,
	SMMU_CR0ACK,
	SMMU_CR1,
	SMMU_CR2,
	SMMU_STATUSR,
	SMMU_GBPA,
	SMMU_IRQ_CTRL,
	SMMU_IRQ_CTRLACK,
	SMMU_GERROR,
	SMMU_GERRORN,
	SMMU_STRTAB_BASE,
	SMMU_CMDQ_BASE,
	SMMU_EVENTQ_BASE,
	SMMU_CMDQ_PROD,
	SMMU_CMDQ_CONS,
	SMMU_EVENTQ_PROD,
	SMMU_EVENTQ_CONS,
	SMMU_STRTAB_BASE_CFG,
	SMMU_STRTAB_BASE + 4,
	SMMU_CMDQ_BASE + 4,
	SMMU_EVENTQ_BASE + 4,
};

enum {
	NR_WORDS = sizeof(words) / sizeof(words[0])
};

static void move(void)
{
	uint32_t old[NR_WORDS];

	for (unsigned int i = 0; i < NR_WORDS; i++)
		old[i] = smmu_read(words[i]);
	host_migrate_now();
	for (unsigned int i = 0; i < NR_WORDS; i++) {
		test_context("register 0x%x", words[i]);
		EXPECT_EQ(smmu_read(words[i]), old[i]);
	}
	test_context("in the next VM");
	edu_reopen(&edu);
}

TEST(translated, "a stream is translated as it was", NEEDS_MIGRATION)
{
	translate();
	check_written(&edu, IOVA, data);
	move();
	check_written(&edu, IOVA + 4, data + 4);
	check_fetched(&edu, IOVA + 8, data + 8);
	check_write_fault(SMMU_F_TRANSLATION, IOVA + 0x1000);
	write_blocked(&edu, virt_to_phys(data));
	check_fault(SMMU_F_TRANSLATION, SID, virt_to_phys(data), false);
}

TEST(blocked, "a stream without an entry stays blocked", NEEDS_MIGRATION)
{
	write_blocked(&edu, virt_to_phys(data));
	check_config_event(SMMU_C_BAD_STE, SID);
	move();
	write_blocked(&edu, virt_to_phys(data));
	check_config_event(SMMU_C_BAD_STE, SID);
}

TEST(switched_off, "an SMMU that is off stays off", NEEDS_MIGRATION)
{
	smmu_enable(SMMU_CR0_CMDQEN);
	move();
	check_written(&edu, virt_to_phys(data), data);
}

TEST(queues, "commands and events go on where they were", NEEDS_MIGRATION)
{
	struct smmu_event event = { 0 };

	smmu_enable(0);
	smmu_queue(2);
	smmu_event_queue(2);
	smmu_enable(SMMU_CR0_ALL);
	translate();
	for (unsigned int i = 0; i < 3; i++)
		edu_message(&edu, IOVA + 0x1000 + 4 * i, 1);
	ASSERT_TRUE(smmu_take_event(&event));
	EXPECT_EQ(event.dw[2], IOVA + 0x1000);
	smmu_write(SMMU_IRQ_CTRL, SMMU_IRQ_EVENTQ | SMMU_IRQ_GERROR);
	move();
	for (unsigned int i = 3; i < 5; i++)
		edu_message(&edu, IOVA + 0x1000 + 4 * i, 1);
	EXPECT_EQ(smmu_read(SMMU_EVENTQ_PROD), 5);
	for (unsigned int i = 1; i < 5; i++) {
		ASSERT_TRUE(smmu_take_event(&event));
		EXPECT_EQ(event.dw[2], IOVA + 0x1000 + 4 * i);
	}
	*smmu_entry(&space, IOVA, 3) = 0;
	smmu_forget_tlb();
	check_write_fault(SMMU_F_TRANSLATION, IOVA);
}

TEST(error, "an error stays until it is acknowledged", NEEDS_MIGRATION)
{
	const uint32_t gerror = smmu_read(SMMU_GERROR);
	const uint32_t at = smmu_read(SMMU_CMDQ_CONS);

	smmu_post(0x99, 0);
	EXPECT_EQ(smmu_read(SMMU_GERROR), gerror ^ 1);
	move();
	smmu_post(SMMU_SYNC, 0);
	EXPECT_EQ(smmu_read(SMMU_CMDQ_CONS), at | SMMU_CERROR_ILL << 24);
	smmu_commands()[2 * at] = SMMU_SYNC;
	smmu_write(SMMU_GERRORN, gerror ^ 1);
	EXPECT_TRUE(smmu_wait());
}
