/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Secondary CPUs: found in the MADT, started by INIT and SIPI (Intel SDM vol.
 * 3, 8.4), asleep in HLT between jobs.
 */
#include <arch.h>

#include <arch/barrier.h>
#include <arch/irq.h>
#include <console.h>
#include <dev/acpi.h>
#include <dev/fwcfg.h>
#include <errno.h>
#include <smp.h>
#include <test/harness.h>
#include <test/protocol.h>
#include <x86/cpu.h>
#include <x86/irq/apic.h>
#include <x86/percpu.h>

/* By index; 0 is the boot CPU. */
static uint32_t hwids[CPU_MAX];
static unsigned int nr_cpus; /* 0: not counted yet; may exceed CPU_MAX */

/* 10.12.10: ids from 255 on take x2APIC mode, which firmware did not leave. */
static bool reachable(uint32_t apic_id)
{
	if (apic_id < 255 || apic_mode() == APIC_X2APIC)
		return true;
	note("the CPU with APIC id %u is out of an xAPIC's reach", apic_id);
	return false;
}

static void add_cpu(uint32_t apic_id)
{
	if (apic_id == hwids[0] || !reachable(apic_id))
		return;
	if (nr_cpus < CPU_MAX)
		hwids[nr_cpus] = apic_id;
	nr_cpus++;
}

static bool count_by_madt(void)
{
	const struct acpi *acpi = acpi_system();
	const struct acpi_madt *madt = acpi ? acpi_find(acpi, "APIC", 0) : NULL;
	const struct acpi_madt_entry *e = NULL;
	uint32_t apic_id;

	while (madt && (e = acpi_madt_next(madt, e))) {
		if (acpi_madt_cpu(e, &apic_id))
			add_cpu(apic_id);
	}
	return madt != NULL;
}

/* Only how many; QEMU and Bochs give the first ones consecutive ids. */
static void count_alone(unsigned int nr)
{
	for (unsigned int i = 1; i < nr; i++)
		add_cpu(hwids[0] + i);
}

/* Bochs without firmware has neither: then whoever started it has to say. */
static void count_by_other_means(void)
{
	const char *said = args_get(PROTO_ARG_CPUS);
	uint64_t nr = 1;

	if (fwcfg_present())
		nr = fwcfg_u16(FWCFG_NB_CPUS);
	else if (said && args_number(said, &nr) < 0)
		panic(PROTO_ARG_CPUS "%s is no number", said);
	count_alone(nr);
}

unsigned int arch_cpu_count(void)
{
	if (nr_cpus)
		return nr_cpus;
	hwids[0] = apic_id();
	nr_cpus = 1;
	if (!count_by_madt())
		count_by_other_means();
	return nr_cpus;
}

uint64_t arch_cpu_hwid(unsigned int index)
{
	return index < arch_cpu_count() && index < CPU_MAX ? hwids[index] : 0;
}

/*
 * SDM vol. 3, 8.4.4.1, without its waits and its second SIPI, which are for
 * boards: a hypervisor keeps the order of the two and loses none.
 */
int arch_cpu_start(unsigned int index)
{
	uint32_t page;
	int r;

	if (index == 0 || index >= arch_cpu_count() || index >= CPU_MAX)
		return -EINVAL;
	page = cpu_prepare(index, hwids[index]);
	r = apic_ipi(hwids[index], APIC_ICR_INIT | APIC_ICR_ASSERT);
	if (r < 0)
		return r;
	return apic_ipi(hwids[index], APIC_ICR_STARTUP | APIC_ICR_ASSERT |
					      APIC_ICR_VECTOR(page >> 12));
}

/* ----------------------------------------------- asleep and awake ---- */

/*
 * HLT gives the host its CPU back; MWAIT would too, but few hypervisors offer
 * it. The word is set before the interrupt is sent, and looked at with
 * interrupts off before sleeping: the interrupt then ends HLT at once.
 */
static bool woken[CPU_MAX];

void arch_cpu_idle(void)
{
	bool *wake = &woken[arch_cpu_index()];
	unsigned long flags = irq_save();

	if (!__atomic_exchange_n(wake, false, __ATOMIC_ACQ_REL)) {
		sti_hlt();
		cli();
		__atomic_store_n(wake, false, __ATOMIC_RELEASE);
	}
	irq_restore(flags);
}

void arch_cpu_wake(unsigned int index)
{
	__atomic_store_n(&woken[index], true, __ATOMIC_RELEASE);
	mb(); /* before the CPU can see the interrupt */
	apic_ipi(hwids[index], APIC_ICR_FIXED | APIC_ICR_ASSERT |
				       APIC_ICR_VECTOR(VECTOR_WAKE));
}
