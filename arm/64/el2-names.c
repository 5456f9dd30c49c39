/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names of registers with HCR_EL2.E2H: those of EL1 mean EL2's for the host
 * and their own for a guest, whose registers the host has by the names _EL12 and
 * _EL02; and the guest's counts (Arm ARM, D8.10, C5.1.2, D11.1.2.3).
 */
#include <arm/cpu.h>
#include <arm/el2.h>
#include <arm/features.h>
#include <arm/insn.h>
#include <test/test.h>

static void begin(void);

TEST_SUITE("el2-names", .summary = "names of EL1 mean what E2H makes of them",
	   .needs = NEEDS(&arm_at_el2, &arm_vhe), .setup = begin);

#define R(op0, op1, crn, crm, op2) A64_REG(op0, op1, crn, crm, op2)

static const struct row {
	const char *name;
	uint32_t el1, el12, el2; /* el2: 0 where a trap changes it */
	uint64_t value[2];	 /* harmless for a guest that runs on */
} rows[] = {
	{ "SCTLR",
	  R(3, 0, 1, 0, 0),
	  R(3, 5, 1, 0, 0),
	  R(3, 4, 1, 0, 0),
	  { SCTLR_GUEST | 0x10, SCTLR_GUEST | 0x8 } },
	{ "CPACR",
	  R(3, 0, 1, 0, 2),
	  R(3, 5, 1, 0, 2),
	  R(3, 4, 1, 1, 2),
	  { 0x100000, 0x300000 } },
	{ "TTBR0",
	  R(3, 0, 2, 0, 0),
	  R(3, 5, 2, 0, 0),
	  R(3, 4, 2, 0, 0),
	  { 0x0012000012345000, 0x0023000054321000 } },
	{ "TTBR1",
	  R(3, 0, 2, 0, 1),
	  R(3, 5, 2, 0, 1),
	  R(3, 4, 2, 0, 1),
	  { 0x0034000012345000, 0x0045000054321000 } },
	{ "TCR",
	  R(3, 0, 2, 0, 2),
	  R(3, 5, 2, 0, 2),
	  R(3, 4, 2, 0, 2),
	  { 0x19, 0x220 } },
	{ "SPSR", R(3, 0, 4, 0, 0), R(3, 5, 4, 0, 0), 0, { 0x3c5, 0x3c4 } },
	{ "ELR",
	  R(3, 0, 4, 0, 1),
	  R(3, 5, 4, 0, 1),
	  0,
	  { 0x1234567890abcdec, 0x1122334455667788 } },
	{ "ESR",
	  R(3, 0, 5, 2, 0),
	  R(3, 5, 5, 2, 0),
	  0,
	  { 0x96000045, 0x02000000 } },
	{ "FAR",
	  R(3, 0, 6, 0, 0),
	  R(3, 5, 6, 0, 0),
	  0,
	  { 0xfedcba9876543210, 0x0123456789abcdef } },
	{ "MAIR",
	  R(3, 0, 10, 2, 0),
	  R(3, 5, 10, 2, 0),
	  R(3, 4, 10, 2, 0),
	  { 0xff440c0400bb44ff, 0x00ff00ff00ff00ff } },
	{ "VBAR",
	  R(3, 0, 12, 0, 0),
	  R(3, 5, 12, 0, 0),
	  R(3, 4, 12, 0, 0),
	  { 0x12345800, 0x43210800 } },
	{ "CONTEXTIDR",
	  R(3, 0, 13, 0, 1),
	  R(3, 5, 13, 0, 1),
	  R(3, 4, 13, 0, 1),
	  { 0x12345678, 0x87654321 } },
	{ "CNTKCTL",
	  R(3, 0, 14, 1, 0),
	  R(3, 5, 14, 1, 0),
	  R(3, 4, 14, 1, 0),
	  { 0x3, 0x102 } },
	{ "CNTP_CVAL",
	  R(3, 3, 14, 2, 2),
	  R(3, 5, 14, 2, 2),
	  R(3, 4, 14, 2, 2),
	  { 0x1111222233334444, 0x5555666677778888 } },
	{ "CNTV_CVAL",
	  R(3, 3, 14, 3, 2),
	  R(3, 5, 14, 3, 2),
	  R(3, 4, 14, 3, 2),
	  { 0x1111222233334445, 0x5555666677778889 } },
	{ "CNTP_CTL",
	  R(3, 3, 14, 2, 1),
	  R(3, 5, 14, 2, 1),
	  R(3, 4, 14, 2, 1),
	  { 2, 0 } },
	{ "CNTV_CTL",
	  R(3, 3, 14, 3, 1),
	  R(3, 5, 14, 3, 1),
	  R(3, 4, 14, 3, 1),
	  { 2, 0 } },
};

