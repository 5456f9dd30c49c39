/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PKRU as component 9 of XSAVE.
 *
 * Intel SDM vol. 1, 13.5.7 (PKRU state), 13.7 (XSAVE), 13.8 (XRSTOR).
 */
#include "suite.h"

#include <string.h>
#include <x86/cpu.h>
#include <x86/paging/window.h>

PKU_SUITE;

#define NEEDS_XSAVE .needs = NEEDS(&x86_pku, &x86_xsave)

#define COMPONENT 9
#define OTHER	  (XCR0_X87 | XCR0_SSE)
#define VALUE	  0x5a5a5a58u
#define FILL	  0xc3

/* The header follows the 512 bytes of FXSAVE: XSTATE_BV, XCOMP_BV. */
static struct {
	uint8_t legacy[512];
	uint64_t xstate_bv, xcomp_bv, reserved[6];
	uint8_t extended[0x3000];
} area __attribute__((aligned(64)));

static uint8_t *saved(void)
{
	return (uint8_t *)&area + cpuid(0xd, COMPONENT).b;
}

static void xsave(uint32_t components)
{
	asm volatile("xsave %0"
		     : "+m"(area)
		     : "a"(components), "d"(0)
		     : "memory");
}

static void xrstor(uint32_t components)
{
	asm volatile("xrstor %0"
		     :
		     : "m"(area), "a"(components), "d"(0)
		     : "memory");
}

/* arch_case_end() puts CR4 and XCR0 back. */
static void enable(void)
{
	write_cr4(read_cr4() | CR4_OSXSAVE | CR4_OSFXSR);
	xsetbv(0, OTHER | XCR0_PKRU);
	memset(&area, 0, sizeof(area));
}

TEST(xsave_leaf, "CPUID has component 9: 8 bytes, of XCR0", NEEDS_XSAVE)
{
	const struct cpuid c = cpuid(0xd, COMPONENT);

	EXPECT_EQ(cpuid(0xd, 0).a >> COMPONENT & 1, 1);
	EXPECT_EQ(c.a, 8);
	EXPECT_GE(c.b, 576);
	EXPECT_LE(c.b + c.a, cpuid(0xd, 0).c);
	EXPECT_EQ(c.c & 1, 0); /* not of IA32_XSS */
	EXPECT_EQ(c.d, 0);
}

TEST(xsave, "writes the register, and no more than its 8 bytes", NEEDS_XSAVE)
{
	const uint8_t fill[4] = { FILL, FILL, FILL, FILL };
	uint32_t value;

	enable();
	keys_user.write(VALUE);
	memset(area.extended, FILL, sizeof(area.extended));
	xsave(XCR0_PKRU);
	memcpy(&value, saved(), sizeof(value));
	EXPECT_EQ(value, VALUE);
	EXPECT_EQ(area.xstate_bv, XCR0_PKRU);
	EXPECT_EQ(area.xcomp_bv, 0);
	EXPECT_MEMEQ(saved() + 8, fill, sizeof(fill));
	EXPECT_MEMEQ(saved() - 4, fill, sizeof(fill));
	EXPECT_EQ(keys_user.read(), VALUE);
}

TEST(xsave_not_asked, "leaves the 8 bytes alone", NEEDS_XSAVE)
{
	const uint8_t fill[8] = {
		FILL, FILL, FILL, FILL, FILL, FILL, FILL, FILL
	};

	enable();
	keys_user.write(VALUE);
	memset(area.extended, FILL, sizeof(area.extended));
	area.xstate_bv = XCR0_PKRU;
	xsave(OTHER);
	EXPECT_MEMEQ(saved(), fill, sizeof(fill));
	EXPECT_EQ(area.xstate_bv & XCR0_PKRU, XCR0_PKRU);
}

static const struct row {
	const char *name;
	uint32_t asked;
	uint64_t xstate_bv;
	uint32_t value;
} rows[] = {
	{ "saved", XCR0_PKRU, XCR0_PKRU, VALUE },
	{ "initial", XCR0_PKRU, 0, 0 },
	{ "not-asked", OTHER, XCR0_PKRU, ~VALUE },
	{ "neither", OTHER, 0, ~VALUE },
};

TEST_EACH(xrstor, const struct row *r, rows,
	  "loads, initializes or keeps the register", NEEDS_XSAVE)
{
	const uint32_t value = VALUE;

	enable();
	xsave(OTHER);
	area.xstate_bv = r->xstate_bv;
	memcpy(saved(), &value, sizeof(value));
	keys_user.write(~VALUE);
	xrstor(r->asked);
	EXPECT_EQ(keys_user.read(), r->value);
}

/* 2.7.3: CR4.PKE has no part in what XSAVE and XRSTOR do. */
TEST(xrstor_pke_clear, "loads the register all the same", NEEDS_XSAVE)
{
	const uint32_t value = VALUE;

	enable();
	keys_enable(&keys_user, false);
	area.xstate_bv = XCR0_PKRU;
	memcpy(saved(), &value, sizeof(value));
	xrstor(XCR0_PKRU);
	EXPECT_EQ(keys_user.read(), VALUE);
	memset(saved(), 0, 8);
	xsave(XCR0_PKRU);
	EXPECT_MEMEQ(saved(), &value, sizeof(value));
}

TEST(xrstor_rights, "takes effect without INVLPG", NEEDS_XSAVE)
{
	const struct window_access read = { .kind = WINDOW_READ };
	uint32_t value = key_rights(5, KEY_AD);

	enable();
	keys_enable(&keys_user, true);
	window_map(1, WINDOW_BITS | PTE_PK(5));
	for (unsigned int i = 0; i < 4; i++) {
		window_expect_made(&read);
		area.xstate_bv = XCR0_PKRU;
		memcpy(saved(), &value, sizeof(value));
		xrstor(XCR0_PKRU);
		window_expect_refused(&read, PF_P | PF_PK);
		area.xstate_bv = 0;
		xrstor(XCR0_PKRU);
	}
}
