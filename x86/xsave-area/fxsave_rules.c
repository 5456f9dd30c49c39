/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When FXSAVE, FXRSTOR and LDMXCSR are refused; EFER.FFXSR. */
#include "suite.h"

#include <x86/msr.h>

static struct xsave_area area, before, after;

static void do_fxsave(const void *arg)
{
	fxsave((void *)arg);
}

static void do_fxrstor(const void *arg)
{
	fxrstor((void *)arg);
}

static void do_ldmxcsr(const void *arg)
{
	asm volatile("ldmxcsr (%0)" : : "r"(arg));
}

static void do_stmxcsr(const void *arg)
{
	asm volatile("stmxcsr (%0)" : : "r"(arg) : "memory");
}

/* As bytes: the assembler refuses them. */
static void do_lock_fxsave(const void *arg)
{
	asm volatile(".byte 0xf0, 0x0f, 0xae, 0x00" : : "a"(arg) : "memory");
}

static void do_lock_fxrstor(const void *arg)
{
	asm volatile(".byte 0xf0, 0x0f, 0xae, 0x08" : : "a"(arg) : "memory");
}

static const struct alignment {
	const char *name;
	unsigned int offset;
	enum trap_cause trap;
} alignments[] = {
	{ "1", 1, X86_GP },	 { "2", 2, X86_GP },
	{ "4", 4, X86_GP },	 { "8", 8, X86_GP },
	{ "15", 15, X86_GP },	 { "16", 16, TRAP_NONE },
	{ "32", 32, TRAP_NONE }, { "48", 48, TRAP_NONE },
	{ "24", 24, X86_GP },
};

TEST_EACH(align_store, const struct alignment *a, alignments,
	  "FXSAVE wants 16 bytes: #GP(0), and nothing is written",
	  .needs = NEEDS(&x86_fxsr))
{
	uint8_t *at = (uint8_t *)&area + a->offset;

	fpu_enable();
	memset(&area, UNTOUCHED, sizeof(area));
	after = area;
	EXPECT_TRAP(trap_catch(do_fxsave, at), a->trap);
	if (a->trap != TRAP_NONE)
		EXPECT_MEMEQ(&area, &after, sizeof(area));
	else
		EXPECT_EQ(((struct fxsave_area *)at)->fcw, FCW_INIT);
}

TEST_EACH(align_load, const struct alignment *a, alignments,
	  "FXRSTOR wants 16 bytes: #GP(0), and nothing is loaded",
	  .needs = NEEDS(&x86_fxsr, &x86_sse))
{
	uint8_t *at = (uint8_t *)&area + a->offset;

	fpu_enable();
	random_legacy(&before.legacy);
	fxrstor(&before.legacy);
	random_legacy(&after.legacy);
	after.legacy.fcw = 0x87f;
	memcpy(at, &after.legacy, sizeof(after.legacy));
	EXPECT_TRAP(trap_catch(do_fxrstor, at), a->trap);
	expect_legacy(a->trap != TRAP_NONE ? &before.legacy : &after.legacy);
}

/* SDM vol. 2, #NM and #UD lines of each instruction. */
static const struct row {
	const char *name;
	void (*fn)(const void *);
	unsigned long cr0; /* EM, TS */
	bool no_osfxsr;
	enum trap_cause trap;
} rows[] = {
	{ "fxsave", do_fxsave, 0, false, TRAP_NONE },
	{ "fxsave-ts", do_fxsave, CR0_TS, false, X86_NM },
	{ "fxsave-em", do_fxsave, CR0_EM, false, X86_NM },
	{ "fxsave-em-ts", do_fxsave, CR0_EM | CR0_TS, false, X86_NM },
	{ "fxsave-osfxsr", do_fxsave, 0, true, TRAP_NONE },
	{ "fxsave-lock", do_lock_fxsave, 0, false, X86_UD },
	{ "fxsave-lock-ts", do_lock_fxsave, CR0_TS, false, X86_UD },
	{ "fxrstor", do_fxrstor, 0, false, TRAP_NONE },
	{ "fxrstor-ts", do_fxrstor, CR0_TS, false, X86_NM },
	{ "fxrstor-em", do_fxrstor, CR0_EM, false, X86_NM },
	{ "fxrstor-osfxsr", do_fxrstor, 0, true, TRAP_NONE },
	{ "fxrstor-lock", do_lock_fxrstor, 0, false, X86_UD },
	{ "ldmxcsr", do_ldmxcsr, 0, false, TRAP_NONE },
	{ "ldmxcsr-ts", do_ldmxcsr, CR0_TS, false, X86_NM },
	{ "ldmxcsr-em", do_ldmxcsr, CR0_EM, false, X86_UD },
	{ "ldmxcsr-em-ts", do_ldmxcsr, CR0_EM | CR0_TS, false, X86_UD },
	{ "ldmxcsr-osfxsr", do_ldmxcsr, 0, true, X86_UD },
	{ "ldmxcsr-osfxsr-ts", do_ldmxcsr, CR0_TS, true, X86_UD },
	{ "stmxcsr", do_stmxcsr, 0, false, TRAP_NONE },
	{ "stmxcsr-ts", do_stmxcsr, CR0_TS, false, X86_NM },
	{ "stmxcsr-em", do_stmxcsr, CR0_EM, false, X86_UD },
	{ "stmxcsr-osfxsr", do_stmxcsr, 0, true, X86_UD },
};

