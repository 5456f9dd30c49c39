/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fields of ID registers: values that are defined, and those that every ARMv8
 * processor has.
 *
 * Arm ARM, G8.2 (ID_*, MVFR*).
 */
#include "suite.h"

IDREGS_SUITE;

#define V(value) (1u << (value))
#define TO(last) ((2u << (last)) - 1)
#define NONE_15	 V(15)

/* clang-format off: a table */
static const struct range {
	const char *name;
	uint32_t reg;
	uint8_t low;
	uint16_t values;
} ranges[] = {
	{ "PFR0.State0", PFR0, 0, V(1) },
	{ "PFR0.State1", PFR0, 4, V(0) | V(1) | V(3) },
	{ "PFR0.State2", PFR0, 8, TO(2) },
	{ "PFR0.State3", PFR0, 12, TO(1) },
	{ "PFR0.CSV2", PFR0, 16, TO(2) },
	{ "PFR0.AMU", PFR0, 20, TO(2) },
	{ "PFR0.DIT", PFR0, 24, TO(1) },
	{ "PFR0.RAS", PFR0, 28, TO(3) },
	{ "PFR1.ProgMod", PFR1, 0, V(1) },
	{ "PFR1.Security", PFR1, 4, TO(2) },
	{ "PFR1.MProgMod", PFR1, 8, V(0) },
	{ "PFR1.Virtualization", PFR1, 12, TO(1) },
	{ "PFR1.GenTimer", PFR1, 16, TO(2) },
	{ "PFR1.Sec_frac", PFR1, 20, TO(2) },
	{ "PFR1.Virt_frac", PFR1, 24, TO(1) },
	{ "PFR1.GIC", PFR1, 28, V(0) | V(1) | V(3) },
	{ "PFR2.CSV3", PFR2, 0, TO(1) },
	{ "PFR2.SSBS", PFR2, 4, TO(1) },
	{ "PFR2.RAS_frac", PFR2, 8, TO(2) },
	{ "DFR0.CopDbg", DFR0, 0, TO(11) & ~V(1) },
	{ "DFR0.CopSDbg", DFR0, 4, TO(11) & ~V(1) & ~V(2) },
	{ "DFR0.MMapDbg", DFR0, 8, V(0) | V(4) | V(5) },
	{ "DFR0.CopTrc", DFR0, 12, TO(1) },
	{ "DFR0.MMapTrc", DFR0, 16, TO(1) },
	{ "DFR0.MProfDbg", DFR0, 20, V(0) },
	{ "DFR0.PerfMon", DFR0, 24, TO(9) | NONE_15 },
	{ "DFR0.TraceFilt", DFR0, 28, TO(1) },
	{ "DFR1.MTPMU", DFR1, 0, TO(1) | NONE_15 },
	{ "DFR1.HPMN0", DFR1, 4, TO(1) },
	/* the library runs with tables in the long format */
	{ "MMFR0.VMSA", MMFR0, 0, V(5) },
	{ "MMFR0.PMSA", MMFR0, 4, V(0) },
	{ "MMFR0.OuterShr", MMFR0, 8, TO(1) | NONE_15 },
	{ "MMFR0.ShareLvl", MMFR0, 12, TO(1) },
	{ "MMFR0.TCM", MMFR0, 16, TO(3) },
	{ "MMFR0.AuxReg", MMFR0, 20, TO(2) },
	{ "MMFR0.FCSE", MMFR0, 24, V(0) },
	{ "MMFR0.InnerShr", MMFR0, 28, TO(1) | NONE_15 },
	{ "MMFR1.L1HvdVA", MMFR1, 0, TO(2) },
	{ "MMFR1.L1UniVA", MMFR1, 4, TO(2) },
	{ "MMFR1.L1HvdSW", MMFR1, 8, TO(3) },
	{ "MMFR1.L1UniSW", MMFR1, 12, TO(2) },
	{ "MMFR1.L1Hvd", MMFR1, 16, TO(3) },
	{ "MMFR1.L1Uni", MMFR1, 20, TO(2) },
	{ "MMFR1.L1TstCln", MMFR1, 24, TO(3) },
	{ "MMFR1.BPred", MMFR1, 28, TO(4) },
	{ "MMFR2.L1HvdFg", MMFR2, 0, TO(1) },
	{ "MMFR2.L1HvdBg", MMFR2, 4, TO(1) },
	{ "MMFR2.L1HvdRng", MMFR2, 8, TO(1) },
	{ "MMFR2.HvdTLB", MMFR2, 12, TO(3) },
	{ "MMFR2.UniTLB", MMFR2, 16, TO(6) },
	{ "MMFR2.MemBarr", MMFR2, 20, TO(2) },
	{ "MMFR2.WFIStall", MMFR2, 24, TO(1) },
	{ "MMFR2.HWAccFlg", MMFR2, 28, TO(1) },
	{ "MMFR3.CMaintVA", MMFR3, 0, TO(1) },
	{ "MMFR3.CMaintSW", MMFR3, 4, TO(1) },
	{ "MMFR3.BPMaint", MMFR3, 8, TO(2) },
	{ "MMFR3.MaintBcst", MMFR3, 12, TO(2) },
	{ "MMFR3.PAN", MMFR3, 16, TO(3) },
	{ "MMFR3.CohWalk", MMFR3, 20, TO(1) },
	{ "MMFR3.CMemSz", MMFR3, 24, TO(2) },
	{ "MMFR3.Supersec", MMFR3, 28, V(0) | NONE_15 },
	{ "MMFR4.SpecSEI", MMFR4, 0, TO(2) },
	{ "MMFR4.AC2", MMFR4, 4, TO(1) },
	{ "MMFR4.XNX", MMFR4, 8, TO(1) },
	{ "MMFR4.CnP", MMFR4, 12, TO(1) },
	{ "MMFR4.HPDS", MMFR4, 16, TO(2) },
	{ "MMFR4.LSM", MMFR4, 20, TO(1) },
	{ "MMFR4.CCIDX", MMFR4, 24, TO(1) },
	{ "MMFR4.EVT", MMFR4, 28, TO(2) },
	{ "MMFR5.ETS", MMFR5, 0, TO(3) },
	{ "MMFR5.nTLBPA", MMFR5, 4, TO(1) },
	{ "ISAR5.SEVL", ISAR5, 0, TO(1) },
	{ "ISAR5.AES", ISAR5, 4, TO(2) },
	{ "ISAR5.SHA1", ISAR5, 8, TO(1) },
	{ "ISAR5.SHA2", ISAR5, 12, TO(1) },
	{ "ISAR5.CRC32", ISAR5, 16, TO(1) },
	{ "ISAR5.23-20", ISAR5, 20, V(0) },
	{ "ISAR5.RDM", ISAR5, 24, TO(1) },
	{ "ISAR5.VCMA", ISAR5, 28, TO(1) },
	{ "ISAR6.JSCVT", ISAR6, 0, TO(1) },
	{ "ISAR6.DP", ISAR6, 4, TO(1) },
	{ "ISAR6.FHM", ISAR6, 8, TO(1) },
	{ "ISAR6.SB", ISAR6, 12, TO(1) },
	{ "ISAR6.SPECRES", ISAR6, 16, TO(2) },
	{ "ISAR6.BF16", ISAR6, 20, TO(1) },
	{ "ISAR6.I8MM", ISAR6, 24, TO(1) },
	{ "ISAR6.CLRBHB", ISAR6, 28, TO(1) },
	{ "MVFR0.SIMDReg", MVFR0, 0, TO(2) },
	{ "MVFR0.FPSP", MVFR0, 4, TO(2) },
	{ "MVFR0.FPDP", MVFR0, 8, TO(2) },
	{ "MVFR0.FPTrap", MVFR0, 12, TO(1) },
	{ "MVFR0.FPDivide", MVFR0, 16, TO(1) },
	{ "MVFR0.FPSqrt", MVFR0, 20, TO(1) },
	{ "MVFR0.FPShVec", MVFR0, 24, TO(1) },
	{ "MVFR0.FPRound", MVFR0, 28, TO(1) },
	{ "MVFR1.FPFtZ", MVFR1, 0, TO(1) },
	{ "MVFR1.FPDNaN", MVFR1, 4, TO(1) },
	{ "MVFR1.SIMDLS", MVFR1, 8, TO(1) },
	{ "MVFR1.SIMDInt", MVFR1, 12, TO(1) },
	{ "MVFR1.SIMDSP", MVFR1, 16, TO(1) },
	{ "MVFR1.SIMDHP", MVFR1, 20, TO(2) },
	{ "MVFR1.FPHP", MVFR1, 24, TO(3) },
	{ "MVFR1.SIMDFMAC", MVFR1, 28, TO(1) },
	{ "MVFR2.SIMDMisc", MVFR2, 0, TO(3) },
	{ "MVFR2.FPMisc", MVFR2, 4, TO(4) },
};
/* clang-format on */

