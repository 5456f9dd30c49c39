/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Access to floating point, SVE and SME registers by CPACR_EL1.
 *
 * Arm ARM, D19.2.32, CPACR_EL1; D19.2.40, ISS encodings of EC 0x07, 0x19, 0x1d.
 */
#include "suite.h"

TRAP_MATRIX_SUITE;

#define FPEN(n)	  ((n) << 20)
#define ZEN(n)	  ((n) << 16)
#define SMEN(n)	  ((n) << 24)
#define CPACR_ALL (FPEN(3) | ZEN(3) | SMEN(3))

#define ESR_FP	0x1fe00000u
#define ESR_SVE 0x66000000u
#define ESR_SME 0x76000000u
#define X(n)	(1u << (n))

/* 0b01 traps EL0, 0b00 and 0b10 both. */
static bool traps(unsigned int enable, bool user)
{
	return enable != 3 && (user || enable != 1);
}

static const struct row {
	const char *name;
	uint32_t word;
	uint32_t changed;
} fp_rows[] = {
	{ "fmov", 0x9e6703e0 /* d0, xzr */, 0 },
	{ "movi", 0x6f00e400 /* v0.2d, #0 */, 0 },
	{ "fmov-from", 0x9e660001 /* x1, d0 */, X(1) },
	{ "ldr", 0x3dc00000 /* q0, [x0] */, 0 },
	{ "str", 0x3d800000 /* q0, [x0] */, 0 },
	{ "mrs-fpcr", 0xd53b4401, X(1) },
	{ "mrs-fpsr", 0xd53b4421, X(1) },
	{ "msr-fpsr", 0xd51b443f /* xzr */, 0 },
};

TEST_EACH(fpen, const struct row *r, fp_rows,
	  "traps with EC 0x07 as CPACR_EL1.FPEN says")
{
	for (unsigned int fpen = 0; fpen < 4; fpen++) {
		cpacr_set(CPACR_ALL, FPEN(fpen) | ZEN(3));
		expect_at(r->word, false, traps(fpen, false) ? ESR_FP : RUNS,
			  r->changed);
		expect_at(r->word, true, traps(fpen, true) ? ESR_FP : RUNS,
			  r->changed);
	}
}

static const struct row sve_rows[] = {
	{ "ptrue", 0x2518e3e0 /* p0.b */, 0 },
	{ "rdvl", 0x04bf5021 /* x1, #1 */, X(1) },
	{ "ldr-z", 0x85804000 /* z0, [x0] */, 0 },
	{ "setffr", 0x252c9000, 0 },
};

/* ZEN is asked before FPEN. */
static uint32_t sve_esr(unsigned int zen, unsigned int fpen, bool user)
{
	if (traps(zen, user))
		return ESR_SVE;
	return traps(fpen, user) ? ESR_FP : RUNS;
}

TEST_EACH(zen, const struct row *r, sve_rows,
	  "traps with EC 0x19 as CPACR_EL1.ZEN says, else as FPEN",
	  .needs = NEEDS(&arm_sve))
{
	for (unsigned int i = 0; i < 16; i++) {
		unsigned int zen = i & 3, fpen = i >> 2;

		cpacr_set(CPACR_ALL, FPEN(fpen) | ZEN(zen));
		expect_at(r->word, false, sve_esr(zen, fpen, false),
			  r->changed);
		expect_at(r->word, true, sve_esr(zen, fpen, true), r->changed);
	}
}

TEST(zcr, "is read at EL1 as ZEN allows, and undefined at EL0",
     .needs = NEEDS(&arm_sve))
{
	const uint32_t zcr = A64_MRS(A64_REG(3, 0, 1, 2, 0), 1);

	for (unsigned int zen = 0; zen < 4; zen++) {
		cpacr_set(CPACR_ALL, FPEN(3) | ZEN(zen));
		expect_at(zcr, false, traps(zen, false) ? ESR_SVE : RUNS, X(1));
		expect_at(zcr, true, UNDEF, 0);
	}
}

static bool no_sve(void)
{
	return !arm_sve.probe();
}

static const struct feature without_sve = { "no SVE", "ID_AA64PFR0_EL1.SVE = 0",
					    no_sve };

TEST_EACH(sve_absent, const struct row *r, sve_rows,
	  "is undefined without SVE, whatever ZEN is",
	  .needs = NEEDS(&without_sve))
{
	cpacr_set(CPACR_ALL, FPEN(3));
	expect_at(r->word, false, UNDEF, 0);
	expect_at(r->word, true, UNDEF, 0);
	cpacr_set(CPACR_ALL, FPEN(3) | ZEN(3));
	expect_at(r->word, false, UNDEF, 0);
	expect_at(r->word, true, UNDEF, 0);
}

static const struct row sme_rows[] = {
	{ "rdsvl", 0x04bf5821 /* x1, #1 */, X(1) },
	{ "mrs-svcr", 0xd53b4241, X(1) },
	{ "smstop", 0xd503467f, 0 },
};

TEST_EACH(smen, const struct row *r, sme_rows,
	  "traps with EC 0x1d as CPACR_EL1.SMEN says", .needs = NEEDS(&arm_sme))
{
	for (unsigned int smen = 0; smen < 4; smen++) {
		cpacr_set(CPACR_ALL, FPEN(3) | ZEN(3) | SMEN(smen));
		expect_at(r->word, false, traps(smen, false) ? ESR_SME : RUNS,
			  r->changed);
		expect_at(r->word, true, traps(smen, true) ? ESR_SME : RUNS,
			  r->changed);
	}
}

static bool no_sme(void)
{
	return !arm_sme.probe();
}

static const struct feature without_sme = { "no SME", "ID_AA64PFR1_EL1.SME = 0",
					    no_sme };

TEST_EACH(sme_absent, const struct row *r, sme_rows, "is undefined without SME",
	  .needs = NEEDS(&without_sme))
{
	expect_at(r->word, false, UNDEF, 0);
	expect_at(r->word, true, UNDEF, 0);
}
