/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <x86/paging/modes.h>

#include <console.h>
#include <x86/cpu.h>
#include <x86/desc.h>
#include <x86/mmu.h>

enum {
	GATES = 16, /* up to #PF */
	GATE_BYTES_32 = 8,
};

/* modes_asm_64.S */
void modes_execute(struct mode_step *steps, unsigned int nr, bool stay);
extern const char modes_gp_32[], modes_pf_32[], modes_gp_64[], modes_pf_64[];
extern struct desc_ptr modes_idt_32, modes_idt_64;

static uint64_t idt_32[GATES];
static struct gate idt_64[GATES];

/* A gate of 32 bits is the first half of one of 64 bits. */
static void set_gate(unsigned int vector, const char *entry_32,
		     const char *entry_64)
{
	const struct gate gate = gate_make(entry_32, KERNEL_CS32, GATE_INT, 0);

	idt_32[vector] = *(const uint64_t *)&gate;
	idt_64[vector] = gate_make(entry_64, KERNEL_CS, GATE_INT, 0);
}

static void run(struct mode_step *steps, unsigned int nr, bool stay)
{
	const unsigned long flags = read_flags();

	if ((uintptr_t)(steps + nr) >> 32)
		panic("steps out of reach of 32-bit code");
	set_gate(X86_VECTOR(X86_GP), modes_gp_32, modes_gp_64);
	set_gate(X86_VECTOR(X86_PF), modes_pf_32, modes_pf_64);
	modes_idt_32 =
		(struct desc_ptr){ sizeof(idt_32) - 1, (uintptr_t)idt_32 };
	modes_idt_64 =
		(struct desc_ptr){ sizeof(idt_64) - 1, (uintptr_t)idt_64 };
	cli();
	modes_execute(steps, nr, stay);
	write_flags(flags);
}

void modes_run(struct mode_step *steps, unsigned int nr)
{
	run(steps, nr, false);
}

void modes_stay(struct mode_step *steps, unsigned int nr)
{
	run(steps, nr, true);
}

void modes_levels(unsigned int levels, const uint64_t *root)
{
	const uint32_t cr0 = (uint32_t)read_cr0();
	uint32_t cr4 = (uint32_t)read_cr4() & ~(uint32_t)CR4_LA57;
	struct mode_step steps[] = {
		{ MODE_CR0, cr0 & ~CR0_PG },
		{ MODE_CR4, cr4 | (levels == 5 ? CR4_LA57 : 0) },
		{ MODE_CR3, (uint32_t)(uintptr_t)root },
		{ MODE_CR0, cr0 },
	};

	modes_stay(steps, sizeof(steps) / sizeof(steps[0]));
}
