/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Software step: D2.12; the syndromes D19.2.37; SPSR.SS D2.12.5. */
#include "suite.h"

#include <arm/psci.h>

DEBUG_SUITE;

#define ON (MDSCR_KDE | MDSCR_SS)

static uint64_t word;
static struct debug_log steps; /* step exceptions */
static struct debug_log others;

static void add(struct debug_log *log, const struct trap_frame *f)
{
	if (log->nr < 64)
		log->frames[log->nr] = *f;
	log->nr++;
}

/* On by one instruction up to the end of a stub; not for ever. */
static bool step_on(struct trap_frame *frame, void *end)
{
	add(&steps, frame);
	frame->pstate |= frame->pc == (uintptr_t)end ? PSTATE_D : PSTATE_SS;
	if (steps.nr >= 64)
		debug_mdscr(0);
	return true;
}

/* Goes on behind what trapped; SVC is there already. */
static bool skip_on(struct trap_frame *frame, void *arg)
{
	(void)arg;
	add(&others, frame);
	if (ESR_EC(frame->esr) + 1 != ARM_SVC)
		frame->pc += 4;
	return true;
}

static void start(const char *end)
{
	static const enum trap_cause causes[] = { ARM_SVC, ARM_UNKNOWN, ARM_BRK,
						  ARM_PAGE };

	steps.nr = others.nr = 0;
	trap_handle(ARM_STEP, step_on, (void *)end);
	for (unsigned int i = 0; i < 4; i++)
		trap_handle(causes[i], skip_on, NULL);
}

/*
 * What a stub is to do: the offsets of step exceptions from its first
 * instruction, each with its syndrome; 0 ends the list.
 */
struct step {
	int offset;
	unsigned long esr;
};

enum {
	STEPS = 8,
	LEAF = 0x10000 /* as an offset: step_leaf */
};

#define P ESR_STEP_PENDING
#define S ESR_STEP
#define X ESR_STEP_EX
#define FIRST        \
	{            \
		0, P \
	}
#define THEN(at)      \
	{             \
		at, S \
	}
#define AFTER(at)     \
	{             \
		at, X \
	}

struct row {
	const char *name;
	void (*fn)(const void *);
	const char *at, *end;
	struct step steps[STEPS];
	unsigned long other_esr;
	bool other_ss; /* in the SPSR of that other exception */
};

/* clang-format off */
#define STUBS(D) D(nop) D(nops) D(alu) D(load) D(store) D(branch) D(taken)   \
	D(fallen) D(call) D(blr) D(ldxr) D(ldaxr) D(ldxrb) D(ldxp) D(stxr)   \
	D(clrex) D(isb) D(sysreg) D(tpidr) D(svc) D(udf) D(brk) D(abort)     \
	D(hvc)
#define DECLARE(name) \
	void step_##name(const void *); extern const char step_##name##_at[], step_##name##_end[];
STUBS(DECLARE)
/* clang-format on */
void step_leaf(const void *);
void step_user(const void *);

/* Each ends with a NOP and the RET at which the handler masks. */
#define ROW(name) #name, step_##name, step_##name##_at, step_##name##_end
static const struct row rows[] = {
	{ ROW(nop), { FIRST, THEN(4), THEN(8) } },
	{ ROW(nops),
	  { FIRST, THEN(4), THEN(8), THEN(12), THEN(16), THEN(20) } },
	{ ROW(alu), { FIRST, THEN(4), THEN(8) } },
	{ ROW(load), { FIRST, THEN(4), THEN(8) } },
	{ ROW(store), { FIRST, THEN(4), THEN(8) } },
	{ ROW(branch), { FIRST, THEN(8), THEN(12) } },
	{ ROW(taken), { FIRST, THEN(8), THEN(12) } },
	{ ROW(fallen), { FIRST, THEN(4), THEN(8), THEN(12) } },
	{ ROW(call),
	  { FIRST, THEN(4), THEN(LEAF), THEN(8), THEN(12), THEN(16) } },
	{ ROW(blr),
	  { FIRST, THEN(4), THEN(8), THEN(LEAF), THEN(12), THEN(16),
	    THEN(20) } },
	{ ROW(ldxr), { FIRST, AFTER(4), THEN(8) } },
	{ ROW(ldaxr), { FIRST, AFTER(4), THEN(8) } },
	{ ROW(ldxrb), { FIRST, AFTER(4), THEN(8) } },
	{ ROW(ldxp), { FIRST, AFTER(4), THEN(8) } },
	{ ROW(stxr), { FIRST, AFTER(4), THEN(8), THEN(12) } },
	{ ROW(clrex), { FIRST, THEN(4), THEN(8) } },
	{ ROW(isb), { FIRST, THEN(4), THEN(8) } },
	{ ROW(sysreg), { FIRST, THEN(4), THEN(8) } },
	{ ROW(tpidr), { FIRST, THEN(4), THEN(8), THEN(12) } },
	/* taken exceptions: complete, or to be executed again */
	{ ROW(svc), { FIRST, { 4, P }, THEN(8) }, 0x56000011, false },
	{ ROW(udf), { FIRST, THEN(8) }, 0x02000000, true },
	{ ROW(brk), { FIRST, THEN(8) }, 0xf2000022, true },
	{ ROW(abort), { FIRST, THEN(8) }, 0x96000004, true },
};

