/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory operands: alignment, masked moves, gathers (SDM vol. 2, 2.4). */
#include "suite.h"

#include <mm/page.h>
#include <mm/vmap.h>

AVX_STATE_SUITE;

static uint8_t memory[128] __attribute__((aligned(64)));

#define OP(name, text)                                     \
	static void name(const void *at)                   \
	{                                                  \
		asm volatile(text : : "r"(at) : "memory"); \
	}

OP(movaps_load, "movaps (%0), %%xmm0")
OP(movaps_store, "movaps %%xmm0, (%0)")
OP(movapd_load, "movapd (%0), %%xmm0")
OP(movdqa_load, "movdqa (%0), %%xmm0")
OP(movdqa_store, "movdqa %%xmm0, (%0)")
OP(movntps, "movntps %%xmm0, (%0)")
OP(movntdq, "movntdq %%xmm0, (%0)")
OP(addps, "addps (%0), %%xmm0")
OP(pxor, "pxor (%0), %%xmm0")
OP(addss, "addss (%0), %%xmm0")
OP(movups_load, "movups (%0), %%xmm0")
OP(movups_store, "movups %%xmm0, (%0)")
OP(lddqu, "lddqu (%0), %%xmm0")
OP(movlps, "movlps (%0), %%xmm0")
OP(vmovaps_load, "vmovaps (%0), %%xmm0")
OP(vmovaps_ymm_load, "vmovaps (%0), %%ymm0")
OP(vmovaps_ymm_store, "vmovaps %%ymm0, (%0)")
OP(vmovdqa_ymm_load, "vmovdqa (%0), %%ymm0")
OP(vmovntps_ymm, "vmovntps %%ymm0, (%0)")
OP(vaddps, "vaddps (%0), %%xmm0, %%xmm0")
OP(vaddps_ymm, "vaddps (%0), %%ymm0, %%ymm0")
OP(vmovups_ymm_load, "vmovups (%0), %%ymm0")
OP(vmovups_ymm_store, "vmovups %%ymm0, (%0)")

static const struct row {
	const char *name;
	void (*insn)(const void *);
	unsigned int align; /* what it wants */
} rows[] = {
	{ "movaps-load", movaps_load, 16 },
	{ "movaps-store", movaps_store, 16 },
	{ "movapd-load", movapd_load, 16 },
	{ "movdqa-load", movdqa_load, 16 },
	{ "movdqa-store", movdqa_store, 16 },
	{ "movntps", movntps, 16 },
	{ "movntdq", movntdq, 16 },
	{ "addps", addps, 16 },
	{ "pxor", pxor, 16 },
	{ "addss", addss, 1 },
	{ "movups-load", movups_load, 1 },
	{ "movups-store", movups_store, 1 },
	{ "lddqu", lddqu, 1 },
	{ "movlps", movlps, 1 },
	{ "vmovaps-load", vmovaps_load, 16 },
	{ "vmovaps-ymm-load", vmovaps_ymm_load, 32 },
	{ "vmovaps-ymm-store", vmovaps_ymm_store, 32 },
	{ "vmovdqa-ymm-load", vmovdqa_ymm_load, 32 },
	{ "vmovntps-ymm", vmovntps_ymm, 32 },
	{ "vaddps", vaddps, 1 },
	{ "vaddps-ymm", vaddps_ymm, 1 },
	{ "vmovups-ymm-load", vmovups_ymm_load, 1 },
	{ "vmovups-ymm-store", vmovups_ymm_store, 1 },
};

TEST_EACH(alignment, const struct row *r, rows,
	  "raises #GP(0) by alignment, and changes nothing then")
{
	static const uint8_t offsets[] = { 0, 1, 2, 4, 8, 16, 24, 32, 48 };
	uint8_t ymm[16][32], now[16][32], before[sizeof(memory)];

	memset(ymm, 0, sizeof(ymm));
	memset(ymm[1], 0x3f, sizeof(ymm[1]));
	memset(memory, 0, sizeof(memory));
	memcpy(before, memory, sizeof(before));
	for (unsigned int i = 0; i < sizeof(offsets); i++) {
		bool legal = offsets[i] % r->align == 0;

		test_context("offset %u", offsets[i]);
		ymm[0][0] = 0; /* the sum of zeros */
		ymm_load(ymm);
		EXPECT_TRAP(trap_catch(r->insn, memory + offsets[i]),
			    legal ? TRAP_NONE : X86_GP);
		EXPECT_MEMEQ(memory, before, sizeof(before));
		ymm_store(now);
		EXPECT_MEMEQ(now, ymm, NR_XMM * 32);
	}
}

/* ------------------------------------------------- masked, and gathers ---- */

static void give_back(uintptr_t pages)
{
	arch_unmap((void *)pages, 2 * PAGE_SIZE);
	vmap_free((void *)pages);
}

/* The end of a page behind which there is none. */
static uint8_t *page_end(void)
{
	uint8_t *at = vmap_alloc(2 * PAGE_SIZE, PAGE_SIZE);
	uint8_t *page = page_alloc(0, PAGE_ZERO);

	for (unsigned int i = 0; i < PAGE_SIZE; i++)
		page[i] = (uint8_t)(i * 7 + 1);
	test_defer(page_free, page);
	test_defer(give_back, at);
	if (arch_map(at, virt_to_phys(page), PAGE_SIZE, MAP_READ | MAP_WRITE) !=
	    0)
		ERROR("no memory for page tables");
	return at + PAGE_SIZE;
}

static uint32_t lanes[8] __attribute__((aligned(32)));

static void masked_load(const void *at)
{
	asm volatile("vmovaps %0, %%ymm1\n\tvmaskmovps (%1), %%ymm1, %%ymm2"
		     :
		     : "m"(lanes), "r"(at));
}