TEST_EACH(field, const struct range *r, ranges, "has a value that is defined")
{
	unsigned int value = id_field(r->reg, r->low);

	EXPECT_TRUE(r->values & 1u << value);
	if (!(r->values & 1u << value))
		EXPECT_EQ(value, 0);
}

/*
 * What is the same in all of them, or what the extensions of ARMv7 that the
 * library needs have; in @mask.
 */
static const struct exact {
	const char *name;
	uint32_t reg;
	uint32_t mask, v8, v7;
} exacts[] = {
	{ "PFR0", PFR0, 0x0000f0ff, 0x00000031, 0 },
	{ "PFR2", PFR2, 0xfffff000, 0, 0 },
	{ "DFR1", DFR1, 0xffffff00, 0, 0 },
	{ "AFR0", AFR0, 0xffff0000, 0, 0 },
	{ "MMFR0", MMFR0, 0x0f00f0ff, 0x00001005, 0x00001005 },
	{ "MMFR1", MMFR1, 0xffffffff, 0x40000000, 0 },
	{ "MMFR2", MMFR2, 0xf0ffffff, 0x00260000, 0 },
	{ "MMFR3", MMFR3, 0xf000ffff, 0x00002211, 0x00002211 },
	{ "MMFR5", MMFR5, 0xffffff00, 0, 0 },
	{ "ISAR0", ISAR0, 0xffffffff, 0x02101110, 0x02101110 },
	{ "ISAR1", ISAR1, 0xffffffff, 0x13112111, 0x13112111 },
	{ "ISAR2", ISAR2, 0xfffff0f0, 0x21232040, 0x21232040 },
	{ "ISAR3", ISAR3, 0xffffffff, 0x01112131, 0 },
	{ "ISAR4", ISAR4, 0xffff0fff, 0x00010142, 0 },
	{ "MVFR2", MVFR2, 0xffffff00, 0, 0 },
};

TEST_EACH(exact, const struct exact *e, exacts,
	  "has what every processor of its architecture has")
{
	bool v8 = arm_sevl.probe();

	if (!id_there(e->reg) || (!v8 && !e->v7))
		SKIP("it is not fixed here");
	EXPECT_EQ(id_read(e->reg) & e->mask, v8 ? e->v8 : e->v7);
}