TEST_EACH(refused, const struct row *r, rows,
	  "raises #NM or #UD by CR0 and CR4, and leaves memory",
	  .needs = NEEDS(&x86_fxsr, &x86_sse))
{
	bool control = r->fn == do_ldmxcsr || r->fn == do_stmxcsr;

	fpu_enable();
	random_legacy(&area.legacy);
	if (control)
		area.legacy.fcw = 0x1f80, area.legacy.fsw = 0;
	before = area;
	write_cr0(read_cr0() | r->cr0);
	if (r->no_osfxsr)
		write_cr4(read_cr4() & ~(unsigned long)CR4_OSFXSR);
	EXPECT_TRAP(trap_catch(r->fn, &area), r->trap);
	EXPECT_TRAP(user_catch(r->fn, &area), r->trap);
	if (r->trap != TRAP_NONE)
		EXPECT_MEMEQ(&area, &before, sizeof(area));
}

/* ----------------------------------------------------- reserved MXCSR ---- */

static const struct loader {
	const char *name;
	void (*fn)(const void *);
} loaders[] = {
	{ "ldmxcsr", do_ldmxcsr },
	{ "fxrstor", do_fxrstor },
};

/* The operand of LDMXCSR is the member of the area that FXRSTOR reads. */
static const void *operand(const struct loader *l)
{
	return l->fn == do_ldmxcsr ? (void *)&area.legacy.mxcsr :
				     (void *)&area.legacy;
}

TEST_EACH(mxcsr, const struct loader *l, loaders,
	  "takes the bits of MXCSR_MASK", .needs = NEEDS(&x86_fxsr, &x86_sse))
{
	fpu_enable();
	for (uint32_t mask = mxcsr_mask(), bit = 1; bit; bit <<= 1) {
		if (!(mask & bit))
			continue;
		test_context("bit 0x%x", (unsigned int)bit);
		random_legacy(&area.legacy);
		area.legacy.mxcsr = bit;
		EXPECT_TRAP(trap_catch(l->fn, operand(l)), TRAP_NONE);
		EXPECT_EQ(stmxcsr(), bit);
		area.legacy.mxcsr = mask & ~bit;
		EXPECT_TRAP(trap_catch(l->fn, operand(l)), TRAP_NONE);
		EXPECT_EQ(stmxcsr(), mask & ~bit);
	}
}

TEST_EACH(mxcsr_reserved, const struct loader *l, loaders,
	  "raises #GP(0) for other bits of MXCSR, and loads nothing",
	  .needs = NEEDS(&x86_fxsr, &x86_sse))
{
	fpu_enable();
	for (uint32_t mask = mxcsr_mask(), bit = 1; bit; bit <<= 1) {
		if (mask & bit)
			continue;
		test_context("bit 0x%x", (unsigned int)bit);
		random_legacy(&before.legacy);
		fxrstor(&before.legacy);
		random_legacy(&area.legacy);
		area.legacy.mxcsr |= bit;
		EXPECT_TRAP(trap_catch(l->fn, operand(l)), X86_GP);
		expect_legacy(&before.legacy);
	}
}

/* --------------------------------------------------------------- FFXSR ---- */
