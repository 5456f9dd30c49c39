/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Traps, INT n and interrupts; and the selectors that are pushed with them. */
#include "suite.h"
#include <arch/irq.h>
#include <string.h>
#include <x86/features.h>
#include <x86/irq/apic.h>
#include <x86/selectors.h>
#include <x86/width.h>

enum {
	IPI = 0x62
};

/* clang-format off: a table */
PROVOKE(take_ud, "", "ud2");
PROVOKE(trap_int3, "", "int3");
PROVOKE(trap_int_n, "", "int $0x85");
PROVOKE(trap_int_3, "", ".byte 0xcd, 0x03");
PROVOKE(trap_step, "", "push $0xdd7; popf; nop");
PROVOKE(take_interrupt, "", "push $0xed7; popf; nop; nop");
ONLY_32(PROVOKE(trap_into, "", "into");)
/* clang-format on */

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
	ONLY_32(
		{ "into", X86_OF, trap_into, trap_into_after },
	)
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
	EXPECT_TRAP(trap_catch(take_ud, NULL), X86_UD);
	EXPECT_EQ(seen.cs, KERNEL_CS);
	EXPECT_EQ(seen.ss, KERNEL_DS);
}

TEST(user_selectors, "pushes the selectors of the interrupted user code")
{
	memset(&seen, 0, sizeof(seen));
	trap_handle(X86_UD, look, NULL);
	EXPECT_TRAP(user_catch(take_ud, NULL), X86_UD);
	EXPECT_EQ(seen.cs, USER_CS);
	EXPECT_EQ(seen.ss, USER_DS);
}
