/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where descriptors come from: the limits of the GDT and the LDT, null
 * selectors.
 *
 * Intel SDM vol. 2, MOV; vol. 3, 3.4.2, 3.5.1.
 */
#include "load.h"

#include <arch.h>
#include <arch/page.h>
#include <mm/page.h>
#include <mm/vmap.h>

SEGMENTS_SUITE;

static const struct desc_type *const data_rw = &desc_types[16 + 2];

static void lgdt_limit(uint16_t limit)
{
	struct desc_ptr gdt = gdt_init_ptr();

	gdt.limit = limit;
	lgdt(&gdt);
}

static void check_load(const struct load *l, uint16_t selector,
		       unsigned int cpl, struct run_expect expect)
{
	struct run_state in, out;

	load_prepare(l, &in, &out, selector, cpl);
	run_check(&l->code, &in, &out, expect);
}

static void check_both(uint16_t selector, struct run_expect expect)
{
	check_load(&load_mov_ds, selector, 0, expect);
	check_load(&load_mov_ss, selector, 0, expect);
}

static const struct run_expect loaded = { TRAP_NONE, 0 };

TEST(gdt_limit, "the last byte of a descriptor has to be inside")
{
	for (unsigned int missing = 1; missing <= 8; missing++) {
		test_context("%u bytes missing", missing);
		*gdt_entry(SUBJECT) = desc_type_flat(data_rw, true, 0);
		lgdt_limit(SUBJECT + 7 - missing);
		check_both(SUBJECT, (struct run_expect){ X86_GP, SUBJECT });
		EXPECT_EQ(*gdt_entry(SUBJECT),
			  desc_type_flat(data_rw, true, 0));
	}
	lgdt_limit(SUBJECT + 7);
	check_both(SUBJECT, loaded);
	lgdt_limit(gdt_init_ptr().limit);
	check_both(0xfff8, (struct run_expect){ X86_GP, 0xfff8 });
}

/* ---------------------------------------------------------------- LDT -- */

enum {
	LDT_ENTRIES = 4
};
static uint64_t ldt[LDT_ENTRIES]
	__attribute__((section(".bss.cpu"), aligned(16)));

static void use_ldt(unsigned long base, uint32_t limit)
{
	*gdt_entry(OTHER) =
		desc_segment((uint32_t)base, limit, DESC_LDT | DESC_P);
	*gdt_entry(OTHER + 8) = (uint64_t)base >> 32;
	test_defer(lldt, 0);
	lldt(OTHER);
}

TEST(ldt_limit, "the last byte of a descriptor has to be inside")
{
	const uint16_t selector = 8 * 2 | ERROR_TI;

	for (unsigned int missing = 1; missing <= 8; missing++) {
		test_context("%u bytes missing", missing);
		ldt[2] = desc_type_flat(data_rw, true, 0);
		use_ldt((uintptr_t)ldt, 8 * 3 - 1 - missing);
		check_both(selector, (struct run_expect){ X86_GP, selector });
		EXPECT_EQ(ldt[2], desc_type_flat(data_rw, true, 0));
	}
	use_ldt((uintptr_t)ldt, 8 * 3 - 1);
	check_both(selector, loaded);
	EXPECT_EQ(ldt[2], desc_type_flat(data_rw, true, 0) | DESC_ACCESSED);
}

TEST(ldt_first, "entry 0 of the LDT is no null selector")
{
	ldt[0] = desc_type_flat(data_rw, true, 3);
	use_ldt((uintptr_t)ldt, sizeof(ldt) - 1);
	check_load(&load_mov_ds, ERROR_TI, 0, loaded);
	check_load(&load_mov_ds, ERROR_TI | 3, 3, loaded);
	check_load(&load_mov_ss, ERROR_TI | 3, 3, loaded);
	EXPECT_EQ(ldt[0], desc_type_flat(data_rw, true, 3) | DESC_ACCESSED);
}