static int offset_of(const struct row *r, const struct trap_frame *f)
{
	if (f->pc == (uintptr_t)step_leaf)
		return LEAF;
	return (int)(f->pc - (uintptr_t)r->at);
}

static void run_row(const struct row *r)
{
	start(r->end);
	debug_mdscr(ON);
	asm volatile("mov x2, #0xffff000000000000" ::: "x2");
	r->fn(&word);
	debug_mdscr(0);
}

TEST_EACH(el1, const struct row *r, rows, "stops after each instruction")
{
	unsigned int n = 0;

	run_row(r);
	for (; n < STEPS && r->steps[n].esr; n++) {
		const struct trap_frame *f = &steps.frames[n];

		test_context("step %u", n);
		ASSERT_LT(n, steps.nr);
		EXPECT_EQ(f->esr, r->steps[n].esr);
		EXPECT_EQ(offset_of(r, f), r->steps[n].offset);
		EXPECT_EQ(f->pstate & (PSTATE_SS | PSTATE_D | 0x1f),
			  PSTATE_EL1H);
	}
	EXPECT_EQ(steps.nr, n);
	EXPECT_EQ(others.nr, r->other_esr ? 1 : 0);
	if (r->other_esr && others.nr) {
		EXPECT_EQ(others.frames[0].esr, r->other_esr);
		EXPECT_EQ(others.frames[0].pstate & PSTATE_SS,
			  r->other_ss ? PSTATE_SS : 0);
	}
}

/* Each exception masks; the return with SPSR.SS clear is to stop at once. */
TEST(pending, "a return with SPSR.SS clear stops before the next instruction")
{
	debug_log(); /* returns with SS clear, D set */
	debug_mdscr(ON);
	debug_chain(0);
	debug_mdscr(0);
	ASSERT_EQ(debug_hits.nr, STUB_ADDS);
	for (unsigned int i = 0; i < STUB_ADDS; i++) {
		test_context("step %u", i);
		EXPECT_EQ(debug_hits.frames[i].pc, chain_at(i));
		EXPECT_EQ(debug_hits.frames[i].esr, ESR_STEP_PENDING);
		EXPECT_EQ(debug_hits.frames[i].x[0], i);
	}
}

/* D2.12.3: pending without a step before it */
TEST(pending_breakpoint, "a pending step comes ahead of a breakpoint, alone")
{
	debug_log();
	debug_write(DEBUG_BVR, 0, chain_at(3));
	debug_write(DEBUG_BCR, 0, DEBUG_E | DEBUG_EL1 | BCR_BAS_ALL);
	debug_mdscr(ON | MDSCR_MDE);
	debug_chain(0);
	debug_mdscr(0);
	ASSERT_EQ(debug_hits.nr, STUB_ADDS);
	EXPECT_EQ(debug_hits.frames[3].esr, ESR_STEP_PENDING);
	EXPECT_EQ(debug_hits.frames[3].pc, chain_at(3));
}

/* Masked, off, or for the other level only. */
static const struct off_row {
	const char *name;
	uint64_t mdscr;
	enum debug_who who;
} off_rows[] = {
	{ "no-ss-el1", MDSCR_KDE, BY_EL1 },
	{ "no-ss-el0", MDSCR_KDE, BY_EL0 },
	{ "no-kde-el1", MDSCR_SS, BY_EL1 },
	{ "masked-el1", ON, BY_EL1_MASKED },
	{ "off", 0, BY_EL1 },
};

static void run_adds(const void *arg)
{
	(void)arg;
	debug_adds(0);
}

TEST_EACH(off, const struct off_row *r, off_rows,
	  "runs on where it is not enabled")
{
	debug_mdscr(r->mdscr);
	EXPECT_TRAP(debug_call(r->who, run_adds, NULL), TRAP_NONE);
}

