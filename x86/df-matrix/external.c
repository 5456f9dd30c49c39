/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupts and NMIs whose delivery faults: benign, with EXT in the error code.
 * What was accepted is gone all the same.
 */
#include "suite.h"

#include <arch/barrier.h>
#include <smp.h>
#include <x86/irq/apic.h>

static void set_up(void)
{
	cli();
	apic_init();
}

TEST_SUITE("df-matrix",
	   .summary = "an exception in the delivery of another one: serial, "
		      "double fault, shutdown",
	   .needs = NEEDS(&x86_apic), .setup = set_up);

enum {
	IPI = 0x62,
	ROUNDS = 100000
};

struct row {
	const char *name;
	bool nmi;
	const struct second *second;
};

#define ROWS(prefix, nmi, s, sname) { prefix "-" sname, nmi, &second_##s },
#define CONTRIBUTORY(prefix, nmi)   SECONDS_CONTRIBUTORY(ROWS, prefix, nmi)
#define PAGE_FAULTS(prefix, nmi)    SECONDS_PAGE_FAULT(ROWS, prefix, nmi)

static const struct row rows[] = { CONTRIBUTORY("irq", false) PAGE_FAULTS(
	"irq", false) CONTRIBUTORY("nmi", true) PAGE_FAULTS("nmi", true) };
static const struct row ext_rows[] = { CONTRIBUTORY("irq", false)
					       CONTRIBUTORY("nmi", true) };

extern const char external_at[], external_end[];

static void window(const void *arg)
{
	(void)arg;
	asm volatile("external_at:\n\t"
		     "sti\n\t"
		     "nop\n\t"
		     "nop\n\t"
		     "cli\n\t"
		     "external_end:" ::
			     : "memory");
}

static void wait_for_nmi(const void *arg)
{
	(void)arg;
	apic_ipi(apic_id(), APIC_ICR_NMI | APIC_ICR_ASSERT);
	for (unsigned int i = 0; i < ROUNDS; i++)
		cpu_relax();
}

static unsigned int nr;

static bool count(struct trap_frame *frame, void *arg)
{
	(void)frame;
	(void)arg;
	nr++;
	return false;
}

static struct trap run(const struct row *r)
{
	nr = 0;
	for (unsigned int v = 0; v < VECTOR_PIC; v++)
		trap_handle(X86_INTERRUPT(v), count, NULL);
	descriptors();
	r->second->damage(r->nmi ? X86_VECTOR(X86_NMI) : IPI);
	if (r->nmi)
		return trap_catch(wait_for_nmi, NULL);
	apic_ipi(apic_id(), APIC_ICR_FIXED | APIC_ICR_ASSERT | IPI);
	return trap_catch(window, NULL);
}

static unsigned long error_of(const struct row *r)
{
	unsigned int vector = r->nmi ? X86_VECTOR(X86_NMI) : IPI;
	const struct second *s = r->second;

	return s->kind == OF_GATE ? vector * 8 + ERROR_IDT :
	       s->kind == OF_TR	  ? str() :
				    s->error;
}

/* Interrupts are acknowledged before the gate is looked at. */
static void expect_gone(void)
{
	struct trap t;

	EXPECT_FALSE(apic_test_bit(APIC_IRR, IPI));
	EXPECT_TRUE(apic_test_bit(APIC_ISR, IPI));
	apic_eoi();
	t = trap_catch(window, NULL);
	EXPECT_TRAP(t, TRAP_NONE);
}

TEST_EACH(external, const struct row *r, rows,
	  "is the exception that its delivery raised, and does not come again")
{
	struct trap t = run(r);

	EXPECT_TRAP_CAUSE(t, r->second->cause);
	EXPECT_EQ(nr, 1);
	if (r->second->cause == X86_PF)
		EXPECT_EQ(t.address, r->second->address());
	if (!r->nmi) {
		EXPECT_GT(t.pc, (uintptr_t)external_at);
		EXPECT_LT(t.pc, (uintptr_t)external_end);
		EXPECT_TRUE(t.flags & EFLAGS_IF);
		expect_gone();
	}
}

TEST_EACH(external_error, const struct row *r, rows,
	  "has the error code of that exception")
{
	unsigned long mask = r->second->cause == X86_PF ? ~0ul : ~1ul;
	struct trap t = run(r);

	EXPECT_TRAP_CAUSE(t, r->second->cause);
	EXPECT_EQ(t.error & mask, error_of(r) & mask);
}

TEST_EACH(external_ext, const struct row *r, ext_rows, "has EXT in it")
{
	struct trap t = run(r);

	EXPECT_TRAP_CAUSE(t, r->second->cause);
	EXPECT_EQ(t.error & ERROR_EXT, ERROR_EXT);
}

/* -------------------------------------------------------- NMI blocking ---- */

/* IRET of the handler of the fault ends what the NMI began. */
TEST(nmi_unblocked, "takes the next NMI after the fault's handler has returned")
{
	const struct row r = { "", true, &second_gate_absent };
	struct gate gate = idt_gate(X86_VECTOR(X86_NMI));

	EXPECT_TRAP_CAUSE(run(&r), X86_NP);
	idt_set_gate(X86_VECTOR(X86_NMI), gate);
	EXPECT_TRAP(trap_catch(wait_for_nmi, NULL), X86_NMI);
	EXPECT_EQ(nr, 2);
}
