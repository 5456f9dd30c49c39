/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Refused at CPL 3: what the kernel would not survive, or would be refused as well. The
 * privilege is checked first; an operand that is not there is no #PF.
 */
#include "suite.h"

#include <x86/desc.h>
#include <x86/msr.h>

USER_PRIV_SUITE;

enum {
	NO_MSR = 0x4b564dff,
};

SNIPPET(lgdt, "lgdt (" R "di)");
SNIPPET(lidt, "lidt (" R "di)");
SNIPPET(lldt, "lldt %ax");
SNIPPET(lldt_mem, "lldt (" R "di)");
SNIPPET(ltr, "ltr %ax");
SNIPPET(ltr_mem, "ltr (" R "di)");
SNIPPET(lmsw_mem, "lmsw (" R "di)");
SNIPPET(hlt, "hlt");
SNIPPET(invd, "invd");
SNIPPET(invpcid, "invpcid (" R "di), " R "ax");
SNIPPET(rdmsr, "rdmsr");
SNIPPET(wrmsr, "wrmsr");
SNIPPET(xsetbv, "xsetbv");
SNIPPET(monitor, "monitor");
SNIPPET(mwait, "mwait");
SNIPPET(sysexit, ".byte 0x0f, 0x35");
ONLY_32(SNIPPET(swapgs, ".byte 0x0f, 0x01, 0xf8");)
ONLY_64(SNIPPET(mov_to_cr8, "mov %rax, %cr8");)
ONLY_64(SNIPPET(sysret, "sysretl");)
ONLY_64(SNIPPET(sysretq, "sysretq");)
ONLY_64(SNIPPET(sysexitq, ".byte 0x48, 0x0f, 0x35");)

static const struct instruction user_rows[] = {
	{ "lgdt-unmapped", SNIPPET_OF(lgdt), X86_GP, .memory = NOWHERE },
	{ "lidt-unmapped", SNIPPET_OF(lidt), X86_GP, .memory = NOWHERE },
	{ "lldt-selector", SNIPPET_OF(lldt), X86_GP, .ax = KERNEL_DS },
	{ "lldt-unmapped", SNIPPET_OF(lldt_mem), X86_GP, .memory = NOWHERE },
	{ "ltr-null", SNIPPET_OF(ltr), X86_GP },
	{ "ltr-data", SNIPPET_OF(ltr), X86_GP, .ax = KERNEL_DS },
	{ "ltr-unmapped", SNIPPET_OF(ltr_mem), X86_GP, .memory = NOWHERE },
	{ "lmsw-unmapped", SNIPPET_OF(lmsw_mem), X86_GP, .memory = NOWHERE },
	{ "hlt", SNIPPET_OF(hlt), X86_GP },
	{ "invd", SNIPPET_OF(invd), X86_GP },
	{ "invpcid-bad-type", SNIPPET_OF(invpcid), X86_GP, .ax = 4,
	  .feature = &x86_invpcid },
	{ "invpcid-unmapped", SNIPPET_OF(invpcid), X86_GP, .memory = NOWHERE,
	  .feature = &x86_invpcid },
	{ "rdmsr-unknown", SNIPPET_OF(rdmsr), X86_GP, .cx = NO_MSR,
	  .feature = &x86_msr },
	{ "wrmsr-unknown", SNIPPET_OF(wrmsr), X86_GP, .cx = NO_MSR,
	  .feature = &x86_msr },
	{ "xsetbv-bad-xcr", SNIPPET_OF(xsetbv), X86_GP, .cx = 9, .ax = XCR0_X87,
	  .feature = &x86_xsave },
	{ "monitor", SNIPPET_OF(monitor), X86_UD },
	{ "mwait", SNIPPET_OF(mwait), X86_UD },
	ONLY_64(
		{ "sysret", SNIPPET_OF(sysret), X86_GP, .feature = &x86_syscall },
		{ "sysretq", SNIPPET_OF(sysretq), X86_GP, .feature = &x86_syscall },
		{ "sysexit", SNIPPET_OF(sysexit), X86_GP, .feature = &x86_sep,
		  .amd = X86_UD }, /* APM vol. 3: not in long mode */
		{ "sysexitq", SNIPPET_OF(sysexitq), X86_GP, .feature = &x86_sep,
		  .amd = X86_UD },
		{ "mov-to-cr8-bad", SNIPPET_OF(mov_to_cr8), X86_GP, .ax = 16 },
	)
	ONLY_32(
		{ "sysexit", SNIPPET_OF(sysexit), X86_GP, .feature = &x86_sep },
		{ "swapgs", SNIPPET_OF(swapgs), X86_UD }, /* 64-bit mode only */
	)
};

TEST_EACH(cpl3_only, const struct instruction *r, user_rows,
	  "refuses the instruction at CPL 3 for the privilege level alone")
{
	refused_at_cpl3(r, r->code.at);
}

TEST_EACH(cpl3_only_forced, const struct instruction *r, user_rows,
	  "refuses it for the privilege level alone when it is emulated",
	  .needs = NEEDS(&x86_forced_emulation))
{
	refused_at_cpl3(r, r->code.forced);
}