TEST(os_lock_step, "runs on while the OS Lock is locked")
{
	write_sysreg(S2_0_C1_C0_4, 1); /* OSLAR_EL1 */
	isb();
	debug_mdscr(ON);
	EXPECT_TRAP(debug_call(BY_EL1, run_adds, NULL), TRAP_NONE);
	EXPECT_TRAP(debug_call(BY_EL0, run_adds, NULL), TRAP_NONE);
}

/* D2.4: EL0 is below the level debug exceptions go to, and PSTATE.D no mask */
static const struct user_step {
	int offset;
	unsigned long esr;
} user_steps[] = {
	{ 4, S },  { 8, S },  { 12, S }, { 16, S }, { 24, S },
	{ 28, X }, { 32, S }, { 36, P }, { 40, S },
};

static void user_stops(enum debug_who who)
{
	unsigned int found = 0, i = 0;

	start(NULL);
	debug_mdscr(MDSCR_SS);
	if (who == BY_EL0)
		debug_unmask();
	EXPECT_TRAP(user_catch(step_user, &word), TRAP_NONE);
	debug_mask();
	debug_mdscr(0);
	/* the way there is stepped too, and ends at the first instruction */
	while (i < steps.nr && i < 64 &&
	       steps.frames[i].pc != (uintptr_t)step_user)
		i++;
	for (i++; i < steps.nr && i < 64 && found < 9; i++, found++) {
		const struct trap_frame *f = &steps.frames[i];

		test_context("step %u", found);
		EXPECT_EQ(f->pc,
			  (uintptr_t)step_user + user_steps[found].offset);
		EXPECT_EQ(f->esr, user_steps[found].esr - ESR_FROM_EL0);
		EXPECT_EQ(f->pstate & (PSTATE_SS | 0x1f), 0);
	}
	EXPECT_EQ(found, 9);
	EXPECT_EQ(others.nr, 1);
	EXPECT_EQ(others.frames[0].esr, 0x56000033);
	EXPECT_EQ(others.frames[0].pstate & PSTATE_SS, 0);
}

TEST(el0, "stops after each instruction of EL0, without MDSCR_EL1.KDE")
{
	user_stops(BY_EL0);
}

TEST(el0_masked, "stops at EL0 whatever PSTATE.D says")
{
	user_stops(BY_EL0_MASKED);
}

/* D2.12.3: an exception that is pending comes ahead of a breakpoint there */
TEST(breakpoint, "a pending step comes ahead of a breakpoint at its address")
{
	debug_log();
	start(step_nops_end);
	debug_write(DEBUG_BVR, 0, (uintptr_t)step_nops_at + 8);
	debug_write(DEBUG_BCR, 0, DEBUG_E | DEBUG_EL1 | BCR_BAS_ALL);
	debug_mdscr(ON | MDSCR_MDE);
	step_nops(&word);
	debug_mdscr(0);
	/* then the breakpoint, whose return masks */
	EXPECT_EQ(steps.nr, 3);
	EXPECT_EQ(steps.frames[2].pc, (uintptr_t)step_nops_at + 8);
	EXPECT_EQ(steps.frames[2].esr, ESR_STEP);
	EXPECT_EQ(debug_hits.nr, 1);
	EXPECT_EQ(debug_hits.frames[0].esr, ESR_BREAKPOINT);
	EXPECT_EQ(debug_hits.frames[0].pc, (uintptr_t)step_nops_at + 8);
	EXPECT_EQ(debug_hits.frames[0].pstate & PSTATE_SS, PSTATE_SS);
}

/* The hypervisor's return is one with SPSR_EL2.SS as HVC left it. */
TEST(hvc, "a hypercall is stepped over")
{
	register unsigned long x0 asm("x0") = PSCI_VERSION;

	start(step_hvc_end);
	debug_mdscr(ON);
	asm volatile("bl step_hvc"
		     : "+r"(x0)
		     :
		     : "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9",
		       "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17",
		       "x30", "memory", "cc");
	debug_mdscr(0);
	ASSERT_EQ(steps.nr, 3);
	EXPECT_EQ(steps.frames[0].pc, (uintptr_t)step_hvc_at);
	EXPECT_EQ(steps.frames[1].pc, (uintptr_t)step_hvc_at + 4);
	EXPECT_EQ(steps.frames[2].pc, (uintptr_t)step_hvc_at + 8);
	EXPECT_EQ(steps.frames[2].esr, ESR_STEP);
	EXPECT_GE(x0, 2);
}
