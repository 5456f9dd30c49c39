/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * LLDT and LTR: which descriptors they take.
 *
 * Intel SDM vol. 2, LLDT, LTR; vol. 3, 3.5, 7.2.3. AMD APM vol. 3, LLDT, LTR: the
 * extended attributes of 64-bit mode, and canonical bases.
 */
#include "suite.h"

#include <x86/percpu.h>

SEGMENTS_SUITE;

SNIPPET(lldt, "lldt %ax");
SNIPPET(ltr, "ltr %ax");

static const struct snippet lldt_code = SNIPPET_OF(lldt);
static const struct snippet ltr_code = SNIPPET_OF(ltr);

static struct tss_area other_tss __attribute__((section(".bss.cpu")));

static struct run_end load_table(const struct snippet *code, uint16_t selector,
				 enum trap_cause cause)
{
	struct run_state in = run_defaults(code->at, 0);
	struct run_end end;

	in.ax = (in.ax & ~0xfffful) | selector;
	end = run_check(code, &in, &in,
			(struct run_expect){ cause,
					     cause ? selector & 0xfffc : 0 });
	if (str() != TSS_SEL_BASE) {
		const struct desc_ptr gdt = gdt_init_ptr();

		lgdt(&gdt);
		tss_load(cpu_self());
	}
	return end;
}

static uint64_t system_low(const struct desc_type *t, bool present)
{
	return desc_segment((uint32_t)(uintptr_t)&other_tss,
			    sizeof(other_tss) - 1,
			    desc_type_bits(t, present, 0));
}

static enum trap_cause lldt_fault(const struct desc_type *t, bool present)
{
	if (t->type != 2)
		return X86_GP;
	return present ? TRAP_NONE : X86_NP;
}

static enum trap_cause ltr_fault(const struct desc_type *t, bool present)
{
	if (t->type != 9 && (IS_64 || t->type != 1))
		return X86_GP;
	return present ? TRAP_NONE : X86_NP;
}

static void put_system(const struct desc_type *t, bool present, uint64_t high)
{
	*gdt_entry(SUBJECT) = system_low(t, present);
	*gdt_entry(SUBJECT + 8) = high;
}

TEST_EACH(lldt, const struct desc_type *t, desc_types,
	  "takes a descriptor of an LDT, else faults and keeps the old one")
{
	test_defer(lldt, 0);
	for (unsigned int i = 0; i < 8; i++) {
		bool present = i & 4;
		uint16_t selector = SUBJECT | (i & 3);
		enum trap_cause cause = lldt_fault(t, present);

		test_context("P=%u RPL=%u", present, i & 3);
		put_system(t, present, 0);
		lldt(0);
		EXPECT_EQ(load_table(&lldt_code, selector, cause).ldt,
			  cause ? 0 : selector);
		EXPECT_EQ(*gdt_entry(SUBJECT), system_low(t, present));
	}
}

TEST_EACH(ltr, const struct desc_type *t, desc_types,
	  "takes an available TSS and marks it busy, else faults")
{
	for (unsigned int i = 0; i < 8; i++) {
		bool present = i & 4;
		uint16_t selector = SUBJECT | (i & 3);
		enum trap_cause cause = ltr_fault(t, present);

		test_context("P=%u RPL=%u", present, i & 3);
		put_system(t, present, 0);
		EXPECT_EQ(load_table(&ltr_code, selector, cause).tr,
			  cause ? TSS_SEL_BASE : selector);
		EXPECT_EQ(*gdt_entry(SUBJECT),
			  system_low(t, present) | (cause ? 0 : DESC_TYPE(2)));
	}
}

static const struct desc_type *const ldt_type = &desc_types[2];
static const struct desc_type *const tss_type = &desc_types[9];

/* Selectors and second halves, with an otherwise good descriptor in SUBJECT. */
static const struct odd {
	const char *name;
	uint16_t selector;
	unsigned int limit; /* of the GDT; 0: all of it */
	uint64_t high;
	enum trap_cause lldt, ltr;
} odds[] = { { "null-0", 0, 0, 0, TRAP_NONE, X86_GP },
	     { "null-1", 1, 0, 0, TRAP_NONE, X86_GP },
	     { "null-2", 2, 0, 0, TRAP_NONE, X86_GP },
	     { "null-3", 3, 0, 0, TRAP_NONE, X86_GP },
	     { "ti", SUBJECT | ERROR_TI, 0, 0, X86_GP, X86_GP },
	     { "beyond-gdt", 0xfff8, 0, 0, X86_GP, X86_GP },
	     { "last-byte-missing", SUBJECT, SUBJECT + (IS_64 ? 14 : 6), 0,
	       X86_GP, X86_GP },
	     { "last-byte", SUBJECT, SUBJECT + (IS_64 ? 15 : 7), 0 },
	     { "first-byte-alone", SUBJECT, SUBJECT, 0, X86_GP, X86_GP },
	     ONLY_64({ "half", SUBJECT, SUBJECT + 7, 0, X86_GP, X86_GP },
		     { "high-type-1", SUBJECT, 0, 1ull << 40, X86_GP, X86_GP },
		     { "high-type-2", SUBJECT, 0, 1ull << 41, X86_GP, X86_GP },
		     { "high-type-4", SUBJECT, 0, 1ull << 42, X86_GP, X86_GP },
		     { "high-type-8", SUBJECT, 0, 1ull << 43, X86_GP, X86_GP },
		     { "high-s", SUBJECT, 0, 1ull << 44, X86_GP, X86_GP },
		     { "base-hole-first", SUBJECT, 0, 0x8000, X86_GP, X86_GP },
		     { "base-hole-last", SUBJECT, 0, 0xffff7fff, X86_GP,
		       X86_GP },
		     { "base-low-last", SUBJECT, 0, 0x7fff },
		     { "base-high-first", SUBJECT, 0, 0xffff8000 }, ) };

static void set_up_odd(const struct odd *o, const struct desc_type *t)
{
	struct desc_ptr gdt = gdt_init_ptr();

	put_system(t, true, o->high);
	*gdt_entry(0) = *gdt_entry(SUBJECT); /* what null does not find */
	if (o->limit)
		gdt.limit = (uint16_t)o->limit;
	lgdt(&gdt);
}

TEST_EACH(lldt_odd, const struct odd *o, odds, "null clears LDTR; else faults")
{
	uint16_t ldt;

	test_defer(lldt, 0);
	*gdt_entry(OTHER) = system_low(ldt_type, true);
	lldt(OTHER);
	set_up_odd(o, ldt_type);
	ldt = load_table(&lldt_code, o->selector, o->lldt).ldt;
	EXPECT_EQ(ldt, o->lldt ? OTHER : o->selector);
}

TEST_EACH(ltr_odd, const struct odd *o, odds, "faults, and TR stays")
{
	uint64_t before;

	set_up_odd(o, tss_type);
	before = *gdt_entry(SUBJECT);
	EXPECT_EQ(load_table(&ltr_code, o->selector, o->ltr).tr,
		  o->ltr ? TSS_SEL_BASE : o->selector);
	EXPECT_EQ(*gdt_entry(SUBJECT), before | (o->ltr ? 0 : DESC_TYPE(2)));
}
