/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions of the kernel: refused at CPL 3 before anything else about them
 * is looked at, and what they do at CPL 0.
 *
 * Intel SDM vol. 3, 5.9 (privileged instructions), and vol. 2 for each one.
 */
#include "suite.h"

#include <string.h>
#include <x86/desc.h>
#include <x86/msr.h>

USER_PRIV_SUITE;

SNIPPET(lgdt, "lgdt (" R "di)");
SNIPPET(lidt, "lidt (" R "di)");
SNIPPET(lldt, "lldt %ax");
SNIPPET(lmsw, "lmsw %ax");
SNIPPET(clts, "clts");
SNIPPET(wbinvd, "wbinvd");
SNIPPET(invlpg, "invlpg (" R "di)");
SNIPPET(invpcid, "invpcid (" R "di), " R "ax");
SNIPPET(mov_from_cr0, "mov %cr0, " R "ax");
SNIPPET(mov_from_cr2, "mov %cr2, " R "ax");
SNIPPET(mov_from_cr3, "mov %cr3, " R "ax");
SNIPPET(mov_from_cr4, "mov %cr4, " R "ax");
SNIPPET(mov_to_cr0, "mov " R "ax, %cr0");
SNIPPET(mov_to_cr2, "mov " R "ax, %cr2");
SNIPPET(mov_to_cr3, "mov " R "ax, %cr3");
SNIPPET(mov_to_cr4, "mov " R "ax, %cr4");
SNIPPET(mov_from_dr0, "mov %dr0, " R "ax");
SNIPPET(mov_from_dr6, "mov %dr6, " R "ax");
SNIPPET(mov_from_dr7, "mov %dr7, " R "ax");
SNIPPET(mov_to_dr0, "mov " R "ax, %dr0");
SNIPPET(mov_to_dr6, "mov " R "ax, %dr6");
SNIPPET(mov_to_dr7, "mov " R "ax, %dr7");
SNIPPET(rdmsr, "rdmsr");
SNIPPET(wrmsr, "wrmsr");
SNIPPET(xsetbv, "xsetbv");
SNIPPET(swapgs, ".byte 0x0f, 0x01, 0xf8");
ONLY_64(SNIPPET(mov_from_cr8, "mov %cr8, %rax");)
ONLY_64(SNIPPET(mov_to_cr8, "mov %rax, %cr8");)

/* Values that differ from what set_up() leaves, and do no harm. */
enum {
	NEW_CR0 = CR0_TS,
	NEW_CR4 = CR4_TSD,
	NEW_CR2 = 0x12345678,
	NEW_DR0 = 0x1abcdef0,
	NEW_SYSENTER_CS = KERNEL_CS | 0x40,
};

static unsigned long cr0_value(void)
{
	return read_cr0() ^ NEW_CR0;
}

static unsigned long cr3_value(void)
{
	return read_cr3() ^ CR3_PCD;
}

static unsigned long cr4_value(void)
{
	return read_cr4() ^ NEW_CR4;
}

/* ------------------------------------------------- effects at CPL 0 ---- */

static void new_gdt(struct machine *m, const struct registers *in)
{
	(void)in;
	m->gdt = operand.table;
}

static void new_idt(struct machine *m, const struct registers *in)
{
	(void)in;
	m->idt = operand.table;
}

/* Bits 3:0 alone, and PE is not cleared. */
static void new_msw(struct machine *m, const struct registers *in)
{
	m->cr0 = (m->cr0 & ~0xeul) | (in->ax & 0xf);
}

static void no_ts(struct machine *m, const struct registers *in)
{
	(void)in;
	m->cr0 &= ~(unsigned long)CR0_TS;
}

#define NEW_VALUE(member)                                    \
	static void new_##member(struct machine *m,          \
				 const struct registers *in) \
	{                                                    \
		m->member = in->ax;                          \
	}
