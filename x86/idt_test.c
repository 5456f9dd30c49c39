/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The image of RFLAGS that an exception pushes, RF (bit 16) above all: a
 * hypervisor that injects the exception itself has to make it up.
 *
 * Intel SDM vol. 3, 6.8.3 (masking instruction breakpoints) and 17.3.1.1: a
 * fault pushes RF=1, except the #DB of an instruction breakpoint; traps and
 * INT n push the RF that was in RFLAGS. AMD APM vol. 2, 3.1.6 says the same.
 */
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>
#include <arch/irq.h>
#include <test/test.h>
#include <x86/apic.h>
#include <x86/cpu.h>
#include <x86/desc.h>
#include <x86/features.h>
#include <x86/msr.h>
#include <x86/selectors.h>

TEST_SUITE("idt_test",
	   .summary = "exceptions push the documented RFLAGS image, RF above all");

/*
 * What the flags are when the exception comes: all that cannot disturb, so
 * that an image which is made up, not saved, differs. IF is left out of the
 * comparison: POPF does not change it at CPL 3.
 */
#define PATTERN	     0xcd7 /* OF DF SF ZF AF PF CF and the fixed bit 1 */
#define PATTERN_TEXT "0xcd7"

#ifdef __x86_64__
#define LOAD(variable, eax, rax) "mov " variable "(%rip), " rax
#define SAVE_SP			 "mov %rsp, sp_before(%rip)"
#define AX			 "%rax"
#else
#define LOAD(variable, eax, rax) "mov " variable ", " eax
#define SAVE_SP			 "mov %esp, sp_before"
#define AX			 "%eax"
#endif

/*
 * A function that runs one instruction under PATTERN, with labels at the
 * instruction (id_at) and behind it (id_after). The code before it may use
 * AX, CX and DX.
 */
#define PROVOKE(id, before, instruction)                                       \
	void id(const void *arg);                                              \
	extern const char id##_at[], id##_after[];                             \
	asm(".pushsection .text\n"                                             \
	    ".globl " #id ", " #id "_at, " #id "_after\n"                      \
	    ".type " #id ", @function\n" #id ":\n"                             \
	    "pushf\n" before "\n"                                              \
	    "push $" PATTERN_TEXT "\n"                                         \
	    "popf\n" SAVE_SP "\n" #id "_at:\n" instruction "\n" #id           \
	    "_after:\n"                                                        \
	    "popf\n"                                                           \
	    "ret\n"                                                            \
	    ".size " #id ", . - " #id "\n"                                     \
	    ".popsection\n")

/* Engines get this one wrong in one of the two modes. */
#ifdef __x86_64__
#define INT_N "gp-int-n-64"
#else
#define INT_N "gp-int-n-32"
#endif

/* Read by the code below, hence not static. */
unsigned char *unmapped;   /* an address without a translation */
unsigned long sp_before; /* the stack pointer at the instruction */

enum {
	ABSENT_SELECTOR = 0x4b, /* spelled out in the asm: the first spare one */
	VECTOR = 0x85,		/* so is this, of INT n */
};

_Static_assert(ABSENT_SELECTOR == (SPARE_SEL_BASE | 3), "the asm has it");

PROVOKE(raise_de, "xor %eax, %eax; cltd", "div %eax");
PROVOKE(raise_ud, "", "ud2");
PROVOKE(raise_nm, "", "fnop");
PROVOKE(raise_np, "mov $0x4b, %eax", "mov %eax, %fs");
PROVOKE(raise_gp_selector, "mov $0xfff8, %eax", "mov %eax, %fs");
PROVOKE(raise_gp_xsetbv, "mov $9, %ecx; mov $1, %eax; cltd", "xsetbv");
PROVOKE(raise_gp_rdmsr, "mov $0x4b564d09, %ecx", "rdmsr");
PROVOKE(raise_ud_mov_dr, "", "mov %dr4, " AX);
PROVOKE(raise_pf_read, LOAD("unmapped", "%eax", "%rax"), "movb (" AX "), %al");
PROVOKE(raise_pf_write, LOAD("unmapped", "%eax", "%rax"), "movb $1, (" AX ")");
PROVOKE(raise_pf_fetch, LOAD("unmapped", "%eax", "%rax"), "jmp *" AX);
PROVOKE(raise_gp_hlt, "", "hlt");
PROVOKE(raise_gp_in, "mov $0x80, %edx", "in %dx, %al");
PROVOKE(raise_gp_int, "", "int $0x85");
PROVOKE(trap_int3, "", "int3");
PROVOKE(trap_int_n, "", "int $0x85");
PROVOKE(trap_int_3, "", ".byte 0xcd, 0x03");
PROVOKE(trap_step, "", "push $0xdd7; popf; nop");
PROVOKE(take_interrupt, "", "push $0xed7; popf; nop; nop");
#ifndef __x86_64__
const int empty_bounds[2]; /* 0 .. 0 */
PROVOKE(trap_into, "", "into");
PROVOKE(raise_br, "mov $5, %eax", "bound %eax, empty_bounds");
#endif

