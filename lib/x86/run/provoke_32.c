/* SPDX-License-Identifier: GPL-2.0-or-later */
/* #TS of 32-bit code, and the exceptions that only this has. */
#include <x86/run/provoke.h>

/* Read by the code below, hence not static, and prefixed. */
const int32_t provoke_bounds[2] = { 0, -1 }; /* nothing is within */

SNIPPET(ts, "iretl");
SNIPPET(br, "bound %eax, provoke_bounds");
SNIPPET(of, "into");

/* IRET of a nested task that is linked to a data segment. */
static void bad_link(bool user)
{
	(void)user;
	tss_this()->tss.link = KERNEL_DS;
}

static unsigned long ts_error(bool user)
{
	(void)user;
	return KERNEL_DS;
}

const struct provocation provoke_ts = {
	.cause = X86_TS,
	.class = CONTRIBUTORY,
	.code = SNIPPET_OF(ts),
	.prepare = bad_link,
	.error = ts_error,
	.flags = EFLAGS_NT,
};

const struct provocation provoke_br = {
	.cause = X86_BR,
	.class = BENIGN,
	.code = SNIPPET_OF(br),
};

const struct provocation provoke_of = {
	.cause = X86_OF,
	.class = SOFTWARE,
	.code = SNIPPET_OF(of),
	.pc = of_end,
	.flags = EFLAGS_OF,
};
