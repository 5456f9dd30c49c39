/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An IRET that faults, in the handler of an NMI.
 *
 * Intel SDM vol. 3, 6.7.1: NMIs are blocked until the next IRET is executed; vol.
 * 3C, 28.2.3 (NMI unblocking due to IRET): also when that one faults. AMD
 * processors need not: there only the count is fixed.
 */
#include "suite.h"

#include <mm/page.h>
#include <mm/vmap.h>

enum {
	ABSENT_CODE = SPARE_SEL_BASE,
	ABSENT_DATA = SPARE_SEL_BASE + 0x08 + 3,
	LDT_SEL = SPARE_SEL_BASE + 0x10,
	SEL_IN_LDT = 0x20 | ERROR_TI,
};

static const struct row {
	const char *name;
	enum trap_cause cause;
	unsigned long error;
	unsigned int cs, ss;
} rows[] = {
	{ "gp", X86_GP, KERNEL_DS, KERNEL_DS, KERNEL_DS },
	{ "gp-null", X86_GP, 0, 0, KERNEL_DS },
	{ "np", X86_NP, ABSENT_CODE, ABSENT_CODE, KERNEL_DS },
	{ "np-stack", X86_NP, ABSENT_DATA & ~3, USER_CS, ABSENT_DATA },
	{ "pf", X86_PF, 0, SEL_IN_LDT, KERNEL_DS },
};

static void descriptors(void)
{
	uintptr_t nowhere = (uintptr_t)vmap_alloc(PAGE_SIZE, PAGE_SIZE);
	uint64_t *ldt = gdt_entry(LDT_SEL);

	test_defer(vmap_free, nowhere);
	*gdt_entry(ABSENT_CODE) =
		desc_segment(0, 0xfffff, DESC_CODE_XR | DESC_S | DESC_G);
	*gdt_entry(ABSENT_DATA) = desc_segment(
		0, 0xfffff, DESC_DATA_RW | DESC_S | DESC_G | DESC_DPL(3));
	ldt[0] = desc_segment((uint32_t)nowhere, 0xfff, DESC_LDT | DESC_P);
	if (sizeof(long) == 8)
		ldt[1] = (uint64_t)nowhere >> 32;
	lldt(LDT_SEL);
}

/* Five words in either width: what is above CS and flags is read by need. */
static void iret(const void *arg)
{
	const struct row *r = arg;

	asm volatile("push %[ss]\n\t"
		     "push %[sp]\n\t"
		     "push %[flags]\n\t"
		     "push %[cs]\n\t"
		     "push %[ip]\n\t"
		     ONLY_64("iretq") ONLY_32("iretl")
		     :
		     : [ss] "r"((unsigned long)r->ss), [sp] "r"(0ul),
		       [flags] "i"(EFLAGS_FIXED),
		       [cs] "r"((unsigned long)r->cs), [ip] "r"(0ul)
		     : "memory");
	__builtin_unreachable();
}

static const struct row *running;
static struct trap fault;
static unsigned int before, in_fault;
static struct trap_frame fault_frame;

static bool on_fault(struct trap_frame *frame, void *arg)
{
	(void)arg;
	spin();
	in_fault = seen_here()->nmis;
	fault_frame = *frame;
	return false;
}

static void iret_inside(struct trap_frame *frame)
{
	(void)frame;
	send_nmi(cpu_this());
	spin();
	before = seen_here()->nmis;
	fault = trap_catch(iret, running);
	spin();
}

static struct seen *run(const struct row *r)
{
	struct seen *s = seen_here();

	before = in_fault = 0;
	running = r;
	descriptors();
	trap_handle(r->cause, on_fault, NULL);
	s->inside = iret_inside;
	send_nmi(cpu_this());
	EXPECT_TRUE(nmis_reach(cpu_this(), 2));
	spin();
	return s;
}

TEST_EACH(iret_fault, const struct row *r, rows,
	  "comes once, by the end of the handler of the IRET that faulted")
{
	struct seen *s = run(r);

	EXPECT_TRAP_ERROR(fault, r->cause, r->error);
	EXPECT_EQ(before, 1);
	EXPECT_EQ(s->nmis, 2);
}

TEST_EACH(iret_fault_unblocks, const struct row *r, rows,
	  "comes before the first instruction of the fault's handler",
	  .needs = NEEDS(&x86_apic, &x86_intel))
{
	struct seen *s = run(r);
	struct gate gate = idt_gate(X86_VECTOR(r->cause));

	EXPECT_EQ(in_fault, 2);
	EXPECT_EQ(s->nmis, 2);
	EXPECT_EQ(s->deepest, 2);
	EXPECT_EQ((uint32_t)s->log[1].ip,
		  gate.offset_low | (uint32_t)gate.offset_mid << 16);
}
