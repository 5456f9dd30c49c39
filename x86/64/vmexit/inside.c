/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SYSCALL, which a guest does by itself unless its hypervisor has to help. */
#include "../../vmexit/suite.h"
#include <x86/selectors.h>

extern const char bench_syscall_entry[];
uint64_t bench_syscalls; /* counted by the assembly */

asm(".pushsection .text\n"
    ".globl bench_syscall_entry\n"
    ".type bench_syscall_entry, @function\n"
    "bench_syscall_entry:\n"
    "incq bench_syscalls(%rip)\n"
    "jmp *%rcx\n"
    ".size bench_syscall_entry, . - bench_syscall_entry\n"
    ".popsection\n");

static void do_syscall(void *arg)
{
	(void)arg;
	asm volatile("syscall" ::: "rcx", "r11", "memory", "cc");
}

BENCH(syscall, "enters LSTAR by SYSCALL, from CPL 0",
      .needs = NEEDS(&x86_syscall))
{
	uint64_t calls;

	test_defer2(wrmsr, MSR_IA32_STAR, rdmsr(MSR_IA32_STAR));
	test_defer2(wrmsr, MSR_IA32_LSTAR, rdmsr(MSR_IA32_LSTAR));
	test_defer2(wrmsr, MSR_IA32_FMASK, rdmsr(MSR_IA32_FMASK));
	test_defer2(wrmsr, MSR_IA32_EFER, rdmsr(MSR_IA32_EFER));
	wrmsr(MSR_IA32_STAR, (uint64_t)KERNEL_CS << 32);
	wrmsr(MSR_IA32_LSTAR, (uintptr_t)bench_syscall_entry);
	wrmsr(MSR_IA32_FMASK, 0);
	wrmsr(MSR_IA32_EFER, rdmsr(MSR_IA32_EFER) | EFER_SCE);
	bench_syscalls = 0;
	calls = bench_run(NULL, do_syscall, NULL);
	EXPECT_EQ(bench_syscalls, calls);
}
