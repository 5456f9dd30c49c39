/* SPDX-License-Identifier: GPL-2.0-or-later */
/* FPCR and FPSR themselves; flags stay until they are written. */
#include "suite.h"

FP_ARITHMETIC_SUITE;

fp_op fp_fadd_s, fp_fdiv_s, fp_sqadd_s;

static void restore(unsigned long cpacr)
{
	write_sysreg(fpcr, 0);
	write_sysreg(fpsr, 0);
	write_sysreg(cpacr_el1, cpacr);
	isb();
}

void fp_setup(void)
{
	if (!arm_fp.probe())
		return;
	test_defer(restore, read_sysreg(cpacr_el1));
	write_sysreg(cpacr_el1, read_sysreg(cpacr_el1) | CPACR_FPEN);
	isb();
}

void fp_check(fp_op *op, const uint64_t operands[3], uint32_t fpcr,
	      uint32_t before, uint64_t result, uint32_t flags)
{
	uint64_t after[2];

	EXPECT_EQ(fp_run(op, operands[0], operands[1], operands[2], fpcr,
			 before, after),
		  result);
	EXPECT_EQ(after[0], before | flags);
	EXPECT_EQ(read_sysreg(fpcr), fpcr);
}

static const uint64_t one[3] = { 0x3f800000, 0x3f800000 };
static const uint64_t by_zero[3] = { 0x3f800000, 0 };
static const uint64_t saturates[3] = { 0x7fffffff, 1 };

TEST(sticky, "a flag is added to those that are there, and none is taken away")
{
	for (uint32_t bit = 1; bit & FPSR_FLAGS || bit <= QC; bit <<= 1) {
		uint32_t before = bit & FPSR_FLAGS;

		test_context("FPSR 0x%x", before);
		fp_check(fp_fadd_s, one, 0, before, 0x40000000, 0);
		fp_check(fp_fdiv_s, by_zero, 0, before, 0x7f800000, DZC);
		fp_check(fp_sqadd_s, saturates, 0, before, 0x7fffffff, QC);
		fp_check(fp_sqadd_s, one, 0, before, 0x7f000000, 0);
	}
	fp_check(fp_fadd_s, one, 0, FPSR_FLAGS, 0x40000000, 0);
}

TEST(fpsr, "each flag can be set and cleared")
{
	for (uint64_t bit = 1; bit <= QC; bit <<= 1) {
		write_sysreg(fpsr, bit & FPSR_FLAGS);
		EXPECT_EQ(read_sysreg(fpsr), bit & FPSR_FLAGS);
		write_sysreg(fpsr, FPSR_FLAGS & ~bit);
		EXPECT_EQ(read_sysreg(fpsr), FPSR_FLAGS & ~bit);
	}
	write_sysreg(fpsr, 0);
	EXPECT_EQ(read_sysreg(fpsr), 0);
}

TEST(fpcr, "each field reads as written, and FPSR does not change by it")
{
	write_sysreg(fpsr, FPSR_FLAGS);
	for (unsigned int bit = 22; bit <= 26; bit++) {
		write_sysreg(fpcr, 1ul << bit);
		EXPECT_EQ(read_sysreg(fpcr), 1ul << bit);
	}
	write_sysreg(fpcr, 0x07c00000);
	EXPECT_EQ(read_sysreg(fpcr), 0x07c00000);
	EXPECT_EQ(read_sysreg(fpsr), FPSR_FLAGS);
	write_sysreg(fpcr, 0);
	EXPECT_EQ(read_sysreg(fpcr), 0);
	EXPECT_EQ(read_sysreg(fpsr), FPSR_FLAGS);
}

TEST(fz16, "FPCR.FZ16 is there with half precision alone")
{
	write_sysreg(fpcr, FPCR_FZ16);
	EXPECT_EQ(read_sysreg(fpcr), arm_fp16.probe() ? FPCR_FZ16 : 0);
}
