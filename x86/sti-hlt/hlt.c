/* SPDX-License-Identifier: GPL-2.0-or-later */
/* HLT: what wakes, and where the CPU goes on. REP: interrupts between iterations. */
#include "suite.h"

extern const char hlt_next[], rep_movs_insn[];

enum {
	BACKUP =
		0x44, /* a timer, so that what sleeps wrongly does not sleep on */
	ROUNDS = 200,
};

SEQUENCE(sleep_once, "sti\n"
		     "hlt\n"
		     "hlt_next: cli");

static void backup(uint32_t count)
{
	apic_timer_start(APIC_LVTT_ONESHOT, BACKUP, count);
}

/* A backup of seconds: the sleep would be seen, and end. */
TEST(pending, "STI and HLT do not sleep through what is pending")
{
	for (unsigned int i = 1; i <= ROUNDS; i++) {
		backup(0xf0000000);
		pend();
		sleep_once();
		ASSERT_EQ(irqlog.taken[0][VECTOR], i);
		ASSERT_EQ(irqlog.nr, i);
	}
	EXPECT_EQ(irqlog.taken[0][BACKUP], 0);
}

TEST(resumes, "an interrupt ends HLT, and returns to the instruction after it")
{
	for (unsigned int i = 0; i < 20; i++) {
		irqlog_forget();
		backup(2000000);
		sleep_once();
		ASSERT_EQ(irqlog.nr, 1);
		ASSERT_EQ(irqlog.order[0], BACKUP);
		/* where the host was away, it came before HLT */
		EXPECT_LE(irqlog.pc[0], (unsigned long)hlt_next);
		EXPECT_GE(irqlog.pc[0], (unsigned long)hlt_next - 1);
	}
}

/* --------------------------------------------------------------- another CPU ---- */

static volatile bool asleep, awake;
static volatile unsigned int nmis;

static bool on_nmi(struct trap_frame *frame, void *arg)
{
	(void)frame;
	(void)arg;
	nmis++;
	return true;
}

static void halt_closed(void *arg)
{
	(void)arg;
	asleep = true;
	hlt();
	awake = true;
}

static bool flag_is_set(void *arg)
{
	return *(volatile bool *)arg;
}

TEST(closed, "HLT with IF = 0 sleeps through interrupts, and an NMI ends it",
     .needs = NEEDS(&x86_apic, &smp_2_cpus))
{
	uint32_t id = (uint32_t)arch_cpu_hwid(1);

	asleep = awake = false;
	nmis = 0;
	trap_handle(X86_NMI, on_nmi, NULL);
	on_cpu_start(1, halt_closed, NULL);
	wait_until(flag_is_set, (void *)(uintptr_t)&asleep, 5000000);
	delay_us(2000);
	apic_ipi(id, APIC_ICR_ASSERT | VECTOR);
	delay_us(5000);
	EXPECT_FALSE(awake);
	EXPECT_EQ(irqlog.taken[1][VECTOR], 0);
	apic_ipi(id, APIC_ICR_ASSERT | APIC_ICR_NMI);
	EXPECT_TRUE(
		wait_until(flag_is_set, (void *)(uintptr_t)&awake, 3000000));
	on_cpu_wait(1);
	irqlog_windows();
	EXPECT_EQ(nmis, 1);
	EXPECT_EQ(irqlog.taken[1][VECTOR], 1);
}

static void send_all(void *arg)
{
	uint32_t id = (uint32_t)arch_cpu_hwid(0);
	uint64_t end = clock_us() + 4000000;

	(void)arg;
	for (unsigned int i = 0; i < ROUNDS; i++) {
		while (irqlog.taken[0][VECTOR] < i && clock_us() < end)
			pause_insn();
		apic_ipi(id, APIC_ICR_ASSERT | VECTOR);
	}
}

TEST(ping, "each of many IPIs ends a HLT: no wake-up is lost",
     .needs = NEEDS(&x86_apic, &smp_2_cpus))
{
	on_cpu_start(1, send_all, NULL);
	while (irqlog.taken[0][VECTOR] < ROUNDS && !irqlog.taken[0][BACKUP]) {
		backup(0xf0000000);
		sleep_once();
	}
	on_cpu_wait(1);
	irqlog_window();
	EXPECT_EQ(irqlog.taken[0][VECTOR], ROUNDS);
	EXPECT_EQ(irqlog.taken[0][BACKUP], 0);
}

/* -------------------------------------------------------------------- REP ---- */

enum {
	BYTES = 1 << 18
};

static uint8_t from[BYTES], to[BYTES];
static volatile unsigned int inside, wrong, without_rf;

static bool look_at_rep(struct trap_frame *frame, void *arg)
{
	(void)arg;
	apic_eoi();
	if (frame->ip != (unsigned long)rep_movs_insn ||
	    frame->di == (unsigned long)to)
		return true;
	inside++;
	wrong += frame->di - (unsigned long)to + frame->cx != BYTES ||
		 frame->si - (unsigned long)from + frame->cx != BYTES;
	without_rf += !(frame->flags & EFLAGS_RF);
	return true;
}

static void __attribute__((noinline)) copy(void)
{
	unsigned long count = BYTES;
	uint8_t *source = from, *target = to;

	asm volatile("rep_movs_insn: rep movsb"
		     : "+c"(count), "+S"(source), "+D"(target)
		     :
		     : "memory");
}

static void copy_under_interrupts(void)
{
	uint64_t end = clock_us() + 1500000;

	inside = wrong = without_rf = 0;
	for (unsigned int i = 0; i < BYTES; i++)
		from[i] = (uint8_t)(i * 7 + (i >> 8));
	trap_handle(X86_INTERRUPT(VECTOR), look_at_rep, NULL);
	apic_timer_start(APIC_LVTT_PERIODIC, VECTOR, 50000);
	irq_enable();
	while (inside < 20 && clock_us() < end) {
		for (unsigned int i = 0; i < BYTES; i++)
			to[i] = 0;
		copy();
	}
	irq_disable();
	apic_timer_stop();
	if (!inside)
		SKIP("no interrupt came between two iterations");
}

TEST(rep, "an interrupt between iterations sees how far they are")
{
	copy_under_interrupts();
	EXPECT_EQ(wrong, 0);
	EXPECT_MEMEQ(to, from, BYTES);
}

/* Vol. 3, 17.3.1.1: "after any iteration of a repeated string instruction but the last". */
TEST(rep_rf, "an interrupt between iterations has RF = 1 in the saved flags")
{
	copy_under_interrupts();
	EXPECT_EQ(without_rf, 0);
}
