/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where tables, descriptors and queues may be, and what a reset leaves.
 *
 * IHI 0070, 5.2 (S1ContextPtr), 6.3.9 (CR0), 6.3.24 (STRTAB_BASE), 6.3.26
 * (CMDQ_BASE: ADDR is bits 51:5).
 */
#include "suite.h"

#include <arch.h>
#include <arch/barrier.h>

TEST(contexts, "a context descriptor may be at any multiple of 64")
{
	uint64_t *cds = smmu_alloc(4096, 4096), *cd;

	translate();
	cd = space.cd;
	for (unsigned int i = 0; i < 64; i++) {
		memset(cds, 0, 4096);
		memcpy(cds + (size_t)8 * i, cd, 64);
		space.cd = cds + (size_t)8 * i;
		test_context("descriptor %u", i);
		smmu_attach(SID, &space);
		check_written(&edu, IOVA + 4 * i, data + 4 * i);
	}
}

static void use_table(uint64_t address, uint32_t log2)
{
	smmu_enable(SMMU_CR0_CMDQEN | SMMU_CR0_EVENTQEN);
	smmu_base_write(SMMU_STRTAB_BASE, address);
	smmu_write(SMMU_STRTAB_BASE_CFG, log2);
	smmu_enable(SMMU_CR0_ALL);
	smmu_forget_config();
}

/* 16 entries are 1 KiB. */
TEST(stream_tables, "a stream table may be at any multiple of its size")
{
	uint64_t *tables = smmu_alloc(0x10000, 0x10000);

	for (unsigned int i = 0; i < 64; i++) {
		uint64_t *table = tables + (size_t)128 * i;

		test_context("table %u", i);
		table[8 * SID] = SMMU_STE_V | SMMU_STE_BYPASS;
		use_table(virt_to_phys(table), 4);
		check_written(&edu, virt_to_phys(data), data);
		table[8 * SID] = SMMU_STE_V | SMMU_STE_ABORT;
		smmu_forget_config();
		write_blocked(&edu, virt_to_phys(data));
		check_no_event();
	}
}

static void use_queues(uint64_t commands, uint64_t events)
{
	smmu_enable(0);
	smmu_base_write(SMMU_CMDQ_BASE, commands);
	smmu_write(SMMU_CMDQ_PROD, 0);
	smmu_write(SMMU_CMDQ_CONS, 0);
	smmu_base_write(SMMU_EVENTQ_BASE, events);
	smmu_write(SMMU_EVENTQ_PROD, 0);
	smmu_write(SMMU_EVENTQ_CONS, 0);
	smmu_enable(SMMU_CR0_ALL);
}

/* Two commands of 16 bytes, one event of 32. */
static void check_queues(uint64_t *at, unsigned int offset)
{
	uint64_t *commands = at + offset / 8, *events = at + 512 + offset / 8;

	for (unsigned int i = 0; i < 1024; i++)
		at[i] = 0x99; /* no command */
	commands[0] = commands[2] = SMMU_SYNC;
	mb();
	use_queues(virt_to_phys(commands) | 1, virt_to_phys(events));
	smmu_write(SMMU_CMDQ_PROD, 2);
	EXPECT_TRUE(smmu_wait());
	EXPECT_EQ(smmu_read(SMMU_GERROR), smmu_read(SMMU_GERRORN));
	edu_message(&edu, virt_to_phys(data), 1);
	EXPECT_EQ(smmu_read(SMMU_EVENTQ_PROD), 1);
	EXPECT_EQ(events[0], (uint64_t)SID << 32 | SMMU_C_BAD_STE);
	EXPECT_EQ(events[-1], 0x99);
	EXPECT_EQ(events[4], 0x99);
}

static const struct offset {
	const char *name;
	unsigned int bytes;
} offsets[] = {
	{ "64", 64 },	  { "128", 128 },   { "256", 256 },
	{ "512", 512 },	  { "1024", 1024 }, { "2048", 2048 },
	{ "4032", 4032 }, { "32", 32 },	    { "96", 96 },
};

TEST_EACH(queue_at, const struct offset *r, offsets,
	  "small queues may be at any multiple of 32")
{
	check_queues(smmu_alloc(8192 + 64, 8192), r->bytes);
}

static const struct id {
	const char *name;
	unsigned int reg;
	uint8_t value;
} ids[] = {
	{ "CIDR0", 0xff0, 0x0d },
	{ "CIDR1", 0xff4, 0xf0 },
	{ "CIDR2", 0xff8, 0x05 },
	{ "CIDR3", 0xffc, 0xb1 },
};

TEST_EACH(component, const struct id *r, ids, "is that of a component")
{
	EXPECT_EQ(smmu_read((enum smmu_reg)r->reg), r->value);
	smmu_write((enum smmu_reg)r->reg, 0);
	EXPECT_EQ(smmu_read((enum smmu_reg)r->reg), r->value);
}

/* ------------------------------------------------------------------ reset -- */

TEST(reboot, "a reset switches it off", .ends = ENDS_REBOOT)
{
	translate();
	smmu_write(SMMU_IRQ_CTRL, SMMU_IRQ_EVENTQ | SMMU_IRQ_GERROR);
	smmu_post(0x99, 0);
	EXPECT_NE(smmu_read(SMMU_GERROR), 0);
	test_ends();
	arch_end(ENDS_REBOOT);
}

/* Of this boot, which is the one after the reset where that came before. */
TEST(after_reset, "after a reset it is off, without errors",
     .ends = ENDS_REBOOT)
{
	EXPECT_EQ(at_boot.cr0, 0);
	EXPECT_EQ(at_boot.cr0ack, 0);
	EXPECT_EQ(at_boot.irq_ctrl, 0);
	EXPECT_EQ(at_boot.gerror, 0);
	EXPECT_EQ(at_boot.gerrorn, 0);
	test_ends();
	arch_end(ENDS_REBOOT);
}
