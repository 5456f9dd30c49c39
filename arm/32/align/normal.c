/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Normal memory, with and without SCTLR.A. */
#include "accesses.h"

#include <arch.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>

ALIGN_SUITE;

/* clang-format off */
static const struct row rows[] = {
	LOADS(ROW) STORES(ROW) UNPRIVILEGED(ROW) MULTIPLE(ROW) EXCLUSIVES(ROW)
	ORDERED(ROW) VECTORS(ROW) BYTES(ROW) VECTOR_BYTES(ROW)
};
static const struct row unprivileged[] = { UNPRIVILEGED(ROW) };
/* the kernel's */
static const struct row privileged[] = {
	LOADS(ROW) STORES(ROW) MULTIPLE(ROW) EXCLUSIVES(ROW)
	ORDERED(ROW) VECTORS(ROW) BYTES(ROW) VECTOR_BYTES(ROW)
};
/* clang-format on */

/* Of 32 addresses: those on which it depends are all among them. */
static void check(const struct row *r, uint32_t mode, bool strict)
{
	uint8_t *base = a32_data();

	access_need(r);
	for (unsigned int offset = 32; offset < 64; offset++) {
		bool fault = (strict || r->flags & ALWAYS) && offset % r->align;
		struct a32_outcome o;
		uint8_t expected[PLACE];

		test_context("offset %u", offset);
		access_fill(base);
		o = access_run(r, mode, base + offset, strict);
		if (!fault) {
			access_expect_done(r, &o, base, offset);
			continue;
		}
		access_expect_fault(r, &o, ARM_DATA_ABORT, FSR_ALIGNMENT,
				    (uintptr_t)base + offset);
		access_fill(expected);
		EXPECT_MEMEQ(base, expected, PLACE);
	}
}

TEST_EACH(lenient, const struct row *r, rows,
	  "works at every address while SCTLR.A is clear, or traps always")
{
	check(r, MODE_SYS, false);
}

TEST_EACH(strict, const struct row *r, rows,
	  "traps where not aligned while SCTLR.A is set")
{
	check(r, MODE_SYS, true);
}

TEST_EACH(lenient_user, const struct row *r, rows, "the same in user mode")
{
	check(r, MODE_USR, false);
}

TEST_EACH(strict_user, const struct row *r, rows, "the same in user mode")
{
	check(r, MODE_USR, true);
}

/* ------------------------------------------------------ across a page ---- */

TEST_EACH(across, const struct row *r, privileged, "works across a page's end")
{
	uint8_t *pages = page_alloc(1, PAGE_ZERO);
	uint8_t *base = pages + PAGE_SIZE - 32;

	test_defer(page_free, pages);
	access_need(r);
	for (unsigned int n = 0; n < r->bytes; n++) {
		struct a32_outcome o;

		if (r->flags & ALWAYS && n % r->align)
			continue;
		test_context("%u bytes ahead", n);
		access_fill(base);
		o = access_run(r, MODE_SYS, base + 32 - n, false);
		access_expect_done(r, &o, base, 32 - n);
	}
}

static void unmap(void *page)
{
	arch_unmap(page, PAGE_SIZE);
	vmap_free(page);
}

/* The next one is not there, which the same table says: level 3. */
static uint8_t *map_page(void)
{
	uint8_t *memory = page_alloc(0, PAGE_ZERO);
	uint8_t *page = vmap_alloc(2 * PAGE_SIZE, 2 * PAGE_SIZE);

	test_defer(page_free, memory);
	test_defer(unmap, page);
	ASSERT_EQ(arch_map(page, virt_to_phys(memory), PAGE_SIZE,
			   MAP_READ | MAP_WRITE),
		  0);
	return page;
}

/*
 * The bytes that are there may be stored or not (G1.12.5, effects of
 * data-aborted instructions); those around may not change.
 */
static void expect_stored_or_not(const struct row *r,
				 const struct a32_outcome *o,
				 const uint8_t *base, unsigned int n)
{
	const uint8_t *stored = (const uint8_t *)&o->in.r[2];
	uint8_t expected[PLACE];

	access_fill(expected);
	for (unsigned int i = 0; i < n && r->flags & STORE; i++)
		if (base[PLACE - n + i] == stored[i])
			expected[PLACE - n + i] = stored[i];
	EXPECT_MEMEQ(base, expected, PLACE);
}

/* What loads several may have loaded some, but not its base. */
static void expect_kept(const struct row *r, const struct a32_outcome *o)
{
	uint32_t may = r->bytes > 4 ? access_changes(r) : 0;

	for (unsigned int i = 0; i < 13; i++)
		if (!(may & 1u << i))
			EXPECT_EQ(o->frame.r[i], o->in.r[i]);
	EXPECT_EQ(o->frame.sp, o->in.sp);
	EXPECT_EQ(o->frame.lr, o->in.lr);
	EXPECT_EQ(o->frame.cpsr, o->in.cpsr);
}

/* DFAR: the first byte that is not there, or where that element begins. */
TEST_EACH(half_mapped, const struct row *r, privileged,
	  "traps at the page that is missing")
{
	uint8_t *page = map_page(), *end = page + PAGE_SIZE;

	access_need(r);
	for (unsigned int n = 0; n < r->bytes; n++) {
		uintptr_t element = (uintptr_t)end - n % r->align;
		struct a32_outcome o;

		if (r->flags & ALWAYS && n % r->align)
			continue;
		test_context("%u bytes ahead", n);
		access_fill(end - PLACE);
		o = access_run(r, MODE_SYS, end - n, false);
		EXPECT_TRAP_ERROR(o.trap, ARM_PAGE,
				  FSR_MISSING |
					  (r->flags & STORE ? FSR_WNR : 0));
		EXPECT_EQ(o.trap.pc, o.in.pc + access_lead(r));
		if (o.trap.address != element)
			EXPECT_EQ(o.trap.address, (uintptr_t)end);
		expect_kept(r, &o);
		expect_stored_or_not(r, &o, end - PLACE, n);
	}
}

/* F5.1.84 (LDRT), F5.1.239 (STRT) */
TEST_EACH(unprivileged, const struct row *r, unprivileged,
	  "is a permission fault where user mode may not")
{
	uint8_t *page = map_page(), expected[PLACE];
	struct a32_outcome o;

	access_fill(page);
	o = access_run(r, MODE_SYS, page + 32, false);
	access_expect_fault(r, &o, ARM_PAGE, FSR_DENIED, (uintptr_t)page + 32);
	access_fill(expected);
	EXPECT_MEMEQ(page, expected, PLACE);
}
