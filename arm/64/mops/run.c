/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

uint8_t arena[ARENA] __attribute__((aligned(4096)));
uint8_t expected[ARENA] __attribute__((aligned(4096)));

void mops_fill(void)
{
	for (unsigned int i = 0; i < ARENA; i++)
		arena[i] = expected[i] = (uint8_t)(i * 7 + i / 256 + 1);
}

static void restore_sctlr(unsigned long value)
{
	write_sysreg(sctlr_el1, value);
	isb();
}

void mops_setup(void)
{
	uint64_t sctlr = read_sysreg(sctlr_el1);

	test_defer(restore_sctlr, sctlr);
	restore_sctlr(sctlr | SCTLR_MSCEN);
	mops_fill();
}

void mops_words(enum kind kind, uint32_t further, uint32_t words[3])
{
	static const uint32_t table[][3] = {
		[CPY] = { CPYP, CPYM, CPYE },
		[CPYF] = { CPYFP, CPYFM, CPYFE },
		[SET] = { SETP, SETM, SETE },
	};

	for (unsigned int i = 0; i < 3; i++)
		words[i] = table[kind][i] | further;
}

struct insn_outcome mops_run(enum kind kind, bool user, uint64_t x0,
			     uint64_t x1, uint64_t x2,
			     struct insn_registers *in)
{
	uint32_t words[3];

	mops_words(kind, 0, words);
	insn_pattern(in);
	in->x[0] = x0;
	in->x[1] = x1;
	in->x[2] = x2;
	in->nzcv = 0xf0000000;
	return insn_run(words, 3, user, in);
}
