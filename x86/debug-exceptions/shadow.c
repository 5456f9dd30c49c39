/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The instruction behind STI, MOV SS and POP SS: 6.8.3; SDM vol. 2, STI, MOV
 * and POP. MOV SS holds back all of #DB for one instruction, STI none of it.
 */
#include "suite.h"

#include <x86/desc.h>
#include <x86/irq/apic.h>

DEBUG_SUITE;

/* Lists of instructions */
/* clang-format off */
#define ICEBP	 ".byte 0xf1"
#define MOV_SS	 "mov %eax, %ss\n"
#define SS_IN_AX "mov %ss, %eax\n"

SEQ(sti_step,
    STEP_ON
    "sti" HIT(BS)
    "and $1, %eax" HIT(BS)
    "sti" HIT(BS)
    "cli" HIT(BS)
    STEP_OFF);
SEQ(mov_ss_step,
    SS_IN_AX
    STEP_ON
    "nop" HIT(BS)
    MOV_SS
    "nop" HIT(BS)
    "nop" HIT(BS)
    MOV_SS
    "xor %ecx, %ecx" HIT(BS)
    STEP_OFF);
SEQ(lss_step,
    STEP_ON
    "mov %esp, (" R "di)" HIT(BS)
    "mov %ss, 4(" R "di)" HIT(BS)
    "lss (" R "di), %esp" HIT(BS)
    "nop" HIT(BS)
    STEP_OFF);
ONLY_32(SEQ(pop_ss_step,
    STEP_ON
    "push %ss" HIT(BS)
    "pop %ss\n"
    "nop" HIT(BS)
    "nop" HIT(BS)
    STEP_OFF);)
SEQ(mov_ds_step,
    "mov %ds, %eax\n"
    STEP_ON
    "mov %eax, %ds" HIT(BS)
    "mov %eax, %es" HIT(BS)
    STEP_OFF);
SEQ(mov_ss_icebp,
    SS_IN_AX
    STEP_ON
    MOV_SS
    ICEBP HIT(NOTHING)
    ICEBP HIT(NOTHING)
    "nop" HIT(BS)
    "nop" HIT(BS)
    STEP_OFF);
SEQ(mov_ss_gd,
    SS_IN_AX
    STEP_ON
    MOV_SS HIT(BD)
    "mov %db0, " R "cx" HIT(BS)
    "nop" HIT(BS)
    "nop" HIT(BS)
    STEP_OFF);
/* clang-format on */

static struct {
	uint32_t sp;
	uint16_t ss;
} far_stack; /* what LSS loads: all stacks are below 4 GiB */

#define ROW(name, id)                              \
	{                                          \
		name, id, id##_hits, id##_hits_end \
	}
static const struct shadow {
	const char *name;
	void (*fn)(const void *);
	const struct expected *hits, *end;
} shadows[] = {
	ROW("sti", sti_step),
	ROW("mov-ss", mov_ss_step),
	ONLY_32(ROW("pop-ss", pop_ss_step), ) ROW("mov-ds", mov_ds_step),
	ROW("lss", lss_step),
	ROW("mov-ss-icebp", mov_ss_icebp),
};

TEST_EACH(shadow, const struct shadow *s, shadows,
	  "MOV SS and POP SS delay a step by one instruction, STI does not")
{
	run_steps(false, s->fn, &far_stack);
	expect_hits(s->hits, s->end);
}

TEST_EACH(user_shadow, const struct shadow *s, shadows, "the same at CPL 3")
{
	run_steps(true, s->fn, &far_stack);
	expect_hits(s->hits, s->end);
}

TEST(mov_ss_detect, "MOV SS delays a step, not the fault of general detect")
{
	recorded.any_rf = true;
	recorded.dr7_set = DR7_INIT; /* GD is clear in all handlers */
	write_dr6(DR6_INIT);
	write_dr7(DR7_INIT | DR7_GD);
	mov_ss_gd(NULL);
	EXPECT_EQ(read_dr7(), DR7_INIT);
	EXPECT_HITS(mov_ss_gd);
}

/* -------------------------------------------------- with breakpoints ---- */

/* The stack segment in memory, watched by DR0; SI is it, too. */
static uint16_t selector;

