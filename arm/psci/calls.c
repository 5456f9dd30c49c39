/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which functions there are, and what they refuse.
 *
 * Power State Coordination Interface (DEN 0022), 5; SMC Calling Convention (DEN
 * 0028), 7.
 */
#include "suite.h"

#include <arm/timer.h>

#include <arch/irq.h>
#include <arm/gic.h>
#include <clock.h>

PSCI_SUITE;

TEST(version, "is 0.2 at least, and has a minor number that is known")
{
	uint32_t version = (uint32_t)psci_call(PSCI_VERSION, 0, 0, 0);

	EXPECT_EQ(version >> 31, 0);
	EXPECT_LE(version >> 16, 1);
	EXPECT_GE(version, 0x00000002);
	EXPECT_LE(version & 0xffff, 3);
}

static bool has_features(void)
{
	return psci_call(PSCI_VERSION, 0, 0, 0) >= 0x10000;
}

static const struct feature psci_1 = { "PSCI 1.0", "PSCI_VERSION",
				       has_features };

/* Mandatory from 1.0 on: a row has flags of the function, 0, and else none. */
static const struct row {
	const char *name;
	uint32_t function;
	int expected;
} features[] = {
	{ "version", 0x84000000, 0 },
	{ "cpu-suspend-32", 0x84000001, 0 },
	{ "cpu-off", 0x84000002, 0 },
	{ "cpu-on-32", 0x84000003, 0 },
	{ "affinity-info-32", 0x84000004, 0 },
	{ "system-off", 0x84000008, 0 },
	{ "system-reset", 0x84000009, 0 },
	{ "features", 0x8400000a, 0 },
	{ "cpu-suspend", FN_NATIVE(0x84000001), 0 },
	{ "cpu-on", FN_NATIVE(0x84000003), 0 },
	{ "affinity-info", FN_NATIVE(0x84000004), 0 },
	{ "cpu-off-64", 0xc4000002, PSCI_NOT_SUPPORTED },
	{ "version-64", 0xc4000000, PSCI_NOT_SUPPORTED },
	{ "system-off-64", 0xc4000008, PSCI_NOT_SUPPORTED },
	{ "features-64", 0xc400000a, PSCI_NOT_SUPPORTED },
	{ "unknown-1f", 0x8400001f, PSCI_NOT_SUPPORTED },
	{ "unknown-1f-64", 0xc400001f, PSCI_NOT_SUPPORTED },
	{ "yielding", 0x04000000, PSCI_NOT_SUPPORTED },
	{ "zero", 0, PSCI_NOT_SUPPORTED },
	{ "all-ones", 0xffffffff, PSCI_NOT_SUPPORTED },
};

TEST_EACH(features, const struct row *r, features,
	  "names what has to be there, and nothing that is not",
	  .needs = NEEDS(&psci_1))
{
	EXPECT_EQ(psci_call(PSCI_FEATURES, r->function, 0, 0), r->expected);
}

/* Optional ones that PSCI_FEATURES does not have are refused when called. */
static const struct row optionals[] = {
	{ "migrate", 0x84000005 },
	{ "migrate-64", 0xc4000005 },
	{ "migrate-info-up-cpu", 0x84000007 },
	{ "migrate-info-up-cpu-64", 0xc4000007 },
	{ "cpu-freeze", 0x8400000b },
	{ "cpu-default-suspend", 0x8400000c },
	{ "cpu-default-suspend-64", 0xc400000c },
	{ "node-hw-state", 0x8400000d },
	{ "node-hw-state-64", 0xc400000d },
	{ "system-suspend", 0x8400000e },
	{ "system-suspend-64", 0xc400000e },
	{ "set-suspend-mode", 0x8400000f },
	{ "stat-residency", 0x84000010 },
	{ "stat-residency-64", 0xc4000010 },
	{ "stat-count", 0x84000011 },
	{ "stat-count-64", 0xc4000011 },
	{ "system-reset2", 0x84000012 },
	{ "system-reset2-64", 0xc4000012 },
	{ "mem-protect", 0x84000013 },
	{ "mem-protect-check-range", 0x84000014 },
	{ "system-off2", 0x84000015 },
	{ "system-off2-64", 0xc4000015 },
};

TEST_EACH(optional, const struct row *r, optionals,
	  "is refused where PSCI_FEATURES does not name it",
	  .needs = NEEDS(&psci_1))
{
	if (psci_call(PSCI_FEATURES, r->function, 0, 0) >= 0)
		SKIP("PSCI_FEATURES has it");
	EXPECT_EQ(psci_call(PSCI_FEATURES, r->function, 0, 0),
		  PSCI_NOT_SUPPORTED);
	EXPECT_EQ(psci_call(r->function, 0, 0, 0), PSCI_NOT_SUPPORTED);
}

