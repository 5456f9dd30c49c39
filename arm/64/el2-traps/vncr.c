/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HCR_EL2.NV2: registers of EL2 and those that its guest has are words of a page,
 * VNCR_EL2, for who takes itself for EL2 (Arm ARM, D8.11.9 Enhanced support for
 * nested virtualization; VNCR_EL2).
 */
#include "suite.h"

#include <string.h>

EL2_TRAPS_SUITE;

#define R(op0, op1, crn, crm, op2) A64_REG(op0, op1, crn, crm, op2)
#define VNCR_EL2		   S3_4_C2_C2_0
#define PATTERN			   0x1122334455667788ull

enum {
	BOTH, /* whatever NV1 is */
	EL12, /* by the name _EL12, without NV1 */
	EL1,  /* by the name of EL1, with NV1 */
};

static const struct row {
	const char *name;
	uint32_t reg;
	unsigned int offset;
	unsigned int kind;
	const struct feature *needs;
} rows[] = {
	{ "VTTBR_EL2", R(3, 4, 2, 1, 0), 0x020, BOTH },
	{ "VTCR_EL2", R(3, 4, 2, 1, 2), 0x040, BOTH },
	{ "VMPIDR_EL2", R(3, 4, 0, 0, 5), 0x050, BOTH },
	{ "CNTVOFF_EL2", R(3, 4, 14, 0, 3), 0x060, BOTH },
	{ "HCR_EL2", R(3, 4, 1, 1, 0), 0x078, BOTH },
	{ "HSTR_EL2", R(3, 4, 1, 1, 3), 0x080, BOTH },
	{ "VPIDR_EL2", R(3, 4, 0, 0, 0), 0x088, BOTH },
	{ "TPIDR_EL2", R(3, 4, 13, 0, 2), 0x090, BOTH },
	{ "HCRX_EL2", R(3, 4, 1, 2, 2), 0x0a0, BOTH, &arm_hcx },
	{ "VNCR_EL2", R(3, 4, 2, 2, 0), 0x0b0, BOTH },
	{ "HFGRTR_EL2", R(3, 4, 1, 1, 4), 0x1b8, BOTH, &arm_fgt },
	{ "HFGWTR_EL2", R(3, 4, 1, 1, 5), 0x1c0, BOTH, &arm_fgt },
	{ "HFGITR_EL2", R(3, 4, 1, 1, 6), 0x1c8, BOTH, &arm_fgt },
	{ "HDFGRTR_EL2", R(3, 4, 3, 1, 4), 0x1d0, BOTH, &arm_fgt },
	{ "HDFGWTR_EL2", R(3, 4, 3, 1, 5), 0x1d8, BOTH, &arm_fgt },
	{ "SP_EL1", R(3, 4, 4, 1, 0), 0x240, BOTH },
	{ "CPACR_EL12", R(3, 5, 1, 0, 2), 0x100, EL12 },
	{ "CONTEXTIDR_EL12", R(3, 5, 13, 0, 1), 0x108, EL12 },
	{ "SCTLR_EL12", R(3, 5, 1, 0, 0), 0x110, EL12 },
	{ "TCR_EL12", R(3, 5, 2, 0, 2), 0x120, EL12 },
	{ "AFSR0_EL12", R(3, 5, 5, 1, 0), 0x128, EL12 },
	{ "AFSR1_EL12", R(3, 5, 5, 1, 1), 0x130, EL12 },
	{ "ESR_EL12", R(3, 5, 5, 2, 0), 0x138, EL12 },
	{ "MAIR_EL12", R(3, 5, 10, 2, 0), 0x140, EL12 },
	{ "AMAIR_EL12", R(3, 5, 10, 3, 0), 0x148, EL12 },
	{ "SPSR_EL12", R(3, 5, 4, 0, 0), 0x160, EL12 },
	{ "CNTV_CVAL_EL02", R(3, 5, 14, 3, 2), 0x168, EL12 },
	{ "CNTV_CTL_EL02", R(3, 5, 14, 3, 1), 0x170, EL12 },
	{ "CNTP_CVAL_EL02", R(3, 5, 14, 2, 2), 0x178, EL12 },
	{ "CNTP_CTL_EL02", R(3, 5, 14, 2, 1), 0x180, EL12 },
	{ "ZCR_EL12", R(3, 5, 1, 2, 0), 0x1e0, EL12, &arm_sve },
	{ "TTBR0_EL12", R(3, 5, 2, 0, 0), 0x200, EL12 },
	{ "TTBR1_EL12", R(3, 5, 2, 0, 1), 0x210, EL12 },
	{ "FAR_EL12", R(3, 5, 6, 0, 0), 0x220, EL12 },
	{ "ELR_EL12", R(3, 5, 4, 0, 1), 0x230, EL12 },
	{ "VBAR_EL12", R(3, 5, 12, 0, 0), 0x250, EL12 },
	{ "CPACR_EL1", R(3, 0, 1, 0, 2), 0x100, EL1 },
	{ "CONTEXTIDR_EL1", R(3, 0, 13, 0, 1), 0x108, EL1 },
	{ "SCTLR_EL1", R(3, 0, 1, 0, 0), 0x110, EL1 },
	{ "ACTLR_EL1", R(3, 0, 1, 0, 1), 0x118, EL1 },
	{ "TCR_EL1", R(3, 0, 2, 0, 2), 0x120, EL1 },
	{ "ESR_EL1", R(3, 0, 5, 2, 0), 0x138, EL1 },
	{ "MAIR_EL1", R(3, 0, 10, 2, 0), 0x140, EL1 },
	{ "AMAIR_EL1", R(3, 0, 10, 3, 0), 0x148, EL1 },
	{ "SPSR_EL1", R(3, 0, 4, 0, 0), 0x160, EL1 },
	{ "TTBR0_EL1", R(3, 0, 2, 0, 0), 0x200, EL1 },
	{ "TTBR1_EL1", R(3, 0, 2, 0, 1), 0x210, EL1 },
	{ "FAR_EL1", R(3, 0, 6, 0, 0), 0x220, EL1 },
	{ "ELR_EL1", R(3, 0, 4, 0, 1), 0x230, EL1 },
	{ "VBAR_EL1", R(3, 0, 12, 0, 0), 0x250, EL1 },
};

