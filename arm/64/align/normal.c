/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Normal and Device memory, with and without SCTLR_EL1.A. */
#include "suite.h"

#include <arch.h>
#include <arm/regs.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>

ALIGN_SUITE;

#define TO_X1 "\n\tfmov x1, d1\n\tfmov x2, v1.d[1]"

/* clang-format off: name, code, bytes, alignment, store */
#define ALIGNED(A)                                     \
	A(ldrh, "ldrh w1, [x0]", 2, 2, 0)              \
	A(ldr_w, "ldr w1, [x0]", 4, 4, 0)              \
	A(ldr_x, "ldr x1, [x0]", 8, 8, 0)              \
	A(ldur_x, "ldur x1, [x0, #0]", 8, 8, 0)        \
	A(ldr_reg, "ldr x1, [x0, x3]", 8, 8, 0)        \
	A(ldr_post, "ldr x1, [x0], #0", 8, 8, 0)       \
	A(ldp_w, "ldp w1, w2, [x0]", 8, 4, 0)          \
	A(ldp_x, "ldp x1, x2, [x0]", 16, 8, 0)         \
	A(ldr_d, "ldr d1, [x0]" TO_X1, 8, 8, 0)        \
	A(ldr_q, "ldr q1, [x0]" TO_X1, 16, 16, 0)      \
	A(ld1_8h, "ld1 {v1.8h}, [x0]" TO_X1, 16, 2, 0) \
	A(ld1_2d, "ld1 {v1.2d}, [x0]" TO_X1, 16, 8, 0) \
	A(strh, "strh w1, [x0]", 2, 2, 1)              \
	A(str_w, "str w1, [x0]", 4, 4, 1)              \
	A(str_x, "str x1, [x0]", 8, 8, 1)              \
	A(str_reg, "str x1, [x0, x3]", 8, 8, 1)        \
	A(stp_x, "stp x1, x2, [x0]", 16, 8, 1)         \
	A(str_q, "str q1, [x0]", 16, 16, 1)            \
	A(st1_2d, "st1 {v1.2d}, [x0]", 16, 8, 1)
/* without alignment */
#define BYTES(A)                                         \
	A(ldrb, "ldrb w1, [x0]", 1, 1, 0)                \
	A(ld1_16b, "ld1 {v1.16b}, [x0]" TO_X1, 16, 1, 0) \
	A(strb, "strb w1, [x0]", 1, 1, 1)                \
	A(st1_16b, "st1 {v1.16b}, [x0]", 16, 1, 1)
