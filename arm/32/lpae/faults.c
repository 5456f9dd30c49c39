/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Faults of the other kinds: no translation, access flag, address, bus. */
#include "suite.h"

#include <arm/mmu.h>

LPAE_SUITE;

static void expect_all_fault(char *start, unsigned int status)
{
	for (enum access a = LOAD; a < NR_ACCESSES; a++) {
		expect_access(a, MODE_SVC, start, false, status);
		expect_access(a, MODE_USR, start, false, status);
	}
}

static const struct fault {
	const char *name;
	uint64_t set, clear; /* of a user page without XN */
	unsigned int status; /* of level 0 */
} faults[] = {
	{ "invalid", 0, PTE_VALID, STATUS_MISS },
	{ "invalid-all-else", PTE_RDONLY | XN | PXN, PTE_VALID, STATUS_MISS },
	{ "zero", 0, ~0ull, STATUS_MISS },
	{ "access-flag", 0, PTE_AF, STATUS_ACCESS },
	{ "access-flag-before-permission", PTE_RDONLY | XN, PTE_AF,
	  STATUS_ACCESS },
};

TEST_EACH(fault_page, const struct fault *f, faults,
	  "is told with level 3 and the address")
{
	lpae_page(((descriptor | PTE_USER) & ~f->clear) | f->set);
	expect_all_fault(area, f->status + 3);
}

TEST_EACH(fault_block, const struct fault *f, faults,
	  "is told with level 2 and the address")
{
	*block = ((descriptor & ~PTE_PAGE) | PTE_USER | f->set) & ~f->clear;
	tlb_flush(area + BLOCK_BYTES);
	expect_all_fault(area + BLOCK_BYTES, f->status + 2);
}

/* What is a block on the levels above (G5.5.4). */
TEST(fault_reserved, "is told with level 3 and the address")
{
	lpae_page((descriptor | PTE_USER) & ~PTE_PAGE);
	expect_all_fault(area, STATUS_MISS + 3);
}

TEST(fault_table, "is told with the level of the table that is not there")
{
	lpae_table(2, 0);
	expect_all_fault(area, STATUS_MISS + 2);
	lpae_table(1, 0);
	expect_all_fault(area, STATUS_MISS + 1);
	expect_all_fault(area + BLOCK_BYTES, STATUS_MISS + 1);
}

/* Bits 47:40 of an output address: in ARMv7 they are ignored (G5.5.2). */
TEST(address_size, "is a fault of the level for bits beyond 40",
     .needs = NEEDS(&arm_sevl))
{
	for (unsigned int bit = 40; bit < 48; bit++) {
		test_context("bit %u", bit);
		lpae_page(descriptor | PTE_USER | 1ull << bit);
		expect_access(LOAD, MODE_SVC, area, false, STATUS_ADDRESS + 3);
		expect_access(STORE, MODE_USR, area, false, STATUS_ADDRESS + 3);
		expect_access(FETCH, MODE_SVC, area, false, STATUS_ADDRESS + 3);
	}
}

/* 0x0b000000 is nobody's on QEMU's virt machine. */
TEST(external, "abort is told with the address, of a load, store and fetch")
{
	const uint64_t nobody = 0x0b000000;

	if (mmu_entry((void *)(uintptr_t)nobody, 2) == NULL)
		SKIP("not QEMU's virt machine");
	lpae_page((descriptor & ~PTE_ADDR & ~PTE_ATTR(7)) | nobody |
		  PTE_ATTR(MEM_DEVICE_NGNRE) | PTE_USER);
	expect_access(LOAD, MODE_SVC, area, false, STATUS_EXTERNAL);
	expect_access(STORE, MODE_SVC, area, false, STATUS_EXTERNAL);
	expect_access(LOAD, MODE_USR, area, false, STATUS_EXTERNAL);
	expect_access(STORE, MODE_USR, area, false, STATUS_EXTERNAL);
	expect_access(FETCH, MODE_SVC, area, false, STATUS_EXTERNAL);
}
