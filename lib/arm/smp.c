/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Secondary CPUs: found in machine.h's description, started by PSCI CPU_ON (DEN 0022,
 * 5.6), asleep in WFI between jobs.
 */
#include <arch.h>

#include <arch/barrier.h>
#include <arch/irq.h>
#include <arm/cpu.h>
#include <arm/gic.h>
#include <arm/machine.h>
#include <arm/nested.h>
#include <arm/percpu.h>
#include <arm/psci.h>
#include <console.h>
#include <errno.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <smp.h>

enum {
	STACK_BYTES = PAGE_SHIFT > 15 ? 1 << PAGE_SHIFT : 1 << 15,
};

extern char boot_stack_guard[]; /* start.S */

#define MPIDR_AFFINITY 0xff00ffffffull

/* Cleared by nobody: smp_boot_cpu() */
struct cpu boot_cpu __attribute__((section(".bss.cpu")));

/* By index; 0 is the boot CPU. */
static uint64_t hwids[CPU_MAX];
static unsigned int nr_cpus; /* 0: not counted yet; may exceed CPU_MAX */
static struct cpu *cpus[CPU_MAX];

void smp_boot_cpu(void)
{
	boot_cpu.index = 0;
	boot_cpu.stack_guard = boot_stack_guard;
	boot_cpu.kernel_ttbr0 = 0;
	boot_cpu.user_ttbr0 = 0;
}

struct cpu *cpu_self(void)
{
	return (struct cpu *)(uintptr_t)read_sysreg(tpidr_el1);
}

unsigned int arch_cpu_index(void)
{
	return cpu_self()->index;
}

static void add_cpu(uint64_t mpidr)
{
	if (mpidr == hwids[0])
		return;
	if (nr_cpus < CPU_MAX)
		hwids[nr_cpus] = mpidr;
	nr_cpus++;
}

unsigned int arch_cpu_count(void)
{
	if (nr_cpus)
		return nr_cpus;
	hwids[0] = read_sysreg(mpidr_el1) & MPIDR_AFFINITY;
	nr_cpus = 1;
	machine()->cpus(add_cpu);
	return nr_cpus;
}

uint64_t arch_cpu_hwid(unsigned int index)
{
	return index < arch_cpu_count() && index < CPU_MAX ? hwids[index] : 0;
}

static unsigned int order_of(size_t bytes)
{
	unsigned int order = 0;

	while (PAGE_SIZE << order < bytes)
		order++;
	return order;
}

/* The page below the stack is nobody's: vmap.c never maps it. */
static struct cpu *create(unsigned int index)
{
	struct cpu *cpu = page_alloc(order_of(sizeof(*cpu)), PAGE_ZERO);
	char *stack = vmap_alloc(PAGE_SIZE + STACK_BYTES, PAGE_SIZE);
	void *pages = page_alloc(order_of(STACK_BYTES), PAGE_ANY);

	if (arch_map(stack + PAGE_SIZE, virt_to_phys(pages), STACK_BYTES,
		     MAP_READ | MAP_WRITE) != 0)
		panic("no memory for the stack of CPU %u", index);
	cpu->index = index;
	cpu->stack_guard = stack;
	cpu->stack_top = stack + PAGE_SIZE + STACK_BYTES;
	return cpu;
}

/* Has its own address in the registers that start_secondary gets. */
int arch_cpu_start(unsigned int index)
{
	int r;

	if (index == 0 || index >= arch_cpu_count() || index >= CPU_MAX)
		return -EINVAL;
	if (!cpus[index])
		cpus[index] = create(index);
	gic_init();
	if (!gic_version())
		panic("%s: there is no GICv2 or GICv3", machine()->name);
	mb();
	r = psci_call(
		PSCI_CPU_ON, (unsigned long)hwids[index],
		(unsigned long)virt_to_phys((const void *)&start_secondary),
		(unsigned long)virt_to_phys(cpus[index]));
	return r == PSCI_SUCCESS ? 0 : r == PSCI_ALREADY_ON ? -EBUSY : -EIO;
}

void cpu_start_secondary(struct cpu *cpu)
{
	(void)cpu; /* cpu_self() is it already */
	nested_cpu();
	gic_cpu_init();
	smp_cpu_main();
}

/* ----------------------------------------------- asleep and awake ---- */

/*
 * WFI gives the host its CPU back, and ends at an interrupt that is masked, too.
 * The word is set before the interrupt is sent, and looked at with interrupts
 * masked before sleeping: the interrupt then ends WFI at once.
 */
static bool woken[CPU_MAX];

void arch_cpu_idle(void)
{
	bool *wake = &woken[arch_cpu_index()];
	unsigned long flags = irq_save();

	if (!__atomic_exchange_n(wake, false, __ATOMIC_ACQ_REL)) {
		wfi();
		gic_take_wake();
		__atomic_store_n(wake, false, __ATOMIC_RELEASE);
	}
	irq_restore(flags);
}

void arch_cpu_wake(unsigned int index)
{
	__atomic_store_n(&woken[index], true, __ATOMIC_RELEASE);
	gic_wake(index);
}
