/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What only 32-bit code has: PUSHA and POPA, and segments with a base. */
#include "../../mmio-edge/suite.h"

#include <x86/desc.h>

MMIO_EDGE_SUITE;

CODE(pusha, "push %ebp\n mov %esp, %ebp\n mov %edi, %esp\n"
	    "mov %ebp, save\n mov $7, %ebp\n mov %eax, %edi\n mov %ebx, %esi\n"
	    "pusha\n mov %esp, %edi\n mov save, %esp\n pop %ebp\n"
	    "lea 32(%edi), %esi\n movl $0, 12(%edi)\n sub %edi, %esi");
CODE(popa, "push %ebp\n mov %esp, save\n mov %edi, %esp\n popa\n"
	   "add %esi, %eax\n add %edi, %ebx\n add %ebp, %edx\n"
	   "mov %esp, %edi\n xor %esi, %esi\n mov save, %esp\n pop %ebp");
CODE(pusha_16, "push %ebp\n mov %esp, %ebp\n mov %edi, %esp\n"
	       "mov %ebp, save\n mov $7, %ebp\n mov %eax, %edi\n"
	       "mov %ebx, %esi\n pushaw\n mov %esp, %edi\n mov save, %esp\n"
	       "pop %ebp\n movw $0, 6(%edi)\n xor %esi, %esi");
CODE(with_base, "mov $0x48, %esi\n mov %esi, %fs\n mov %eax, %fs:-0x100(%edi)\n"
		"mov %fs:-0x100(%edi), %ebx\n xor %esi, %esi");
asm(".pushsection .bss\n save: .skip 4\n .popsection");

static const struct form forms[] = {
	{ "pusha", pusha, 0, .below = 32 },
	{ "popa", popa, 32 },
	{ "pushaw", pusha_16, 0, .below = 16 },
	{ "segment-base", with_base, 4 },
};

TEST_EACH(legacy, const struct form *f, forms, "does what it does to RAM")
{
	*gdt_entry(SPARE_SEL_BASE) =
		desc_segment(0x100, 0xfffff,
			     DESC_DATA_RW | DESC_S | DESC_P | DESC_DB | DESC_G);
	form_check(f);
}
