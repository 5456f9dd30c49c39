/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the fields of ID registers may be, alone and together.
 *
 * Arm ARM, D19.2, ID_AA64*_EL1: the defined values of each field, and which
 * ones the features that are built on each other allow together (A2).
 */
#include "suite.h"

IDREGS_SUITE;

/* --------------------------------------------------------------- values ---- */

#define TO(n)	(0xffffu >> (15 - (n))) /* 0 to n */
#define V(n)	(1u << (n))
#define NONE_15 V(15)

/* clang-format off: a table */
static const struct range {
	const char *name;
	struct id_reg reg;
	uint8_t low;
	uint16_t values; /* a bit for each that is defined */
} ranges[] = {
	{ "PFR0.EL0", PFR0, 0, V(1) | V(2) },
	{ "PFR0.EL1", PFR0, 4, V(1) | V(2) },
	{ "PFR0.EL2", PFR0, 8, TO(2) },
	{ "PFR0.EL3", PFR0, 12, TO(2) },
	{ "PFR0.FP", PFR0, 16, TO(1) | NONE_15 },
	{ "PFR0.AdvSIMD", PFR0, 20, TO(1) | NONE_15 },
	{ "PFR0.GIC", PFR0, 24, V(0) | V(1) | V(3) },
	{ "PFR0.RAS", PFR0, 28, TO(3) },
	{ "PFR0.SVE", PFR0, 32, TO(1) },
	{ "PFR0.SEL2", PFR0, 36, TO(1) },
	{ "PFR0.MPAM", PFR0, 40, TO(1) },
	{ "PFR0.AMU", PFR0, 44, TO(2) },
	{ "PFR0.DIT", PFR0, 48, TO(1) },
	{ "PFR0.RME", PFR0, 52, TO(3) },
	{ "PFR0.CSV2", PFR0, 56, TO(3) },
	{ "PFR0.CSV3", PFR0, 60, TO(1) },
	{ "PFR1.BT", PFR1, 0, TO(1) },
	{ "PFR1.SSBS", PFR1, 4, TO(2) },
	{ "PFR1.MTE", PFR1, 8, TO(3) },
	{ "PFR1.RAS_frac", PFR1, 12, TO(1) },
	{ "PFR1.MPAM_frac", PFR1, 16, TO(1) },
	{ "PFR1.SME", PFR1, 24, TO(2) },
	{ "PFR1.CSV2_frac", PFR1, 32, TO(2) },
	{ "PFR1.NMI", PFR1, 36, TO(1) },
	{ "ZFR0.SVEver", ZFR0, 0, TO(3) },
	{ "ZFR0.AES", ZFR0, 4, TO(3) },
	{ "ZFR0.BitPerm", ZFR0, 16, TO(1) },
	{ "ZFR0.SHA3", ZFR0, 32, TO(1) },
	{ "ZFR0.SM4", ZFR0, 40, TO(1) },
	{ "DFR0.DebugVer", DFR0, 0, V(6) | V(7) | V(8) | V(9) | V(10) | V(11) },
	{ "DFR0.TraceVer", DFR0, 4, TO(1) },
	{ "DFR0.PMUVer", DFR0, 8,
	  TO(1) | V(4) | V(5) | V(6) | V(7) | V(8) | V(9) | NONE_15 },
	{ "DFR0.PMSVer", DFR0, 32, TO(5) },
	{ "DFR0.DoubleLock", DFR0, 36, V(0) | NONE_15 },
	{ "DFR0.TraceFilt", DFR0, 40, TO(1) },
	{ "DFR0.TraceBuffer", DFR0, 44, TO(2) },
	{ "DFR0.MTPMU", DFR0, 48, TO(1) | NONE_15 },
	{ "ISAR0.AES", ISAR0, 4, TO(2) },
	{ "ISAR0.SHA1", ISAR0, 8, TO(1) },
	{ "ISAR0.SHA2", ISAR0, 12, TO(2) },
	{ "ISAR0.CRC32", ISAR0, 16, TO(1) },
	{ "ISAR0.Atomic", ISAR0, 20, V(0) | V(2) | V(3) },
	{ "ISAR0.TME", ISAR0, 24, TO(1) },
	{ "ISAR0.RDM", ISAR0, 28, TO(1) },
	{ "ISAR0.SHA3", ISAR0, 32, TO(1) },
	{ "ISAR0.SM3", ISAR0, 36, TO(1) },
	{ "ISAR0.SM4", ISAR0, 40, TO(1) },
	{ "ISAR0.DP", ISAR0, 44, TO(1) },
	{ "ISAR0.FHM", ISAR0, 48, TO(1) },
	{ "ISAR0.TS", ISAR0, 52, TO(2) },
	{ "ISAR0.TLB", ISAR0, 56, TO(2) },
	{ "ISAR0.RNDR", ISAR0, 60, TO(1) },
	{ "ISAR1.DPB", ISAR1, 0, TO(2) },
	{ "ISAR1.APA", ISAR1, 4, TO(6) },
	{ "ISAR1.API", ISAR1, 8, TO(6) },
	{ "ISAR1.JSCVT", ISAR1, 12, TO(1) },
	{ "ISAR1.FCMA", ISAR1, 16, TO(1) },
	{ "ISAR1.LRCPC", ISAR1, 20, TO(3) },
	{ "ISAR1.GPA", ISAR1, 24, TO(1) },
	{ "ISAR1.GPI", ISAR1, 28, TO(1) },
	{ "ISAR1.FRINTTS", ISAR1, 32, TO(1) },
	{ "ISAR1.SB", ISAR1, 36, TO(1) },
	{ "ISAR1.SPECRES", ISAR1, 40, TO(2) },
	{ "ISAR1.BF16", ISAR1, 44, TO(2) },
	{ "ISAR1.DGH", ISAR1, 48, TO(1) },
	{ "ISAR1.I8MM", ISAR1, 52, TO(1) },
	{ "ISAR1.XS", ISAR1, 56, TO(1) },
	{ "ISAR1.LS64", ISAR1, 60, TO(4) },
	{ "ISAR2.WFxT", ISAR2, 0, V(0) | V(2) },
	{ "ISAR2.RPRES", ISAR2, 4, TO(1) },
	{ "ISAR2.GPA3", ISAR2, 8, TO(1) },
	{ "ISAR2.APA3", ISAR2, 12, TO(6) },
	{ "ISAR2.MOPS", ISAR2, 16, TO(1) },
	{ "ISAR2.BC", ISAR2, 20, TO(1) },
	{ "MMFR0.PARange", MMFR0, 0, TO(7) },
	{ "MMFR0.ASIDBits", MMFR0, 4, V(0) | V(2) },
	{ "MMFR0.BigEnd", MMFR0, 8, TO(1) },
	{ "MMFR0.SNSMem", MMFR0, 12, TO(1) },
	{ "MMFR0.BigEndEL0", MMFR0, 16, TO(1) },
	{ "MMFR0.TGran16", MMFR0, 20, TO(2) },
	{ "MMFR0.TGran64", MMFR0, 24, V(0) | NONE_15 },
	{ "MMFR0.TGran4", MMFR0, 28, TO(1) | NONE_15 },
	{ "MMFR0.TGran16_2", MMFR0, 32, TO(3) },
	{ "MMFR0.TGran64_2", MMFR0, 36, TO(2) },
	{ "MMFR0.TGran4_2", MMFR0, 40, TO(3) },
	{ "MMFR0.ExS", MMFR0, 44, TO(1) },
	{ "MMFR0.FGT", MMFR0, 56, TO(2) },
	{ "MMFR0.ECV", MMFR0, 60, TO(2) },
	{ "MMFR1.HAFDBS", MMFR1, 0, TO(4) },
	{ "MMFR1.VMIDBits", MMFR1, 4, V(0) | V(2) },
	{ "MMFR1.VH", MMFR1, 8, TO(1) },
	{ "MMFR1.HPDS", MMFR1, 12, TO(2) },
	{ "MMFR1.LO", MMFR1, 16, TO(1) },
	{ "MMFR1.PAN", MMFR1, 20, TO(3) },
	{ "MMFR1.SpecSEI", MMFR1, 24, TO(1) },
	{ "MMFR1.XNX", MMFR1, 28, TO(1) },
	{ "MMFR1.TWED", MMFR1, 32, TO(1) },
	{ "MMFR1.ETS", MMFR1, 36, TO(3) },
	{ "MMFR1.HCX", MMFR1, 40, TO(1) },
	{ "MMFR1.AFP", MMFR1, 44, TO(1) },
	{ "MMFR1.nTLBPA", MMFR1, 48, TO(1) },
	{ "MMFR1.TIDCP1", MMFR1, 52, TO(1) },
	{ "MMFR1.CMOW", MMFR1, 56, TO(1) },
	{ "MMFR2.CnP", MMFR2, 0, TO(1) },
	{ "MMFR2.UAO", MMFR2, 4, TO(1) },
	{ "MMFR2.LSM", MMFR2, 8, TO(1) },
	{ "MMFR2.IESB", MMFR2, 12, TO(1) },
	{ "MMFR2.VARange", MMFR2, 16, TO(2) },
	{ "MMFR2.CCIDX", MMFR2, 20, TO(1) },
	{ "MMFR2.NV", MMFR2, 24, TO(2) },
	{ "MMFR2.ST", MMFR2, 28, TO(1) },
	{ "MMFR2.AT", MMFR2, 32, TO(1) },
	{ "MMFR2.IDS", MMFR2, 36, TO(2) },
	{ "MMFR2.FWB", MMFR2, 40, TO(1) },
	{ "MMFR2.TTL", MMFR2, 48, TO(1) },
	{ "MMFR2.BBM", MMFR2, 52, TO(2) },
	{ "MMFR2.EVT", MMFR2, 56, TO(2) },
	{ "MMFR2.E0PD", MMFR2, 60, TO(1) },
	{ "MMFR3.TCRX", MMFR3, 0, TO(1) },
	{ "MMFR3.SCTLRX", MMFR3, 4, TO(1) },
	{ "MMFR3.S1PIE", MMFR3, 8, TO(1) },
};
/* clang-format on */

