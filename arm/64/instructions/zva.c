/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DC ZVA. */
#include "suite.h"

#include <arch.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>

INSTRUCTIONS_SUITE;

static bool probe_zva(void)
{
	return !(read_sysreg(dczid_el0) & 0x10);
}

static const struct feature zva = { "DC ZVA", "DCZID_EL0.DZP", probe_zva };

static void do_zva(const void *at)
{
	asm volatile("dc zva, %0" : : "r"(at) : "memory");
}

static unsigned long zva_bytes(void)
{
	return 4ul << (read_sysreg(dczid_el0) & 0xf);
}

TEST(zva, "DC ZVA zeroes its block and no other byte", .needs = NEEDS(&zva))
{
	unsigned long bytes = zva_bytes();
	uint8_t *block = page_alloc(1, PAGE_ANY);
	uint8_t *expected = page_alloc(1, PAGE_ANY);

	test_defer(page_free, block);
	test_defer(page_free, expected);
	ASSERT_LE(bytes, 2048);
	for (unsigned long offset = 0; offset < bytes; offset++) {
		memset(block, 0xa5, 2 * PAGE_SIZE);
		memset(expected, 0xa5, 2 * PAGE_SIZE);
		memset(expected + PAGE_SIZE - bytes, 0, bytes);
		do_zva(block + PAGE_SIZE - bytes + offset);
		test_context("offset %lu", offset);
		EXPECT_MEMEQ(block, expected, 2 * PAGE_SIZE);
	}
}

static const struct fault_row {
	const char *name;
	int flags; /* 0: not mapped any more */
	unsigned long esr;
} faults[] = {
	{ "unmapped", 0, 0x96000047 },
	{ "read-only", MAP_READ, 0x9600004f },
};

/* C6.2, DC ZVA: a store, at the address given */
TEST_EACH(zva_fault, const struct fault_row *r, faults,
	  "DC ZVA traps as a store, at its address", .needs = NEEDS(&zva))
{
	uint8_t *memory = page_alloc(0, PAGE_ZERO);
	uint8_t *page = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
	struct trap t;

	test_defer(page_free, memory);
	test_defer(vmap_free, page);
	memset(memory, 0xa5, PAGE_SIZE);
	ASSERT_EQ(arch_map(page, virt_to_phys(memory), PAGE_SIZE,
			   MAP_READ | r->flags),
		  0);
	if (!r->flags)
		arch_unmap(page, PAGE_SIZE);
	t = trap_catch(do_zva, page + 0x123);
	EXPECT_TRAP_ERROR(t, ARM_PAGE, r->esr);
	EXPECT_EQ(t.address, (uintptr_t)page + 0x123);
	EXPECT_EQ(memory[0x123], 0xa5);
	EXPECT_EQ(memory[0x100], 0xa5);
	if (r->flags)
		arch_unmap(page, PAGE_SIZE);
}
