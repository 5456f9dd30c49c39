/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a secondary CPU finds when smp.c starts it, and its first steps in C. */
#include <x86/percpu.h>

#include <arch/barrier.h>
#include <mm/page.h>
#include <smp.h>
#include <string.h>
#include <x86/irq/apic.h>

enum {
	CPU_ORDER = 5, /* pages of a struct cpu */
	STACK_ORDER =
		3, /* pages of its stack, the lowest of which is a guard */
};

_Static_assert(sizeof(struct cpu) <= 0x1000 << CPU_ORDER, "CPU_ORDER");

extern const uint8_t trampoline[], trampoline_end[];

/* For start_32.S, start_64.S and cpu_start_secondary(): who is starting. */
void *secondary_stack;
static struct cpu *secondary;

static void *stacks[CPU_MAX]; /* highest address */

static void create(unsigned int index)
{
	struct cpu *cpu = page_alloc(CPU_ORDER, PAGE_BELOW_4G | PAGE_ZERO);
	uint8_t *stack = page_alloc(STACK_ORDER, PAGE_BELOW_4G);

	cpu->index = index;
	cpu_guard_stacks(cpu);
	arch_unmap(stack, PAGE_SIZE);
	stacks[index] = stack + (PAGE_SIZE << STACK_ORDER);
	cpus[index] = cpu;
}

uint32_t cpu_prepare(unsigned int index, unsigned long hwid)
{
	static void *page;

	if (!cpus[index])
		create(index);
	if (!page)
		page = page_alloc(0, PAGE_BELOW_1M);
	memcpy(page, trampoline, (size_t)(trampoline_end - trampoline));
	secondary = cpus[index];
	secondary->hwid = hwid;
	secondary_stack = stacks[index];
	mb();
	return (uint32_t)virt_to_phys(page);
}

void cpu_start_secondary(void)
{
	cpu_init(secondary);
	apic_init();
	smp_cpu_main();
}
