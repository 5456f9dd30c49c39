/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who takes the debug exceptions of a guest: EL2 with MDCR_EL2.TDE, whatever the
 * guest masks, else the guest's EL1, by its own rules (Arm ARM, D2.4 The debug
 * exception target level, D2.5 Routing; D19.3.17 MDCR_EL2, TDE).
 */
#include "suite.h"

#include <arm/debug.h>
#include <arm/trap.h>

EL2_TRAPS_SUITE;

enum {
	MDCR_TDE = 1 << 8,
	ONE_BYTE_EACH = 0xff,
	VECTOR_OF_EL1 = EL2_VECTORS + 4,
	VECTOR_OF_EL0 = EL2_VECTORS + 8,
};

#define LDR_X1 0xf9400001u /* LDR X1, [X0] */
#define STR_X1 0xf9000001u
#define IL     0x02000000u

enum event {
	BRK,
	BREAKPOINT,
	WATCHPOINT,
	STEP,
};

static const struct row {
	const char *name;
	enum event event;
	uint32_t word;
	unsigned int ec; /* from a lower level; else one more, but for BRK */
	uint32_t iss;
} rows[] = {
	{ "brk", BRK, A64_BRK(0xabcd), 0x3c, 0xabcd },
	{ "breakpoint", BREAKPOINT, A64_NOP, 0x30, 0x22 },
	{ "watch-load", WATCHPOINT, LDR_X1, 0x34, 0x22 },
	{ "watch-store", WATCHPOINT, STR_X1, 0x34, 0x62 },
	{ "step", STEP, A64_NOP, 0x32, 0x01000022 },
};

/* How a guest is entered. */
enum {
	TDE = 1,
	KDE = 2,
	MASKED = 4,
	USER = 8,
	NR_STATES = 16,
};

enum target {
	TO_EL2,
	TO_EL1,
	NOBODY,
};

static uint64_t watched[8] __attribute__((aligned(64)));

static void restore_mdscr(uintptr_t mdscr)
{
	debug_reset();
	debug_mdscr(mdscr);
}

static void arm_event(const struct row *r, unsigned int state)
{
	uint32_t level = state & USER ? DEBUG_EL0 : DEBUG_EL1;
	uint64_t mdscr = state & KDE ? MDSCR_KDE : 0;

	debug_reset();
	if (r->event == BREAKPOINT) {
		debug_write(DEBUG_BVR, 0, guest.pc);
		debug_write(DEBUG_BCR, 0, DEBUG_E | level | BCR_BAS_ALL);
	}
	if (r->event == WATCHPOINT) {
		debug_write(DEBUG_WVR, 0, (uintptr_t)watched);
		debug_write(DEBUG_WCR, 0,
			    DEBUG_E | level | WCR_LOAD | WCR_STORE |
				    WCR_BAS(ONE_BYTE_EACH));
	}
	if (r->event == STEP)
		guest.pstate |= PSTATE_SS;
	debug_mdscr(mdscr | (r->event == STEP ? MDSCR_SS : MDSCR_MDE));
}

static enum target target_of(const struct row *r, unsigned int state)
{
	if (state & TDE)
		return TO_EL2;
	if (r->event == BRK || state & USER)
		return TO_EL1;
	return state & KDE && !(state & MASKED) ? TO_EL1 : NOBODY;
}

static uint32_t esr_of(const struct row *r, enum target target,
		       unsigned int state)
{
	bool same = target == TO_EL1 && !(state & USER) && r->event != BRK;

	return (r->ec + same) << 26 | IL | r->iss;
}

/* The address of what was watched; a step is taken behind its instruction. */
static void expect_state(const struct row *r, const struct el2_guest *before,
			 uint64_t pc, uint64_t far, uint64_t pstate)
{
	uint64_t mask = ~(uint64_t)(r->event == STEP ? PSTATE_SS : 0);

	EXPECT_EQ(pc - before->pc, r->event == STEP ? 4 : 0);
	EXPECT_EQ(pstate, before->pstate & mask);
	if (r->event == WATCHPOINT)
		EXPECT_EQ(far, (uintptr_t)watched);
	EXPECT_MEMEQ(guest.x, before->x, sizeof(guest.x));
}

static void expect_taken(const struct row *r, enum target target,
			 unsigned int state)
{
	struct el2_guest before = guest;

	write_sysreg(ESR_EL12, 0x5e5e);
	el2_guest_run(&guest);
	EXPECT_EQ(guest.vector, EL2_FROM_A64);
	if (target == TO_EL2) {
		EXPECT_EQ(guest.esr, esr_of(r, target, state));
		EXPECT_EQ(read_sysreg(ESR_EL12), 0x5e5e);
		expect_state(r, &before, guest.pc, guest.far, guest.pstate);
		return;
	}
	EXPECT_EQ(guest.esr,
		  ESR_HVC(state & USER ? VECTOR_OF_EL0 : VECTOR_OF_EL1));
	EXPECT_EQ(read_sysreg(ESR_EL12), esr_of(r, target, state));
	expect_state(r, &before, read_sysreg(ELR_EL12), read_sysreg(FAR_EL12),
		     read_sysreg(SPSR_EL12));
}

/* Where nothing would be stepped, ERET leaves PSTATE.SS clear (D2.11.3). */
static void expect_nobody(const struct row *r)
{
	uint64_t pstate = guest.pstate & ~PSTATE_SS;

	el2_guest_run(&guest);
	EXPECT_EQ(guest.esr, ESR_HVC(EL2_DONE));
	EXPECT_EQ(guest.pstate, pstate);
	if (r->word == LDR_X1)
		EXPECT_EQ(guest.x[1], 0x1234);
}

static void expect_event(const struct row *r, unsigned int state,
			 enum host host)
{
	enum target target = target_of(r, state);

	test_context("%s, TDE %u KDE %u D %u EL%u", host == VHE ? "VHE" : "-",
		     state & TDE, state >> 1 & 1, state >> 2 & 1,
		     state & USER ? 0 : 1);
	prepare(r->word, (uintptr_t)watched, host);
	if (state & USER)
		at_el0();
	guest.pstate = (guest.pstate & ~(uint64_t)PSTATE_D) |
		       (state & MASKED ? PSTATE_D : 0);
	guest.mdcr |= state & TDE ? MDCR_TDE : 0;
	arm_event(r, state);
	watched[0] = 0x1234;
	cache_flush_line(watched);
	if (target == NOBODY)
		expect_nobody(r);
	else
		expect_taken(r, target, state);
	EXPECT_EQ(watched[0],
		  target == NOBODY && r->word == STR_X1 ? guest.x[1] : 0x1234);
	debug_reset();
}

TEST_EACH(debug, const struct row *r, rows,
	  "goes to EL2 with TDE, else to EL1 or nowhere")
{
	test_defer(restore_mdscr, read_sysreg(mdscr_el1));
	for (enum host host = VHE; host < NR_HOSTS; host++)
		for (unsigned int state = 0; state < NR_STATES; state++)
			expect_event(r, state, host);
}
