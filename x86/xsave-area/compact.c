/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The compacted form: XSAVEC, XSAVES, and what XRSTOR and XRSTORS take of it. */
#include "suite.h"

#include <x86/msr.h>

static struct xsave_area area, from, expected, before;

static const struct form {
	const char *name;
	void (*save)(void *, uint64_t);
	void (*load)(void *, uint64_t);
	const struct feature *save_feature, *load_feature;
} forms[] = {
	{ "xsavec-xrstor", xsavec, xrstor, &x86_xsavec, &x86_xsavec },
	{ "xsaves-xrstors", xsaves, xrstors, &x86_xsaves, &x86_xsaves },
	{ "xsavec-xrstors", xsavec, xrstors, &x86_xsavec, &x86_xsaves },
	{ "xsaves-xrstor", xsaves, xrstor, &x86_xsaves, &x86_xsavec },
};

static void need(const struct form *f)
{
	if (!f->save_feature->probe() || !f->load_feature->probe())
		SKIP("needs %s and %s", f->save_feature->name,
		     f->load_feature->name);
}

/* SDM vol. 1, 13.4.3: in order, some at the next multiple of 64 bytes. */
static uint32_t compact_offset(uint64_t xcomp_bv, unsigned int number)
{
	uint32_t offset = 576;

	for (unsigned int i = 2; i <= number; i++) {
		if (!(xcomp_bv >> i & 1))
			continue;
		if (cpuid(0xd, i).c & 2)
			offset = (offset + 63) & ~63u;
		if (i < number)
			offset += component_bytes(i);
	}
	return offset;
}

/* All components that there are, with contents, in the registers and @from. */
static uint64_t fill_all(void)
{
	uint64_t all = 0;

	memset(&from, 0, sizeof(from));
	from.legacy.mxcsr = 0x5fa0;
	for (unsigned int i = 0; i < NR_COMPONENTS; i++) {
		if (!(xcr0_supported() & component_bit(&components[i])))
			continue;
		component_fill(&components[i], &from);
		all |= component_bit(&components[i]);
	}
	fpu_enable_xsave(all | (all & XCR0_BNDREGS ? XCR0_BNDCSR : 0));
	from.xstate_bv = all;
	xrstor(&from, all);
	return all;
}

/* @area has each of the components where the compacted form has it. */
static void expect_compact(uint64_t rfbm)
{
	for (unsigned int i = 2; i < NR_COMPONENTS; i++) {
		unsigned int n = components[i].number;
		uint32_t bytes = component_bytes(n);

		if (!(rfbm >> n & 1))
			continue;
		if (n == 9)
			bytes = 4;
		else if (sizeof(long) == 4)
			bytes /= n == 2 || n == 6 ? 2 : n == 7 ? bytes : 1;
		if (bytes <= 1)
			continue;
		test_context("component %u", n);
		EXPECT_MEMEQ((uint8_t *)&area + compact_offset(rfbm, n),
			     (uint8_t *)&from + component_offset(n), bytes);
	}
}

TEST_EACH(compact_save, const struct form *f, forms,
	  "writes components one behind the other, and says so in XCOMP_BV",
	  .needs = NEEDS(&x86_xsave))
{
	uint64_t all;

	need(f);
	all = fill_all();
	memset(&area, UNTOUCHED, sizeof(area));
	before = area;
	f->save(&area, all);
	EXPECT_EQ(area.xcomp_bv, all | XCOMP_BV_COMPACTED);
	EXPECT_EQ(area.xstate_bv, all);
	EXPECT_EQ(area.legacy.fcw, from.legacy.fcw);
	EXPECT_EQ(area.legacy.fsw, from.legacy.fsw);
	EXPECT_EQ(area.legacy.mxcsr, 0x5fa0);
	EXPECT_MEMEQ(area.legacy.xmm, from.legacy.xmm, NR_XMM * 16);
	EXPECT_MEMEQ(area.legacy.available, before.legacy.available, 48);
	EXPECT_MEMEQ(area.reserved, before.reserved, sizeof(area.reserved));
	expect_compact(all);
}

