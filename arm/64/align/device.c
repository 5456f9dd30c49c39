/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Device memory: B2.7.2. */
#include "accesses.h"

#include <arch.h>
#include <mm/page.h>
#include <mm/vmap.h>

ALIGN_SUITE;

ALIGNED(DEFINE)
BYTES(DEFINE)

static const struct row rows[] = { ALIGNED(ROW) BYTES(ROW) };
static const struct row aligned[] = { ALIGNED(ROW) };

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

/* Filled and looked at by bytes: memcpy() may not be aligned. */
static void device_fill(volatile uint8_t *at)
{
	for (unsigned int i = 0; i < PLACE; i++)
		at[i] = (uint8_t)(i * 0x35 + 1);
}

TEST_EACH(device, const struct row *r, rows,
	  "works in Device memory where aligned")
{
	uint8_t *page = map_device();
	const struct access call = { r, page + 32 };
	uint8_t copy[PLACE];

	device_fill(page);
	EXPECT_TRAP(trap_catch(access_call, &call), TRAP_NONE);
	for (unsigned int i = 0; i < sizeof(copy); i++)
		copy[i] = ((volatile uint8_t *)page)[i];
	if (r->store)
		access_expect_stored(r, copy, 32);
	else
		access_expect_loaded(r, copy + 32);
}

/* B2.5.2: whatever SCTLR_EL1.A says */
TEST_EACH(device_unaligned, const struct row *r, aligned,
	  "traps in Device memory where not aligned")
{
	uint8_t *page = map_device();

	device_fill(page);
	for (unsigned int offset = 32; offset < 48; offset++) {
		const struct access call = { r, page + offset };
		struct trap t = trap_catch(access_call, &call);

		test_context("offset %u", offset);
		if (offset % r->align == 0) {
			EXPECT_TRAP(t, TRAP_NONE);
			continue;
		}
		EXPECT_TRAP_ERROR(t, ARM_DATA_ABORT,
				  ESR_ALIGNMENT | (r->store ? ESR_WNR : 0));
		EXPECT_EQ(t.address, (uintptr_t)page + offset);
	}
}

static void dc_zva(const void *at)
{
	asm volatile("dc zva, %0" : : "r"(at) : "memory");
}

TEST(device_zva, "DC ZVA of Device memory is an alignment fault")
{
	uint8_t *page = map_device();

	if (read_sysreg(dczid_el0) & 0x10)
		SKIP("needs DC ZVA");
	EXPECT_TRAP_ERROR(trap_catch(dc_zva, page), ARM_DATA_ABORT,
			  ESR_ALIGNMENT | ESR_WNR);
}
