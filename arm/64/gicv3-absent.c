/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine with a GICv2 shows no GICv3 system registers.
 *
 * Arm ARM, ID_AA64PFR0_EL1.GIC; IHI 0069, 12.2.
 */
#include <arm/cpu.h>
#include <arm/gic.h>
#include <arm/icc.h>
#include <test/test.h>

TEST_SUITE("gicv3-absent",
	   .summary = "a machine with GICv2 has no ICC registers",
	   .needs = NEEDS(&arm_gicv2));

TEST(id, "ID_AA64PFR0_EL1.GIC is 0")
{
	EXPECT_EQ(field(read_sysreg(S3_0_C0_C4_0), 24, 4), 0);
}

#define ROW(reg)                                                        \
	static void read_##reg(const void *arg __attribute__((unused))) \
	{                                                               \
		icc_read(reg);                                          \
	}
#define WRITE_ROW(reg)                                                   \
	static void write_##reg(const void *arg __attribute__((unused))) \
	{                                                                \
		icc_write(reg, 0);                                       \
	}
ROW(ICC_PMR)
ROW(ICC_IAR0)
ROW(ICC_IAR1)
ROW(ICC_HPPIR0)
ROW(ICC_HPPIR1)
ROW(ICC_BPR0)
ROW(ICC_BPR1)
ROW(ICC_AP0R0)
ROW(ICC_AP1R0)
ROW(ICC_RPR)
ROW(ICC_CTLR)
ROW(ICC_SRE)
ROW(ICC_IGRPEN0)
ROW(ICC_IGRPEN1)
WRITE_ROW(ICC_PMR)
WRITE_ROW(ICC_EOIR0)
WRITE_ROW(ICC_EOIR1)
WRITE_ROW(ICC_DIR)
WRITE_ROW(ICC_SRE)
WRITE_ROW(ICC_IGRPEN1)

static void write_ICC_SGI1R(const void *arg __attribute__((unused)))
{
	icc_sgi1r(0);
}

static const struct row {
	const char *name;
	void (*fn)(const void *);
} rows[] = {
	{ "read-PMR", read_ICC_PMR },
	{ "read-IAR0", read_ICC_IAR0 },
	{ "read-IAR1", read_ICC_IAR1 },
	{ "read-HPPIR0", read_ICC_HPPIR0 },
	{ "read-HPPIR1", read_ICC_HPPIR1 },
	{ "read-BPR0", read_ICC_BPR0 },
	{ "read-BPR1", read_ICC_BPR1 },
	{ "read-AP0R0", read_ICC_AP0R0 },
	{ "read-AP1R0", read_ICC_AP1R0 },
	{ "read-RPR", read_ICC_RPR },
	{ "read-CTLR", read_ICC_CTLR },
	{ "read-SRE", read_ICC_SRE },
	{ "read-IGRPEN0", read_ICC_IGRPEN0 },
	{ "read-IGRPEN1", read_ICC_IGRPEN1 },
	{ "write-PMR", write_ICC_PMR },
	{ "write-EOIR0", write_ICC_EOIR0 },
	{ "write-EOIR1", write_ICC_EOIR1 },
	{ "write-DIR", write_ICC_DIR },
	{ "write-SRE", write_ICC_SRE },
	{ "write-IGRPEN1", write_ICC_IGRPEN1 },
	{ "write-SGI1R", write_ICC_SGI1R },
};

TEST_EACH(undefined, const struct row *r, rows, "is UNDEFINED")
{
	EXPECT_TRAP_ERROR(trap_catch(r->fn, NULL), ARM_UNKNOWN, 0x02000000);
}
