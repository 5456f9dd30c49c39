/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * User mode: functions of the image at CPL 3.
 *
 * Kernel and user code are the same code at the same addresses, and the
 * kernel's page tables have no user pages at all, so that suites may turn on
 * SMEP and SMAP. A user function therefore runs on page tables of its own: a
 * copy of the current ones along the path to the image, in which the image's
 * pages are user pages, all but
 *
 *	.entry			where traps arrive; it switches CR3 back
 *	.data.cpu, .bss.cpu	GDT, IDT, TSS and the stacks of entry
 *
 * The way back is UD2 at a known place: a software KVM may lack INT n.
 *
 * Everything else is shared with the tables that were current, so that a
 * mapping with MAP_USER is there too. This also holds for tables that a suite
 * has made and loaded, as long as they have the image where it was linked.
 *
 * Calls do not nest on one CPU. Arguments have to lie in the image, which
 * includes the boot CPU's stack but not the stacks of other CPUs.
 */
#include <x86/user.h>

#include <arch.h>
#include <arch/link.h>
#include <console.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <x86/mmu.h>
#include <x86/percpu.h>

enum {
	USER_STACK_BYTES = 0x4000
};

#define LARGE_PAGE_BYTES 0x200000
_Static_assert(LINK_END <= LARGE_PAGE_BYTES, "one table has all of the image");

/* What IRET takes to change the privilege level. */
struct iret_frame {
	unsigned long ip, cs, flags, sp, ss;
};

/* entry_32.S, entry_64.S */
void user_enter(const struct iret_frame *frame, unsigned long cr3,
		const void *arg, void (*fn)(const void *))
	__attribute__((noreturn));
void user_start(void);

extern char __image_start[], __image_end[], __entry_start[], __entry_end[];
extern char __data_start[], __cpu_data_end[], __bss_start[], __cpu_bss_end[];

static uint8_t boot_user_stack[USER_STACK_BYTES]
	__attribute__((aligned(0x1000)));
static void *user_stacks[CPU_MAX] = { boot_user_stack }; /* in user pages */

static void set_user(uint64_t *table, const char *start, const char *end)
{
	unsigned int to = (uintptr_t)end >> PAGE_SHIFT;

	for (unsigned int i = (uintptr_t)start >> PAGE_SHIFT; i < to; i++)
		if (table[i] & PTE_P)
			table[i] |= PTE_U;
}

static void copy_table(uint64_t *to, const uint64_t *from, unsigned int level)
{
	bool pdpt = sizeof(long) == 4 && level == 3; /* of PAE: four entries */

	rep_movs(to, from, (pdpt ? 32 : PAGE_SIZE) / sizeof(long));
}

/*
 * The copies of the tables on the way to the image, whose indexes are 0 above
 * level 1, and what CR3 has to be for them.
 */
static unsigned long user_tables(struct cpu *cpu)
{
	unsigned int levels = mmu_levels();
	const uint64_t *from = mmu_root();
	uint64_t *to = cpu->user_tables[levels - 1];
	unsigned long cr3 = read_cr3();

	copy_table(to, from, levels);
	for (unsigned int level = levels; level > 1; level--) {
		uint64_t entry = to[0];
		uint64_t *next = cpu->user_tables[level - 2];

		if (level <= 3 && entry & PTE_PS)
			mmu_split(next, entry, level);
		else
			copy_table(next, mmu_table(entry), level - 1);
		to[0] = (entry & ~(PTE_ADDR | PTE_PS)) | virt_to_phys(next);
		if (sizeof(long) == 8 || level < 3)
			to[0] |= PTE_U;
		to = next;
	}
	set_user(to, __image_start, __entry_start);
	set_user(to, __entry_end, __data_start);
	set_user(to, __cpu_data_end, __bss_start);
	set_user(to, __cpu_bss_end, __image_end);
	cr3 &= levels == 3 ? CR3_PWT | CR3_PCD : ~(unsigned long)PTE_ADDR;
	return cr3 | virt_to_phys(cpu->user_tables[levels - 1]);
}

static char *user_stack_top(unsigned int cpu)
{
	if (!user_stacks[cpu]) {
		void *stack = vmap_alloc(USER_STACK_BYTES, PAGE_SIZE);
		void *pages = page_alloc(2, PAGE_ZERO);

		if (arch_map(stack, virt_to_phys(pages), USER_STACK_BYTES,
			     MAP_READ | MAP_WRITE | MAP_USER) != 0)
			panic("no memory for a user stack");
		user_stacks[cpu] = stack;
	}
	return (char *)user_stacks[cpu] + USER_STACK_BYTES;
}

unsigned long user_prepare(void)
{
	struct cpu *cpu = cpu_self();

	cpu->kernel_cr3 = read_cr3();
	cpu->user_cr3 = user_tables(cpu);
	return cpu->user_cr3;
}

static void enter(struct cpu *cpu, void (*fn)(const void *), const void *arg,
		  unsigned long flags)
{
	/* where the processor will put the frame of the next trap */
	struct iret_frame *frame =
		(void *)(cpu->trap_stack.bytes + sizeof(cpu->trap_stack.bytes) -
			 sizeof(*frame));

	*frame = (struct iret_frame){
		.ip = (uintptr_t)user_start,
		.cs = USER_CS,
		.flags = flags | EFLAGS_FIXED,
		.sp = (uintptr_t)user_stack_top(cpu->index),
		.ss = USER_DS,
	};
	user_enter(frame, user_prepare(), arg, fn);
}

static void user_call(void (*fn)(const void *), const void *arg,
		      unsigned long flags)
{
	struct cpu *cpu = cpu_self();
	uint8_t *here = __builtin_frame_address(0);

	if (here >= cpu->trap_stack.bytes && here < (uint8_t *)&cpu->df_stack)
		panic("arch_user_call() in the handler of a user trap");
	if (arch_context_save(&cpu->user_return) == 0)
		enter(cpu, fn, arg, flags);
}

void arch_user_call(void (*fn)(const void *), const void *arg)
{
	user_call(fn, arg, read_flags() & EFLAGS_IF);
}

struct user_job {
	void (*fn)(const void *);
	const void *arg;
	unsigned long flags;
};

static void call_job(const void *arg)
{
	const struct user_job *job = arg;

	user_call(job->fn, job->arg, job->flags);
}

struct trap user_catch_flags(void (*fn)(const void *), const void *arg,
			     unsigned long flags)
{
	const struct user_job job = { .fn = fn, .arg = arg, .flags = flags };

	return trap_catch(call_job, &job);
}
