/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One instruction a row, at EL1 and EL0 with nothing enabled for EL0.
 *
 * Arm ARM, D1.3.1 (exception entry), D19.2.40 (ESR_EL1), C5 (the System
 * instruction class), and the access pseudocode of each register.
 */
#include "suite.h"

TRAP_MATRIX_SUITE;

#define MRS(...) A64_MRS(A64_REG(__VA_ARGS__), 0)
#define MSR(...) A64_MSR(A64_REG(__VA_ARGS__), 1) /* of X1 */
#define SYS(...) A64_SYS(A64_REG(__VA_ARGS__), 0) /* with the operand */

#define X(n)  (1u << (n))
#define FLAGS (1u << 31)

struct row {
	const char *name;
	uint32_t word;
	uint32_t el1, el0; /* ESR, RUNS, TRAPS, IDST */
	uint32_t changed;
	const struct feature *feature; /* without it undefined at both */
};

static bool has_ssbs_register(void)
{
	return field(read_sysreg(S3_0_C0_C4_1), 4, 4) >= 2;
}

static const struct feature ssbs_register = { "MRS and MSR of SSBS",
					      "ID_AA64PFR1_EL1.SSBS >= 2",
					      has_ssbs_register };

static bool has_flagm(void)
{
	return field(read_sysreg(S3_0_C0_C6_0), 52, 4) >= 1;
}

static const struct feature flagm = { "CFINV", "ID_AA64ISAR0_EL1.TS >= 1",
				      has_flagm };

