/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When XSAVE and XRSTOR are refused: header, alignment, control registers. */
#include "suite.h"

#include <mm/page.h>
#include <mm/vmap.h>

static struct xsave_area area, before;
static uint8_t wide[2 * XSAVE_AREA_BYTES] __attribute__((aligned(64)));

static void do_xsave(const void *arg)
{
	xsave((void *)arg, ~0ull);
}

static void do_xsaveopt(const void *arg)
{
	xsaveopt((void *)arg, ~0ull);
}

static void do_xrstor(const void *arg)
{
	xrstor((void *)arg, ~0ull);
}

static void do_lock_xsave(const void *arg)
{
	asm volatile(".byte 0xf0, 0x0f, 0xae, 0x27"
		     :
		     : "D"(arg), "a"(1), "d"(0)
		     : "memory");
}

static void do_lock_xrstor(const void *arg)
{
	asm volatile(".byte 0xf0, 0x0f, 0xae, 0x2f"
		     :
		     : "D"(arg), "a"(1), "d"(0)
		     : "memory");
}

/* Registers hold @before; the area is another one, and right so far. */
static void prepare(void)
{
	fpu_enable_xsave(3);
	random_legacy(&before.legacy);
	before.legacy.fop = 0;
	before.xstate_bv = 3;
	xrstor(&before, 3);
	memset(&area, 0, sizeof(area));
	random_legacy(&area.legacy);
	area.legacy.fcw = 0x87f;
	area.xstate_bv = 3;
}

static void expect_load(enum trap_cause trap)
{
	EXPECT_TRAP(trap_catch(do_xrstor, &area), trap);
	expect_legacy(trap == TRAP_NONE ? &area.legacy : &before.legacy);
}

TEST(legal, "takes a header that is right", .needs = NEEDS(&x86_xsave))
{
	prepare();
	expect_load(TRAP_NONE);
}

TEST(bv_not_enabled, "XRSTOR: #GP(0) for bits of XSTATE_BV not in XCR0",
     .needs = NEEDS(&x86_xsave))
{
	prepare();
	for (unsigned int bit = 2; bit < 64; bit++) {
		test_context("bit %u", bit);
		area.xstate_bv = 3 | 1ull << bit;
		expect_load(X86_GP);
	}
}

/* Not only of what is asked for: SDM vol. 1, 13.8.1. */
TEST(bv_not_asked_for, "XRSTOR: #GP(0) for such bits that are not asked for",
     .needs = NEEDS(&x86_xsave))
{
	prepare();
	area.xstate_bv = 7;
	EXPECT_TRAP(trap_catch(do_xrstor, &area), X86_GP);
	fpu_enable_xsave(1);
	area.xstate_bv = 3;
	EXPECT_TRAP(trap_catch(do_xrstor, &area), X86_GP);
}

TEST(header_bytes, "XRSTOR: #GP(0) unless bytes 23:8 of the header are 0",
     .needs = NEEDS(&x86_xsave))
{
	uint8_t *header = (uint8_t *)&area.xstate_bv;

	prepare();
	for (unsigned int i = 8; i < 24; i++) {
		test_context("byte %u", i);
		header[i] = 1;
		expect_load(X86_GP);
		header[i] = i == 15 ? 0x40 : 0x80; /* not XCOMP_BV[63] */
		expect_load(X86_GP);
		header[i] = 0;
	}
	expect_load(TRAP_NONE);
}

TEST(header_rest, "XRSTOR: ignores bytes 63:24 in the standard form",
     .needs = NEEDS(&x86_xsave))
{
	uint8_t *header = (uint8_t *)&area.xstate_bv;

	prepare();
	memset(header + 24, 0xff, 40);
	expect_load(TRAP_NONE);
}

static bool has_no_xsavec(void)
{
	return !x86_xsavec.probe() && !x86_xsaves.probe();
}

static const struct feature no_xsavec = { "a processor without XSAVEC",
					  "CPUID.0DH.1:EAX[1]", has_no_xsavec };

TEST(compacted, "XRSTOR: #GP(0) for the compacted form without XSAVEC",
     .needs = NEEDS(&x86_xsave, &no_xsavec))
{
	prepare();
	area.xcomp_bv = XCOMP_BV_COMPACTED;
	expect_load(X86_GP);
	area.xcomp_bv = XCOMP_BV_COMPACTED | 3;
	expect_load(X86_GP);
}

TEST(mxcsr_bits, "XRSTOR: #GP(0) for reserved bits of MXCSR",
     .needs = NEEDS(&x86_xsave))
{
	prepare();
	for (unsigned int bit = 16; bit < 32; bit++) {
		test_context("bit %u", bit);
		area.legacy.mxcsr = MXCSR_INIT | 1u << bit;
		expect_load(X86_GP);
	}
}

/* ----------------------------------------------------------- alignment ---- */

static const struct alignment {
	const char *name;
	unsigned int offset;
	enum trap_cause trap;
} alignments[] = {
	{ "1", 1, X86_GP },   { "2", 2, X86_GP },      { "4", 4, X86_GP },
	{ "8", 8, X86_GP },   { "16", 16, X86_GP },    { "32", 32, X86_GP },
	{ "63", 63, X86_GP }, { "64", 64, TRAP_NONE }, { "96", 96, X86_GP },
};

