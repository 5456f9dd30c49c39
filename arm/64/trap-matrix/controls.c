/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What EL1 can let EL0 do: each control bit, alone and all but it, allows what
 * the manual says and nothing else.
 *
 * Arm ARM, D19.2: SCTLR_EL1 (UMA, DZE, UCT, nTWI, nTWE, UCI); D19.12.20,
 * CNTKCTL_EL1.
 */
#include "suite.h"

TRAP_MATRIX_SUITE;

#define MRS(...) A64_MRS(A64_REG(__VA_ARGS__), 0)
#define MSR(...) A64_MSR(A64_REG(__VA_ARGS__), 1)
#define SYS(...) A64_SYS(A64_REG(__VA_ARGS__), 0)
#define X(n)	 (1u << (n))

#define UMA  (1ull << 9)
#define DZE  (1ull << 14)
#define UCT  (1ull << 15)
#define NTWI (1ull << 16)
#define NTWE (1ull << 18)
#define UCI  (1ull << 26)

enum {
	PCT = 1 << 0, /* CNTKCTL_EL1: EL0PCTEN, EL0VCTEN, EL0VTEN, EL0PTEN */
	VCT = 1 << 1,
	VT = 1 << 8,
	PT = 1 << 9,
};

struct row {
	const char *name;
	uint32_t word;
	uint64_t enable; /* any of these bits allows it */
	uint32_t changed;
	const struct feature *feature;
};

static const struct row sctlr_rows[] = {
	{ "mrs-daif", MRS(3, 3, 4, 2, 1), UMA, X(0) },
	{ "msr-daif", MSR(3, 3, 4, 2, 1), UMA },
	{ "msr-daifset-none", 0xd50340df, UMA },
	{ "msr-daifset-all", 0xd5034fdf, UMA },
	{ "msr-daifclr-none", 0xd50340ff, UMA },
	{ "dc-zva", SYS(1, 3, 7, 4, 1), DZE },
	{ "mrs-ctr", MRS(3, 3, 0, 0, 1), UCT, X(0) },
	{ "ic-ivau", SYS(1, 3, 7, 5, 1), UCI },
	{ "dc-cvac", SYS(1, 3, 7, 10, 1), UCI },
	{ "dc-cvau", SYS(1, 3, 7, 11, 1), UCI },
	{ "dc-civac", SYS(1, 3, 7, 14, 1), UCI },
	{ "dc-cvap", SYS(1, 3, 7, 12, 1), UCI, 0, &arm_dpb },
};

static const uint64_t sctlr_bits[] = { UMA, DZE, UCT, NTWI, NTWE, UCI };
#define SCTLR_ALL (UMA | DZE | UCT | NTWI | NTWE | UCI)

/* MSR DAIF from X1: its value is that which it has. */
static void expect_el0(const struct row *r, bool allowed)
{
	if (allowed && r->word == MSR(3, 3, 4, 2, 1))
		return; /* state.c: it does change PSTATE */
	expect_at(r->word, true, allowed ? RUNS : TRAPS, r->changed);
}

TEST_EACH(sctlr, const struct row *r, sctlr_rows,
	  "is allowed at EL0 by its bit of SCTLR_EL1, and by no other")
{
	if (r->feature && !r->feature->probe())
		SKIP("needs %s (%s)", r->feature->name, r->feature->where);
	for (unsigned int i = 0; i < 6; i++) {
		sctlr_set(SCTLR_ALL, sctlr_bits[i]);
		expect_el0(r, sctlr_bits[i] & r->enable);
		sctlr_set(SCTLR_ALL, SCTLR_ALL & ~sctlr_bits[i]);
		expect_el0(r, !(sctlr_bits[i] & r->enable));
		/* EL1 is not asked. */
		expect_at(r->word == MSR(3, 3, 4, 2, 1) ? A64_NOP : r->word,
			  false, RUNS, r->changed);
	}
}

