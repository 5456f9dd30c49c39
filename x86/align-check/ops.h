/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The instructions, as X(id, name of the row, alignment, feature or NULL, content,
 * what comes before, instruction). SI, CX and DX are free; AX is compared with.
 *
 * SP: with a stack at DI. The pointer is back before the end, so that a trap at CPL
 * 0 finds a stack.
 */
#ifndef X86_ALIGN_CHECK_OPS_H
#define X86_ALIGN_CHECK_OPS_H

#define SAVED "mov " R "sp, " R "si\n mov " R "di, " R "sp\n"
#define BACK  "\n mov " R "si, " R "sp"
#define MOVES "mov " R "di, " R "si\n lea align_area, " R "di\n" /* DI aligned */
#define TOS   "lea align_area, " R "si\n"			  /* SI aligned */

/* clang-format off: a table */
#define OPS_INTEGER(X)                                                         \
	X(load2, "load-2", 2, NULL, PATTERN, "", "movw (" R "di), %ax")        \
	X(load4, "load-4", 4, NULL, PATTERN, "", "movl (" R "di), %eax")       \
	X(store2, "store-2", 2, NULL, PATTERN, "", "movw %ax, (" R "di)")      \
	X(store4, "store-4", 4, NULL, PATTERN, "", "movl %eax, (" R "di)")     \
	X(imm2, "store-imm-2", 2, NULL, PATTERN, "", "movw $0x1234, (" R "di)") \
	X(imm4, "store-imm-4", 4, NULL, PATTERN, "", "movl $0x12345678, (" R "di)") \
	X(add2, "add-2", 2, NULL, PATTERN, "", "addw %ax, (" R "di)")          \
	X(add4, "add-4", 4, NULL, PATTERN, "", "addl %eax, (" R "di)")         \
	X(cmp4, "cmp-4", 4, NULL, PATTERN, "", "cmpl %eax, (" R "di)")         \
	X(inc4, "inc-4", 4, NULL, PATTERN, "", "incl (" R "di)")               \
	X(shl4, "shl-4", 4, NULL, PATTERN, "", "shll $3, (" R "di)")           \
	X(movzx, "movzx-2", 2, NULL, PATTERN, "", "movzwl (" R "di), %eax")    \
	X(lock4, "lock-add-4", 4, NULL, PATTERN, "", "lock addl %eax, (" R "di)") \
	X(xchg2, "xchg-2", 2, NULL, PATTERN, "", "xchgw %ax, (" R "di)")       \
	X(xchg4, "xchg-4", 4, NULL, PATTERN, "", "xchgl %eax, (" R "di)")      \
	X(cmpxchg, "cmpxchg-4", 4, NULL, PATTERN, "", "cmpxchgl %ecx, (" R "di)") \
	X(xadd, "xadd-4", 4, NULL, PATTERN, "", "xaddl %eax, (" R "di)")       \
	X(cx8, "cmpxchg8b", 8, &x86_cx8, PATTERN, "", "cmpxchg8b (" R "di)")   \
	X(bts, "bts-4", 4, NULL, PATTERN, "mov $3, %eax\n", "btsl %eax, (" R "di)") \
	X(movnti, "movnti-4", 4, &x86_sse2, PATTERN, "", "movnti %eax, (" R "di)") \
	X(movfs, "mov-fs", 2, NULL, ZEROS, "", "movw (" R "di), %fs")          \
	X(lfs, "lfs", 4, NULL, ZEROS, "", "lfsl (" R "di), %eax")

#define OPS_STRING(X)                                                          \
	X(stos2, "stos-2", 2, NULL, PATTERN, "", "stosw")                      \
	X(stos4, "stos-4", 4, NULL, PATTERN, "", "stosl")                      \
	X(lods2, "lods-2", 2, NULL, PATTERN, MOVES, "lodsw")                   \
	X(lods4, "lods-4", 4, NULL, PATTERN, MOVES, "lodsl")                   \
	X(movs4to, "movs-4-to", 4, NULL, PATTERN, TOS, "movsl")                \
	X(movs4from, "movs-4-from", 4, NULL, PATTERN, MOVES, "movsl")          \
	X(cmps4, "cmps-4", 4, NULL, PATTERN, TOS, "cmpsl")                     \
	X(scas4, "scas-4", 4, NULL, PATTERN, "", "scasl")                      \
	X(repmovs, "rep-movs-4-to", 4, NULL, PATTERN, TOS "mov $5, %ecx\n", "rep movsl") \
	X(repstos, "rep-stos-2", 2, NULL, PATTERN, "mov $5, %ecx\n", "rep stosw")

#define OPS_X87(X)                                                             \
	X(flds, "fld-4", 4, &x86_fpu, ZEROS, "fninit\n", "flds (" R "di)")     \
	X(fldl, "fld-8", 8, &x86_fpu, ZEROS, "fninit\n", "fldl (" R "di)")     \
	X(fldt, "fld-10", 8, &x86_fpu, ZEROS, "fninit\n", "fldt (" R "di)")    \
	X(fsts, "fst-4", 4, &x86_fpu, PATTERN, "fninit\n fldpi\n", "fsts (" R "di)") \
	X(fstl, "fst-8", 8, &x86_fpu, PATTERN, "fninit\n fldpi\n", "fstl (" R "di)") \
	X(fstpt, "fstp-10", 8, &x86_fpu, PATTERN, "fninit\n fldpi\n", "fstpt (" R "di)") \
	X(fild2, "fild-2", 2, &x86_fpu, PATTERN, "fninit\n", "filds (" R "di)") \
	X(fild4, "fild-4", 4, &x86_fpu, PATTERN, "fninit\n", "fildl (" R "di)") \
	X(fild8, "fild-8", 8, &x86_fpu, PATTERN, "fninit\n", "fildll (" R "di)") \
	X(fist4, "fist-4", 4, &x86_fpu, PATTERN, "fninit\n fldpi\n", "fistl (" R "di)") \
	X(fnstcw, "fnstcw", 2, &x86_fpu, PATTERN, "fninit\n", "fnstcw (" R "di)") \
	X(fnstsw, "fnstsw", 2, &x86_fpu, PATTERN, "fninit\n", "fnstsw (" R "di)") \
	X(fnstenv, "fnstenv", 4, &x86_fpu, PATTERN, "fninit\n", "fnstenv (" R "di)") \
	X(fnsave, "fnsave", 4, &x86_fpu, PATTERN, "fninit\n", "fnsave (" R "di)") \
	X(frstor, "frstor", 4, &x86_fpu, ZEROS, "fninit\n", "frstor (" R "di)")

