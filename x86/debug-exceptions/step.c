/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Single steps: TF (17.3.1.4). */
#include "suite.h"

DEBUG_SUITE;

/* Lists of instructions */
/* clang-format off */
SEQ(step_flags,
    STEP_ON
    "pushf" HIT(BS)
    "pop " R "ax" HIT(BS)
    "and $~0x100, %eax" HIT(BS)
    "push " R "ax" HIT(BS)
    "popf" HIT(BS)
    "lea 1(" R "ax), " R "ax\n" /* not stepped any more */
    "popf");
SEQ(step_plain,
    STEP_ON
    "nop" HIT(BS)
    "xor %eax, %eax" HIT(BS)
    "lea 5(" R "ax), " R "cx" HIT(BS)
    "push " R "cx" HIT(BS)
    "pop " R "dx" HIT(BS)
    STEP_OFF);
/* what hypervisors like to intercept */
SEQ(step_intercepted,
    STEP_ON
    "xor %eax, %eax" HIT(BS)
    "xor %ecx, %ecx" HIT(BS)
    "cpuid" HIT(BS)
    "rdtsc" HIT(BS)
    "mov $0x80, %edx" HIT(BS)
    "in %dx, %al" HIT(BS)
    "out %al, %dx" HIT(BS)
    "in $0x80, %al" HIT(BS)
    STEP_OFF);
SEQ(step_pause, STEP_ON "pause" HIT(BS) "nop" HIT(BS) STEP_OFF);
/* at CPL 0 alone */
SEQ(step_privileged,
    STEP_ON
    "mov %cr0, " R "ax" HIT(BS)
    "mov " R "ax, %cr0" HIT(BS)
    "mov %cr3, " R "ax" HIT(BS)
    "mov " R "ax, %cr3" HIT(BS)
    "mov %cr4, " R "ax" HIT(BS)
    "mov " R "ax, %cr4" HIT(BS)
    "mov %dr7, " R "ax" HIT(BS)
    "mov " R "ax, %dr7" HIT(BS)
    "mov %dr6, " R "ax" HIT(BS)
    "mov " R "ax, %dr6" HIT(BS)
    "clts" HIT(BS)
    "invlpg (" R "sp)" HIT(BS)
    "wbinvd" HIT(BS)
    "mov $0x174, %ecx" HIT(BS)
    "rdmsr" HIT(BS)
    "wrmsr" HIT(BS)
    "lidt (" R "di)" HIT(BS)
    "lgdt 16(" R "di)" HIT(BS)
    "mov %ds, %eax" HIT(BS)
    "mov %eax, %ds" HIT(BS)
    STEP_OFF);
/* one hit at the target, none at what is jumped over */
SEQ(step_branches,
    STEP_ON
    "jmp 2f" HIT_AT("2f", BS)
    "1: ret\n"
    "2: call 1b" HIT_AT("1b", BS) HIT_AT("3f", BS)
    "3: xor %eax, %eax" HIT(BS)
    "jz 4f" HIT_AT("4f", BS)
    "nop\n"
    "4: jnz 5f" HIT(BS)
    "5: mov $2, %ecx" HIT(BS)
    "6: loop 6b" HIT_AT("6b", BS) /* taken once */ HIT(BS)
    STEP_OFF);
/* REP is an instruction per iteration, and so is one that has nothing to do */
SEQ(step_rep,
    "mov " R "di, " R "si\n"
    "mov $3, %ecx\n"
    STEP_ON
    "6: rep lodsb" HIT_AT("6b", BS) HIT_AT("6b", BS) HIT(BS)
    "rep lodsb" HIT(BS) /* CX is 0 */
    "mov $1, %ecx" HIT(BS)
    "rep lodsb" HIT(BS)
    STEP_OFF);
SEQ(step_strings,
    "lea 16(" R "di), " R "si\n"
    "mov $2, %ecx\n"
    "mov $0x1010101, %eax\n"
    STEP_ON
    "7: rep movsb" HIT_AT("7b", BS) HIT(BS)
    "mov $2, %ecx" HIT(BS)
    "8: rep stosl" HIT_AT("8b", BS) HIT(BS)
    "mov $3, %ecx" HIT(BS)
    "mov %ds:-1(" R "di), %al" HIT(BS)
    "std" HIT(BS)
    "dec " R "di" HIT(BS)
    "9: repe scasb" HIT_AT("9b", BS) HIT_AT("9b", BS) HIT(BS)
    "cld" HIT(BS)
    "mov $3, %ecx" HIT(BS)
    "mov " R "di, " R "si" HIT(BS)
    "repne cmpsb" HIT(BS) /* equal at once */
    STEP_OFF);
/* branches that are not in the instruction itself */
SEQ(step_indirect,
    LOAD_ADDRESS("2f", "bx")
    STEP_ON
    "call *" R "bx" HIT_AT("2f", BS) HIT(BS)
    "jmp 3f" HIT_AT("3f", BS)
    "2: ret $0\n"
    "3: " LOAD_ADDRESS("4f", "bx") HIT(BS)
    "jmp *" R "bx" HIT_AT("4f", BS)
    "nop\n"
    "4: xor %ecx, %ecx" HIT(BS)
    JCXZ " 5f" HIT_AT("5f", BS)
    "nop\n"
    "5: mov $2, %ecx" HIT(BS)
    "loope 6f" HIT_AT("6f", BS)
    "nop\n"
    "6: mov %cs, %eax" HIT(BS)
    "push " R "ax" HIT(BS)
    LOAD_ADDRESS("7f", "bx") HIT(BS)
    "push " R "bx" HIT(BS)
    LRET HIT_AT("7f", BS)
    "7: nop" HIT(BS)
    STEP_OFF);
