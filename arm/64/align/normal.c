/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Normal and Device memory, with and without SCTLR_EL1.A. */
#include "accesses.h"

#include <arch.h>
#include <arm/regs.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>

ALIGN_SUITE;

ALIGNED(DEFINE)
BYTES(DEFINE)

static const struct row rows[] = { ALIGNED(ROW) BYTES(ROW) };

/* Always aligned, but with LSE2: B2.5.2 */
/* clang-format off */
#define ORDERED(A)                                                        \
	A(ldarh, "ldarh w1, [x0]", 2, 2, 0)                               \
	A(ldar_w, "ldar w1, [x0]", 4, 4, 0)                               \
	A(ldar_x, "ldar x1, [x0]", 8, 8, 0)                               \
	A(stlrh, "stlrh w1, [x0]", 2, 2, 1)                               \
	A(stlr_w, "stlr w1, [x0]", 4, 4, 1)                               \
	A(stlr_x, "stlr x1, [x0]", 8, 8, 1)
/* clang-format on */
ORDERED(DEFINE)
static const struct row ordered[] = { ORDERED(ROW) };

static uint8_t place[PLACE] __attribute__((aligned(64)));
/* It works, at @offset of @base: loads what is there, stores that alone. */
static void expect_works(const struct row *r, uint8_t *base,
			 unsigned int offset, bool user)
{
	const struct access call = { r, base + offset };

	access_fill(base);
	EXPECT_TRAP(user ? user_catch(access_call, &call) :
			   trap_catch(access_call, &call),
		    TRAP_NONE);
	if (r->store)
		access_expect_stored(r, base, offset);
	else
		access_expect_loaded(r, base + offset);
}

static void expect_traps(const struct row *r, uint8_t *base,
			 unsigned int offset, bool user)
{
	const struct access call = { r, base + offset };
	uint8_t expected[PLACE];
	struct trap t;

	access_fill(base);
	access_fill(expected);
	t = user ? user_catch(access_call, &call) :
		   trap_catch(access_call, &call);
	EXPECT_TRAP_ERROR(t, ARM_DATA_ABORT,
			  (ESR_ALIGNMENT | (r->store ? ESR_WNR : 0)) -
				  (user ? 0x04000000 : 0));
	EXPECT_EQ(t.address, (uintptr_t)base + offset);
	EXPECT_MEMEQ(base, expected, sizeof(expected));
}

static void put_sctlr(unsigned long value)
{
	write_sysreg(sctlr_el1, value);
	isb();
}

static void check(const struct row *r, bool strict, bool user)
{
	uint64_t sctlr = read_sysreg(sctlr_el1);

	test_defer(put_sctlr, sctlr);
	put_sctlr(strict ? sctlr | SCTLR_A : sctlr & ~(uint64_t)SCTLR_A);
	for (unsigned int offset = 16; offset < 48; offset++) {
		test_context("offset %u", offset);
		if (strict && offset % r->align)
			expect_traps(r, place, offset, user);
		else
			expect_works(r, place, offset, user);
	}
}

TEST_EACH(lenient, const struct row *r, rows,
	  "works at every address while SCTLR_EL1.A is clear")
{
	check(r, false, false);
}

TEST_EACH(strict, const struct row *r, rows,
	  "traps where not aligned while SCTLR_EL1.A is set")
{
	check(r, true, false);
}

TEST_EACH(strict_el0, const struct row *r, rows, "the same at EL0")
{
	check(r, true, true);
}

static bool probe_no_lse2(void)
{
	return !arm_lse2.probe();
}

static const struct feature no_lse2 = { "no LSE2", "ID_AA64MMFR2_EL1.AT",
					probe_no_lse2 };

TEST_EACH(ordered, const struct row *r, ordered,
	  "load-acquire and store-release are always aligned",
	  .needs = NEEDS(&no_lse2))
{
	for (unsigned int offset = 16; offset < 32; offset++) {
		test_context("offset %u", offset);
		if (offset % r->align)
			expect_traps(r, place, offset, false);
		else
			expect_works(r, place, offset, false);
	}
}

/* ------------------------------------------------------ across a page ---- */

static uint8_t *two_pages(void)
{
	uint8_t *pages = page_alloc(1, PAGE_ZERO);

	test_defer(page_free, pages);
	return pages;
}

TEST_EACH(across, const struct row *r, rows, "works across a page's end")
{
	uint8_t *pages = two_pages();

	for (unsigned int offset = 0; offset < r->bytes; offset++) {
		test_context("%u bytes ahead", offset);
		expect_works(r, pages + PAGE_SIZE - 32, 32 - offset, false);
	}
}

static void unmap(void *page)
{
	arch_unmap(page, PAGE_SIZE);
	vmap_free(page);
}

/* FAR: the first byte that is not mapped, or the address: D8.12.3. The next page is
   not there, which the same table says: level 3. */
TEST_EACH(half_mapped, const struct row *r, rows,
	  "traps at the page that is missing")
{
	uint8_t *memory = page_alloc(0, PAGE_ZERO);
	uint8_t *page = vmap_alloc(2 * PAGE_SIZE, 2 * PAGE_SIZE);

	test_defer(page_free, memory);
	test_defer(unmap, page);
	ASSERT_EQ(arch_map(page, virt_to_phys(memory), PAGE_SIZE,
			   MAP_READ | MAP_WRITE),
		  0);
	for (unsigned int n = 0; n < r->bytes; n++) {
		const struct access call = { r, page + PAGE_SIZE - n };
		struct trap t = trap_catch(access_call, &call);

		test_context("%u bytes ahead", n);
		EXPECT_TRAP_ERROR(t, ARM_PAGE,
				  0x96000007 | (r->store ? ESR_WNR : 0));
		EXPECT_GE(t.address, (uintptr_t)page + PAGE_SIZE - n);
		EXPECT_LE(t.address, (uintptr_t)page + PAGE_SIZE);
	}
}
