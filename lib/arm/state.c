/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CPUs between cases. A case finds what start.S left, so the state is taken
 * once, before a CPU's first case. TPIDR_EL1 is what it is found by, and no
 * suite may change it.
 */
#include <arch.h>
#include <arm/cpu.h>
#include <arm/gic.h>
#include <smp.h>

/* clang-format off: no semicolons */
#define MEMBER(name) uint64_t name;
#define TAKE(name)   s->name = read_sysreg(name);
#define RESTORE(name)                        \
	if (read_sysreg(name) != s->name) {  \
		write_sysreg(name, s->name); \
		changed = true;              \
	}

static struct state {
	bool taken;
	CASE_REGISTERS(MEMBER)
} states[CPU_MAX];
/* clang-format on */

void arch_case_begin(void)
{
	struct state *s = &states[arch_cpu_index()];

	if (s->taken)
		return;
	s->taken = true;
	CASE_REGISTERS(TAKE)
}

static void restore_registers(const struct state *s)
{
	bool changed = false;

	CASE_REGISTERS(RESTORE)
	isb();
	if (changed)
		tlb_flush_all();
}

/* Arm ARM, D11.2.4: ENABLE clear */
static void stop_timers(void)
{
	if (read_sysreg(cntv_ctl_el0))
		write_sysreg(cntv_ctl_el0, 0);
	if (read_sysreg(cntp_ctl_el0))
		write_sysreg(cntp_ctl_el0, 0);
}

void arch_case_end(void)
{
	mask_interrupts();
	clear_pan();
	stop_timers();
	gic_case_end();
	restore_registers(&states[arch_cpu_index()]);
}
