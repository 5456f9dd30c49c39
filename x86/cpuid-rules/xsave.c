/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Leaf 0DH: components of the XSAVE area, and sizes that follow XCR0 and XSS.
 *
 * Intel SDM vol. 1, 13.2 and 13.4; vol. 2, CPUID, leaf 0DH.
 */
#include "suite.h"
#include <x86/features.h>

enum {
	LEGACY_BYTES = 512 + 64, /* the legacy region and the header */
	NR_COMPONENTS = 63,
};

static uint64_t supported_xcr0(void)
{
	struct cpuid r = cpuid(0xd, 0);

	return (uint64_t)r.d << 32 | r.a;
}

static uint64_t supported_xss(void)
{
	struct cpuid r = cpuid(0xd, 1);

	return (uint64_t)r.d << 32 | r.c;
}

static void write_xcr0(uintptr_t value)
{
	xsetbv(0, value);
}

static void enable_xsave(void)
{
	test_defer(write_cr4, read_cr4());
	write_cr4(read_cr4() | CR4_OSXSAVE);
	test_defer(write_xcr0, XCR0_X87);
}

static const struct bit_row {
	const char *name;
	const char *flag;
	uint64_t bits;
} bit_rows[] = {
	{ "x87-sse", "xsave", XCR0_X87 | XCR0_SSE },
	{ "avx", "avx", XCR0_AVX },
	{ "mpx", "mpx", XCR0_BNDREGS | XCR0_BNDCSR },
	{ "avx512", "avx512f", XCR0_OPMASK | XCR0_ZMM_HI256 | XCR0_HI16_ZMM },
	{ "pkru", "pku", XCR0_PKRU },
	{ "amx", "amx-tile", XCR0_TILECFG | XCR0_TILEDATA },
};

TEST_EACH(xcr0_bits, const struct bit_row *r, bit_rows,
	  "supports the components of a flag, and not without it",
	  .needs = NEEDS(&x86_xsave))
{
	EXPECT_EQ(supported_xcr0() & r->bits, has(r->flag) ? r->bits : 0);
	EXPECT_EQ(supported_xss() & r->bits, 0);
}

/* Intel SDM vol. 1, 13.1: user components that are defined so far. */
TEST(xcr0_undefined, "supports no component that nobody has defined",
     .needs = NEEDS(&x86_xsave))
{
	uint64_t defined = 0x602ffull | 1ull << 19 | 1ull << 62;

	EXPECT_EQ(supported_xcr0() & ~defined, 0);
	EXPECT_EQ(supported_xcr0() & supported_xss(), 0);
}

/* Legacy layouts that every processor shares (Intel SDM vol. 1, 13.4.3, 13.5). */
static const struct layout_row {
	const char *name;
	unsigned int component;
	uint32_t bytes;
	uint32_t offset; /* 0: any */
} layouts[] = {
	{ "avx", 2, 256, 576 },	     { "bndregs", 3, 64, 0 },
	{ "bndcsr", 4, 64, 0 },	     { "opmask", 5, 64, 0 },
	{ "zmm-hi256", 6, 512, 0 },  { "hi16-zmm", 7, 1024, 0 },
	{ "pkru", 9, 8, 0 },	     { "tilecfg", 17, 64, 0 },
	{ "tiledata", 18, 8192, 0 },
};

TEST_EACH(component, const struct layout_row *r, layouts,
	  "has the size and place of the component, or zeros",
	  .needs = NEEDS(&x86_xsave))
{
	struct cpuid c = cpuid(0xd, r->component);

	if (!(supported_xcr0() >> r->component & 1)) {
		EXPECT_EQ(c.a | c.b | c.c | c.d, 0);
		return;
	}
	/* BNDCSR has 16 bytes of state; its area has 64 (13.5.4) */
	EXPECT_EQ(c.a, r->bytes);
	if (r->offset)
		EXPECT_EQ(c.b, r->offset);
	else
		EXPECT_GE(c.b, LEGACY_BYTES);
	EXPECT_EQ(c.c & 1, 0);
	EXPECT_EQ(c.d, 0);
}

TEST(areas, "lays components out without overlap, within the size of ECX",
     .needs = NEEDS(&x86_xsave))
{
	uint64_t xcr0 = supported_xcr0();
	uint32_t end = LEGACY_BYTES;

	for (unsigned int i = 2; i < NR_COMPONENTS; i++) {
		struct cpuid a = cpuid(0xd, i);

		if (!(xcr0 >> i & 1))
			continue;
		test_context("component %u", i);
		EXPECT_GT(a.a, 0);
		EXPECT_GE(a.b, LEGACY_BYTES);
		if (a.b + a.a > end)
			end = a.b + a.a;
		for (unsigned int j = i + 1; j < NR_COMPONENTS; j++) {
			struct cpuid b = cpuid(0xd, j);

			if (xcr0 >> j & 1)
				EXPECT_TRUE(a.b + a.a <= b.b ||
					    b.b + b.a <= a.b);
		}
	}
	test_context("%s", "");
	EXPECT_EQ(cpuid(0xd, 0).c, end);
}

TEST(supervisor_components, "has offset 0 and ECX[0] for those of XSS",
     .needs = NEEDS(&x86_xsave))
{
	uint64_t xss = supported_xss();

	if (!has("xsaves") || !xss)
		SKIP("0DH.1:EDX:ECX has no supervisor component");
	for (unsigned int i = 2; i < NR_COMPONENTS; i++) {
		struct cpuid r = cpuid(0xd, i);

		if (!(xss >> i & 1))
			continue;
		test_context("component %u", i);
		EXPECT_GT(r.a, 0);
		EXPECT_EQ(r.b, 0);
		EXPECT_EQ(r.c & 1, 1);
	}
}

