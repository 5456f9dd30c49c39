/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ID registers against the machine: exception levels, interrupt controller, the
 * processor's own numbers, caches.
 *
 * Arm ARM, G8.2 (ID_PFR1, MIDR, CTR, CSSELR, FPSID, NSACR); IHI 0069, 12.6.
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
	EXPECT_EQ(id_field(PFR1, 4), 0);
	EXPECT_EQ(id_field(PFR1, 12) == 0, conduit_is_hvc());
}

/* Of HVC and SMC there is the one that the device tree says, and no other. */
static const struct call {
	const char *name;
	uint32_t word;
	bool is_hvc;
} calls[] = {
	{ "hvc", 0xe1400070, true },
	{ "smc", 0xe1600070, false },
};

TEST_EACH(
	call, const struct call *c, calls,
	"reaches PSCI where the device tree says so, and is undefined where not")
{
	struct a32_registers in;
	struct a32_outcome o;

	a32_pattern(&in, MODE_SVC);
	in.r[0] = 0x84000000; /* PSCI_VERSION */
	o = a32_run(&c->word, sizeof(c->word), &in);
	if (c->is_hvc == conduit_is_hvc())
		EXPECT_GE(o.frame.r[0], 2);
	if (c->is_hvc == conduit_is_hvc())
		expect_a32_done(&o, 0xf);
	else
		expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
	in.cpsr = MODE_USR | CPSR_MASKED;
	o = a32_run(&c->word, sizeof(c->word), &in);
	expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
}

/* Registers of levels above, which are no longer there (G8.2.125 and others). */
static const struct above {
	const char *name;
	uint32_t word;
} aboves[] = {
	{ "SCR", A32_MRC(15, 0, 1, 1, 1, 0) },
	{ "SDER", A32_MRC(15, 0, 1, 1, 1, 1) },
	{ "HSCTLR", A32_MRC(15, 4, 1, 1, 0, 0) },
	{ "HCR", A32_MRC(15, 4, 1, 1, 1, 0) },
	{ "HSR", A32_MRC(15, 4, 1, 5, 2, 0) },
	{ "HVBAR", A32_MRC(15, 4, 1, 12, 0, 0) },
	{ "CNTHCTL", A32_MRC(15, 4, 1, 14, 1, 0) },
	{ "VTTBR", 0xec521f62 },
	{ "CNTVOFF", 0xec521f4e },
};

TEST_EACH(above, const struct above *a, aboves,
	  "is undefined below its level, whether that is there or not")
{
	struct a32_outcome o = a32_run1(a->word, MODE_SVC);

	expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
	o = a32_run1(a->word, MODE_USR);
	expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
}

/* Without EL3 it reads as if Non-secure state had VFP (G8.2.118). */
TEST(nsacr, "is what it is without EL3: 0xc00 in ARMv8, undefined before")
{
	struct a32_outcome o = a32_run1(A32_MRC(15, 0, 1, 1, 1, 2), MODE_SVC);

	if (id_field(PFR1, 4) != 0)
		SKIP("there is EL3");
	if (!arm_sevl.probe()) {
		expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
		return;
	}
	expect_a32_done(&o, 1u << 1);
	EXPECT_EQ(o.frame.r[1], 0xc00);
	o = a32_run1(A32_MCR(15, 0, 1, 1, 1, 2), MODE_SVC);
	expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
}

/* MVBAR's encoding is that of RVBAR where EL1 is the highest level (G8.2.121). */
TEST(rvbar, "can be read at the highest level of ARMv8, and never written")
{
	bool highest = !id_field(PFR1, 4) && !id_field(PFR1, 12);
	struct a32_outcome o = a32_run1(A32_MRC(15, 0, 1, 12, 0, 1), MODE_SVC);

	if (arm_sevl.probe() && highest) {
		expect_a32_done(&o, 1u << 1);
		EXPECT_EQ(o.frame.r[1] & 1, 0); /* an address of A32 code */
	} else {
		expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
	}
	o = a32_run1(A32_MCR(15, 0, 1, 12, 0, 1), MODE_SVC);
	expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
	o = a32_run1(A32_MRC(15, 0, 1, 12, 0, 1), MODE_USR);
	expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
}

/* ------------------------------------------------------------------ GIC ---- */

static const struct above iccs[] = {
	{ "ICC_PMR", A32_MRC(15, 0, 1, 4, 6, 0) },
	{ "ICC_IAR0", A32_MRC(15, 0, 1, 12, 8, 0) },
	{ "ICC_HPPIR0", A32_MRC(15, 0, 1, 12, 8, 2) },
	{ "ICC_BPR0", A32_MRC(15, 0, 1, 12, 8, 3) },
	{ "ICC_AP0R0", A32_MRC(15, 0, 1, 12, 8, 4) },
	{ "ICC_AP1R0", A32_MRC(15, 0, 1, 12, 9, 0) },
	{ "ICC_RPR", A32_MRC(15, 0, 1, 12, 11, 3) },
	{ "ICC_IAR1", A32_MRC(15, 0, 1, 12, 12, 0) },
	{ "ICC_HPPIR1", A32_MRC(15, 0, 1, 12, 12, 2) },
	{ "ICC_BPR1", A32_MRC(15, 0, 1, 12, 12, 3) },
	{ "ICC_CTLR", A32_MRC(15, 0, 1, 12, 12, 4) },
	{ "ICC_SRE", A32_MRC(15, 0, 1, 12, 12, 5) },
	{ "ICC_IGRPEN0", A32_MRC(15, 0, 1, 12, 12, 6) },
	{ "ICC_IGRPEN1", A32_MRC(15, 0, 1, 12, 12, 7) },
};