NEW_VALUE(cr0)
NEW_VALUE(cr2)
NEW_VALUE(cr3)
NEW_VALUE(cr4)
NEW_VALUE(dr0)
NEW_VALUE(dr6)
NEW_VALUE(dr7)
NEW_VALUE(sysenter_cs)
NEW_VALUE(xcr0)
ONLY_64(NEW_VALUE(cr8))

/* For both levels. */
static const struct instruction rows[] = {
	{ "lgdt", SNIPPET_OF(lgdt), X86_GP, new_gdt },
	{ "lidt", SNIPPET_OF(lidt), X86_GP, new_idt },
	{ "lldt-null", SNIPPET_OF(lldt), X86_GP },
	{ "lmsw", SNIPPET_OF(lmsw), X86_GP, new_msw, .value = cr0_value },
	{ "clts", SNIPPET_OF(clts), X86_GP, no_ts },
	{ "wbinvd", SNIPPET_OF(wbinvd), X86_GP },
	{ "invlpg", SNIPPET_OF(invlpg), X86_GP },
	{ "invlpg-unmapped", SNIPPET_OF(invlpg), X86_GP, .memory = NOWHERE },
	{ "invpcid", SNIPPET_OF(invpcid), X86_GP, .ax = 2, .feature = &x86_invpcid },
	{ "mov-from-cr0", SNIPPET_OF(mov_from_cr0), X86_GP, .gives = read_cr0 },
	{ "mov-from-cr2", SNIPPET_OF(mov_from_cr2), X86_GP, .gives = read_cr2 },
	{ "mov-from-cr3", SNIPPET_OF(mov_from_cr3), X86_GP, .gives = read_cr3 },
	{ "mov-from-cr4", SNIPPET_OF(mov_from_cr4), X86_GP, .gives = read_cr4 },
	{ "mov-to-cr0", SNIPPET_OF(mov_to_cr0), X86_GP, new_cr0, .value = cr0_value },
	{ "mov-to-cr0-same", SNIPPET_OF(mov_to_cr0), X86_GP, .value = read_cr0 },
	{ "mov-to-cr2", SNIPPET_OF(mov_to_cr2), X86_GP, new_cr2, .ax = NEW_CR2 },
	{ "mov-to-cr3", SNIPPET_OF(mov_to_cr3), X86_GP, new_cr3, .value = cr3_value },
	{ "mov-to-cr4", SNIPPET_OF(mov_to_cr4), X86_GP, new_cr4, .value = cr4_value },
	{ "mov-to-cr4-same", SNIPPET_OF(mov_to_cr4), X86_GP, .value = read_cr4 },
	{ "mov-from-dr0", SNIPPET_OF(mov_from_dr0), X86_GP, .gives = read_dr0 },
	{ "mov-from-dr6", SNIPPET_OF(mov_from_dr6), X86_GP, .gives = read_dr6 },
	{ "mov-from-dr7", SNIPPET_OF(mov_from_dr7), X86_GP, .gives = read_dr7 },
	{ "mov-to-dr0", SNIPPET_OF(mov_to_dr0), X86_GP, new_dr0, .ax = NEW_DR0 },
	{ "mov-to-dr6", SNIPPET_OF(mov_to_dr6), X86_GP, new_dr6,
	  .ax = DR6_INIT | DR6_BS },
	{ "mov-to-dr7", SNIPPET_OF(mov_to_dr7), X86_GP, new_dr7,
	  .ax = DR7_INIT | DR7_GE },
	{ "rdmsr", SNIPPET_OF(rdmsr), X86_GP, .cx = MSR_IA32_TSC,
	  .feature = &x86_msr },
	{ "wrmsr", SNIPPET_OF(wrmsr), X86_GP, new_sysenter_cs,
	  .cx = MSR_IA32_SYSENTER_CS, .ax = NEW_SYSENTER_CS,
	  .feature = &x86_sep },
	{ "xsetbv", SNIPPET_OF(xsetbv), X86_GP, new_xcr0, .ax = XCR0_X87 | XCR0_SSE,
	  .feature = &x86_xsave },
	ONLY_64(
		{ "swapgs", SNIPPET_OF(swapgs), X86_GP },
		{ "mov-from-cr8", SNIPPET_OF(mov_from_cr8), X86_GP, .gives = read_cr8 },
		{ "mov-to-cr8", SNIPPET_OF(mov_to_cr8), X86_GP, new_cr8, .ax = 5 },
	)
};

