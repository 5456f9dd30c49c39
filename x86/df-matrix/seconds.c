/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The second exceptions: what is done to the way of the first one.
 *
 * Intel SDM vol. 2, INT n: the order of the checks and their error codes.
 */
#include "suite.h"

#include <mm/vmap.h>

static const paddr_t code_bits = DESC_CODE_XR | DESC_S | DESC_G | CODE_WIDTH;

uint8_t *damaged_page(enum page page)
{
	static uint8_t *pages, *memory;

	if (!pages) {
		pages = vmap_alloc(NR_PAGES * PAGE_SIZE, PAGE_SIZE);
		memory = page_alloc(0, PAGE_ZERO);
		arch_map(pages + MAPPED * PAGE_SIZE, virt_to_phys(memory),
			 PAGE_SIZE, MAP_READ | MAP_WRITE);
		arch_map(pages + READ_ONLY * PAGE_SIZE, virt_to_phys(memory),
			 PAGE_SIZE, MAP_READ);
	}
	return pages + page * PAGE_SIZE;
}

uintptr_t ldt_address(unsigned int selector)
{
	return (uintptr_t)damaged_page(UNMAPPED) + (selector & ~7u);
}

static uintptr_t in_ldt(void)
{
	return ldt_address(SEL_IN_LDT);
}

void descriptors(void)
{
	uint64_t base = ldt_address(0);
	uint64_t *ldt = gdt_entry(SEL_LDT);

	*gdt_entry(SEL_ABSENT_CODE) = desc_segment(0, 0xfffff, code_bits);
	*gdt_entry(SEL_CODE1) =
		desc_segment(0, 0xfffff, code_bits | DESC_DPL(1) | DESC_P);
	ldt[0] = desc_segment((uint32_t)base, 0x7ff, DESC_LDT | DESC_P);
	if (sizeof(long) == 8)
		ldt[1] = base >> 32;
	lldt(SEL_LDT);
}

/* ------------------------------------------------------------- gates ---- */

void set_absent(unsigned int vector)
{
	struct gate gate = idt_gate(vector);

	gate.type &= (uint8_t)~GATE_PRESENT;
	idt_set_gate(vector, gate);
}

static void set_type(unsigned int vector)
{
	struct gate gate = idt_gate(vector);

	gate.type = (gate.type & 0xf0) | 0xa; /* reserved in both widths */
	idt_set_gate(vector, gate);
}

static void set_type_absent(unsigned int vector)
{
	set_type(vector);
	set_absent(vector);
}

void set_selector(unsigned int vector, uint16_t selector)
{
	struct gate gate = idt_gate(vector);

	gate.selector = selector;
	idt_set_gate(vector, gate);
}

#define SELECTOR(id, selector)               \
	static void id(unsigned int vector)  \
	{                                    \
		set_selector(vector, selector); \
	}
SELECTOR(set_null, 3) /* the RPL does not matter */
SELECTOR(set_beyond, SEL_BEYOND)
SELECTOR(set_data, KERNEL_DS)
SELECTOR(set_absent_code, SEL_ABSENT_CODE)
SELECTOR(set_in_ldt, SEL_IN_LDT)

static void nothing(unsigned int vector)
{
	(void)vector;
}

const struct second second_none = { TRAP_NONE, nothing, PLAIN, 0, NULL };

SECOND(gate_absent) = { X86_NP, set_absent, OF_GATE, 0, NULL };
SECOND(gate_type) = { X86_GP, set_type, OF_GATE, 0, NULL };
SECOND(gate_type_absent) = { X86_GP, set_type_absent, OF_GATE, 0, NULL };
SECOND(cs_null) = { X86_GP, set_null, PLAIN, 0, NULL };
SECOND(cs_beyond) = { X86_GP, set_beyond, PLAIN, SEL_BEYOND, NULL };
SECOND(cs_data) = { X86_GP, set_data, PLAIN, KERNEL_DS, NULL };
SECOND(cs_absent) = { X86_NP, set_absent_code, PLAIN, SEL_ABSENT_CODE, NULL };
SECOND(cs_unmapped) = { X86_PF, set_in_ldt, PLAIN, 0, in_ldt };

/* ------------------------------------------------------------- both ---- */

struct outcome run_both(const struct provocation *f, const struct second *s,
			bool user, struct registers *in)
{
	descriptors();
	provoke_prepare(f, user, in);
	s->damage(X86_VECTOR(f->cause));
	return provoke_run(f, user, in);
}
