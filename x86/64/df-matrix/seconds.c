/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compatibility-mode code, and stacks that the gate names. */
#include "../../df-matrix/suite.h"

#include <stddef.h>

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

static void set_compat(unsigned int vector)
{
	set_selector(vector, KERNEL_CS32);
}

SECOND(cs_compat) = { X86_GP, set_compat, PLAIN, KERNEL_CS32, NULL };
SECOND(ist_limit) = { X86_TS, set_ist_limit, OF_TR, 0, NULL };
SECOND(ist_not_canonical) = { X86_SS, set_not_canonical, PLAIN, 0, NULL };
SECOND(ist_unmapped) = { X86_PF, set_unmapped, PLAIN, PF_W, first_word };
SECOND(ist_across) = { X86_PF, set_across, PLAIN, PF_W, below_mapped };
SECOND(ist_readonly) = { X86_PF, set_readonly, PLAIN, PF_P | PF_W,
			 read_only_word };

void damage_df_stack(void)
{
	second_ist_unmapped.damage(X86_VECTOR(X86_DF));
}
