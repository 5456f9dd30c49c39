/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <string.h>

/* VMRS is of coprocessor 10. */
bool id_there(uint32_t reg)
{
	if ((reg & 0xfff00fff) == 0xeef00a10 && !arm_fp.probe())
		return false;
	if (reg == MVFR2 || reg == PFR2 || reg == DFR1 || reg == MMFR5)
		return arm_sevl.probe();
	return true;
}

uint32_t id_read(uint32_t reg)
{
	struct a32_outcome o = a32_run1(reg, MODE_SVC);

	test_context("0x%x", reg);
	ASSERT_TRUE(o.finished);
	test_context("%s", "");
	return o.frame.r[1];
}

unsigned int id_field(uint32_t reg, unsigned int low)
{
	return id_there(reg) ? field(id_read(reg), low, 4) : 0;
}

/* PerfMon has 0xf for a kind of its own. */
bool promised(const struct probe *p)
{
	unsigned int value = id_field(p->reg, p->low);

	return value >= p->least && !(p->reg == DFR0 && value == 0xf);
}

void expect_probe(const struct probe *p, uint32_t mode, bool there)
{
	uint16_t halves[2] = { (uint16_t)(p->word >> 16), (uint16_t)p->word };
	struct a32_registers in;
	struct a32_outcome o;

	a32_pattern(&in, mode | p->state);
	memset(a32_data(), 0, 64);
	in.r[0] = (uintptr_t)a32_data();
	in.r[1] = 0;
	o = a32_run(p->state ? (const void *)halves : &p->word, 4, &in);
	test_context("%s mode", mode == MODE_USR ? "user" : "SVC");
	EXPECT_EQ(o.finished, there);
	if (!there)
		expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
}
