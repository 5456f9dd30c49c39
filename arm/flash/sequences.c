/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commands of several cycles: what ends them, and what they leave alone. */
#include "flash.h"

enum {
	PROGRAM_ERROR = 0x10, /* of the status */
	LOCKING = 0x60,
	NO_COMMAND = 0x33,
	MAKER = 0x89, /* what QEMU's virt has: Intel, 128 MBit */
	DEVICE = 0x18,
	BEFORE = 0x12345678,
	BEHIND = 0x1abcdef0,
	INSIDE = 0x1234, /* a multiple of WIDTH */
};

TEST(identity_words,
     "maker and device are those of virt, and nothing is locked")
{
	if (!test_arg("qemu-model"))
		SKIP("needs to know the machine");
	flash_command(0, READ_ID);
	EXPECT_EQ(flash_get(0), BOTH(MAKER));
	EXPECT_EQ(flash_get(WIDTH), BOTH(DEVICE));
	EXPECT_EQ(flash_get(2 * WIDTH), 0);
	EXPECT_EQ(flash_get(flash_block_bytes()), BOTH(MAKER));
	flash_command(0, READ_ARRAY);
}

/* Block 1 holds zeros at both ends; its neighbours' words are next to it. */
static void prepare(void)
{
	const uint32_t block = flash_block_bytes();

	for (uint32_t i = 0; i < 3; i++)
		flash_erase(i * block);
	flash_program(block - WIDTH, BEFORE);
	flash_program(2 * block, BEHIND);
	flash_program(block, 0);
	flash_program(2 * block - WIDTH, 0);
}

static void expect_neighbours(void)
{
	EXPECT_EQ(flash_get(flash_block_bytes() - WIDTH), BEFORE);
	EXPECT_EQ(flash_get(2 * flash_block_bytes()), BEHIND);
}

static void expect_ends(uint32_t value)
{
	EXPECT_EQ(flash_get(flash_block_bytes()), value);
	EXPECT_EQ(flash_get(2 * flash_block_bytes() - WIDTH), value);
	expect_neighbours();
}

TEST(erase_inside, "an erase goes by the block, whichever address it is given")
{
	const uint32_t at = flash_block_bytes() + INSIDE;

	prepare();
	flash_command(at, ERASE);
	flash_command(at, CONFIRM);
	flash_expect_ready();
	flash_command(0, READ_ARRAY);
	expect_ends(UINT32_MAX);
}

TEST(erase_abandoned, "an erase that is not confirmed erases nothing")
{
	prepare();
	flash_command(flash_block_bytes(), ERASE);
	flash_command(flash_block_bytes(), READ_ARRAY);
	expect_ends(0);
}

/* ----------------------------------------------------------------- buffer -- */

/* CFI: bytes of one device's buffer, by power of 2; there are two devices */
static uint32_t buffer_words(void)
{
	uint32_t log2;

	flash_command(0x55 * WIDTH, QUERY);
	log2 = flash_get(0x2a * WIDTH) & 0xff;
	flash_command(0, READ_ARRAY);
	ASSERT_GE(log2, 3);
	ASSERT_LT(2u << log2, flash_block_bytes());
	return (2u << log2) / WIDTH;
}

static uint32_t start_buffer(uint32_t words)
{
	const uint32_t block = flash_block_bytes();

	flash_erase(block);
	flash_command(block, PROGRAM_BUFFER);
	flash_command(block, words - 1);
	return block;
}

TEST(buffer_full,
     "as many words as the query has are taken, and no more written")
{
	const uint32_t words = buffer_words(), block = start_buffer(words);

	for (uint32_t i = 0; i < words; i++)
		flash_put(block + i * WIDTH, 0x5a000000 + i);
	flash_command(block, CONFIRM);
	flash_expect_ready();
	flash_command(0, READ_ARRAY);
	for (uint32_t i = 0; i < words; i++)
		EXPECT_EQ(flash_get(block + i * WIDTH), 0x5a000000 + i);
	EXPECT_EQ(flash_get(block + words * WIDTH), UINT32_MAX);
}

TEST(buffer_abandoned, "a buffer that is not confirmed is not written")
{
	const uint32_t block = start_buffer(2);

	flash_put(block, 1);
	flash_put(block + WIDTH, 2);
	flash_command(block, READ_ARRAY);
	EXPECT_EQ(flash_get(block), UINT32_MAX);
	EXPECT_EQ(flash_get(block + WIDTH), UINT32_MAX);
}

TEST(buffer_outside,
     "a word beyond the buffer is an error, and none is written")
{
	const uint32_t beyond = buffer_words() * WIDTH;
	const uint32_t block = start_buffer(2);

	flash_put(block, 1);
	flash_put(block + beyond, 2);
	EXPECT_EQ(flash_get(block), BOTH(READY | PROGRAM_ERROR));
	flash_command(block, CONFIRM);
	flash_command(0, CLEAR_STATUS);
	flash_command(0, READ_ARRAY);
	EXPECT_EQ(flash_get(block), UINT32_MAX);
	EXPECT_EQ(flash_get(block + beyond), UINT32_MAX);
	flash_program(block, 3);
	EXPECT_EQ(flash_get(block), 3);
}

/* ------------------------------------------------------------------- rest -- */

TEST(unlocked,
     "a block that is unlocked is ready, without an error, and writable")
{
	const uint32_t block = flash_block_bytes();

	prepare();
	flash_command(block, LOCKING);
	flash_command(block, CONFIRM);
	flash_expect_ready();
	flash_command(0, READ_ARRAY);
	expect_ends(0);
	flash_erase(block);
	expect_ends(UINT32_MAX);
}

TEST(no_command, "what is no command changes nothing, and the array is read")
{
	prepare();
	flash_command(flash_block_bytes(), NO_COMMAND);
	expect_ends(0);
}
