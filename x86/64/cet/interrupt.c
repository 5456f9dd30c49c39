/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What interrupts, IRET and branches of CPL 0 do with its shadow stack and with
 * tracking. SDM vol. 1, 17.2.4 and 17.3; vol. 2, INT and IRET.
 */
#include "suite.h"

#include <arch.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>
#include <x86/desc.h>

CET_SUITE;

enum {
	BUSY = 1,
	OTHER = 400, /* word of another token */
	VECTOR = 0x41,
};

/* -------------------------------------------------------- calls, interrupts ---- */

CODE(bad_ret, "call 1f\n nop\n 1: incq (%rsp)\n"
	      "bad_ret_insn: ret\n");
extern const char bad_ret_insn[];

TEST(near_ret, "to another address than CALL's raises #CP(1)", NEEDS_SS)
{
	struct trap t = cet_run(bad_ret);

	EXPECT_TRAP_ERROR(t, X86_CP, CP_NEAR_RET);
	EXPECT_EQ(t.pc, (uintptr_t)bad_ret_insn);
	cet_expect_frame(CET_TOKEN - 1, cet_supervisor_word(CET_TOKEN - 1),
			 (uintptr_t)bad_ret_insn);
}

/* A handler of its own for INT VECTOR. */
CODE(good_handler, "rdsspq %rax\n mov %rax, cet_out\n"
		   "iretq\n");
CODE(bad_handler, "incq (%rsp)\n"
		  "bad_handler_iret: iretq\n");
extern const char bad_handler_iret[];
CODE(interrupt, "int $0x41\n"
		"interrupt_back: rdsspq %rax\n mov %rax, cet_out + 8\n"
		"interrupt_end: ud2\n");
extern const char interrupt_back[], interrupt_end[];

static struct trap run_interrupt(void (*handler)(const void *))
{
	idt_set_gate(VECTOR,
		     gate_make((void *)handler, KERNEL_CS, GATE_INT, 0));
	return cet_run(interrupt);
}

TEST(interrupt, "pushes CS, RIP and SSP, and IRET pops them", NEEDS_SS)
{
	struct trap t = run_interrupt(good_handler);

	EXPECT_TRAP(t, X86_UD);
	EXPECT_EQ(t.pc, (uintptr_t)interrupt_end);
	EXPECT_EQ(cet_out[0], cet_supervisor_word(CET_TOKEN - 3));
	EXPECT_EQ(cet_out[1], cet_supervisor_word(CET_TOKEN));
	cet_expect_frame(CET_TOKEN, cet_supervisor_word(CET_TOKEN),
			 (uintptr_t)interrupt_end);
}

TEST(iret, "to another address than the interrupt's raises #CP(2)", NEEDS_SS)
{
	struct trap t = run_interrupt(bad_handler);

	EXPECT_TRAP_ERROR(t, X86_CP, CP_FAR_RET);
	EXPECT_EQ(t.pc, (uintptr_t)bad_handler_iret);
	EXPECT_EQ(cet_supervisor_memory[CET_TOKEN - 2],
		  (uintptr_t)interrupt_back);
	cet_expect_frame(CET_TOKEN - 3, cet_supervisor_word(CET_TOKEN - 3),
			 (uintptr_t)bad_handler_iret);
}

/* 17.2.5: a gate with IST takes its shadow stack from IA32_INTERRUPT_SSP_TABLE. */
static uint64_t ssp_table[8];

CODE(ist_handler, "rdsspq %rax\n mov %rax, cet_out\n"
		  "mov 24(%rax), %rcx\n mov %rcx, cet_out + 16\n"
		  "iretq\n");

TEST(ist, "the stack is that of the table's token, which IRET frees", NEEDS_SS)
{
	struct trap t;

	cet_supervisor_memory[OTHER] = cet_supervisor_word(OTHER);
	ssp_table[IST_MC] = cet_supervisor_word(OTHER);
	test_defer2(wrmsr, MSR_IA32_INTERRUPT_SSP_TABLE, 0);
	wrmsr(MSR_IA32_INTERRUPT_SSP_TABLE, (uintptr_t)ssp_table);
	idt_set_gate(VECTOR, gate_make((void *)ist_handler, KERNEL_CS, GATE_INT,
				       IST_MC));
	t = cet_run(interrupt);
	EXPECT_TRAP(t, X86_UD);
	EXPECT_EQ(t.pc, (uintptr_t)interrupt_end);
	EXPECT_EQ(cet_out[0], cet_supervisor_word(OTHER - 3));
	EXPECT_EQ(cet_out[2], cet_supervisor_word(OTHER) | BUSY);
	EXPECT_EQ(cet_out[1], cet_supervisor_word(CET_TOKEN));
	EXPECT_EQ(cet_supervisor_memory[OTHER], cet_supervisor_word(OTHER));
	EXPECT_EQ(cet_supervisor_memory[OTHER - 1], KERNEL_CS);
	EXPECT_EQ(cet_supervisor_memory[OTHER - 2], (uintptr_t)interrupt_back);
	EXPECT_EQ(cet_supervisor_memory[OTHER - 3],
		  cet_supervisor_word(CET_TOKEN));
}

/* ------------------------------------------------------------- from CPL 3 ---- */

/* IRET to CPL 3 gives the stack up; cet_out: RIP there. */
CODE(go_out, "push $0x23\n push $0\n push $2\n push $0x2b\n"
	     "push cet_out\n iretq\n");

_Static_assert(USER_DS == 0x23 && USER_CS64 == 0x2b, "of go_out");

