/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Far CALL and RET with a shadow stack at CPL 3: CS, RIP and SSP stand on it.
 * SDM vol. 2, CALL and RET.
 */
#include "suite.h"

#include <x86/selectors.h>

CET_SUITE;

#define SS CET_SH_STK_EN

/* The pointer of a far CALL: CPL 3 has it in the image. */
#define FAR(name, after, text)                                 \
	CODE(name, "lcall *1f\n" #name "_back: " after "ret\n" \
		   ".balign 8\n"                               \
		   "1: .long 2f\n .short 0x2b\n"               \
		   "2: rdsspq %rax\n"                          \
		   "mov %rax, cet_out\n" text);                \
	extern const char name##_back[], name##_ret[]

_Static_assert(USER_CS64 == 0x2b, "of the pointer");

FAR(good, "incq cet_out + 8\n", "good_ret: lretl\n");
FAR(offset, "", "incl (%rsp)\n offset_ret: lretl\n");
FAR(selector, "", "movl $0x1b, 4(%rsp)\n selector_ret: lretl\n");
FAR(near_ret, "", "mov (%rsp), %eax\n push %rax\n near_ret_ret: ret\n");

TEST(far_call, "pushes CS, the return address and SSP", NEEDS_SS)
{
	struct cet_end end = cet_user(good, NULL, SS);

	EXPECT_TRAP(end.trap, TRAP_NONE);
	EXPECT_EQ(end.ssp, cet_top());
	EXPECT_EQ(cet_out[0], cet_word(CET_TOP - 4));
	EXPECT_EQ(cet_out[1], 1);
	EXPECT_EQ(cet_memory[CET_TOP - 2], USER_CS64);
	EXPECT_EQ(cet_memory[CET_TOP - 3], (uintptr_t)good_back);
	EXPECT_EQ(cet_memory[CET_TOP - 4], cet_word(CET_TOP - 1));
}

static const struct row {
	const char *name;
	void (*code)(const void *);
	const char *ret;
	unsigned long error;
} rows[] = {
	{ "offset", offset, offset_ret, CP_FAR_RET },
	{ "selector", selector, selector_ret, CP_FAR_RET },
	{ "near", near_ret, near_ret_ret, CP_NEAR_RET },
};

TEST_EACH(far_ret, const struct row *r, rows,
	  "that does not fit the far CALL raises #CP", NEEDS_SS)
{
	struct cet_end end = cet_user(r->code, NULL, SS);

	cet_expect_cp(end, r->error, r->ret, CET_TOP - 4);
}

/* WRSS to the three words: %rax is SSP. */
FAR(bad_cs, "", "mov $0x33, %ecx\n wrssq %rcx, 16(%rax)\n bad_cs_ret: lretl\n");
FAR(bad_ip, "",
    "mov 8(%rax), %rcx\n inc %rcx\n wrssq %rcx, 8(%rax)\n"
    "bad_ip_ret: lretl\n");
FAR(bad_ssp, "",
    "mov (%rax), %rcx\n add $2, %rcx\n wrssq %rcx, (%rax)\n"
    "bad_ssp_ret: lretl\n");

static const struct row shadow_rows[] = {
	{ "cs", bad_cs, bad_cs_ret, CP_FAR_RET },
	{ "ip", bad_ip, bad_ip_ret, CP_FAR_RET },
	{ "ssp", bad_ssp, bad_ssp_ret, CP_FAR_RET },
};

TEST_EACH(far_shadow, const struct row *r, shadow_rows,
	  "of the shadow stack that is changed: far RET raises #CP(2)",
	  NEEDS_SS)
{
	struct cet_end end = cet_user(r->code, NULL, SS | CET_WR_SHSTK_EN);

	cet_expect_cp(end, r->error, r->ret, CET_TOP - 4);
}
