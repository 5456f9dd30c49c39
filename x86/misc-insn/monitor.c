/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MONITOR and MWAIT, which need not wait: what is refused, what is left alone,
 * and that a store of another CPU and an interrupt end it.
 */
#include "suite.h"

#include <arch.h>
#include <clock.h>
#include <smp.h>
#include <x86/irq/apic.h>

MISC_INSN_SUITE;

SNIPPET(mwait_monitor, ".byte 0x0f, 0x01, 0xc8");
SNIPPET(mwait_mwait, ".byte 0x0f, 0x01, 0xc9");
SNIPPET(mwait_lock_monitor, ".byte 0xf0, 0x0f, 0x01, 0xc8");
SNIPPET(mwait_lock_mwait, ".byte 0xf0, 0x0f, 0x01, 0xc9");

static const struct snippet monitor_code = SNIPPET_OF(mwait_monitor);
static const struct snippet mwait_code = SNIPPET_OF(mwait_mwait);

static struct trap_frame start_with(const struct snippet *code,
				    unsigned int cpl, unsigned long cx)
{
	struct trap_frame start = start_at(code, cpl);

	start.flags |= FLAGS_STATUS;
	start.cx = cx;
	start.dx = 0;
	return start;
}

TEST(monitor, "changes no register, flag or memory",
     .needs = NEEDS(&x86_monitor))
{
	struct trap_frame start = start_with(&monitor_code, 0, 0);

	expect_done(&start, &monitor_code, &start);
	for (unsigned int i = 0; i < 64; i++)
		EXPECT_EQ(memory[i], 0x6b);
}

/* SDM vol. 2, MONITOR: extensions in ECX that there are not. */
TEST(monitor_refused, "MONITOR: #GP(0) for ECX not 0",
     .needs = NEEDS(&x86_monitor))
{
	for (unsigned int bit = 0; bit < 32; bit++) {
		struct trap_frame start =
			start_with(&monitor_code, 0, 1ul << bit);

		test_context("ECX bit %u", bit);
		expect_refused(&start, X86_GP, 0);
	}
}

TEST(monitor_unmapped, "MONITOR: #PF as for a load of a byte",
     .needs = NEEDS(&x86_monitor))
{
	struct trap_frame start = start_with(&monitor_code, 0, 0);

	start.ax = 8; /* the null page is not there */
	expect_refused(&start, X86_PF, 0);
}

/* CPUID.5:ECX[1]: ECX[0] is legal then. Without MONITOR it does not wait. */
TEST(mwait_refused, "MWAIT: #GP(0) for bits of ECX that there are not",
     .needs = NEEDS(&x86_monitor))
{
	uint32_t legal = cpuid(5, 0).c & 2 ? 1 : 0;

	for (unsigned int bit = 0; bit < 32; bit++) {
		struct trap_frame start =
			start_with(&mwait_code, 0, 1ul << bit);

		start.ax = 0;
		test_context("ECX bit %u", bit);
		if (!(legal >> bit & 1))
			expect_refused(&start, X86_GP, 0);
	}
}

static bool has_break(void)
{
	return x86_monitor.probe() && cpuid(5, 0).c & 2;
}

static const struct feature interrupt_break = { "MWAIT's interrupt break",
						"CPUID.5:ECX[1]", has_break };

/* The IRET to it has ended what an earlier MONITOR began: nothing to wait for. */
TEST(mwait_break, "MWAIT takes ECX[0] where CPUID.5:ECX[1] is set",
     .needs = NEEDS(&interrupt_break))
{
	struct trap_frame start = start_with(&mwait_code, 0, 1);

	start.ax = 0;
	expect_done(&start, &mwait_code, &start);
}

static const struct row {
	const char *name;
	struct snippet code;
	unsigned int cpl;
} rows[] = {
	{ "monitor-user", SNIPPET_OF(mwait_monitor), 3 },
	{ "mwait-user", SNIPPET_OF(mwait_mwait), 3 },
	{ "monitor-lock", SNIPPET_OF(mwait_lock_monitor), 0 },
	{ "mwait-lock", SNIPPET_OF(mwait_lock_mwait), 0 },
};

TEST_EACH(mwait_undefined, const struct row *r, rows,
	  "raises #UD at CPL 3 and with LOCK, before it looks at anything")
{
	struct trap_frame start = start_with(&r->code, r->cpl, 0);

	expect_refused(&start, X86_UD, 0);
	start.cx = 0x80000000;
	start.ax = 8;
	expect_refused(&start, X86_UD, 0);
}

/* ------------------------------------------------------- what ends it ---- */

static volatile uint32_t line[64] __attribute__((aligned(256)));

enum {
	TURNS = 50,
};

/* As the manual has it: look again between MONITOR and MWAIT. */
static void wait_while(uint32_t value)
{
	while (line[0] == value) {
		asm volatile("monitor" : : "a"(line), "c"(0), "d"(0));
		if (line[0] == value)
			asm volatile("mwait" : : "a"(0), "c"(0) : "memory");
	}
}

/* Takes turns: even numbers are the boot CPU's to change. */
static void other_side(void *arg)
{
	(void)arg;
	for (uint32_t i = 0; i < TURNS; i++) {
		while (line[0] != 2 * i + 1)
			cpu_relax();
		delay_us(20);
		line[0] = 2 * i + 2;
	}
}

TEST(mwait_store, "MWAIT ends with a store of another CPU, each time",
     .needs = NEEDS(&x86_monitor, &smp_2_cpus))
{
	line[0] = 0;
	on_cpu_start(1, other_side, NULL);
	for (uint32_t i = 0; i < TURNS; i++) {
		line[0] = 2 * i + 1;
		wait_while(2 * i + 1);
	}
	on_cpu_wait(1);
	EXPECT_EQ(line[0], 2 * TURNS);
}

enum {
	VECTOR = 0x50,
};

static volatile unsigned int nr_interrupts;

static bool take(struct trap_frame *frame, void *arg)
{
	(void)frame;
	(void)arg;
	nr_interrupts++;
	apic_eoi();
	return true;
}

/* The NOPs: where MWAIT does not wait, the interrupt needs its moment. */
static void wait_for_interrupt(void)
{
	uint64_t end = arch_ticks() + 2 * arch_ticks_hz();

	while (!nr_interrupts && arch_ticks() < end) {
		asm volatile("monitor" : : "a"(line), "c"(0), "d"(0));
		asm volatile("sti\n\tmwait\n\tnop\n\tnop\n\tnop\n\tcli"
			     :
			     : "a"(0), "c"(0)
			     : "memory");
	}
}

TEST(mwait_interrupt, "MWAIT ends with an interrupt, which is taken",
     .needs = NEEDS(&x86_monitor, &x86_apic))
{
	apic_init();
	trap_handle(X86_INTERRUPT(VECTOR), take, NULL);
	for (unsigned int i = 0; i < TURNS; i++) {
		nr_interrupts = 0;
		apic_timer_start(APIC_LVTT_ONESHOT, VECTOR, 20000);
		wait_for_interrupt();
		ASSERT_EQ(nr_interrupts, 1);
	}
}
