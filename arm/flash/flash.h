/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CFI flash of the board, its second bank: memory while it is read, a device while it
 * is asked or written, for every CPU at once (JEDEC JESD68.01, common flash interface;
 * JEP137, Intel's command set, 0x0001).
 */
#ifndef ARM_FLASH_FLASH_H
#define ARM_FLASH_FLASH_H

#include <arch/io.h>
#include <smp.h>
#include <test/test.h>

extern const struct feature cfi_flash;

void flash_setup(void);

TEST_SUITE("flash", .summary = "the board's flash is read, erased and written",
	   .needs = NEEDS(&cfi_flash), .setup = flash_setup);

enum {
	WIDTH = 4, /* bytes: two devices of 16 bits side by side */
	MAPPED = 0x100000,

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

/** flash_get - a word of the bank; flash_command - to both devices */
uint32_t flash_get(uint32_t offset);
void flash_command(uint32_t offset, unsigned int value);
/** flash_put - a word as it is */
void flash_put(uint32_t offset, uint32_t value);

uint64_t flash_start(void); /* of the bank: its physical address */
uint64_t flash_bytes(void);
uint32_t flash_block_bytes(void);

/** flash_erase, flash_program - a block, a word; the array is read again then */
void flash_erase(uint32_t block);
void flash_program(uint32_t offset, uint32_t value);
/** flash_expect_ready - it says its status, which is ready and of no error */
void flash_expect_ready(void);

#endif
