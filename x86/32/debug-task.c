/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * #DB where 32-bit mode alone has it: the T bit of a TSS, breakpoints across a
 * task switch, and single steps through SYSENTER.
 *
 * Intel SDM vol. 3, 17.3.1.5 (task-switch exception condition), 17.2.4 (L0 to L3
 * are cleared by a task switch), 7.3; vol. 2, SYSENTER, SYSEXIT. The suite
 * debug-exceptions has what both widths share.
 */
#include <string.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/desc.h>
#include <x86/features.h>
#include <x86/msr.h>
#include <x86/user.h>

enum {
	TASK_SEL = SPARE_SEL_BASE, /* spelled out in the code */
	STACK_BYTES = 4096,
};

static struct hits {
	unsigned int nr;
	uintptr_t pc[16];
	unsigned long dr6[16], dr7[16], flags[16];
	bool user[16];
} hits;

static bool record_hit(struct trap_frame *frame, void *arg)
{
	unsigned int i = hits.nr++;

	(void)arg;
	if (i >= 16)
		return false;
	hits.pc[i] = frame->ip;
	hits.dr6[i] = read_dr6();
	hits.dr7[i] = read_dr7();
	hits.flags[i] = frame->flags;
	hits.user[i] = (frame->cs & 3) == 3;
	write_dr6(DR6_INIT);
	if (hits.dr6[i] & DR6_B0) /* an instruction's, in base */
		frame->flags |= EFLAGS_RF;
	return true;
}

static struct tss task;
static uint8_t stack[STACK_BYTES] __attribute__((aligned(16)));

/* Not static: the code names it. */
uint32_t task_ran;

void task_entry(void);
extern const char task_second[];

/* IRET goes back to the task that called; the next call goes on behind it. */
asm(".pushsection .text\n"
    ".type task_entry, @function\n"
    "task_entry: incl task_ran\n"
    "task_second: iret\n"
    "jmp task_entry\n"
    ".size task_entry, . - task_entry\n"
    ".popsection");

static void set_up(void)
{
	memset(&hits, 0, sizeof(hits));
	task_ran = 0;
	test_defer(write_dr7, DR7_INIT);
	test_defer(write_dr6, DR6_INIT);
	write_dr6(DR6_INIT);
	trap_handle(X86_DB, record_hit, NULL);
	task = (struct tss){
		.cr3 = read_cr3(),
		.eip = (uintptr_t)task_entry,
		.eflags = EFLAGS_FIXED,
		.esp = (uintptr_t)(stack + STACK_BYTES),
		.cs = KERNEL_CS,
		.ss = KERNEL_DS,
		.ds = KERNEL_DS,
		.es = KERNEL_DS,
		.fs = KERNEL_DS,
		.gs = KERNEL_DS,
		.io_base = sizeof(task),
	};
	*gdt_entry(TASK_SEL) = desc_segment((uintptr_t)&task, sizeof(task) - 1,
					    DESC_TSS | DESC_P);
}

TEST_SUITE("debug-task",
	   .summary = "#DB of a task switch, breakpoints across one, SYSENTER",
	   .setup = set_up);

/* Saves what the switch back does not: CR3 of the library's TSS is 0. */
static void call_task(void)
{
	tss_this()->tss.cr3 = read_cr3();
	asm volatile("lcall $0x48, $0\n\t" /* TASK_SEL */
		     "clts" ::
			     : "memory", "cc");
}

/* --------------------------------------------------------------- T bit ---- */

static const struct t_bit {
	const char *name;
	uint16_t trap;
	unsigned int nr;
} t_bits[] = { { "clear", 0, 0 }, { "set", 1, 1 } };

