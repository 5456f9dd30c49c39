/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is pushed and loaded where all is well. */
#include "suite.h"

#include <x86/irq/apic.h>

SWINT_SUITE;

/* Interrupt and trap gates, with flags that have to be cleared or kept. */
static const struct row {
	const char *name;
	const struct source *source;
	uint8_t type;
	unsigned long flags; /* besides those of in_regs() */
} rows[] = {
#define GATES(name, source)                                                    \
	{ name "-interrupt", source, GATE_INT, 0 },                            \
		{ name "-interrupt-if", source, GATE_INT, EFLAGS_IF },         \
		{ name "-interrupt-nt", source, GATE_INT,                      \
		  EFLAGS_NT | EFLAGS_AC },                                     \
		{ name "-trap", source, GATE_TRAP, 0 },                        \
		{ name "-trap-if", source, GATE_TRAP, EFLAGS_IF | EFLAGS_NT }, \
	{                                                                      \
		name "-trap-df", source, GATE_TRAP, EFLAGS_DF                  \
	}
	GATES("int-n", &int_n),
	GATES("int3", &int3),
	GATES("exception", &exception),
	GATES("icebp", &icebp),
	ONLY_32(GATES("into", &into), ){ "interrupt-interrupt", &interrupt,
					 GATE_INT, 0 },
	{ "interrupt-trap", &interrupt, GATE_TRAP, 0 },
};

#define RF_BITS (~(unsigned long)EFLAGS_RF)

/* The pushed RFLAGS; a fault's RF is idt_test's affair. */
static void expect_pushed_flags(const struct source *s, unsigned long flags)
{
	unsigned long mask = s == &exception ? RF_BITS : ~0ul;

	if (s->interrupt)
		flags |= EFLAGS_IF;
	EXPECT_EQ(captured.words[2] & mask, flags & mask);
}

static void expect_handler_flags(const struct row *r, unsigned long flags)
{
	unsigned long cleared = EFLAGS_TF | EFLAGS_NT | EFLAGS_RF | EFLAGS_VM;

	if (r->source->interrupt)
		flags |= EFLAGS_IF;
	if (r->type == GATE_INT)
		cleared |= EFLAGS_IF;
	EXPECT_EQ(captured.flags, flags & ~cleared);
}

/* SS and RSP are pushed at every privilege level in 64-bit mode. */
static void expect_frame(const struct source *s, const struct outcome *o,
			 bool user)
{
	bool stack = IS_64 || user;
	unsigned long top = user ? INNER_SP : o->sp;

	if (IS_64)
		top &= ~15ul;
	EXPECT_EQ(captured.nr, 1);
	EXPECT_EQ(captured.sp, top - (stack ? 5 : 3) * sizeof(long));
	EXPECT_EQ(captured.words[0], (uintptr_t)s->after);
	EXPECT_EQ(captured.words[1], user ? USER_CS : KERNEL_CS);
	if (stack) {
		EXPECT_EQ(captured.words[3], o->sp);
		EXPECT_EQ(captured.words[4], user ? USER_DS : KERNEL_DS);
	}
	EXPECT_EQ(captured.cs, KERNEL_CS);
	EXPECT_EQ(captured.ss, user && IS_64 ? 0 : KERNEL_DS);
	/* IRET to CPL 3 has made it null in 64-bit mode: the library leaves it */
	EXPECT_EQ(captured.ds, !user ? KERNEL_DS : IS_64 ? 0 : USER_DS);
	if (user)
		for (unsigned int i = STACK_WORDS - 64; i < STACK_WORDS; i++)
			EXPECT_EQ(inner_stack[i], STACK_FILL);
}

