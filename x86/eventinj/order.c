/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of several events comes first, and that each comes once: interrupts by
 * priority, behind STI, below TPR; NMIs one at a time; a fault that its handler
 * repairs. Tables and stacks are flushed before each, where there is pc-testdev.
 */
#include "suite.h"

#include <x86/features.h>
#include <x86/irq/apic.h>
#include <x86/mmu.h>
#include <x86/percpu.h>

static void set_up(void);

TEST_SUITE("eventinj",
	   .summary = "an event whose delivery faults is neither lost nor "
		      "doubled",
	   .needs = NEEDS(&x86_apic), .setup = set_up);

enum {
	LOW = 0x60, /* of one class, and HIGHER of a higher one */
	HIGH = 0x61,
	HIGHER = 0x7e,
};

/* What came, in order. */
static struct {
	unsigned int nr;
	unsigned int vector[8];
	uintptr_t pc[8], sp[8];
} came;

static void note(const struct trap_frame *frame)
{
	unsigned int i = came.nr++ % 8;

	came.vector[i] = (unsigned int)frame->vector;
	came.pc[i] = frame->ip;
	came.sp[i] = frame->sp;
}

static void flush_all(void)
{
	uint8_t here = 0;

	flush_page((void *)idt_init_ptr().base);
	flush_page((uint8_t *)idt_init_ptr().base + 0xfff);
	flush_page(gdt_entry(0));
	flush_page(&here);
	flush_page(cpu_self()->nmi_stack.bytes);
	flush_page(cpu_self()->nmi_stack.bytes + CPU_STACK_BYTES - 1);
}

/* @arg: an interrupt of the APIC, which wants EOI */
static bool log_it(struct trap_frame *frame, void *arg)
{
	note(frame);
	if (arg)
		apic_eoi();
	flush_all();
	return true;
}

static void set_up(void)
{
	static bool apic = true;

	memset(&came, 0, sizeof(came));
	apic_init();
	trap_handle(X86_INTERRUPT(LOW), log_it, &apic);
	trap_handle(X86_INTERRUPT(HIGH), log_it, &apic);
	trap_handle(X86_INTERRUPT(HIGHER), log_it, &apic);
}

static void send(uint32_t icr)
{
	apic_ipi(apic_id(), APIC_ICR_ASSERT | icr);
	flush_all();
}

static void expect_order(const unsigned int *vectors, unsigned int nr)
{
	EXPECT_EQ(came.nr, nr);
	for (unsigned int i = 0; i < nr; i++)
		EXPECT_EQ(came.vector[i], vectors[i]);
}

/* One window of one instruction, and the NOP that STI holds interrupts back for. */
#define WINDOW "sti\n\tnop\n\tcli"

static const struct pair {
	const char *name;
	unsigned int first, second; /* as they are sent */
	unsigned int order[2];
} pairs[] = {
	{ "low-high", LOW, HIGH, { HIGH, LOW } },
	{ "high-low", HIGH, LOW, { HIGH, LOW } },
	{ "low-higher", LOW, HIGHER, { HIGHER, LOW } },
	{ "higher-high", HIGHER, HIGH, { HIGHER, HIGH } },
};

TEST_EACH(pending, const struct pair *p, pairs,
	  "both come in one window, the higher vector first")
{
	send(p->first);
	send(p->second);
	EXPECT_EQ(came.nr, 0);
	asm volatile(WINDOW ::: "memory");
	expect_order(p->order, 2);
}

TEST(same_twice, "a vector that is pending already comes once")
{
	const unsigned int once[] = { LOW };

	send(LOW);
	send(LOW);
	asm volatile(WINDOW ::: "memory");
	expect_order(once, 1);
}

TEST(enabled, "one that is sent with IF=1 comes at once, and once")
{
	const unsigned int once[] = { LOW };

	asm volatile("sti");
	send(LOW);
	asm volatile("nop\n\tcli" ::: "memory");
	expect_order(once, 1);
}

/* The INT is still in the shadow of STI; its handler has IF=0. */
TEST(sti_int, "INT n behind STI comes before a pending interrupt")
{
	const unsigned int order[] = { HIGH, LOW };

	trap_handle(X86_INTERRUPT(HIGH), log_it, NULL);
	send(LOW);
	asm volatile("sti\n\t"
		     "int $0x61\n\t"
		     "cli" ::
			     : "memory");
	expect_order(order, 2);
	EXPECT_EQ(came.pc[1], came.pc[0]);
	EXPECT_EQ(came.sp[1], came.sp[0]);
}

TEST(tpr, "TPR keeps back what is not above its class")
{
	const unsigned int order[] = { HIGHER, LOW };

	apic_write(APIC_TPR, 0xf0);
	send(LOW);
	send(HIGHER);
	asm volatile(WINDOW ::: "memory");
	EXPECT_EQ(came.nr, 0);
	apic_write(APIC_TPR, LOW & 0xf0);
	asm volatile(WINDOW ::: "memory");
	expect_order(order, 1);
	apic_write(APIC_TPR, 0);
	asm volatile(WINDOW ::: "memory");
	expect_order(order, 2);
}

/* ----------------------------------------------------- a fault repaired ---- */

static uint32_t divisor;

static bool repair_divisor(struct trap_frame *frame, void *arg)
{
	(void)arg;
	note(frame);
	divisor = 10;
	flush_all();
	return true;
}

TEST(divide, "DIV is done again when its handler has repaired the divisor")
{
	uint32_t quotient = 1500, remainder = 0;

	divisor = 0;
	trap_handle(X86_DE, repair_divisor, NULL);
	flush_all();
	asm volatile("divl %[divisor]"
		     : "+a"(quotient), "+d"(remainder)
		     : [divisor] "m"(divisor));
	EXPECT_EQ(quotient, 150);
	EXPECT_EQ(remainder, 0);
	EXPECT_EQ(came.nr, 1);
}

/* ---------------------------------------------------------------- NMIs ---- */

static volatile bool inside;

/* Sends others to itself, which wait for IRET. */
static bool nmi(struct trap_frame *frame, void *arg)
{
	unsigned int more = *(unsigned int *)arg;

	EXPECT_FALSE(inside);
	inside = true;
	note(frame);
	*(unsigned int *)arg = 0;
	while (more--)
		send(APIC_ICR_NMI);
	inside = false;
	flush_page(frame); /* what IRET pops */
	return true;
}

static const struct nmi_row {
	const char *name;
	unsigned int more, nr;
} nmis[] = { { "alone", 0, 1 }, { "one-more", 1, 2 }, { "three-more", 3, 2 } };

/* The second interrupts where the first did: nothing has run in between. */
TEST_EACH(nmi, const struct nmi_row *r, nmis,
	  "NMIs that come in an NMI's handler are one, right behind its IRET")
{
	unsigned int more = r->more;

	inside = false;
	trap_handle(X86_NMI, nmi, &more);
	send(APIC_ICR_NMI);
	asm volatile("nop\n\tnop" ::: "memory");
	EXPECT_EQ(came.nr, r->nr);
	EXPECT_EQ(came.pc[r->nr - 1], came.pc[0]);
	EXPECT_EQ(came.sp[r->nr - 1], came.sp[0]);
}

TEST(nmi_before_interrupt, "an NMI comes before an interrupt that is pending")
{
	const unsigned int order[] = { 2, LOW };
	unsigned int more = 0;

	inside = false;
	trap_handle(X86_NMI, nmi, &more);
	send(LOW);
	send(APIC_ICR_NMI);
	asm volatile(WINDOW ::: "memory");
	expect_order(order, 2);
}