TEST_EACH(field, const struct range *r, ranges, "has a value that is defined")
{
	unsigned int value = field(id_read(r->reg), r->low, 4);

	EXPECT_TRUE(r->values & 1u << value);
	if (!(r->values & 1u << value))
		EXPECT_EQ(value, 0);
}

/* -------------------------------------------------------------- together ---- */

/*
 * Where @reg.@low has one of @values, @then_reg.@then_low has one of
 * @then_values.
 */
/* clang-format off: a table */
static const struct rule {
	const char *name;
	struct id_reg reg;
	uint8_t low;
	uint16_t values;
	struct id_reg then_reg;
	uint8_t then_low;
	uint16_t then_values;
} rules[] = {
	{ "el1-32-needs-el0-32", PFR0, 4, V(2), PFR0, 0, V(2) },
	{ "el2-32-needs-el1-32", PFR0, 8, V(2), PFR0, 4, V(2) },
	{ "sel2-needs-el2", PFR0, 36, V(1), PFR0, 8, V(1) | V(2) },
	{ "sel2-needs-el3", PFR0, 36, V(1), PFR0, 12, V(1) | V(2) },
	{ "nv-needs-el2", MMFR2, 24, V(1) | V(2), PFR0, 8, V(1) | V(2) },
	{ "no-fp-no-simd", PFR0, 16, NONE_15, PFR0, 20, NONE_15 },
	{ "fp-simd", PFR0, 16, V(0), PFR0, 20, V(0) },
	{ "fp16-simd", PFR0, 16, V(1), PFR0, 20, V(1) },
	{ "sve-has-fp16", PFR0, 32, V(1), PFR0, 16, V(1) },
	{ "sve-has-fcma", PFR0, 32, V(1), ISAR1, 16, V(1) },
	{ "no-sve-no-sve2", PFR0, 32, V(0), ZFR0, 0, V(0) },
	{ "fcma-has-simd", ISAR1, 16, V(1), PFR0, 20, TO(1) },
	{ "jscvt-has-fp", ISAR1, 12, V(1), PFR0, 16, TO(1) },
	{ "fhm-has-fp16", ISAR0, 48, V(1), PFR0, 20, V(1) },
	{ "aes-has-simd", ISAR0, 4, V(1) | V(2), PFR0, 20, TO(1) },
	{ "sha1-with-sha2", ISAR0, 8, V(1), ISAR0, 12, V(1) | V(2) },
	{ "sha2-with-sha1", ISAR0, 12, V(1) | V(2), ISAR0, 8, V(1) },
	{ "sha512-with-sha3", ISAR0, 12, V(2), ISAR0, 32, V(1) },
	{ "sha3-with-sha512", ISAR0, 32, V(1), ISAR0, 12, V(2) },
	{ "sm3-with-sm4", ISAR0, 36, V(1), ISAR0, 40, V(1) },
	{ "sm4-with-sm3", ISAR0, 40, V(1), ISAR0, 36, V(1) },
	{ "pacqarma-alone", ISAR1, 4, TO(15) & ~1u, ISAR1, 8, V(0) },
	{ "pacimp-alone", ISAR1, 8, TO(15) & ~1u, ISAR1, 4, V(0) },
	{ "apa3-without-apa", ISAR2, 12, TO(15) & ~1u, ISAR1, 4, V(0) },
	{ "apa3-without-api", ISAR2, 12, TO(15) & ~1u, ISAR1, 8, V(0) },
	{ "apa-with-gpa", ISAR1, 4, TO(15) & ~1u, ISAR1, 24, V(1) },
	{ "gpa-with-apa", ISAR1, 24, V(1), ISAR1, 4, TO(15) & ~1u },
	{ "api-with-gpi", ISAR1, 8, TO(15) & ~1u, ISAR1, 28, V(1) },
	{ "gpi-with-api", ISAR1, 28, V(1), ISAR1, 8, TO(15) & ~1u },
	{ "apa3-with-gpa3", ISAR2, 12, TO(15) & ~1u, ISAR2, 8, V(1) },
	{ "pauth-has-csv2", ISAR1, 4, TO(15) & ~1u, PFR0, 56, TO(15) },
	{ "csv2-frac", PFR1, 32, V(1) | V(2), PFR0, 56, V(1) },
	{ "ras-frac", PFR1, 12, V(1), PFR0, 28, V(1) },
	{ "mixed-endian-has-el0", MMFR0, 8, V(1), MMFR0, 16, V(0) },
	{ "uao-has-pan", MMFR2, 4, V(1), MMFR1, 20, V(1) | V(2) | V(3) },
	{ "lpa2-4k-stage-2", MMFR0, 40, V(3), MMFR0, 28, V(1) },
	{ "lpa2-16k-stage-2", MMFR0, 32, V(3), MMFR0, 20, V(2) },
	{ "lpa2-4k-has-52-bits", MMFR0, 40, V(3), MMFR0, 0, V(6) | V(7) },
	{ "lpa2-16k-has-52-bits", MMFR0, 32, V(3), MMFR0, 0, V(6) | V(7) },
	{ "4k-not-only-stage-2", MMFR0, 28, NONE_15, MMFR0, 40, TO(2) },
	{ "s1pie-has-tcrx", MMFR3, 8, V(1), MMFR3, 0, V(1) },
	{ "16k-none-not-lpa2", MMFR0, 20, V(0), MMFR0, 32, TO(2) },
};
/* clang-format on */

