/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls beyond PSCI: those that a machine may lack are refused as the convention
 * has it, those that it has do what their documents say.
 *
 * SMC Calling Convention (DEN 0028), 2 (ranges of owners), 5.2 (unknown functions),
 * 7 (Arm architecture calls); DEN 0098 (TRNG); DEN 0057 (paravirtualized time).
 */
#include <arch/page.h>
#include <arm/cpu.h>
#include <arm/insn.h>
#include <arm/machine.h>
#include <clock.h>
#include <string.h>
#include <test/test.h>

TEST_SUITE("smccc",
	   .summary = "calls that are not there are refused, others work");

#define VERSION		 0x80000000u
#define ARCH_FEATURES	 0x80000001u
#define TRNG_VERSION	 0x84000050u
#define TRNG_FEATURES	 0x84000051u
#define TRNG_UUID	 0x84000052u
#define TRNG_RND_32	 0x84000053u
#define TRNG_RND_64	 0xc4000053u
#define PV_TIME_FEATURES 0xc5000020u
#define PV_TIME_ST	 0xc5000021u
#define VENDOR_FEATURES	 0x86000000u
#define VENDOR_PTP	 0x86000001u
#define VENDOR_UID	 0x8600ff01u
#define CALL_64		 0x40000000u

#define NOT_SUPPORTED (-1)

struct answer {
	uint64_t x[4];
};

static struct insn_outcome run(uint32_t function, uint64_t x1, uint64_t x2,
			       struct insn_registers *in)
{
	enum machine_conduit conduit = machine()->conduit();
	uint32_t word = conduit == MACHINE_SMC ? A64_SMC(0) : A64_HVC(0);

	if (conduit == MACHINE_NO_PSCI)
		SKIP("the machine has no PSCI");
	insn_pattern(in);
	in->x[0] = function;
	in->x[1] = x1;
	in->x[2] = x2;
	return insn_run(&word, 1, false, in);
}

static struct answer call(uint32_t function, uint64_t x1, uint64_t x2)
{
	struct insn_registers in;
	struct insn_outcome o = run(function, x1, x2, &in);
	struct answer a;

	expect_insn_done(&o, false, &in, 0x3ffff);
	memcpy(a.x, o.frame.x, sizeof(a.x));
	return a;
}

static int32_t result(struct answer a)
{
	return (int32_t)(uint32_t)a.x[0];
}

/* 2.9: from 1.1 on X4 to X17 are kept, too. */
static uint32_t may_change(void)
{
	static int32_t version;

	if (!version)
		version = result(call(VERSION, 0, 0));
	return version >= 0x10001 ? 0xf : 0x3ffff;
}

/* -1 of the function's width, and nothing else done */
static bool is_refused(uint32_t function)
{
	struct insn_registers in;
	struct insn_outcome o = run(function, 0, 0, &in);
	uint64_t x0 = o.frame.x[0];

	expect_insn_done(&o, false, &in, may_change());
	if ((uint32_t)x0 != UINT32_MAX)
		return false;
	if (function & CALL_64)
		EXPECT_EQ(x0, UINT64_MAX);
	else
		EXPECT_TRUE(x0 == UINT64_MAX || x0 == UINT32_MAX);
	return true;
}

/* ----------------------------------------------------------------- owners -- */

enum {
	OWNERS = 64,
};

/* No owner has a function of this number. */
static void check_owner(unsigned int owner, uint32_t kind)
{
	uint32_t function = kind | owner << 24 | 0x1234;

	test_context("function 0x%x", function);
	EXPECT_TRUE(is_refused(function));
}

static const struct kind {
	const char *name;
	uint32_t bits;
} kinds[] = {
	{ "fast-32", 0x80000000 },
	{ "fast-64", 0xc0000000 },
	{ "yielding-32", 0 },
	{ "yielding-64", 0x40000000 },
};

TEST_EACH(owner, const struct kind *k, kinds,
	  "of each owner a function that is not there is refused")
{
	for (unsigned int owner = 0; owner < OWNERS; owner++)
		check_owner(owner, k->bits);
}

TEST(reserved, "bits 23:17 of a fast call are none of a function's")
{
	for (unsigned int bit = 17; bit < 24; bit++) {
		test_context("bit %u", bit);
		EXPECT_TRUE(is_refused(0x84000000 | 1u << bit));
	}
}

/* -------------------------------------------------------------- optional ---- */

/* One answers for its group: the others are there where it is. */
static const struct optional {
	const char *name;
	uint32_t function, group;
} optionals[] = {
	{ "version", VERSION, VERSION },
	{ "arch-features", ARCH_FEATURES, VERSION },
	{ "trng-version", TRNG_VERSION, TRNG_VERSION },
	{ "trng-features", TRNG_FEATURES, TRNG_VERSION },
	{ "trng-uuid", TRNG_UUID, TRNG_VERSION },
	{ "trng-rnd-32", TRNG_RND_32, TRNG_VERSION },
	{ "trng-rnd-64", TRNG_RND_64, TRNG_VERSION },
	{ "pv-time-features", PV_TIME_FEATURES, PV_TIME_FEATURES },
	{ "pv-time-st", PV_TIME_ST, PV_TIME_FEATURES },
	{ "vendor-uid", VENDOR_UID, VENDOR_UID },
	{ "vendor-features", VENDOR_FEATURES, VENDOR_UID },
	{ "vendor-ptp", VENDOR_PTP, VENDOR_UID },
	{ "soc-id", 0x80000002, VERSION },
	{ "workaround-1", 0x80008000, VERSION },
	{ "workaround-2", 0x80007fff, VERSION },
	{ "workaround-3", 0x80003fff, VERSION },
	{ "count", 0x8000ff00, VERSION },
};

