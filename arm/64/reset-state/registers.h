/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers of a CPU that a reset is to put back, for C and assembly: R(name, what
 * a case writes to it before).
 */
#ifndef ARM_RESET_STATE_REGISTERS_H
#define ARM_RESET_STATE_REGISTERS_H

/* clang-format off: a table */
/* Those that the library leaves alone, so that the boot CPU has them to tell. */
#define RESET_LEFT(R)                      \
	R(ttbr1_el1, 0x40000000)           \
	R(amair_el1, 0x44444444)           \
	R(contextidr_el1, 0x5a5a5a5a)      \
	R(tpidr_el0, 0xa5a5a5a5deadbeef)   \
	R(tpidrro_el0, 0x123456789abcdef0) \
	R(csselr_el1, 1)                   \
	R(cntv_ctl_el0, 3)                 \
	R(cntv_cval_el0, 0x123456789)      \
	R(cntp_ctl_el0, 3)                 \
	R(cntp_cval_el0, 0x987654321)      \
	R(dbgbvr0_el1, 0x12345678)         \
	R(dbgbcr0_el1, 0x1e5)              \
	R(dbgwvr0_el1, 0x12345678)         \
	R(dbgwcr0_el1, 0x1ff5)             \
	R(pmcr_el0, 0x49)                  \
	R(pmcntenset_el0, 0x80000003)      \
	R(pmintenset_el1, 0x80000003)      \
	R(pmovsset_el0, 0x80000003)        \
	R(pmuserenr_el0, 0xf)              \
	R(pmselr_el0, 3)                   \
	R(pmccfiltr_el0, 0x80000000)       \
	R(pmevtyper0_el0, 0x80000011)

/* Those that it writes before anything else, or uses */
#define RESET_USED(R)           \
	R(sctlr_el1, 0)         \
	R(cpacr_el1, 0)         \
	R(ttbr0_el1, 0)         \
	R(tcr_el1, 0)           \
	R(mair_el1, 0)          \
	R(vbar_el1, 0)          \
	R(mdscr_el1, 0)         \
	R(cntkctl_el1, 0)       \
	R(tpidr_el1, 0)         \
	R(spsr_el1, 0)          \
	R(elr_el1, 0)           \
	R(esr_el1, 0)           \
	R(far_el1, 0)           \
	R(par_el1, 0)           \
	R(sp_el0, 0)

/* Those that only tell */
#define RESET_READ(R)           \
	R(mpidr_el1, 0)         \
	R(midr_el1, 0)          \
	R(oslsr_el1, 0)         \
	R(isr_el1, 0)           \
	R(daif, 0)              \
	R(CurrentEL, 0)         \
	R(spsel, 0)             \
	R(cntfrq_el0, 0)
/* clang-format on */

#define RESET_ALL(R) RESET_LEFT(R) RESET_USED(R) RESET_READ(R)

#endif
