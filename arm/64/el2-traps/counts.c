/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counters of a guest with FEAT_ECV: traps of the virtual ones, and an offset of the
 * physical one.
 *
 * Arm ARM, D19.12.2 (CNTHCTL_EL2: EL1TVT, EL1TVCT, ECV), D19.12.25 (CNTPOFF_EL2),
 * D11.1.2 (which levels read the count without it).
 */
#include "suite.h"

EL2_TRAPS_SUITE;

#define READ(...)   A64_MRS(A64_REG(__VA_ARGS__), 0)
#define WRITE(...)  A64_MSR(A64_REG(__VA_ARGS__), 0)
#define CNTPOFF_EL2 S3_4_C14_C0_6
#define CNTVOFF_EL2 S3_4_C14_C0_3

#define EL1PCTEN (1ull << 10)
#define ECV	 (1ull << 12)
#define EL1TVT	 (1ull << 13)
#define EL1TVCT	 (1ull << 14)

#define CNTPCT	 READ(3, 3, 14, 0, 1)
#define CNTVCT	 READ(3, 3, 14, 0, 2)
#define CNTPCTSS READ(3, 3, 14, 0, 5)
#define CNTVCTSS READ(3, 3, 14, 0, 6)

static const struct row {
	const char *name;
	uint32_t word;
	uint64_t set; /* of CNTHCTL_EL2: what traps it */
} rows[] = {
	{ "cntvct", CNTVCT, EL1TVCT },
	{ "cntvctss", CNTVCTSS, EL1TVCT },
	{ "cntv-ctl", READ(3, 3, 14, 3, 1), EL1TVT },
	{ "cntv-cval", READ(3, 3, 14, 3, 2), EL1TVT },
	{ "cntv-tval", READ(3, 3, 14, 3, 0), EL1TVT },
	{ "cntv-cval-write", WRITE(3, 3, 14, 3, 2), EL1TVT },
	{ "cntv-tval-write", WRITE(3, 3, 14, 3, 0), EL1TVT },
};

TEST_EACH(count, const struct row *r, rows,
	  "of a guest is trapped by its bit of CNTHCTL_EL2, and by no other",
	  .needs = NEEDS(&arm_ecv))
{
	for (enum host host = VHE; host < NR_HOSTS; host++) {
		test_context("%s", host == VHE ? "VHE" : "no VHE");
		prepare(r->word, 0, host);
		guest.cnthctl |= r->set;
		expect_trapped(insn_sysreg_esr(r->word));
		prepare(r->word, 0, host);
		guest.cnthctl |= (EL1TVT | EL1TVCT) ^ r->set;
		expect_runs(1);
	}
	prepare(READ(3, 3, 14, 0, 0), 0, VHE);
	guest.cnthctl |= EL1TVT | EL1TVCT;
	expect_runs(1);
}

TEST(count_physical, "CNTPCTSS of a guest is trapped as CNTPCT is",
     .needs = NEEDS(&arm_ecv))
{
	prepare(CNTPCTSS, 0, VHE);
	guest.cnthctl &= ~EL1PCTEN;
	expect_trapped(insn_sysreg_esr(CNTPCTSS));
	prepare(CNTPCTSS, 0, VHE);
	expect_runs(1);
}

/* ----------------------------------------------------------------- offsets ---- */

static bool has_offset(void)
{
	return field(read_sysreg(id_aa64mmfr0_el1), 60, 4) >= 2;
}

static const struct feature ecv_offset = { "CNTPOFF_EL2",
					   "ID_AA64MMFR0_EL1.ECV >= 2",
					   has_offset };

static void clear_offsets(uintptr_t unused)
{
	(void)unused;
	write_sysreg(CNTPOFF_EL2, 0);
	write_sysreg(CNTVOFF_EL2, 0);
	isb();
}

static uint64_t count(void)
{
	isb();
	return read_sysreg(cntpct_el0);
}

#define FAR_BACK (1ull << 56)

/* Counts of the guest and of its host, whom no offset is for */
static void expect_behind(uint32_t word, enum host host, uint64_t cnthctl,
			  uint64_t offset)
{
	uint64_t first = count(), last;

	test_context("%s, 0x%x, CNTHCTL_EL2 0x%lx",
		     host == VHE ? "VHE" : "no VHE", word, cnthctl);
	prepare(word, 0, host);
	guest.cnthctl |= cnthctl;
	el2_guest_run(&guest);
	last = count();
	EXPECT_EQ(guest.esr, ESR_HVC(EL2_DONE));
	EXPECT_LE(first - offset, guest.x[0]);
	EXPECT_LE(guest.x[0], last - offset);
}

static void set_offset(void)
{
	test_defer(clear_offsets, 0);
	write_sysreg(CNTPOFF_EL2, 0 - FAR_BACK);
	isb();
	EXPECT_EQ(read_sysreg(CNTPOFF_EL2), 0 - FAR_BACK);
}

TEST(offset, "CNTPOFF_EL2 is taken from a guest's physical count with ECV set",
     .needs = NEEDS(&ecv_offset))
{
	set_offset();
	for (enum host host = VHE; host < NR_HOSTS; host++) {
		expect_behind(CNTPCT, host, ECV, 0 - FAR_BACK);
		expect_behind(CNTPCTSS, host, ECV, 0 - FAR_BACK);
	}
}

TEST(offset_none, "and from no other count, nor with ECV clear",
     .needs = NEEDS(&ecv_offset))
{
	set_offset();
	EXPECT_LT(count(), FAR_BACK);
	for (enum host host = VHE; host < NR_HOSTS; host++) {
		expect_behind(CNTPCT, host, 0, 0);
		expect_behind(CNTPCTSS, host, 0, 0);
		expect_behind(CNTVCT, host, ECV, 0);
		expect_behind(CNTVCTSS, host, ECV, 0);
	}
}

TEST(offset_virtual, "CNTVOFF_EL2 is of the virtual counts alone, always",
     .needs = NEEDS(&arm_ecv))
{
	uint64_t offset = 0 - FAR_BACK;

	test_defer(clear_offsets, 0);
	write_sysreg(CNTVOFF_EL2, offset);
	isb();
	for (enum host host = VHE; host < NR_HOSTS; host++) {
		expect_behind(CNTVCT, host, 0, offset);
		expect_behind(CNTVCTSS, host, 0, offset);
		expect_behind(CNTVCT, host, ECV, offset);
		expect_behind(CNTPCT, host, ECV, 0);
		expect_behind(CNTPCTSS, host, 0, 0);
	}
}
