/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The code of an instruction (SDM vol. 2, 2.3.5: VEX). */
#include "suite.h"

static uint8_t modrm(unsigned int reg, unsigned int rm)
{
	return (uint8_t)(rm == OP_MEM ? (reg & 7) << 3 | REG_BX :
					0xc0 | (reg & 7) << 3 | (rm & 7));
}

/* R, X, B and vvvv are inverted. */
static void vex(struct insn_code *c, const struct bmi_row *r, unsigned int reg,
		unsigned int vvvv, unsigned int rm)
{
	unsigned int high = rm == OP_MEM ? 0 : rm >> 3;

	insn_byte(c, 0xc4);
	insn_byte(c, (~reg >> 3 & 1) << 7 | 1 << 6 | (~high & 1) << 5 | r->map);
	insn_byte(c, (r->bytes == 8) << 7 | (~vvvv & 15) << 3 | r->prefix);
	insn_byte(c, r->opcode);
}

static void legacy(struct insn_code *c, const struct bmi_row *r,
		   unsigned int reg, unsigned int rm)
{
	static const uint8_t prefixes[] = { 0, 0x66, 0xf3, 0xf2 };
	unsigned int rex = (r->bytes == 8) << 3 | reg >> 3 << 2 |
			   (rm == OP_MEM ? 0 : rm >> 3);

	if (r->bytes == 2)
		insn_byte(c, 0x66);
	insn_byte(c, prefixes[r->prefix]);
	if (rex)
		insn_byte(c, 0x40 | rex);
	insn_byte(c, 0x0f);
	if (r->map == MAP_0F38)
		insn_byte(c, 0x38);
	insn_byte(c, r->opcode);
}

struct insn_code bmi_code(const struct bmi_row *r, unsigned int reg,
			  unsigned int vvvv, unsigned int rm, uint8_t imm)
{
	struct insn_code c = { .nr = 0 };

	if (r->form == VVVV_RM)
		reg = r->digit;
	if (r->form == REG_RM_IMM)
		vvvv = 0;
	if (r->form == REG_RM)
		legacy(&c, r, reg, rm);
	else
		vex(&c, r, reg, vvvv, rm);
	insn_byte(&c, modrm(reg, rm));
	if (r->form == REG_RM_IMM)
		insn_byte(&c, imm);
	return c;
}
