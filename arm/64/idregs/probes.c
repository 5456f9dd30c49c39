/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an ID field promises can be executed, and what it does not is undefined:
 * instructions and registers.
 *
 * Arm ARM, A2 (features and their ID fields), D19.2, ID_AA64*_EL1.
 */
#include "suite.h"

#include <string.h>

IDREGS_SUITE;

struct probe {
	const char *name;
	uint32_t word;
	struct id_reg reg;
	uint8_t low, least;
};

static uint8_t operand[64] __attribute__((aligned(64)));

/* Fields of FP and AdvSIMD are signed; no other one has 0xf. */
static bool promised(const struct probe *p)
{
	unsigned int value = field(id_read(p->reg), p->low, 4);

	return value >= p->least && value != 0xf;
}

/* X0 and X4 are addresses of memory, X1 is 0: a length, a count. */
static void expect_probe(const struct probe *p)
{
	struct insn_registers in;
	struct insn_outcome o;

	insn_pattern(&in);
	memset(operand, 0, sizeof(operand));
	in.x[0] = (uintptr_t)operand;
	in.x[1] = 0;
	o = insn_run(&p->word, 1, false, &in);
	if (!promised(p)) {
		expect_insn_trap(&o, ESR_UNDEFINED, false, &in);
		return;
	}
	EXPECT_TRUE(o.finished);
	if (!o.finished)
		EXPECT_EQ(o.frame.esr, 0);
}

/* -------------------------------------------------------- instructions ---- */

/* clang-format off: a table */
static const struct probe insns[] = {
	{ "fadd-d", 0x1e622820, PFR0, 16, 0 },
	{ "fadd-h", 0x1ee22820, PFR0, 16, 1 },
	{ "add-4s", 0x4ea28420, PFR0, 20, 0 },
	{ "fadd-8h", 0x4e421420, PFR0, 20, 1 },
	{ "sve-add", 0x04220020, PFR0, 32, 1 },
	{ "irg", 0x9adf1041, PFR1, 8, 1 },
	{ "msr-ssbs", 0xd503403f, PFR1, 4, 2 },
	{ "rdsvl", 0x04bf5821, PFR1, 24, 1 },
	{ "aese", 0x4e284820, ISAR0, 4, 1 },
	{ "pmull", 0x0ee2e020, ISAR0, 4, 2 },
	{ "sha1h", 0x5e280820, ISAR0, 8, 1 },
	{ "sha256su0", 0x5e282820, ISAR0, 12, 1 },
	{ "sha512su0", 0xcec08020, ISAR0, 12, 2 },
	{ "crc32b", 0x1ac34041, ISAR0, 16, 1 },
	{ "crc32cx", 0x9ac35c41, ISAR0, 16, 1 },
	{ "ldadd", 0xf8210002, ISAR0, 20, 2 },
	{ "swp", 0xf8218002, ISAR0, 20, 2 },
	{ "cas", 0xc8a17c02, ISAR0, 20, 2 },
	{ "casp", 0x48227c04, ISAR0, 20, 2 },
	{ "sqrdmlah", 0x6e828420, ISAR0, 28, 1 },
	{ "eor3", 0xce020c20, ISAR0, 32, 1 },
	{ "sm3ss1", 0xce430c40, ISAR0, 36, 1 },
	{ "sm4e", 0xcec08420, ISAR0, 40, 1 },
	{ "udot", 0x6e829420, ISAR0, 44, 1 },
	{ "fmlal", 0x4e22ec20, ISAR0, 48, 1 },
	{ "cfinv", 0xd500401f, ISAR0, 52, 1 },
	{ "rmif", 0xba000420, ISAR0, 52, 1 },
	{ "axflag", 0xd500405f, ISAR0, 52, 2 },
	{ "tlbi-vmalle1os", 0xd508811f, ISAR0, 56, 1 },
	{ "tlbi-rvae1", 0xd5088621, ISAR0, 56, 2 },
	{ "mrs-rndr", 0xd53b2401, ISAR0, 60, 1 },
	{ "dc-cvap", 0xd50b7c20, ISAR1, 0, 1 },
	{ "dc-cvadp", 0xd50b7d20, ISAR1, 0, 2 },
	{ "fjcvtzs", 0x1e7e0001, ISAR1, 12, 1 },
	{ "fcadd", 0x6e82e420, ISAR1, 16, 1 },
	{ "ldapr", 0xf8bfc001, ISAR1, 20, 1 },
	{ "ldapur", 0xd9400001, ISAR1, 20, 2 },
	{ "frint32z", 0x1e684020, ISAR1, 32, 1 },
	{ "sb", 0xd50330ff, ISAR1, 36, 1 },
	{ "cfp-rctx", 0xd50b7381, ISAR1, 40, 1 },
	{ "bfdot", 0x6e42fc20, ISAR1, 44, 1 },
	{ "smmla", 0x4e82a420, ISAR1, 52, 1 },
	{ "dsb-nxs", 0xd5033e3f, ISAR1, 56, 1 },
	{ "tlbi-vmalle1nxs", 0xd508971f, ISAR1, 56, 1 },
	{ "wfet", 0xd503101f, ISAR2, 0, 2 },
	{ "wfit", 0xd503103f, ISAR2, 0, 2 },
	{ "cpyfp", 0x19040420, ISAR2, 16, 1 },
	{ "setp", 0x19c20420, ISAR2, 16, 1 },
	{ "bc", 0x5400003e, ISAR2, 20, 1 },
	{ "abs", 0xdac02041, ISAR2, 52, 1 },
};
/* clang-format on */