static bool one_of(struct id_reg reg, unsigned int low, uint16_t values)
{
	return values & 1u << field(id_read(reg), low, 4);
}

TEST_EACH(rule, const struct rule *r, rules, "holds between two fields")
{
	if (!one_of(r->reg, r->low, r->values))
		SKIP("the first field has another value");
	EXPECT_TRUE(one_of(r->then_reg, r->then_low, r->then_values));
}

TEST(zero_without_sve, "is ID_AA64ZFR0_EL1 without SVE and SME")
{
	if (arm_sve.probe() || arm_sme.probe())
		SKIP("there is SVE or SME");
	EXPECT_EQ(id_read((struct id_reg)ZFR0), 0);
}

TEST(zero_without_sme, "is ID_AA64SMFR0_EL1 without SME")
{
	uint64_t smfr0 = id_read((struct id_reg)SMFR0);

	if (arm_sme.probe()) /* F32F32, at least, is in every SME */
		EXPECT_EQ(smfr0 >> 32 & 1, 1);
	else
		EXPECT_EQ(smfr0, 0);
}

TEST(granule, "is one of 4, 16 and 64 KiB at least, and that which is in use")
{
	bool of_4k = id_field(MMFR0, 28) != 15;
	bool of_16k = id_field(MMFR0, 20) != 0;
	bool of_64k = id_field(MMFR0, 24) != 15;

	EXPECT_TRUE(of_4k || of_16k || of_64k);
	/* TCR_EL1.TG0: 0 4 KiB, 1 64 KiB, 2 16 KiB */
	switch (field(read_sysreg(tcr_el1), 14, 2)) {
	case 0:
		EXPECT_TRUE(of_4k);
		break;
	case 1:
		EXPECT_TRUE(of_64k);
		break;
	default:
		EXPECT_TRUE(of_16k);
	}
}

/* 0: as stage 1; 1: none; 2: there, 3: with 52 bits */
static bool stage_2(unsigned int field_2, bool stage_1)
{
	return field_2 == 0 ? stage_1 : field_2 != 1;
}

TEST(stage_2_granule, "is one at least where there is EL2",
     .needs = NEEDS(&arm_el2))
{
	bool of_4k = stage_2(id_field(MMFR0, 40), id_field(MMFR0, 28) != 15);
	bool of_16k = stage_2(id_field(MMFR0, 32), id_field(MMFR0, 20) != 0);
	bool of_64k = stage_2(id_field(MMFR0, 36), id_field(MMFR0, 24) != 15);

	EXPECT_TRUE(of_4k || of_16k || of_64k);
}
