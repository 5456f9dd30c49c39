/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NMIs have a stack of their own (IST), so that they may come where the kernel
 * runs on the user's stack: between SYSCALL and its first change of RSP.
 *
 * Intel SDM vol. 3, 6.14.5 (interrupt stack table); vol. 2, SYSCALL.
 */
#include <arch/barrier.h>
#include <clock.h>
#include <smp.h>
#include <string.h>
#include <test/test.h>
#include <x86/features.h>
#include <x86/irq/apic.h>
#include <x86/msr.h>
#include <x86/percpu.h>
#include <x86/run/run.h>

static void set_up(void)
{
	cli();
	apic_init();
}

TEST_SUITE("nmi-syscall",
	   .summary = "NMIs come on the stack that the gate names",
	   .needs = NEEDS(&x86_apic, &smp_2_cpus), .setup = set_up);

/* Spoken to by the code below: it waits for an NMI to answer. */
volatile uint32_t nmi_syscall_waiting, nmi_syscall_answer;

#define WAIT_FOR_ANSWER                     \
	"movl $1, nmi_syscall_waiting\n"    \
	"1: pause\n"                        \
	"cmpl $0, nmi_syscall_answer\n"     \
	"je 1b\n"

SNIPPET(plain, WAIT_FOR_ANSWER);
SNIPPET(enter, "syscall");
/* What SYSCALL leads to; still on the user's stack, with the user's tables. */
SNIPPET(stub, WAIT_FOR_ANSWER "sysretq");

static struct trap_frame nmi;
static uintptr_t nmi_frame;
static volatile unsigned int nr;

static bool on_nmi(struct trap_frame *frame, void *arg)
{
	(void)arg;
	nmi = *frame;
	nmi_frame = (uintptr_t)frame;
	nr++;
	nmi_syscall_answer = 1;
	return true;
}

static bool is_waiting(void *arg)
{
	(void)arg;
	return nmi_syscall_waiting != 0;
}

static void send(void *arg)
{
	(void)arg;
	EXPECT_TRUE(wait_until(is_waiting, NULL, 5000000));
	apic_ipi((uint32_t)arch_cpu_hwid(0), APIC_ICR_NMI | APIC_ICR_ASSERT);
}

static void prepare_syscall(void)
{
	test_defer2(wrmsr, MSR_IA32_LSTAR, rdmsr(MSR_IA32_LSTAR));
	test_defer2(wrmsr, MSR_IA32_STAR, rdmsr(MSR_IA32_STAR));
	test_defer2(wrmsr, MSR_IA32_FMASK, rdmsr(MSR_IA32_FMASK));
	wrmsr(MSR_IA32_EFER, rdmsr(MSR_IA32_EFER) | EFER_SCE);
	wrmsr(MSR_IA32_LSTAR, (uintptr_t)stub_at);
	wrmsr(MSR_IA32_STAR,
	      (uint64_t)KERNEL_CS << 32 | (uint64_t)USER_CS32 << 48);
	wrmsr(MSR_IA32_FMASK, EFLAGS_IF);
}

static const struct row {
	const char *name;
	struct snippet code;  /* that is run */
	struct snippet where; /* that is interrupted */
	bool user;
	unsigned int cs;
	uint8_t ist;
} rows[] = {
	{ "kernel", SNIPPET_OF(plain), SNIPPET_OF(plain), false, KERNEL_CS, IST_NMI },
	{ "user", SNIPPET_OF(plain), SNIPPET_OF(plain), true, USER_CS, IST_NMI },
	{ "syscall", SNIPPET_OF(enter), SNIPPET_OF(stub), true, KERNEL_CS, IST_NMI },
	{ "kernel-ist-7", SNIPPET_OF(plain), SNIPPET_OF(plain), false, KERNEL_CS, 7 },
	{ "user-ist-7", SNIPPET_OF(plain), SNIPPET_OF(plain), true, USER_CS, 7 },
	{ "syscall-ist-7", SNIPPET_OF(enter), SNIPPET_OF(stub), true, KERNEL_CS, 7 },
};

static const struct registers registers = {
	.ax = 0x11223344,
	.bx = 0x55667788,
	.cx = 0x99aabbcc,
	.dx = 0x0ddeeff0,
	.si = 0x12345678,
	.di = 0x76543210,
	.flags = EFLAGS_FIXED,
};

/* RCX and R11 are SYSCALL's. */
static void expect_preserved(const struct row *r, const struct outcome *o)
{
	struct registers in = registers;
	struct outcome out = *o;

	if (r->where.at != r->code.at) {
		EXPECT_EQ(o->out.cx, (uintptr_t)r->code.end);
		EXPECT_EQ(o->frame.r11, registers.flags);
		in.cx = o->out.cx;
		out.frame.r11 = registers.bx;
	}
	expect_done(o);
	expect_registers(&out, &in);
	EXPECT_EQ(o->frame.sp, o->sp);
}

/* Where the processor has put SS, aligned to 16. */
static void expect_stack(const struct row *r)
{
	struct tss *tss = &tss_this()->tss;

	EXPECT_EQ(nmi_frame + sizeof(struct trap_frame), tss->ist[r->ist - 1]);
	EXPECT_GE(nmi.ip, (uintptr_t)r->where.at);
	EXPECT_LT(nmi.ip, (uintptr_t)r->where.end);
	EXPECT_EQ(nmi.cs, r->cs);
	if (r->where.at == r->code.at)
		EXPECT_EQ(nmi.ss, r->user ? USER_DS : KERNEL_DS);
	else
		EXPECT_EQ(nmi.ss, KERNEL_DS); /* STAR[47:32] + 8 */
}

TEST_EACH(stack, const struct row *r, rows,
	  "comes once, there, and leaves the user's registers and stack alone")
{
	static uint8_t other_stack[8192] __attribute__((aligned(16)));
	struct outcome o;

	tss_this()->tss.ist[6] = (uintptr_t)other_stack + sizeof(other_stack);
	idt_set_ist(X86_VECTOR(X86_NMI), r->ist);
	trap_handle(X86_NMI, on_nmi, NULL);
	prepare_syscall();
	nmi_syscall_waiting = nmi_syscall_answer = 0;
	nr = 0;
	on_cpu_start(1, send, NULL);
	o = r->user ? run_user(r->code.at, &r->code, &registers) :
		      run_kernel(&r->code, &registers);
	on_cpu_wait(1);
	EXPECT_EQ(nr, 1);
	EXPECT_EQ(nmi.sp, o.sp);
	expect_stack(r);
	expect_preserved(r, &o);
}
