/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Context breakpoints, by themselves and linked to: D2.8.3, D2.8.5, D2.9.5. */
#include "suite.h"

DEBUG_SUITE;

#define ON	(MDSCR_KDE | MDSCR_MDE)
#define CONTEXT 0x5aa5c33cu

static uint64_t word; /* in the image, for EL0 */

static void use(const void *arg)
{
	(void)arg;
	debug_adds(0);
	*(volatile uint64_t *)&word = 1;
}

static void put_contextidr(unsigned long value)
{
	write_sysreg(contextidr_el1, value);
	isb();
}

static void set_context(uint32_t value)
{
	test_defer(put_contextidr, read_sysreg(contextidr_el1));
	put_contextidr(value);
}

static unsigned int first_context(void)
{
	return debug_nr_breakpoints() - debug_nr_contexts();
}

static void context_breakpoint(unsigned int n, unsigned int type,
			       uint32_t control)
{
	debug_write(DEBUG_BVR, n, CONTEXT);
	debug_write(DEBUG_BCR, n, BCR_BT(type) | BCR_BAS_ALL | control);
}

/* Breakpoint 0 or watchpoint 0, linked to context breakpoint @n. */
static void link(bool watch, unsigned int n)
{
	if (watch) {
		debug_write(DEBUG_WVR, 0, (uintptr_t)&word);
		debug_write(DEBUG_WCR, 0,
			    DEBUG_E | DEBUG_EL(3u) | WCR_STORE |
				    WCR_BAS(0xffu) | WCR_WT | DEBUG_LBN(n));
	} else {
		debug_write(DEBUG_BVR, 0, add_at(2));
		debug_write(DEBUG_BCR, 0,
			    DEBUG_E | DEBUG_EL(3u) | BCR_BAS_ALL |
				    BCR_BT(BT_ADDRESS_LINKED) | DEBUG_LBN(n));
	}
	debug_mdscr(ON);
}

static const struct row {
	const char *name;
	bool watch;
	enum debug_who who;
	enum trap_cause cause;
	unsigned long esr;
} rows[] = {
	{ "breakpoint-el1", false, BY_EL1, ARM_BREAKPOINT, ESR_BREAKPOINT },
	{ "breakpoint-el0", false, BY_EL0, ARM_BREAKPOINT, ESR_BREAKPOINT },
	{ "watchpoint-el1", true, BY_EL1, ARM_WATCHPOINT, ESR_WATCHPOINT_WNR },
	{ "watchpoint-el0", true, BY_EL0, ARM_WATCHPOINT, ESR_WATCHPOINT_WNR },
};

TEST_EACH(match, const struct row *r, rows,
	  "hits in the context it is linked to")
{
	set_context(CONTEXT);
	for (unsigned int n = first_context(); n < debug_nr_breakpoints();
	     n++) {
		struct trap t;

		test_context("context breakpoint %u", n);
		context_breakpoint(n, BT_CONTEXT_LINKED, DEBUG_E);
		link(r->watch, n);
		t = debug_call(r->who, use, NULL);
		EXPECT_TRAP_ERROR(t, r->cause, debug_esr(r->esr, r->who));
		debug_write(DEBUG_BCR, n, 0);
	}
}

TEST_EACH(other, const struct row *r, rows, "does not hit in any other context")
{
	unsigned int n = first_context();

	set_context(CONTEXT);
	context_breakpoint(n, BT_CONTEXT_LINKED, DEBUG_E);
	link(r->watch, n);
	for (unsigned int bit = 0; bit < 32; bit++) {
		test_context("bit %u", bit);
		put_contextidr(CONTEXT ^ 1u << bit);
		EXPECT_TRAP(debug_call(r->who, use, NULL), TRAP_NONE);
	}
	put_contextidr(CONTEXT);
	EXPECT_TRAP_CAUSE(debug_call(r->who, use, NULL), r->cause);
}

TEST_EACH(disabled, const struct row *r, rows,
	  "does not hit where what it is linked to is disabled")
{
	unsigned int n = first_context();

	set_context(CONTEXT);
	context_breakpoint(n, BT_CONTEXT_LINKED, 0);
	link(r->watch, n);
	EXPECT_TRAP(debug_call(r->who, use, NULL), TRAP_NONE);
}

/* D2.8.3: linked to by nothing, it generates no events */
TEST(context_linked, "a linked context breakpoint alone does not hit")
{
	set_context(CONTEXT);
	context_breakpoint(first_context(), BT_CONTEXT_LINKED,
			   DEBUG_E | DEBUG_EL(3u));
	debug_mdscr(ON);
	EXPECT_TRAP(debug_call(BY_EL1, use, NULL), TRAP_NONE);
	EXPECT_TRAP(debug_call(BY_EL0, use, NULL), TRAP_NONE);
}

/* EL0 alone, or the way back would hit too */
TEST(context, "an unlinked context breakpoint hits in its context alone")
{
	struct trap t;

	set_context(CONTEXT);
	context_breakpoint(first_context(), BT_CONTEXT, DEBUG_E | DEBUG_EL0);
	debug_mdscr(ON);
	t = debug_call(BY_EL0, use, NULL);
	EXPECT_TRAP_ERROR(t, ARM_BREAKPOINT, ESR_BREAKPOINT - ESR_FROM_EL0);
	put_contextidr(~CONTEXT);
	EXPECT_TRAP(debug_call(BY_EL0, use, NULL), TRAP_NONE);
}
