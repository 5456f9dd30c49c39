/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CPACR_EL1: who may use what, and that switching off loses nothing. */
#include "suite.h"

#include <string.h>

FPU_SUITE;

#define FPEN(n) ((uint64_t)(n) << 20)
#define ZEN(n)	((uint64_t)(n) << 16)
#define SMEN(n) ((uint64_t)(n) << 24)

enum {
	ESR_FP = 0x1fe00000,
	ESR_SVE = 0x66000000,
	ESR_SME = 0x76000000,
};

#define INSN(name, text)                                                   \
	static void name(const void *arg)                                  \
	{                                                                  \
		(void)arg;                                                 \
		asm volatile(                                              \
			".cpu neoverse-v1\n\t.arch_extension sme\n\t" text \
			:                                                  \
			:                                                  \
			: "x0", "memory");                                 \
	}
INSN(fp_move, "fmov d0, d0")
INSN(simd_move, "mov v1.16b, v1.16b")
INSN(fp_general, "fmov x0, d3")
INSN(read_fpcr, "mrs x0, fpcr")
INSN(read_fpsr, "mrs x0, fpsr")
INSN(write_fpcr, "msr fpcr, xzr")
INSN(sve_move, "mov z0.d, z0.d")
INSN(sve_rdvl, "rdvl x0, #1")
INSN(sve_predicate, "ptrue p0.b")
INSN(sve_zcr, "mrs x0, s3_0_c1_c2_0")
INSN(sme_svcr, "mrs x0, s3_3_c4_c2_2")
INSN(sme_rdsvl, ".inst 0x04bf5820")
INSN(sme_smcr, "mrs x0, s3_0_c1_c2_6")

enum kind {
	FP,
	SVE,
	SME
};

static const struct row {
	const char *name;
	void (*fn)(const void *);
	enum kind kind;
	bool el1; /* a register of EL1 alone */
	bool fp;  /* FPEN counts too */
} rows[] = {
	{ "fmov", fp_move, FP },
	{ "simd", simd_move, FP },
	{ "fmov-x", fp_general, FP },
	{ "read-fpcr", read_fpcr, FP },
	{ "read-fpsr", read_fpsr, FP },
	{ "write-fpcr", write_fpcr, FP },
	{ "sve", sve_move, SVE, false, true },
	{ "rdvl", sve_rdvl, SVE, false, true },
	{ "ptrue", sve_predicate, SVE, false, true },
	{ "zcr", sve_zcr, SVE, true },
	{ "svcr", sme_svcr, SME },
	{ "rdsvl", sme_rdsvl, SME, false, true },
	{ "smcr", sme_smcr, SME, true },
};

/* 1 traps EL0 alone, 3 nobody: D19.2.31 */
static bool traps(unsigned int field_value, bool user)
{
	return field_value != 3 && (user || field_value != 1);
}

/* SVE's own switch comes before that of FP; registers are no FP. */
static unsigned long syndrome(const struct row *r, unsigned int fpen,
			      unsigned int en, bool user)
{
	static const unsigned long own[] = { 0, ESR_SVE, ESR_SME };
	bool with_fp = r->kind == FP || r->fp;

	if (r->kind != FP && traps(en, user))
		return own[r->kind];
	if (with_fp && traps(fpen, user))
		return ESR_FP;
	return 0;
}

static void check(const struct row *r, unsigned int fpen, unsigned int en,
		  bool user)
{
	static const enum trap_cause causes[] = { ARM_FP_TRAPPED,
						  ARM_SVE_TRAPPED,
						  ARM_SME_TRAPPED };
	unsigned long esr = syndrome(r, fpen, en, user);
	struct trap t;

	test_context("FPEN %u, other %u, EL%d", fpen, en, !user);
	fpu_cpacr(FPEN(fpen) |
		  (arm_sve.probe() ? ZEN(r->kind == SVE ? en : 3) : 0) |
		  (arm_sme.probe() ? SMEN(r->kind == SME ? en : 3) : 0));
	t = user ? user_catch(r->fn, NULL) : trap_catch(r->fn, NULL);
	if (!esr)
		EXPECT_TRAP(t, TRAP_NONE);
	else
		EXPECT_TRAP_ERROR(t,
				  causes[esr == ESR_SVE ? 1 :
					 esr == ESR_SME ? 2 :
							  0],
				  esr);
	EXPECT_TRUE(t.cause == TRAP_NONE || t.user == user);
}