static const struct row unknowns[] = {
	{ "0x539", 0x84000539 },	   { "0x539-64", 0xc4000539 },
	{ "owner-0", 0x80001234 },	   { "owner-1", 0x81001234 },
	{ "owner-2", 0x82001234 },	   { "owner-3", 0x83001234 },
	{ "owner-5", 0x85001234 },	   { "owner-6", 0x8600e234 },
	{ "owner-7", 0x87001234 },	   { "owner-48", 0xb0001234 },
	{ "owner-50", 0xb2001234 },	   { "owner-63", 0xbf001234 },
	{ "owner-6-64", 0xc600e234 },	   { "yielding-32", 0x00000539 },
	{ "yielding-64", 0x40000539 },	   { "reserved-bits", 0x84010000 },
	{ "migrate-64-only", 0xc4000006 },
};

TEST_EACH(unknown, const struct row *r, unknowns, "is refused with -1")
{
	EXPECT_EQ(psci_call(r->function, 1, 2, 3), PSCI_NOT_SUPPORTED);
	EXPECT_EQ(smccc(r->function, 1, 2, 3), -1);
}

TEST(functions_64, "are refused in an AArch32 guest")
{
	if (sizeof(long) == 8)
		SKIP("this one is AArch64");
	EXPECT_EQ(psci_call(FN_AFFINITY_INFO | FN64, 0, 0, 0),
		  PSCI_NOT_SUPPORTED);
	EXPECT_EQ(psci_call(FN_CPU_ON | FN64, 1, 0, 0), PSCI_NOT_SUPPORTED);
	EXPECT_EQ(psci_call(FN_CPU_SUSPEND | FN64, 0, 0, 0),
		  PSCI_NOT_SUPPORTED);
	EXPECT_EQ(psci_call(PSCI_FEATURES, FN_CPU_ON | FN64, 0, 0),
		  PSCI_NOT_SUPPORTED);
}

TEST(smccc_version, "is 1.1 at least where PSCI_FEATURES has it, else none",
     .needs = NEEDS(&psci_1))
{
	int version = psci_call(FN_SMCCC_VERSION, 0, 0, 0);

	if (psci_call(PSCI_FEATURES, FN_SMCCC_VERSION, 0, 0) == 0)
		EXPECT_GE(version, 0x10001);
	else
		EXPECT_EQ(version, PSCI_NOT_SUPPORTED);
}

/* 5.9 to 5.11: without a Trusted OS there is nothing to migrate. */
TEST(migrate, "is not needed: there is no Trusted OS")
{
	EXPECT_EQ(psci_call(FN_MIGRATE_INFO_TYPE, 0, 0, 0), 2);
	EXPECT_EQ(psci_call(FN_NATIVE(FN_MIGRATE), 0, 0, 0),
		  PSCI_NOT_SUPPORTED);
	EXPECT_EQ(psci_call(FN_NATIVE(FN_MIGRATE_INFO_CPU), 0, 0, 0),
		  PSCI_NOT_SUPPORTED);
}

/* --------------------------------------------------------------- suspend -- */

/* 5.4: StateType 0 is standby; bits 31 and 29:26, 23:17 are reserved. */
static const struct row bad_states[] = {
	{ "bit-31", 0x80000000 }, { "bit-29", 0x20000000 },
	{ "bit-26", 0x04000000 }, { "bit-17", 0x00020000 },
	{ "bit-23", 0x00800000 },
};

TEST_EACH(suspend_bad, const struct row *r, bad_states,
	  "is refused with a power state that has reserved bits")
{
	EXPECT_EQ(psci_call(FN_NATIVE(FN_CPU_SUSPEND), r->function, 0, 0),
		  PSCI_INVALID_PARAMETERS);
	EXPECT_EQ(psci_call(FN_CPU_SUSPEND, r->function, 0, 0),
		  PSCI_INVALID_PARAMETERS);
}

TEST(suspend, "in standby ends with 0 when an interrupt is pending",
     .needs = NEEDS(&arm_gic))
{
	const struct timer *timer = &timer_physical;

	irq_disable();
	gic_enable(timer_intid(timer));
	for (unsigned int i = 0; i < 5; i++) {
		timer->set_cval(timer->count() + ns_to_ticks(5000000));
		timer->set_ctl(TIMER_ENABLE);
		EXPECT_EQ(psci_call(FN_NATIVE(FN_CPU_SUSPEND), 0, 0, 0),
			  PSCI_SUCCESS);
		EXPECT_GE(timer->count(), timer->cval());
		EXPECT_EQ(timer->ctl(), TIMER_ENABLE | TIMER_ISTATUS);
	}
	timer->set_ctl(0);
	gic_disable(timer_intid(timer));
}
