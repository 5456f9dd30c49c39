/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registers: IHI 0070, 6.3. */
#include "suite.h"

#include <arch/io.h>

static const struct number {
	const char *name;
	enum smmu_reg reg;
	uint32_t value; /* where the arguments say that this is QEMU's model */
	uint32_t mask;	/* what of it no version has otherwise */
} numbers[] = {
	/* S1P, AArch64, COHACC; little-endian; no stalls; two levels */
	{ "IDR0", SMMU_IDR0, 0x0d40101a, 0x0f40101a },
	{ "IDR1", SMMU_IDR1, 0x02730010, 0x03ff003f },
	{ "IDR2", SMMU_IDR2, 0, 0 },
	{ "IDR3", SMMU_IDR3, 0x00000404, 0x00000404 },
	{ "IDR4", SMMU_IDR4, 0, 0 },
	{ "IDR5", SMMU_IDR5, 0x74, 0x77 },
	{ "IIDR", SMMU_IIDR, 0, 0 },
	{ "AIDR", SMMU_AIDR, 0x1, 0 },
};

TEST_EACH(id, const struct number *r, numbers, "SMMU-1: reads what it did")
{
	const uint32_t old = smmu_read(r->reg);

	if (test_arg("qemu-model"))
		EXPECT_EQ(old & r->mask, r->value & r->mask);
	smmu_write(r->reg, ~old);
	EXPECT_EQ(smmu_read(r->reg), old);
	smmu_write(r->reg, 0);
	EXPECT_EQ(smmu_read(r->reg), old);
	smmu_enable(0);
	EXPECT_EQ(smmu_read(r->reg), old);
}

/* 6.3.2: what cannot be otherwise */
TEST(id_rules, "sizes of queues and addresses are possible ones")
{
	const uint32_t idr0 = smmu_read(SMMU_IDR0), idr1 = smmu_read(SMMU_IDR1);

	EXPECT_NE(idr0 & 3, 0);
	EXPECT_NE(idr0 & 0xc, 0);
	EXPECT_LE(idr1 & 0x3f, 32);
	EXPECT_LE(idr1 >> 16 & 0x1f, 19);
	EXPECT_LE(idr1 >> 21 & 0x1f, 19);
	EXPECT_LE(smmu_read(SMMU_IDR5) & 7, 6);
}

static const struct control {
	const char *name;
	uint32_t value;
} controls[] = {
	{ "0", 0 },
	{ "smmuen", SMMU_CR0_SMMUEN },
	{ "eventqen", SMMU_CR0_EVENTQEN },
	{ "cmdqen", SMMU_CR0_CMDQEN },
	{ "all", SMMU_CR0_ALL },
};

TEST_EACH(cr0, const struct control *r, controls, "SMMU-1: CR0ACK follows CR0")
{
	smmu_enable(SMMU_CR0_ALL & ~r->value);
	smmu_enable(r->value);
	EXPECT_EQ(smmu_read(SMMU_CR0), r->value);
	EXPECT_EQ(smmu_read(SMMU_CR0ACK), r->value);
	smmu_write(SMMU_CR0ACK, ~r->value);
	EXPECT_EQ(smmu_read(SMMU_CR0ACK), r->value);
	EXPECT_EQ(smmu_read(SMMU_CR0), r->value);
}

TEST(irq_ctrl, "IRQ_CTRLACK follows IRQ_CTRL")
{
	static const uint32_t values[] = { 0, 1, 4, 5, 0 };

	for (unsigned int i = 0; i < 5; i++) {
		smmu_write(SMMU_IRQ_CTRL, values[i]);
		EXPECT_EQ(smmu_read(SMMU_IRQ_CTRL), values[i]);
		EXPECT_EQ(smmu_read(SMMU_IRQ_CTRLACK), values[i]);
	}
}

static const struct base {
	const char *name;
	enum smmu_reg reg;
	uint64_t value;
} bases[] = {
	{ "STRTAB_BASE", SMMU_STRTAB_BASE, 0x40000fabcdef5fc0 },
	{ "CMDQ_BASE", SMMU_CMDQ_BASE, 0x40000fabcdef5fe5 },
	{ "EVENTQ_BASE", SMMU_EVENTQ_BASE, 0x40000fabcdef5fe7 },
};

TEST_EACH(base, const struct base *r, bases,
	  "is of 64 bits, in one access or two")
{
	const uint64_t other = r->value ^ 0x00000a5a5a5a5fc0;

	smmu_enable(0);
	smmu_base_write(r->reg, r->value);
	EXPECT_EQ(smmu_base_read(r->reg), r->value);
	EXPECT_EQ(smmu_read(r->reg), (uint32_t)r->value);
	EXPECT_EQ(smmu_read(r->reg + 4), r->value >> 32);
	smmu_write(r->reg, (uint32_t)other);
	EXPECT_EQ(smmu_base_read(r->reg),
		  (r->value & ~0xffffffffull) | (uint32_t)other);
	smmu_write(r->reg + 4, (uint32_t)(other >> 32));
	EXPECT_EQ(smmu_base_read(r->reg), other);
}

static const struct word {
	const char *name;
	enum smmu_reg reg;
	uint32_t value;
} words[] = {
	{ "CR1", SMMU_CR1, 0x00000d75 },
	{ "STRTAB_BASE_CFG", SMMU_STRTAB_BASE_CFG, 0x00000008 },
	{ "CMDQ_PROD", SMMU_CMDQ_PROD, 0x0000001b },
	{ "CMDQ_CONS", SMMU_CMDQ_CONS, 0x00000015 },
	{ "EVENTQ_PROD", SMMU_EVENTQ_PROD, 0x0000003b },
	{ "EVENTQ_CONS", SMMU_EVENTQ_CONS, 0x00000036 },
	{ "GERRORN", SMMU_GERRORN, 0 },
};

/* None of them changes another. */
TEST_EACH(word, const struct word *r, words, "keeps what is written")
{
	enum {
		NR = sizeof(words) / sizeof(words[0])
	};
	uint32_t old[NR];

	smmu_enable(0);
	for (unsigned int i = 0; i < NR; i++)
		old[i] = smmu_read(words[i].reg);
	smmu_write(r->reg, r->value);
	for (unsigned int i = 0; i < NR; i++) {
		test_context("%s", words[i].name);
		EXPECT_EQ(smmu_read(words[i].reg),
			  &words[i] == r ? r->value : old[i]);
	}
	smmu_write(r->reg, 0);
	EXPECT_EQ(smmu_read(r->reg), 0);
}
