/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loads and stores of one operand: Intel SDM vol. 2, MOV and its relatives. */
#include "suite.h"

#include <arch/io.h>

MMIO_EDGE_SUITE;

CODE(store_1, "mov %al, (" R "di)");
CODE(store_2, "mov %ax, (" R "di)");
CODE(store_4, "mov %eax, (" R "di)");
CODE(store_high, "mov %ah, (" R "di)");
CODE(store_imm_1, "movb $0x5a, (" R "di)");
CODE(store_imm_2, "movw $0x8123, (" R "di)");
CODE(store_imm_4, "movl $0x81234567, (" R "di)");
CODE(load_1, "mov (" R "di), %al");
CODE(load_2, "mov (" R "di), %ax");
CODE(load_4, "mov (" R "di), %eax");
CODE(load_high, "mov (" R "di), %ah");
CODE(movzx_1, "movzbl (" R "di), %eax");
CODE(movzx_1_2, "movzbw (" R "di), %ax");
CODE(movzx_2, "movzwl (" R "di), %eax");
CODE(movsx_1, "movsbl (" R "di), %eax");
CODE(movsx_1_2, "movsbw (" R "di), %ax");
CODE(movsx_2, "movswl (" R "di), %eax");
CODE(movnti_4, "movnti %eax, (" R "di)");
CODE(cmov_taken, "cmp %eax, %eax\n cmove (" R "di), %ebx");
CODE(cmov_not_taken, "cmp %eax, %eax\n cmovne (" R "di), %ebx");
CODE(setc, "setc (" R "di)");
CODE(lea_none, "lea 8(" R "di), " R "si\n sub " R "di, " R "si");
CODE(segment, "mov %ds, %ebx\n mov %ebx, %fs\n mov %eax, %fs:(" R "di)");
CODE(displaced, "mov %eax, -0x40(" R "di)\n mov 0x40(" R "di), %ebx");
CODE(indexed, "mov $3, %ecx\n mov %eax, -12(" R "di, " R "cx, 4)");
CODE(movbe_store, "movbe %eax, (" R "di)");
CODE(movbe_load, "movbe (" R "di), %ax");

static const struct form forms[] = {
	{ "store-1", store_1, 1 },
	{ "store-2", store_2, 2 },
	{ "store-4", store_4, 4 },
	{ "store-high-byte", store_high, 1 },
	{ "store-imm-1", store_imm_1, 1 },
	{ "store-imm-2", store_imm_2, 2 },
	{ "store-imm-4", store_imm_4, 4 },
	{ "load-1", load_1, 1 },
	{ "load-2", load_2, 2 },
	{ "load-4", load_4, 4 },
	{ "load-high-byte", load_high, 1 },
	{ "movzx-1-4", movzx_1, 1 },
	{ "movzx-1-2", movzx_1_2, 1 },
	{ "movzx-2-4", movzx_2, 2 },
	{ "movsx-1-4", movsx_1, 1 },
	{ "movsx-1-2", movsx_1_2, 1 },
	{ "movsx-2-4", movsx_2, 2 },
	{ "movnti-4", movnti_4, 4, .feature = &x86_sse2 },
	{ "cmov-taken", cmov_taken, 4, .feature = &x86_cmov },
	{ "cmov-not-taken", cmov_not_taken, 4, .feature = &x86_cmov },
	{ "setcc", setc, 1 },
	{ "lea", lea_none, 4 },
	{ "segment-override", segment, 4 },
	{ "displaced", displaced, 0x44, .below = 0x40 },
	{ "indexed", indexed, 4 },
	{ "movbe-store-4", movbe_store, 4, .feature = &x86_movbe },
	{ "movbe-load-2", movbe_load, 2, .feature = &x86_movbe },
};

TEST_EACH(move, const struct form *f, forms, "does what it does to RAM")
{
	form_check(f);
}

/*
 * By itself, without RAM to compare with: bytes of known values, at each width
 * and alignment.
 */
TEST(widths, "bytes come back at all widths and alignments, lowest first")
{
	uint8_t *at = window + INSIDE;

	for (unsigned int i = 0; i < 32; i++)
		mmio_write8(at + i, (uint8_t)(0xa0 + i));
	for (unsigned int i = 0; i < 16; i++) {
		uint32_t word = 0x01010101u * (0xa0 + i) + 0x03020100;

		EXPECT_EQ(mmio_read8(at + i), 0xa0 + i);
		EXPECT_EQ(mmio_read16(at + i), word & 0xffff);
		EXPECT_EQ(mmio_read32(at + i), word);
	}
	for (unsigned int i = 0; i < 8; i++) {
		mmio_write32(at + i, 0x44332211);
		EXPECT_EQ(mmio_read8(at + i), 0x11);
		EXPECT_EQ(mmio_read8(at + i + 3), 0x44);
		EXPECT_EQ(mmio_read8(at + i + 4), 0xa4 + i);
	}
}

/* The device is one: two addresses of a page of it are the same bytes. */
TEST(far_end, "the last bytes of the device are its own")
{
	mmio_write32(window + 0x1ffc, 0x11223344);
	mmio_write32(window + 0x2000, 0x55667788);
	EXPECT_EQ(mmio_read32(window + 0x1ffc), 0x11223344);
	EXPECT_EQ(mmio_read32(window + 0x2000), 0x55667788);
	EXPECT_EQ(mmio_read32(window + 0x1ffe), 0x77881122);
	mmio_write16(window + 0x1fff, 0xaabb);
	EXPECT_EQ(mmio_read32(window + 0x1ffc), 0xbb223344);
	EXPECT_EQ(mmio_read32(window + 0x2000), 0x556677aa);
}
