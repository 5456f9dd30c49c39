/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Device memory: E2.8.2. */
#include "accesses.h"

#include <arch.h>
#include <mm/page.h>
#include <mm/vmap.h>

ALIGN_SUITE;

/* clang-format off */
static const struct row rows[] = {
	LOADS(ROW) STORES(ROW) MULTIPLE(ROW) BYTES(ROW)
};
static const struct row single[] = { LOADS(ROW) STORES(ROW) };
static const struct row multiple[] = { MULTIPLE(ROW) };
/* clang-format on */

static void unmap(void *page)
{
	arch_unmap(page, PAGE_SIZE);
	vmap_free(page);
}

static uint8_t *map_device(void)
{
	uint8_t *memory = page_alloc(0, PAGE_ZERO);
	uint8_t *page = vmap_alloc(PAGE_SIZE, PAGE_SIZE);

	test_defer(page_free, memory);
	test_defer(unmap, page);
	ASSERT_EQ(arch_map(page, virt_to_phys(memory), PAGE_SIZE,
			   MAP_READ | MAP_WRITE | MAP_UNCACHED),
		  0);
	return page;
}

TEST_EACH(device, const struct row *r, rows,
	  "works in Device memory where aligned")
{
	uint8_t *page = map_device();

	for (unsigned int offset = 32; offset < 48; offset += r->align) {
		struct a32_outcome o;

		test_context("offset %u", offset);
		access_fill(page);
		o = access_run(r, MODE_SYS, page + offset, false);
		access_expect_done(r, &o, page, offset);
	}
}

static void expect_unaligned_fault(const struct row *r)
{
	uint8_t *page = map_device();

	access_fill(page);
	for (unsigned int offset = 32; offset < 40; offset++) {
		struct a32_outcome o;

		if (offset % r->align == 0)
			continue;
		test_context("offset %u", offset);
		o = access_run(r, MODE_SYS, page + offset, false);
		access_expect_fault(r, &o, ARM_DATA_ABORT, FSR_ALIGNMENT,
				    (uintptr_t)page + offset);
	}
}

/* E2.4.1: whatever SCTLR.A says */
TEST_EACH(device_unaligned, const struct row *r, single,
	  "traps in Device memory where not aligned")
{
	expect_unaligned_fault(r);
}

TEST_EACH(device_multiple, const struct row *r, multiple,
	  "traps in Device memory, too, where not aligned")
{
	expect_unaligned_fault(r);
}
