/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NMIs and maskable interrupts: both come, the NMI first where both can.
 *
 * Intel SDM vol. 3, 6.9, table 6-2 (priorities).
 */
#include "suite.h"

#include <clock.h>

WHERE;

static void both_inside(struct trap_frame *frame)
{
	(void)frame;
	self_irq();
	send_nmi(cpu_this());
	spin();
}

/* Not apic_ipi(): it sends with IF clear. */
static void open_and_send(void *arg)
{
	(void)arg;
	seen_here()->inside = both_inside;
	sti();
	apic_write(APIC_ICR2, apic_id() << 24);
	apic_write(APIC_ICR, APIC_ICR_NMI | APIC_ICR_ASSERT);
	nmis_reach(cpu_this(), 2);
	spin();
	cli();
}

TEST_EACH(nmi_first, const struct where *w, wheres,
	  "comes before the interrupt that is pending too, at the same place",
	  .needs = NEEDS(&x86_xapic_mode, &smp_2_cpus))
{
	const struct seen *s = &seen[w->cpu];

	take_irqs();
	on_cpu(w->cpu, open_and_send, NULL);
	EXPECT_EQ(s->nmis, 2);
	EXPECT_EQ(s->irqs, 1);
	ASSERT_EQ(s->nr_logged, 3);
	EXPECT_EQ(s->log[1].vector, X86_VECTOR(X86_NMI));
	EXPECT_EQ(s->log[2].vector, IRQ);
	EXPECT_TRUE(s->log[0].flags & EFLAGS_IF);
	EXPECT_EQ(s->log[1].ip, s->log[0].ip);
	EXPECT_EQ(s->log[2].ip, s->log[0].ip);
	EXPECT_EQ(s->log[2].depth, 0);
}

/* ----------------------------------------------- inside of a handler ---- */

static unsigned int inside_irq;
static bool isr_in_nmi;

static void look(struct trap_frame *frame)
{
	EXPECT_FALSE(frame->flags & EFLAGS_IF);
	isr_in_nmi = apic_test_bit(APIC_ISR, IRQ);
}

static bool nmi_in_irq(struct trap_frame *frame, void *arg)
{
	struct seen *s = seen_here();

	(void)frame;
	(void)arg;
	s->irqs++;
	s->inside = look;
	send_nmi(cpu_this());
	EXPECT_TRUE(nmis_reach(cpu_this(), 1));
	inside_irq = s->nmis;
	EXPECT_TRUE(apic_test_bit(APIC_ISR, IRQ));
	apic_eoi();
	return true;
}

/* With the priority of everything against it: IF, TPR, an interrupt in service. */
TEST(in_irq, "interrupts the handler of an interrupt, which stays in service")
{
	struct seen *s = seen_here();

	trap_handle(X86_INTERRUPT(IRQ), nmi_in_irq, NULL);
	inside_irq = 0;
	isr_in_nmi = false;
	self_irq();
	sti();
	spin();
	cli();
	EXPECT_EQ(s->irqs, 1);
	EXPECT_EQ(inside_irq, 1);
	EXPECT_TRUE(isr_in_nmi);
	EXPECT_EQ(s->nmis, 1);
}

static void irq_inside(struct trap_frame *frame)
{
	(void)frame;
	self_irq();
	sti();
	spin();
	cli();
}

TEST(irq_in_nmi,
     "does not keep interrupts from its own handler, once IF is set")
{
	struct seen *s = seen_here();

	take_irqs();
	s->inside = irq_inside;
	send_nmi(cpu_this());
	EXPECT_TRUE(nmis_reach(cpu_this(), 1));
	EXPECT_EQ(s->irqs, 1);
	EXPECT_EQ(s->nmis, 1);
	EXPECT_EQ(s->log[1].depth, 1);
}

/* -------------------------------------------------------- both at once ---- */

enum {
	ROUNDS = 200,
	TIME_US = 1500000
};

static volatile unsigned int rounds_done;
static unsigned int rounds;

static bool round_over(void *arg)
{
	const unsigned int *round = arg;

	return seen[0].nmis > *round && seen[0].irqs > *round;
}

static void send_both(void *arg)
{
	uint32_t to = (uint32_t)arch_cpu_hwid(0);
	uint32_t irq = APIC_ICR_FIXED | APIC_ICR_ASSERT | IRQ;
	uint64_t start = clock_us();

	(void)arg;
	for (rounds = 0; rounds < ROUNDS && clock_us() - start < TIME_US;) {
		unsigned int round = rounds++;

		if (round & 1)
			apic_ipi(to, irq);
		apic_ipi(to, APIC_ICR_NMI | APIC_ICR_ASSERT);
		if (!(round & 1))
			apic_ipi(to, irq);
		if (!wait_until(round_over, &round, 2000000))
			break;
	}
	rounds_done = 1;
}

static void take_both(void *arg)
{
	uint64_t start = clock_us();

	(void)arg;
	sti();
	while (!rounds_done && clock_us() - start < 8000000)
		cpu_relax();
	cli();
}

TEST(at_once, "comes once, and so does the interrupt sent with it",
     .needs = NEEDS(&x86_apic, &smp_2_cpus))
{
	take_irqs();
	rounds_done = 0;
	together(0, take_both, send_both, NULL);
	spin();
	EXPECT_GT(rounds, 1);
	EXPECT_EQ(seen[0].nmis, rounds);
	EXPECT_EQ(seen[0].irqs, rounds);
	EXPECT_EQ(seen[0].deepest, 1);
	EXPECT_EQ(seen[1].nmis, 0);
}
