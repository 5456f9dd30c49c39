/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <arch/page.h>
#include <x86/mmu.h>
#include <x86/paging/modes.h>

const uint64_t la57_addresses[] = {
	0,
	0x00007fffffffffff, /* 48 bits end */
	0x0000800000000000,
	0x0000ffffffffffff,
	0x0001000000000000,
	0x00aaaaaaaaaaaaaa,
	0x00ffffffffffffff, /* 57 bits end */
	0x0100000000000000,
	0x0200000000000000,
	0x4000000000000000,
	0x7fffffffffffffff,
	0x8000000000000000,
	0xaaaaaaaaaaaaaaaa,
	0xfdffffffffffffff,
	0xfeffffffffffffff,
	0xff00000000000000, /* 57 bits begin again */
	0xffaaaaaaaaaaaaaa,
	0xfffeffffffffffff,
	0xffff7fffffffffff,
	0xffff800000000000, /* 48 bits begin again */
	0xffffaaaaaaaaaaaa,
	0xffffffffffffffff,
};
const unsigned int la57_nr_addresses =
	sizeof(la57_addresses) / sizeof(la57_addresses[0]);

static uint64_t root[PAGE_TABLE_ENTRIES] __attribute__((aligned(0x1000)));

void la57_setup(void)
{
	test_defer(write_cr4, read_cr4());
}

static void leave(unsigned long cr3)
{
	modes_levels(4, (const uint64_t *)cr3);
}

/* What 4 levels have, at both ends of the address space. */
void la57_enter(void)
{
	root[0] = root[511] = virt_to_phys(mmu_root()) | PTE_P | PTE_W | PTE_U;
	test_defer(leave, read_cr3());
	modes_levels(5, root);
}
