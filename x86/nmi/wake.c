/* SPDX-License-Identifier: GPL-2.0-or-later */
/* NMIs end HLT, whatever IF; while one is handled the next one does not. */
#include "suite.h"

#include <clock.h>

enum {
	TRIES = 50,
	TIMER_TICKS = 20000000, /* 20 ms on QEMU, whose timer counts at 1 GHz */
};

extern const char wake_after[];

static volatile unsigned int asleep, sent;
static unsigned int in_hlt, tries;
static bool with_if;

static void sleep_once(void)
{
	asleep++;
	if (with_if)
		asm volatile("sti; hlt" ::: "memory");
	else
		asm volatile("hlt\n\t"
			     ".globl wake_after\n"
			     "wake_after:" ::
				     : "memory");
	cli();
}

/* The NMI may come before HLT begins, which then has to wait for another. */
static void sleeper(void *arg)
{
	struct seen *s = seen_here();

	(void)arg;
	for (tries = 0; tries < TRIES && !in_hlt; tries++) {
		s->nr_logged = 0;
		sleep_once();
		in_hlt = s->nr_logged == 1 &&
			 (with_if || s->log[0].ip == (uintptr_t)wake_after);
	}
	asleep = ~0u;
}

/* One at a time; a second one only to get a sleeper up that missed the first. */
static void waker(void *arg)
{
	unsigned int round = 0, cpu = *(unsigned int *)arg;

	while (asleep != ~0u && sent < 4 * TRIES) {
		uint64_t start = clock_us();

		while (asleep == round && clock_us() - start < 200000)
			cpu_relax();
		round = asleep;
		if (round == ~0u)
			break;
		delay_us(2000);
		sent++;
		send_nmi(cpu);
		nmis_reach(cpu, sent);
	}
}

static const struct row {
	const char *name;
	unsigned int cpu;
	bool with_if;
} rows[] = {
	{ "if-0", 0, false },
	{ "if-1", 0, true },
	{ "second-cpu-if-0", 1, false },
	{ "second-cpu-if-1", 1, true },
};

TEST_EACH(hlt, const struct row *r, rows,
	  "goes on behind HLT, and comes once for each that was sent",
	  .needs = NEEDS(&x86_apic, &smp_2_cpus))
{
	const struct seen *s = &seen[r->cpu];
	unsigned int cpu = r->cpu;

	asleep = sent = 0;
	in_hlt = 0;
	with_if = r->with_if;
	together(cpu, sleeper, waker, &cpu);
	EXPECT_EQ(in_hlt, 1);
	EXPECT_EQ(s->nmis, sent);
	EXPECT_EQ(!!(s->log[0].flags & EFLAGS_IF), r->with_if);
}

/* --------------------------------------------- HLT while NMIs are blocked ---- */

static unsigned int irqs_after, nmis_before;

static void hlt_inside(struct trap_frame *frame)
{
	struct seen *s = seen_here();

	(void)frame;
	send_nmi(cpu_this());
	spin();
	nmis_before = s->nmis;
	apic_timer_start(APIC_LVTT_ONESHOT, IRQ, TIMER_TICKS);
	sti_hlt();
	cli();
	irqs_after = s->irqs;
	apic_timer_stop();
}

/* The IRET of the timer's handler is what lets the second NMI through. */
TEST(hlt_blocked, "does not end HLT in the handler of another; the timer does")
{
	struct seen *s = seen_here();

	take_irqs();
	irqs_after = nmis_before = 0;
	s->inside = hlt_inside;
	send_nmi(cpu_this());
	EXPECT_TRUE(nmis_reach(cpu_this(), 2));
	spin();
	EXPECT_EQ(nmis_before, 1);
	EXPECT_EQ(irqs_after, 1);
	EXPECT_EQ(s->nmis, 2);
	EXPECT_EQ(s->irqs, 1);
	EXPECT_EQ(s->log[1].vector, IRQ);
	EXPECT_EQ(s->log[2].vector, X86_VECTOR(X86_NMI));
}
