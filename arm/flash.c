/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CFI flash of the board, its second bank: memory while it is read, a device while it
 * is asked or written, for every CPU at once (JEDEC JESD68.01, common flash interface;
 * JEP137, Intel's command set, 0x0001).
 */
#include <arch/io.h>
#include <arm/features.h>
#include <dev/fdt.h>
#include <mm/vmap.h>
#include <smp.h>
#include <test/test.h>

enum {
	WIDTH = 4, /* bytes: two devices of 16 bits side by side */
	BANK = 1,
	MAPPED = 0x100000,
	WORDS = 64, /* of a block that are looked at, from either end */

	READ_ARRAY = 0xff,
	READ_ID = 0x90,
	QUERY = 0x98,
	READ_STATUS = 0x70,
	CLEAR_STATUS = 0x50,
	ERASE = 0x20,
	CONFIRM = 0xd0,
	PROGRAM = 0x40,
	PROGRAM_BUFFER = 0xe8,
	READY = 0x80,
};
#define BOTH(v) ((uint32_t)(v) | (uint32_t)(v) << 16)

static uint8_t *flash;
static uint64_t bank_bytes;
static uint32_t block_bytes;

static bool probe_flash(void)
{
	const struct fdt *fdt = fdt_system();
	int node = fdt ? fdt_find(fdt, FDT_NONE, "cfi-flash") : FDT_NONE;
	uint32_t width = 0;
	uint64_t start;

	if (node < 0 || fdt_reg(fdt, node, BANK, &start, &bank_bytes) != 0)
		return false;
	fdt_cell(fdt, node, "bank-width", 0, &width);
	if (width != WIDTH || bank_bytes < MAPPED)
		return false;
	if (!flash)
		flash = vmap_io(start, MAPPED);
	return true;
}

static const struct feature cfi_flash = { "CFI flash of two banks",
					  "device tree: cfi-flash",
					  probe_flash };

static uint32_t get(uint32_t offset)
{
	return mmio_read32(flash + offset);
}

static void command(uint32_t offset, unsigned int value)
{
	mmio_write32(flash + offset, BOTH(value));
}

/* Both devices say the same in each word of the query. */
static unsigned int query(unsigned int word)
{
	uint32_t value = get(word * WIDTH);

	EXPECT_EQ(value, BOTH(value & 0xff));
	return value & 0xff;
}

static void read_array(uintptr_t unused)
{
	(void)unused;
	command(0, READ_ARRAY);
}

static void setup(void)
{
	if (!probe_flash())
		return;
	test_defer(read_array, 0);
	command(0x55 * WIDTH, QUERY);
	block_bytes = 2 * ((get(0x2f * WIDTH) & 0xff) << 8 |
			   (get(0x30 * WIDTH) & 0xff) << 16);
	command(0, READ_ARRAY);
	if (!block_bytes || 3 * block_bytes > MAPPED)
		SKIP("blocks of %u bytes", block_bytes);
}

TEST_SUITE("flash", .summary = "the board's flash is read, erased and written",
	   .needs = NEEDS(&cfi_flash), .setup = setup);

static void expect_ready(void)
{
	EXPECT_EQ(get(0), BOTH(READY));
	EXPECT_EQ(get(block_bytes), BOTH(READY));
}

static void erase(uint32_t block)
{
	command(block, ERASE);
	command(block, CONFIRM);
	expect_ready();
	command(0, READ_ARRAY);
}

static void program(uint32_t offset, uint32_t value)
{
	command(offset, PROGRAM);
	mmio_write32(flash + offset, value);
	expect_ready();
	command(0, READ_ARRAY);
}

/* The words at both ends of a block. */
static void expect_block(uint32_t block, uint32_t value)
{
	for (uint32_t i = 0; i < WORDS; i++) {
		test_context("word %u of block 0x%x", i, block);
		EXPECT_EQ(get(block + i * WIDTH), value);
		EXPECT_EQ(get(block + block_bytes - (i + 1) * WIDTH), value);
	}
	test_context("%s", "");
}

TEST(query, "says QRY, Intel's commands, and sizes that are the bank's")
{
	uint64_t bytes = 0;

	command(0x55 * WIDTH, QUERY);
	EXPECT_EQ(query(0x10), 'Q');
	EXPECT_EQ(query(0x11), 'R');
	EXPECT_EQ(query(0x12), 'Y');
	EXPECT_EQ(query(0x13) | query(0x14) << 8, 1);
	EXPECT_EQ(2ull << query(0x27), bank_bytes);
	for (unsigned int i = 0; i < query(0x2c); i++) {
		unsigned int at = 0x2d + 4 * i;
		uint64_t nr = (query(at) | query(at + 1) << 8) + 1;

		bytes += nr * (query(at + 2) << 8 | query(at + 3) << 16);
	}
	EXPECT_EQ(2 * bytes, bank_bytes);
}

TEST(identity, "names a maker and a device, each device for itself")
{
	command(0, READ_ID);
	EXPECT_EQ(get(0), BOTH(get(0) & 0xff));
	EXPECT_NE(get(0) & 0xff, 0);
	EXPECT_EQ(get(WIDTH), BOTH(get(WIDTH) & 0xffff));
}

TEST(status, "is ready, by command, until the array is asked for")
{
	uint32_t word = get(0);

	command(0, READ_STATUS);
	expect_ready();
	command(0, READ_ARRAY);
	EXPECT_EQ(get(0), word);
}

TEST(status_cleared, "stays ready when its errors are cleared")
{
	command(0, CLEAR_STATUS);
	command(0, READ_STATUS);
	expect_ready();
	erase(0);
}

TEST(erased, "is ones, in that block and no other")
{
	erase(0);
	erase(block_bytes);
	erase(2 * block_bytes);
	program(block_bytes - WIDTH, 0x12345678);
	program(2 * block_bytes, 0x9abcdef0);
	program(block_bytes + WIDTH, 0);
	erase(block_bytes);
	expect_block(block_bytes, 0xffffffff);
	EXPECT_EQ(get(block_bytes - WIDTH), 0x12345678);
	EXPECT_EQ(get(2 * block_bytes), 0x9abcdef0);
}

TEST(programmed, "holds the word that was written, and no other changes")
{
	erase(0);
	for (uint32_t bit = 0; bit < 32; bit++)
		program(bit * WIDTH, ~(1u << bit));
	for (uint32_t bit = 0; bit < 32; bit++)
		EXPECT_EQ(get(bit * WIDTH), ~(1u << bit));
	EXPECT_EQ(get(32 * WIDTH), 0xffffffff);
}

TEST(programmed_again, "only clears bits: a one leaves what is there")
{
	erase(0);
	program(0, 0xffff0000);
	program(0, 0x0ff00ff0);
	EXPECT_EQ(get(0), 0x0ff00000);
}

TEST(buffer, "takes several words at once")
{
	enum {
		NR = 8
	};

	erase(block_bytes);
	command(block_bytes, PROGRAM_BUFFER);
	EXPECT_EQ(get(block_bytes), BOTH(READY));
	command(block_bytes, NR - 1);
	for (uint32_t i = 0; i < NR; i++)
		mmio_write32(flash + block_bytes + i * WIDTH, 0x1000 + i);
	command(block_bytes, CONFIRM);
	expect_ready();
	command(0, READ_ARRAY);
	for (uint32_t i = 0; i < NR; i++)
		EXPECT_EQ(get(block_bytes + i * WIDTH), 0x1000 + i);
	EXPECT_EQ(get(block_bytes + NR * WIDTH), 0xffffffff);
}

static uint32_t seen;

static void look(void *arg)
{
	(void)arg;
	seen = get(0x10 * WIDTH);
}

/* A hypervisor maps it as memory while it can be read as such. */
TEST(other_cpu, "changes between memory and device for all CPUs at once",
     .needs = NEEDS(&smp_2_cpus))
{
	erase(0);
	program(0x10 * WIDTH, 0xcafef00d);
	for (unsigned int i = 0; i < 20; i++) {
		on_cpu(1, look, NULL);
		EXPECT_EQ(seen, 0xcafef00d);
		EXPECT_EQ(get(0x10 * WIDTH), 0xcafef00d);
		command(0x55 * WIDTH, QUERY);
		on_cpu(1, look, NULL);
		EXPECT_EQ(seen, BOTH('Q'));
		command(0, READ_ARRAY);
	}
}

TEST(migrate, "has after a migration what was written",
     .needs = NEEDS(&host_migrate))
{
	erase(0);
	program(8, 0x55aa33cc);
	host_migrate_now();
	EXPECT_EQ(get(8), 0x55aa33cc);
	EXPECT_EQ(get(12), 0xffffffff);
	command(0x55 * WIDTH, QUERY);
	EXPECT_EQ(get(0x10 * WIDTH), BOTH('Q'));
}

TEST(migrate_mode, "answers after a migration what it was asked before",
     .needs = NEEDS(&host_migrate))
{
	erase(0);
	command(0x55 * WIDTH, QUERY);
	host_migrate_now();
	EXPECT_EQ(get(0x10 * WIDTH), BOTH('Q'));
}
