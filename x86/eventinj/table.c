/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Event by event, by what is missing, from CPL 0 and CPL 3. */
#include "suite.h"

#include <arch.h>
#include <mm/page.h>
#include <x86/features.h>
#include <x86/irq/apic.h>
#include <x86/msr.h>
#include <x86/user.h>

EVENTINJ_SUITE;

/* A function that brings an event about. */
#define EVENT(id, before, instruction, between)                    \
	void id(const void *arg);                                  \
	extern const char id##_at[], id##_after[];                 \
	asm(".pushsection .text\n"                                 \
	    ".globl " #id ", " #id "_at, " #id "_after\n"          \
	    ".type " #id ", @function\n" #id ":\n" before "\n" #id \
	    "_at: " instruction "\n" between #id "_after:\n"       \
	    "ret\n"                                                \
	    ".size " #id ", . - " #id "\n"                         \
	    ".popsection\n")

/* Code and tables */
/* clang-format off */
EVENT(event_int_n, "", "int $0x85", "");
EVENT(event_int3, "", "int3", "");
EVENT(event_int3_66, "", ".byte 0x66; int3", "");
EVENT(event_de, "xor %ecx, %ecx; xor %edx, %edx; mov $1500, %eax", "div %ecx", "");
EVENT(event_gp, "mov $0xfff8, %eax", "mov %eax, %fs", ""); /* beyond the GDT */
EVENT(event_sti, "sti; nop", "cli", ""); /* interrupted at the CLI */
ONLY_32(EVENT(event_into, "movb $0x7f, %al; addb $0x7f, %al", "into", "");)
ONLY_32(EVENT(event_into_67, "movb $0x7f, %al; addb $0x7f, %al", ".byte 0x67; into", "");)

static const struct event {
	unsigned int vector;
	void (*fn)(const void *);
	const char *at, *pushed; /* where a fault is, and what is pushed */
	const char *resume;	 /* where the handler returns to; NULL: there */
	bool interrupt;
	bool has_error;
} int_n = { VECTOR, event_int_n, event_int_n_at, event_int_n_after },
  int3 = { 3, event_int3, event_int3_at, event_int3_after },
  int3_66 = { 3, event_int3_66, event_int3_66_at, event_int3_66_after },
  ONLY_32(into = { 4, event_into, event_into_at, event_into_after },)
  ONLY_32(into_67 = { 4, event_into_67, event_into_67_at, event_into_67_after },)
  de = { 0, event_de, event_de_at, event_de_at, event_de_after },
  gp = { 13, event_gp, event_gp_at, event_gp_at, event_gp_after, .has_error = true },
  interrupt = { VECTOR, event_sti, event_sti_at, event_sti_at, NULL, true };

