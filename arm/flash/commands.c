/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "flash.h"

enum {
	WORDS = 64, /* of a block that are looked at, from either end */
};

/* Both devices say the same in each word of the query. */
static unsigned int query(unsigned int word)
{
	uint32_t value = flash_get(word * WIDTH);

	EXPECT_EQ(value, BOTH(value & 0xff));
	return value & 0xff;
}

/* The words at both ends of a block. */
static void expect_block(uint32_t block, uint32_t value)
{
	for (uint32_t i = 0; i < WORDS; i++) {
		test_context("word %u of block 0x%x", i, block);
		EXPECT_EQ(flash_get(block + i * WIDTH), value);
		EXPECT_EQ(flash_get(block + flash_block_bytes() -
				    (i + 1) * WIDTH),
			  value);
	}
	test_context("%s", "");
}

TEST(query, "says QRY, Intel's commands, and sizes that are the bank's")
{
	uint64_t bytes = 0;

	flash_command(0x55 * WIDTH, QUERY);
	EXPECT_EQ(query(0x10), 'Q');
	EXPECT_EQ(query(0x11), 'R');
	EXPECT_EQ(query(0x12), 'Y');
	EXPECT_EQ(query(0x13) | query(0x14) << 8, 1);
	EXPECT_EQ(2ull << query(0x27), flash_bytes());
	for (unsigned int i = 0; i < query(0x2c); i++) {
		unsigned int at = 0x2d + 4 * i;
		uint64_t nr = (query(at) | query(at + 1) << 8) + 1;

		bytes += nr * (query(at + 2) << 8 | query(at + 3) << 16);
	}
	EXPECT_EQ(2 * bytes, flash_bytes());
}

TEST(identity, "names a maker and a device, each device for itself")
{
	flash_command(0, READ_ID);
	EXPECT_EQ(flash_get(0), BOTH(flash_get(0) & 0xff));
	EXPECT_NE(flash_get(0) & 0xff, 0);
	EXPECT_EQ(flash_get(WIDTH), BOTH(flash_get(WIDTH) & 0xffff));
}

TEST(status, "is ready, by command, until the array is asked for")
{
	uint32_t word = flash_get(0);

	flash_command(0, READ_STATUS);
	flash_expect_ready();
	flash_command(0, READ_ARRAY);
	EXPECT_EQ(flash_get(0), word);
}

TEST(status_cleared, "stays ready when its errors are cleared")
{
	flash_command(0, CLEAR_STATUS);
	flash_command(0, READ_STATUS);
	flash_expect_ready();
	flash_erase(0);
}

TEST(erased, "is ones, in that block and no other")
{
	flash_erase(0);
	flash_erase(flash_block_bytes());
	flash_erase(2 * flash_block_bytes());
	flash_program(flash_block_bytes() - WIDTH, 0x12345678);
	flash_program(2 * flash_block_bytes(), 0x9abcdef0);
	flash_program(flash_block_bytes() + WIDTH, 0);
	flash_erase(flash_block_bytes());
	expect_block(flash_block_bytes(), 0xffffffff);
	EXPECT_EQ(flash_get(flash_block_bytes() - WIDTH), 0x12345678);
	EXPECT_EQ(flash_get(2 * flash_block_bytes()), 0x9abcdef0);
}

TEST(programmed, "holds the word that was written, and no other changes")
{
	flash_erase(0);
	for (uint32_t bit = 0; bit < 32; bit++)
		flash_program(bit * WIDTH, ~(1u << bit));
	for (uint32_t bit = 0; bit < 32; bit++)
		EXPECT_EQ(flash_get(bit * WIDTH), ~(1u << bit));
	EXPECT_EQ(flash_get(32 * WIDTH), 0xffffffff);
}

TEST(programmed_again, "only clears bits: a one leaves what is there")
{
	flash_erase(0);
	flash_program(0, 0xffff0000);
	flash_program(0, 0x0ff00ff0);
	EXPECT_EQ(flash_get(0), 0x0ff00000);
}

TEST(buffer, "takes several words at once")
{
	enum {
		NR = 8
	};

	flash_erase(flash_block_bytes());
	flash_command(flash_block_bytes(), PROGRAM_BUFFER);
	EXPECT_EQ(flash_get(flash_block_bytes()), BOTH(READY));
	flash_command(flash_block_bytes(), NR - 1);
	for (uint32_t i = 0; i < NR; i++)
		flash_put(flash_block_bytes() + i * WIDTH, 0x1000 + i);
	flash_command(flash_block_bytes(), CONFIRM);
	flash_expect_ready();
	flash_command(0, READ_ARRAY);
	for (uint32_t i = 0; i < NR; i++)
		EXPECT_EQ(flash_get(flash_block_bytes() + i * WIDTH),
			  0x1000 + i);
	EXPECT_EQ(flash_get(flash_block_bytes() + NR * WIDTH), 0xffffffff);
}

static uint32_t seen;

static void look(void *arg)
{
	(void)arg;
	seen = flash_get(0x10 * WIDTH);
}

/* A hypervisor maps it as memory while it can be read as such. */
TEST(other_cpu, "changes between memory and device for all CPUs at once",
     .needs = NEEDS(&smp_2_cpus))
{
	flash_erase(0);
	flash_program(0x10 * WIDTH, 0xcafef00d);
	for (unsigned int i = 0; i < 20; i++) {
		on_cpu(1, look, NULL);
		EXPECT_EQ(seen, 0xcafef00d);
		EXPECT_EQ(flash_get(0x10 * WIDTH), 0xcafef00d);
		flash_command(0x55 * WIDTH, QUERY);
		on_cpu(1, look, NULL);
		EXPECT_EQ(seen, BOTH('Q'));
		flash_command(0, READ_ARRAY);
	}
}

TEST(migrate, "has after a migration what was written",
     .needs = NEEDS(&host_migrate))
{
	flash_erase(0);
	flash_program(8, 0x55aa33cc);
	host_migrate_now();
	EXPECT_EQ(flash_get(8), 0x55aa33cc);
	EXPECT_EQ(flash_get(12), 0xffffffff);
	flash_command(0x55 * WIDTH, QUERY);
	EXPECT_EQ(flash_get(0x10 * WIDTH), BOTH('Q'));
}

TEST(migrate_mode, "answers after a migration what it was asked before",
     .needs = NEEDS(&host_migrate))
{
	flash_erase(0);
	flash_command(0x55 * WIDTH, QUERY);
	host_migrate_now();
	EXPECT_EQ(flash_get(0x10 * WIDTH), BOTH('Q'));
}