/* the handler of an INT or fault begins with TF=0; its IRET is a step of TF=1 */
SEQ(step_int,
    STEP_ON
    "nop" HIT(BS)
    "int3\n"
    "nop" HIT(BS)
    "ud2\n"
    "nop" HIT(BS)
    STEP_OFF);
/* clang-format on */

static struct tables {
	struct desc_ptr idt __attribute__((aligned(16)));
	struct desc_ptr gdt __attribute__((aligned(16)));
	uint8_t bytes[64];
} tables;

static const struct step {
	const char *name;
	void (*fn)(const void *);
	const struct expected *hits, *end;
} steps[] = {
	{ "flags", step_flags, step_flags_hits, step_flags_hits_end },
	{ "plain", step_plain, step_plain_hits, step_plain_hits_end },
	{ "intercepted", step_intercepted, step_intercepted_hits,
	  step_intercepted_hits_end },
	{ "branches", step_branches, step_branches_hits,
	  step_branches_hits_end },
	{ "pause", step_pause, step_pause_hits, step_pause_hits_end },
	{ "rep", step_rep, step_rep_hits, step_rep_hits_end },
	{ "strings", step_strings, step_strings_hits, step_strings_hits_end },
	{ "indirect", step_indirect, step_indirect_hits,
	  step_indirect_hits_end },
}, kernel_steps[] = {
	{ "privileged", step_privileged, step_privileged_hits,
	  step_privileged_hits_end },
};

static void check_steps(const struct step *s, bool user)
{
	tables.idt = sidt();
	tables.gdt = sgdt();
	recorded.any_rf = true; /* that of REP: rep_rf */
	run_steps(user, s->fn, &tables);
	expect_hits(s->hits, s->end);
	EXPECT_EQ(recorded.dr6, DR6_INIT);
}

TEST_EACH(step, const struct step *s, steps,
	  "TF traps after each instruction but the one that sets it")
{
	check_steps(s, false);
}

TEST_EACH(user_step, const struct step *s, steps, "the same at CPL 3")
{
	check_steps(s, true);
}

TEST_EACH(kernel_step, const struct step *s, kernel_steps,
	  "TF traps after each privileged instruction")
{
	check_steps(s, false);
}

static bool skip_ud2(struct trap_frame *frame, void *arg)
{
	unsigned int *nr = arg;

	++*nr;
	if (frame->vector == X86_VECTOR(X86_UD))
		frame->ip += 2;
	return true;
}

TEST_EACH(step_handlers, const struct mode *m, modes,
	  "TF is off in a handler, and on again behind the IRET")
{
	unsigned int nr = 0;

	trap_handle(X86_BP, skip_ud2, &nr);
	trap_handle(X86_UD, skip_ud2, &nr);
	run_steps(m->user, step_int, NULL);
	EXPECT_HITS(step_int);
	EXPECT_EQ(nr, 2);
}

/* A list of instructions */
/* clang-format off */
SEQ(step_once, STEP_ON "nop" HIT(BS) "nop" HIT(BS) STEP_OFF);
/* clang-format on */

static const struct sticky {
	const char *name;
	bool user;
	unsigned long bit;
} sticky[] = {
	{ "bs-kernel", false, DR6_BS }, { "bd-kernel", false, DR6_BD },
	{ "bt-kernel", false, DR6_BT }, { "bs-user", true, DR6_BS },
	{ "bd-user", true, DR6_BD },	{ "bt-user", true, DR6_BT },
};

TEST_EACH(sticky, const struct sticky *s, sticky,
	  "BS, BD and BT stay set until software clears them")
{
	recorded.keep_dr6 = true;
	run_debug(s->user, step_once, NULL, DR6_INIT | s->bit, DR7_INIT);
	EXPECT_EQ(recorded.nr, 3);
	for (unsigned int i = 0; i < 3; i++)
		expect_hit(i, step_once_hits[i].pc, BS | s->bit);
	EXPECT_EQ(recorded.dr6, BS | s->bit);
}

TEST_EACH(clears_b, const struct mode *m, modes,
	  "a step clears B0 to B3 of an earlier hit")
{
	run_debug(m->user, step_once, NULL, DR6_INIT | 0xf, DR7_INIT);
	EXPECT_HITS(step_once);
}

TEST_EACH(frame, const struct mode *m, modes,
	  "the frame has TF, and the stack pointer, of the stepped code")
{
	run_steps(m->user, step_once, NULL);
	ASSERT_EQ(recorded.nr, 3);
	EXPECT_EQ(recorded.hits[0].flags & EFLAGS_TF, EFLAGS_TF);
	EXPECT_EQ(recorded.hits[1].flags & EFLAGS_TF, EFLAGS_TF);
	EXPECT_EQ(recorded.hits[2].flags & EFLAGS_TF, 0);
	EXPECT_EQ(recorded.hits[1].sp, recorded.hits[0].sp);
	EXPECT_EQ(recorded.hits[2].sp, recorded.hits[0].sp + sizeof(long));
}

TEST_EACH(rep_rf, const struct mode *m, modes,
	  "RF is 1 between iterations of REP, 0 after the last")
{
	run_steps(m->user, step_rep, &tables);
	ASSERT_EQ(recorded.nr, 7);
	for (unsigned int i = 0; i < 7; i++)
		EXPECT_EQ(recorded.hits[i].flags & EFLAGS_RF,
			  i < 2 ? EFLAGS_RF : 0);
	for (unsigned int i = 0; i < 3; i++)
		EXPECT_EQ(recorded.hits[i].cx, 2 - i);
}
