/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The library does not run with IA32_S_CET set: while it is, the gates lead to
 * code that notes SSP, clears it and goes on where the library's gates lead.
 */
#include "suite.h"

#include <x86/desc.h>

extern const uint8_t trap_vectors[]; /* the library's */

uint64_t cet_seen_ssp;

#define STUB(vector)                                               \
	void stub_##vector(void);                                  \
	asm(".pushsection .text\n"                                 \
	    "stub_" #vector ": endbr64\n"                          \
	    "push %rax\n push %rcx\n push %rdx\n"                  \
	    "xor %eax, %eax\n rdsspq %rax\n"                       \
	    "mov %rax, cet_seen_ssp\n"                             \
	    "mov $0x6a2, %ecx\n xor %eax, %eax\n xor %edx, %edx\n" \
	    "wrmsr\n"                                              \
	    "pop %rdx\n pop %rcx\n pop %rax\n"                     \
	    "jmp trap_vectors + 16 * " #vector "\n"                \
	    ".popsection")

_Static_assert(VECTOR_BYTES == 16, "of STUB");

STUB(6);
STUB(13);
STUB(14);
STUB(21);

static void set_gate(enum trap_cause cause, void (*stub)(void))
{
	idt_set_gate(X86_VECTOR(cause),
		     gate_make(stub, KERNEL_CS, GATE_INT, 0));
}

uint64_t cet_supervisor_word(unsigned int i)
{
	return (uintptr_t)(cet_supervisor + i);
}

static void prepare(void)
{
	set_gate(X86_UD, stub_6);
	set_gate(X86_GP, stub_13);
	set_gate(X86_PF, stub_14);
	set_gate(X86_CP, stub_21);
	cet_seen_ssp = 0;
	cet_supervisor_memory[CET_TOKEN] = cet_supervisor_word(CET_TOKEN);
	wrmsr(MSR_IA32_PL0_SSP, cet_supervisor_word(CET_TOKEN));
}

/* Goes to the code in @arg, which does not come back, with a shadow stack. */
static void with_stack(const void *arg)
{
	asm volatile("wrmsr\n\t"
		     "setssbsy\n\t"
		     "jmp *%0"
		     :
		     : "r"(arg), "c"(MSR_IA32_S_CET), "a"(CET_SH_STK_EN), "d"(0)
		     : "memory");
	__builtin_unreachable();
}

struct trap cet_run(void (*code)(const void *))
{
	prepare();
	return trap_catch(with_stack, (const void *)code);
}

/* The three words that an interrupt of CPL 0 pushes. */
void cet_expect_frame(unsigned int top, uint64_t ssp, uint64_t pc)
{
	EXPECT_EQ(cet_seen_ssp, cet_supervisor_word(top - 3));
	EXPECT_EQ(cet_supervisor_memory[top - 1], KERNEL_CS);
	EXPECT_EQ(cet_supervisor_memory[top - 2], pc);
	EXPECT_EQ(cet_supervisor_memory[top - 3], ssp);
	EXPECT_EQ(cet_supervisor_memory[top - 4], CET_FILL);
}

static void with_tracking(const void *arg)
{
	asm volatile("wrmsr\n\t"
		     "jmp *%0"
		     :
		     : "r"(arg), "c"(MSR_IA32_S_CET), "a"(CET_ENDBR_EN), "d"(0)
		     : "memory");
	__builtin_unreachable();
}

struct trap cet_track(const void *code)
{
	prepare();
	return trap_catch(with_tracking, code);
}
