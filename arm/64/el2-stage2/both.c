/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "both.h"

#include <string.h>

enum {
	PAGE = 0x1000,
	NR_TABLES = 3, /* of levels 1 to 3, in pages of their own */
};

#define TABLES (WINDOW + 0x3fe00000)
#define TCR_GUEST                                                         \
	(TCR_T0SZ(39) | TCR_IRGN0_WBWA | TCR_ORGN0_WBWA | TCR_SH0_INNER | \
	 TCR_EPD1 | 5ull << TCR_IPS_SHIFT)

static uint64_t s1[NR_TABLES][512] __attribute__((aligned(4096)));

uint64_t both_table(unsigned int level)
{
	return TABLES + (level - 1) * PAGE;
}

void both_map_table(unsigned int level, uint64_t bits)
{
	s2_set(s2_entry(both_table(level), 3), (uintptr_t)s1[level - 1] | bits);
	s2_flush();
}

uint64_t *both_entry(unsigned int level)
{
	return &s1[level - 1][0];
}

void both_leaf(uint64_t entry)
{
	s2_set(&s1[2][0], entry);
	s2_flush();
}

void both_registers(void)
{
	write_sysreg(MAIR_EL12, 0xff);
	write_sysreg(TCR_EL12, TCR_GUEST);
	write_sysreg(TTBR0_EL12, both_table(1));
}

/* VA is a page of the target, read-write; the image is one to one. */
uint64_t both_begin(void)
{
	uint64_t ipa;

	s2_build(&shape_4k);
	ipa = s2_map(3, S2_RAM);
	memset(s1, 0, sizeof(s1));
	s2_set(&s1[0][1], 1ull << 30 | S1_RAM);
	s2_set(&s1[0][4], both_table(2) | PTE_VALID | PTE_TABLE);
	s2_set(&s1[1][0], both_table(3) | PTE_VALID | PTE_TABLE);
	for (unsigned int level = 1; level <= 3; level++)
		both_map_table(level, S2_RAM | S2_PAGE);
	both_leaf(ipa | S1_RAM | PTE_PAGE);
	both_registers();
	s2_sctlr = SCTLR_GUEST | SCTLR_M | SCTLR_C | SCTLR_I;
	return ipa;
}

#define AT(op, at)                                                            \
	do {                                                                  \
		uint64_t at_ = (at);                                          \
		asm volatile("at " op ", %0\n\tisb" : : "r"(at_) : "memory"); \
	} while (0)

uint64_t both_par(enum at at, uint64_t va, uint64_t hcr)
{
	uint64_t old = read_sysreg(hcr_el2), par;

	write_sysreg(SCTLR_EL12, s2_sctlr);
	write_sysreg(hcr_el2, hcr);
	isb();
	if (at == S12E1R)
		AT("s12e1r", va);
	else if (at == S12E1W)
		AT("s12e1w", va);
	else if (at == S12E0R)
		AT("s12e0r", va);
	else
		AT("s12e0w", va);
	par = read_sysreg(par_el1);
	write_sysreg(hcr_el2, old);
	isb();
	return par;
}
