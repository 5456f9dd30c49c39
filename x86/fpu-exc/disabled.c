/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CR0.EM, MP and TS, CR4.OSFXSR and OSXMMEXCPT: #NM, #UD, or neither, for each
 * kind of instruction (SDM vol. 3, table 2-3; vol. 2, 2.5; vol. 3, 13.1).
 */
#include "suite.h"

#include <string.h>

static uint8_t memory[1024] __attribute__((aligned(64)));

#define INSN(name, text)                                                      \
	static void name(const void *arg)                                     \
	{                                                                     \
		(void)arg;                                                    \
		asm volatile(text : "+m"(memory) : : "ax", "cx", "dx", "cc"); \
	}

INSN(do_fld1, "fld1")
INSN(do_fninit, "fninit")
INSN(do_fnstsw, "fnstsw %%ax")
INSN(do_fwait, "fwait")
INSN(do_movd, "movd %%eax, %%mm0")
INSN(do_emms, "emms")
INSN(do_pshufw, "pshufw $0, %%mm0, %%mm0")
INSN(do_femms, "femms")
INSN(do_pfadd, "pfadd %%mm0, %%mm0")
INSN(do_addps, "addps %%xmm0, %%xmm0")
INSN(do_movaps, "movaps %%xmm0, %0")
INSN(do_paddb, "paddb %%xmm0, %%xmm0")
INSN(do_cvtsi2sd, "cvtsi2sd %%eax, %%xmm0")
INSN(do_fxsave, "fxsave %0")
INSN(do_fxrstor, "fxrstor %0")
INSN(do_fnsave, "fnsave %0")
INSN(do_fldenv, "fldenv %0")
INSN(do_ldmxcsr, "ldmxcsr %0")
INSN(do_stmxcsr, "stmxcsr %0")
INSN(do_xsave, "xor %%eax, %%eax\n\txor %%edx, %%edx\n\txsave %0")
INSN(do_xrstor, "xor %%eax, %%eax\n\txor %%edx, %%edx\n\txrstor %0")
INSN(do_sfence, "sfence")
INSN(do_lfence, "lfence")
INSN(do_mfence, "mfence")
INSN(do_prefetch, "prefetcht0 %0")
INSN(do_movnti, "movnti %%eax, %0")
INSN(do_pause, "pause")
INSN(do_clflush, "clflush %0")
INSN(do_popcnt, "popcnt %%eax, %%eax")
INSN(do_crc32, "crc32l %%eax, %%eax")
INSN(do_vxorps, "vxorps %%xmm0, %%xmm0, %%xmm0")
INSN(do_vmovaps, "vmovaps %%xmm0, %0")

enum kind {
	X87,
	WAIT,
	MMX,
	SSE,
	AVX,
	STATE, /* XSAVE: CR0.TS alone */
	FREE,  /* no such state: never refused */
};

static const struct row {
	const char *name;
	void (*insn)(const void *);
	enum kind kind;
	const struct feature *feature;
} rows[] = {
	{ "fld1", do_fld1, X87, &x86_fpu },
	{ "fninit", do_fninit, X87, &x86_fpu },
	{ "fnstsw", do_fnstsw, X87, &x86_fpu },
	{ "fwait", do_fwait, WAIT, &x86_fpu },
	{ "movd", do_movd, MMX, &x86_mmx },
	{ "emms", do_emms, MMX, &x86_mmx },
	{ "pshufw", do_pshufw, MMX, &x86_sse },
	{ "femms", do_femms, MMX, &x86_3dnow },
	{ "pfadd", do_pfadd, MMX, &x86_3dnow },
	{ "addps", do_addps, SSE, &x86_sse },
	{ "movaps", do_movaps, SSE, &x86_sse },
	{ "paddb", do_paddb, SSE, &x86_sse2 },
	{ "cvtsi2sd", do_cvtsi2sd, SSE, &x86_sse2 },
	{ "vxorps", do_vxorps, AVX, &x86_avx },
	{ "vmovaps", do_vmovaps, AVX, &x86_avx },
	{ "fnsave", do_fnsave, X87, &x86_fpu },
	{ "fldenv", do_fldenv, X87, &x86_fpu },
	{ "fxsave", do_fxsave, X87, &x86_fxsr },
	{ "fxrstor", do_fxrstor, X87, &x86_fxsr },
	{ "ldmxcsr", do_ldmxcsr, SSE, &x86_sse },
	{ "stmxcsr", do_stmxcsr, SSE, &x86_sse },
	{ "xsave", do_xsave, STATE, &x86_avx },
	{ "xrstor", do_xrstor, STATE, &x86_avx },
	{ "sfence", do_sfence, FREE, &x86_sse },
	{ "lfence", do_lfence, FREE, &x86_sse2 },
	{ "mfence", do_mfence, FREE, &x86_sse2 },
	{ "prefetch", do_prefetch, FREE, &x86_sse },
	{ "movnti", do_movnti, FREE, &x86_sse2 },
	{ "pause", do_pause, FREE, &x86_sse2 },
	{ "clflush", do_clflush, FREE, &x86_clflush },
	{ "popcnt", do_popcnt, FREE, &x86_popcnt },
	{ "crc32", do_crc32, FREE, &x86_sse4_2 },
};

