/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Accesses of 8 and 16 bytes, and registers, that only 64-bit mode has. */
#include "../../mmio-edge/suite.h"

MMIO_EDGE_SUITE;

CODE(store_8, "mov %rax, (%rdi)");
CODE(store_imm_8, "movq $-0x12345678, (%rdi)");
CODE(store_r9, "mov %rax, %r9\n mov %r9b, (%rdi)");
CODE(store_sil, "mov %sil, (%rdi)");
CODE(load_8, "mov (%rdi), %rax");
CODE(load_4_zero, "mov (%rdi), %eax\n mov %rax, %rbx");
CODE(movzx_1_8, "movzbq (%rdi), %rax");
CODE(movzx_2_8, "movzwq (%rdi), %rax");
CODE(movsx_1_8, "movsbq (%rdi), %rax");
CODE(movsx_2_8, "movswq (%rdi), %rax");
CODE(movsxd, "movslq (%rdi), %rax");
CODE(movnti_8, "movnti %rax, (%rdi)");
CODE(cmov_false, "cmp %eax, %eax\n cmovne (%rdi), %eax\n mov %rax, %rbx");
CODE(add_8, "addq %rax, (%rdi)");
CODE(sub_from_8, "subq (%rdi), %rax");
CODE(adc_8, "adcq $-7, (%rdi)");
CODE(cmp_8, "cmpq %rax, (%rdi)");
CODE(not_8, "notq (%rdi)");
CODE(neg_8, "negq (%rdi)");
CODE(shl_8, "shlq $9, (%rdi)");
CODE(mul_8, "mulq (%rdi)");
CODE(imul_8, "imulq $-3, (%rdi), %rax");
CODE(bts_8, "btsq $61, (%rdi)");
CODE(bts_up, "mov $70, %eax\n btsq %rax, (%rdi)");
CODE(bts_down, "mov $-1, %rax\n btcq %rax, (%rdi)");
CODE(xchg_8, "xchg %rax, (%rdi)");
CODE(xadd_8, "lock xadd %rax, (%rdi)");
CODE(lock_add_8, "lock addq %rax, (%rdi)");
CODE(lock_dec_8, "lock decq (%rdi)");
CODE(cmpxchg_8, "lock cmpxchg %rbx, (%rdi)");
CODE(cmpxchg16b, "cmpxchg16b (%rdi)");
CODE(lock_cmpxchg16b, "lock cmpxchg16b (%rdi)");
CODE(stosq, "stosq");
CODE(lodsq, "lodsq");
CODE(movsq, "movsq");
CODE(cmpsq, "cmpsq");
CODE(scasq, "scasq");
CODE(rep_stosq, "rep stosq");
CODE(rep_movsq, "rep movsq");
CODE(down_movsq, "lea 40(%rdi), %rdi\n lea 40(%rsi), %rsi\n std\n"
		 "rep movsq");
CODE(movbe_8, "movbe %rax, (%rdi)");

#define MUL_FLAGS (EFLAGS_SF | EFLAGS_ZF | EFLAGS_AF | EFLAGS_PF)
#define BIT_FLAGS (EFLAGS_OF | EFLAGS_SF | EFLAGS_AF | EFLAGS_PF)
#define SHIFT_OF  (EFLAGS_AF | EFLAGS_OF)

static const struct form forms[] = {
	{ "store-8", store_8, 8 },
	{ "store-imm-8", store_imm_8, 8 },
	{ "store-r9b", store_r9, 1 },
	{ "store-sil", store_sil, 1 },
	{ "load-8", load_8, 8 },
	{ "load-4-zero-extends", load_4_zero, 4 },
	{ "movzx-1-8", movzx_1_8, 1 },
	{ "movzx-2-8", movzx_2_8, 2 },
	{ "movsx-1-8", movsx_1_8, 1 },
	{ "movsx-2-8", movsx_2_8, 2 },
	{ "movsxd", movsxd, 4 },
	{ "movnti-8", movnti_8, 8 },
	{ "cmov-not-taken", cmov_false, 4 },
	{ "add-8", add_8, 8 },
	{ "sub-from-8", sub_from_8, 8 },
	{ "adc-imm-8", adc_8, 8 },
	{ "cmp-8", cmp_8, 8 },
	{ "not-8", not_8, 8 },
	{ "neg-8", neg_8, 8 },
	{ "shl-8", shl_8, 8, .undefined = SHIFT_OF },
	{ "mul-8", mul_8, 8, .undefined = MUL_FLAGS },
	{ "imul-imm-8", imul_8, 8, .undefined = MUL_FLAGS },
	{ "bts-imm-8", bts_8, 8, .undefined = BIT_FLAGS },
	{ "bts-bit-70", bts_up, 16, .undefined = BIT_FLAGS },
	{ "btc-bit-minus-1", bts_down, 8, .below = 8, .undefined = BIT_FLAGS },
	{ "xchg-8", xchg_8, 8 },
	{ "lock-xadd-8", xadd_8, 8 },
	{ "lock-add-8", lock_add_8, 8 },
	{ "lock-dec-8", lock_dec_8, 8 },
	{ "lock-cmpxchg-8", cmpxchg_8, 8 },
	{ "cmpxchg16b", cmpxchg16b, 16, .align = 16, .feature = &x86_cx16 },
	{ "lock-cmpxchg16b", lock_cmpxchg16b, 16, .align = 16,
	  .feature = &x86_cx16 },
	{ "stosq", stosq, 8 },
	{ "lodsq", lodsq, 8, AT_SI },
	{ "movsq-to", movsq, 8 },
	{ "movsq-from", movsq, 8, AT_SI },
	{ "movsq-within", movsq, 8, AT_BOTH },
	{ "cmpsq", cmpsq, 8 },
	{ "scasq", scasq, 8 },
	{ "rep-stosq", rep_stosq, 48, .count = 6 },
	{ "rep-movsq-to", rep_movsq, 48, .count = 6 },
	{ "rep-movsq-from", rep_movsq, 48, AT_SI, 6 },
	{ "rep-movsq-within", rep_movsq, 48, AT_BOTH, 6 },
	{ "down-movsq-to", down_movsq, 48, .count = 6 },
	{ "down-movsq-from", down_movsq, 48, AT_SI, 6 },
	{ "movbe-8", movbe_8, 8, .feature = &x86_movbe },
};

TEST_EACH(wide, const struct form *f, forms, "does what it does to RAM")
{
	form_check(f);
}
