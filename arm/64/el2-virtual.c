/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a guest at EL1 sees of what its host made up: the virtual count behind
 * CNTVOFF_EL2, the syndrome of a virtual SError.
 *
 * Arm ARM, D11.1.2 (CNTVOFF_EL2), D11.2.4 (TimerValue views), D19.2.156
 * (VSESR_EL2), D19.2.37 (ESR_EL1, SError).
 */
#include <arm/cpu.h>
#include <arm/el2.h>
#include <arm/features.h>
#include <test/test.h>

static void reset(void);

TEST_SUITE("el2-virtual",
	   .summary = "a guest sees what EL2 offsets and injects",
	   .needs = NEEDS(&arm_at_el2, &arm_vhe), .setup = reset);

#define CNTVOFF_EL2    S3_4_C14_C0_3
#define CNTV_CTL_EL02  S3_5_C14_C3_1
#define CNTV_CVAL_EL02 S3_5_C14_C3_2
#define VSESR_EL2      S3_4_C5_C2_3

#define GUEST_CODE(name, code)                              \
	extern const char name[];                           \
	asm(".pushsection .text\n\t"                        \
	    ".balign 4\n"                                   \
	    ".global " #name "\n" #name ":\n\t" code "\n\t" \
	    ".popsection")

GUEST_CODE(virtual_read, "mrs x1, cntvct_el0\n\tisb\n\t"
			 "mrs x0, cntv_tval_el0\n\tisb\n\t"
			 "mrs x2, cntvct_el0\n\tmrs x3, cntv_cval_el0\n\t"
			 "hvc #1\n\tb .");
GUEST_CODE(virtual_write, "mrs x1, cntvct_el0\n\tisb\n\t"
			  "msr cntv_tval_el0, x0\n\tisb\n\t"
			  "mrs x2, cntvct_el0\n\tmrs x3, cntv_cval_el0\n\t"
			  "hvc #1\n\tb .");
GUEST_CODE(virtual_nop, "nop\n\tnop\n\thvc #1\n\tb .");

static struct el2_guest guest;

static void put_back(uintptr_t unused)
{
	(void)unused;
	write_sysreg(CNTVOFF_EL2, 0);
	write_sysreg(CNTV_CTL_EL02, 0);
	isb();
}

static void reset(void)
{
	put_back(0);
	test_defer(put_back, 0);
}

static const struct offset {
	const char *name;
	uint64_t offset;
	bool nvhe;
} offsets[] = {
	{ "none", 0, false },
	{ "upper", 0x300000000, false },
	{ "lower", 0x40000000, false },
	{ "both", 0x123456789abc, false },
	{ "ahead", -0x10000000ull, false },
	{ "none-nvhe", 0, true },
	{ "lower-nvhe", 0x40000000, true },
	{ "both-nvhe", 0x123456789abc, true },
	{ "ahead-nvhe", -0x10000000ull, true },
};

static void enter(const struct offset *r, const char *code)
{
	el2_guest_reset(&guest, code);
	if (r->nvhe)
		el2_guest_nvhe(&guest);
	write_sysreg(CNTVOFF_EL2, r->offset);
	isb();
}

static void run(void)
{
	el2_guest_run(&guest);
	ASSERT_EQ(guest.vector, EL2_FROM_A64);
	ASSERT_EQ(guest.esr, ESR_HVC(1));
}

TEST_EACH(count, const struct offset *r, offsets,
	  "CNTVCT is the physical count less the offset")
{
	uint64_t before, after;

	enter(r, virtual_read);
	before = read_sysreg(cntpct_el0);
	run();
	after = read_sysreg(cntpct_el0);
	EXPECT_GE(guest.x[1] + r->offset, before);
	EXPECT_GE(guest.x[2], guest.x[1]);
	EXPECT_LE(guest.x[2] + r->offset, after);
}

/* TimerValue = CompareValue - count, of 32 bits */
TEST_EACH(tval, const struct offset *r, offsets,
	  "CNTV_TVAL is what is left of the offset count")
{
	uint64_t compare = read_sysreg(cntpct_el0) - r->offset + 0x10000000;

	enter(r, virtual_read);
	write_sysreg(CNTV_CVAL_EL02, compare);
	run();
	EXPECT_EQ(guest.x[3], compare);
	EXPECT_EQ(guest.x[0] >> 32, 0);
	EXPECT_LE(guest.x[0], (uint32_t)(compare - guest.x[1]));
	EXPECT_GE(guest.x[0], (uint32_t)(compare - guest.x[2]));
}

TEST_EACH(tval_written, const struct offset *r, offsets,
	  "a CNTV_TVAL that is written counts from the offset count")
{
	static const int32_t values[] = { 0, 1, 0x12345678, -1, -0x40000000 };

	for (unsigned int i = 0; i < 5; i++) {
		enter(r, virtual_write);
		guest.x[0] = (uint32_t)values[i] | 0xabcd00000000;
		run();
		test_context("%d", (int)values[i]);
		EXPECT_GE((int64_t)(guest.x[3] - guest.x[1]), values[i]);
		EXPECT_LE((int64_t)(guest.x[3] - guest.x[2]), values[i]);
	}
}

/* ------------------------------------------------------ virtual SError ---- */

static bool has_ras(void)
{
	return field(read_sysreg(id_aa64pfr0_el1), 28, 4) != 0;
}

static const struct feature ras = { "RAS", "ID_AA64PFR0_EL1.RAS", has_ras };

static const struct serror {
	const char *name;
	uint64_t vsesr;
} serrors[] = {
	{ "zero", 0 },
	{ "ids", 1u << 24 },
	{ "bit-0", 1 },
	{ "bit-23", 1u << 23 },
	{ "aet-ea-dfsc", 0x1611 },
	{ "all", 0x1ffffff },
	{ "other-bits", 0xfe000000 },
};

TEST_EACH(serror, const struct serror *r, serrors,
	  "a virtual SError has IDS and ISS of VSESR_EL2", .needs = NEEDS(&ras))
{
	el2_guest_reset(&guest, virtual_nop);
	write_sysreg(VSESR_EL2, r->vsesr);
	guest.hcr |= HCR_VSE | HCR_AMO;
	guest.pstate = PSTATE_GUEST & ~PSTATE_A;
	el2_guest_run(&guest);
	write_sysreg(VSESR_EL2, 0);
	ASSERT_EQ(guest.esr, ESR_HVC(EL2_VECTORS + 7));
	EXPECT_EQ(read_sysreg(ESR_EL12), 0xbe000000 | (r->vsesr & 0x1ffffff));
	EXPECT_EQ(read_sysreg(ELR_EL12), (uintptr_t)virtual_nop);
	EXPECT_EQ(guest.hcr_left & HCR_VSE, 0);
}
