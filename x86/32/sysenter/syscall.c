/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SYSCALL and SYSRET of AMD's processors, which Intel's have in long mode only. */
#include "suite.h"

SYSENTER_SUITE;

static void set_star(uint16_t kernel, uint16_t user, const char *piece)
{
	test_defer2(wrmsr, MSR_IA32_STAR, rdmsr(MSR_IA32_STAR));
	wrmsr(MSR_IA32_STAR,
	      (uint64_t)user << 48 | (uint64_t)kernel << 32 | code(piece));
}

static void set_sce(bool sce)
{
	uint64_t efer = rdmsr(MSR_IA32_EFER) & ~(uint64_t)EFER_SCE;

	wrmsr(MSR_IA32_EFER, efer | (sce ? EFER_SCE : 0));
}

static struct trap_frame entered(const struct trap_frame *start,
				 const char *piece)
{
	struct trap_frame expected = *start;

	expected.cx = start->ip + 2;
	expected.ip = code(piece);
	expected.cs = BASE;
	expected.ss = BASE + 8;
	expected.flags &= ~(unsigned long)EFLAGS_IF;
	return expected;
}

TEST_EACH(syscall, const struct level *l, levels,
	  "goes to STAR[31:0] with ECX = next EIP and IF clear",
	  .needs = NEEDS(&x86_syscall, &x86_amd))
{
	struct trap_frame start = start_at(l, do_syscall);

	set_star(BASE, USER_CS32, pad);
	set_sce(true);
	expect_end(&start, entered(&start, pad), X86_UD);
	start.flags = FLAGS_ALL;
	expect_end(&start, entered(&start, pad), X86_UD);
}

TEST_EACH(syscall_privilege, const struct level *l, levels,
	  "is at CPL 0 from there on", .needs = NEEDS(&x86_syscall, &x86_amd))
{
	struct trap_frame start = start_at(l, do_syscall);
	struct trap_frame expected = entered(&start, pad_cr0);

	set_star(BASE, USER_CS32, pad_cr0);
	set_sce(true);
	expected.ip += 3;
	expected.dx = read_cr0();
	expect_end(&start, expected, X86_UD);
}

TEST_EACH(syscall_stack_segment, const struct level *l, levels,
	  "makes SS flat, writable and of 32 bits",
	  .needs = NEEDS(&x86_syscall, &x86_amd))
{
	struct trap_frame start = start_at(l, do_syscall);
	struct trap_frame expected = entered(&start, pad_push_end);

	set_star(BASE, USER_CS32, pad_push);
	set_sce(true);
	expected.sp -= 4;
	expect_end(&start, expected, X86_UD);
	EXPECT_EQ(*(uint32_t *)expected.sp, start.bx);
}

TEST_EACH(syscall_disabled, const struct level *l, levels,
	  "raises #UD with EFER.SCE clear, and changes nothing",
	  .needs = NEEDS(&x86_syscall, &x86_amd))
{
	struct trap_frame start = start_at(l, do_syscall);

	set_star(BASE, USER_CS32, pad);
	set_sce(false);
	start.flags = FLAGS_ALL;
	expect_end(&start, start, X86_UD);
}

TEST_EACH(syscall_intel, const struct level *l, levels,
	  "is #UD outside of 64-bit mode", .needs = NEEDS(&x86_lm, &x86_intel))
{
	struct trap_frame start = start_at(l, do_syscall);

	set_star(BASE, USER_CS32, pad);
	set_sce(true);
	start.flags = FLAGS_ALL;
	expect_end(&start, start, X86_UD);
}

/* --------------------------------------------------------------- SYSRET -- */

static struct trap_frame start_return(const char *piece)
{
	struct trap_frame start = start_at(&levels[0], do_sysret);

	set_star(KERNEL_CS, BASE | 3, pad);
	set_sce(true);
	start.cx = code(piece);
	return start;
}

/* Flags stay but for IF, which is set: APM vol. 3, SYSRET, legacy mode. */
static struct trap_frame left(const struct trap_frame *start)
{
	struct trap_frame expected = *start;

	expected.ip = start->cx;
	expected.cs = BASE + 3;
	expected.ss = BASE + 8 + 3;
	expected.flags |= EFLAGS_IF;
	return expected;
}

TEST(sysret, "goes to ECX at CPL 3 with IF set",
     .needs = NEEDS(&x86_syscall, &x86_amd))
{
	struct trap_frame start = start_return(pad);

	expect_end(&start, left(&start), X86_UD);
	start.flags = FLAGS_ALL;
	expect_end(&start, left(&start), X86_UD);
}

TEST(sysret_privilege, "is at CPL 3 from there on",
     .needs = NEEDS(&x86_syscall, &x86_amd))
{
	struct trap_frame start = start_return(pad_cr0);

	expect_end(&start, left(&start), X86_GP);
}

TEST(sysret_stack, "leaves a flat stack",
     .needs = NEEDS(&x86_syscall, &x86_amd))
{
	struct trap_frame start = start_return(pad_push);
	struct trap_frame expected = left(&start);

	expected.ip = code(pad_push_end);
	expected.sp -= 4;
	expect_end(&start, expected, X86_UD);
	EXPECT_EQ(*(uint32_t *)expected.sp, start.bx);
}

TEST(sysret_disabled, "raises #UD with EFER.SCE clear, and changes nothing",
     .needs = NEEDS(&x86_syscall, &x86_amd))
{
	struct trap_frame start = start_return(pad);

	set_sce(false);
	start.flags = FLAGS_ALL;
	expect_end(&start, start, X86_UD);
}

TEST(sysret_user, "raises #GP(0) at CPL 3, and changes nothing",
     .needs = NEEDS(&x86_syscall, &x86_amd))
{
	struct trap_frame start = start_at(&levels[1], do_sysret);

	set_star(KERNEL_CS, BASE | 3, pad);
	set_sce(true);
	start.cx = code(pad);
	expect_end(&start, start, X86_GP);
}
