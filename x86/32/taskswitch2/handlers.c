/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#define CPU_BSS __attribute__((section(".bss.cpu"), aligned(16)))

struct tss handler CPU_BSS, task CPU_BSS;
uint8_t handler_stack[TASK_STACK_BYTES] CPU_BSS;
uint8_t task_stack[TASK_STACK_BYTES] CPU_BSS;
uint8_t trap_stack[TASK_STACK_BYTES] CPU_BSS;

volatile uint32_t runs;
uint32_t seen_error;
void (*fix)(void);

asm(".pushsection .text\n"
    ".globl count_task, error_task, fix_task, fix_error_task\n"
    "count_task: incl runs\n"
    "	iretl\n"
    "	jmp count_task\n"
    "error_task: incl runs\n"
    "	pop seen_error\n"
    "	iretl\n"
    "	jmp error_task\n"
    "fix_task: incl runs\n"
    "	call *fix\n"
    "	iretl\n"
    "	jmp fix_task\n"
    "fix_error_task: incl runs\n"
    "	pop seen_error\n"
    "	call *fix\n"
    "	iretl\n"
    "	jmp fix_error_task\n"
    ".popsection");

void handlers_setup(void)
{
	lldt(0);
	runs = 0;
	seen_error = ~0u;
	fix = NULL;
	task_init(&handler, NULL, handler_stack + sizeof(handler_stack));
	task_init(&task, NULL, task_stack + sizeof(task_stack));
	task_describe(HANDLER, &handler);
	task_describe(TASK, &task);
	tss_this()->tss.cr3 = read_cr3(); /* for the way back */
	test_defer(task_home, 0);
}

void handle(unsigned int vector, const char *code, unsigned int dpl)
{
	handler.eip = (uintptr_t)code;
	idt_set_gate(vector,
		     gate_make(NULL, HANDLER,
			       (uint8_t)(GATE_TASK | GATE_DPL(dpl)), 0));
}