static const struct row rows[] = {
	/* exceptions by instruction */
	{ "udf", 0x00000000, UNDEF, UNDEF },
	{ "udf-imm", 0x0000ffff, UNDEF, UNDEF },
	{ "hlt", A64_HLT(0x123), UNDEF, UNDEF },
	{ "dcps1", 0xd4a00001, UNDEF, UNDEF },
	{ "dcps2", 0xd4a00002, UNDEF, UNDEF },
	{ "dcps3", 0xd4a00003, UNDEF, UNDEF },
	{ "drps", 0xd6bf03e0, UNDEF, UNDEF },
	{ "svc", A64_SVC(0x1234), 0x56001234, 0x56001234 },
	{ "svc-0", A64_SVC(0), 0x56000000, 0x56000000 },
	{ "svc-max", A64_SVC(0xffff), 0x5600ffff, 0x5600ffff },
	{ "brk", A64_BRK(0xabc), 0xf2000abc, 0xf2000abc },
	{ "brk-max", A64_BRK(0xffff), 0xf200ffff, 0xf200ffff },

	/* registers of EL1 */
	{ "mrs-sctlr", MRS(3, 0, 1, 0, 0), RUNS, UNDEF, X(0) },
	{ "mrs-cpacr", MRS(3, 0, 1, 0, 2), RUNS, UNDEF, X(0) },
	{ "mrs-actlr", MRS(3, 0, 1, 0, 1), RUNS, UNDEF, X(0) },
	{ "mrs-ttbr0", MRS(3, 0, 2, 0, 0), RUNS, UNDEF, X(0) },
	{ "mrs-ttbr1", MRS(3, 0, 2, 0, 1), RUNS, UNDEF, X(0) },
	{ "mrs-tcr", MRS(3, 0, 2, 0, 2), RUNS, UNDEF, X(0) },
	{ "mrs-spsr", MRS(3, 0, 4, 0, 0), RUNS, UNDEF, X(0) },
	{ "mrs-elr", MRS(3, 0, 4, 0, 1), RUNS, UNDEF, X(0) },
	{ "mrs-sp-el0", MRS(3, 0, 4, 1, 0), RUNS, UNDEF, X(0) },
	{ "mrs-spsel", MRS(3, 0, 4, 2, 0), RUNS, UNDEF, X(0) },
	{ "mrs-currentel", MRS(3, 0, 4, 2, 2), RUNS, UNDEF, X(0) },
	{ "mrs-pan", MRS(3, 0, 4, 2, 3), RUNS, UNDEF, X(0), &arm_pan },
	{ "mrs-uao", MRS(3, 0, 4, 2, 4), RUNS, UNDEF, X(0), &arm_uao },
	{ "mrs-esr", MRS(3, 0, 5, 2, 0), RUNS, UNDEF, X(0) },
	{ "mrs-afsr0", MRS(3, 0, 5, 1, 0), RUNS, UNDEF, X(0) },
	{ "mrs-far", MRS(3, 0, 6, 0, 0), RUNS, UNDEF, X(0) },
	{ "mrs-par", MRS(3, 0, 7, 4, 0), RUNS, UNDEF, X(0) },
	{ "mrs-mair", MRS(3, 0, 10, 2, 0), RUNS, UNDEF, X(0) },
	{ "mrs-amair", MRS(3, 0, 10, 3, 0), RUNS, UNDEF, X(0) },
	{ "mrs-vbar", MRS(3, 0, 12, 0, 0), RUNS, UNDEF, X(0) },
	{ "mrs-isr", MRS(3, 0, 12, 1, 0), RUNS, UNDEF, X(0) },
	{ "mrs-contextidr", MRS(3, 0, 13, 0, 1), RUNS, UNDEF, X(0) },
	{ "mrs-tpidr-el1", MRS(3, 0, 13, 0, 4), RUNS, UNDEF, X(0) },
	{ "mrs-cntkctl", MRS(3, 0, 14, 1, 0), RUNS, UNDEF, X(0) },
	{ "mrs-csselr", MRS(3, 2, 0, 0, 0), RUNS, UNDEF, X(0) },
	{ "msr-contextidr", MSR(3, 0, 13, 0, 1), RUNS, UNDEF },
	{ "msr-par", MSR(3, 0, 7, 4, 0), RUNS, UNDEF },
	{ "msr-far", MSR(3, 0, 6, 0, 0), RUNS, UNDEF },
	{ "mrs-mdscr", MRS(2, 0, 0, 2, 2), RUNS, UNDEF, X(0) },
	{ "mrs-dbgbvr0", MRS(2, 0, 0, 0, 4), RUNS, UNDEF, X(0) },
	{ "mrs-dbgwcr0", MRS(2, 0, 0, 0, 7), RUNS, UNDEF, X(0) },
	{ "mrs-oslsr", MRS(2, 0, 1, 1, 4), RUNS, UNDEF, X(0) },
	{ "msr-oslar", MSR(2, 0, 1, 0, 4), RUNS, UNDEF },

	/* what EL0 has of its own */
	{ "mrs-nzcv", MRS(3, 3, 4, 2, 0), RUNS, RUNS, X(0) },
	{ "msr-nzcv", MSR(3, 3, 4, 2, 0), RUNS, RUNS, FLAGS },
	{ "mrs-fpcr", MRS(3, 3, 4, 4, 0), RUNS, RUNS, X(0) },
	{ "mrs-fpsr", MRS(3, 3, 4, 4, 1), RUNS, RUNS, X(0) },
	{ "mrs-tpidr-el0", MRS(3, 3, 13, 0, 2), RUNS, RUNS, X(0) },
	{ "msr-tpidr-el0", MSR(3, 3, 13, 0, 2), RUNS, RUNS },
	{ "mrs-tpidrro", MRS(3, 3, 13, 0, 3), RUNS, RUNS, X(0) },
	{ "msr-tpidrro", MSR(3, 3, 13, 0, 3), RUNS, UNDEF },
	{ "mrs-dczid", MRS(3, 3, 0, 0, 7), RUNS, RUNS, X(0) },
	{ "mrs-dit", MRS(3, 3, 4, 2, 5), RUNS, RUNS, X(0), &arm_dit },
	{ "mrs-ssbs", MRS(3, 3, 4, 2, 6), RUNS, RUNS, X(0), &ssbs_register },
	{ "mrs-rndr", MRS(3, 3, 2, 4, 0), RUNS, RUNS, X(0) | FLAGS, &arm_rndr },
	{ "mrs-rndrrs", MRS(3, 3, 2, 4, 1), RUNS, RUNS, X(0) | FLAGS,
	  &arm_rndr },
	{ "msr-rndr", MSR(3, 3, 2, 4, 0), UNDEF, UNDEF },
	{ "msr-ctr", MSR(3, 3, 0, 0, 1), UNDEF, UNDEF },
	{ "msr-dczid", MSR(3, 3, 0, 0, 7), UNDEF, UNDEF },
	{ "msr-currentel", MSR(3, 0, 4, 2, 2), UNDEF, UNDEF },
	{ "msr-isr", MSR(3, 0, 12, 1, 0), UNDEF, UNDEF },
	{ "msr-oslsr", MSR(2, 0, 1, 1, 4), UNDEF, UNDEF },
	{ "mrs-oslar", MRS(2, 0, 1, 0, 4), UNDEF, UNDEF },
	{ "msr-cntvct", MSR(3, 3, 14, 0, 2), UNDEF, UNDEF },
	{ "msr-cntpct", MSR(3, 3, 14, 0, 1), UNDEF, UNDEF },

	/* what can be enabled for EL0 and is not */
	{ "mrs-ctr", MRS(3, 3, 0, 0, 1), RUNS, TRAPS, X(0) },
	{ "mrs-daif", MRS(3, 3, 4, 2, 1), RUNS, TRAPS, X(0) },
	{ "msr-daifset", 0xd50342df, RUNS, TRAPS },
	{ "msr-daifset-none", 0xd50340df, RUNS, TRAPS },
	{ "msr-daifclr-none", 0xd50340ff, RUNS, TRAPS },
	{ "mrs-cntfrq", MRS(3, 3, 14, 0, 0), RUNS, TRAPS, X(0) },
	{ "mrs-cntvct", MRS(3, 3, 14, 0, 2), RUNS, TRAPS, X(0) },
	{ "mrs-cntpct", MRS(3, 3, 14, 0, 1), RUNS, TRAPS, X(0) },
	{ "mrs-cntv-ctl", MRS(3, 3, 14, 3, 1), RUNS, TRAPS, X(0) },
	{ "mrs-cntp-cval", MRS(3, 3, 14, 2, 2), RUNS, TRAPS, X(0) },
	{ "msr-cntv-cval", MSR(3, 3, 14, 3, 2), RUNS, TRAPS },
	{ "ic-ivau", SYS(1, 3, 7, 5, 1), RUNS, TRAPS },
	{ "dc-cvac", SYS(1, 3, 7, 10, 1), RUNS, TRAPS },
	{ "dc-cvau", SYS(1, 3, 7, 11, 1), RUNS, TRAPS },
	{ "dc-civac", SYS(1, 3, 7, 14, 1), RUNS, TRAPS },
	{ "dc-cvap", SYS(1, 3, 7, 12, 1), RUNS, TRAPS, 0, &arm_dpb },
	{ "dc-zva", SYS(1, 3, 7, 4, 1), RUNS, TRAPS },

	/* operations of EL1 */
	{ "ic-iallu", A64_SYS(A64_REG(1, 0, 7, 5, 0), 31), RUNS, UNDEF },
	{ "ic-ialluis", A64_SYS(A64_REG(1, 0, 7, 1, 0), 31), RUNS, UNDEF },
	{ "dc-ivac", SYS(1, 0, 7, 6, 1), RUNS, UNDEF },
	{ "tlbi-vmalle1", A64_SYS(A64_REG(1, 0, 8, 7, 0), 31), RUNS, UNDEF },
	{ "tlbi-vmalle1is", A64_SYS(A64_REG(1, 0, 8, 3, 0), 31), RUNS, UNDEF },
	{ "tlbi-vae1", SYS(1, 0, 8, 7, 1), RUNS, UNDEF },
	{ "tlbi-alle3", A64_SYS(A64_REG(1, 6, 8, 7, 0), 31), UNDEF, UNDEF },
	{ "at-s1e1r", SYS(1, 0, 7, 8, 0), RUNS, UNDEF },
	{ "msr-spsel-imm", 0xd50041bf, RUNS, UNDEF },
	{ "msr-pan-imm", 0xd500409f, RUNS, UNDEF, 0, &arm_pan },
	{ "msr-uao-imm", 0xd500407f, RUNS, UNDEF, 0, &arm_uao },
	{ "cfinv", 0xd500401f, RUNS, RUNS, FLAGS, &flagm },

	/* ID registers: read at EL1, written nowhere */
	{ "mrs-midr", MRS(3, 0, 0, 0, 0), RUNS, IDST, X(0) },
	{ "mrs-mpidr", MRS(3, 0, 0, 0, 5), RUNS, IDST, X(0) },
	{ "mrs-revidr", MRS(3, 0, 0, 0, 6), RUNS, IDST, X(0) },
	{ "mrs-id-aa64pfr0", MRS(3, 0, 0, 4, 0), RUNS, IDST, X(0) },
	{ "mrs-id-s3-0-c0-c4-2", MRS(3, 0, 0, 4, 2), RUNS, IDST, X(0) },
	{ "mrs-id-aa64isar0", MRS(3, 0, 0, 6, 0), RUNS, IDST, X(0) },
	{ "mrs-id-aa64mmfr2", MRS(3, 0, 0, 7, 2), RUNS, IDST, X(0) },
	{ "mrs-id-s3-0-c0-c7-7", MRS(3, 0, 0, 7, 7), RUNS, IDST, X(0) },
	{ "mrs-ccsidr", MRS(3, 1, 0, 0, 0), RUNS, IDST, X(0) },
	{ "mrs-clidr", MRS(3, 1, 0, 0, 1), RUNS, IDST, X(0) },
	{ "mrs-aidr", MRS(3, 1, 0, 0, 7), RUNS, IDST, X(0) },
	{ "msr-midr", MSR(3, 0, 0, 0, 0), UNDEF, UNDEF },
	{ "msr-mpidr", MSR(3, 0, 0, 0, 5), UNDEF, UNDEF },
	{ "msr-id-aa64pfr0", MSR(3, 0, 0, 4, 0), UNDEF, UNDEF },
	{ "msr-id-aa64isar0", MSR(3, 0, 0, 6, 0), UNDEF, UNDEF },
	{ "msr-clidr", MSR(3, 1, 0, 0, 1), UNDEF, UNDEF },

	/* what nobody has, or not here */
	{ "mrs-sctlr-el3", MRS(3, 6, 1, 0, 0), UNDEF, UNDEF },
	{ "mrs-scr-el3", MRS(3, 6, 1, 1, 0), UNDEF, UNDEF },
	{ "msr-vbar-el3", MSR(3, 6, 12, 0, 0), UNDEF, UNDEF },
	{ "mrs-s3-3-c15-c0-0", MRS(3, 3, 15, 0, 0), UNDEF, UNDEF },
	{ "msr-s3-3-c15-c0-0", MSR(3, 3, 15, 0, 0), UNDEF, UNDEF },
	{ "mrs-s3-7-c2-c0-0", MRS(3, 7, 2, 0, 0), UNDEF, UNDEF },
	{ "mrs-s3-0-c1-c7-7", MRS(3, 0, 1, 7, 7), UNDEF, UNDEF },
	{ "sys-unallocated", A64_SYS(A64_REG(1, 7, 8, 15, 7), 31), UNDEF,
	  UNDEF },
};

