/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "flash.h"

#include <dev/fdt.h>
#include <mm/vmap.h>

enum {
	BANK = 1,
};

static uint8_t *flash;
static uint64_t bank_start, bank_bytes;
static uint32_t block_bytes;

static bool probe_flash(void)
{
	const struct fdt *fdt = fdt_system();
	int node = fdt ? fdt_find(fdt, FDT_NONE, "cfi-flash") : FDT_NONE;
	uint32_t width = 0;

	if (node < 0 || fdt_reg(fdt, node, BANK, &bank_start, &bank_bytes) != 0)
		return false;
	fdt_cell(fdt, node, "bank-width", 0, &width);
	if (width != WIDTH || bank_bytes < MAPPED)
		return false;
	if (!flash)
		flash = vmap_io(bank_start, MAPPED);
	return true;
}

const struct feature cfi_flash = { "CFI flash of two banks",
				   "device tree: cfi-flash", probe_flash };

uint64_t flash_start(void)
{
	return bank_start;
}

uint64_t flash_bytes(void)
{
	return bank_bytes;
}

uint32_t flash_block_bytes(void)
{
	return block_bytes;
}

uint32_t flash_get(uint32_t offset)
{
	return mmio_read32(flash + offset);
}

void flash_put(uint32_t offset, uint32_t value)
{
	mmio_write32(flash + offset, value);
}

void flash_command(uint32_t offset, unsigned int value)
{
	flash_put(offset, BOTH(value));
}

static void read_array(uintptr_t unused)
{
	(void)unused;
	flash_command(0, READ_ARRAY);
}

void flash_setup(void)
{
	if (!probe_flash())
		return;
	test_defer(read_array, 0);
	flash_command(0x55 * WIDTH, QUERY);
	block_bytes = 2 * ((flash_get(0x2f * WIDTH) & 0xff) << 8 |
			   (flash_get(0x30 * WIDTH) & 0xff) << 16);
	ASSERT_EQ(flash_get(0x10 * WIDTH), BOTH('Q'));
	flash_command(0, READ_ARRAY);
	ASSERT_NE(block_bytes, 0);
	if (3 * block_bytes > MAPPED)
		SKIP("blocks of %u bytes", block_bytes);
}

void flash_expect_ready(void)
{
	EXPECT_EQ(flash_get(0), BOTH(READY));
	EXPECT_EQ(flash_get(block_bytes), BOTH(READY));
}

void flash_erase(uint32_t block)
{
	flash_command(block, ERASE);
	flash_command(block, CONFIRM);
	flash_expect_ready();
	flash_command(0, READ_ARRAY);
}

void flash_program(uint32_t offset, uint32_t value)
{
	flash_command(offset, PROGRAM);
	flash_put(offset, value);
	flash_expect_ready();
	flash_command(0, READ_ARRAY);
}