/* Without the first ones: those that follow move down. */
TEST_EACH(compact_save_some, const struct form *f, forms,
	  "leaves no room for what is not asked for",
	  .needs = NEEDS(&x86_xsave))
{
	uint64_t all, some;

	need(f);
	all = fill_all();
	for (unsigned int i = 2; i < NR_COMPONENTS; i++) {
		some = all & ~component_bit(&components[i]) & ~1ull;
		memset(&area, UNTOUCHED, sizeof(area));
		before = area;
		f->save(&area, some);
		EXPECT_EQ(area.xcomp_bv, some | XCOMP_BV_COMPACTED);
		EXPECT_EQ(area.xstate_bv, some);
		EXPECT_EQ(area.legacy.fcw, before.legacy.fcw);
		expect_compact(some);
	}
}

TEST_EACH(compact_load, const struct form *f, forms,
	  "loads what it has stored, whatever was there",
	  .needs = NEEDS(&x86_xsave))
{
	uint64_t all;

	need(f);
	all = fill_all();
	f->save(&area, all);
	memset(&expected, 0, sizeof(expected));
	xsave(&expected, all);
	memset(&before, 0, sizeof(before));
	before.legacy.mxcsr = MXCSR_INIT;
	xrstor(&before, all);
	EXPECT_EQ(stmxcsr(), MXCSR_INIT);
	f->load(&area, all);
	EXPECT_EQ(stmxcsr(), 0x5fa0);
	memset(&before, 0, sizeof(before));
	xsave(&before, all);
	EXPECT_MEMEQ(&before, &expected, sizeof(before));
}

/* SDM vol. 1, 13.8.2: the compacted form initialises MXCSR with SSE. */
TEST_EACH(compact_initialise, const struct form *f, forms,
	  "makes MXCSR 1F80H where SSE is not in XSTATE_BV",
	  .needs = NEEDS(&x86_xsave))
{
	static const uint8_t zeros[16][16];
	uint8_t xmm[16][16];

	need(f);
	fill_all();
	f->save(&area, 3);
	area.xstate_bv = 1;
	area.legacy.mxcsr = 0x3f80;
	f->load(&area, 3);
	EXPECT_EQ(stmxcsr(), MXCSR_INIT);
	xmm_store(xmm);
	EXPECT_MEMEQ(xmm, zeros, NR_XMM * 16);
}

/* ------------------------------------------------------- when refused ---- */

struct job {
	void (*insn)(void *, uint64_t);
	void *area;
	uint64_t rfbm;
};

static void do_job(const void *arg)
{
	const struct job *job = arg;

	job->insn(job->area, job->rfbm);
}

static const struct bad {
	const char *name;
	uint64_t xstate_bv, xcomp_bv;
	int byte; /* of the header, that is 1; 0: none */
	enum trap_cause xrstor, xrstors;
} bads[] = {
	{ "legal", 3, XCOMP_BV_COMPACTED | 3, 0, TRAP_NONE, TRAP_NONE },
	{ "less", 1, XCOMP_BV_COMPACTED | 3, 0, TRAP_NONE, TRAP_NONE },
	{ "bv-not-in-xcomp", 3, XCOMP_BV_COMPACTED | 1, 0, X86_GP, X86_GP },
	{ "xcomp-not-enabled", 3, XCOMP_BV_COMPACTED | 7, 0, X86_GP, X86_GP },
	{ "both-not-enabled", 7, XCOMP_BV_COMPACTED | 7, 0, X86_GP, X86_GP },
	{ "xcomp-62", 3, XCOMP_BV_COMPACTED | 1ull << 62 | 3, 0, X86_GP,
	  X86_GP },
	{ "standard", 3, 0, 0, TRAP_NONE, X86_GP },
	{ "standard-xcomp", 3, 3, 0, X86_GP, X86_GP },
	{ "byte-16", 3, XCOMP_BV_COMPACTED | 3, 16, X86_GP, X86_GP },
	{ "byte-23", 3, XCOMP_BV_COMPACTED | 3, 23, X86_GP, X86_GP },
	{ "byte-24", 3, XCOMP_BV_COMPACTED | 3, 24, X86_GP, X86_GP },
	{ "byte-63", 3, XCOMP_BV_COMPACTED | 3, 63, X86_GP, X86_GP },
};

