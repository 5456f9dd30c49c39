/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CR4.OSXSAVE: the instructions that it enables, and its mirror in CPUID. */
#include "suite.h"

#define CPUID_OSXSAVE (1u << 27) /* 1:ECX */

static bool mirror(void)
{
	return cpuid(1, 0).c & CPUID_OSXSAVE;
}

TEST(mirrored, "CPUID.1:ECX[27] is CR4.OSXSAVE", .needs = NEEDS(&x86_xsave))
{
	EXPECT_FALSE(mirror());
	fpu_enable();
	EXPECT_FALSE(mirror());
	write_cr4(read_cr4() | CR4_OSXSAVE);
	EXPECT_TRUE(mirror());
	write_cr4(read_cr4() & ~(unsigned long)CR4_OSXSAVE);
	EXPECT_FALSE(mirror());
	write_cr4(read_cr4() | CR4_OSXSAVE);
	EXPECT_TRUE(mirror());
}

TEST(kept, "XCR0 keeps its value while CR4.OSXSAVE is clear",
     .needs = NEEDS(&x86_xsave))
{
	fpu_enable_xsave(XCR0_X87 | XCR0_SSE);
	write_cr4(read_cr4() & ~(unsigned long)CR4_OSXSAVE);
	write_cr4(read_cr4() | CR4_OSXSAVE);
	EXPECT_EQ(xgetbv(0), XCR0_X87 | XCR0_SSE);
}

static struct xsave_area area;

static void do_xsave(const void *arg)
{
	xsave((void *)arg, XCR0_X87);
}

static void do_xrstor(const void *arg)
{
	xrstor((void *)arg, XCR0_X87);
}

static void do_xsaveopt(const void *arg)
{
	xsaveopt((void *)arg, XCR0_X87);
}

static void do_xgetbv_0(const void *arg)
{
	(void)arg;
	xgetbv(0);
}

/* Legal and illegal ones alike: #UD comes before #GP. */
static void do_xgetbv_9(const void *arg)
{
	(void)arg;
	xgetbv(9);
}

static void do_xsetbv_1(const void *arg)
{
	(void)arg;
	xsetbv(0, XCR0_X87);
}

static void do_xsetbv_0(const void *arg)
{
	(void)arg;
	xsetbv(0, 0);
}

static const struct row {
	const char *name;
	void (*fn)(const void *);
	const struct feature *feature;
	bool kernel; /* #GP at CPL 3 even when enabled */
} rows[] = {
	{ "xgetbv", do_xgetbv_0, &x86_xsave, false },
	{ "xsetbv", do_xsetbv_1, &x86_xsave, true },
	{ "xsave", do_xsave, &x86_xsave, false },
	{ "xrstor", do_xrstor, &x86_xsave, false },
	{ "xsaveopt", do_xsaveopt, &x86_xsaveopt, false },
};

TEST_EACH(disabled, const struct row *r, rows,
	  "raises #UD without CR4.OSXSAVE, at CPL 0 and 3")
{
	fpu_enable();
	EXPECT_TRAP(trap_catch(r->fn, &area), X86_UD);
	EXPECT_TRAP(user_catch(r->fn, &area), X86_UD);
}

TEST_EACH(enabled, const struct row *r, rows, "runs with CR4.OSXSAVE")
{
	if (!r->feature->probe())
		SKIP("needs %s (%s)", r->feature->name, r->feature->where);
	fpu_enable_xsave(XCR0_X87);
	EXPECT_TRAP(trap_catch(r->fn, &area), TRAP_NONE);
	EXPECT_TRAP(user_catch(r->fn, &area), r->kernel ? X86_GP : TRAP_NONE);
}

static const struct row bad_rows[] = {
	{ "xgetbv-index", do_xgetbv_9, &x86_xsave, false },
	{ "xsetbv-value", do_xsetbv_0, &x86_xsave, true },
};

TEST_EACH(disabled_first, const struct row *r, bad_rows,
	  "raises #UD before it looks at operands and CPL")
{
	fpu_enable();
	EXPECT_TRAP(trap_catch(r->fn, &area), X86_UD);
	EXPECT_TRAP(user_catch(r->fn, &area), X86_UD);
}

static bool has_no_xsave(void)
{
	return !x86_xsave.probe();
}

static const struct feature no_xsave = { "a processor without XSAVE",
					 "CPUID.1:ECX[26]", has_no_xsave };

TEST(absent, "MOV to CR4 refuses OSXSAVE without XSAVE, and changes nothing",
     .needs = NEEDS(&no_xsave))
{
	unsigned long cr4 = read_cr4();

	test_defer(write_cr4, cr4);
	EXPECT_EQ(write_cr4_safe(cr4 | CR4_OSXSAVE), X86_GP);
	EXPECT_EQ(read_cr4(), cr4);
	EXPECT_FALSE(mirror());
}

/* -------------------------------------------------- what XCR0 enables ---- */

static void do_avx(const void *arg)
{
	(void)arg;
	asm volatile("vxorps %xmm0, %xmm0, %xmm0");
}

static void do_sse(const void *arg)
{
	(void)arg;
	asm volatile("xorps %xmm0, %xmm0");
}

