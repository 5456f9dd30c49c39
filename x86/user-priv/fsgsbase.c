/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RDFSBASE, RDGSBASE, WRFSBASE, WRGSBASE: every privilege level's with
 * CR4.FSGSBASE, nobody's without; no instructions outside of 64-bit mode.
 *
 * Intel SDM vol. 2, the four; vol. 1, 3.3.7.1 (canonical addresses).
 */
#include "suite.h"

#include <x86/msr.h>
#include <x86/width.h>

USER_PRIV_SUITE;

/* Encodings, for i386 too: F3 [REX.W] 0F AE /0 to /3 with EAX. */
INSN(rdfsbase32, ".byte 0xf3, 0x0f, 0xae, 0xc0");
INSN(rdgsbase32, ".byte 0xf3, 0x0f, 0xae, 0xc8");
INSN(wrfsbase32, ".byte 0xf3, 0x0f, 0xae, 0xd0");
INSN(wrgsbase32, ".byte 0xf3, 0x0f, 0xae, 0xd8");
INSN(rdfsbase64, ".byte 0xf3, 0x48, 0x0f, 0xae, 0xc0");
INSN(rdgsbase64, ".byte 0xf3, 0x48, 0x0f, 0xae, 0xc8");
INSN(wrfsbase64, ".byte 0xf3, 0x48, 0x0f, 0xae, 0xd0");
INSN(wrgsbase64, ".byte 0xf3, 0x48, 0x0f, 0xae, 0xd8");

static const struct off {
	const char *name;
	struct code code;
} offs[] = {
	{ "rdfsbase-32", CODE(rdfsbase32) }, { "rdgsbase-32", CODE(rdgsbase32) },
	{ "wrfsbase-32", CODE(wrfsbase32) }, { "wrgsbase-32", CODE(wrgsbase32) },
	ONLY_64(
		{ "rdfsbase-64", CODE(rdfsbase64) }, { "rdgsbase-64", CODE(rdgsbase64) },
		{ "wrfsbase-64", CODE(wrfsbase64) }, { "wrgsbase-64", CODE(wrgsbase64) },
	)
};

static const struct registers any = { .ax = 0xa0a1a2a3,
				      .bx = 0xb0b1b2b3,
				      .flags = EFLAGS_FIXED | EFLAGS_ZF };

TEST_EACH(fsgsbase_off, const struct off *o, offs,
	  "raises #UD at both levels while CR4.FSGSBASE is clear")
{
	struct outcome outcome = run_user(o->code.at, &o->code, &any);

	expect_refused(&outcome, o->code.at, X86_UD, &any);
	outcome = run_kernel(&o->code, &any);
	expect_refused(&outcome, o->code.at, X86_UD, &any);
}