TEST_EACH(insn, const struct probe *p, insns,
	  "executes where its field says so, and is undefined where not")
{
	expect_probe(p);
}

/* Without SVE all of them are 0, as ZFR0 is then. */
static const struct probe sve_insns[] = {
	{ "sqabs", 0x4408a020, ZFR0, 0, 1 },
	{ "addp", 0x4411a020, ZFR0, 0, 1 },
	{ "aese", 0x4522e020, ZFR0, 4, 1 },
	{ "pmullb-q", 0x45026820, ZFR0, 4, 2 },
	{ "bdep", 0x4502b420, ZFR0, 16, 1 },
	{ "bfdot", 0x64628020, ZFR0, 20, 1 },
	{ "rax1", 0x4522f420, ZFR0, 32, 1 },
	{ "sm4e", 0x4523e020, ZFR0, 40, 1 },
	{ "smmla", 0x45029820, ZFR0, 44, 1 },
	{ "fmmla-s", 0x64a2e420, ZFR0, 52, 1 },
	{ "fmmla-d", 0x64e2e420, ZFR0, 56, 1 },
};

TEST_EACH(sve_insn, const struct probe *p, sve_insns,
	  "executes where ID_AA64ZFR0_EL1 says so, and is undefined where not")
{
	expect_probe(p);
}

/* Any of APA, API, APA3; GPA, GPI, GPA3. */
static bool has_address_auth(void)
{
	return id_field(ISAR1, 4) || id_field(ISAR1, 8) || id_field(ISAR2, 12);
}

static bool has_generic_auth(void)
{
	return id_field(ISAR1, 24) || id_field(ISAR1, 28) || id_field(ISAR2, 8);
}

static const struct auth {
	const char *name;
	uint32_t word;
	bool (*present)(void);
} auths[] = {
	{ "pacia", 0xdac10041, has_address_auth },
	{ "autdb", 0xdac11c41, has_address_auth },
	{ "xpaci", 0xdac143e1, has_address_auth },
	{ "ldraa", 0xf8200401, has_address_auth },
	{ "mrs-apiakeylo", 0xd5382101, has_address_auth },
	{ "mrs-apdbkeyhi", 0xd5382261, has_address_auth },
	{ "pacga", 0x9ac33041, has_generic_auth },
	{ "mrs-apgakeylo", 0xd5382301, has_generic_auth },
};

TEST_EACH(auth, const struct auth *a, auths,
	  "executes where pointer authentication is, and is undefined where not")
{
	struct insn_registers in;
	struct insn_outcome o;

	insn_pattern(&in);
	in.x[0] = (uintptr_t)operand;
	o = insn_run(&a->word, 1, false, &in);
	if (a->present())
		EXPECT_TRUE(o.finished);
	else
		expect_insn_trap(&o, ESR_UNDEFINED, false, &in);
}

/* ----------------------------------------------------------- registers ---- */

#define MRS(...) A64_MRS(A64_REG(__VA_ARGS__), 1)

