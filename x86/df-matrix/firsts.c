/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The first exceptions: how each is provoked, at CPL 0 and at CPL 3. */
#include "suite.h"

/* Read by the code below, hence not static, and prefixed. */
const uint32_t df_zero = 0;
const double df_zero_double = 0;
const int32_t df_bounds[2] = { 0, -1 }; /* nothing is within */
const uint16_t df_bad_selector = SEL_BEYOND;
uint16_t df_absent_selector;

INSN(de, "divl df_zero");
INSN(db, "nop");
INSN(bp, "int3");
INSN(ud, "ud2");
INSN(nm, "fnop");
INSN(np, "mov df_absent_selector, %fs");
INSN(ss, "mov df_absent_selector, %ss");
INSN(gp, "mov df_bad_selector, %fs");
INSN(pf, "movb (" R "di), %al");
INSN(mf, "fwait");
INSN(xm, "divps %xmm0, %xmm1");
INSN(ac, "mov %eax, 1(" R "si)");
INSN(int_n, "int $0x85");
#ifdef __x86_64__
INSN(ts, "int $0x86");
#else
INSN(ts, "iretl");
INSN(br, "bound %eax, df_bounds");
INSN(of, "into");
#endif

static uint8_t aligned[64] __attribute__((aligned(64)));

/* ------------------------------------------------------ preparations ---- */

static void absent_data(bool user)
{
	df_absent_selector = user ? SEL_ABSENT_DATA3 : SEL_ABSENT_DATA0;
}

static unsigned long absent_error(bool user)
{
	return user ? SEL_ABSENT_DATA3 & ~3 : SEL_ABSENT_DATA0;
}

static unsigned long beyond_error(bool user)
{
	(void)user;
	return SEL_BEYOND;
}

static unsigned long page_error(bool user)
{
	return user ? PF_U : 0;
}

static void set_cr0(unsigned long set, unsigned long clear)
{
	test_defer(write_cr0, read_cr0());
	write_cr0((read_cr0() & ~clear) | set);
}

static void task_switched(bool user)
{
	(void)user;
	set_cr0(CR0_TS, CR0_EM);
}

static void forget_fpu(uintptr_t unused)
{
	(void)unused;
	asm volatile("fninit");
}

/* 1 / 0 with that exception unmasked: the next x87 instruction traps. */
static void x87_pending(bool user)
{
	const uint16_t control = 0x037b;

	(void)user;
	set_cr0(CR0_NE | CR0_MP, CR0_TS | CR0_EM);
	test_defer(forget_fpu, 0);
	asm volatile("fninit\n\t"
		     "fldcw %0\n\t"
		     "fld1\n\t"
		     "fdivl %1"
		     :
		     : "m"(control), "m"(df_zero_double)
		     : "memory");
}

static void sse_default(uintptr_t mxcsr)
{
	const uint32_t value = (uint32_t)mxcsr;

	asm volatile("ldmxcsr %0" : : "m"(value));
}

static void sse_unmasked(bool user)
{
	const uint32_t mxcsr = 0x1f80 & ~(1 << 9); /* ZM */
	const uint32_t one = 0x3f800000;

	(void)user;
	set_cr0(CR0_MP, CR0_TS | CR0_EM);
	test_defer(write_cr4, read_cr4());
	write_cr4(read_cr4() | CR4_OSFXSR | CR4_OSXMMEXCPT);
	test_defer(sse_default, 0x1f80);
	asm volatile("ldmxcsr %0\n\t"
		     "xorps %%xmm0, %%xmm0\n\t"
		     "movss %1, %%xmm1\n\t"
		     "shufps $0, %%xmm1, %%xmm1"
		     :
		     : "m"(mxcsr), "m"(one)
		     : "memory");
}

static void alignment_checked(bool user)
{
	(void)user;
	set_cr0(CR0_AM, 0);
}

#ifdef __x86_64__
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
#else
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
#endif

/* --------------------------------------------------------- the table ---- */

#define FIRST(id) const struct first first_##id

FIRST(de) = { X86_DE, CONTRIBUTORY, CODE(de) };
FIRST(np) = { X86_NP, CONTRIBUTORY, CODE(np), .prepare = absent_data,
	      .error = absent_error };
FIRST(ss) = { X86_SS, CONTRIBUTORY, CODE(ss), .prepare = absent_data,
	      .error = absent_error };
FIRST(gp) = { X86_GP, CONTRIBUTORY, CODE(gp), .error = beyond_error };
FIRST(pf) = { X86_PF, PAGE_FAULT, CODE(pf), .error = page_error };
/* a trap: after the JMP that leads there */
FIRST(db) = { X86_DB, BENIGN, CODE(db), .flags = EFLAGS_TF };
FIRST(ud) = { X86_UD, BENIGN, CODE(ud) };
FIRST(nm) = { X86_NM, BENIGN, CODE(nm), .prepare = task_switched };
FIRST(mf) = { X86_MF, BENIGN, CODE(mf), .prepare = x87_pending };
FIRST(xm) = { X86_XM, BENIGN, CODE(xm), .prepare = sse_unmasked,
	      .feature = &x86_sse };
FIRST(ac) = { X86_AC, BENIGN, CODE(ac), .prepare = alignment_checked,
	      .flags = EFLAGS_AC };
FIRST(bp) = { X86_BP, SOFTWARE, CODE(bp), .pc = bp_after };
FIRST(int_n) = { X86_INTERRUPT(INT_VECTOR), SOFTWARE, CODE(int_n),
		 .pc = int_n_after };
#ifdef __x86_64__
FIRST(ts) = { X86_TS, CONTRIBUTORY, CODE(ts), .prepare = stack_beyond_tss,
	      .error = ts_error };
#else
FIRST(ts) = { X86_TS, CONTRIBUTORY, CODE(ts), .prepare = bad_link,
	      .error = ts_error, .flags = EFLAGS_NT };
FIRST(br) = { X86_BR, BENIGN, CODE(br) };
FIRST(of) = { X86_OF, SOFTWARE, CODE(of), .pc = of_after, .flags = EFLAGS_OF };
#endif

struct outcome run_both(const struct first *f, const struct second *s,
			bool user, struct registers *in)
{
	*in = (struct registers){
		.ax = 0x1a2b3c4d,
		.bx = 0x5a6b7c0d,
		.cx = 0x13579bdf,
		.dx = 0x02468ace,
		.si = (uintptr_t)aligned,
		.di = (uintptr_t)damaged_page(UNMAPPED) + 0x123,
		.flags = EFLAGS_FIXED | EFLAGS_CF | EFLAGS_SF | f->flags,
	};
	if (f->feature && !f->feature->probe())
		SKIP("needs %s (%s)", f->feature->name, f->feature->where);
	descriptors();
	idt_set_type(INT_VECTOR, GATE_INT | GATE_DPL(3));
	if (f->prepare)
		f->prepare(user);
	s->damage(X86_VECTOR(f->cause));
	return user ? run_user(f->code.at, &f->code, in) :
		      run_kernel(&f->code, in);
}