static void check_header(const struct bad *b, void (*insn)(void *, uint64_t),
			 enum trap_cause trap)
{
	const struct job job = { .insn = insn, .area = &area, .rfbm = 3 };

	fpu_enable_xsave(3);
	random_legacy(&before.legacy);
	before.xstate_bv = 3;
	before.xcomp_bv = 0;
	memset(before.reserved, 0, sizeof(before.reserved));
	xrstor(&before, 3);
	memset(&area, 0, sizeof(area));
	random_legacy(&area.legacy);
	area.xstate_bv = b->xstate_bv;
	area.xcomp_bv = b->xcomp_bv;
	if (b->byte)
		((uint8_t *)&area.xstate_bv)[b->byte] = 1;
	EXPECT_TRAP(trap_catch(do_job, &job), trap);
	if (trap != TRAP_NONE)
		expect_legacy(&before.legacy);
	else if (b->xstate_bv == 3)
		expect_legacy(&area.legacy);
}

TEST_EACH(xrstor_header, const struct bad *b, bads,
	  "takes the header, or raises #GP(0) and loads nothing",
	  .needs = NEEDS(&x86_xsave, &x86_xsavec))
{
	check_header(b, xrstor, b->xrstor);
}

TEST_EACH(xrstors_header, const struct bad *b, bads,
	  "takes the header, or raises #GP(0) and loads nothing",
	  .needs = NEEDS(&x86_xsave, &x86_xsaves))
{
	check_header(b, xrstors, b->xrstors);
}

static const struct rule {
	const char *name;
	void (*insn)(void *, uint64_t);
	const struct feature *feature;
	enum trap_cause user;
} rules[] = {
	{ "xsavec", xsavec, &x86_xsavec, TRAP_NONE },
	{ "xsaves", xsaves, &x86_xsaves, X86_GP },
	{ "xrstors", xrstors, &x86_xsaves, X86_GP },
};

TEST_EACH(rules, const struct rule *r, rules,
	  "wants 64 bytes, OSXSAVE, no TS; XSAVES and XRSTORS want CPL 0",
	  .needs = NEEDS(&x86_xsave))
{
	static struct job job; /* in user pages */

	if (!r->feature->probe())
		SKIP("needs %s (%s)", r->feature->name, r->feature->where);
	fpu_enable_xsave(3);
	memset(&area, 0, sizeof(area));
	xsavec(&area, 3);
	job = (struct job){ .insn = r->insn, .area = &area, .rfbm = 3 };
	EXPECT_TRAP(trap_catch(do_job, &job), TRAP_NONE);
	EXPECT_TRAP(user_catch(do_job, &job), r->user);
	job.area = (uint8_t *)&area + 32;
	EXPECT_TRAP(trap_catch(do_job, &job), X86_GP);
	job.area = &area;
	write_cr0(read_cr0() | CR0_TS);
	EXPECT_TRAP(trap_catch(do_job, &job), X86_NM);
	write_cr4(read_cr4() & ~(unsigned long)CR4_OSXSAVE);
	EXPECT_TRAP(trap_catch(do_job, &job), X86_UD);
	write_cr4(read_cr4() | CR4_OSXSAVE);
}

static void do_write_xss(const void *arg)
{
	wrmsr(MSR_IA32_XSS, *(const uint64_t *)arg);
}

TEST(xss, "IA32_XSS takes the bits of CPUID.0DH.1:EDX:ECX and no others",
     .needs = NEEDS(&x86_xsaves))
{
	struct cpuid r = cpuid(0xd, 1);
	uint64_t supported = (uint64_t)r.d << 32 | r.c;

	test_defer2(wrmsr, MSR_IA32_XSS, rdmsr(MSR_IA32_XSS));
	for (unsigned int bit = 0; bit < 64; bit++) {
		uint64_t value = 1ull << bit;

		if (value & supported)
			continue;
		test_context("bit %u", bit);
		EXPECT_TRAP(trap_catch(do_write_xss, &value), X86_GP);
		EXPECT_EQ(rdmsr(MSR_IA32_XSS), 0);
	}
}
