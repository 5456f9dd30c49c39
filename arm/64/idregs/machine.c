/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ID registers against the machine: exception levels, interrupt controller,
 * blocks and lines, AArch32.
 *
 * Arm ARM, D19.2 (CTR_EL0, DCZID_EL0); IHI 0069, 12.2.
 */
#include "suite.h"

#include <dev/fdt.h>
#include <string.h>

IDREGS_SUITE;

static bool conduit_is_hvc(void)
{
	const struct fdt *fdt = fdt_system();
	const char *method =
		fdt ? fdt_string(fdt, fdt_path(fdt, "/psci"), "method") : NULL;

	return method && strcmp(method, "hvc") == 0;
}

/* A machine that gives EL2 or EL3 to its guest starts it there. */
TEST(levels, "are those that the machine starts in")
{
	EXPECT_EQ(id_field(PFR0, 12), 0);
	if (current_el() == 2)
		EXPECT_GE(id_field(PFR0, 8), 1);
	else
		EXPECT_EQ(id_field(PFR0, 8) == 0, conduit_is_hvc());
}

/* ------------------------------------------------------------------ GIC ---- */

#define ICC(crn, crm, op2) A64_MRS(A64_REG(3, 0, crn, crm, op2), 1)

static const struct icc {
	const char *name;
	uint32_t word;
} iccs[] = {
	{ "ICC_PMR_EL1", ICC(4, 6, 0) },
	{ "ICC_HPPIR0_EL1", ICC(12, 8, 2) },
	{ "ICC_BPR0_EL1", ICC(12, 8, 3) },
	{ "ICC_AP0R0_EL1", ICC(12, 8, 4) },
	{ "ICC_AP1R0_EL1", ICC(12, 9, 0) },
	{ "ICC_RPR_EL1", ICC(12, 11, 3) },
	{ "ICC_IAR0_EL1", ICC(12, 8, 0) },
	{ "ICC_IAR1_EL1", ICC(12, 12, 0) },
	{ "ICC_HPPIR1_EL1", ICC(12, 12, 2) },
	{ "ICC_BPR1_EL1", ICC(12, 12, 3) },
	{ "ICC_CTLR_EL1", ICC(12, 12, 4) },
	{ "ICC_SRE_EL1", ICC(12, 12, 5) },
	{ "ICC_IGRPEN0_EL1", ICC(12, 12, 6) },
	{ "ICC_IGRPEN1_EL1", ICC(12, 12, 7) },
};

static void switch_on(void)
{
	write_sysreg(S3_0_C12_C12_5, 1); /* ICC_SRE_EL1.SRE */
	isb();
}

static bool has_gicv3(void)
{
	const struct fdt *fdt = fdt_system();

	return fdt && fdt_find(fdt, FDT_NONE, "arm,gic-v3") >= 0;
}

TEST(gic, "is in ID_AA64PFR0_EL1 exactly where the machine has GICv3")
{
	EXPECT_EQ(id_field(PFR0, 24) != 0, has_gicv3());
}

TEST_EACH(icc, const struct icc *r, iccs,
	  "is there where the machine has GICv3, and undefined where not")
{
	struct insn_registers in;
	struct insn_outcome o;

	insn_pattern(&in);
	if (has_gicv3())
		switch_on();
	o = insn_run(&r->word, 1, false, &in);
	if (has_gicv3())
		expect_insn_done(&o, false, &in, 1u << 1);
	else
		expect_insn_trap(&o, ESR_UNDEFINED, false, &in);
	o = insn_run(&r->word, 1, true, &in);
	expect_insn_trap(&o, ESR_UNDEFINED, true, &in);
}

/* --------------------------------------------------------------- caches ---- */

static uint8_t block[4 * 2048] __attribute__((aligned(2048)));

/* DC ZVA of an address in the middle of the second block of that size. */
TEST(dczid, "is the size that DC ZVA clears, aligned, and nothing else")
{
	uint64_t dczid = read_sysreg(dczid_el0);
	size_t size = 4u << (dczid & 0xf);

	EXPECT_EQ(dczid & ~0x1full, 0);
	if (dczid & 0x10)
		SKIP("DCZID_EL0.DZP prohibits DC ZVA");
	ASSERT_LE(size, 2048);
	memset(block, 0xa5, sizeof(block));
	asm volatile("dc zva, %0" ::"r"(block + size + size / 2 + 1)
		     : "memory");
	for (size_t i = 0; i < sizeof(block); i++)
		ASSERT_EQ(block[i], i / size == 1 ? 0 : 0xa5);
}

TEST(ctr, "has reserved bits right, and lines of a possible size")
{
	uint64_t ctr = read_sysreg(ctr_el0);

	EXPECT_EQ(ctr >> 31 & 1, 1);
	EXPECT_EQ(ctr >> 30 & 1, 0);
	EXPECT_EQ(ctr >> 38, 0);
	EXPECT_NE(field(ctr, 14, 2), 1); /* L1Ip: AIVIVT is gone in ARMv8 */
	EXPECT_LE(field(ctr, 16, 4), 9); /* at most 2 KiB: words */
	EXPECT_LE(field(ctr, 0, 4), 9);
	EXPECT_LE(field(ctr, 20, 4), 9); /* ERG, CWG: at most 2 KiB */
	EXPECT_LE(field(ctr, 24, 4), 9);
}

/* -------------------------------------------------------------- AArch32 ---- */

/* Goes to where nothing is mapped, as A32 code at EL0. */
TEST(aarch32_el0, "is entered by ERET exactly where ID_AA64PFR0_EL1.EL0 is 2")
{
	const uint32_t words[] = {
		0xd5184001, /* msr spsr_el1, x1 */
		0xd5184022, /* msr elr_el1, x2 */
		0xd69f03e0, /* eret */
	};
	struct insn_registers in;
	struct insn_outcome o;

	insn_pattern(&in);
	in.x[1] = PSTATE_MASKED | 0x10;
	in.x[2] = 0x1000;
	o = insn_run(words, 3, false, &in);
	EXPECT_EQ(o.frame.pc, 0x1000);
	if (id_field(PFR0, 0) == 1) {
		EXPECT_EQ(o.frame.esr, 0x3a000000);
		EXPECT_EQ(o.frame.vector, 4);
		EXPECT_EQ(o.frame.pstate >> 20 & 1, 1);
		return;
	}
	EXPECT_EQ(o.frame.vector, 12);
	EXPECT_EQ(o.frame.esr & ~3ull, 0x82000004); /* translation fault */
	EXPECT_EQ(o.frame.pstate & 0x10001f, 0x10);
}