static const struct row {
	const char *name;
	const struct event *event;
	bool user;
	unsigned int missing;
	unsigned long flags; /* EFLAGS_AC, or none */
} rows[] = {
#define ALL	  (IDT_PAGE | GDT_PAGE | STACK_PAGE | CODE_PAGE)
#define ALL_AGAIN (IDT_PAGE | GDT_PAGE | STACK_WRITE | CODE_EXEC)
#define PAGES(name, event, user)					\
	{ name "-nothing", event, user, 0 },				\
	{ name "-idt", event, user, IDT_PAGE },				\
	{ name "-gdt", event, user, GDT_PAGE },				\
	{ name "-code", event, user, CODE_PAGE },			\
	{ name "-code-nx", event, user, CODE_EXEC }
#define STACKS(name, event, user)					\
	{ name "-stack", event, user, STACK_PAGE },			\
	{ name "-stack-read-only", event, user, STACK_WRITE }
#define EACH(name, event, user)						\
	{ name "-all", event, user, ALL },				\
	{ name "-all-again", event, user, ALL_AGAIN }
#define TSSES(name, event)						\
	{ name "-tss", event, true, TSS_PAGE },				\
	{ name "-tss-all", event, true, TSS_PAGE | ALL }
#define SEGMENTS(name, event, user)					\
	{ name "-segment", event, user, SEGMENT },			\
	{ name "-segment-gdt", event, user, SEGMENT | GDT_PAGE },	\
	{ name "-segment-stack", event, user, SEGMENT | STACK_PAGE },	\
	{ name "-segment-all", event, user, SEGMENT | ALL }
	PAGES("int-n-user", &int_n, true), STACKS("int-n-user", &int_n, true),
	EACH("int-n-user", &int_n, true), SEGMENTS("int-n-user", &int_n, true),
	PAGES("int3-user", &int3, true), STACKS("int3-user", &int3, true),
	EACH("int3-user", &int3, true), SEGMENTS("int3-user", &int3, true),
	PAGES("de-user", &de, true), STACKS("de-user", &de, true), EACH("de-user", &de, true),
	PAGES("gp-user", &gp, true), STACKS("gp-user", &gp, true), EACH("gp-user", &gp, true),
	PAGES("int3-prefix", &int3_66, false), PAGES("int3-prefix-user", &int3_66, true),
	ONLY_32(PAGES("into-prefix", &into_67, false), PAGES("into-prefix-user", &into_67, true),)
	TSSES("int-n-user", &int_n), TSSES("int3-user", &int3),
	TSSES("de-user", &de), TSSES("gp-user", &gp),
	PAGES("int-n", &int_n, false), PAGES("int3", &int3, false),
	PAGES("de", &de, false), PAGES("gp", &gp, false),
	ONLY_64(STACKS("int-n", &int_n, false), EACH("int-n", &int_n, false),)
	ONLY_64(STACKS("int3", &int3, false), EACH("int3", &int3, false),)
	ONLY_64(STACKS("de", &de, false), EACH("de", &de, false),)
	ONLY_64(STACKS("gp", &gp, false), EACH("gp", &gp, false),)
	ONLY_64(SEGMENTS("int-n", &int_n, false), SEGMENTS("int3", &int3, false),)
	ONLY_32(PAGES("into", &into, false), PAGES("into-user", &into, true),)
	ONLY_32(STACKS("into-user", &into, true), EACH("into-user", &into, true),)
	ONLY_32(SEGMENTS("into-user", &into, true),)
}, interrupt_rows[] = {
	{ "nothing", &interrupt, false, 0 }, { "nothing-user", &interrupt, true, 0 },
	{ "code", &interrupt, false, CODE_PAGE }, { "code-user", &interrupt, true, CODE_PAGE },
	{ "code-nx-user", &interrupt, true, CODE_EXEC },
}, lost_rows[] = {
	{ "idt", &interrupt, false, IDT_PAGE }, { "idt-user", &interrupt, true, IDT_PAGE },
	{ "gdt", &interrupt, false, GDT_PAGE }, { "gdt-user", &interrupt, true, GDT_PAGE },
	{ "tss-user", &interrupt, true, TSS_PAGE },
	{ "stack-user", &interrupt, true, STACK_PAGE },
	{ "stack-read-only-user", &interrupt, true, STACK_WRITE },
}, smap_rows[] = {
#define TABLES(name, event, user)					\
	{ name "-idt", event, user, IDT_USER },				\
	{ name "-gdt", event, user, GDT_USER },				\
	{ name "-idt-ac", event, user, IDT_USER, EFLAGS_AC },		\
	{ name "-gdt-ac", event, user, GDT_USER, EFLAGS_AC }
#define TO_USER(name, event)						\
	{ name "-tss", event, true, TSS_USER },				\
	{ name "-tss-ac", event, true, TSS_USER, EFLAGS_AC },		\
	{ name "-stack", event, true, STACK_USER },			\
	{ name "-all", event, true, IDT_USER | GDT_USER | TSS_USER | STACK_USER }
	TABLES("int-n-user", &int_n, true), TO_USER("int-n-user", &int_n),
	TABLES("int3-user", &int3, true), TO_USER("int3-user", &int3),
	TABLES("de-user", &de, true), TO_USER("de-user", &de),
	TABLES("gp-user", &gp, true), TO_USER("gp-user", &gp),
	TABLES("int-n", &int_n, false), TABLES("de", &de, false),
	ONLY_64({ "int-n-stack", &int_n, false, STACK_USER },)
	ONLY_64({ "de-stack", &de, false, STACK_USER },)
};
/* clang-format on */

/* The faults in the order of delivery; each restarts what is left of it. */
static struct expected {
	unsigned int bit;
	enum trap_cause cause;
	unsigned long error;
	uint8_t **place;
} const order[] = {
	{ IDT_PAGE, X86_PF, 0, &place.idt },
	{ IDT_USER, X86_PF, PF_P, &place.idt },
	{ GDT_PAGE, X86_PF, 0, &place.gdt },
	{ GDT_USER, X86_PF, PF_P, &place.gdt },
	{ SEGMENT, X86_NP, EVENT_CS, NULL },
	{ TSS_PAGE, X86_PF, 0, &place.tss },
	{ TSS_USER, X86_PF, PF_P, &place.tss },
	{ STACK_PAGE, X86_PF, PF_W, &place.stack },
	{ STACK_WRITE, X86_PF, PF_P | PF_W, &place.stack },
	{ STACK_USER, X86_PF, PF_P | PF_W, &place.stack },
	{ CODE_PAGE, X86_PF, 0, &place.code },
	{ CODE_EXEC, X86_PF, PF_P, &place.code },
};

