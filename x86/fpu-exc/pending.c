/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * #MF: raised by the next waiting instruction, not by the one that caused it.
 * Without CR0.NE it is IRQ 13 instead.
 */
#include "suite.h"

#include <x86/irq/apic.h>
#include <x86/irq/pic.h>
#include <x86/pio.h>

static uint8_t memory[512] __attribute__((aligned(64)));

#define INSN(name, text)                                          \
	static void name(const void *arg)                         \
	{                                                         \
		(void)arg;                                        \
		asm volatile(text : "+m"(memory) : : "ax", "cc"); \
	}

INSN(do_fwait, "fwait")
INSN(do_fnop, "fnop")
INSN(do_fld1, "fld1")
INSN(do_fadd, "fadd %%st(0), %%st")
INSN(do_fldcw, "fldcw %0")
INSN(do_fstcw, "fstcw %0")
INSN(do_fstsw, "fstsw %%ax")
INSN(do_fclex, "fclex")
INSN(do_finit, "finit")
INSN(do_fldenv, "fldenv %0")
INSN(do_frstor, "frstor %0")
INSN(do_fxam, "fxam")
INSN(do_ffree, "ffree %%st(0)")
INSN(do_fincstp, "fincstp")
INSN(do_fistp, "fistpl %0")
INSN(do_mmx, "movd %%eax, %%mm0")
INSN(do_emms, "emms")
INSN(do_cvtpi2ps, "cvtpi2ps %%mm0, %%xmm0")
INSN(do_fninit, "fninit")
INSN(do_fnclex, "fnclex")
INSN(do_fnstsw, "fnstsw %%ax")
INSN(do_fnstcw, "fnstcw %0")
INSN(do_fnstenv, "fnstenv %0")
INSN(do_fnsave, "fnsave %0")
INSN(do_fxsave, "fxsave %0")
INSN(do_addps, "addps %%xmm0, %%xmm0")
INSN(do_movaps, "movaps %%xmm0, %0")
INSN(do_add, "add $0, %%eax")

static const struct row {
	const char *name;
	void (*insn)(const void *);
	bool waits;
} rows[] = {
	{ "fwait", do_fwait, true },	  { "fnop", do_fnop, true },
	{ "fld1", do_fld1, true },	  { "fadd", do_fadd, true },
	{ "fldcw", do_fldcw, true },	  { "fstcw", do_fstcw, true },
	{ "fstsw", do_fstsw, true },	  { "fclex", do_fclex, true },
	{ "finit", do_finit, true },	  { "fldenv", do_fldenv, true },
	{ "frstor", do_frstor, true },	  { "fxam", do_fxam, true },
	{ "ffree", do_ffree, true },	  { "fincstp", do_fincstp, true },
	{ "fistp", do_fistp, true },	  { "movd", do_mmx, true },
	{ "emms", do_emms, true },	  { "cvtpi2ps", do_cvtpi2ps, true },
	{ "fninit", do_fninit, false },	  { "fnclex", do_fnclex, false },
	{ "fnstsw", do_fnstsw, false },	  { "fnstcw", do_fnstcw, false },
	{ "fnstenv", do_fnstenv, false }, { "fnsave", do_fnsave, false },
	{ "fxsave", do_fxsave, false },	  { "addps", do_addps, false },
	{ "movaps", do_movaps, false },	  { "add", do_add, false },
};

/* 0 / 0 with IE unmasked. */
static void make_pending(void)
{
	fninit();
	asm volatile("fldz\n\tfldz");
	fldcw(FCW_INIT & ~FPU_IE);
	asm volatile("fdiv %st(1), %st");
}

static void give_up(uintptr_t unused)
{
	(void)unused;
	fninit();
}

static void expect(const struct row *r, struct trap t, uint16_t before)
{
	EXPECT_TRAP(t, r->waits ? X86_MF : TRAP_NONE);
	if (r->waits)
		EXPECT_EQ(fnstsw(), before);
}

TEST_EACH(next, const struct row *r, rows,
	  "raises #MF at a waiting instruction that follows, at no other")
{
	uint16_t fsw;

	test_defer(give_up, 0);
	make_pending();
	fsw = fnstsw();
	EXPECT_EQ(fsw & 0xff, FPU_IE | FSW_ES);
	expect(r, trap_catch(r->insn, NULL), fsw);
	make_pending();
	expect(r, user_catch(r->insn, NULL), fsw);
}