static const struct probe registers[] = {
	{ "ERRIDR_EL1", MRS(3, 0, 5, 3, 0), PFR0, 28, 1 },
	{ "ZCR_EL1", MRS(3, 0, 1, 2, 0), PFR0, 32, 1 },
	{ "MPAM1_EL1", MRS(3, 0, 10, 5, 0), PFR0, 40, 1 },
	{ "AMCR_EL0", MRS(3, 3, 13, 2, 0), PFR0, 44, 1 },
	{ "DIT", MRS(3, 3, 4, 2, 5), PFR0, 48, 1 },
	{ "SSBS", MRS(3, 3, 4, 2, 6), PFR1, 4, 2 },
	{ "TCO", MRS(3, 3, 4, 2, 7), PFR1, 8, 1 },
	{ "RGSR_EL1", MRS(3, 0, 1, 0, 5), PFR1, 8, 2 },
	{ "TFSR_EL1", MRS(3, 0, 5, 6, 0), PFR1, 8, 2 },
	{ "SVCR", MRS(3, 3, 4, 2, 2), PFR1, 24, 1 },
	{ "SMCR_EL1", MRS(3, 0, 1, 2, 6), PFR1, 24, 1 },
	{ "TPIDR2_EL0", MRS(3, 3, 13, 0, 5), PFR1, 24, 1 },
	{ "TRCIDR0", MRS(2, 1, 0, 8, 7), DFR0, 4, 1 },
	{ "PMCR_EL0", MRS(3, 3, 9, 12, 0), DFR0, 8, 1 },
	{ "PMCCNTR_EL0", MRS(3, 3, 9, 13, 0), DFR0, 8, 1 },
	{ "PMUSERENR_EL0", MRS(3, 3, 9, 14, 0), DFR0, 8, 1 },
	{ "PMINTENSET_EL1", MRS(3, 0, 9, 14, 1), DFR0, 8, 1 },
	{ "PMMIR_EL1", MRS(3, 0, 9, 14, 6), DFR0, 8, 5 },
	{ "PMSIDR_EL1", MRS(3, 0, 9, 9, 7), DFR0, 32, 1 },
	{ "TRFCR_EL1", MRS(3, 0, 1, 2, 1), DFR0, 40, 1 },
	{ "TRBIDR_EL1", MRS(3, 0, 9, 11, 7), DFR0, 44, 1 },
	{ "BRBIDR0_EL1", MRS(2, 1, 9, 2, 0), DFR0, 52, 1 },
	{ "CNTPCTSS_EL0", MRS(3, 3, 14, 0, 5), MMFR0, 60, 1 },
	{ "CNTVCTSS_EL0", MRS(3, 3, 14, 0, 6), MMFR0, 60, 1 },
	{ "LORID_EL1", MRS(3, 0, 10, 4, 7), MMFR1, 16, 1 },
	{ "LORC_EL1", MRS(3, 0, 10, 4, 3), MMFR1, 16, 1 },
	{ "PAN", MRS(3, 0, 4, 2, 3), MMFR1, 20, 1 },
	{ "UAO", MRS(3, 0, 4, 2, 4), MMFR2, 4, 1 },
	{ "ALLINT", MRS(3, 0, 4, 3, 0), PFR1, 36, 1 },
	{ "TCR2_EL1", MRS(3, 0, 2, 0, 3), MMFR3, 0, 1 },
	{ "SCTLR2_EL1", MRS(3, 0, 1, 0, 3), MMFR3, 4, 1 },
	{ "PIR_EL1", MRS(3, 0, 10, 2, 3), MMFR3, 8, 1 },
};

TEST_EACH(reg, const struct probe *p, registers,
	  "is there where its field says so, and undefined where not")
{
	expect_probe(p);
}

/* CSV2 2, or 1 with CSV2_frac 2 */
TEST(scxtnum, "is there with CSV2_2 or CSV2_1p2, and undefined where not")
{
	unsigned int csv2 = id_field(PFR0, 56), frac = id_field(PFR1, 32);
	const uint32_t word = MRS(3, 0, 13, 0, 7);
	struct insn_registers in;
	struct insn_outcome o;

	insn_pattern(&in);
	o = insn_run(&word, 1, false, &in);
	if (csv2 >= 2 || (csv2 == 1 && frac >= 2))
		EXPECT_TRUE(o.finished);
	else
		expect_insn_trap(&o, ESR_UNDEFINED, false, &in);
}

/* Of n implemented ones the last is there, and the next is not. */
static void expect_numbered(unsigned int op2, unsigned int nr)
{
	for (unsigned int i = 0; i < 16; i++) {
		uint32_t word = A64_MRS(A64_REG(2, 0, 0, i, op2), 1);
		struct insn_registers in;
		struct insn_outcome o;

		test_context("number %u of %u, op2 %u", i, nr, op2);
		insn_pattern(&in);
		o = insn_run(&word, 1, false, &in);
		if (i < nr)
			expect_insn_done(&o, false, &in, 1u << 1);
		else
			expect_insn_trap(&o, ESR_UNDEFINED, false, &in);
	}
}

TEST(breakpoints, "are as many as ID_AA64DFR0_EL1 says")
{
	unsigned int brps = id_field(DFR0, 12) + 1;
	unsigned int wrps = id_field(DFR0, 20) + 1;

	EXPECT_GE(brps, 2);
	EXPECT_GE(wrps, 2);
	EXPECT_GE(brps, id_field(DFR0, 28) + 1);
	expect_numbered(4, brps); /* DBGBVR, DBGBCR, DBGWVR, DBGWCR */
	expect_numbered(5, brps);
	expect_numbered(6, wrps);
	expect_numbered(7, wrps);
}
