/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CRC32 (Arm ARM, C6.2 CRC32B to CRC32CX). */
#include "suite.h"

INTEGER_SUITE;

static const struct op_row checksums[] = {
	OP(crc32b, { 0x5a7a20e4, 0 }, { 0x800000, 0xf }, { 0x5afa20e4, 2 },
	   { 0x5afa20e4, 0xd }, { 0x2d74bbbf, 7 }, { 0x2d02ef8d, 9 },
	   { 0x2d82ef8d, 0xf }, { 0x94477ee3, 2 }),
	OP(crc32h, { 0xa73d5c41, 0 }, { 0x8000, 0xf }, { 0xa73ddc41, 2 },
	   { 0xa73ddc41, 0xd }, { 0xbe2664ab, 7 }, { 0xbe2612ff, 9 },
	   { 0xbe2692ff, 0xf }, { 0x3997f4bc, 2 }),
	OP(crc32w, { 0x8bbfc4a6, 0 }, { 0, 0xf }, { 0x66074786, 2 },
	   { 0x66074786, 0xd }, { 0xdebb20e3, 7 }, { 0xdebb20e3, 9 },
	   { 0x3303a3c3, 0xf }, { 0xf2a0ee26, 2 }),
	OP(crc32x, { 0xe791909a, 0 }, { 0, 0xf }, { 0x56772008, 2 },
	   { 0xeecb476d, 0xd }, { 0x83d3e7f0, 7 }, { 0x44660075, 9 },
	   { 0xc7a79d31, 0xf }, { 0xdb912291, 2 }),
	OP(crc32cb, { 0x5f692fad, 0 }, { 0x800000, 0xf }, { 0x5fe92fad, 2 },
	   { 0x5fe92fad, 0xd }, { 0xad0b0763, 7 }, { 0xad7d5351, 9 },
	   { 0xadfd5351, 0xf }, { 0xfa67a5d3, 2 }),
	OP(crc32ch, { 0x1d3c905a, 0 }, { 0x8000, 0xf }, { 0x1d3c105a, 2 },
	   { 0x1d3c105a, 0xd }, { 0xe9e0186, 7 }, { 0xe9e77d2, 9 },
	   { 0xe9ef7d2, 0xf }, { 0xc07975fa, 2 }),
	OP(crc32cw, { 0xe82b25f8, 0 }, { 0, 0xf }, { 0x6add1e80, 2 },
	   { 0x6add1e80, 0xd }, { 0xb798b438, 7 }, { 0xb798b438, 9 },
	   { 0x356e8f40, 0xf }, { 0xbaa25d40, 2 }),
	OP(crc32cx, { 0x5449e50e, 0 }, { 0, 0xf }, { 0x3aeb3052, 2 },
	   { 0xe7ae9aea, 0xd }, { 0x53a9c0f6, 7 }, { 0xc44ff94d, 9 },
	   { 0x14a7884, 0xf }, { 0x6555d9f1, 2 }),
};

TEST_EACH(checksums, const struct op_row *r, checksums,
	  "take as many bytes as they say", .needs = NEEDS(&arm_crc32))
{
	op_check(r);
}
