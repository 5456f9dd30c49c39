/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cycle counter in AArch32, and the event that software makes.
 *
 * Arm ARM, D12, G8.4 (PMCR, PMCNTENSET, PMCCNTR of 32 and 64 bits, PMXEVCNTR).
 */
#include <arm/cpu.h>
#include <arm/features.h>

#include <clock.h>
#include <test/test.h>

static void set_up(void);

TEST_SUITE("pmu-cycles", .summary = "cycles and software's event are counted",
	   .needs = NEEDS(&arm_pmu), .setup = set_up);

#define PMCR_E	(1u << 0)
#define PMCR_P	(1u << 1)
#define PMCR_C	(1u << 2)
#define CYCLES	(1u << 31)

static void pmcr(uint32_t value)
{
	write_sysreg(PMCR, value);
	isb();
}

static void reset(void)
{
	pmcr(0);
	write_sysreg(PMCNTENCLR, UINT32_MAX);
	pmcr(PMCR_P | PMCR_C);
	write_sysreg(PMOVSR, UINT32_MAX);
	isb();
}

static void set_up(void)
{
	test_defer(reset, 0);
	reset();
}

TEST(cycles, "go on, from one reading to the next")
{
	uint32_t last;

	write_sysreg(PMCNTENSET, CYCLES);
	pmcr(PMCR_E | PMCR_C);
	last = read_sysreg(PMCCNTR);
	for (unsigned int i = 0; i < 10; i++) {
		uint32_t now;

		isb();
		now = read_sysreg(PMCCNTR);
		EXPECT_GT(now - last, 0);
		EXPECT_LT(now - last, 1u << 31);
		last = now;
	}
}

static const struct stop {
	const char *name;
	uint32_t pmcr, enable;
	bool counts;
} stops[] = {
	{ "counting", PMCR_E, CYCLES, true },
	{ "without-E", 0, CYCLES, false },
	{ "not-enabled", PMCR_E, 1, false },
};

TEST_EACH(cycles_of, const struct stop *r, stops,
	  "are counted where E and the counter's bit are set")
{
	write_sysreg(PMCNTENSET, r->enable);
	write_sysreg(PMCCNTR, 1000);
	pmcr(r->pmcr);
	delay_us(500);
	if (r->counts)
		EXPECT_GT(read_sysreg(PMCCNTR), 1000);
	else
		EXPECT_EQ(read_sysreg(PMCCNTR), 1000);
}

TEST(reset, "by PMCR.C is of the cycle counter, by P it is not")
{
	write_sysreg(PMCCNTR, 0x2222);
	pmcr(PMCR_P);
	EXPECT_EQ(read_sysreg(PMCCNTR), 0x2222);
	pmcr(PMCR_C);
	EXPECT_EQ(read_sysreg(PMCCNTR), 0);
}

/* MCR writes the low half and keeps the other (G8.4.7, PMCCNTR). */
TEST(wide, "is the counter by MRRC and MCRR, 64 bits of it")
{
	if (field(read_sysreg(ID_DFR0), 24, 4) < 3)
		SKIP("needs PMUv3 (ID_DFR0.PerfMon >= 3)");
	write_sysreg(PMCCNTR_64, 0x123456780000dead);
	EXPECT_EQ(read_sysreg(PMCCNTR_64), 0x123456780000dead);
	EXPECT_EQ(read_sysreg(PMCCNTR), 0x0000dead);
	write_sysreg(PMCCNTR, 0xbeef);
	EXPECT_EQ(read_sysreg(PMCCNTR_64), 0x123456780000beef);
}

static void write_incr(unsigned int times)
{
	while (times--)
		write_sysreg(PMSWINC, 1);
	isb();
}

TEST(sw_incr, "adds one a write with E, and overflows past the last count")
{
	write_sysreg(PMSELR, 0);
	isb();
	write_sysreg(PMXEVTYPER, 0);
	write_sysreg(PMXEVCNTR, 0xfffffff0);
	write_sysreg(PMCNTENSET, 1);
	write_incr(100);
	EXPECT_EQ(read_sysreg(PMXEVCNTR), 0xfffffff0);
	pmcr(PMCR_E);
	write_incr(15);
	EXPECT_EQ(read_sysreg(PMXEVCNTR), 0xffffffff);
	EXPECT_EQ(read_sysreg(PMOVSR), 0);
	write_incr(1);
	EXPECT_EQ(read_sysreg(PMXEVCNTR), 0);
	EXPECT_EQ(read_sysreg(PMOVSR), 1);
	write_sysreg(PMOVSR, 1);
	EXPECT_EQ(read_sysreg(PMOVSR), 0);
}