static bool has_gicv3(void)
{
	const struct fdt *fdt = fdt_system();

	return fdt && fdt_find(fdt, FDT_NONE, "arm,gic-v3") >= 0;
}

TEST(gic, "is in ID_PFR1 exactly where the machine has GICv3")
{
	EXPECT_EQ(id_field(PFR1, 28) != 0, has_gicv3());
}

TEST_EACH(icc, const struct above *r, iccs,
	  "is there where the machine has GICv3, and undefined where not")
{
	struct a32_outcome o;

	if (has_gicv3()) {
		asm volatile("mcr p15, 0, %0, c12, c12, 5" : : "r"(1));
		isb();
	}
	o = a32_run1(r->word, MODE_SVC);
	if (has_gicv3())
		expect_a32_done(&o, 1u << 1);
	else
		expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
	o = a32_run1(r->word, MODE_USR);
	expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
}

/* -------------------------------------------------------- the processor ---- */

/* 4 and 7, and in ARMv7 REVIDR where there is none, read as MIDR. */
TEST(midr, "has an implementer and the scheme of ID registers, and its aliases")
{
	uint32_t midr = id_read(ID_MIDR);

	EXPECT_EQ(midr, read_sysreg(midr_el1));
	EXPECT_EQ(field(midr, 16, 4), 15);
	EXPECT_NE(midr >> 24, 0);
	EXPECT_EQ(id_read(ID_CP15(0, 0, 4)), midr);
	EXPECT_EQ(id_read(ID_CP15(0, 0, 7)), midr);
}

TEST(fpsid,
     "is of the implementer, in hardware, with ID registers; not written",
     .needs = NEEDS(&arm_fp))
{
	uint32_t fpsid = id_read(FPSID);
	struct a32_outcome o = a32_run1(0xeee01a10, MODE_SVC); /* VMSR, R1 */

	EXPECT_EQ(fpsid >> 24, id_read(ID_MIDR) >> 24);
	EXPECT_EQ(fpsid >> 23 & 1, 0);
	EXPECT_GE(field(fpsid, 16, 7), 2); /* VFPv3 or later */
	EXPECT_LE(field(fpsid, 16, 7), 4);
	if (arm_sevl.probe())
		EXPECT_EQ(field(fpsid, 16, 7), 3);
	expect_a32_done(&o, 0);
	EXPECT_EQ(id_read(FPSID), fpsid);
}

/* --------------------------------------------------------------- caches ---- */

TEST(ctr, "has reserved bits right, and lines of a possible size")
{
	uint32_t ctr = id_read(ID_CTR);

	EXPECT_EQ(ctr >> 30, 2); /* the format of ARMv7 and ARMv8 */
	EXPECT_EQ(ctr & 0x3ff0, 0);
	if (arm_sevl.probe())
		EXPECT_NE(field(ctr, 14, 2), 1); /* L1Ip: AIVIVT is gone */
	else
		EXPECT_EQ(ctr & 0x30000000, 0);
	EXPECT_LE(field(ctr, 16, 4), 9); /* at most 2 KiB: words */
	EXPECT_LE(field(ctr, 0, 4), 9);
	EXPECT_LE(field(ctr, 20, 4), 9); /* ERG, CWG: at most 2 KiB */
	EXPECT_LE(field(ctr, 24, 4), 9);
}

/* No TCM: G8.2.147; bits 31 to 29 say which format the rest has. */
TEST(tcmtr, "has a format that is defined")
{
	uint32_t tcmtr = id_read(ID_CP15(0, 0, 2));

	EXPECT_TRUE(tcmtr >> 29 == 0 || tcmtr >> 29 == 4);
	if (tcmtr >> 29 == 0)
		EXPECT_EQ(tcmtr & 0xfff8fff8, 0);
}

/* Of a cache that is not there it may read as anything. */
TEST(csselr, "holds a level and a kind, and nothing else")
{
	uint32_t clidr = read_sysreg(CLIDR);

	for (unsigned int i = 0; i < 14; i++) {
		unsigned int type = field(clidr, 3 * (i / 2), 3);

		if (i & 1 ? type != 1 && type != 3 : type < 2)
			continue;
		write_sysreg(CSSELR, 0xfffffff0u | i);
		isb();
		EXPECT_EQ(read_sysreg(CSSELR), i);
	}
	write_sysreg(CSSELR, 0);
}
