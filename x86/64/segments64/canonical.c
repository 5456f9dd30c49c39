/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Addresses that are not canonical: #SS(0) where the stack is accessed, #GP(0)
 * elsewhere, before anything has changed.
 *
 * Intel SDM vol. 1, 3.3.7.1; vol. 3, 5.3.1; vol. 2, exceptions of each.
 */
#include "suite.h"

#include <x86/msr.h>

SEGMENTS64_SUITE;

SNIPPET(read_di, "mov (%rdi), %rcx");
SNIPPET(write_di, "mov %rax, (%rdi)");
SNIPPET(read_byte, "mov (%rdi), %cl");
SNIPPET(read_bp, "mov (%rbp), %rcx");
SNIPPET(write_bp, "mov %rax, (%rbp)");
SNIPPET(read_sp, "mov (%rsp), %rcx");
SNIPPET(read_bp_index, "mov (%rbp,%rdx), %rcx");
SNIPPET(push_ax, "push %rax");
SNIPPET(push_16, "pushw %ax");
SNIPPET(push_memory, "push (%rdi)");
SNIPPET(pop_cx, "pop %rcx");
SNIPPET(pop_16, "popw %cx");
SNIPPET(call_near, "call 1f\n 1:");
SNIPPET(ret_near, "ret");
SNIPPET(enter_0, "enter $16, $0");
SNIPPET(leave_0, "leave");
SNIPPET(pushf_0, "pushf");
SNIPPET(popf_0, "popf");
SNIPPET(lods_si, "lodsq");
SNIPPET(stos_di, "stosq");
SNIPPET(fs_bp, "mov %fs:(%rbp), %rcx");
SNIPPET(fs_di, "mov %fs:(%rdi), %rcx");

static const struct row {
	const char *name;
	struct snippet code;
	enum trap_cause cause;
	unsigned int below; /* bytes between the register and the access */
} rows[] = {
	{ "read", SNIPPET_OF(read_di), X86_GP, 0 },
	{ "read-1", SNIPPET_OF(read_byte), X86_GP, 0 },
	{ "write", SNIPPET_OF(write_di), X86_GP, 0 },
	{ "read-bp", SNIPPET_OF(read_bp), X86_SS, 0 },
	{ "write-bp", SNIPPET_OF(write_bp), X86_SS, 0 },
	{ "read-sp", SNIPPET_OF(read_sp), X86_SS, 0 },
	{ "push", SNIPPET_OF(push_ax), X86_SS, 8 },
	{ "pushw", SNIPPET_OF(push_16), X86_SS, 2 },
	{ "pop", SNIPPET_OF(pop_cx), X86_SS, 0 },
	{ "popw", SNIPPET_OF(pop_16), X86_SS, 0 },
	{ "call", SNIPPET_OF(call_near), X86_SS, 8 },
	{ "ret", SNIPPET_OF(ret_near), X86_SS, 0 },
	{ "enter", SNIPPET_OF(enter_0), X86_SS, 8 },
	{ "leave", SNIPPET_OF(leave_0), X86_SS, 0 },
	{ "pushf", SNIPPET_OF(pushf_0), X86_SS, 8 },
	{ "popf", SNIPPET_OF(popf_0), X86_SS, 0 },
	{ "lods", SNIPPET_OF(lods_si), X86_GP, 0 },
	{ "stos", SNIPPET_OF(stos_di), X86_GP, 0 },
};

/* Every register that is an address in one of them. */
static void check(const struct row *r, uint64_t address, enum trap_cause cause,
		  unsigned long error)
{
	struct run_state in = run_defaults(r->code.at, 3);

	test_context("0x%lx", (unsigned long)address);
	in.di = in.si = in.bp = in.sp = address + r->below;
	check_fault(&r->code, &in, cause, error);
}

TEST_EACH(hole, const struct row *r, rows,
	  "the first and the last address of the hole fault")
{
	check(r, 0x0000800000000000, r->cause, 0);
	check(r, 0xffff7ffffffffff0, r->cause, 0);
	check(r, 0xaaaaaaaaaaaaaaa0, r->cause, 0);
	check(r, 0x8000000000000000, r->cause, 0);
}

/* On both sides of the hole there is nothing mapped, but it is no hole. */
TEST_EACH(edges, const struct row *r, rows,
	  "the canonical addresses beside the hole are only not mapped")
{
	const uint64_t places[] = { 0x00007ffffffffff0, 0xffff800000000000 };

	for (unsigned int i = 0; i < 2; i++) {
		struct run_state in = run_defaults(r->code.at, 3);
		struct run_end end;

		test_context("0x%lx", (unsigned long)places[i]);
		in.di = in.si = in.bp = in.sp = places[i] + r->below;
		end = run_until_trap(&in);
		EXPECT_TRAP_CAUSE(end.trap, X86_PF);
		EXPECT_EQ(end.trap.address, places[i]);
		run_expect_state(&end.state, &in);
	}
}

/* -------------------------------------------- across, and with a base ---- */

static const struct snippet read_code = SNIPPET_OF(read_di);
static const struct snippet fs_bp_code = SNIPPET_OF(fs_bp);
static const struct snippet fs_di_code = SNIPPET_OF(fs_di);
static const struct snippet index_code = SNIPPET_OF(read_bp_index);
static const struct snippet push_memory_code = SNIPPET_OF(push_memory);

TEST(across, "an access that reaches into the hole faults")
{
	struct run_state in = run_defaults(read_code.at, 3);

	for (unsigned int i = 1; i < 8; i++) {
		test_context("%u bytes in the hole", i);
		in.di = 0x0000800000000000 - 8 + i;
		check_fault(&read_code, &in, X86_GP, 0);
	}
}

TEST(with_base, "what has to be canonical is the sum with the base")
{
	struct run_state in = run_defaults(fs_di_code.at, 3);

	in.fs = in.gs = 0; /* as they are */
	in.di = in.bp = 0x10;
	wrmsr(MSR_IA32_FS_BASE, 0x00007ffffffffff0);
	check_fault(&fs_di_code, &in, X86_GP, 0);
	in.ip = (uintptr_t)fs_bp_at; /* no stack: it goes through FS */
	check_fault(&fs_bp_code, &in, X86_GP, 0);
}

TEST(with_index, "what has to be canonical is the sum of base and index")
{
	struct run_state in = run_defaults(index_code.at, 3);

	in.bp = 0x00007fffffffffff;
	in.dx = 1;
	check_fault(&index_code, &in, X86_SS, 0);
}

TEST(push_source, "PUSH of memory tells its operand from the stack")
{
	struct run_state in = run_defaults(push_memory_code.at, 3);

	in.di = 0x0000800000000000;
	check_fault(&push_memory_code, &in, X86_GP, 0);
	in.di = in.sp;
	in.sp = 0x0000800000000008;
	check_fault(&push_memory_code, &in, X86_SS, 0);
}
