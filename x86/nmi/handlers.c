/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <clock.h>
#include <string.h>

enum {
	SPINS = 3000
};

struct seen seen[CPU_MAX];

struct seen *seen_here(void)
{
	return &seen[cpu_this()];
}

static void note_event(struct seen *s, const struct trap_frame *frame)
{
	if (s->nr_logged == LOG_MAX)
		return;
	s->log[s->nr_logged++] = (struct seen_event){
		.vector = (unsigned int)frame->vector,
		.depth = s->depth,
		.ip = frame->ip,
		.flags = frame->flags,
	};
}

static bool on_nmi(struct trap_frame *frame, void *arg)
{
	struct seen *s = seen_here();
	void (*inside)(struct trap_frame *) = s->inside;

	(void)arg;
	s->nmis++;
	if (++s->depth > s->deepest)
		s->deepest = s->depth;
	note_event(s, frame);
	s->inside = NULL;
	if (inside)
		inside(frame);
	s->depth--;
	return true;
}

static bool on_irq(struct trap_frame *frame, void *arg)
{
	struct seen *s = seen_here();

	(void)arg;
	s->irqs++;
	note_event(s, frame);
	apic_eoi();
	return true;
}

void nmi_prepare(void)
{
	cli();
	apic_init();
	memset(seen, 0, sizeof(seen));
	idt_set_ist(X86_VECTOR(X86_NMI), 0);
	trap_handle(X86_NMI, on_nmi, NULL);
}

void take_irqs(void)
{
	trap_handle(X86_INTERRUPT(IRQ), on_irq, NULL);
}

static void send(uint32_t to, uint32_t icr)
{
	int r = apic_ipi(to, icr | APIC_ICR_ASSERT);

	if (r < 0)
		ERROR("the interrupt command register is stuck: %d", r);
}

void send_nmi(unsigned int cpu)
{
	send((uint32_t)arch_cpu_hwid(cpu), APIC_ICR_NMI);
}

void self_irq(void)
{
	send(apic_id(), APIC_ICR_FIXED | IRQ);
}

void spin(void)
{
	for (unsigned int i = 0; i < SPINS; i++)
		cpu_relax();
}

struct target {
	unsigned int cpu, nr;
};

static bool reached(void *arg)
{
	const struct target *t = arg;

	return seen[t->cpu].nmis >= t->nr;
}

bool nmis_reach(unsigned int cpu, unsigned int nr)
{
	struct target t = { cpu, nr };

	return wait_until(reached, &t, 5000000);
}

static bool is_set(void *flag)
{
	return *(volatile unsigned int *)flag != 0;
}

bool flag_set(volatile unsigned int *flag)
{
	return wait_until(is_set, (void *)(uintptr_t)flag, 5000000);
}

void together(unsigned int cpu, void (*fn)(void *), void (*other)(void *),
	      void *arg)
{
	on_cpu_start(1, cpu == 1 ? fn : other, arg);
	on_cpu(0, cpu == 0 ? fn : other, arg);
	on_cpu_wait(1);
}