TEST_EACH(t_bit, const struct t_bit *t, t_bits,
	  "T traps in the new task, before its first instruction, with BT")
{
	task.trap = t->trap;
	call_task();
	EXPECT_EQ(task_ran, 1);
	EXPECT_EQ(hits.nr, t->nr);
	if (t->nr) {
		EXPECT_EQ(hits.pc[0], (uintptr_t)task_entry);
		EXPECT_EQ(hits.dr6[0], DR6_INIT | DR6_BT);
		EXPECT_EQ(hits.flags[0] & (EFLAGS_RF | EFLAGS_NT), EFLAGS_NT);
	}
	EXPECT_EQ(read_dr6(), DR6_INIT);
}

TEST(t_bit_other, "T of the task that is left does not trap")
{
	tss_this()->tss.trap = 0;
	task.trap = 0;
	call_task();
	EXPECT_EQ(hits.nr, 0);
	tss_this()->tss.trap = 1; /* IRET comes back to this one */
	call_task();
	EXPECT_EQ(hits.nr, 1);
	EXPECT_EQ(hits.dr6[0], DR6_INIT | DR6_BT);
	EXPECT_EQ(task_ran, 2);
}

/* -------------------------------------------------------- breakpoints ---- */

static const struct enable {
	const char *name;
	unsigned long dr7, after; /* after: what the switch leaves */
} enables[] = {
	{ "l", DR7_L(0) | DR7_L(1) | DR7_L(2) | DR7_L(3) | DR7_LE, 0 },
	{ "g", DR7_G(0) | DR7_G(1) | DR7_G(2) | DR7_G(3) | DR7_GE,
	  DR7_G(0) | DR7_G(1) | DR7_G(2) | DR7_G(3) | DR7_GE },
	{ "l0-g3", DR7_L(0) | DR7_G(3), DR7_G(3) },
};

/* LE: the manual lists L0 to L3 and LE together (7.3). */
TEST_EACH(dr7, const struct enable *e, enables,
	  "a task switch clears L0 to L3 and LE, and leaves G0 to G3 and GE")
{
	write_dr0(0x10); /* nothing is there */
	write_dr1(0x10);
	write_dr2(0x10);
	write_dr3(0x10);
	write_dr7(DR7_INIT | e->dr7);
	call_task();
	EXPECT_EQ(read_dr7(), DR7_INIT | e->after);
	EXPECT_EQ(hits.nr, 0);
	EXPECT_EQ(task_ran, 1);
}

static const struct crossing {
	const char *name;
	unsigned long enable;
	unsigned int nr;
} crossings[] = { { "local", DR7_L(2), 0 }, { "global", DR7_G(2), 1 } };

TEST_EACH(watch, const struct crossing *c, crossings,
	  "a global breakpoint hits in the new task, a local one does not")
{
	write_dr2((uintptr_t)&task_ran);
	write_dr7((DR7_INIT | c->enable | DR7_RW(2, 1ul) | DR7_LEN(2, 3ul)) &
		  0xffffffff);
	call_task();
	write_dr7(DR7_INIT);
	EXPECT_EQ(task_ran, 1);
	EXPECT_EQ(hits.nr, c->nr);
	if (c->nr) {
		EXPECT_EQ(hits.pc[0], (uintptr_t)task_second);
		EXPECT_EQ(hits.dr6[0], DR6_INIT | DR6_B2);
	}
}

/* -------------------------------------------------------------- bases ---- */

enum {
	BASE = 0x1000,
	CODE_SEL = SPARE_SEL_BASE + 8, /* both spelled out in the code */
	DATA_SEL = SPARE_SEL_BASE + 16,
};

extern const char based_at[];
void based(void);
asm(".pushsection .text\n"
    "based_at: nop\n"
    "lret\n"
    "based:\n"
    "lcall $0x50, $based_at - 0x1000\n"
    "mov $0x58, %eax\n"
    "mov %eax, %fs\n"
    "incl %fs:task_ran - 0x1000\n"
    "based_after: ret\n"
    ".popsection");
extern const char based_after[];

