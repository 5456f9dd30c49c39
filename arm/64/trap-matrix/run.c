/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <string.h>

/* SCTLR_EL1: UMA, DZE, UCT, nTWI, nTWE, UCI (Arm ARM, D19.2) */
#define SCTLR_EL0_ENABLES 0x0405c200ull

static uint8_t operand[64] __attribute__((aligned(64)));

static void defer_cntkctl(uint64_t value)
{
	write_sysreg(cntkctl_el1, value);
}

void sctlr_set(uint64_t mask, uint64_t bits)
{
	write_sysreg(sctlr_el1, (read_sysreg(sctlr_el1) & ~mask) | bits);
	isb();
}

void cpacr_set(uint64_t mask, uint64_t bits)
{
	write_sysreg(cpacr_el1, (read_sysreg(cpacr_el1) & ~mask) | bits);
	isb();
}

void trap_matrix_setup(void)
{
	uint64_t cntkctl = read_sysreg(cntkctl_el1);

	test_defer(defer_cntkctl, cntkctl);
	/* EL0PCTEN, EL0VCTEN, EL0VTEN, EL0PTEN */
	write_sysreg(cntkctl_el1, cntkctl & ~0x303ull);
	if (arm_pmu.probe())
		write_sysreg(pmuserenr_el0, 0);
	sctlr_set(SCTLR_EL0_ENABLES, 0);
}

static uint32_t resolve(uint32_t esr, uint32_t word)
{
	bool idst = field(read_sysreg(S3_0_C0_C7_2), 36, 4) !=
		    0; /* MMFR2.IDS */

	if (esr == TRAPS || (esr == IDST && idst))
		return insn_sysreg_esr(word);
	return esr == IDST ? UNDEF : esr;
}

void expect_at(uint32_t word, bool user, uint32_t esr, uint32_t changed)
{
	struct insn_registers in;
	struct insn_outcome o;

	insn_pattern(&in);
	memset(operand, 0, sizeof(operand));
	in.x[0] = (uintptr_t)operand;
	o = insn_run(&word, 1, user, &in);
	test_context("at EL%u", user ? 0 : current_el());
	if (esr == RUNS)
		expect_insn_done(&o, user, &in, changed);
	else
		expect_insn_trap(&o, resolve(esr, word), user, &in);
}
