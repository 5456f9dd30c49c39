/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

uint8_t xapic_ids[NR];

static void enter(void *arg)
{
	(void)arg;
	if (apic_mode() == APIC_X2APIC)
		return;
	xapic_ids[cpu_this()] = (uint8_t)apic_id();
	apic_enable_x2apic();
	apic_init();
}

void x2apic_prepare(void)
{
	cli();
	for (unsigned int cpu = 1; cpu < NR; cpu++)
		on_cpu(cpu, enter, NULL);
	enter(NULL);
	irqlog_start();
	ASSERT_EQ(apic_mode(), APIC_X2APIC);
}

void self_ipi(unsigned int vector)
{
	wrmsr(MSR_X2APIC(APIC_SELF_IPI), vector);
}

unsigned int reached(uint32_t destination, uint32_t icr)
{
	unsigned int cpus = 0;

	irqlog_forget();
	ASSERT_EQ(apic_ipi(destination, APIC_ICR_ASSERT | IPI_VECTOR | icr), 0);
	irqlog_windows();
	for (unsigned int cpu = 0; cpu < NR; cpu++) {
		if (irqlog.taken[cpu][IPI_VECTOR])
			cpus |= 1u << cpu;
		if (irqlog.total[cpu] > 1)
			cpus |= 0x10;
	}
	return cpus;
}