/* Breakpoints are on linear addresses, whatever the segments' bases. */
static const struct base {
	const char *name;
	unsigned int n;
	uintptr_t less; /* than the linear address */
	unsigned int nr;
} bases[] = {
	{ "execute", 0, 0, 1 },
	{ "data", 1, 0, 1 },
	{ "execute-offset", 0, BASE, 0 },
	{ "data-offset", 1, BASE, 0 },
};

TEST_EACH(base, const struct base *b, bases,
	  "an address counts with the base of its segment")
{
	const uint64_t bits = DESC_S | DESC_P | DESC_G | DESC_DB;
	uintptr_t pc = b->n ? (uintptr_t)based_after :
			      (uintptr_t)based_at - BASE;

	*gdt_entry(CODE_SEL) = desc_segment(BASE, 0xfffff, bits | DESC_CODE_XR);
	*gdt_entry(DATA_SEL) = desc_segment(BASE, 0xfffff, bits | DESC_DATA_RW);
	write_dr0((uintptr_t)based_at - b->less);
	write_dr1((uintptr_t)&task_ran - b->less);
	write_dr7(DR7_INIT | DR7_L(b->n) | DR7_RW(1, 1) | DR7_LEN(1, 3));
	based();
	write_dr7(DR7_INIT);
	EXPECT_EQ(hits.nr, b->nr);
	EXPECT_EQ(hits.pc[0], b->nr ? pc : 0);
	EXPECT_EQ(hits.dr6[0], b->nr ? DR6_INIT | 1u << b->n : 0);
	EXPECT_EQ(task_ran, 1);
}

/* ------------------------------------------------------------ SYSENTER ---- */

extern const char enter_user[], enter_kernel[], enter_kernel_2[],
	enter_kernel_3[], enter_after[], enter_end[];
void enter_stepped(const void *arg);

/* SYSENTER leaves TF alone: the kernel's part is stepped as well. */
asm(".pushsection .text\n"
    ".type enter_stepped, @function\n"
    "enter_stepped:\n"
    "mov %esp, %ecx\n"
    "sub $4, %ecx\n" /* what is on the stack at enter_after */
    "mov $enter_after, %edx\n"
    "pushf\n"
    "pushf\n"
    "orl $0x100, (%esp)\n"
    "popf\n"
    "nop\n"
    "enter_user: sysenter\n"
    "enter_after: popf\n" /* clears TF */
    "enter_end: ret\n"
    "enter_kernel: nop\n"
    "enter_kernel_2: nop\n"
    "enter_kernel_3: sysexit\n"
    ".size enter_stepped, . - enter_stepped\n"
    ".popsection");

static uint8_t enter_stack[STACK_BYTES] __attribute__((aligned(16)));

TEST(sysenter, "SYSENTER, what it leads to, and SYSEXIT are stepped",
     .needs = NEEDS(&x86_sep))
{
	static const char *const steps[] = { enter_user,     enter_kernel,
					     enter_kernel_2, enter_kernel_3,
					     enter_after,    enter_end };

	test_defer2(wrmsr, MSR_IA32_SYSENTER_CS, rdmsr(MSR_IA32_SYSENTER_CS));
	wrmsr(MSR_IA32_SYSENTER_CS, KERNEL_CS);
	wrmsr(MSR_IA32_SYSENTER_EIP, (uintptr_t)enter_kernel);
	wrmsr(MSR_IA32_SYSENTER_ESP, (uintptr_t)enter_stack + STACK_BYTES - 64);
	EXPECT_TRAP(user_catch_flags(enter_stepped, NULL, 0), TRAP_NONE);
	EXPECT_EQ(hits.nr, 6);
	for (unsigned int i = 0; i < 6; i++) {
		test_context("hit %u", i);
		EXPECT_EQ(hits.pc[i], (uintptr_t)steps[i]);
		EXPECT_EQ(hits.dr6[i], DR6_INIT | DR6_BS);
		EXPECT_EQ(hits.user[i], i == 0 || i > 3);
	}
}