enum {
	NR_ORDER = sizeof(order) / sizeof(order[0])
};

static unsigned long fetch_bit(void)
{
	return rdmsr(MSR_IA32_EFER) & EFER_NXE ? PF_I : 0;
}

static void expect_fault(const struct expected *x, const struct fault *f,
			 const struct event *event)
{
	const unsigned int tables = IDT_PAGE | GDT_PAGE | TSS_PAGE | IDT_USER |
				    GDT_USER | TSS_USER;
	bool code = x->bit & (CODE_PAGE | CODE_EXEC);
	uintptr_t base = x->place ? (uintptr_t)*x->place : 0;
	unsigned int bytes = x->bit & tables ? 2 * PAGE_SIZE : PAGE_SIZE;

	EXPECT_EQ(f->cause, x->cause);
	EXPECT_EQ(f->error, x->error | (code ? fetch_bit() : 0));
	EXPECT_EQ(f->pc, code ? base : (uintptr_t)event->at);
	if (!x->place)
		return;
	EXPECT_GE(f->address, base);
	EXPECT_LT(f->address, base + bytes);
}

static void expect_faults(const struct row *r)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < NR_ORDER; i++) {
		if (!(r->missing & order[i].bit))
			continue;
		test_context("fault %u", n);
		if (n < faults.nr)
			expect_fault(&order[i], &faults.list[n], r->event);
		n++;
	}
	EXPECT_EQ(faults.nr, n);
}

static void run(const struct row *r)
{
	place_event(r->event->vector, r->user);
	captured.resume = (uintptr_t)r->event->resume;
	captured.drop = r->event->has_error ? sizeof(long) : 0;
	if (r->event->interrupt) {
		apic_init();
		apic_ipi(apic_id(), APIC_ICR_ASSERT | VECTOR);
	}
	flush_places();
	take_away(r->missing, r->event->vector);
	if (r->user) {
		EXPECT_TRAP(user_catch_flags(r->event->fn, NULL,
					     EFLAGS_IOPL | r->flags),
			    TRAP_NONE);
		return;
	}
	write_flags(EFLAGS_FIXED | r->flags);
	r->event->fn(NULL);
	write_flags(EFLAGS_FIXED);
}

static void expect_frame(const struct row *r)
{
	unsigned int first = r->event->has_error ? 1 : 0;
	uintptr_t sp = stack_top() - (5 + first) * sizeof(long);
	const unsigned long *frame = captured.words + first;

	EXPECT_EQ(captured.nr, 1);
	if (r->event->has_error)
		EXPECT_EQ(captured.words[0], 0xfff8);
	EXPECT_EQ(frame[0], (uintptr_t)r->event->pushed);
	EXPECT_EQ(frame[1], r->user ? USER_CS : KERNEL_CS);
	EXPECT_EQ(captured.cs, EVENT_CS | (r->user ? 1 : 0));
	if (r->user || IS_64)
		EXPECT_EQ(captured.sp, sp);
	if (r->user)
		EXPECT_EQ(frame[4], USER_DS);
}

TEST_EACH(event, const struct row *r, rows,
	  "each fault on the way is taken once, and the event then once")
{
	run(r);
	expect_faults(r);
	expect_frame(r);
}

/*
 * 4.6: what delivery reads of the tables are implicit accesses of the supervisor,
 * which AC does not allow. (Whether it allows what is pushed is not said.)
 */
TEST_EACH(smap, const struct row *r, smap_rows,
	  "SMAP keeps delivery off the user's pages, at CPL 3 too",
	  .needs = NEEDS(&x86_smap))
{
	test_defer(write_cr4, read_cr4());
	write_cr4(read_cr4() | CR4_SMAP);
	run(r);
	expect_faults(r);
	expect_frame(r);
}

TEST_EACH(interrupt, const struct row *r, interrupt_rows,
	  "an interrupt is delivered once, and is in service",
	  .needs = NEEDS(&x86_apic))
{
	run(r);
	expect_faults(r);
	expect_frame(r);
	EXPECT_TRUE(apic_test_bit(APIC_ISR, VECTOR));
	EXPECT_FALSE(apic_test_bit(APIC_IRR, VECTOR));
}

/* It has been acknowledged: the fault in its delivery is all that is left of it. */
TEST_EACH(interrupt_lost, const struct row *r, lost_rows,
	  "a fault in its delivery leaves an interrupt in service, once",
	  .needs = NEEDS(&x86_apic))
{
	run(r);
	expect_faults(r);
	EXPECT_EQ(captured.nr, 0);
	EXPECT_TRUE(apic_test_bit(APIC_ISR, VECTOR));
	EXPECT_FALSE(apic_test_bit(APIC_IRR, VECTOR));
}
