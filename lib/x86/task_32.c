/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <x86/task.h>

#include <x86/percpu.h>
#include <x86/user.h>

void task_init(struct tss *tss, const void *ip, void *stack)
{
	*tss = (struct tss){
		.cr3 = read_cr3(),
		.eip = (uintptr_t)ip,
		.eflags = EFLAGS_FIXED,
		.esp = (uintptr_t)stack,
		.cs = KERNEL_CS,
		.ss = KERNEL_DS,
		.ds = KERNEL_DS,
		.es = KERNEL_DS,
		.fs = KERNEL_DS,
		.gs = KERNEL_DS,
		.io_base = sizeof(*tss),
	};
}

void task_init_user(struct tss *tss, const void *ip, void *stack,
		    void *trap_stack)
{
	task_init(tss, ip, stack);
	tss->cr3 = user_prepare();
	tss->cs = USER_CS;
	tss->ss = tss->ds = tss->es = tss->fs = tss->gs = USER_DS;
	tss_set_stack(tss, 0, KERNEL_DS, (uintptr_t)trap_stack);
}

void task_describe(uint16_t selector, const struct tss *tss)
{
	*gdt_entry(selector) = desc_segment((uintptr_t)tss, sizeof(*tss) - 1,
					    DESC_TSS | DESC_P);
}

bool task_busy(uint16_t selector)
{
	return *gdt_entry(selector) & (DESC_TSS_BUSY & ~DESC_TSS);
}

void task_home(void)
{
	tss_load(cpu_self());
	lldt(0);
	clts();
}