/* Lists of instructions */
/* clang-format off */
#define MOV_SS_MEMORY "mov (" R "di), %ss\n"
SEQ(watch_nop, MOV_SS_MEMORY "nop" HIT(B0) "nop");
SEQ(watch_step, STEP_ON MOV_SS_MEMORY "nop" HIT(BS_B0) "nop" HIT(BS) STEP_OFF);
SEQ(watch_icebp, MOV_SS_MEMORY ".byte 0x66\n" ICEBP HIT(B0) "nop");
SEQ(watch_int_1, MOV_SS_MEMORY "int $1" HIT(NOTHING) "nop");
SEQ(watch_int3,
    MOV_SS_MEMORY
    ".byte 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66\n"
    "int3" HIT(B0)
    "nop");
/* clang-format on */

#define WATCH_DR7 (DR7_INIT | DR7_L(0) | DR7_RW(0, 3) | DR7_LEN(0, 1))

static void run_watch(bool user, void (*fn)(const void *))
{
	selector = user ? USER_DS : KERNEL_DS;
	write_dr0((uintptr_t)&selector);
	run_debug(user, fn, &selector, DR6_INIT, WATCH_DR7);
}

TEST_EACH(mov_ss_watch, const struct mode *m, modes,
	  "MOV SS delays the breakpoint of its own operand")
{
	run_watch(m->user, watch_nop);
	EXPECT_HITS(watch_nop);
}

TEST_EACH(mov_ss_watch_step, const struct mode *m, modes,
	  "and what was delayed comes together with the step")
{
	run_watch(m->user, watch_step);
	EXPECT_HITS(watch_step);
}

TEST(mov_ss_watch_icebp, "ICEBP behind it: #DB comes once")
{
	run_watch(false, watch_icebp);
	ASSERT_EQ(recorded.nr, 1);
	EXPECT_EQ(recorded.hits[0].pc, watch_icebp_hits[0].pc);
}

TEST(mov_ss_watch_int_1, "INT 1 behind it: #DB comes twice")
{
	run_watch(false, watch_int_1);
	EXPECT_EQ(recorded.nr, 2);
}

static struct {
	unsigned int nr;
	uintptr_t pc;
} bp;

static bool record_bp(struct trap_frame *frame, void *arg)
{
	(void)arg;
	bp.nr++;
	bp.pc = frame->ip;
	return true;
}

TEST(mov_ss_watch_int3, "INT3 behind it: #DB and #BP come once each")
{
	bp.nr = 0;
	trap_handle(X86_BP, record_bp, NULL);
	run_watch(false, watch_int3);
	EXPECT_EQ(recorded.nr, 1);
	EXPECT_EQ(bp.nr, 1);
	EXPECT_EQ(bp.pc, watch_int3_hits[0].pc);
}

/* What the manual adds in 6.8.3: it comes when the handler's gate was entered. */
static uintptr_t gate_entry(unsigned int vector)
{
	struct gate gate = idt_gate(vector);

	return gate.offset_low | (uintptr_t)gate.offset_mid << 16;
}

TEST(mov_ss_watch_inside, "it then comes at the handler's first instruction")
{
	trap_handle(X86_BP, record_bp, NULL);
	run_watch(false, watch_int3);
	ASSERT_EQ(recorded.nr, 1);
	expect_hit(0, gate_entry(X86_VECTOR(X86_BP)), B0);
}

/* ------------------------------------------------------------- STI, HLT ---- */

enum {
	VECTOR = 0x41,
	TIMER_COUNT = 0x100000
};

/* A list of instructions */
/* clang-format off */
extern const char halt_at[];
SEQ(sti_halt,
    STEP_ON
    "sti" HIT(BS)
    ".globl halt_at\n"
    "halt_at: hlt" HIT(BS)
    "nop" HIT(BS)
    "cli" HIT(BS)
    STEP_OFF);
/* clang-format on */

static unsigned int interrupts;

/* One that comes before HLT, on a slow machine, would not end it. */
static bool wake(struct trap_frame *frame, void *arg)
{
	(void)arg;
	if (frame->ip == (uintptr_t)halt_at)
		apic_timer_start(APIC_LVTT_ONESHOT, VECTOR, TIMER_COUNT);
	else
		interrupts++;
	apic_eoi();
	return true;
}

TEST(sti_hlt_step, "a stepped HLT that an interrupt ends is stepped once",
     .needs = NEEDS(&x86_apic))
{
	interrupts = 0;
	apic_init();
	trap_handle(X86_INTERRUPT(VECTOR), wake, NULL);
	apic_timer_start(APIC_LVTT_ONESHOT, VECTOR, TIMER_COUNT);
	run_steps(false, sti_halt, NULL);
	EXPECT_EQ(interrupts, 1);
	EXPECT_HITS(sti_halt);
}
