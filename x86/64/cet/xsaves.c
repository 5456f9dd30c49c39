/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Components 11 and 12 of XSAVES: IA32_U_CET and PL3_SSP, PL0_SSP to PL2_SSP.
 * SDM vol. 1, 13.5.9 (CET state), 13.11 (XSAVES), 13.12 (XRSTORS).
 */
#include "suite.h"

#include <string.h>

CET_SUITE;

#define CET_U	  (1 << 11)
#define CET_S	  (1 << 12)
#define COMPACTED (1ull << 63)

static bool has_components(void)
{
	return cpuid_max(0) >= 0xd &&
	       (cpuid(0xd, 1).c & (CET_U | CET_S)) == (CET_U | CET_S);
}

static const struct feature in_xsaves = { "CET state in XSAVES",
					  "CPUID.D.1:ECX[12:11]",
					  has_components };

#define NEEDS_XSAVES .needs = NEEDS(&x86_cet_ss, &x86_xsaves, &in_xsaves)

static struct {
	uint8_t legacy[512];
	uint64_t xstate_bv, xcomp_bv, reserved[6];
	uint64_t extended[64];
} area __attribute__((aligned(64)));

static void enable(uint64_t xss)
{
	write_cr4(read_cr4() | CR4_OSXSAVE | CR4_OSFXSR);
	test_defer2(wrmsr, MSR_IA32_XSS, 0);
	wrmsr(MSR_IA32_XSS, xss);
	memset(&area, 0, sizeof(area));
}

static void xsaves(uint32_t components)
{
	asm volatile("xsaves64 %0"
		     : "+m"(area)
		     : "a"(components), "d"(0)
		     : "memory");
}

static void xrstors(uint32_t components)
{
	asm volatile("xrstors64 %0"
		     :
		     : "m"(area), "a"(components), "d"(0)
		     : "memory");
}

static void put(uint64_t base)
{
	wrmsr(MSR_IA32_U_CET, CET_WR_SHSTK_EN | base);
	for (uint32_t i = 0; i < 4; i++)
		wrmsr(MSR_IA32_PL0_SSP + i, base + 0x1000 * (i + 1));
}

static void expect(uint64_t user, uint64_t supervisor)
{
	EXPECT_EQ(rdmsr(MSR_IA32_U_CET), user ? CET_WR_SHSTK_EN | user : 0);
	EXPECT_EQ(rdmsr(MSR_IA32_PL3_SSP), user ? user + 0x4000 : 0);
	for (uint32_t i = 0; i < 3; i++)
		EXPECT_EQ(rdmsr(MSR_IA32_PL0_SSP + i),
			  supervisor ? supervisor + 0x1000 * (i + 1) : 0);
}

TEST(xsaves_leaf, "CPUID has the components that IA32_XSS takes",
     .needs = NEEDS(&x86_cet_ss, &x86_xsaves))
{
	enable(CET_U | CET_S);
	EXPECT_EQ(cpuid(0xd, 1).c & (CET_U | CET_S), CET_U | CET_S);
	EXPECT_EQ(cpuid(0xd, 11).a, 16);
	EXPECT_EQ(cpuid(0xd, 11).b, 0);
	EXPECT_EQ(cpuid(0xd, 11).c & 1, 1);
	EXPECT_EQ(cpuid(0xd, 12).a, 24);
	EXPECT_EQ(cpuid(0xd, 12).b, 0);
	EXPECT_EQ(cpuid(0xd, 12).c & 1, 1);
}

#define FIRST 0x100000

TEST(xsaves, "writes the five registers one after the other", NEEDS_XSAVES)
{
	enable(CET_U | CET_S);
	put(FIRST);
	xsaves(CET_U | CET_S);
	EXPECT_EQ(area.xstate_bv, CET_U | CET_S);
	EXPECT_EQ(area.xcomp_bv, COMPACTED | CET_U | CET_S);
	EXPECT_EQ(area.extended[0], FIRST | CET_WR_SHSTK_EN);
	EXPECT_EQ(area.extended[1], FIRST + 0x4000);
	for (unsigned int i = 0; i < 3; i++)
		EXPECT_EQ(area.extended[2 + i], FIRST + 0x1000 * (i + 1));
	EXPECT_EQ(area.extended[5], 0);
	expect(FIRST, FIRST);
}

#define SECOND 0x200000

static const struct row {
	const char *name;
	uint32_t asked;
	uint64_t user, supervisor; /* afterwards; saved: FIRST, there: SECOND */
	uint64_t cleared;	   /* of XSTATE_BV */
} rows[] = {
	{ "both", CET_U | CET_S, FIRST, FIRST, 0 },
	{ "user", CET_U, FIRST, SECOND, 0 },
	{ "supervisor", CET_S, SECOND, FIRST, 0 },
	{ "user-initial", CET_U | CET_S, 0, FIRST, CET_U },
	{ "supervisor-initial", CET_U | CET_S, FIRST, 0, CET_S },
};

TEST_EACH(xrstors, const struct row *r, rows,
	  "loads, initializes or keeps the registers", NEEDS_XSAVES)
{
	enable(CET_U | CET_S);
	put(FIRST);
	xsaves(CET_U | CET_S);
	put(SECOND);
	area.xstate_bv &= ~r->cleared;
	xrstors(r->asked);
	expect(r->user, r->supervisor);
	put(0);
}

TEST(xss_clear, "XSAVES and XRSTORS leave the registers alone", NEEDS_XSAVES)
{
	enable(0);
	put(FIRST);
	xsaves(CET_U | CET_S);
	EXPECT_EQ(area.xcomp_bv, COMPACTED);
	EXPECT_EQ(area.extended[0], 0);
	put(SECOND);
	xrstors(CET_U | CET_S);
	expect(SECOND, SECOND);
	put(0);
}

static void do_xrstors(const void *arg)
{
	(void)arg;
	xrstors(CET_U | CET_S);
}

TEST(xrstors_refuses, "values that WRMSR would not take", NEEDS_XSAVES)
{
	enable(CET_U | CET_S);
	put(FIRST);
	xsaves(CET_U | CET_S);
	put(SECOND);
	area.extended[1] |= 1; /* PL3_SSP */
	EXPECT_TRAP(trap_catch(do_xrstors, NULL), X86_GP);
	area.extended[1] &= ~1ull;
	area.extended[0] |= 1 << 6; /* U_CET */
	EXPECT_TRAP(trap_catch(do_xrstors, NULL), X86_GP);
	area.extended[0] &= ~(1ull << 6);
	area.extended[2] |= 1ull << 55; /* PL0_SSP */
	EXPECT_TRAP(trap_catch(do_xrstors, NULL), X86_GP);
	put(0);
}