static const struct row cntkctl_rows[] = {
	{ "mrs-cntfrq", MRS(3, 3, 14, 0, 0), PCT | VCT, X(0) },
	{ "mrs-cntpct", MRS(3, 3, 14, 0, 1), PCT, X(0) },
	{ "mrs-cntvct", MRS(3, 3, 14, 0, 2), VCT, X(0) },
	{ "mrs-cntp-tval", MRS(3, 3, 14, 2, 0), PT, X(0) },
	{ "mrs-cntp-ctl", MRS(3, 3, 14, 2, 1), PT, X(0) },
	{ "mrs-cntp-cval", MRS(3, 3, 14, 2, 2), PT, X(0) },
	{ "msr-cntp-tval", MSR(3, 3, 14, 2, 0), PT },
	{ "msr-cntp-cval", MSR(3, 3, 14, 2, 2), PT },
	{ "msr-cntp-ctl", A64_MSR(A64_REG(3, 3, 14, 2, 1), 31), PT },
	{ "mrs-cntv-tval", MRS(3, 3, 14, 3, 0), VT, X(0) },
	{ "mrs-cntv-ctl", MRS(3, 3, 14, 3, 1), VT, X(0) },
	{ "mrs-cntv-cval", MRS(3, 3, 14, 3, 2), VT, X(0) },
	{ "msr-cntv-tval", MSR(3, 3, 14, 3, 0), VT },
	{ "msr-cntv-cval", MSR(3, 3, 14, 3, 2), VT },
	{ "msr-cntv-ctl", A64_MSR(A64_REG(3, 3, 14, 3, 1), 31), VT },
};

TEST_EACH(cntkctl, const struct row *r, cntkctl_rows,
	  "is allowed at EL0 by its bits of CNTKCTL_EL1, in all combinations")
{
	uint64_t others = read_sysreg(cntkctl_el1);

	for (unsigned int i = 0; i < 16; i++) {
		uint64_t bits = (i & 3) | (i & 12) << 6;

		write_sysreg(cntkctl_el1, others | bits);
		isb();
		expect_at(r->word, true, bits & r->enable ? RUNS : TRAPS,
			  r->changed);
	}
}

static const struct row never_rows[] = {
	{ "msr-cntfrq", MSR(3, 3, 14, 0, 0) },
	{ "mrs-sctlr", MRS(3, 0, 1, 0, 0) },
	{ "mrs-cntkctl", MRS(3, 0, 14, 1, 0) },
	{ "ic-iallu", A64_SYS(A64_REG(1, 0, 7, 5, 0), 31) },
	{ "dc-ivac", SYS(1, 0, 7, 6, 1) },
	{ "dc-cisw", SYS(1, 0, 7, 14, 2) },
	{ "tlbi-vmalle1", A64_SYS(A64_REG(1, 0, 8, 7, 0), 31) },
	{ "msr-spsel-imm", 0xd50041bf },
	{ "msr-pan-imm", 0xd500419f },
	{ "mrs-spsel", MRS(3, 0, 4, 2, 0) },
	{ "mrs-currentel", MRS(3, 0, 4, 2, 2) },
	{ "mrs-pan", MRS(3, 0, 4, 2, 3) },
	{ "mrs-sp-el0", MRS(3, 0, 4, 1, 0) },
	{ "msr-sp-el0", MSR(3, 0, 4, 1, 0) },
	{ "mrs-spsr", MRS(3, 0, 4, 0, 0) },
	{ "mrs-elr", MRS(3, 0, 4, 0, 1) },
	{ "mrs-esr", MRS(3, 0, 5, 2, 0) },
	{ "mrs-far", MRS(3, 0, 6, 0, 0) },
	{ "mrs-par", MRS(3, 0, 7, 4, 0) },
	{ "mrs-ttbr0", MRS(3, 0, 2, 0, 0) },
	{ "mrs-tcr", MRS(3, 0, 2, 0, 2) },
	{ "mrs-mair", MRS(3, 0, 10, 2, 0) },
	{ "mrs-vbar", MRS(3, 0, 12, 0, 0) },
	{ "mrs-isr", MRS(3, 0, 12, 1, 0) },
	{ "mrs-contextidr", MRS(3, 0, 13, 0, 1) },
	{ "mrs-tpidr-el1", MRS(3, 0, 13, 0, 4) },
	{ "msr-tpidrro", MSR(3, 3, 13, 0, 3) },
	{ "mrs-pmintenset", MRS(3, 0, 9, 14, 1) },
	{ "mrs-mdscr", MRS(2, 0, 0, 2, 2) },
	{ "mrs-oslsr", MRS(2, 0, 1, 1, 4) },
	{ "msr-oslar", MSR(2, 0, 1, 0, 4) },
	{ "mrs-dbgbvr0", MRS(2, 0, 0, 0, 4) },
	{ "mrs-dbgwcr0", MRS(2, 0, 0, 0, 7) },
	{ "at-s1e1r", SYS(1, 0, 7, 8, 0) },
	{ "at-s1e0r", SYS(1, 0, 7, 8, 2) },
	{ "tlbi-vae1is", SYS(1, 0, 8, 3, 1) },
	{ "eret", 0xd69f03e0 },
	{ "hvc", A64_HVC(0) },
	{ "hvc-max", A64_HVC(0xffff) },
	{ "smc", A64_SMC(0) },
	{ "smc-max", A64_SMC(0xffff) },
};

