/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <x86/run/provoke.h>

#include <mm/page.h>
#include <mm/vmap.h>
#include <x86/features.h>

/* Read by the code below, hence not static, and prefixed. */
const uint32_t provoke_zero = 0;
const double provoke_zero_double = 0;
const int32_t provoke_bounds[2] = { 0, -1 }; /* nothing is within */
const uint16_t provoke_bad_selector = PROVOKE_SEL_BEYOND;
uint16_t provoke_absent_selector;

SNIPPET(de, "divl provoke_zero");
SNIPPET(db, "nop");
SNIPPET(bp, "int3");
SNIPPET(ud, "ud2");
SNIPPET(nm, "fnop");
SNIPPET(np, "mov provoke_absent_selector, %fs");
SNIPPET(ss, "mov provoke_absent_selector, %ss");
SNIPPET(gp, "mov provoke_bad_selector, %fs");
SNIPPET(pf, "movb (" R "di), %al");
SNIPPET(mf, "fwait");
SNIPPET(xm, "divps %xmm0, %xmm1");
SNIPPET(ac, "mov %eax, 1(" R "si)");
SNIPPET(int_n, "int $0x85");
#ifdef __x86_64__
SNIPPET(ts, "int $0x86");
#else
SNIPPET(ts, "iretl");
SNIPPET(br, "bound %eax, provoke_bounds");
SNIPPET(of, "into");
#endif

enum {
	TS_VECTOR = 0x86 /* spelled out above, as is PROVOKE_INT_VECTOR */
};

static uint8_t aligned[64] __attribute__((aligned(64)));

/* ------------------------------------------------------ preparations ---- */

static void absent_data(bool user)
{
	provoke_absent_selector = user ? PROVOKE_SEL_ABSENT3 :
					 PROVOKE_SEL_ABSENT0;
}

static unsigned long absent_error(bool user)
{
	return user ? PROVOKE_SEL_ABSENT3 & ~3 : PROVOKE_SEL_ABSENT0;
}

static unsigned long beyond_error(bool user)
{
	(void)user;
	return PROVOKE_SEL_BEYOND;
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
		     : "m"(control), "m"(provoke_zero_double)
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

#define RAISE(id) const struct provocation provoke_##id

RAISE(de) = { X86_DE, CONTRIBUTORY, SNIPPET_OF(de) };
RAISE(np) = { X86_NP, CONTRIBUTORY, SNIPPET_OF(np), .prepare = absent_data,
	      .error = absent_error };
RAISE(ss) = { X86_SS, CONTRIBUTORY, SNIPPET_OF(ss), .prepare = absent_data,
	      .error = absent_error };
RAISE(gp) = { X86_GP, CONTRIBUTORY, SNIPPET_OF(gp), .error = beyond_error };
RAISE(pf) = { X86_PF, PAGE_FAULT, SNIPPET_OF(pf), .error = page_error };
/* a trap: after the JMP that leads there */
RAISE(db) = { X86_DB, BENIGN, SNIPPET_OF(db), .flags = EFLAGS_TF };
RAISE(ud) = { X86_UD, BENIGN, SNIPPET_OF(ud) };
RAISE(nm) = { X86_NM, BENIGN, SNIPPET_OF(nm), .prepare = task_switched };
RAISE(mf) = { X86_MF, BENIGN, SNIPPET_OF(mf), .prepare = x87_pending };
RAISE(xm) = { X86_XM, BENIGN, SNIPPET_OF(xm), .prepare = sse_unmasked,
	      .feature = &x86_sse };
RAISE(ac) = { X86_AC, BENIGN, SNIPPET_OF(ac), .prepare = alignment_checked,
	      .flags = EFLAGS_AC };
RAISE(bp) = { X86_BP, SOFTWARE, SNIPPET_OF(bp), .pc = bp_end };
RAISE(int_n) = { X86_INTERRUPT(PROVOKE_INT_VECTOR), SOFTWARE, SNIPPET_OF(int_n),
		 .pc = int_n_end };
#ifdef __x86_64__
RAISE(ts) = { X86_TS, CONTRIBUTORY, SNIPPET_OF(ts), .prepare = stack_beyond_tss,
	      .error = ts_error };
#else
RAISE(ts) = { X86_TS,
	      CONTRIBUTORY,
	      SNIPPET_OF(ts),
	      .prepare = bad_link,
	      .error = ts_error,
	      .flags = EFLAGS_NT };
RAISE(br) = { X86_BR, BENIGN, SNIPPET_OF(br) };
RAISE(of) = { X86_OF, SOFTWARE, SNIPPET_OF(of), .pc = of_end, .flags = EFLAGS_OF };
#endif

static void absent_segments(void)
{
	uint64_t data = DESC_DATA_RW | DESC_S | DESC_G;

	*gdt_entry(PROVOKE_SEL_ABSENT0) = desc_segment(0, 0xfffff, data);
	*gdt_entry(PROVOKE_SEL_ABSENT3) =
		desc_segment(0, 0xfffff, data | DESC_DPL(3));
}

static uintptr_t nowhere(void)
{
	static uint8_t *page;

	if (!page)
		page = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
	return (uintptr_t)page;
}

void provoke_prepare(const struct provocation *p, bool user,
		     struct registers *in)
{
	*in = (struct registers){
		.ax = 0x1a2b3c4d,
		.bx = 0x5a6b7c0d,
		.cx = 0x13579bdf,
		.dx = 0x02468ace,
		.si = (uintptr_t)aligned,
		.di = nowhere() + 0x123,
		.flags = EFLAGS_FIXED | EFLAGS_CF | EFLAGS_SF | p->flags,
	};
	if (p->feature && !p->feature->probe())
		SKIP("needs %s (%s)", p->feature->name, p->feature->where);
	absent_segments();
	idt_set_type(PROVOKE_INT_VECTOR, GATE_INT | GATE_DPL(3));
	if (p->prepare)
		p->prepare(user);
}

struct outcome provoke_run(const struct provocation *p, bool user,
			   const struct registers *in)
{
	return user ? run_user(p->code.at, &p->code, in) :
		      run_kernel(&p->code, in);
}

unsigned long provoke_error(const struct provocation *p, bool user)
{
	return p->error ? p->error(user) : 0;
}