TEST(ldt_pages, "the limit of an LDT counts pages where G is set")
{
	const uint16_t selector = 8 * 3 | ERROR_TI;

	ldt[3] = desc_type_flat(data_rw, true, 0);
	*gdt_entry(OTHER) = desc_segment((uint32_t)(uintptr_t)ldt, 0,
					 DESC_LDT | DESC_P | DESC_G);
	*gdt_entry(OTHER + 8) = (uint64_t)(uintptr_t)ldt >> 32;
	test_defer(lldt, 0);
	lldt(OTHER);
	check_both(selector, loaded);
}

TEST(ldt_faults, "the error codes of descriptors of the LDT have TI set")
{
	use_ldt((uintptr_t)ldt, sizeof(ldt) - 1);
	ldt[1] = desc_type_flat(data_rw, false, 0);
	check_load(&load_mov_ds, 12, 0, (struct run_expect){ X86_NP, 12 });
	check_load(&load_mov_ss, 12, 0, (struct run_expect){ X86_SS, 12 });
	check_load(&load_mov_ds, 15, 3, (struct run_expect){ X86_GP, 12 });
	ldt[1] = 0;
	check_both(12, (struct run_expect){ X86_GP, 12 });
}

TEST(no_ldt, "with LDTR null the LDT has no entries")
{
	for (unsigned int i = 0; i < 4; i++) {
		test_context("entry %u", i);
		check_both((uint16_t)(8 * i | ERROR_TI),
			   (struct run_expect){ X86_GP, 8 * i | ERROR_TI });
	}
}

/* All 64 bits of the base are used: memory far from the image. */
TEST(ldt_base, "comes from all of the descriptor")
{
	uint64_t *far = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
	void *memory = page_alloc(0, PAGE_ZERO);

	test_defer(page_free, memory);
	test_defer(vmap_free, far);
	ASSERT_EQ(arch_map(far, virt_to_phys(memory), PAGE_SIZE, MAP_KERNEL),
		  0);
	far[1] = desc_type_flat(data_rw, true, 0);
	use_ldt((uintptr_t)far, 15);
	check_both(12, loaded);
	EXPECT_EQ(far[1], desc_type_flat(data_rw, true, 0) | DESC_ACCESSED);
}

/* ------------------------------------------------------- null selectors -- */

static enum trap_cause null_stack(bool compat, unsigned int cpl,
				  unsigned int rpl)
{
	return IS_64 && !compat && cpl != 3 && rpl == cpl ? TRAP_NONE : X86_GP;
}

static const struct null {
	const char *name;
	enum seg_reg reg;
	bool compat;
	unsigned int rpl;
} nulls[] = {
#define NULLS(name, reg, compat)                                      \
	{ name "-0", reg, compat, 0 }, { name "-1", reg, compat, 1 }, \
		{ name "-2", reg, compat, 2 },                        \
	{                                                             \
		name "-3", reg, compat, 3                             \
	}
	NULLS("ds", DS, false),
	ONLY_32(NULLS("ss", SS, false), )
		ONLY_64(NULLS("ss-64-bit", SS, false), )
			ONLY_64(NULLS("ds-compat", DS, true),
				NULLS("ss-compat", SS, true), )
};

static void check_null(const struct null *n, unsigned int cpl)
{
	struct load l = n->reg == SS ? load_mov_ss : load_mov_ds;
	enum trap_cause cause =
		n->reg == SS ? null_stack(n->compat, cpl, n->rpl) : TRAP_NONE;

	test_context("CPL=%u", cpl);
	*gdt_entry(0) =
		desc_type_flat(data_rw, true, cpl); /* not to be found */
	l.compat = n->compat;
	check_load(&l, (uint16_t)n->rpl, cpl, (struct run_expect){ cause, 0 });
}

TEST_EACH(null, const struct null *n, nulls,
	  "any data segment may be null; a stack in 64-bit mode below CPL 3")
{
	check_null(n, 0);
	if (!n->compat) {
		check_null(n, 1);
		check_null(n, 2);
	}
}

TEST_EACH(null_user, const struct null *n, nulls,
	  "any data segment of CPL 3 may be null, but never its stack")
{
	check_null(n, 3);
}
