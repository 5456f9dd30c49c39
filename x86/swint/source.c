/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What brings events about, and how a case runs one. */
#include "suite.h"

#include <x86/irq/apic.h>

unsigned long inner_stack[STACK_WORDS];

/* Code and tables */
/* clang-format off */
SNIPPET(source_int_n, "int $0x85");
SNIPPET(source_int3, "int3");
SNIPPET(source_into, ONLY_32("into") ONLY_64("ud2"));
SNIPPET(source_fnop, "fnop");
/* no interrupt comes between STI and what follows */
SNIPPET(source_sti, "sti\n nop\nsource_behind_sti: nop");
SNIPPET(source_icebp, ".byte 0xf1");
extern const char source_behind_sti[];

const struct source int_n = {
	"int-n", VECTOR, SNIPPET_OF(source_int_n), source_int_n_at, source_int_n_end,
	.soft = true,
}, int_n_forced = {
	"int-n-forced", VECTOR,
	{ source_int_n_forced, source_int_n_end, source_int_n_forced },
	source_int_n_at, source_int_n_end, .soft = true,
}, int3 = {
	"int3", 3, SNIPPET_OF(source_int3), source_int3_at, source_int3_end, .soft = true,
}, into = {
	"into", 4, SNIPPET_OF(source_into), source_into_at, source_into_end, .soft = true,
}, exception = {
	"exception", 7, SNIPPET_OF(source_fnop), source_fnop_at, source_fnop_at, .ext = true,
}, interrupt = {
	"interrupt", VECTOR, SNIPPET_OF(source_sti), source_behind_sti, source_behind_sti,
	.ext = true, .interrupt = true,
}, icebp = {
	"icebp", 1, SNIPPET_OF(source_icebp), source_icebp_at, source_icebp_end, .ext = true,
};
/* clang-format on */

static unsigned long more_flags;

void set_flags(unsigned long flags)
{
	more_flags = flags;
}

void swint_setup(void)
{
	set_flags(0);
	for (unsigned int i = 0; i < STACK_WORDS; i++)
		inner_stack[i] = STACK_FILL;
	capture_reset();
	lldt(0); /* after reset it has a limit */
}

struct registers in_regs(void)
{
	struct registers in = {
		.ax = 0xa0a1a2a3,
		.bx = 0xb0b1b2b3,
		.cx = 0xc0c1c2c3,
		.dx = 0xd0d1d2d3,
		.si = 0x51525354,
		.di = 0xd1d2d3d4,
		/* all that do not disturb, OF for INTO */
		.flags = 0x8d7 | EFLAGS_IOPL | more_flags,
	};

	return in;
}

static void set_inner_stack(void)
{
	struct tss *tss = &tss_this()->tss;

	ONLY_64(tss->rsp[0] = INNER_SP;)
	ONLY_32(tss->stack[0].esp = INNER_SP;)
}

static void prepare(const struct source *s)
{
	if (s == &exception) {
		test_defer(write_cr0, read_cr0());
		write_cr0(read_cr0() | CR0_TS);
	}
	if (s->interrupt) {
		apic_init();
		apic_ipi(apic_id(), APIC_ICR_ASSERT | s->vector);
	}
}

struct outcome provoke(const struct source *s, bool user)
{
	const struct registers in = in_regs();
	struct outcome o;

	prepare(s);
	if (user) {
		set_inner_stack();
		o = run_user(s->code.at, &s->code, &in);
	} else {
		o = run_kernel(&s->code, &in);
	}
	if (s->interrupt)
		apic_eoi();
	return o;
}

void expect_fault(const struct source *s, const struct outcome *o, bool user,
		  enum trap_cause cause)
{
	struct registers in = in_regs();

	if (s->interrupt)
		in.flags |= EFLAGS_IF;
	EXPECT_TRAP_CAUSE(o->trap, cause);
	EXPECT_EQ(o->trap.pc, (uintptr_t)s->at);
	EXPECT_EQ(o->trap.user, user);
	EXPECT_EQ(o->trap.sp, o->sp);
	EXPECT_EQ(o->nr, 1);
	EXPECT_EQ(captured.nr, 0);
	expect_registers(o, &in);
}
