/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Gates that cannot be used: which exception, with which error code. */
#include "suite.h"

#include <x86/irq/apic.h>

SWINT_SUITE;

/* What is wrong with the gate, or with the segment that it names. */
static const struct defect {
	const char *name;
	enum trap_cause cause;
	bool idt; /* the error code names the gate, else it is @error */
	unsigned long error;
	uint16_t selector;
	uint8_t type;
	uint64_t segment; /* what SEL_A is; SEL_B and SEL_C follow */
	unsigned long offset;
} defects[] = {
/* A table */
/* clang-format off */
#define GATE(name) ONLY_64("gate64-" name) ONLY_32("gate32-" name)
#define GATE3	   (GATE_INT | GATE_DPL(3))
#define CODE_BITS  (DESC_CODE_XR | DESC_S | DESC_G | DESC_P)
#define SEGMENT(name, cause, segment)                               \
	{                                                           \
		name, cause, false, SEL_A, SEL_A, GATE3, segment, 0 \
	}
	{ GATE("not-present"), X86_NP, true, 0, KERNEL_CS, GATE3 & ~0x80, 0, 0 },
	{ GATE("not-present-type-0"), X86_GP, true, 0, KERNEL_CS, 0x60, 0, 0 },
	{ GATE("type-0"), X86_GP, true, 0, KERNEL_CS, 0xe0, 0, 0 },
	{ GATE("type-call-gate"), X86_GP, true, 0, KERNEL_CS, 0xec, 0, 0 },
	{ GATE("type-data"), X86_GP, true, 0, KERNEL_CS, 0xfe, 0, 0 },
	{ "null-selector", X86_GP, false, 0, 0, GATE3, 0, 0 },
	{ "null-selector-rpl", X86_GP, false, 0, 3, GATE3, 0, 0 },
	{ "beyond-gdt", X86_GP, false, GDT_BYTES, GDT_BYTES, GATE3, 0, 0 },
	{ "beyond-gdt-rpl", X86_GP, false, 0xfff8, 0xffff & ~4, GATE3, 0, 0 },
	{ "no-ldt", X86_GP, false, KERNEL_CS | ERROR_TI, KERNEL_CS | ERROR_TI, GATE3, 0, 0 },
	{ "empty-entry", X86_GP, false, SEL_A, SEL_A, GATE3, 0, 0 },
	{ "rpl-not-in-error", X86_GP, false, SEL_A, SEL_A | 3, GATE3, 0, 0 },
	{ "data-segment", X86_GP, false, KERNEL_DS, KERNEL_DS, GATE3, 0, 0 },
	{ "tss", X86_GP, false, TSS_SEL_BASE, TSS_SEL_BASE, GATE3, 0, 0 },
	SEGMENT("segment-not-present", X86_NP,
		DESC_CODE_XR | DESC_S | DESC_G | (IS_64 ? DESC_L : DESC_DB)),
	SEGMENT("data-not-present", X86_GP, DESC_DATA_RW | DESC_S | DESC_G),
	SEGMENT("execute-bit-of-system", X86_GP, DESC_TYPE(10) | DESC_P),
	ONLY_64(SEGMENT("compatibility", X86_GP, CODE_BITS | DESC_DB),)
	ONLY_64(SEGMENT("compatibility-16", X86_GP, CODE_BITS),)
	ONLY_64(SEGMENT("l-and-d", X86_GP, CODE_BITS | DESC_L | DESC_DB),)
	ONLY_64({ "offset-0x800000000000", X86_GP, false, 0, KERNEL_CS, GATE3, 0, 1ul << 47 },)
	ONLY_64({ "offset-bit-63", X86_GP, false, 0, KERNEL_CS, GATE3, 0, 1ul << 63 },)
	ONLY_64({ GATE("type-16-bit-interrupt"), X86_GP, true, 0, KERNEL_CS, 0xe6, 0, 0 },)
	ONLY_64({ GATE("type-16-bit-trap"), X86_GP, true, 0, KERNEL_CS, 0xe7, 0, 0 },)
	ONLY_64({ GATE("type-task"), X86_GP, true, 0, KERNEL_CS, 0xe5, 0, 0 },)
	ONLY_32({ "task-code-segment", X86_GP, false, KERNEL_CS, KERNEL_CS, 0xe5, 0, 0 },)
	ONLY_32({ GATE("task-not-present"), X86_NP, true, 0, KERNEL_CS, 0x65, 0, 0 },)
	ONLY_32({ "task-beyond-gdt", X86_GP, false, GDT_BYTES, GDT_BYTES, 0xe5, 0, 0 },)
	/* clang-format on */
}, kernel_defects[] = {
	{ "dpl-3-segment", X86_GP, false, SEL_A, SEL_A, GATE3,
	  CODE_BITS | DESC_DPL(3) | (IS_64 ? DESC_L : DESC_DB), 0 },
	{ "dpl-1-conforming", X86_GP, false, SEL_A, SEL_A, GATE3,
	  CODE_BITS | DESC_TYPE(4) | DESC_DPL(1) | (IS_64 ? DESC_L : DESC_DB),
	  0 },
};

static void set_gate(const struct source *s, const struct defect *d)
{
	const void *entry = d->offset ? (const void *)d->offset : capture_entry;

	*gdt_entry(SEL_A) = d->segment ? desc_segment(0, 0xfffff, d->segment) :
					 0;
	idt_set_gate(s->vector, gate_make(entry, d->selector, d->type, 0));
}