TEST_EACH(access, const struct row *r, rows, "traps as CPACR_EL1 says")
{
	if (r->kind == SVE && !arm_sve.probe())
		SKIP("needs SVE");
	if (r->kind == SME && !arm_sme.probe())
		SKIP("needs SME");
	for (unsigned int n = 0; n < 16; n++) {
		/* the manual has no FPEN for ZCR_EL1, machines do */
		if (r->kind == SVE && r->el1 && n / 4 != 3)
			continue;
		check(r, n / 4, n % 4, false);
		if (!r->el1)
			check(r, n / 4, n % 4, true);
	}
}

static bool probe_no_sve(void)
{
	return !arm_sve.probe();
}

static bool probe_no_sme(void)
{
	return !arm_sme.probe();
}

static const struct feature no_sve = { "no SVE", "ID_AA64PFR0_EL1.SVE",
				       probe_no_sve };
static const struct feature no_sme = { "no SME", "ID_AA64PFR1_EL1.SME",
				       probe_no_sme };

static void expect_absent(enum kind kind)
{
	for (unsigned int i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].kind != kind)
			continue;
		test_context("%s", rows[i].name);
		EXPECT_TRAP_ERROR(trap_catch(rows[i].fn, NULL), ARM_UNKNOWN,
				  0x02000000);
		EXPECT_TRAP_ERROR(user_catch(rows[i].fn, NULL), ARM_UNKNOWN,
				  0x02000000);
	}
}

TEST(absent_sve, "SVE is undefined where there is none",
     .needs = NEEDS(&no_sve))
{
	expect_absent(SVE);
}

TEST(absent_sme, "SME is undefined where there is none",
     .needs = NEEDS(&no_sme))
{
	expect_absent(SME);
}

static uint8_t before[NR_VECTORS * VECTOR_MAX];
static uint8_t after[NR_VECTORS * VECTOR_MAX];

TEST(kept, "registers are kept while they are switched off",
     .needs = NEEDS(&arm_sve))
{
	uint64_t on = read_sysreg(cpacr_el1);
	unsigned long bytes = NR_VECTORS * fpu_vector_bytes();

	fpu_pattern(before, bytes, 7);
	fpu_load_z(before);
	write_sysreg(fpsr, 0x0800009f);
	fpu_cpacr(0);
	EXPECT_TRAP_ERROR(trap_catch(sve_move, NULL), ARM_SVE_TRAPPED, ESR_SVE);
	EXPECT_TRAP_ERROR(user_catch(fp_move, NULL), ARM_FP_TRAPPED, ESR_FP);
	fpu_cpacr(on);
	fpu_store_z(after);
	EXPECT_MEMEQ(after, before, bytes);
	EXPECT_EQ(read_sysreg(fpsr), 0x0800009f);
}

static bool switch_on(struct trap_frame *frame, void *count)
{
	(void)frame;
	++*(unsigned int *)count;
	fpu_cpacr(CPACR_FPEN | (arm_sve.probe() ? CPACR_ZEN : 0));
	return true;
}

/* As an operating system does it: switch on at the trap, and again. */
TEST(lazy, "the instruction runs once the trap has switched it on",
     .needs = NEEDS(&arm_sve))
{
	unsigned long bytes = NR_VECTORS * fpu_vector_bytes();
	unsigned int fp = 0, sve = 0;

	trap_handle(ARM_FP_TRAPPED, switch_on, &fp);
	trap_handle(ARM_SVE_TRAPPED, switch_on, &sve);
	fpu_pattern(before, bytes, 8);
	fpu_cpacr(0);
	fpu_load_z(before);
	EXPECT_EQ(sve, 1);
	fpu_cpacr(CPACR_ZEN); /* FP alone is off */
	fpu_store_z(after);
	EXPECT_EQ(fp, 1);
	EXPECT_EQ(sve, 1);
	EXPECT_MEMEQ(after, before, bytes);
}