/* So that privilege is the only reason to refuse, and effects would be seen. */
static void set_up(const struct instruction *r, struct registers *in)
{
	write_cr0(read_cr0() | CR0_TS);
	write_cr2(0x5a5a5a5a);
	if (r->feature == &x86_xsave && x86_xsave.probe())
		write_cr4(read_cr4() | CR4_OSXSAVE);
	if (x86_sep.probe())
		wrmsr(MSR_IA32_SYSENTER_CS, KERNEL_CS);
	if (IS_64 && x86_syscall.probe())
		wrmsr(MSR_IA32_EFER, rdmsr(MSR_IA32_EFER) | EFER_SCE);
	operand.table = gdt_init_ptr();
	if (r->code.at == lidt_at)
		operand.table = idt_init_ptr();
	operand.table.limit -= 8;
	/* Intel SDM vol. 2, INVPCID: bits 63:12 of the descriptor are reserved */
	if (r->code.at == invpcid_at)
		memset(&operand, 0, sizeof(operand));
	*in = (struct registers){
		.ax = r->value ? r->value() : r->ax,
		.bx = 0xb0b1b2b3,
		.cx = r->cx,
		.si = 0x51525354,
		.di = r->memory == NOWHERE ? UNMAPPED : (uintptr_t)&operand,
		.flags = EFLAGS_FIXED | EFLAGS_CF | EFLAGS_ZF | EFLAGS_SF,
	};
}

static enum trap_cause expected(const struct instruction *r)
{
	if (r->feature && !r->feature->probe())
		return X86_UD;
	return r->amd && x86_amd.probe() ? r->amd : r->user;
}

void refused_at_cpl3(const struct instruction *r, const char *at)
{
	struct registers in;
	struct machine before, after;
	struct outcome outcome;

	set_up(r, &in);
	before = machine_state();
	outcome = run_user(at, &r->code, &in);
	after = machine_state();
	expect_refused(&outcome, r->code.at, expected(r), &in);
	EXPECT_MEMEQ(&after, &before, sizeof(before));
}

TEST_EACH(cpl3, const struct instruction *r, rows, "refuses the instruction at CPL 3")
{
	refused_at_cpl3(r, r->code.at);
}

TEST_EACH(cpl3_forced, const struct instruction *r, rows,
	  "refuses the instruction at CPL 3 when it is emulated",
	  .needs = NEEDS(&x86_forced_emulation))
{
	refused_at_cpl3(r, r->code.forced);
}

/* RDMSR has a result in DX:AX, which suite msr knows. */
static void expect_results(const struct instruction *r, const struct registers *out,
			   const struct registers *in)
{
	EXPECT_EQ(out->bx, in->bx);
	EXPECT_EQ(out->cx, in->cx);
	EXPECT_EQ(out->si, in->si);
	EXPECT_EQ(out->di, in->di);
	EXPECT_EQ(out->flags, in->flags);
	if (r->code.at == rdmsr_at)
		return;
	EXPECT_EQ(out->ax, r->gives ? r->gives() : in->ax);
	EXPECT_EQ(out->dx, in->dx);
}

TEST_EACH(cpl0, const struct instruction *r, rows,
	  "does at CPL 0 what it is for, and nothing else")
{
	struct registers in;
	struct machine expected, after;
	struct outcome outcome;

	if (r->feature && !r->feature->probe())
		SKIP("needs %s (%s)", r->feature->name, r->feature->where);
	set_up(r, &in);
	expected = machine_state();
	if (r->effect)
		r->effect(&expected, &in);
	outcome = run_kernel(&r->code, &in);
	after = machine_state();
	expect_done(&outcome);
	EXPECT_MEMEQ(&after, &expected, sizeof(expected));
	expect_results(r, &outcome.out, &in);
}