TEST_EACH(run, const struct row *r, rows,
	  "runs, traps or is undefined, and changes nothing else")
{
	bool there = !r->feature || r->feature->probe();

	expect_at(r->word, false, there ? r->el1 : UNDEF, r->changed);
	expect_at(r->word, true, there ? r->el0 : UNDEF, r->changed);
}

/* Registers and operations of EL2, where this is EL1. */
static const struct row el2_rows[] = {
	{ "mrs-sctlr-el2", MRS(3, 4, 1, 0, 0), UNDEF, UNDEF },
	{ "mrs-hcr-el2", MRS(3, 4, 1, 1, 0), UNDEF, UNDEF },
	{ "msr-hcr-el2", MSR(3, 4, 1, 1, 0), UNDEF, UNDEF },
	{ "mrs-mdcr-el2", MRS(3, 4, 1, 1, 1), UNDEF, UNDEF },
	{ "mrs-cptr-el2", MRS(3, 4, 1, 1, 2), UNDEF, UNDEF },
	{ "mrs-ttbr0-el2", MRS(3, 4, 2, 0, 0), UNDEF, UNDEF },
	{ "mrs-vttbr-el2", MRS(3, 4, 2, 1, 0), UNDEF, UNDEF },
	{ "msr-vttbr-el2", MSR(3, 4, 2, 1, 0), UNDEF, UNDEF },
	{ "mrs-spsr-el2", MRS(3, 4, 4, 0, 0), UNDEF, UNDEF },
	{ "mrs-elr-el2", MRS(3, 4, 4, 0, 1), UNDEF, UNDEF },
	{ "mrs-sp-el1", MRS(3, 4, 4, 1, 0), UNDEF, UNDEF },
	{ "mrs-esr-el2", MRS(3, 4, 5, 2, 0), UNDEF, UNDEF },
	{ "mrs-hpfar-el2", MRS(3, 4, 6, 0, 4), UNDEF, UNDEF },
	{ "mrs-vbar-el2", MRS(3, 4, 12, 0, 0), UNDEF, UNDEF },
	{ "mrs-tpidr-el2", MRS(3, 4, 13, 0, 2), UNDEF, UNDEF },
	{ "mrs-cntvoff-el2", MRS(3, 4, 14, 0, 3), UNDEF, UNDEF },
	{ "mrs-cnthctl-el2", MRS(3, 4, 14, 1, 0), UNDEF, UNDEF },
	{ "mrs-cnthp-ctl-el2", MRS(3, 4, 14, 2, 1), UNDEF, UNDEF },
	{ "mrs-sctlr-el12", MRS(3, 5, 1, 0, 0), UNDEF, UNDEF },
	{ "mrs-cntv-ctl-el02", MRS(3, 5, 14, 3, 1), UNDEF, UNDEF },
	{ "tlbi-alle1", A64_SYS(A64_REG(1, 4, 8, 7, 4), 31), UNDEF, UNDEF },
	{ "tlbi-alle2", A64_SYS(A64_REG(1, 4, 8, 7, 0), 31), UNDEF, UNDEF },
	{ "tlbi-ipas2e1", SYS(1, 4, 8, 4, 1), UNDEF, UNDEF },
	{ "at-s12e1r", SYS(1, 4, 7, 8, 4), UNDEF, UNDEF },
};

TEST_EACH(el2, const struct row *r, el2_rows, "is undefined below EL2",
	  .needs = NEEDS(&arm_at_el1))
{
	expect_at(r->word, false, r->el1, r->changed);
	expect_at(r->word, true, r->el0, r->changed);
}
