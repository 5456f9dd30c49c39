/* SPDX-License-Identifier: GPL-2.0-or-later */
/* #TS of 64-bit code, which has neither #BR nor #OF. */
#include <x86/run/provoke.h>

#include <stddef.h>

enum {
	TS_VECTOR = 0x86 /* spelled out in the code */
};

SNIPPET(ts, "int $0x86");

/* The only way with 64 bits: a stack beyond the limit of the TSS. */
static void stack_beyond_tss(bool user)
{
	(void)user;
	idt_set_type(TS_VECTOR, GATE_INT | GATE_DPL(3));
	idt_set_ist(TS_VECTOR, 7);
	tss_set_limit(offsetof(struct tss, ist[6]) + 6);
}

static unsigned long ts_error(bool user)
{
	(void)user;
	return str();
}

const struct provocation provoke_ts = {
	.cause = X86_TS,
	.class = CONTRIBUTORY,
	.code = SNIPPET_OF(ts),
	.prepare = stack_beyond_tss,
	.error = ts_error,
};
