/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The values of XCR0, and the registers that there are. */
#include "suite.h"

#define AVX512 (XCR0_OPMASK | XCR0_ZMM_HI256 | XCR0_HI16_ZMM)
#define TILE   (XCR0_TILECFG | XCR0_TILEDATA)
#define MPX    (XCR0_BNDREGS | XCR0_BNDCSR)

void do_xgetbv(const void *arg)
{
	struct xcr_insn *insn = (struct xcr_insn *)arg;

	asm volatile("xgetbv" : "+a"(insn->ax), "+d"(insn->dx) : "c"(insn->cx));
}

void do_xsetbv(const void *arg)
{
	const struct xcr_insn *insn = arg;

	asm volatile("xsetbv" : : "a"(insn->ax), "c"(insn->cx), "d"(insn->dx));
}

struct trap try_xsetbv(unsigned long index, uint64_t value)
{
	const struct xcr_insn insn = { .ax = (uint32_t)value,
				       .cx = index,
				       .dx = (uint32_t)(value >> 32) };

	return trap_catch(do_xsetbv, &insn);
}

struct trap try_xgetbv(unsigned long index)
{
	struct xcr_insn insn = { .cx = index };

	return trap_catch(do_xgetbv, &insn);
}

static bool all_or_none(uint64_t value, uint64_t bits)
{
	return (value & bits) == 0 || (value & bits) == bits;
}

/* SDM vol. 2, XSETBV; vol. 1, 13.3. */
static bool legal(uint64_t value)
{
	if (value & ~xcr0_supported() || !(value & XCR0_X87))
		return false;
	if (value & XCR0_AVX && !(value & XCR0_SSE))
		return false;
	if (value & AVX512 && !(value & XCR0_AVX))
		return false;
	return all_or_none(value, MPX) && all_or_none(value, AVX512) &&
	       all_or_none(value, TILE);
}

static void expect_value(uint64_t value)
{
	uint64_t before = xgetbv(0);

	EXPECT_TRAP(try_xsetbv(0, value), legal(value) ? TRAP_NONE : X86_GP);
	EXPECT_EQ(xgetbv(0), legal(value) ? value : before);
}

static const struct row {
	const char *name;
	uint64_t value;
} rows[] = {
	{ "0", 0 },
	{ "x87", XCR0_X87 },
	{ "sse", XCR0_SSE },
	{ "x87-sse", XCR0_X87 | XCR0_SSE },
	{ "avx", XCR0_AVX },
	{ "x87-avx", XCR0_X87 | XCR0_AVX },
	{ "sse-avx", XCR0_SSE | XCR0_AVX },
	{ "x87-sse-avx", XCR0_X87 | XCR0_SSE | XCR0_AVX },
	{ "bndregs", XCR0_X87 | XCR0_BNDREGS },
	{ "bndcsr", XCR0_X87 | XCR0_BNDCSR },
	{ "mpx", XCR0_X87 | MPX },
	{ "pkru", XCR0_X87 | XCR0_PKRU },
	{ "opmask", 7 | XCR0_OPMASK },
	{ "zmm-hi256", 7 | XCR0_ZMM_HI256 },
	{ "hi16-zmm", 7 | XCR0_HI16_ZMM },
	{ "opmask-hi256", 7 | XCR0_OPMASK | XCR0_ZMM_HI256 },
	{ "avx512", 7 | AVX512 },
	{ "avx512-no-avx", 3 | AVX512 },
	{ "avx512-no-sse", 1 | AVX512 },
	{ "tilecfg", 3 | XCR0_TILECFG },
	{ "tiledata", 3 | XCR0_TILEDATA },
	{ "tile", 3 | TILE },
	{ "all", ~0ull },
	{ "high-half", 3ull << 32 | 3 },
};

TEST_EACH(value, const struct row *r, rows,
	  "takes effect, or raises #GP(0) and changes nothing",
	  .needs = NEEDS(&x86_xsave))
{
	fpu_enable_xsave(XCR0_X87);
	expect_value(r->value);
	fpu_enable_xsave(XCR0_X87 | XCR0_SSE);
	expect_value(r->value);
}

/* Every combination of what the processor has: a subset's next one is
   (subset - all) & all. */
TEST(combinations, "takes exactly the legal combinations",
     .needs = NEEDS(&x86_xsave))
{
	uint64_t all = xcr0_supported(), subset = 0;

	fpu_enable_xsave(XCR0_X87);
	do {
		test_context("XCR0 0x%llx", (unsigned long long)subset);
		expect_value(subset);
		subset = (subset - all) & all;
	} while (subset != 0);
}