#define DEFINE(name, insn, bytes, align, store) ACCESS(name, insn)
#define ROW(name, insn, bytes, align, store) \
	{ #name, name, bytes, align, store },
/* clang-format on */

ALIGNED(DEFINE)
BYTES(DEFINE)

struct row {
	const char *name;
	access_fn *fn;
	uint8_t bytes, align;
	bool store;
};

static const struct row rows[] = { ALIGNED(ROW) BYTES(ROW) };
static const struct row aligned[] = { ALIGNED(ROW) };

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

static uint8_t place[96] __attribute__((aligned(64)));
static struct access_result result;

static void fill(uint8_t *at)
{
	for (unsigned int i = 0; i < sizeof(place); i++)
		at[i] = (uint8_t)(i * 0x35 + 1);
}

struct call {
	const struct row *row;
	uint8_t *at;
};

static void do_call(const void *arg)
{
	const struct call *c = arg;

	result = c->row->fn(c->at);
}

static void expect_loaded(const struct row *r, const uint8_t *at)
{
	uint64_t loaded[2] = { result.x1, result.x2 };
	uint8_t bytes[16];
	unsigned int half = r->bytes / 2;

	if (!strcmp(r->name, "ldp_w")) { /* each word in a register */
		memcpy(bytes, &loaded[0], half);
		memcpy(bytes + half, &loaded[1], half);
		EXPECT_EQ(loaded[0] >> 32, 0);
		EXPECT_EQ(loaded[1] >> 32, 0);
	} else {
		memcpy(bytes, loaded, sizeof(bytes));
	}
	EXPECT_MEMEQ(bytes, at, r->bytes);
	if (r->bytes < 8)
		EXPECT_EQ(loaded[0] >> 8 * r->bytes, 0);
}

static void expect_stored(const struct row *r, const uint8_t *base,
			  unsigned int offset)
{
	const uint64_t stored[2] = { STORED_1, STORED_2 };
	uint8_t expected[sizeof(place)];

	fill(expected);
	memcpy(expected + offset, stored, r->bytes);
	EXPECT_MEMEQ(base, expected, sizeof(expected));
}

/* It works, at @offset of @base: loads what is there, stores that alone. */
static void expect_works(const struct row *r, uint8_t *base,
			 unsigned int offset, bool user)
{
	const struct call call = { r, base + offset };

	fill(base);
	EXPECT_TRAP(user ? user_catch(do_call, &call) :
			   trap_catch(do_call, &call),
		    TRAP_NONE);
	if (r->store)
		expect_stored(r, base, offset);
	else
		expect_loaded(r, base + offset);
}

static void expect_traps(const struct row *r, uint8_t *base,
			 unsigned int offset, bool user)
{
	const struct call call = { r, base + offset };
	uint8_t expected[sizeof(place)];
	struct trap t;

	fill(base);
	fill(expected);
	t = user ? user_catch(do_call, &call) : trap_catch(do_call, &call);
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

/* FAR: the first byte that is not mapped, or the address: D8.12.3 */
TEST_EACH(half_mapped, const struct row *r, rows,
	  "traps at the page that is missing")
{
	uint8_t *memory = page_alloc(0, PAGE_ZERO);
	uint8_t *page = vmap_alloc(PAGE_SIZE, PAGE_SIZE);

	test_defer(page_free, memory);
	test_defer(unmap, page);
	ASSERT_EQ(arch_map(page, virt_to_phys(memory), PAGE_SIZE,
			   MAP_READ | MAP_WRITE),
		  0);
	for (unsigned int n = 0; n < r->bytes; n++) {
		const struct call call = { r, page + PAGE_SIZE - n };
		struct trap t = trap_catch(do_call, &call);

		test_context("%u bytes ahead", n);
		EXPECT_TRAP_ERROR(t, ARM_PAGE,
				  0x96000007 | (r->store ? ESR_WNR : 0));
		EXPECT_GE(t.address, (uintptr_t)page + PAGE_SIZE - n);
		EXPECT_LE(t.address, (uintptr_t)page + PAGE_SIZE);
	}
}

/* ------------------------------------------------------- Device memory --- */

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
	for (unsigned int i = 0; i < sizeof(place); i++)
		at[i] = (uint8_t)(i * 0x35 + 1);
}

TEST_EACH(device, const struct row *r, rows,
	  "works in Device memory where aligned")
{
	uint8_t *page = map_device();
	const struct call call = { r, page + 32 };
	uint8_t copy[sizeof(place)];

	device_fill(page);
	EXPECT_TRAP(trap_catch(do_call, &call), TRAP_NONE);
	for (unsigned int i = 0; i < sizeof(copy); i++)
		copy[i] = ((volatile uint8_t *)page)[i];
	if (r->store)
		expect_stored(r, copy, 32);
	else
		expect_loaded(r, copy + 32);
}

/* B2.5.2: whatever SCTLR_EL1.A says */
TEST_EACH(device_unaligned, const struct row *r, aligned,
	  "traps in Device memory where not aligned")
{
	uint8_t *page = map_device();

	device_fill(page);
	for (unsigned int offset = 32; offset < 48; offset++) {
		const struct call call = { r, page + offset };
		struct trap t = trap_catch(do_call, &call);

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
