/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupts and NMIs through task gates.
 *
 * Intel SDM vol. 3, 6.12.2, 6.13 (EXT), 6.7 (NMI).
 */
#include "suite.h"

#include <clock.h>
#include <smp.h>
#include <x86/irq/apic.h>
#include <x86/user.h>

TASKSWITCH2_SUITE;

enum {
	WAIT_US = 1000000
};

static bool has_run(void *arg)
{
	return runs >= *(const uint32_t *)arg;
}

static void expect_runs(uint32_t count)
{
	wait_until(has_run, &count, WAIT_US);
	EXPECT_EQ(runs, count);
}

TEST(nmi, "an NMI runs the task once; another one can follow")
{
	apic_init();
	handle(X86_VECTOR(X86_NMI), count_task, 0);
	for (uint32_t i = 1; i <= 3; i++) {
		EXPECT_EQ(apic_ipi(apic_id(), APIC_ICR_NMI | APIC_ICR_ASSERT),
			  0);
		expect_runs(i);
		EXPECT_EQ(str(), TSS_SEL_BASE);
	}
}

static void interrupt_self(void)
{
	EXPECT_EQ(apic_ipi(apic_id(), APIC_ICR_ASSERT | VECTOR), 0);
}

TEST(interrupt, "an interrupt runs the task once, when IF is set")
{
	apic_init();
	handle(VECTOR, count_task, 0);
	for (uint32_t i = 1; i <= 3; i++) {
		interrupt_self();
		EXPECT_EQ(runs, i - 1);
		sti();
		expect_runs(i);
		cli();
		EXPECT_TRUE(apic_test_bit(APIC_ISR, VECTOR));
		apic_eoi();
		EXPECT_EQ(str(), TSS_SEL_BASE);
	}
}

static void let_in(const void *arg)
{
	(void)arg;
	sti();
	wait_until(has_run, &(uint32_t){ 1 }, WAIT_US);
	cli();
}

TEST(interrupt_error, "a fault in the delivery of an interrupt has EXT set")
{
	apic_init();
	handle(VECTOR, count_task, 0);
	*gdt_entry(HANDLER) &= ~DESC_P;
	interrupt_self();
	EXPECT_TRAP_ERROR(trap_catch(let_in, NULL), X86_NP,
			  HANDLER | ERROR_EXT);
	apic_eoi();
	EXPECT_EQ(runs, 0);
}

/* ------------------------------------------------ NMI while at level 3 ---- */

SNIPPET(spin, "movl $1, spinning\n"
	      "1: cmpl $0, runs\n jne 2f\n dec %ecx\n jnz 1b\n 2:");
volatile uint32_t spinning;

static bool is_spinning(void *arg)
{
	(void)arg;
	return spinning != 0;
}

static void send_nmi(void *arg)
{
	const uint32_t *id = arg;

	if (wait_until(is_spinning, NULL, WAIT_US))
		apic_ipi(*id, APIC_ICR_NMI | APIC_ICR_ASSERT);
}

static void nothing(void *arg)
{
	(void)arg;
}

TEST(nmi_cpl3, "an NMI at level 3 runs the task, and goes back to that level",
     .needs = NEEDS(&smp_2_cpus))
{
	const struct snippet code = SNIPPET_OF(spin);
	struct run_state in = run_defaults(code.at, 3), out = in;
	static uint32_t id;
	struct run_end end;

	apic_init();
	on_cpu(1, nothing, NULL); /* its start sets up the IDT anew */
	id = apic_id();
	spinning = 0;
	in.cx = 0x40000000;
	tss_this()->tss.cr3 = user_prepare();
	handle(X86_VECTOR(X86_NMI), count_task, 0);
	on_cpu_start(1, send_nmi, &id);
	end = run_until_trap(&in);
	on_cpu_wait(1);
	EXPECT_TRAP(end.trap, X86_UD);
	EXPECT_EQ(end.state.ip, (uintptr_t)code.end);
	EXPECT_EQ(end.state.cs, out.cs);
	EXPECT_EQ(end.state.ss, out.ss);
	EXPECT_EQ(end.state.sp, out.sp);
	EXPECT_EQ(runs, 1);
}
