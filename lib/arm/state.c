/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CPUs between cases. A case finds what start_64.S left, so the state is taken
 * once, before a CPU's first case. TPIDR_EL1 is what it is found by, and no
 * suite may change it.
 */
#include <arch.h>
#include <arm/cpu.h>
#include <arm/gic.h>
#include <smp.h>

/* Each as it has to be for the ones after it. */
#define STATE_REGISTERS(R)                                           \
	R(vbar_el1) R(cpacr_el1) R(mair_el1) R(tcr_el1) R(ttbr0_el1) \
	R(mdscr_el1) R(cntkctl_el1) R(sctlr_el1)

/* clang-format off: no semicolons */
#define MEMBER(name)  uint64_t name;
#define TAKE(name)    s->name = read_sysreg(name);
#define RESTORE(name) if (read_sysreg(name) != s->name) write_sysreg(name, s->name);

static struct state {
	bool taken;
	STATE_REGISTERS(MEMBER)
} states[CPU_MAX];
/* clang-format on */

void arch_case_begin(void)
{
	struct state *s = &states[arch_cpu_index()];

	if (s->taken)
		return;
	s->taken = true;
	STATE_REGISTERS(TAKE)
}

static void restore_registers(const struct state *s)
{
	bool flush = read_sysreg(ttbr0_el1) != s->ttbr0_el1 ||
		     read_sysreg(tcr_el1) != s->tcr_el1 ||
		     read_sysreg(mair_el1) != s->mair_el1;

	STATE_REGISTERS(RESTORE)
	isb();
	if (flush)
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
	asm volatile("msr daifset, #15" ::: "memory");
	if (field(read_sysreg(id_aa64mmfr1_el1), 20, 4))       /* PAN */
		asm volatile(".inst 0xd500409f" ::: "memory"); /* MSR PAN, #0 */
	stop_timers();
	gic_case_end();
	restore_registers(&states[arch_cpu_index()]);
}
