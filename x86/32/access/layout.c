/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the access goes with PAE paging, and how to get to CPL 3. */
#include "../../access/suite.h"

#include <x86/desc.h>

const struct access_layout access_layout = {
	.base = { 0, 0xa03000, 0xe00000 },
	.frame = { 0, 0xa03000, 0xe07000 },
	.virt = 0xe0c07120,
	.top = 2,
	.load_bytes = 2,
};

/* IRET takes away the kernel's DS. */
void access_enter_user(const char *code, unsigned long ax, unsigned long flags)
{
	write_ds(USER_DS);
	asm volatile("push %[ss]\n\t"
		     "push %[sp]\n\t"
		     "push %[flags]\n\t"
		     "push %[cs]\n\t"
		     "push %[code]\n\t"
		     "iretl"
		     :
		     : [ss] "i"(USER_DS), [sp] "i"(0x1000), [cs] "i"(USER_CS),
		       [flags] "r"(flags), [code] "r"(code), "a"(ax),
		       "D"(access_virt)
		     : "memory");
	__builtin_unreachable();
}

void access_la57(const uint64_t *root)
{
	(void)root;
	ERROR("i386 has no LA57");
}
