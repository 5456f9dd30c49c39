/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paging off and on, which 64-bit code cannot do. RAM is mapped one to one. */
#include "../../tlb/suite.h"

TLB_SUITE;

static void by_pg(unsigned long offset)
{
	unsigned long cr0 = read_cr0();

	(void)offset;
	write_cr0(cr0 & ~(unsigned long)CR0_PG);
	write_cr0(cr0);
}

static const struct way ways[] = {
	{ "small", 1, 0, by_pg, 0, 0 },
	{ "small-global", 1, PTE_G, by_pg, 0, 0 },
	{ "large", 2, 0, by_pg, 0, 0x100000 },
	{ "large-global", 2, PTE_G, by_pg, 0, 0x1000 },
};

/* 4.10.4.1: global translations too. */
TEST_EACH(paging_off, const struct way *w, ways,
	  "clearing CR0.PG leads to the new frame, or nowhere")
{
	check_way(w);
}
