/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where #DB meets something else: IRET, another hit of the same instruction, MOV SS
 * before an instruction breakpoint, branches alone (DEBUGCTL.BTF), split locks.
 */
#include "suite.h"

#include <string.h>
#include <x86/msr.h>

DEBUG_SUITE;

/* Lists of instructions */
/* clang-format off */
/* TF comes with the frame of IRET: the instruction it leads to is stepped */
SEQ(iret_step,
    ONLY_64("mov %ss, %eax\n" "push %rax\n" "lea 8(%rsp), %rax\n" "push %rax\n")
    "pushf\n"
    "orl $0x100, (" R "sp)\n"
    "mov %cs, %eax\n"
    "push " R "ax\n"
    ONLY_64("lea 1f(%rip), %rax\n" "push %rax\n" "iretq\n")
    ONLY_32("push $1f\n" "iretl\n")
    "1: nop" HIT(BS)
    "nop" HIT(BS)
    "pushf" HIT(BS)
    "andl $~0x100, (" R "sp)" HIT(BS)
    "popf" HIT(BS));
/* clang-format on */

TEST_EACH(iret, const struct mode *m, modes,
	  "IRET that sets TF is not stepped, what it leads to is")
{
	run_steps(m->user, iret_step, NULL);
	EXPECT_HITS(iret_step);
}

/* ---------------------------------------------- several hits ---- */

/* Lists of instructions; 771 is where DR0 is */
/* clang-format off */
SEQ(exec_rep,
    "lea 16(" R "di), " R "si\n"
    "mov $3, %ecx\n"
    "771: rep movsb\n" HIT_AT("771b", B0));
SEQ(exec_watch,
    "mov $1, %eax\n"
    "771: mov %eax, (" R "di)\n" HIT_AT("771b", B0) HIT_AT("772f", B1)
    "772: nop\n");
SEQ(exec_stepped,
    STEP_ON
    "nop\n"
    "771: nop\n" HIT_AT("771b", BS) HIT_AT("771b", B0) HIT_AT("772f", BS)
    "772: nop" HIT(BS)
    STEP_OFF);
/* clang-format on */

static uint8_t bytes[32];

/* RF has to last until all of the instruction is done: 17.3.1.1. */
TEST_EACH(exec_rep, const struct mode *m, modes,
	  "hits REP once, before the first iteration")
{
	bytes[16] = bytes[17] = bytes[18] = 0x77;
	memset(bytes, 0, 16);
	write_dr0(exec_rep_hits[0].pc);
	run_debug(m->user, exec_rep, bytes, DR6_INIT, DR7_INIT | DR7_L(0));
	EXPECT_HITS(exec_rep);
	EXPECT_EQ(recorded.hits[0].cx, 3);
	EXPECT_MEMEQ(bytes, bytes + 16, 3);
}

TEST_EACH(exec_watch, const struct mode *m, modes,
	  "and a data breakpoint of the instruction hits behind it")
{
	write_dr0(exec_watch_hits[0].pc);
	write_dr1((uintptr_t)bytes);
	run_debug(m->user, exec_watch, bytes, DR6_INIT,
		  DR7_INIT | DR7_L(0) | DR7_L(1) | DR7_RW(1, 1));
	EXPECT_HITS(exec_watch);
}

/*
 * The step of the one before comes first (table 6-2, priorities 4 and 7), but B0
 * may be set with BS already, and is then dealt with: its condition holds.
 */
TEST_EACH(exec_stepped, const struct mode *m, modes,
	  "a step, then the breakpoint, then the next step")
{
	bool both;

	write_dr0(exec_stepped_hits[0].pc);
	run_debug(m->user, exec_stepped, NULL, DR6_INIT, DR7_INIT | DR7_L(0));
	both = recorded.hits[0].dr6 == BS_B0;
	expect_hit(0, exec_stepped_hits[0].pc, both ? BS_B0 : BS);
	EXPECT_EQ(recorded.nr, both ? 4 : 5);
	for (unsigned int i = 1; i < recorded.nr; i++)
		expect_hit(i, exec_stepped_hits[i + both].pc,
			   exec_stepped_hits[i + both].dr6);
}