static void check(const struct row *r, bool user)
{
	const struct source *s = r->source;
	struct registers in;
	struct outcome o;

	set_flags(r->flags);
	in = in_regs();
	if (s == &exception)
		captured.resume = (uintptr_t)s->code.end;
	idt_set_gate(s->vector, capture_gate(KERNEL_CS, r->type | GATE_DPL(3)));
	o = provoke(s, user);
	expect_done(&o);
	expect_frame(s, &o, user);
	expect_pushed_flags(s, in.flags);
	expect_handler_flags(r, in.flags);
	if (s->interrupt)
		in.flags |= EFLAGS_IF;
	if (s != &exception) /* it pushed RF, which IRET then loads */
		expect_registers(&o, &in);
}

TEST_EACH(kernel, const struct row *r, rows,
	  "at CPL 0: pushes onto the same stack, aligned in 64-bit mode",
	  .needs = NEEDS(&x86_apic))
{
	check(r, false);
}

TEST_EACH(user, const struct row *r, rows,
	  "at CPL 3: pushes SS:RSP too, onto the stack of the TSS",
	  .needs = NEEDS(&x86_apic))
{
	check(r, true);
}

/* ---------------------------------------------------------------- DPL ---- */

static const struct dpl_row {
	const char *name;
	const struct source *source;
	bool user;
} dpl_rows[] = {
#define DPLS(name, source)                 \
	{ name "-kernel", source, false }, \
	{                                  \
		name "-user", source, true \
	}
	DPLS("int-n", &int_n),	       DPLS("int3", &int3),
	DPLS("exception", &exception), DPLS("interrupt", &interrupt),
	DPLS("icebp", &icebp),	       ONLY_32(DPLS("into", &into), )
};

TEST_EACH(dpl, const struct dpl_row *r, dpl_rows,
	  "the gate's DPL keeps out INT n, INT3 and INTO of outer levels alone",
	  .needs = NEEDS(&x86_apic))
{
	const struct source *s = r->source;

	for (unsigned int dpl = 0; dpl <= 3; dpl++) {
		struct outcome o;

		test_context("DPL %u", dpl);
		capture_reset();
		if (s == &exception)
			captured.resume = (uintptr_t)s->code.end;
		idt_set_gate(s->vector,
			     capture_gate(KERNEL_CS, GATE_INT | GATE_DPL(dpl)));
		o = provoke(s, r->user);
		if (s->soft && r->user && dpl < 3) {
			expect_fault(s, &o, true, X86_GP);
			EXPECT_EQ(o.trap.error & 7, ERROR_IDT);
			continue;
		}
		expect_done(&o);
		expect_frame(s, &o, r->user);
	}
}

/* ------------------------------------------------------------- vectors ---- */

/* INT n; UD2 for each n */
extern const char call_vector[][4];
asm(".pushsection .text\n"
    ".globl call_vector\n"
    "call_vector:\n"
    ".set vector, 0\n"
    ".rept 256\n"
    ".byte 0xcd, vector, 0x0f, 0x0b\n"
    ".set vector, vector + 1\n"
    ".endr\n"
    ".popsection");

static struct source int_source(unsigned int vector)
{
	const char *at = call_vector[vector], *after = at + 2;
	const struct source s = { "", vector, { at, after, NULL },
				  at, after,  .soft = true };

	return s;
}

/*
 * None has an error code, whichever exception has that vector. The gate of #UD is
 * what ends the code, so that vector is left out.
 */
static const struct mode {
	const char *name;
	bool user;
} modes[] = { { "kernel", false }, { "user", true } };

TEST_EACH(vectors, const struct mode *r, modes,
	  "INT n calls vector n, and pushes no error code")
{
	for (unsigned int vector = 0; vector < IDT_GATES; vector++) {
		const struct source s = int_source(vector);
		struct gate old = idt_gate(vector);
		struct outcome o;

		if (vector == X86_VECTOR(X86_UD))
			continue;
		test_context("INT 0x%x", vector);
		capture_reset();
		idt_set_gate(vector,
			     capture_gate(KERNEL_CS, GATE_INT | GATE_DPL(3)));
		o = provoke(&s, r->user);
		idt_set_gate(vector, old);
		expect_done(&o);
		expect_frame(&s, &o, r->user);
	}
}