static struct el2_guest guest;

static uint64_t host_read(uint32_t reg)
{
	const uint32_t word = A64_MRS(reg, 0);
	struct insn_registers in;
	struct insn_outcome o;

	insn_pattern(&in);
	o = insn_run(&word, 1, false, &in);
	ASSERT_TRUE(o.finished);
	return o.frame.x[0];
}

static void host_write(uint32_t reg, uint64_t value)
{
	const uint32_t word = A64_MSR(reg, 0);
	struct insn_registers in;
	struct insn_outcome o;

	insn_pattern(&in);
	in.x[0] = value;
	o = insn_run(&word, 1, false, &in);
	ASSERT_TRUE(o.finished);
}

/* Not by el2_guest_reset(), which would set some of them. */
static uint64_t guest_run(uint32_t word, uint64_t x0)
{
	guest.pc = (uintptr_t)el2_guest_code(&word, 1);
	guest.pstate = PSTATE_GUEST;
	guest.x[0] = x0;
	el2_guest_run(&guest);
	ASSERT_EQ(guest.esr, ESR_HVC(EL2_DONE));
	return guest.x[0];
}

static void restore(void)
{
	for (unsigned int i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		host_write(rows[i].el12, 0);
	el2_guest_reset(&guest, el2_guest_vectors);
}

static void begin(void)
{
	test_defer(restore, 0);
	test_defer2(host_write, R(3, 4, 14, 0, 3), 0); /* CNTVOFF_EL2 */
	restore();
}

TEST_EACH(el12, const struct row *r, rows,
	  "is the guest's by its other name, and the host has its own")
{
	uint64_t own = r->el2 ? host_read(r->el1) : 0;

	for (unsigned int nvhe = 0; nvhe < 2; nvhe++) {
		test_context("%s", nvhe ? "no VHE" : "VHE");
		el2_guest_reset(&guest, el2_guest_vectors);
		if (nvhe)
			el2_guest_nvhe(&guest);
		host_write(r->el12, r->value[0]);
		EXPECT_EQ(guest_run(A64_MRS(r->el1, 0), ~0ull), r->value[0]);
		guest_run(A64_MSR(r->el1, 0), r->value[1]);
		EXPECT_EQ(host_read(r->el12), r->value[1]);
		if (r->el2)
			EXPECT_EQ(host_read(r->el1), own);
		EXPECT_EQ(guest_run(A64_MRS(r->el1, 0), ~0ull), r->value[1]);
	}
}

TEST_EACH(el1, const struct row *r, rows,
	  "by EL1's name the host reads the register of EL2")
{
	if (!r->el2)
		SKIP("what reads it changes it");
	host_write(r->el12, r->value[0]);
	EXPECT_EQ(host_read(r->el1), host_read(r->el2));
	EXPECT_EQ(host_read(r->el12), r->value[0]);
}

static const struct offset_row {
	const char *name;
	uint64_t offset;
} offsets[] = {
	{ "0", 0 },
	{ "1000000000000", 1000000000000 },
	{ "minus-1000000000000", -1000000000000ull },
	{ "most", 1ull << 63 },
};

TEST_EACH(offset, const struct offset_row *r, offsets,
	  "CNTVOFF_EL2 is what a guest's virtual count is behind the physical")
{
	static const uint32_t words[] = {
		A64_MRS(R(3, 3, 14, 0, 1), 0), 0xd5033fdf, /* ISB */
		A64_MRS(R(3, 3, 14, 0, 2), 1), 0xd5033fdf,
		A64_MRS(R(3, 3, 14, 0, 1), 2),
	};

	for (unsigned int nvhe = 0; nvhe < 2; nvhe++) {
		el2_guest_reset(&guest, el2_guest_code(words, 5));
		if (nvhe)
			el2_guest_nvhe(&guest);
		write_sysreg(cntvoff_el2, r->offset);
		isb();
		el2_guest_run(&guest);
		ASSERT_EQ(guest.esr, ESR_HVC(EL2_DONE));
		EXPECT_LE(guest.x[0], guest.x[1] + r->offset);
		EXPECT_LE(guest.x[1] + r->offset, guest.x[2]);
	}
}