/* Data, DPL 3, not present. */
static void absent_segment(void)
{
	*gdt_entry(ABSENT_SELECTOR) = desc_segment(
		0, 0xfffff, DESC_DATA_RW | DESC_S | DESC_DPL(3) | DESC_G);
}

static void no_translation(void)
{
	unmapped = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
	test_defer(vmap_free, unmapped);
}

static void task_switched(void)
{
	test_defer(write_cr0, read_cr0());
	write_cr0(read_cr0() | CR0_TS);
}

static void debug_extensions(void)
{
	test_defer(write_cr4, read_cr4());
	write_cr4(read_cr4() | CR4_DE);
}

static void enable_xsave(void)
{
	if (!x86_xsave.probe())
		SKIP("needs XSAVE (CPUID.1:ECX[26])");
	test_defer(write_cr4, read_cr4());
	write_cr4(read_cr4() | CR4_OSXSAVE);
}

/* The I bit of #PF exists only with these (Intel SDM vol. 3, 4.7). */
static unsigned long fetch_bit(void)
{
	bool nxe = rdmsr(MSR_IA32_EFER) & EFER_NXE;

	return nxe || (read_cr4() & CR4_SMEP) ? PF_I : 0;
}

static const struct row {
	const char *name;
	enum trap_cause cause;
	void (*fn)(const void *);
	const char *at; /* the saved pc; NULL: the address of @unmapped */
	void (*prepare)(void);
	enum { FIXED, FETCH } code; /* FETCH: and the I bit, if there is one */
	unsigned long error;
} faults[] = {
	{ "de", X86_DE, raise_de, raise_de_at },
	{ "ud", X86_UD, raise_ud, raise_ud_at },
	{ "ud-mov-dr4", X86_UD, raise_ud_mov_dr, raise_ud_mov_dr_at, debug_extensions },
	{ "nm", X86_NM, raise_nm, raise_nm_at, task_switched },
	{ "np", X86_NP, raise_np, raise_np_at, absent_segment, FIXED, ABSENT_SELECTOR & ~3 },
	{ "gp-selector", X86_GP, raise_gp_selector, raise_gp_selector_at, NULL, FIXED, 0xfff8 },
	{ "gp-xsetbv", X86_GP, raise_gp_xsetbv, raise_gp_xsetbv_at, enable_xsave },
	{ "gp-rdmsr", X86_GP, raise_gp_rdmsr, raise_gp_rdmsr_at },
	{ "pf-read", X86_PF, raise_pf_read, raise_pf_read_at, no_translation },
	{ "pf-write", X86_PF, raise_pf_write, raise_pf_write_at, no_translation, FIXED, PF_W },
	{ "pf-fetch", X86_PF, raise_pf_fetch, NULL, no_translation, FETCH },
#ifndef __x86_64__
	{ "br", X86_BR, raise_br, raise_br_at },
#endif
}, user_faults[] = {
	{ "de", X86_DE, raise_de, raise_de_at },
	{ "ud", X86_UD, raise_ud, raise_ud_at },
	{ "nm", X86_NM, raise_nm, raise_nm_at, task_switched },
	{ "np", X86_NP, raise_np, raise_np_at, absent_segment, FIXED, ABSENT_SELECTOR & ~3 },
	{ "gp-hlt", X86_GP, raise_gp_hlt, raise_gp_hlt_at },
	{ "gp-in", X86_GP, raise_gp_in, raise_gp_in_at },
	{ "gp-rdmsr", X86_GP, raise_gp_rdmsr, raise_gp_rdmsr_at },
	{ INT_N, X86_GP, raise_gp_int, raise_gp_int_at, NULL, FIXED, VECTOR * 8 + ERROR_IDT },
	{ "pf-read", X86_PF, raise_pf_read, raise_pf_read_at, no_translation, FIXED, PF_U },
	{ "pf-write", X86_PF, raise_pf_write, raise_pf_write_at, no_translation, FIXED,
	  PF_U | PF_W },
	{ "pf-fetch", X86_PF, raise_pf_fetch, NULL, no_translation, FETCH, PF_U },
};