static void do_at(const void *arg)
{
	(void)arg;
	asm volatile(".globl fpu_exc_at\nfpu_exc_at: fnop");
}
extern const char fpu_exc_at[];

/* The same one again: nothing but FNCLEX, FNINIT and loads end it. */
TEST(stays, "stays pending, and names the waiting instruction each time")
{
	test_defer(give_up, 0);
	make_pending();
	for (unsigned int i = 0; i < 3; i++) {
		struct trap t = trap_catch(do_at, NULL);

		EXPECT_TRAP(t, X86_MF);
		EXPECT_EQ(t.pc, (uintptr_t)fpu_exc_at);
	}
	fnclex();
	EXPECT_TRAP(trap_catch(do_at, NULL), TRAP_NONE);
}

TEST(unmasked_later, "FLDCW that unmasks a flag makes it pending")
{
	test_defer(give_up, 0);
	asm volatile("fldz\n\tfldz\n\tfdiv %st(1), %st");
	EXPECT_TRAP(trap_catch(do_fnop, NULL), TRAP_NONE);
	fldcw(FCW_INIT & ~FPU_IE);
	EXPECT_TRAP(trap_catch(do_fnop, NULL), X86_MF);
}

/* #NM of CR0.TS comes before #MF (SDM vol. 3, 6.9). */
TEST(after_nm, "raises #NM first, with CR0.TS")
{
	test_defer(give_up, 0);
	make_pending();
	test_defer(write_cr0, read_cr0());
	write_cr0(read_cr0() | CR0_TS);
	EXPECT_TRAP(trap_catch(do_fnop, NULL), X86_NM);
	EXPECT_TRAP(trap_catch(do_fwait, NULL), X86_NM);
	write_cr0(read_cr0() & ~(unsigned long)CR0_MP);
	EXPECT_TRAP(trap_catch(do_fwait, NULL), X86_MF);
}

/* ---------------------------------------------------- without CR0.NE ---- */

enum {
	VECTOR = 0x20,
	IRQ = 13,
	IGNNE = 0xf0, /* port: a write lets the processor go on */
	EXTINT = 0x700,
	WAIT_LOOPS = 100000,
};

static volatile unsigned int nr_interrupts;

static bool take(struct trap_frame *frame, void *arg)
{
	(void)frame;
	(void)arg;
	nr_interrupts++;
	fnclex();
	outb(IGNNE, 0);
	pic_eoi(IRQ);
	return true;
}

static void open_irq13(void)
{
	uint32_t lvt0;

	apic_init();
	lvt0 = apic_read(APIC_LVT0);
	pic_remap(VECTOR);
	pic_set_masks((uint16_t) ~(1u << IRQ | 1u << 2));
	apic_write(APIC_LVT0, EXTINT);
	trap_handle(X86_INTERRUPT(VECTOR + IRQ), take, NULL);
	test_defer2(apic_write, APIC_LVT0, lvt0);
	nr_interrupts = 0;
}

static void close_irq13(uintptr_t unused)
{
	(void)unused;
	pic_remap(VECTOR_PIC);
	pic_mask_all();
}

TEST(irq13, "without CR0.NE the next waiting instruction raises IRQ 13",
     .needs = NEEDS(&x86_pic, &x86_apic))
{
	test_defer(give_up, 0);
	test_defer(close_irq13, 0);
	open_irq13();
	write_cr0(read_cr0() & ~(unsigned long)CR0_NE);
	sti();
	make_pending();
	for (unsigned int i = 0; i < 1000; i++)
		asm volatile("fnstsw %%ax" : : : "ax");
	EXPECT_EQ(nr_interrupts, 0);
	asm volatile("fnop");
	for (unsigned int i = 0; i < WAIT_LOOPS && !nr_interrupts; i++)
		pause_insn();
	cli();
	EXPECT_EQ(nr_interrupts, 1);
	EXPECT_EQ(pic_read(PIC_OCW3_IRR) & 1u << IRQ, 0);
	asm volatile("fnop");
	EXPECT_EQ(pic_read(PIC_OCW3_IRR) & 1u << IRQ, 0);
}