TEST_EACH(align_xsave, const struct alignment *a, alignments,
	  "XSAVE wants 64 bytes: #GP(0), and nothing is written",
	  .needs = NEEDS(&x86_xsave))
{
	static uint8_t untouched[sizeof(wide)];

	prepare();
	memset(wide, UNTOUCHED, sizeof(wide));
	memset(untouched, UNTOUCHED, sizeof(wide));
	EXPECT_TRAP(trap_catch(do_xsave, wide + a->offset), a->trap);
	if (a->trap != TRAP_NONE)
		EXPECT_MEMEQ(wide, untouched, sizeof(wide));
	memset(wide, UNTOUCHED, sizeof(wide));
	if (x86_xsaveopt.probe())
		EXPECT_TRAP(trap_catch(do_xsaveopt, wide + a->offset), a->trap);
}

TEST_EACH(align_xrstor, const struct alignment *a, alignments,
	  "XRSTOR wants 64 bytes: #GP(0), and nothing is loaded",
	  .needs = NEEDS(&x86_xsave))
{
	prepare();
	memcpy(wide + a->offset, &area, sizeof(area));
	EXPECT_TRAP(trap_catch(do_xrstor, wide + a->offset), a->trap);
	expect_legacy(a->trap == TRAP_NONE ? &area.legacy : &before.legacy);
}

/* --------------------------------------------------- control registers ---- */

static const struct row {
	const char *name;
	void (*fn)(const void *);
	unsigned long cr0;
	bool osxsave;
	enum trap_cause trap;
} rows[] = {
	{ "xsave-ts", do_xsave, CR0_TS, true, X86_NM },
	{ "xsaveopt-ts", do_xsaveopt, CR0_TS, true, X86_NM },
	{ "xrstor-ts", do_xrstor, CR0_TS, true, X86_NM },
	{ "xsave-ts-disabled", do_xsave, CR0_TS, false, X86_UD },
	{ "xsaveopt-ts-disabled", do_xsaveopt, CR0_TS, false, X86_UD },
	{ "xrstor-ts-disabled", do_xrstor, CR0_TS, false, X86_UD },
	{ "xsave-em", do_xsave, CR0_EM, true, TRAP_NONE },
	{ "xsave-lock", do_lock_xsave, 0, true, X86_UD },
	{ "xsave-lock-ts", do_lock_xsave, CR0_TS, true, X86_UD },
	{ "xrstor-lock", do_lock_xrstor, 0, true, X86_UD },
};

TEST_EACH(control, const struct row *r, rows,
	  "raises #NM with TS, #UD without OSXSAVE and with LOCK",
	  .needs = NEEDS(&x86_xsave))
{
	prepare();
	if (r->fn == do_xsaveopt && !x86_xsaveopt.probe())
		SKIP("needs %s", x86_xsaveopt.name);
	memset(wide, UNTOUCHED, sizeof(area));
	before = area;
	write_cr0(read_cr0() | r->cr0);
	if (!r->osxsave)
		write_cr4(read_cr4() & ~(unsigned long)CR4_OSXSAVE);
	EXPECT_TRAP(trap_catch(r->fn, &area), r->trap);
	EXPECT_TRAP(user_catch(r->fn, &area), r->trap);
	write_cr4(read_cr4() | CR4_OSXSAVE);
	if (r->trap != TRAP_NONE)
		EXPECT_MEMEQ(&area, &before, sizeof(area));
}

/* ---------------------------------------------------------- page faults ---- */

static void give_back(uintptr_t pages)
{
	arch_unmap((void *)pages, 2 * PAGE_SIZE);
	vmap_free((void *)pages);
}

/* Two pages of which the second is not there. */
static uint8_t *half_mapped(enum map_flags flags)
{
	uint8_t *at = vmap_alloc(2 * PAGE_SIZE, PAGE_SIZE);
	void *page = page_alloc(0, PAGE_ZERO);

	test_defer(page_free, page);
	test_defer(give_back, at);
	if (arch_map(at, virt_to_phys(page), PAGE_SIZE, flags) != 0)
		ERROR("no memory for page tables");
	return at;
}

TEST(fault_second_page, "raises #PF for the header on a page that is not there",
     .needs = NEEDS(&x86_xsave))
{
	uint8_t *at;
	struct trap t;

	prepare();
	at = half_mapped(MAP_READ | MAP_WRITE) + PAGE_SIZE - 512;
	t = trap_catch(do_xrstor, at);
	EXPECT_TRAP_ERROR(t, X86_PF, 0);
	EXPECT_EQ(t.address & ~0x3ful, (uintptr_t)at + 512);
	expect_legacy(&before.legacy);
	t = trap_catch(do_xsave, at);
	EXPECT_TRAP_CAUSE(t, X86_PF);
	EXPECT_EQ(t.error & PF_P, 0);
	EXPECT_EQ(t.address & ~0x3ful, (uintptr_t)at + 512);
}

TEST(fault_read_only, "XSAVE raises #PF on a read-only page, XRSTOR loads it",
     .needs = NEEDS(&x86_xsave))
{
	uint8_t *at;
	struct trap t;

	prepare();
	at = half_mapped(MAP_READ);
	t = trap_catch(do_xsave, at);
	EXPECT_TRAP_ERROR(t, X86_PF, PF_P | PF_W);
	EXPECT_EQ(t.address & ~0xffful, (uintptr_t)at);
	EXPECT_TRAP(trap_catch(do_xrstor, at), TRAP_NONE);
}
