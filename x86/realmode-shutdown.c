/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What shuts a processor down in real mode. A suite of its own, for machines that check
 * a segment's limit where they read but not where they push.
 *
 * Intel SDM vol. 2, PUSH (real-address mode exceptions).
 */
#include <test/test.h>
#include <x86/insn/insn.h>
#include <x86/real/real.h>

static void prepare(void)
{
	insn_prepare();
	real_prepare();
}

TEST_SUITE("realmode-shutdown",
	   .summary = "a push without room for it shuts the processor down",
	   .setup = prepare);

/* There is no stack for the frame of #SS either. */
TEST(push_at_1, "with SP = 1 shuts the processor down", .ends = ENDS_RESET)
{
	struct exec x = real_exec(false);
	struct exec_state in = insn_state(&x);

	in.gpr[REG_BX] = 0xffff;
	x.code(&x, (const uint8_t[]){ 0x8b, 0x0f }, 2); /* mov (%bx), %cx */
	x.run(&x, &in, 1);
	if (in.cause != X86_GP)
		SKIP("limits of segments are not checked");
	in.gpr[REG_SP] = 1;
	x.code(&x, (const uint8_t[]){ 0x50 }, 1); /* push %ax */
	test_ends();
	x.run(&x, &in, 1);
}
