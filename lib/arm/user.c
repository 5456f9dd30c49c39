/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * User mode: functions of the image at EL0.
 *
 * Kernel and user code are the same code at the same addresses, and the
 * kernel's tables have no user pages at all: what the user may write the kernel
 * could not execute, and with PSTATE.PAN could not reach (Arm ARM, D8.4). A user
 * function therefore runs on tables of its own: a copy of the current ones
 * along the path to the image, in which the image's pages are user pages, all
 * but
 *
 *	.entry			where traps arrive
 *	.data.cpu, .bss.cpu	tables, and what each CPU has of its own
 *
 * A trap from there goes on with these tables, which the kernel may use too, up
 * to arm_trap(), which switches back. The way back is an SVC at a known place.
 *
 * Everything else is shared with the tables that were current, so that a
 * mapping with MAP_USER is there too. This also holds for tables that a suite
 * has made and loaded, as long as they have the image where it was linked.
 *
 * Calls do not nest on one CPU. Arguments have to lie in the image, which
 * includes the boot CPU's stack but not the stacks of other CPUs.
 */
#include <arch.h>

#include <arch/page.h>
#include <arm/cpu.h>
#include <arm/mmu.h>
#include <arm/percpu.h>
#include <arm/trap.h>
#include <console.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>

enum {
	USER_STACK_BYTES = PAGE_SHIFT > 14 ? 1 << PAGE_SHIFT : 1 << 14,
	USER_STACK_ORDER = PAGE_SHIFT > 14 ? 0 : 14 - PAGE_SHIFT,
};

/* entry.S */
void user_enter(const void *arg, void (*fn)(const void *), void *stack,
		unsigned long pstate) __attribute__((noreturn));

extern char __image_start[], __image_end[], __entry_start[], __entry_end[];
extern char __data_start[], __cpu_data_end[], __bss_start[], __cpu_bss_end[];

static uint8_t boot_user_stack[USER_STACK_BYTES] __attribute__((aligned(16)));
static void *user_stacks[CPU_MAX] = { boot_user_stack }; /* in user pages */

static bool is_own(const struct cpu *cpu, uint64_t entry)
{
	uint64_t own = virt_to_phys(cpu->user_tables);

	return (entry & PTE_ADDR) - own < sizeof(cpu->user_tables);
}

/* A copy of what an entry of @level leads to, in its place. */
static uint64_t *own_table(struct cpu *cpu, uint64_t *entry, unsigned int level,
			   unsigned int *nr)
{
	uint64_t *table = cpu->user_tables[(*nr)++];

	if (*entry & PTE_TABLE)
		memcpy(table, mmu_table(*entry), PAGE_SIZE);
	else
		mmu_split(table, *entry, level);
	*entry = virt_to_phys(table) | PTE_VALID | PTE_TABLE;
	return table;
}

/* The table of pages around an address of the image. */
static uint64_t *own_pages(struct cpu *cpu, uintptr_t at, unsigned int *nr)
{
	uint64_t *table = cpu->user_tables[0];

	for (unsigned int level = MMU_TOP; level < MMU_PAGE; level++) {
		uint64_t *entry = &table[mmu_index((void *)at, level)];

		table = *entry & PTE_TABLE && is_own(cpu, *entry) ?
				mmu_table(*entry) :
				own_table(cpu, entry, level, nr);
	}
	return table;
}

/* Code of a user page must not be writable, or the kernel cannot execute it. */
static void set_user(uint64_t *entry)
{
	if (!(*entry & PTE_VALID))
		return;
	*entry |= PTE_USER;
	if (!(*entry & PTE_PXN))
		*entry &= ~PTE_UXN;
}

static bool is_user(const char *page)
{
	return !(page >= __entry_start && page < __entry_end) &&
	       !(page >= __data_start && page < __cpu_data_end) &&
	       !(page >= __bss_start && page < __cpu_bss_end);
}

/* The copies of the tables on the way to the image: what TTBR0 has to be. */
static uint64_t user_tables(struct cpu *cpu)
{
	unsigned int nr = 1;
	uint64_t *pages = NULL;

	memcpy(cpu->user_tables[0], mmu_root(), PAGE_SIZE);
	for (char *at = __image_start; at < __image_end; at += PAGE_SIZE) {
		if (!pages || mmu_index(at, MMU_PAGE) == 0)
			pages = own_pages(cpu, (uintptr_t)at, &nr);
		if (is_user(at))
			set_user(&pages[mmu_index(at, MMU_PAGE)]);
	}
	return virt_to_phys(cpu->user_tables[0]);
}

/* One ASID for both, and global pages: the switch is a flush. */
static void switch_tables(uint64_t ttbr0)
{
	dsb();
	write_sysreg(ttbr0_el1, ttbr0);
	isb();
	tlb_flush_all();
}

static char *user_stack_top(unsigned int cpu)
{
	if (!user_stacks[cpu]) {
		void *stack = vmap_alloc(USER_STACK_BYTES, PAGE_SIZE);
		void *pages = page_alloc(USER_STACK_ORDER, PAGE_ZERO);

		if (arch_map(stack, virt_to_phys(pages), USER_STACK_BYTES,
			     MAP_READ | MAP_WRITE | MAP_USER) != 0)
			panic("no memory for a user stack");
		user_stacks[cpu] = stack;
	}
	return (char *)user_stacks[cpu] + USER_STACK_BYTES;
}

static void enter(struct cpu *cpu, void (*fn)(const void *), const void *arg)
{
	char *stack = user_stack_top(cpu->index);

	cpu->kernel_ttbr0 = read_sysreg(ttbr0_el1);
	cpu->user_ttbr0 = user_tables(cpu);
	switch_tables(cpu->user_ttbr0);
	user_enter(arg, fn, stack, user_pstate());
}

void arch_user_call(void (*fn)(const void *), const void *arg)
{
	struct cpu *cpu = cpu_self();

	if (cpu->user_ttbr0 && read_sysreg(ttbr0_el1) == cpu->user_ttbr0)
		panic("arch_user_call() in user mode");
	if (arch_context_save(&cpu->user_return) == 0)
		enter(cpu, fn, arg);
}

void user_leave(struct trap_frame *frame)
{
	struct cpu *cpu = cpu_self();

	if (!trap_from_lower(frame) || !cpu->user_ttbr0 ||
	    read_sysreg(ttbr0_el1) != cpu->user_ttbr0)
		return;
	frame->ttbr0 = cpu->user_ttbr0;
	switch_tables(cpu->kernel_ttbr0);
}

void user_resume(const struct trap_frame *frame)
{
	if (frame->ttbr0)
		switch_tables(frame->ttbr0);
}