/* All but the bits of the error code that engines get wrong: the next cases. */
static void check(const struct source *s, const struct defect *d, bool user)
{
	struct outcome o;

	set_gate(s, d);
	o = provoke(s, user);
	expect_fault(s, &o, user, d->cause);
	if (d->idt)
		EXPECT_EQ(o.trap.error & 7 & ~(unsigned long)ERROR_EXT,
			  ERROR_IDT);
	else
		EXPECT_EQ(o.trap.error & ~(unsigned long)ERROR_EXT, d->error);
}

static void check_error(const struct source *s, const struct defect *d,
			bool user)
{
	unsigned long error = d->idt ? vector_error(s) : d->error;

	set_gate(s, d);
	EXPECT_TRAP_ERROR(provoke(s, user).trap, d->cause,
			  error | (s->ext ? ERROR_EXT : 0));
}

#define REFUSED	   "is refused, and nothing has changed"
#define ERROR_CODE "the error code names gate or segment, and has EXT if due"
#define INNER	   "the segment has to be at least as privileged"
#define CASES(id, rows, summary, call, ...)                                 \
	TEST_EACH(id, const struct defect *d, rows, summary, ##__VA_ARGS__) \
	{                                                                   \
		call;                                                       \
	}

/* A table */
/* clang-format off */
#define APIC   .needs = NEEDS(&x86_apic)
#define FORCED .needs = NEEDS(&x86_forced_emulation)
CASES(int_n_kernel, defects, REFUSED, check(&int_n, d, false))
CASES(int_n_user, defects, REFUSED, check(&int_n, d, true))
CASES(int_n_inner, kernel_defects, INNER, check(&int_n, d, false))
CASES(int_n_error, defects, ERROR_CODE, check_error(&int_n, d, false))
CASES(int_n_forced, defects, REFUSED, check(&int_n_forced, d, false), FORCED)
CASES(int3_kernel, defects, REFUSED, check(&int3, d, false))
CASES(int3_user, defects, REFUSED, check(&int3, d, true))
CASES(int3_inner, kernel_defects, INNER, check(&int3, d, false))
CASES(int3_error, defects, ERROR_CODE, check_error(&int3, d, true))
CASES(exception_kernel, defects, REFUSED, check(&exception, d, false))
CASES(exception_user, defects, REFUSED, check(&exception, d, true))
CASES(exception_inner, kernel_defects, INNER, check(&exception, d, false))
CASES(exception_error, defects, ERROR_CODE, check_error(&exception, d, false))
CASES(interrupt_kernel, defects, REFUSED, check(&interrupt, d, false), APIC)
CASES(interrupt_user, defects, REFUSED, check(&interrupt, d, true), APIC)
CASES(interrupt_inner, kernel_defects, INNER, check(&interrupt, d, false), APIC)
CASES(interrupt_error, defects, ERROR_CODE, check_error(&interrupt, d, true),
      APIC)
CASES(icebp_kernel, defects, REFUSED, check(&icebp, d, false))
CASES(icebp_user, defects, REFUSED, check(&icebp, d, true))
CASES(icebp_error, defects, ERROR_CODE, check_error(&icebp, d, false))
ONLY_32(CASES(into_kernel, defects, REFUSED, check(&into, d, false)))
ONLY_32(CASES(into_user, defects, REFUSED, check(&into, d, true)))
ONLY_32(CASES(into_error, defects, ERROR_CODE, check_error(&into, d, true)))
/* clang-format on */

/* ---------------------------------------------------------- IDT limit ---- */

static const struct limit {
	const char *name;
	const struct source *source;
	bool user;
	int over; /* from the gate's last byte to the limit */
} limits[] = {
#define LIMITS(name, source, user)                                             \
	{ name "-at", source, user, 0 },                                       \
		{ name "-one-below", source, user, -1 },                       \
		{ name "-half", source, user, -(int)sizeof(struct gate) / 2 }, \
	{                                                                      \
		name "-one-gate", source, user, -(int)sizeof(struct gate)      \
	}
	LIMITS(GATE("int-n"), &int_n, false),
	LIMITS(GATE("int-n-user"), &int_n, true),
	LIMITS("interrupt", &interrupt, false),
	LIMITS("interrupt-user", &interrupt, true),
};

static struct outcome provoke_limited(const struct limit *l)
{
	const struct desc_ptr whole = idt_init_ptr();
	struct desc_ptr ptr = whole;
	struct outcome o;

	ptr.limit =
		(uint16_t)((VECTOR + 1) * sizeof(struct gate) - 1 + l->over);
	idt_set_gate(VECTOR, capture_gate(KERNEL_CS, GATE3));
	lidt(&ptr);
	o = provoke(l->source, l->user);
	lidt(&whole);
	return o;
}

TEST_EACH(limit, const struct limit *l, limits,
	  "all of the gate has to be within the limit of the IDT",
	  .needs = NEEDS(&x86_apic))
{
	struct outcome o = provoke_limited(l);

	if (l->over) {
		expect_fault(l->source, &o, l->user, X86_GP);
		return;
	}
	expect_done(&o);
	EXPECT_EQ(captured.nr, 1);
}

TEST_EACH(limit_error, const struct limit *l, limits,
	  "the error code names the gate that is not there",
	  .needs = NEEDS(&x86_apic))
{
	struct outcome o = provoke_limited(l);

	EXPECT_EQ(captured.nr, l->over == 0);
	if (l->over)
		EXPECT_EQ(o.trap.error,
			  vector_error(l->source) |
				  (l->source->ext ? ERROR_EXT : 0));
}
