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
SNIPPET(rdfsbase32, ".byte 0xf3, 0x0f, 0xae, 0xc0");
SNIPPET(rdgsbase32, ".byte 0xf3, 0x0f, 0xae, 0xc8");
SNIPPET(wrfsbase32, ".byte 0xf3, 0x0f, 0xae, 0xd0");
SNIPPET(wrgsbase32, ".byte 0xf3, 0x0f, 0xae, 0xd8");
SNIPPET(rdfsbase64, ".byte 0xf3, 0x48, 0x0f, 0xae, 0xc0");
SNIPPET(rdgsbase64, ".byte 0xf3, 0x48, 0x0f, 0xae, 0xc8");
SNIPPET(wrfsbase64, ".byte 0xf3, 0x48, 0x0f, 0xae, 0xd0");
SNIPPET(wrgsbase64, ".byte 0xf3, 0x48, 0x0f, 0xae, 0xd8");

static const struct off {
	const char *name;
	struct snippet code;
} offs[] = {
	{ "rdfsbase-32", SNIPPET_OF(rdfsbase32) }, { "rdgsbase-32", SNIPPET_OF(rdgsbase32) },
	{ "wrfsbase-32", SNIPPET_OF(wrfsbase32) }, { "wrgsbase-32", SNIPPET_OF(wrgsbase32) },
	ONLY_64(
		{ "rdfsbase-64", SNIPPET_OF(rdfsbase64) }, { "rdgsbase-64", SNIPPET_OF(rdgsbase64) },
		{ "wrfsbase-64", SNIPPET_OF(wrfsbase64) }, { "wrgsbase-64", SNIPPET_OF(wrgsbase64) },
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
