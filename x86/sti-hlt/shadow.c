/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sequences that open a window; the log has the instruction that the interrupt came
 * before.
 */
#include "suite.h"

extern const char sti_1[], sti_2[], sti_on_1[], popf_1[], iret_insn[], ss_1[],
	ss_2[], mov_ss_shadow[];

/* One that happens to be right is not enough. */
enum {
	ROUNDS = 20
};

/* ----------------------------------------------------------------- STI ---- */

SEQUENCE(sti_nop, "sti\n"
		  "nop\n"
		  "sti_1: nop\n"
		  "sti_2: nop\n"
		  "cli");

static void sti_cli(void)
{
	asm volatile("sti\n\tcli" ::: "memory");
}

static void sti_nop_cli(void)
{
	asm volatile("sti\n\tnop\n\tcli" ::: "memory");
}

static void sti_cli_often(void)
{
	for (unsigned int i = 0; i < 1000; i++)
		asm volatile("sti\n\tcli" ::: "memory");
}

static void sti_popf(void)
{
	unsigned long flags = EFLAGS_FIXED;

	asm volatile("push %0\n\tsti\n\tpopf" : : "r"(flags) : "memory", "cc");
}

TEST(sti, "the interrupt comes after the instruction that follows STI")
{
	for (unsigned int i = 0; i < ROUNDS; i++) {
		irqlog_forget();
		pend();
		sti_nop();
		ASSERT_EQ(irqlog.nr, 1);
		EXPECT_EQ(irqlog.pc[0], (unsigned long)sti_1);
	}
}

static const struct closed {
	const char *name;
	void (*fn)(void);
	bool taken;
} closeds[] = {
	{ "sti-cli", sti_cli, false },
	{ "sti-cli-often", sti_cli_often, false },
	{ "sti-popf", sti_popf, false },
	{ "sti-nop-cli", sti_nop_cli, true },
};

TEST_EACH(closed, const struct closed *r, closeds,
	  "CLI right after STI never lets it in; one instruction between does")
{
	for (unsigned int i = 0; i < 50; i++) {
		pend();
		r->fn();
		ASSERT_EQ(irqlog.nr, r->taken ? i + 1 : 0);
		ASSERT_EQ(apic_test_bit(APIC_IRR, VECTOR), !r->taken);
	}
	irqlog_window();
	EXPECT_EQ(irqlog_all(), r->taken ? 50 : 1);
}

/* The second STI finds IF = 1, and extends nothing. */
TEST(sti_twice, "a second STI does not extend the shadow of the first")
{
	for (unsigned int i = 0; i < ROUNDS; i++) {
		irqlog_forget();
		pend();
		asm volatile("sti\n\t"
			     "sti\n"
			     "sti_on_1:\n\t"
			     "nop\n\t"
			     "nop\n\t"
			     "cli" ::
				     : "memory");
		ASSERT_EQ(irqlog.nr, 1);
		EXPECT_EQ(irqlog.pc[0], (unsigned long)sti_on_1);
	}
}

TEST(popf, "POPF has no shadow")
{
	unsigned long flags = EFLAGS_FIXED | EFLAGS_IF;

	for (unsigned int i = 0; i < ROUNDS; i++) {
		irqlog_forget();
		pend();
		asm volatile("push %0\n\t"
			     "popf\n"
			     "popf_1:\n\t"
			     "nop\n\t"
			     "cli"
			     :
			     : "r"(flags)
			     : "memory", "cc");
		ASSERT_EQ(irqlog.nr, 1);
		EXPECT_EQ(irqlog.pc[0], (unsigned long)popf_1);
	}
}

/* ------------------------------------------------------------ IRET, MOV SS ---- */

static bool open_flags(struct trap_frame *frame, void *arg)
{
	(void)arg;
	frame->flags |= EFLAGS_IF;
	frame->ip += 2; /* UD2 */
	return true;
}

TEST(iret, "IRET has no shadow")
{
	trap_handle(X86_UD, open_flags, NULL);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		irqlog_forget();
		pend();
		asm volatile("ud2\n"
			     "iret_insn:\n\t"
			     "nop\n\t"
			     "nop\n\t"
			     "cli" ::
				     : "memory");
		ASSERT_EQ(irqlog.nr, 1);
		EXPECT_EQ(irqlog.pc[0], (unsigned long)iret_insn);
	}
}

/* Vol. 2, POP: "only the first instruction in the sequence is guaranteed". */
TEST(sti_mov_ss, "STI and MOV SS: not before MOV SS, and at most one later")
{
	unsigned int ss = read_ss();

	for (unsigned int i = 0; i < ROUNDS; i++) {
		irqlog_forget();
		pend();
		asm volatile("sti\n\t"
			     "mov %0, %%ss\n"
			     "ss_1:\n\t"
			     "nop\n"
			     "ss_2:\n\t"
			     "nop\n\t"
			     "cli"
			     :
			     : "r"(ss)
			     : "memory");
		ASSERT_EQ(irqlog.nr, 1);
		EXPECT_GE(irqlog.pc[0], (unsigned long)ss_1);
		EXPECT_LE(irqlog.pc[0], (unsigned long)ss_2);
	}
}

static volatile unsigned int in_shadow, times;

static bool note_place(struct trap_frame *frame, void *arg)
{
	in_shadow += frame->ip == (unsigned long)arg;
	times++;
	apic_eoi();
	return true;
}

void expect_shadow(void (*sequence)(void), const char *shadow)
{
	uint64_t end = clock_us() + 500000;

	in_shadow = times = 0;
	trap_handle(X86_INTERRUPT(VECTOR), note_place, (void *)shadow);
	apic_timer_start(APIC_LVTT_PERIODIC, VECTOR, 20000);
	irq_enable();
	while (times < 300 && clock_us() < end) {
		for (unsigned int i = 0; i < 1000; i++)
			sequence();
	}
	irq_disable();
	apic_timer_stop();
	EXPECT_GT(times, 0);
	EXPECT_EQ(in_shadow, 0);
}

SEQUENCE(mov_ss_nop, "mov %ss, %eax\n"
		     "mov %eax, %ss\n"
		     "mov_ss_shadow: nop\n"
		     "nop");

TEST(mov_ss, "no interrupt between MOV SS and the instruction after it")
{
	expect_shadow(mov_ss_nop, mov_ss_shadow);
}