TEST_EACH(never, const struct row *r, never_rows,
	  "is undefined at EL0, whatever is enabled")
{
	expect_at(r->word, true, UNDEF, 0);
	sctlr_set(SCTLR_ALL, SCTLR_ALL);
	write_sysreg(cntkctl_el1,
		     read_sysreg(cntkctl_el1) | PCT | VCT | VT | PT);
	isb();
	expect_at(r->word, true, UNDEF, 0);
}

/* Bits of SCTLR_EL1 that belong to extensions; TSCXT is one that forbids. */
static const struct extension {
	const char *name;
	const struct feature *feature;
	uint32_t word;
	uint64_t bit;
	bool forbids;
	uint32_t changed;
} extensions[] = {
	{ "mrs-scxtnum", &arm_csv2_2, MRS(3, 3, 13, 0, 7), 1ull << 20, true,
	  X(0) },
	{ "msr-scxtnum", &arm_csv2_2, A64_MSR(A64_REG(3, 3, 13, 0, 7), 31),
	  1ull << 20, true },
	{ "cfp-rctx", &arm_specres, SYS(1, 3, 7, 3, 4), 1ull << 10, false },
	{ "dvp-rctx", &arm_specres, SYS(1, 3, 7, 3, 5), 1ull << 10, false },
	{ "cpp-rctx", &arm_specres, SYS(1, 3, 7, 3, 7), 1ull << 10, false },
	{ "mrs-tpidr2", &arm_sme, MRS(3, 3, 13, 0, 5), 1ull << 60, false,
	  X(0) },
	{ "msr-tpidr2", &arm_sme, A64_MSR(A64_REG(3, 3, 13, 0, 5), 31),
	  1ull << 60, false },
};
#define SCTLR_EXTENSIONS (1ull << 10 | 1ull << 20 | 1ull << 60)

TEST_EACH(extension, const struct extension *e, extensions,
	  "is allowed at EL0 by its bit of SCTLR_EL1, and by no other")
{
	if (!e->feature->probe())
		SKIP("needs %s (%s)", e->feature->name, e->feature->where);
	for (unsigned int i = 0; i < 4; i++) {
		uint64_t others = i & 2 ? SCTLR_EXTENSIONS & ~e->bit : 0;
		bool set = i & 1;

		sctlr_set(SCTLR_EXTENSIONS, others | (set ? e->bit : 0));
		expect_at(e->word, true, set != e->forbids ? RUNS : TRAPS,
			  e->changed);
		expect_at(e->word, false, RUNS, e->changed);
	}
}
