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

INSN(lgdt, "lgdt (" R "di)");
INSN(lidt, "lidt (" R "di)");
INSN(lldt, "lldt %ax");
INSN(lldt_mem, "lldt (" R "di)");
INSN(ltr, "ltr %ax");
INSN(ltr_mem, "ltr (" R "di)");
INSN(lmsw_mem, "lmsw (" R "di)");
INSN(hlt, "hlt");
INSN(invd, "invd");
INSN(invpcid, "invpcid (" R "di), " R "ax");
INSN(rdmsr, "rdmsr");
INSN(wrmsr, "wrmsr");
INSN(xsetbv, "xsetbv");
INSN(monitor, "monitor");
INSN(mwait, "mwait");
INSN(sysexit, ".byte 0x0f, 0x35");
ONLY_32(INSN(swapgs, ".byte 0x0f, 0x01, 0xf8");)
ONLY_64(INSN(mov_to_cr8, "mov %rax, %cr8");)
ONLY_64(INSN(sysret, "sysretl");)
ONLY_64(INSN(sysretq, "sysretq");)
ONLY_64(INSN(sysexitq, ".byte 0x48, 0x0f, 0x35");)

static const struct instruction user_rows[] = {
	{ "lgdt-unmapped", CODE(lgdt), X86_GP, .memory = NOWHERE },
	{ "lidt-unmapped", CODE(lidt), X86_GP, .memory = NOWHERE },
	{ "lldt-selector", CODE(lldt), X86_GP, .ax = KERNEL_DS },
	{ "lldt-unmapped", CODE(lldt_mem), X86_GP, .memory = NOWHERE },
	{ "ltr-null", CODE(ltr), X86_GP },
	{ "ltr-data", CODE(ltr), X86_GP, .ax = KERNEL_DS },
	{ "ltr-unmapped", CODE(ltr_mem), X86_GP, .memory = NOWHERE },
	{ "lmsw-unmapped", CODE(lmsw_mem), X86_GP, .memory = NOWHERE },
	{ "hlt", CODE(hlt), X86_GP },
	{ "invd", CODE(invd), X86_GP },
	{ "invpcid-bad-type", CODE(invpcid), X86_GP, .ax = 4,
	  .feature = &x86_invpcid },
	{ "invpcid-unmapped", CODE(invpcid), X86_GP, .memory = NOWHERE,
	  .feature = &x86_invpcid },
	{ "rdmsr-unknown", CODE(rdmsr), X86_GP, .cx = NO_MSR,
	  .feature = &x86_msr },
	{ "wrmsr-unknown", CODE(wrmsr), X86_GP, .cx = NO_MSR,
	  .feature = &x86_msr },
	{ "xsetbv-bad-xcr", CODE(xsetbv), X86_GP, .cx = 9, .ax = XCR0_X87,
	  .feature = &x86_xsave },
	{ "monitor", CODE(monitor), X86_UD },
	{ "mwait", CODE(mwait), X86_UD },
	ONLY_64(
		{ "sysret", CODE(sysret), X86_GP, .feature = &x86_syscall },
		{ "sysretq", CODE(sysretq), X86_GP, .feature = &x86_syscall },
		{ "sysexit", CODE(sysexit), X86_GP, .feature = &x86_sep,
		  .amd = X86_UD }, /* APM vol. 3: not in long mode */
		{ "sysexitq", CODE(sysexitq), X86_GP, .feature = &x86_sep,
		  .amd = X86_UD },
		{ "mov-to-cr8-bad", CODE(mov_to_cr8), X86_GP, .ax = 16 },
	)
	ONLY_32(
		{ "sysexit", CODE(sysexit), X86_GP, .feature = &x86_sep },
		{ "swapgs", CODE(swapgs), X86_UD }, /* 64-bit mode only */
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