typedef struct trap catcher(void (*fn)(const void *), const void *arg);

static struct trap provoke(const struct row *r, catcher *catch)
{
	if (r->prepare)
		r->prepare();
	return catch(r->fn, NULL);
}

static void check_fault(const struct row *r, catcher *catch)
{
	struct trap t = provoke(r, catch);
	unsigned long error = r->error | (r->code == FETCH ? fetch_bit() : 0);

	EXPECT_TRAP_ERROR(t, r->cause, error);
	EXPECT_EQ(t.pc, (uintptr_t)(r->at ? r->at : (const char *)unmapped));
	EXPECT_EQ(t.flags & ~(unsigned long)(EFLAGS_IF | EFLAGS_RF), PATTERN);
	EXPECT_EQ(t.user, catch == user_catch);
	EXPECT_EQ(t.sp, sp_before);
	if (r->cause == X86_PF)
		EXPECT_EQ(t.address, (uintptr_t)unmapped);
}

TEST_EACH(fault, const struct row *r, faults,
	  "saves the address of the instruction, and the flags as they were")
{
	check_fault(r, trap_catch);
}

TEST_EACH(user_fault, const struct row *r, user_faults,
	  "does the same when it comes from CPL 3")
{
	check_fault(r, user_catch);
}

TEST_EACH(fault_rf, const struct row *r, faults, "pushes RF=1")
{
	EXPECT_EQ(provoke(r, trap_catch).flags & EFLAGS_RF, EFLAGS_RF);
}

TEST_EACH(user_fault_rf, const struct row *r, user_faults,
	  "pushes RF=1 when it comes from CPL 3")
{
	EXPECT_EQ(provoke(r, user_catch).flags & EFLAGS_RF, EFLAGS_RF);
}

static const struct trap_row {
	const char *name;
	enum trap_cause cause;
	void (*fn)(const void *);
	const char *after;
	unsigned long flags; /* of the image, besides PATTERN */
} traps[] = {
	{ "int3", X86_BP, trap_int3, trap_int3_after },
	{ "int-3", X86_BP, trap_int_3, trap_int_3_after },
	{ "int-n", X86_INTERRUPT(VECTOR), trap_int_n, trap_int_n_after },
	{ "single-step", X86_DB, trap_step, trap_step_after, EFLAGS_TF },
#ifndef __x86_64__
	{ "into", X86_OF, trap_into, trap_into_after },
#endif
};

TEST_EACH(trap_class, const struct trap_row *r, traps,
	  "pushes RF=0, the other flags as they were, and the next address")
{
	struct trap t = trap_catch(r->fn, NULL);

	EXPECT_TRAP(t, r->cause);
	EXPECT_EQ(t.pc, (uintptr_t)r->after);
	EXPECT_EQ(t.sp, sp_before);
	EXPECT_EQ(t.flags & ~(unsigned long)EFLAGS_IF, PATTERN | r->flags);
}

enum { IPI = 0x62 };

TEST(interrupt, "pushes RF=0 and the other flags as they were at an interrupt",
     .needs = NEEDS(&x86_apic))
{
	struct trap t;

	irq_disable();
	apic_init();
	apic_ipi(apic_id(), APIC_ICR_FIXED | APIC_ICR_ASSERT | IPI);
	t = trap_catch(take_interrupt, NULL);
	apic_eoi();
	EXPECT_TRAP(t, X86_INTERRUPT(IPI));
	EXPECT_GE(t.pc, (uintptr_t)take_interrupt_at);
	EXPECT_LE(t.pc, (uintptr_t)take_interrupt_after);
	EXPECT_EQ(t.sp, sp_before);
	EXPECT_EQ(t.flags, PATTERN | EFLAGS_IF);
}

/* What the frame itself says: the selectors, and that RF is all that differs. */
static struct trap_frame seen;

static bool look(struct trap_frame *frame, void *arg)
{
	(void)arg;
	seen = *frame;
	return false;
}

TEST(kernel_selectors, "pushes the selectors of the interrupted kernel")
{
	memset(&seen, 0, sizeof(seen));
	trap_handle(X86_UD, look, NULL);
	EXPECT_TRAP(trap_catch(raise_ud, NULL), X86_UD);
	EXPECT_EQ(seen.cs, KERNEL_CS);
	EXPECT_EQ(seen.ss, KERNEL_DS);
}

