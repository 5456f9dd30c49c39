/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bits 255:128: a VEX instruction on XMM registers clears those of its
 * destination, any other SSE instruction leaves them (SDM vol. 1, 14.1.2).
 */
#include "suite.h"

AVX_STATE_SUITE;

static uint8_t ymm[16][32], now[16][32];
static uint8_t memory[32] __attribute__((aligned(32)));

#define OP(name, text)                                             \
	static void name(void)                                     \
	{                                                          \
		asm volatile(text : "+m"(memory) : : "eax", "cc"); \
	}

OP(sse_addps, "addps %%xmm3, %%xmm2")
OP(sse_movaps, "movaps %%xmm3, %%xmm2")
OP(sse_load, "movaps %0, %%xmm2")
OP(sse_movss, "movss %0, %%xmm2")
OP(sse_movsd, "movsd %0, %%xmm2")
OP(sse_movd, "movd %%eax, %%xmm2")
OP(sse_movlps, "movlps %0, %%xmm2")
OP(sse_cvt, "cvtsi2sd %%eax, %%xmm2")
OP(sse_pxor, "pxor %%xmm3, %%xmm2")
OP(sse_pshufd, "pshufd $0x1b, %%xmm3, %%xmm2")
OP(vex_addps, "vaddps %%xmm3, %%xmm2, %%xmm2")
OP(vex_movaps, "vmovaps %%xmm3, %%xmm2")
OP(vex_load, "vmovaps %0, %%xmm2")
OP(vex_movss, "vmovss %0, %%xmm2")
OP(vex_movsd, "vmovsd %0, %%xmm2")
OP(vex_movd, "vmovd %%eax, %%xmm2")
OP(vex_movlps, "vmovlps %0, %%xmm3, %%xmm2")
OP(vex_cvt, "vcvtsi2sd %%eax, %%xmm3, %%xmm2")
OP(vex_pxor, "vpxor %%xmm3, %%xmm3, %%xmm2")
OP(vex_pshufd, "vpshufd $0x1b, %%xmm3, %%xmm2")
OP(vex_extract, "vextractf128 $1, %%ymm3, %%xmm2")
OP(vex_ymm, "vmovaps %%ymm3, %%ymm2")
OP(vex_insert, "vinsertf128 $1, %%xmm3, %%ymm4, %%ymm2")
OP(vex_perm, "vperm2f128 $0x21, %%ymm3, %%ymm4, %%ymm2")
OP(vex_broadcast, "vbroadcastf128 %0, %%ymm2")

enum upper {
	KEPT,
	ZERO,
	OF_YMM3, /* upper half of source YMM3 */
	LOW_OF_YMM3,
	OF_MEMORY, /* the first 16 bytes */
};

static const struct row {
	const char *name;
	void (*op)(void);
	enum upper upper; /* of YMM2, the destination */
} rows[] = {
	{ "addps", sse_addps, KEPT },
	{ "movaps", sse_movaps, KEPT },
	{ "load", sse_load, KEPT },
	{ "movss", sse_movss, KEPT },
	{ "movsd", sse_movsd, KEPT },
	{ "movd", sse_movd, KEPT },
	{ "movlps", sse_movlps, KEPT },
	{ "cvtsi2sd", sse_cvt, KEPT },
	{ "pxor", sse_pxor, KEPT },
	{ "pshufd", sse_pshufd, KEPT },
	{ "vaddps", vex_addps, ZERO },
	{ "vmovaps", vex_movaps, ZERO },
	{ "vload", vex_load, ZERO },
	{ "vmovss", vex_movss, ZERO },
	{ "vmovsd", vex_movsd, ZERO },
	{ "vmovd", vex_movd, ZERO },
	{ "vmovlps", vex_movlps, ZERO },
	{ "vcvtsi2sd", vex_cvt, ZERO },
	{ "vpxor", vex_pxor, ZERO },
	{ "vpshufd", vex_pshufd, ZERO },
	{ "vextractf128", vex_extract, ZERO },
	{ "vmovaps-ymm", vex_ymm, OF_YMM3 },
	{ "vinsertf128", vex_insert, LOW_OF_YMM3 },
	{ "vperm2f128", vex_perm, LOW_OF_YMM3 },
	{ "vbroadcastf128", vex_broadcast, OF_MEMORY },
};

static void expect_upper(enum upper upper)
{
	static const uint8_t zeros[16];
	const uint8_t *expected = upper == KEPT	       ? ymm[2] + 16 :
				  upper == OF_YMM3     ? ymm[3] + 16 :
				  upper == LOW_OF_YMM3 ? ymm[3] :
				  upper == OF_MEMORY   ? memory :
							 zeros;

	EXPECT_MEMEQ(now[2] + 16, expected, 16);
}

TEST_EACH(upper, const struct row *r, rows,
	  "gives the upper half what the encoding says, other registers nothing")
{
	random_fill(ymm, sizeof(ymm));
	random_fill(memory, sizeof(memory));
	memset(ymm[2], 0, 16); /* no arithmetic exceptions */
	memset(ymm[3], 0, 16);
	ymm[3][0] = 1;
	ymm_load(ymm);
	r->op();
	ymm_store(now);
	expect_upper(r->upper);
	for (unsigned int i = 0; i < NR_XMM; i++)
		if (i != 2)
			EXPECT_MEMEQ(now[i], ymm[i], 32);
}

TEST(vzeroupper, "clears all upper halves, and no lower one")
{
	random_fill(ymm, sizeof(ymm));
	ymm_load(ymm);
	asm volatile("vzeroupper");
	ymm_store(now);
	for (unsigned int i = 0; i < NR_XMM; i++)
		memset(ymm[i] + 16, 0, 16);
	EXPECT_MEMEQ(now, ymm, NR_XMM * 32);
}

TEST(vzeroall, "clears all registers")
{
	random_fill(ymm, sizeof(ymm));
	ymm_load(ymm);
	asm volatile("vzeroall");
	ymm_store(now);
	memset(ymm, 0, sizeof(ymm));
	EXPECT_MEMEQ(now, ymm, NR_XMM * 32);
}

/* Neither an #NM nor a while without AVX in XCR0 does anything to them. */
TEST(disabled, "keeps upper halves while XCR0 and CR4 disable them")
{
	random_fill(ymm, sizeof(ymm));
	ymm_load(ymm);
	xsetbv(0, XCR0_X87);
	xsetbv(0, 3);
	asm volatile("movaps %xmm3, %xmm2");
	write_cr4(read_cr4() & ~(unsigned long)CR4_OSXSAVE);
	write_cr4(read_cr4() | CR4_OSXSAVE);
	xsetbv(0, 7);
	memcpy(ymm[2], ymm[3], 16);
	ymm_store(now);
	EXPECT_MEMEQ(now, ymm, NR_XMM * 32);
}
