/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The second exceptions: what is done to the way of the first one.
 *
 * Intel SDM vol. 2, INT n: the order of the checks and their error codes.
 */
#include "suite.h"

#include <mm/vmap.h>

static const paddr_t code_bits = DESC_CODE_XR | DESC_S | DESC_G |
#ifdef __x86_64__
				 DESC_L;
#else
				 DESC_DB;
#endif

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
#ifdef __x86_64__
SELECTOR(set_compat, KERNEL_CS32)
#endif

static void nothing(unsigned int vector)
{
	(void)vector;
}

const struct second second_none = { TRAP_NONE, nothing, PLAIN, 0, NULL };

#define SECOND(id) const struct second second_##id
SECOND(gate_absent) = { X86_NP, set_absent, OF_GATE, 0, NULL };
SECOND(gate_type) = { X86_GP, set_type, OF_GATE, 0, NULL };
SECOND(gate_type_absent) = { X86_GP, set_type_absent, OF_GATE, 0, NULL };
SECOND(cs_null) = { X86_GP, set_null, PLAIN, 0, NULL };
SECOND(cs_beyond) = { X86_GP, set_beyond, PLAIN, SEL_BEYOND, NULL };
SECOND(cs_data) = { X86_GP, set_data, PLAIN, KERNEL_DS, NULL };
SECOND(cs_absent) = { X86_NP, set_absent_code, PLAIN, SEL_ABSENT_CODE, NULL };
SECOND(cs_unmapped) = { X86_PF, set_in_ldt, PLAIN, 0, in_ldt };

#ifdef __x86_64__
/* ------------------------------------------------------ 64-bit stacks ---- */

enum {
	IST = 6, /* 7 is the first #TS's */
	WORD = sizeof(long)
};

static void set_stack(unsigned int vector, uintptr_t top)
{
	tss_this()->tss.ist[IST - 1] = top;
	idt_set_ist(vector, IST);
}

static void set_ist_limit(unsigned int vector)
{
	idt_set_ist(vector, IST);
	tss_set_limit(offsetof(struct tss, ist[IST - 1]) + WORD - 2);
}

static void set_not_canonical(unsigned int vector)
{
	set_stack(vector, 0xaaaaaaaaaaaaaaa0);
}

static uintptr_t first_word(void)
{
	return (uintptr_t)damaged_page(UNMAPPED) + PAGE_SIZE - WORD;
}

static void set_unmapped(unsigned int vector)
{
	set_stack(vector, first_word() + WORD);
}


/* The stack is aligned to 16: two words are in the page, the others are not. */
static void set_across(unsigned int vector)
{
	set_stack(vector, (uintptr_t)damaged_page(MAPPED) + 2 * WORD);
}

static uintptr_t below_mapped(void)
{
	return (uintptr_t)damaged_page(MAPPED) - WORD;
}

static uintptr_t read_only_word(void)
{
	return (uintptr_t)damaged_page(READ_ONLY) + 0x100 - WORD;
}

static void set_readonly(unsigned int vector)
{
	test_defer(write_cr0, read_cr0());
	write_cr0(read_cr0() | CR0_WP);
	set_stack(vector, read_only_word() + WORD);
}

SECOND(cs_compat) = { X86_GP, set_compat, PLAIN, KERNEL_CS32, NULL };
SECOND(ist_limit) = { X86_TS, set_ist_limit, OF_TR, 0, NULL };
SECOND(ist_not_canonical) = { X86_SS, set_not_canonical, PLAIN, 0, NULL };
SECOND(ist_unmapped) = { X86_PF, set_unmapped, PLAIN, PF_W, first_word };
SECOND(ist_across) = { X86_PF, set_across, PLAIN, PF_W, below_mapped };
SECOND(ist_readonly) = { X86_PF, set_readonly, PLAIN, PF_P | PF_W,
			 read_only_word };
#else
/* ------------------------------------------------------ 32-bit stacks ---- */

enum {
	WORD = sizeof(long)
};

static void set_stack(unsigned int vector, uint16_t ss, uintptr_t esp)
{
	tss_this()->tss.stack[1].ss = ss;
	tss_this()->tss.stack[1].esp = esp;
	set_selector(vector, SEL_CODE1);
}

static void set_segment(unsigned int vector, uint64_t bits)
{
	*gdt_entry(SEL_STACK1) = desc_segment(0, 0xfffff, bits | DESC_S |
						DESC_G | DESC_DB);
	set_stack(vector, SEL_STACK1 | 1,
		  (uintptr_t)damaged_page(MAPPED) + 0x800);
}

static void stack_null(unsigned int vector)
{
	set_stack(vector, 1, 0);
}

static void stack_beyond(unsigned int vector)
{
	set_stack(vector, SEL_BEYOND | 1, 0);
}

static void stack_rpl(unsigned int vector)
{
	set_segment(vector, DESC_DATA_RW | DESC_DPL(1) | DESC_P);
	tss_this()->tss.stack[1].ss = SEL_STACK1;
}

static void stack_dpl(unsigned int vector)
{
	set_segment(vector, DESC_DATA_RW | DESC_DPL(0) | DESC_P);
}

static void stack_readonly(unsigned int vector)
{
	set_segment(vector, DESC_DATA_RO | DESC_DPL(1) | DESC_P);
}

static void stack_absent(unsigned int vector)
{
	set_segment(vector, DESC_DATA_RW | DESC_DPL(1));
}

static uintptr_t first_word(void)
{
	return (uintptr_t)damaged_page(UNMAPPED) + PAGE_SIZE - WORD;
}

static void stack_unmapped(unsigned int vector)
{
	set_segment(vector, DESC_DATA_RW | DESC_DPL(1) | DESC_P);
	tss_this()->tss.stack[1].esp = first_word() + WORD;
}

/* Two words are in the page, the others are not. */
static void stack_across(unsigned int vector)
{
	set_segment(vector, DESC_DATA_RW | DESC_DPL(1) | DESC_P);
	tss_this()->tss.stack[1].esp =
		(uintptr_t)damaged_page(MAPPED) + 2 * WORD;
}

static uintptr_t below_mapped(void)
{
	return (uintptr_t)damaged_page(MAPPED) - WORD;
}

SECOND(stack_null) = { X86_TS, stack_null, PLAIN, 0, NULL };
SECOND(stack_beyond) = { X86_TS, stack_beyond, PLAIN, SEL_BEYOND, NULL };
SECOND(stack_rpl) = { X86_TS, stack_rpl, PLAIN, SEL_STACK1, NULL };
SECOND(stack_dpl) = { X86_TS, stack_dpl, PLAIN, SEL_STACK1, NULL };
SECOND(stack_readonly) = { X86_TS, stack_readonly, PLAIN, SEL_STACK1, NULL };
SECOND(stack_absent) = { X86_SS, stack_absent, PLAIN, SEL_STACK1, NULL };
SECOND(stack_unmapped) = { X86_PF, stack_unmapped, PLAIN, PF_W, first_word };
SECOND(stack_across) = { X86_PF, stack_across, PLAIN, PF_W, below_mapped };
#endif

/* ------------------------------------------------------------- both ---- */

struct outcome run_both(const struct provocation *f, const struct second *s,
			bool user, struct registers *in)
{
	descriptors();
	provoke_prepare(f, user, in);
	s->damage(X86_VECTOR(f->cause));
	return provoke_run(f, user, in);
}