#define OPS_SSE(X)                                                             \
	X(movss, "movss-load", 4, &x86_sse, PATTERN, "", "movss (" R "di), %xmm0") \
	X(movssto, "movss-store", 4, &x86_sse, PATTERN, "xorps %xmm0, %xmm0\n", "movss %xmm0, (" R "di)") \
	X(movsd, "movsd-load", 8, &x86_sse2, PATTERN, "", "movsd (" R "di), %xmm0") \
	X(movsdto, "movsd-store", 8, &x86_sse2, PATTERN, "xorps %xmm0, %xmm0\n", "movsd %xmm0, (" R "di)") \
	X(movlps, "movlps-load", 8, &x86_sse, PATTERN, "", "movlps (" R "di), %xmm0")

#ifdef __x86_64__
#define OPS_WIDTH(X)                                                           \
	X(load8, "load-8", 8, NULL, PATTERN, "", "movq (%rdi), %rax")          \
	X(store8, "store-8", 8, NULL, PATTERN, "", "movq %rax, (%rdi)")        \
	X(add8, "add-8", 8, NULL, PATTERN, "", "addq %rax, (%rdi)")            \
	X(lock8, "lock-add-8", 8, NULL, PATTERN, "", "lock addq %rax, (%rdi)") \
	X(xchg8, "xchg-8", 8, NULL, PATTERN, "", "xchgq %rax, (%rdi)")         \
	X(stos8, "stos-8", 8, NULL, PATTERN, "", "stosq")                      \
	X(movs8, "movs-8-from", 8, NULL, PATTERN, MOVES, "movsq")              \
	X(push8, "push", 8, NULL, PATTERN, SAVED, "push %rax" BACK)            \
	X(pushm8, "push-mem", 8, NULL, PATTERN, "mov %rsp, %rsi\n", "push (%rdi)" BACK) \
	X(pop8, "pop", 8, NULL, PATTERN, SAVED, "pop %rax" BACK)               \
	X(popm8, "pop-mem", 8, NULL, PATTERN, "mov %rsp, %rsi\n push %rax\n", "pop (%rdi)" BACK) \
	X(call8, "call", 8, NULL, PATTERN, SAVED, "call 1f\n1:" BACK)          \
	X(leave8, "leave", 8, NULL, PATTERN, "mov %rsp, %rsi\n mov %rdi, %rbp\n", "leave\n mov %rbx, %rbp" BACK) \
	X(enter8, "enter", 8, NULL, PATTERN, SAVED, "enter $0, $0\n mov %rbx, %rbp" BACK)
#else
#define OPS_WIDTH(X)                                                           \
	X(bound, "bound", 4, NULL, ZEROS, "xor %eax, %eax\n", "bound %eax, (%edi)") \
	X(push4, "push", 4, NULL, PATTERN, SAVED, "push %eax" BACK)            \
	X(push2, "push-2", 2, NULL, PATTERN, SAVED, "pushw %ax" BACK)          \
	X(pushm4, "push-mem", 4, NULL, PATTERN, "mov %esp, %esi\n", "push (%edi)" BACK) \
	X(pop4, "pop", 4, NULL, PATTERN, SAVED, "pop %eax" BACK)               \
	X(popm4, "pop-mem", 4, NULL, PATTERN, "mov %esp, %esi\n push %eax\n", "pop (%edi)" BACK) \
	X(pusha, "pusha", 4, NULL, PATTERN, SAVED, "pusha" BACK)               \
	X(call4, "call", 4, NULL, PATTERN, SAVED, "call 1f\n1:" BACK)          \
	X(leave4, "leave", 4, NULL, PATTERN, "mov %esp, %esi\n mov %edi, %ebp\n", "leave\n mov %ebx, %ebp" BACK) \
	X(enter4, "enter", 4, NULL, PATTERN, SAVED, "enter $0, $0\n mov %ebx, %ebp" BACK)
#endif

#define OPS(X) \
	OPS_INTEGER(X) OPS_STRING(X) OPS_X87(X) OPS_SSE(X) OPS_WIDTH(X)
/* clang-format on */

/* id##_at is the instruction itself, id##_entry what comes before. */
#define OP_CODE(id, name, align, feature, content, before, text)          \
	extern const char id##_at[], id##_end[], id##_entry[];            \
	asm(".pushsection .text\n" #id "_entry: " before #id "_at: " text \
	    "\n" #id "_end: ud2\n"                                        \
	    ".popsection");
#define OP_ROW(id, name, align, feature, content, before, text)                  \
	{                                                                        \
		name,	   { id##_at, id##_end, NULL }, align, feature, content, \
		id##_entry                                                       \
	},

#endif