TEST(absent_components, "returns zeros for components that do not exist",
     .needs = NEEDS(&x86_xsave))
{
	uint64_t all = supported_xcr0() | supported_xss();

	for (unsigned int i = 2; i < NR_COMPONENTS; i++) {
		struct cpuid r = cpuid(0xd, i);

		if (all >> i & 1)
			continue;
		test_context("component %u", i);
		EXPECT_EQ(r.a | r.b | r.c | r.d, 0);
	}
	test_context("%s", "");
	EXPECT_EQ(cpuid(0xd, 64).a | cpuid(0xd, 64).b, 0);
}

/* The standard format: to the end of the last component that XCR0 enables. */
static uint32_t standard_bytes(uint64_t xcr0)
{
	uint32_t end = LEGACY_BYTES;

	for (unsigned int i = 2; i < NR_COMPONENTS; i++) {
		struct cpuid r = cpuid(0xd, i);

		if (xcr0 >> i & 1 && r.a + r.b > end)
			end = r.a + r.b;
	}
	return end;
}

/* The compacted format: in order, 64-byte aligned where ECX[1] says so. */
static uint32_t compacted_bytes(uint64_t components)
{
	uint32_t end = LEGACY_BYTES;

	for (unsigned int i = 2; i < NR_COMPONENTS; i++) {
		struct cpuid r = cpuid(0xd, i);

		if (!(components >> i & 1))
			continue;
		if (r.c & 2)
			end = (end + 63) & ~63u;
		end += r.a;
	}
	return end;
}

static const struct xcr0_row {
	const char *name;
	uint64_t xcr0;
} xcr0_rows[] = {
	{ "x87", XCR0_X87 },
	{ "sse", XCR0_X87 | XCR0_SSE },
	{ "avx", XCR0_X87 | XCR0_SSE | XCR0_AVX },
	{ "mpx", XCR0_X87 | XCR0_BNDREGS | XCR0_BNDCSR },
	{ "avx512", XCR0_X87 | XCR0_SSE | XCR0_AVX | XCR0_OPMASK |
			    XCR0_ZMM_HI256 | XCR0_HI16_ZMM },
	{ "pkru", XCR0_X87 | XCR0_PKRU },
	{ "all", 0 },
};

static uint64_t row_xcr0(const struct xcr0_row *r)
{
	uint64_t xcr0 = r->xcr0 ? r->xcr0 : supported_xcr0();

	if (xcr0 & ~supported_xcr0())
		SKIP("0DH.0:EDX:EAX lacks a component");
	return xcr0;
}

TEST_EACH(size_follows_xcr0, const struct xcr0_row *r, xcr0_rows,
	  "has in 0DH.0:EBX the size for what XSETBV enabled, at once",
	  .needs = NEEDS(&x86_xsave))
{
	uint64_t xcr0 = row_xcr0(r);

	enable_xsave();
	xsetbv(0, xcr0);
	EXPECT_EQ(cpuid(0xd, 0).b, standard_bytes(xcr0));
	EXPECT_GE(cpuid(0xd, 0).c, cpuid(0xd, 0).b);
	xsetbv(0, XCR0_X87);
	EXPECT_EQ(cpuid(0xd, 0).b, LEGACY_BYTES);
}

TEST_EACH(compacted_follows_xcr0, const struct xcr0_row *r, xcr0_rows,
	  "has in 0DH.1:EBX the compacted size for XCR0 | XSS",
	  .needs = NEEDS(&x86_xsave))
{
	uint64_t xcr0 = row_xcr0(r), xss = 0;

	if (!has("xsavec"))
		SKIP("needs XSAVEC (CPUID.0DH.1:EAX[1])");
	if (has("xsaves"))
		xss = rdmsr(MSR_IA32_XSS);
	enable_xsave();
	xsetbv(0, xcr0);
	EXPECT_EQ(cpuid(0xd, 1).b, compacted_bytes(xcr0 | xss));
	xsetbv(0, XCR0_X87);
	EXPECT_EQ(cpuid(0xd, 1).b, compacted_bytes(xss));
}

TEST(compacted_follows_xss, "has in 0DH.1:EBX the size after a write to XSS",
     .needs = NEEDS(&x86_xsave))
{
	uint64_t xss;

	if (!has("xsaves"))
		SKIP("needs XSAVES (CPUID.0DH.1:EAX[3])");
	xss = supported_xss();
	if (!xss)
		SKIP("0DH.1:EDX:ECX has no supervisor component");
	test_defer2(wrmsr, MSR_IA32_XSS, rdmsr(MSR_IA32_XSS));
	enable_xsave();
	xsetbv(0, supported_xcr0());
	wrmsr(MSR_IA32_XSS, xss);
	EXPECT_EQ(cpuid(0xd, 1).b, compacted_bytes(supported_xcr0() | xss));
	wrmsr(MSR_IA32_XSS, 0);
	EXPECT_EQ(cpuid(0xd, 1).b, compacted_bytes(supported_xcr0()));
}

TEST(size_before_enabling, "has the size of XCR0 before CR4.OSXSAVE is set",
     .needs = NEEDS(&x86_xsave))
{
	test_defer(write_cr4, read_cr4());
	write_cr4(read_cr4() & ~(unsigned long)CR4_OSXSAVE);
	EXPECT_GE(cpuid(0xd, 0).b, LEGACY_BYTES);
	EXPECT_LE(cpuid(0xd, 0).b, cpuid(0xd, 0).c);
}