TEST_EACH(absent, const struct optional *o, optionals,
	  "is refused where its group is not there")
{
	if (!is_refused(o->group))
		SKIP("it is there");
	EXPECT_TRUE(is_refused(o->function));
}

static void need(uint32_t function)
{
	if (is_refused(function))
		SKIP("the machine has no function 0x%x", function);
}

TEST(arch_features, "names what is mandatory, and nothing unknown")
{
	need(VERSION);
	EXPECT_GE(result(call(VERSION, 0, 0)), 0x10001);
	EXPECT_EQ(result(call(ARCH_FEATURES, VERSION, 0)), 0);
	EXPECT_EQ(result(call(ARCH_FEATURES, ARCH_FEATURES, 0)), 0);
	EXPECT_EQ(result(call(ARCH_FEATURES, 0x80001234, 0)), NOT_SUPPORTED);
}

/* DEN 0098, 2.4: at most 192 bits, in X3, X2 and X1 from the top; others are 0 */
static void check_random(unsigned int bits, struct answer *a)
{
	test_context("%u bits", bits);
	*a = call(TRNG_RND_64, bits, 0);
	ASSERT_EQ(result(*a), 0);
	if (bits < 64)
		EXPECT_EQ(a->x[3] >> bits, 0);
	if (bits <= 64)
		EXPECT_EQ(a->x[2], 0);
	if (bits <= 128)
		EXPECT_EQ(a->x[1], 0);
}

TEST(trng, "gives as many bits as it is asked for, and others each time")
{
	struct answer one, other;

	need(TRNG_VERSION);
	EXPECT_GE(result(call(TRNG_VERSION, 0, 0)), 0x10000);
	EXPECT_EQ(result(call(TRNG_FEATURES, TRNG_RND_64, 0)), 0);
	EXPECT_EQ(result(call(TRNG_FEATURES, 0x84000150, 0)), NOT_SUPPORTED);
	for (unsigned int bits = 1; bits <= 192; bits++)
		check_random(bits, &one);
	check_random(192, &other);
	EXPECT_NE(memcmp(&one.x[1], &other.x[1], 24), 0);
	EXPECT_EQ(result(call(TRNG_RND_64, 0, 0)), -2);
	EXPECT_EQ(result(call(TRNG_RND_64, 193, 0)), -2);
}

/* DEN 0057, 3.2: revision, attributes, and ns that never go back */
struct stolen {
	uint32_t revision, attributes;
	uint64_t ns;
};

TEST(stolen_time, "is told in memory, aligned to 64 bytes, and never goes back")
{
	const volatile struct stolen *stolen;
	uint64_t last = 0;
	struct answer a;

	need(PV_TIME_FEATURES);
	EXPECT_EQ(call(PV_TIME_FEATURES, PV_TIME_ST, 0).x[0], 0);
	EXPECT_EQ(call(PV_TIME_FEATURES, 0xc5000022, 0).x[0], UINT64_MAX);
	a = call(PV_TIME_ST, 0, 0);
	if (a.x[0] == UINT64_MAX)
		SKIP("it has no region");
	ASSERT_EQ(a.x[0] & 63, 0);
	stolen = phys_to_virt(a.x[0]);
	EXPECT_EQ(stolen->revision, 0);
	EXPECT_EQ(stolen->attributes, 0);
	for (unsigned int i = 0; i < 100; i++) {
		uint64_t ns = stolen->ns;

		EXPECT_GE(ns, last);
		last = ns;
		delay_us(100);
	}
}

/* KVM's, and what it offers by this: bit 1 is the clock of its host */
static const uint32_t kvm_uid[] = { 0xb66fb428, 0xe911c52e, 0x564bcaa9,
				    0x743a004d };

static void need_kvm(void)
{
	struct answer a = call(VENDOR_UID, 0, 0);

	need(VENDOR_UID);
	for (unsigned int i = 0; i < 4; i++)
		if ((uint32_t)a.x[i] != kvm_uid[i])
			SKIP("it is another hypervisor's");
}

TEST(vendor, "a KVM names its functions, the first of which is this")
{
	need_kvm();
	EXPECT_EQ(call(VENDOR_FEATURES, 0, 0).x[0] & 1, 1);
}

/* X0, X1: ns of the host's clock; X2, X3: the counter that goes with it */
TEST(ptp, "gives the host's time with a count that lies between two of ours")
{
	uint64_t before, count, after;
	struct answer a;

	need_kvm();
	if (!(call(VENDOR_FEATURES, 0, 0).x[0] & 2))
		SKIP("it has no such function");
	before = read_sysreg(cntvct_el0);
	a = call(VENDOR_PTP, 0, 0);
	after = read_sysreg(cntvct_el0);
	count = a.x[2] << 32 | (uint32_t)a.x[3];
	EXPECT_NE(result(a), NOT_SUPPORTED);
	EXPECT_GE(count, before);
	EXPECT_LE(count, after);
}