static const struct avx_row {
	const char *name;
	bool osxsave;
	uint64_t xcr0;
	enum trap_cause trap;
} avx_rows[] = {
	{ "off", false, 7, X86_UD },
	{ "x87", true, 1, X86_UD },
	{ "x87-sse", true, 3, X86_UD },
	{ "avx", true, 7, TRAP_NONE },
};

TEST_EACH(avx, const struct avx_row *r, avx_rows,
	  "AVX is #UD unless OSXSAVE and XCR0[2:1] are set; SSE needs neither",
	  .needs = NEEDS(&x86_xsave, &x86_avx))
{
	fpu_enable_xsave(r->xcr0);
	if (!r->osxsave)
		write_cr4(read_cr4() & ~(unsigned long)CR4_OSXSAVE);
	EXPECT_TRAP(trap_catch(do_avx, NULL), r->trap);
	EXPECT_TRAP(user_catch(do_avx, NULL), r->trap);
	EXPECT_TRAP(trap_catch(do_sse, NULL), TRAP_NONE);
	write_cr4(read_cr4() | CR4_OSXSAVE);
}

/* One of each exception class of AVX (SDM vol. 2, 2.4), from memory where it may be. */
static uint8_t operand[64] __attribute__((aligned(64)));

#define AVX_INSN(id, text)                   \
	static void id(const void *arg)      \
	{                                    \
		(void)arg;                   \
		asm volatile(text            \
			     : "+m"(operand) \
			     : "a"(operand)  \
			     : "dx", "cc");  \
	}
AVX_INSN(class_1, "vmovaps %0, %%xmm0")
AVX_INSN(class_2, "vaddps %0, %%ymm0, %%ymm0")
AVX_INSN(class_3, "vaddss %0, %%xmm0, %%xmm0")
AVX_INSN(class_4, "vpand %0, %%xmm0, %%xmm0")
AVX_INSN(class_5, "vmovd %0, %%xmm0")
AVX_INSN(class_5_store, "vpextrb $1, %%xmm0, %0")
AVX_INSN(class_6, "vbroadcastss %0, %%ymm0")
AVX_INSN(class_6_mask, "vmaskmovps %%xmm0, %%xmm0, %0")
AVX_INSN(class_7, "vmovmskps %%xmm0, %%edx")
AVX_INSN(class_8, "vzeroupper")
AVX_INSN(class_8_all, "vzeroall")
AVX_INSN(class_ldmxcsr, "vstmxcsr %0")
AVX_INSN(class_2_fma, "vfmadd231ps %0, %%xmm0, %%xmm0")
AVX_INSN(class_4_avx2, "vpand %0, %%ymm0, %%ymm0")
AVX_INSN(class_6_avx2, "vpbroadcastb %0, %%ymm0")
AVX_INSN(class_11, "vcvtph2ps %0, %%xmm0")
AVX_INSN(class_12, "vpxor %%xmm1, %%xmm1, %%xmm1\n\t"
		   "vgatherdps %%xmm1, (%1,%%xmm2), %%xmm0")

static const struct class_row {
	const char *name;
	void (*insn)(const void *);
	const struct feature *needs;
} classes[] = {
	{ "vmovaps", class_1, &x86_avx },
	{ "vaddps", class_2, &x86_avx },
	{ "vaddss", class_3, &x86_avx },
	{ "vpand", class_4, &x86_avx },
	{ "vmovd", class_5, &x86_avx },
	{ "vpextrb", class_5_store, &x86_avx },
	{ "vbroadcastss", class_6, &x86_avx },
	{ "vmaskmovps", class_6_mask, &x86_avx },
	{ "vmovmskps", class_7, &x86_avx },
	{ "vzeroupper", class_8, &x86_avx },
	{ "vzeroall", class_8_all, &x86_avx },
	{ "vstmxcsr", class_ldmxcsr, &x86_avx },
	{ "vfmadd231ps", class_2_fma, &x86_fma },
	{ "vpand-256", class_4_avx2, &x86_avx2 },
	{ "vpbroadcastb", class_6_avx2, &x86_avx2 },
	{ "vcvtph2ps", class_11, &x86_f16c },
	{ "vgatherdps", class_12, &x86_avx2 },
};

TEST_EACH(avx_class, const struct class_row *c, classes,
	  "of each class is #UD unless OSXSAVE and XCR0[2:1] are set",
	  .needs = NEEDS(&x86_xsave, &x86_avx))
{
	if (!c->needs->probe())
		SKIP("needs %s (%s)", c->needs->name, c->needs->where);
	for (unsigned int i = 0; i < 4; i++) {
		const struct avx_row *r = &avx_rows[i];

		test_context("%s", r->name);
		fpu_enable_xsave(r->xcr0);
		if (!r->osxsave)
			write_cr4(read_cr4() & ~(unsigned long)CR4_OSXSAVE);
		EXPECT_TRAP(trap_catch(c->insn, NULL), r->trap);
		EXPECT_TRAP(user_catch(c->insn, NULL), r->trap);
		write_cr4(read_cr4() | CR4_OSXSAVE);
	}
}
