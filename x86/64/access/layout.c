/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the access goes in 64-bit mode, and how to get to CPL 3. */
#include "../../access/suite.h"

#include <x86/desc.h>

const struct access_layout access_layout = {
	.base = { 0, 0xa03000, 0xe00000, 0 },
	.frame = { 0, 0xa03000, 0xe07000, 0xc07000 },
	.virt = 0xffff920140c07120,
	.virt_la57 = 0xffa4920140c07120,
	.top = 4,
	.load_bytes = 3, /* with a REX prefix */
};

void access_enter_user(const char *code, unsigned long ax, unsigned long flags)
{
	asm volatile("push %[ss]\n\t"
		     "push %[sp]\n\t"
		     "push %[flags]\n\t"
		     "push %[cs]\n\t"
		     "push %[code]\n\t"
		     "iretq"
		     :
		     : [ss] "i"(USER_DS), [sp] "i"(0x1000), [cs] "i"(USER_CS),
		       [flags] "r"(flags), [code] "r"(code), "a"(ax),
		       "D"(access_virt)
		     : "memory");
	__builtin_unreachable();
}