static void masked_store(const void *at)
{
	asm volatile("vmovaps %0, %%ymm1\n\tvmaskmovps %%ymm2, %%ymm1, (%1)"
		     :
		     : "m"(lanes), "r"(at)
		     : "memory");
}

/* Four lanes on the page, four behind it; the mask is by the lanes' sign. */
static const struct mask {
	const char *name;
	unsigned int lanes; /* bit i: lane i */
} masks[] = {
	{ "none", 0 },	 { "low", 0xf },	   { "some", 0x5 },
	{ "last", 0x8 }, { "beyond-first", 0x10 }, { "beyond-last", 0x80 },
	{ "all", 0xff },
};

static void set_mask(const struct mask *m)
{
	for (unsigned int i = 0; i < 8; i++)
		lanes[i] = m->lanes >> i & 1 ? 0x80000000 : 0x7fffffff;
}

static void expect_mask_trap(const struct mask *m, struct trap t,
			     unsigned long error, const uint8_t *end)
{
	if (!(m->lanes & 0xf0)) {
		EXPECT_TRAP(t, TRAP_NONE);
		return;
	}
	EXPECT_TRAP_ERROR(t, X86_PF, error);
	EXPECT_GE(t.address, (uintptr_t)end);
	EXPECT_LT(t.address, (uintptr_t)end + 16);
}

TEST_EACH(maskmov_load, const struct mask *m, masks,
	  "loads the lanes of the mask, and faults for no other")
{
	uint8_t ymm[16][32];
	uint8_t *end = page_end();
	struct trap t;

	set_mask(m);
	memset(ymm, 0x11, sizeof(ymm));
	ymm_load(ymm);
	t = trap_catch(masked_load, end - 16);
	expect_mask_trap(m, t, 0, end);
	ymm_store(ymm);
	for (unsigned int i = 0; i < 8 && t.cause == TRAP_NONE; i++) {
		uint32_t zero = 0;

		test_context("lane %u", i);
		EXPECT_MEMEQ(ymm[2] + 4 * i,
			     m->lanes >> i & 1 ? end - 16 + 4 * i :
						 (uint8_t *)&zero,
			     4);
	}
}

TEST_EACH(maskmov_store, const struct mask *m, masks,
	  "stores the lanes of the mask, and faults for no other")
{
	uint8_t ymm[16][32], before[16];
	uint8_t *end = page_end();
	struct trap t;

	set_mask(m);
	memset(ymm, 0xee, sizeof(ymm));
	ymm_load(ymm);
	memcpy(before, end - 16, 16);
	t = trap_catch(masked_store, end - 16);
	expect_mask_trap(m, t, PF_W, end);
	for (unsigned int i = 0; i < 4 && t.cause == TRAP_NONE; i++) {
		test_context("lane %u", i);
		EXPECT_MEMEQ(end - 16 + 4 * i,
			     m->lanes >> i & 1 ? ymm[0] : before + 4 * i, 4);
	}
}

static int32_t indexes[8] __attribute__((aligned(32)));
static uint32_t gathered[8], left[8]; /* destination, mask */

static void gather(const void *at)
{
	asm volatile("vmovaps %0, %%ymm1\n\t"
		     "vmovaps %1, %%ymm3\n\t"
		     "vgatherdps %%ymm1, (%2,%%ymm3,4), %%ymm2"
		     :
		     : "m"(lanes), "m"(indexes), "r"(at));
}

static void gather_store(void)
{
	asm volatile("vmovups %%ymm2, %0\n\tvmovups %%ymm1, %1"
		     : "=m"(gathered), "=m"(left));
}

TEST(gather, "loads each lane of the mask, leaves the others, clears the mask",
     .needs = NEEDS(&x86_avx2))
{
	uint8_t *end = page_end();
	uint8_t ymm[16][32];

	memset(ymm, 0x22, sizeof(ymm));
	ymm_load(ymm);
	for (unsigned int i = 0; i < 8; i++) {
		lanes[i] = i & 1 ? 0 : 0x80000000;
		indexes[i] = -1 - 3 * (int)i;
	}
	EXPECT_TRAP(trap_catch(gather, end), TRAP_NONE);
	gather_store();
	for (unsigned int i = 0; i < 8; i++) {
		uint32_t value = *(uint32_t *)(end + 4 * indexes[i]);

		test_context("lane %u", i);
		EXPECT_EQ(gathered[i], i & 1 ? 0x22222222 : value);
		EXPECT_EQ(left[i], 0);
	}
}

/* SDM vol. 2, VGATHERDPS: in order from the lowest lane; those below the one
   that faults are done. */
TEST(gather_fault, "has done the lanes below the one that faults",
     .needs = NEEDS(&x86_avx2))
{
	uint8_t *end = page_end();
	uint8_t ymm[16][32];
	struct trap t;

	memset(ymm, 0x22, sizeof(ymm));
	ymm_load(ymm);
	for (unsigned int i = 0; i < 8; i++) {
		lanes[i] = 0x80000000;
		indexes[i] = -1 - (int)i;
	}
	indexes[5] = 2;
	t = trap_catch(gather, end);
	EXPECT_TRAP_ERROR(t, X86_PF, 0);
	EXPECT_EQ(t.address, (uintptr_t)end + 8);
	gather_store();
	for (unsigned int i = 0; i < 5; i++) {
		test_context("lane %u", i);
		EXPECT_EQ(gathered[i], *(uint32_t *)(end + 4 * indexes[i]));
		EXPECT_EQ(left[i], 0);
	}
	EXPECT_EQ(gathered[5], 0x22222222);
	EXPECT_EQ(left[5] >> 31, 1);
}