static void *user_code(const char *code, size_t bytes)
{
	static char *page, *frame;

	if (!page) {
		frame = page_alloc(0, PAGE_ZERO);
		page = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
		if (arch_map(page, virt_to_phys(frame), PAGE_SIZE,
			     MAP_READ | MAP_EXEC | MAP_USER) != 0)
			ERROR("no memory for a table");
	}
	memcpy(frame, code, bytes);
	return page;
}

TEST(from_cpl3, "a trap takes the stack of PL0_SSP, and keeps CPL 3's SSP",
     NEEDS_SS)
{
	struct trap t;

	cet_out[0] = (uintptr_t)user_code("\x0f\x0b", 2);
	wrmsr(MSR_IA32_PL3_SSP, cet_top());
	wrmsr(MSR_IA32_U_CET, CET_SH_STK_EN);
	t = cet_run(go_out);
	EXPECT_TRAP(t, X86_UD);
	EXPECT_TRUE(t.user);
	EXPECT_EQ(cet_seen_ssp, cet_supervisor_word(CET_TOKEN));
	EXPECT_EQ(cet_supervisor_memory[CET_TOKEN],
		  cet_supervisor_word(CET_TOKEN) | BUSY);
	EXPECT_EQ(cet_supervisor_memory[CET_TOKEN - 1], CET_FILL);
	EXPECT_EQ(rdmsr(MSR_IA32_PL3_SSP), cet_top());
	EXPECT_EQ(rdmsr(MSR_IA32_U_CET), CET_SH_STK_EN);
	EXPECT_EQ(cet_memory[CET_TOP - 1], CET_FILL);
}

/* SYSCALL leaves CPL 0 without a shadow stack: vol. 2, SYSCALL. */
CODE(syscall_entry, "mov cet_out + 8, %rsp\n"
		    "rdsspq %rax\n mov %rax, cet_out\n"
		    "setssbsy\n"
		    "syscall_end: ud2\n");
extern const char syscall_end[];

static uint64_t syscall_stack[64] __attribute__((aligned(16)));

static void set_msr(uint32_t msr, uint64_t value)
{
	test_defer2(wrmsr, msr, rdmsr(msr));
	wrmsr(msr, value);
}

TEST(syscall, "keeps CPL 3's SSP in PL3_SSP, and SSP is 0",
     .needs = NEEDS(&x86_cet_ss, &x86_syscall))
{
	struct trap t;

	set_msr(MSR_IA32_EFER, rdmsr(MSR_IA32_EFER) | EFER_SCE);
	set_msr(MSR_IA32_STAR, (uint64_t)KERNEL_CS << 32);
	set_msr(MSR_IA32_LSTAR, (uintptr_t)syscall_entry);
	cet_out[0] = (uintptr_t)user_code("\x0f\x05", 2);
	cet_out[1] = (uintptr_t)(syscall_stack + 64);
	wrmsr(MSR_IA32_PL3_SSP, cet_top());
	wrmsr(MSR_IA32_U_CET, CET_SH_STK_EN);
	t = cet_run(go_out);
	EXPECT_TRAP(t, X86_UD);
	EXPECT_EQ(t.pc, (uintptr_t)syscall_end);
	EXPECT_EQ(cet_out[0], 0);
	EXPECT_EQ(rdmsr(MSR_IA32_PL3_SSP), cet_top());
	EXPECT_EQ(cet_memory[CET_TOP - 1], CET_FILL);
	EXPECT_EQ(cet_supervisor_memory[CET_TOKEN],
		  cet_supervisor_word(CET_TOKEN) | BUSY);
}

/* ---------------------------------------------------------------- tracking ---- */

CODE(plain, "plain_end: ud2\n");
extern const char plain_end[];

TEST(branch, "of CPL 0 leads to ENDBR64, or raises #CP(3)", NEEDS_IBT)
{
	struct trap t = cet_track((void *)plain);

	EXPECT_TRAP(t, X86_UD);
	EXPECT_EQ(t.pc, (uintptr_t)plain_end);
	t = cet_track(plain_end);
	EXPECT_TRAP_ERROR(t, X86_CP, CP_ENDBRANCH);
	EXPECT_EQ(t.pc, (uintptr_t)plain_end);
}

TEST(handler, "of an interrupt begins with ENDBR64, or raises #CP(3)",
     NEEDS_IBT)
{
	const char *without = (const char *)good_handler + 4;
	struct trap t;

	idt_set_gate(VECTOR,
		     gate_make((void *)good_handler, KERNEL_CS, GATE_INT, 0));
	t = cet_track((void *)interrupt);
	EXPECT_TRAP(t, X86_UD);
	EXPECT_EQ(t.pc, (uintptr_t)interrupt_end);
	idt_set_gate(VECTOR, gate_make(without, KERNEL_CS, GATE_INT, 0));
	t = cet_track((void *)interrupt);
	EXPECT_TRAP_ERROR(t, X86_CP, CP_ENDBRANCH);
	EXPECT_EQ(t.pc, (uintptr_t)without);
}

/* CPL 3's tracker is its own: S_CET's alone counts here. */
TEST(u_cet_only, "CPL 0 is free with IA32_U_CET alone", NEEDS_IBT)
{
	void (*target)(const void *) = (void *)plain_end;
	struct trap t;

	wrmsr(MSR_IA32_U_CET, CET_ENDBR_EN | CET_SH_STK_EN);
	t = trap_catch(target, NULL);
	EXPECT_TRAP(t, X86_UD);
}
