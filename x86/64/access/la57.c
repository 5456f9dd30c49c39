/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * To 5-level paging and back. CR4.LA57 cannot change in 64-bit mode, so the
 * way leads through compatibility mode and an instant without paging.
 *
 * Intel SDM vol. 3, 4.1.2 (paging-mode enabling), 9.8.5.4 (leaving IA-32e mode).
 */
#include "../../access/suite.h"

#include <x86/selectors.h>

#define TEXT_(x) #x
#define TEXT(x)	 TEXT_(x)

/*
 * switch_levels - edi: CR3, esi: CR4, both below 4 GiB
 *
 * The high halves of registers may not survive, so the stack has them.
 */
void switch_levels(unsigned long cr3, unsigned long cr4);
asm(".pushsection .text\n"
    "switch_levels:\n"
    "push %rbx\n push %rbp\n push %r12\n push %r13\n push %r14\n push %r15\n"
    "push $" TEXT(
	    KERNEL_CS32) "\n"
			 "push $1f\n"
			 "lretq\n"
			 ".code32\n"
			 "1: mov %cr0, %eax\n"
			 "btr $31, %eax\n" /* PG */
			 "mov %eax, %cr0\n"
			 "mov %esi, %cr4\n"
			 "mov %edi, %cr3\n"
			 "bts $31, %eax\n"
			 "mov %eax, %cr0\n"
			 "ljmp $" TEXT(
				 KERNEL_CS) ", $2f\n"
					    ".code64\n"
					    "2: mov %esp, %esp\n"
					    "pop %r15\n pop %r14\n pop %r13\n pop %r12\n pop %rbp\n pop %rbx\n"
					    "ret\n"
					    ".popsection");

static void leave(unsigned long cr3)
{
	switch_levels(cr3, read_cr4() & ~(unsigned long)CR4_LA57);
}

void access_la57(const uint64_t *root)
{
	test_defer(leave, read_cr3());
	switch_levels(virt_to_phys(root), read_cr4() | CR4_LA57);
}
