/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a gate does to RFLAGS, and who may call it with INT n (Intel SDM vol. 3,
 * 6.12.1.1, 6.12.1.2 and 6.12.1.3; for CPL 3 also vol. 2, INT n).
 */
#include "suite.h"
#include <arch/irq.h>
#include <x86/desc.h>

/*
 * UD2 with IF and NT set: the handler goes on behind it, the flags that were
 * before come back. NT of a handler's own would fault at its IRET.
 */
void ud_under_nt(void);
asm(".pushsection .text\n"
    ".type ud_under_nt, @function\n"
    "ud_under_nt:\n"
    "pushf\n"
    "pushf\n"
    "orl $0x4200, (" R "sp)\n" /* NT, IF */
    "popf\n"
    "ud2\n"
    "popf\n"
    "ret\n"
    ".size ud_under_nt, . - ud_under_nt\n"
    ".popsection\n");

enum {
	CHANGED = EFLAGS_TF | EFLAGS_IF | EFLAGS_NT | EFLAGS_RF | EFLAGS_VM
};

static struct {
	unsigned int entered;
	unsigned long inside; /* RFLAGS in the handler */
	unsigned long image;  /* RFLAGS that was pushed */
} seen;

static bool step_over_ud2(struct trap_frame *frame, void *arg)
{
	(void)arg;
	seen.inside = read_flags();
	seen.image = frame->flags;
	seen.entered++;
	frame->ip += 2;
	return true;
}

static const struct gate_row {
	const char *name;
	uint8_t type;
	unsigned long inside; /* of CHANGED, in the handler */
} gates[] = {
	{ "interrupt", GATE_INT, 0 },
	{ "trap", GATE_TRAP, EFLAGS_IF },
};

TEST_EACH(gate, const struct gate_row *r, gates,
	  "clears TF, NT, RF and VM, an interrupt gate also IF; IRET restores")
{
	seen.entered = 0;
	idt_set_type(X86_VECTOR(X86_UD), r->type);
	trap_handle(X86_UD, step_over_ud2, NULL);
	ud_under_nt();
	EXPECT_EQ(seen.entered, 1);
	EXPECT_EQ(seen.inside & CHANGED, r->inside);
	EXPECT_EQ(seen.image & (EFLAGS_IF | EFLAGS_NT), EFLAGS_IF | EFLAGS_NT);
}

/* ------------------------------------------------------- INT n, CPL 3 ---- */

static void int_n(const void *arg)
{
	(void)arg;
	asm volatile("int $0x85");
}

static unsigned int called;

static bool count_call(struct trap_frame *frame, void *arg)
{
	(void)frame;
	(void)arg;
	called++;
	return true;
}

static const struct dpl_row {
	const char *name;
	uint8_t dpl;
	enum trap_cause cause;
} dpls[] = {
	{ "0", 0, X86_GP },
	{ "1", 1, X86_GP },
	{ "2", 2, X86_GP },
	{ "3", 3, TRAP_NONE },
};

TEST_EACH(user_int_dpl, const struct dpl_row *r, dpls,
	  "INT n at CPL 3 passes a gate of DPL 3 and raises #GP at all others")
{
	struct trap t;

	called = 0;
	idt_set_type(VECTOR, GATE_INT | GATE_DPL(r->dpl));
	trap_handle(X86_INTERRUPT(VECTOR), count_call, NULL);
	t = user_catch(int_n, NULL);
	EXPECT_TRAP_CAUSE(t, r->cause); /* fault/gp-int-n has its error code */
	EXPECT_EQ(called, r->cause == TRAP_NONE);
}