TEST(unsupported, "raises #GP(0) for each bit that CPUID does not list",
     .needs = NEEDS(&x86_xsave))
{
	fpu_enable_xsave(XCR0_X87 | XCR0_SSE);
	for (unsigned int bit = 0; bit < 64; bit++) {
		uint64_t value = 1ull << bit;

		if (value & xcr0_supported())
			continue;
		test_context("bit %u", bit);
		EXPECT_TRAP(try_xsetbv(0, value | 3), X86_GP);
		EXPECT_EQ(xgetbv(0), 3);
	}
}

TEST(supported, "lists x87 and SSE", .needs = NEEDS(&x86_xsave))
{
	EXPECT_EQ(xcr0_supported() & 3, 3);
	EXPECT_EQ((xcr0_supported() & XCR0_AVX) != 0, x86_avx.probe());
}

/* XCR1 is there to be read where CPUID.(EAX=0DH,ECX=1):EAX[2] is set. */
static bool there(unsigned long index)
{
	return index == 0 || (index == 1 && x86_xgetbv_1.probe());
}

TEST(xgetbv_index, "raises #GP(0) for registers that there are not",
     .needs = NEEDS(&x86_xsave))
{
	fpu_enable_xsave(XCR0_X87);
	for (unsigned long index = 0; index < 64; index++) {
		test_context("XCR%lu", index);
		EXPECT_TRAP(try_xgetbv(index),
			    there(index) ? TRAP_NONE : X86_GP);
	}
	for (unsigned int bit = 1; bit < 32; bit++) {
		test_context("XCR 0x%lx", 1ul << bit);
		EXPECT_TRAP(try_xgetbv(1ul << bit), X86_GP);
	}
}

TEST(xsetbv_index, "raises #GP(0) for all registers but XCR0",
     .needs = NEEDS(&x86_xsave))
{
	fpu_enable_xsave(XCR0_X87);
	for (unsigned long index = 1; index < 64; index++) {
		test_context("XCR%lu", index);
		EXPECT_TRAP(try_xsetbv(index, 3), X86_GP);
	}
	for (unsigned int bit = 1; bit < 32; bit++) {
		test_context("XCR 0x%lx", 1ul << bit);
		EXPECT_TRAP(try_xsetbv(1ul << bit, 3), X86_GP);
	}
	EXPECT_EQ(xgetbv(0), XCR0_X87);
}

TEST(xgetbv_result, "clears the high halves of RAX and RDX",
     .needs = NEEDS(&x86_xsave))
{
	struct xcr_insn insn = { .ax = ~0ul, .dx = ~0ul };

	fpu_enable_xsave(XCR0_X87 | XCR0_SSE);
	do_xgetbv(&insn);
	EXPECT_EQ(insn.ax, 3);
	EXPECT_EQ(insn.dx, 0);
}

/* Where a component is not in use it is in its initial state. */
TEST(xgetbv_in_use, "says which components are in use, of those enabled",
     .needs = NEEDS(&x86_xsave, &x86_xgetbv_1))
{
	static const uint8_t ones[16][16] = { { 1 } };

	fpu_enable_xsave(XCR0_X87 | XCR0_SSE);
	EXPECT_EQ(xgetbv(1) & ~3ull, 0);
	xmm_load(ones);
	asm volatile("fld1");
	EXPECT_EQ(xgetbv(1), 3);
	xsetbv(0, XCR0_X87);
	EXPECT_EQ(xgetbv(1), XCR0_X87);
}

TEST(cpl3, "lets CPL 3 read XCR0, and not write it", .needs = NEEDS(&x86_xsave))
{
	static struct xcr_insn insn; /* in user pages */

	fpu_enable_xsave(XCR0_X87 | XCR0_SSE);
	insn = (struct xcr_insn){ .ax = ~0ul, .dx = ~0ul };
	EXPECT_TRAP(user_catch(do_xgetbv, &insn), TRAP_NONE);
	EXPECT_EQ(insn.ax, 3);
	EXPECT_EQ(insn.dx, 0);
	insn = (struct xcr_insn){ .ax = XCR0_X87 };
	EXPECT_TRAP(user_catch(do_xsetbv, &insn), X86_GP);
	EXPECT_EQ(xgetbv(0), 3);
}
