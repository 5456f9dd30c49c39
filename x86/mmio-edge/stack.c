/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A device as the stack, and operands of pushes and pops there. DI is the stack
 * pointer that the code begins with; in the end it is what it has become.
 */
#include "suite.h"

MMIO_EDGE_SUITE;

#define ON_STACK(text)                                  \
	"push " R "bp\n mov " R "sp, " R "bp\n"         \
	"mov " R "di, " R "sp\n" text "\n"              \
	"mov " R "sp, " R "di\n mov " R "bp, " R "sp\n" \
	"pop " R "bp"

CODE(push_reg, ON_STACK("push " R "ax"));
CODE(push_imm8, ON_STACK("push $-3"));
CODE(push_imm, ON_STACK("push $0x12345678"));
CODE(push_16, ON_STACK("pushw %ax"));
CODE(push_flags, ON_STACK("pushf"));
CODE(push_seg, ON_STACK("push %fs"));
CODE(pop_reg, ON_STACK("pop " R "ax"));
CODE(pop_16, ON_STACK("popw %ax"));
CODE(push_mem, "push (" R "di)\n pop " R "ax");
CODE(pop_mem, "push " R "ax\n pop (" R "di)");
CODE(push_mem_16, "pushw (" R "di)\n popw %ax");
CODE(call_ret, ON_STACK("call 1f\n jmp 2f\n"
			"1: mov (" R "sp), " R "ax\n"
			"lea 1b, " R "bx\n sub " R "bx, " R "ax\n"
			"xor %ebx, %ebx\n ret\n 2:"));
CODE(ret_imm, ON_STACK("call 1f\n jmp 2f\n 1: ret $16\n 2:"));
CODE(enter_0, "push " R "bp\n mov " R "sp, " R "si\n mov " R "di, " R "sp\n"
	      "mov $0x1234, %ebp\n enter $24, $0\n"
	      "mov " R "bp, " R "ax\n sub " R "di, " R "ax\n"
	      "mov " R "sp, " R "bx\n sub " R "di, " R "bx\n leave\n"
	      "mov " R "bp, " R "dx\n mov " R "sp, " R "di\n"
	      "mov " R "si, " R "sp\n pop " R "bp\n xor %esi, %esi");

/* Words that a push may reach lie below the place. */
static const struct form forms[] = {
	{ "push-reg", push_reg, 0, .below = WORD_BYTES },
	{ "push-imm8", push_imm8, 0, .below = WORD_BYTES },
	{ "push-imm32", push_imm, 0, .below = WORD_BYTES },
	{ "push-16", push_16, 0, .below = 2 },
	{ "push-flags", push_flags, 0, .below = WORD_BYTES },
	{ "push-fs", push_seg, 0, .below = WORD_BYTES },
	{ "pop-reg", pop_reg, WORD_BYTES },
	{ "pop-16", pop_16, 2 },
	{ "push-mem", push_mem, WORD_BYTES },
	{ "pop-mem", pop_mem, WORD_BYTES },
	{ "push-mem-16", push_mem_16, 2 },
	{ "call-ret", call_ret, 0, .below = WORD_BYTES },
	{ "ret-imm", ret_imm, 0, .below = WORD_BYTES },
	{ "enter-leave", enter_0, 0, .below = WORD_BYTES },
};

TEST_EACH(stack, const struct form *f, forms, "does what it does in RAM")
{
	form_check(f);
}
