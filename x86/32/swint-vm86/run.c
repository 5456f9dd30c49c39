/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Into virtual-8086 mode and out again (Intel SDM vol. 3, 20.2.5, 20.2.6, 20.3.1.1).
 */
#include "suite.h"

#include <arch.h>
#include <arch/page.h>
#include <mm/page.h>
#include <string.h>
#include <x86/mmu.h>

enum {
	REDIRECTION_BYTES = 32,
	WORDS = 256,
};

/* Named by the code below, hence not static. */
struct vm_frame vm_pushed;
uint32_t vm_vector, vm_error, vm_sp, vm_data[4];
static struct arch_context back;
static uint32_t stack[WORDS] __attribute__((aligned(64)));
#define STACK_TOP ((uintptr_t)&stack[WORDS - 16])

void vm_enter(const struct vm_frame *frame) __attribute__((noreturn));
void vm_done(void) __attribute__((noreturn));
extern const char vm_bp[], vm_gp[], vm_ud[], vm_ts[];

/* SS is the only segment that has been loaded; it is flat. */
asm(".pushsection .text\n"
    "vm_enter:\n"
    "mov 4(%esp), %esp\n"
    "iret\n"
    ".globl vm_int\n"
    "vm_int: movl $0x85, %ss:vm_vector\n"
    "jmp 1f\n"
    "vm_bp: movl $3, %ss:vm_vector\n"
    "jmp 1f\n"
    "vm_ud: movl $6, %ss:vm_vector\n"
    "jmp 1f\n"
    "vm_ts: movl $10, %ss:vm_vector\n"
    "pop %ss:vm_error\n"
    "jmp 1f\n"
    "vm_gp: movl $13, %ss:vm_vector\n"
    "pop %ss:vm_error\n"
    "1: mov %esp, %ss:vm_sp\n"
    "mov %ds, %eax\n"
    "mov %eax, %ss:vm_data\n"
    "mov %es, %eax\n"
    "mov %eax, %ss:vm_data + 4\n"
    "mov %fs, %eax\n"
    "mov %eax, %ss:vm_data + 8\n"
    "mov %gs, %eax\n"
    "mov %eax, %ss:vm_data + 12\n"
    "mov $0x10, %eax\n" /* KERNEL_DS */
    "mov %eax, %ds\n"
    "mov %eax, %es\n"
    "mov %eax, %fs\n"
    "mov %eax, %gs\n"
    "cld\n"
    "mov %esp, %esi\n"
    "mov $vm_pushed, %edi\n"
    "mov $9, %ecx\n"
    "rep movsl\n"
    "jmp vm_done\n"
    ".popsection");

void vm_done(void)
{
	arch_context_jump(&back, 1);
}

/* ------------------------------------------------------------- memory ---- */

uint8_t *vm_code, *vm_low;

static struct mapped {
	uint64_t *entry, saved;
} mapped[2];

static void unmap(uintptr_t i)
{
	*mapped[i].entry = mapped[i].saved;
	write_cr3(read_cr3());
}

static uint8_t *map_user(unsigned int i, uintptr_t linear)
{
	uint8_t *page = page_alloc(0, PAGE_ZERO);

	test_defer(page_free, page);
	mapped[i].entry = mmu_make((void *)linear, 1);
	mapped[i].saved = *mapped[i].entry;
	test_defer(unmap, i);
	*mapped[i].entry = virt_to_phys(page) | PTE_P | PTE_W | PTE_U;
	write_cr3(read_cr3());
	return page;
}

void vm_set_up(void)
{
	struct tss_area *tss = tss_this();

	vm_low = map_user(0, 0);
	vm_code = map_user(1, VM_SEG * 16);
	memset(stack, 0x5a, sizeof(stack));
	tss->tss.stack[0].esp = STACK_TOP;
	tss->tss.io_base = sizeof(tss->tss) + REDIRECTION_BYTES;
	memset(tss->bitmap, 0xff, sizeof(tss->bitmap));
	idt_set_gate(X86_VECTOR(X86_GP),
		     gate_make(vm_gp, KERNEL_CS, GATE_INT, 0));
	idt_set_gate(X86_VECTOR(X86_TS),
		     gate_make(vm_ts, KERNEL_CS, GATE_INT, 0));
	idt_set_gate(X86_VECTOR(X86_UD),
		     gate_make(vm_ud, KERNEL_CS, GATE_INT, 0));
	idt_set_gate(X86_VECTOR(X86_BP),
		     gate_make(vm_bp, KERNEL_CS, GATE_INT | GATE_DPL(3), 0));
}

void vm_run(const uint8_t *text, size_t bytes, unsigned long flags)
{
	const struct vm_frame frame = {
		0,	VM_SEG, EFLAGS_FIXED | EFLAGS_VM | flags,
		VM_SP,	VM_SEG, 0x1111,
		0x2222, 0x3333, 0x4444
	};

	memcpy(vm_code, text, bytes);
	vm_vector = vm_error = 0;
	memset(&vm_pushed, 0, sizeof(vm_pushed));
	if (arch_context_save(&back) == 0)
		vm_enter(&frame);
}

void vm_expect_pushed(uint32_t vector, uint32_t ip, unsigned long flags)
{
	/* vm_sp is above the error code, of those that have one */
	EXPECT_EQ(vm_vector, vector);
	EXPECT_EQ(vm_sp, STACK_TOP - sizeof(struct vm_frame));
	EXPECT_EQ(vm_pushed.ip, ip);
	EXPECT_EQ(vm_pushed.cs, VM_SEG);
	EXPECT_EQ(vm_pushed.flags & ~EFLAGS_RF,
		  EFLAGS_FIXED | EFLAGS_VM | flags);
	EXPECT_EQ(vm_pushed.sp, VM_SP);
	EXPECT_EQ(vm_pushed.ss, VM_SEG);
	EXPECT_EQ(vm_pushed.es, 0x1111);
	EXPECT_EQ(vm_pushed.ds, 0x2222);
	EXPECT_EQ(vm_pushed.fs, 0x3333);
	EXPECT_EQ(vm_pushed.gs, 0x4444);
	for (unsigned int i = 0; i < 4; i++) /* DS, ES, FS, GS */
		EXPECT_EQ(vm_data[i], 0);
}
