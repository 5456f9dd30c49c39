/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stacks that the TSS names. */
#include "../../df-matrix/suite.h"

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

/* The stack of a task: its TSS is not there. */
void damage_df_stack(void)
{
	*gdt_entry(DF_TSS_SEL) &= ~DESC_P;
}