TEST(user_selectors, "pushes the selectors of the interrupted user code")
{
	memset(&seen, 0, sizeof(seen));
	trap_handle(X86_UD, look, NULL);
	EXPECT_TRAP(user_catch(raise_ud, NULL), X86_UD);
	EXPECT_EQ(seen.cs, USER_CS);
	EXPECT_EQ(seen.ss, USER_DS);
}

/* ------------------------------------------- instruction breakpoints ---- */

void step_two(const void *arg);
extern const char step_first[], step_second[], step_end[];

asm(".pushsection .text\n"
    ".globl step_two, step_first, step_second, step_end\n"
    ".type step_two, @function\n"
    "step_two:\n"
    "step_first: nop\n"
    "step_second: nop\n"
    "step_end: ret\n"
    ".size step_two, . - step_two\n"
    ".popsection");

static struct hits {
	unsigned int nr;
	unsigned int without_rf; /* so many times IRET goes back with RF=0 */
	uintptr_t pc[8];
	unsigned long flags[8];
	unsigned long dr6[8];
} hits;

static bool count_hit(struct trap_frame *frame, void *arg)
{
	struct hits *h = arg;

	if (h->nr == 8)
		return false;
	h->pc[h->nr] = frame->ip;
	h->flags[h->nr] = frame->flags;
	h->dr6[h->nr] = read_dr6();
	write_dr6(DR6_FIXED);
	if (h->nr++ >= h->without_rf)
		frame->flags |= EFLAGS_RF;
	return true;
}

static void break_at(const char *first, const char *second)
{
	memset(&hits, 0, sizeof(hits));
	test_defer(write_dr7, DR7_FIXED);
	trap_handle(X86_DB, count_hit, &hits);
	write_dr6(DR6_FIXED);
	write_dr0((uintptr_t)first);
	write_dr1((uintptr_t)second);
	write_dr7(DR7_FIXED | DR7_G(0) | (second ? DR7_G(1) : 0));
}

TEST(breakpoint_rf, "pushes RF=0 at an instruction breakpoint; RF=1 resumes")
{
	break_at(step_first, NULL);
	step_two(NULL);
	EXPECT_EQ(hits.nr, 1);
	EXPECT_EQ(hits.pc[0], (uintptr_t)step_first);
	EXPECT_EQ(hits.flags[0] & EFLAGS_RF, 0);
	EXPECT_EQ(hits.dr6[0] & 0xf, 1);
	EXPECT_EQ(read_flags() & EFLAGS_RF, 0);
}

TEST(breakpoint_rf_clear, "hits the same breakpoint again after IRET with RF=0")
{
	break_at(step_first, NULL);
	hits.without_rf = 3;
	step_two(NULL);
	EXPECT_EQ(hits.nr, 4);
	for (unsigned int i = 0; i < hits.nr; i++)
		EXPECT_EQ(hits.pc[i], (uintptr_t)step_first);
}

TEST(breakpoint_rf_once, "lets RF=1 suppress one instruction, not the next")
{
	break_at(step_first, step_second);
	step_two(NULL);
	step_two(NULL);
	EXPECT_EQ(hits.nr, 4);
	for (unsigned int i = 0; i < hits.nr; i++) {
		const char *at = i & 1 ? step_second : step_first;

		EXPECT_EQ(hits.pc[i], (uintptr_t)at);
		EXPECT_EQ(hits.flags[i] & EFLAGS_RF, 0);
		EXPECT_EQ(hits.dr6[i] & 0xf, 1u << (i & 1));
	}
}

/* --------------------------------------------- faults in a CR4 write ---- */

PROVOKE(raise_gp_cr4, "mov $0xffffffff, %eax", "mov " AX ", %cr4");

/*
 * The last cases: a machine that takes the value loses its paging mode.
 */
TEST(mov_cr4_gp, "refuses CR4 with all 32 low bits, which stays as it was")
{
	unsigned long cr4 = read_cr4();
	struct trap t = trap_catch(raise_gp_cr4, NULL);

	EXPECT_TRAP(t, X86_GP);
	EXPECT_EQ(t.pc, (uintptr_t)raise_gp_cr4_at);
	EXPECT_EQ(read_cr4(), cr4);
}

TEST(mov_cr4_rf, "pushes RF=1 for that #GP(0)")
{
	struct trap t = trap_catch(raise_gp_cr4, NULL);

	EXPECT_TRAP(t, X86_GP);
	EXPECT_EQ(t.flags & ~(unsigned long)EFLAGS_IF, PATTERN | EFLAGS_RF);
}