static enum trap_cause expected(enum kind kind, unsigned long cr0,
				unsigned long cr4)
{
	bool em = cr0 & CR0_EM, ts = cr0 & CR0_TS, mp = cr0 & CR0_MP;

	switch (kind) {
	case X87:
		return em || ts ? X86_NM : TRAP_NONE;
	case WAIT:
		return mp && ts ? X86_NM : TRAP_NONE;
	case MMX:
		return em ? X86_UD : ts ? X86_NM : TRAP_NONE;
	case SSE:
		if (em || !(cr4 & CR4_OSFXSR))
			return X86_UD;
		return ts ? X86_NM : TRAP_NONE;
	case AVX:
	case STATE:
		return ts ? X86_NM : TRAP_NONE;
	default:
		return TRAP_NONE;
	}
}

static void need(const struct row *r)
{
	if (!r->feature->probe())
		SKIP("needs %s (%s)", r->feature->name, r->feature->where);
	memset(memory, 0, sizeof(memory));
	if (r->kind == AVX || r->kind == STATE)
		fpu_enable_xsave(7);
}

static void check(const struct row *r, unsigned long cr0, unsigned long cr4)
{
	enum trap_cause trap = expected(r->kind, cr0, cr4);
	unsigned long old0 = read_cr0(), old4 = read_cr4();

	write_cr0(cr0);
	write_cr4(cr4);
	EXPECT_TRAP(trap_catch(r->insn, NULL), trap);
	EXPECT_TRAP(user_catch(r->insn, NULL), trap);
	EXPECT_EQ(read_cr0(), cr0);
	write_cr4(old4);
	write_cr0(old0);
	fninit();
}

/* With each value of MP and of OSFXSR. */
static void check_each(const struct row *r, unsigned long bits)
{
	const unsigned long cr0_bits = CR0_EM | CR0_MP | CR0_TS;
	unsigned long cr0, cr4;

	need(r);
	cr0 = (read_cr0() & ~cr0_bits) | bits;
	cr4 = read_cr4() & ~(unsigned long)CR4_OSFXSR;
	for (unsigned int i = 0; i < 4; i++) {
		test_context("MP %u OSFXSR %u", i & 1, i >> 1);
		check(r, cr0 | (i & 1 ? CR0_MP : 0),
		      cr4 | (i & 2 ? CR4_OSFXSR : 0));
	}
}

TEST_EACH(none, const struct row *r, rows, "runs without EM and TS")
{
	check_each(r, 0);
}

TEST_EACH(ts, const struct row *r, rows, "raises #NM with TS")
{
	check_each(r, CR0_TS);
}

TEST_EACH(em, const struct row *r, rows, "raises #NM or #UD with EM")
{
	check_each(r, CR0_EM);
}

TEST_EACH(em_ts, const struct row *r, rows, "raises #UD before #NM")
{
	check_each(r, CR0_EM | CR0_TS);
}

TEST(clts, "CLTS ends #NM")
{
	write_cr0(read_cr0() | CR0_TS);
	EXPECT_TRAP(trap_catch(do_fld1, NULL), X86_NM);
	EXPECT_TRAP(trap_catch(do_addps, NULL), X86_NM);
	clts();
	EXPECT_TRAP(trap_catch(do_fld1, NULL), TRAP_NONE);
	EXPECT_TRAP(trap_catch(do_addps, NULL), TRAP_NONE);
}

TEST(unchanged, "#NM leaves the x87 and SSE state as it was")
{
	static struct fxsave_area before, after;

	asm volatile("fldpi\n\tfld1");
	fxsave(&before);
	write_cr0(read_cr0() | CR0_TS);
	EXPECT_TRAP(trap_catch(do_fld1, NULL), X86_NM);
	EXPECT_TRAP(trap_catch(do_addps, NULL), X86_NM);
	EXPECT_TRAP(trap_catch(do_movd, NULL), X86_NM);
	clts();
	fxsave(&after);
	EXPECT_MEMEQ(&after, &before, sizeof(after));
	fninit();
}

/* MMX makes all registers valid, and TOP 0; EMMS makes all empty. */
TEST(mmx_tags, "MMX instructions use all x87 registers, EMMS empties them",
     .needs = NEEDS(&x86_mmx))
{
	static struct fxsave_area area;

	asm volatile("fld1\n\tmovd %0, %%mm3" : : "r"(0x12345678));
	fxsave(&area);
	EXPECT_EQ(area.ftw, 0xff);
	EXPECT_EQ(area.fsw & FSW_TOP, 0);
	EXPECT_EQ(area.st[3][0] | area.st[3][3] << 24, 0x12000078);
	asm volatile("emms");
	fxsave(&area);
	EXPECT_EQ(area.ftw, 0);
	EXPECT_EQ(area.fsw & FSW_TOP, 0);
}

TEST(mmx_exponent, "MMX instructions write ones to sign and exponent",
     .needs = NEEDS(&x86_mmx))
{
	static struct fxsave_area area;

	asm volatile("movd %0, %%mm3" : : "r"(0x12345678));
	fxsave(&area);
	EXPECT_EQ(area.st[3][8] | area.st[3][9] << 8, 0xffff);
	asm volatile("emms");
}
