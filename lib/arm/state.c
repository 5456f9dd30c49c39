/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The boot CPU between cases. A case finds what start_64.S and arch_boot() left,
 * so the state is taken once, before the first case.
 */
#include <arch.h>
#include <arm/cpu.h>
#include <arm/percpu.h>

/* Each as it has to be for the ones after it. */
#define STATE_REGISTERS(R)                                              \
	R(vbar_el1)                                                     \
	R(cpacr_el1)                                                    \
	R(mair_el1) R(tcr_el1) R(ttbr0_el1) R(mdscr_el1) R(cntkctl_el1) \
		R(sctlr_el1)

#define FIELD(name) uint64_t name;
static struct {
	bool taken;
	STATE_REGISTERS(FIELD)
} state;

void arch_case_begin(void)
{
	if (state.taken)
		return;
	state.taken = true;
#define TAKE(name) state.name = read_sysreg(name);
	STATE_REGISTERS(TAKE)
}

static void restore_registers(void)
{
	bool flush = read_sysreg(ttbr0_el1) != state.ttbr0_el1 ||
		     read_sysreg(tcr_el1) != state.tcr_el1 ||
		     read_sysreg(mair_el1) != state.mair_el1;

#define RESTORE(name)                        \
	if (read_sysreg(name) != state.name) \
		write_sysreg(name, state.name);
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
	write_sysreg(tpidr_el1, (uintptr_t)&boot_cpu);
	stop_timers();
	restore_registers();
}
