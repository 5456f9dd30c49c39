/* SPDX-License-Identifier: GPL-2.0-or-later */
/* AVX moves of 32 bytes, through every register. */
#include "suite.h"

#include <string.h>

typedef void copy_function(uint8_t *to, const uint8_t *from);

/* copy.S */
extern copy_function *const ymm_vmovdqa_0[], *const ymm_vmovdqa_1[];
extern copy_function *const ymm_vmovdqu_0[], *const ymm_vmovdqu_1[];
extern copy_function *const ymm_vmovntdq_0[], *const ymm_vmovntdq_1[];
extern copy_function *const ymm_vmovntdqa_0[], *const ymm_vmovntdqa_1[];

static const struct row {
	const char *name;
	copy_function *const *plain, *const *forced;
	const struct feature *feature;
	unsigned int offset; /* from alignment */
} rows[] = {
	{ "vmovdqa", ymm_vmovdqa_0, ymm_vmovdqa_1, &x86_avx, 0 },
	{ "vmovdqu", ymm_vmovdqu_0, ymm_vmovdqu_1, &x86_avx, 0 },
	{ "vmovdqu-1", ymm_vmovdqu_0, ymm_vmovdqu_1, &x86_avx, 1 },
	{ "vmovntdq", ymm_vmovntdq_0, ymm_vmovntdq_1, &x86_avx, 0 },
	{ "vmovntdqa", ymm_vmovntdqa_0, ymm_vmovntdqa_1, &x86_avx2, 0 },
};

/* Random bytes of their own for each register, and a border that stays. */
static void check_copy(const struct row *r, copy_function *copy)
{
	static uint8_t from[96] __attribute__((aligned(32)));
	static uint8_t to[96] __attribute__((aligned(32)));
	uint8_t expected[96];

	for (unsigned int i = 0; i < sizeof(from); i++)
		from[i] = (uint8_t)test_random();
	memset(to, 0x77, sizeof(to));
	memset(expected, 0x77, sizeof(expected));
	memcpy(expected + 32 + r->offset, from + 32 + r->offset, 32);
	copy(to + 32 + r->offset, from + 32 + r->offset);
	EXPECT_MEMEQ(to, expected, sizeof(to));
}

static void check_all(const struct row *r, copy_function *const *copies)
{
	if (!r->feature->probe())
		SKIP("needs %s (%s)", r->feature->name, r->feature->where);
	fpu_enable_xsave(XCR0_X87 | XCR0_SSE | XCR0_AVX);
	for (unsigned int i = 0; i < NR_XMM; i++) {
		test_context("YMM%u to YMM%u", i, (i + 1) % NR_XMM);
		check_copy(r, copies[i]);
	}
}

TEST_EACH(copy, const struct row *r, rows,
	  "copies 32 bytes through every pair of registers, and no more",
	  .needs = NEEDS(&x86_xsave, &x86_avx))
{
	check_all(r, r->plain);
}

TEST_EACH(copy_forced, const struct row *r, rows,
	  "does the same where the hypervisor emulates it",
	  .needs = NEEDS(&x86_xsave, &x86_avx, &x86_forced_emulation))
{
	check_all(r, r->forced);
}