/* ------------------------------------------------------ MOV SS, Intel ---- */

/* A list of instructions */
/* clang-format off */
extern const char shadowed[];
SEQ(mov_ss_exec,
    "mov %ss, %eax\n"
    "mov %eax, %ss\n"
    ".globl shadowed\n"
    "shadowed: nop\n"
    "nop");
/* clang-format on */

/* 6.8.3: held back, and as the next instruction is another one, for good. */
TEST(mov_ss_breakpoint, "an instruction breakpoint behind MOV SS does not hit",
     .needs = NEEDS(&x86_intel))
{
	write_dr0((uintptr_t)shadowed);
	run_debug(false, mov_ss_exec, NULL, DR6_INIT, DR7_INIT | DR7_L(0));
	EXPECT_EQ(recorded.nr, 0);
}

/* ---------------------------------------------------- branches alone ---- */

enum {
	DEBUGCTL_BTF = 2
};

static void end_btf(void)
{
	uint64_t value;

	if (rdmsr_safe(MSR_IA32_DEBUGCTL, &value) == TRAP_NONE)
		(void)wrmsr_safe(MSR_IA32_DEBUGCTL, value & ~2ull);
}

static bool probe_btf(void)
{
	uint64_t value;
	bool kept;

	if (rdmsr_safe(MSR_IA32_DEBUGCTL, &value) != TRAP_NONE ||
	    wrmsr_safe(MSR_IA32_DEBUGCTL, value | DEBUGCTL_BTF) != TRAP_NONE)
		return false;
	kept = rdmsr_safe(MSR_IA32_DEBUGCTL, &value) == TRAP_NONE &&
	       value & DEBUGCTL_BTF;
	end_btf();
	return kept;
}

static const struct feature btf = { "DEBUGCTL.BTF", "MSR 1D9", probe_btf };

/* A list of instructions */
/* clang-format off */
SEQ(btf_steps,
    STEP_ON
    "xor %eax, %eax\n"
    "jnz 1f\n" /* not taken */
    "jmp 1f\n"
    "nop\n"
    "1:" HIT_AT("1b", BS)
    "nop" HIT(BS) /* BTF is cleared by the first #DB */
    STEP_OFF);
/* clang-format on */

TEST(branch_steps, "with BTF TF traps behind a branch that is taken, once",
     .needs = NEEDS(&btf))
{
	uint64_t value = rdmsr(MSR_IA32_DEBUGCTL);

	test_defer2(wrmsr, MSR_IA32_DEBUGCTL, value);
	wrmsr(MSR_IA32_DEBUGCTL, value | DEBUGCTL_BTF);
	run_steps(false, btf_steps, NULL);
	EXPECT_HITS(btf_steps);
	EXPECT_EQ(rdmsr(MSR_IA32_DEBUGCTL) & DEBUGCTL_BTF, 0);
}

/* ------------------------------------------------------- split locks ---- */

static uint8_t lines[128] __attribute__((aligned(64)));

/* A list of instructions */
/* clang-format off */
SEQ(split_lock,
    /* 1 becomes 2, across a line */
    "mov $1, %eax\n"
    "mov $2, %ecx\n"
    "lock cmpxchg " R "cx, (" R "di)");
/* clang-format on */

/* Nobody has asked for #AC (MSR 33H) or #DB (DEBUGCTL) of it. */
TEST_EACH(split_lock, const struct mode *m, modes,
	  "a locked access across two cache lines raises nothing by default")
{
	unsigned long value = 1;

	memcpy(lines + 62, &value, sizeof(value));
	run_steps(m->user, split_lock, lines + 62);
	memcpy(&value, lines + 62, sizeof(value));
	EXPECT_EQ(value, 2);
	EXPECT_EQ(recorded.nr, 0);
	EXPECT_EQ(recorded.dr6, DR6_INIT);
}
