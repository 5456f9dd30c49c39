/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interrupts that a CPU sends itself. */
#include "suite.h"
#include <arch/irq.h>
#include <clock.h>

volatile uint64_t taken;

static bool count(struct trap_frame *frame, void *arg)
{
	(void)frame;
	(void)arg;
	taken++;
	apic_eoi();
	return true;
}

void prepare(void)
{
	apic_init();
	irq_disable();
	taken = 0;
	trap_handle(X86_INTERRUPT(VECTOR), count, NULL);
}

static bool more_than(void *arg)
{
	return taken > *(uint64_t *)arg;
}

bool wait_for_more(uint64_t before)
{
	return taken > before || wait_until(more_than, &before, PATIENCE_US);
}

/* ------------------------------------------------------------ self IPIs ---- */

static void send_xapic(void)
{
	apic_ipi(0, APIC_ICR_SELF | APIC_ICR_FIXED | APIC_ICR_ASSERT | VECTOR);
}

static void send_x2apic(void)
{
	wrmsr(MSR_X2APIC(APIC_SELF_IPI), VECTOR);
}

/* The ways to open the window again. */
static void sti_nop(void)
{
	asm volatile("sti\n\t"
		     "nop\n\t"
		     "cli" ::
			     : "memory");
}

static void sti_halt(void)
{
	sti_hlt();
	cli();
}

static void via_sti_nop(void *arg)
{
	((void (*)(void))arg)();
	sti_nop();
}

static void via_sti_hlt(void *arg)
{
	((void (*)(void))arg)();
	sti_halt();
}

static void via_tpr(void *arg)
{
	apic_write(APIC_TPR, 0xff);
	((void (*)(void))arg)();
	apic_write(APIC_TPR, 0);
}

static void via_tpr_sti_nop(void *arg)
{
	apic_write(APIC_TPR, 0xff);
	((void (*)(void))arg)();
	apic_write(APIC_TPR, 0);
	sti_nop();
}

static void via_tpr_sti_hlt(void *arg)
{
	apic_write(APIC_TPR, 0xff);
	((void (*)(void))arg)();
	apic_write(APIC_TPR, 0);
	sti_halt();
}

static void self_ipi(void (*fn)(void *), void (*send)(void))
{
	uint64_t calls = bench_run(NULL, fn, (void *)send);

	EXPECT_EQ(taken, calls);
}

/* With interrupts on, the priority is what holds it back. */
static void self_ipi_by_tpr(void (*send)(void))
{
	uint64_t calls;

	irq_enable();
	calls = bench_run(NULL, via_tpr, (void *)send);
	irq_disable();
	EXPECT_EQ(taken, calls);
}

#define XAPIC .needs = NEEDS(&x86_xapic_mode)

BENCH(self_ipi_sti_nop, "takes its own IPI after STI", XAPIC)
{
	prepare();
	self_ipi(via_sti_nop, send_xapic);
}

BENCH(self_ipi_sti_hlt, "takes its own IPI in HLT", XAPIC)
{
	prepare();
	self_ipi(via_sti_hlt, send_xapic);
}

BENCH(self_ipi_tpr, "takes its own IPI when the priority drops", XAPIC)
{
	prepare();
	self_ipi_by_tpr(send_xapic);
}

BENCH(self_ipi_tpr_sti_nop, "takes its own IPI after a lower priority and STI",
      XAPIC)
{
	prepare();
	self_ipi(via_tpr_sti_nop, send_xapic);
}

BENCH(self_ipi_tpr_sti_hlt, "takes its own IPI after a lower priority, in HLT",
      XAPIC)
{
	prepare();
	self_ipi(via_tpr_sti_hlt, send_xapic);
}

static void leave_x2apic(uintptr_t base)
{
	wrmsr(MSR_IA32_APIC_BASE, base & ~(APIC_BASE_EN | APIC_BASE_EXTD));
	wrmsr(MSR_IA32_APIC_BASE, base);
	apic_init();
}

static void enter_x2apic(void)
{
	uint64_t base = rdmsr(MSR_IA32_APIC_BASE);

	prepare();
	if (!(base & APIC_BASE_EXTD))
		test_defer(leave_x2apic, (uintptr_t)base);
	ASSERT_EQ(apic_enable_x2apic(), 0);
	apic_init();
}

#define X2APIC .needs = NEEDS(&x86_x2apic)

BENCH(x2apic_self_ipi_sti_nop, "takes its own IPI after STI", X2APIC)
{
	enter_x2apic();
	self_ipi(via_sti_nop, send_x2apic);
}

BENCH(x2apic_self_ipi_sti_hlt, "takes its own IPI in HLT", X2APIC)
{
	enter_x2apic();
	self_ipi(via_sti_hlt, send_x2apic);
}

BENCH(x2apic_self_ipi_tpr, "takes its own IPI when the priority drops", X2APIC)
{
	enter_x2apic();
	self_ipi_by_tpr(send_x2apic);
}

BENCH(x2apic_self_ipi_tpr_sti_nop,
      "takes its own IPI after a lower priority and STI", X2APIC)
{
	enter_x2apic();
	self_ipi(via_tpr_sti_nop, send_x2apic);
}

BENCH(x2apic_self_ipi_tpr_sti_hlt,
      "takes its own IPI after a lower priority, in HLT", X2APIC)
{
	enter_x2apic();
	self_ipi(via_tpr_sti_hlt, send_x2apic);
}

/* What the self IPIs are made of: sent while it cannot be taken, and EOI. */
static void only_send(void *arg)
{
	(void)arg;
	send_xapic();
}

BENCH(ipi_send, "sends itself an IPI that stays pending", XAPIC)
{
	prepare();
	bench_run(NULL, only_send, NULL);
	EXPECT_EQ(taken, 0);
	EXPECT_TRUE(apic_test_bit(APIC_IRR, VECTOR));
	sti_nop();
	EXPECT_EQ(taken, 1); /* they were one and the same */
}

static void only_eoi(void *arg)
{
	(void)arg;
	apic_eoi();
}

BENCH(eoi, "writes EOI with nothing in service", XAPIC)
{
	prepare();
	bench_run(NULL, only_eoi, NULL);
	for (unsigned int i = 0; i < 8; i++)
		EXPECT_EQ(apic_read(APIC_ISR + 0x10 * i), 0);
}
