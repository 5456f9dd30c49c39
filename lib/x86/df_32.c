/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Double faults on i386, where only a task gate gives a trap a stack of its own
 * (Intel SDM vol. 3, 6.12.2, 7.3).
 *
 * The task turns what the switch saved in the interrupted CPU's TSS into a frame
 * on that CPU's #DF stack, and switches back to entry code that dispatches it
 * as any other trap. There is one such task: a second CPU that has a double
 * fault at the same moment finds it busy and resets the machine. CR3 is the
 * kernel's afterwards, whatever it was; a task switch does not save it.
 */
#include <x86/desc.h>
#include <x86/mmu.h>
#include <x86/percpu.h>

enum {
	TASK_STACK_BYTES = 1024
};

void df_entry(void);  /* entry_32.S: calls df_task(), ends with IRET */
void df_resume(void); /* esp: the frame */
void df_task(void);

static struct tss df_tss __attribute__((section(".bss.cpu")));
static uint8_t df_task_stack[TASK_STACK_BYTES]
	__attribute__((section(".bss.cpu"), aligned(16)));

static void save(struct trap_frame *frame, const struct tss *tss)
{
	*frame = (struct trap_frame){
		.vector = X86_VECTOR(X86_DF),
		.ax = tss->eax,
		.bx = tss->ebx,
		.cx = tss->ecx,
		.dx = tss->edx,
		.si = tss->esi,
		.di = tss->edi,
		.bp = tss->ebp,
		.sp = tss->esp,
		.ip = tss->eip,
		.flags = tss->eflags,
		.cs = tss->cs,
		.ss = tss->ss,
		.ds = tss->ds,
		.es = tss->es,
		.fs = tss->fs,
		.gs = tss->gs,
	};
}

void df_task(void)
{
	struct cpu *cpu = cpus[(df_tss.link - TSS_SEL_BASE) / TSS_SEL_STEP];
	struct tss *tss = &cpu->tss.tss;
	struct trap_frame *frame =
		(void *)(cpu->df_stack.bytes + sizeof(cpu->df_stack.bytes) -
			 sizeof(*frame));

	save(frame, tss);
	tss->cr3 = (uintptr_t)boot_root;
	tss->eip = (uintptr_t)df_resume;
	tss->esp = (uintptr_t)frame;
	tss->eflags = EFLAGS_FIXED;
	tss->cs = KERNEL_CS;
	tss->ss = tss->ds = tss->es = KERNEL_DS;
	tss->fs = tss->gs = KERNEL_DS;
}

void df_task_init(void)
{
	df_tss = (struct tss){
		.cr3 = (uintptr_t)boot_root,
		.eip = (uintptr_t)df_entry,
		.eflags = EFLAGS_FIXED,
		.esp = (uintptr_t)(df_task_stack + TASK_STACK_BYTES),
		.cs = KERNEL_CS,
		.ss = KERNEL_DS,
		.ds = KERNEL_DS,
		.es = KERNEL_DS,
		.fs = KERNEL_DS,
		.gs = KERNEL_DS,
		.io_base = sizeof(df_tss),
	};
	*gdt_entry(DF_TSS_SEL) = desc_segment(
		(uintptr_t)&df_tss, sizeof(df_tss) - 1, DESC_TSS | DESC_P);
}
