/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <x86/irq/irqlog.h>

#include <arch/irq.h>
#include <clock.h>
#include <smp.h>
#include <string.h>
#include <trap.h>
#include <x86/irq/apic.h>

struct irqlog irqlog;

static unsigned int slot(void)
{
	unsigned int cpu = cpu_this();

	return cpu < IRQLOG_CPUS ? cpu : IRQLOG_CPUS - 1;
}

static void log_order(const struct trap_frame *frame)
{
	void (*inside)(unsigned int) = irqlog.inside;
	unsigned int vector = (unsigned int)frame->vector;

	if (irqlog.nr < IRQLOG_ORDER) {
		irqlog.order[irqlog.nr] = vector;
		irqlog.pc[irqlog.nr] = frame->ip;
	}
	irqlog.nr++;
	irqlog.inside = NULL;
	if (inside)
		inside(vector);
	if (irqlog.always)
		irqlog.always(vector);
}

static bool on_interrupt(struct trap_frame *frame, void *arg)
{
	unsigned int cpu = slot();

	(void)arg;
	irqlog.taken[cpu][frame->vector]++;
	irqlog.total[cpu]++;
	if (cpu == 0)
		log_order(frame);
	if (cpu != 0 || !irqlog.no_eoi)
		apic_eoi();
	return true;
}

/* No bit of ISR belongs to it: an EOI would end something else. */
static bool on_spurious(struct trap_frame *frame, void *arg)
{
	(void)frame;
	(void)arg;
	irqlog.spurious[slot()]++;
	return true;
}

void irqlog_forget(void)
{
	memset(&irqlog, 0, sizeof(irqlog));
}

void irqlog_start(void)
{
	irq_disable();
	apic_init();
	irqlog_forget();
	for (unsigned int v = IRQLOG_FIRST; v <= IRQLOG_LAST; v++)
		trap_handle(X86_INTERRUPT(v), on_interrupt, NULL);
	trap_handle(X86_INTERRUPT(VECTOR_SPURIOUS), on_spurious, NULL);
}

static bool deliverable(void)
{
	if (!(apic_read(APIC_SPIV) & APIC_SPIV_ENABLE))
		return false;
	for (unsigned int word = 8; word-- > 0;) {
		uint32_t bits = apic_read(APIC_IRR + 0x10 * word);

		if (bits) {
			unsigned int v = word * 32 + 31 -
					 (unsigned int)__builtin_clz(bits);

			return v >> 4 > apic_read(APIC_PPR) >> 4;
		}
	}
	return false;
}

/* not PAUSE: QEMU's TCG keeps STI's shadow across it */
static void open_often(void)
{
	for (unsigned int i = 0; i < 20; i++) {
		irq_enable();
		asm volatile("nop\n\tnop" ::: "memory");
		irq_disable();
	}
}

void irqlog_window(void)
{
	for (unsigned int i = 0; i < 1000; i++) {
		open_often();
		if (!deliverable())
			break;
	}
}

static void window_here(void *arg)
{
	(void)arg;
	irqlog_window();
}

void irqlog_windows(void)
{
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++)
		on_cpu(cpu, window_here, NULL);
	irqlog_window();
}

struct awaited {
	unsigned int vector, times;
};

static bool came(void *arg)
{
	const struct awaited *a = arg;

	open_often();
	return irqlog.taken[slot()][a->vector] >= a->times;
}

bool irqlog_wait(unsigned int vector, unsigned int times)
{
	struct awaited a = { vector, times };

	return wait_until(came, &a, 5000000);
}

static volatile unsigned int nmis[IRQLOG_CPUS];

static bool on_nmi(struct trap_frame *frame, void *arg)
{
	(void)frame;
	(void)arg;
	nmis[slot()]++;
	return true;
}

void irqlog_count_nmis(void)
{
	for (unsigned int cpu = 0; cpu < IRQLOG_CPUS; cpu++)
		nmis[cpu] = 0;
	trap_handle(X86_NMI, on_nmi, NULL);
}

unsigned int irqlog_nmis(unsigned int cpu)
{
	return nmis[cpu];
}

static bool nmi_came(void *arg)
{
	return nmis[*(unsigned int *)arg] != 0;
}

bool irqlog_wait_nmi(unsigned int cpu)
{
	return wait_until(nmi_came, &cpu, 5000000);
}

unsigned int irqlog_all(void)
{
	unsigned int all = 0;

	for (unsigned int cpu = 0; cpu < IRQLOG_CPUS; cpu++)
		all += irqlog.total[cpu];
	return all;
}