static uint64_t page[512] __attribute__((aligned(4096)));
static uint64_t before[512];

static void fill(void)
{
	for (unsigned int i = 0; i < 512; i++)
		page[i] = before[i] = PATTERN ^ i << 16;
}

static void enter(uint32_t word, uint64_t x0, bool nv1)
{
	prepare(word, x0, VHE);
	guest.hcr |= HCR_NV | HCR_NV2 | (nv1 ? HCR_NV1 : 0);
}

static void expect_memory(const struct row *r, bool nv1)
{
	fill();
	test_context("NV1 %u", nv1);
	enter(A64_MRS(r->reg, 0), 0, nv1);
	expect_runs(1);
	EXPECT_EQ(guest.x[0], before[r->offset / 8]);
	EXPECT_MEMEQ(page, before, sizeof(page));
	enter(A64_MSR(r->reg, 0), ~PATTERN, nv1);
	expect_runs(0);
	before[r->offset / 8] = ~PATTERN;
	EXPECT_MEMEQ(page, before, sizeof(page));
}

static void restore(void)
{
	write_sysreg(VNCR_EL2, 0);
	isb();
}

TEST_EACH(vncr, const struct row *r, rows,
	  "is read and written in memory, at its place, and nowhere else",
	  .needs = NEEDS(&arm_nv2))
{
	if (r->needs && !r->needs->probe())
		SKIP("needs %s", r->needs->name);
	test_defer(restore, 0);
	write_sysreg(VNCR_EL2, (uintptr_t)page);
	isb();
	if (r->kind != EL1)
		expect_memory(r, false);
	if (r->kind != EL12)
		expect_memory(r, true);
}

/* These four are EL1's own, by another name. */
static const struct same_row {
	const char *name;
	uint32_t el2, el12;
} same[] = {
	{ "SPSR_EL2", R(3, 4, 4, 0, 0), R(3, 0, 4, 0, 0) },
	{ "ELR_EL2", R(3, 4, 4, 0, 1), R(3, 0, 4, 0, 1) },
	{ "ESR_EL2", R(3, 4, 5, 2, 0), R(3, 0, 5, 2, 0) },
	{ "FAR_EL2", R(3, 4, 6, 0, 0), R(3, 0, 6, 0, 0) },
};

TEST_EACH(vncr_same, const struct same_row *r, same,
	  "is EL1's register, and not in memory", .needs = NEEDS(&arm_nv2))
{
	const uint32_t words[] = {
		A64_MSR(r->el2, 0),
		A64_MRS(r->el12, 1),
		A64_MRS(r->el2, 2),
	};

	test_defer(restore, 0);
	write_sysreg(VNCR_EL2, (uintptr_t)page);
	fill();
	enter(A64_NOP, 0x3c5, false);
	guest.pc = (uintptr_t)el2_guest_code(words, 3);
	el2_guest_run(&guest);
	EXPECT_EQ(guest.esr, ESR_HVC(EL2_DONE));
	EXPECT_EQ(guest.x[1], 0x3c5);
	EXPECT_EQ(guest.x[2], 0x3c5);
	EXPECT_MEMEQ(page, before, sizeof(page));
}
