/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every kind of page, access and mode. */
#include "suite.h"

#include <x86/msr.h>

SMEP_SUITE;

void smep_setup(void)
{
	test_defer(write_cr4, read_cr4());
	test_defer(write_cr0, read_cr0());
	window_setup();
}

void smep_set(bool on)
{
	unsigned long cr4 = read_cr4() & ~(unsigned long)CR4_SMEP;

	write_cr4(cr4 | (on ? CR4_SMEP : 0));
}

void smep_set_nxe(bool on)
{
	const uint64_t efer = rdmsr(MSR_IA32_EFER);

	if (!(efer & EFER_NXE) == on)
		wrmsr(MSR_IA32_EFER, efer ^ EFER_NXE);
}

static void set_wp(bool on)
{
	write_cr0((read_cr0() & ~(unsigned long)CR0_WP) | (on ? CR0_WP : 0));
}

/* ------------------------------------------------------- the whole table ---- */

/* All that decides, and what must not. */
struct state {
	unsigned int leaf, supervisor; /* the level without U; 0: none */
	struct window_access access;
	bool smep, nxe, nx;
	bool free; /* CR0.WP clear and EFLAGS.AC set, which change nothing */
};

/* For one kind of access. */
#define STATES (WINDOW_LEAVES * (WINDOW_TOP + 1) * 4 * 2 * 2 * 2 * 2)

static struct state state_of(uint64_t number, enum window_kind kind)
{
	struct state s = { .access.kind = kind };

	s.access.cpl = window_digit(&number, 4);
	s.smep = window_digit(&number, 2);
	s.nx = window_digit(&number, 2);
	s.free = window_digit(&number, 2);
	s.supervisor = window_digit(&number, WINDOW_TOP + 1);
	s.leaf = 1 + window_digit(&number, WINDOW_LEAVES);
	s.nxe = window_digit(&number, 2);
	s.access.flags = s.free ? EFLAGS_AC : 0;
	return s;
}

/* The error code, or 0 where the access is made: P is in every one of them. */
static unsigned long refusal(const struct state *s)
{
	const enum window_kind kind = s->access.kind;
	const bool fetch = kind == WINDOW_FETCH || kind == WINDOW_GATE;
	const bool user = s->access.cpl == 3 && kind != WINDOW_GATE;
	const unsigned long error = PF_P | (user ? PF_U : 0) |
				    (kind == WINDOW_WRITE ? PF_W : 0) |
				    (fetch && (s->smep || s->nxe) ? PF_I : 0);

	if (user && s->supervisor)
		return error;
	if (fetch && (s->nx || (!user && s->smep && !s->supervisor)))
		return error;
	return 0;
}

static void set_processor(const struct state *s)
{
	smep_set(s->smep);
	set_wp(!s->free);
	smep_set_nxe(s->nxe);
}

static bool exists(const struct state *s)
{
	return !(s->supervisor && s->supervisor < s->leaf) &&
	       !(s->nx && !s->nxe) && /* reserved: suite access */
	       !(s->leaf == 3 && !x86_page1gb.probe());
}

static void describe(const struct state *s)
{
	test_context("leaf %u, CPL %u, kind %u, no U on %u%s%s%s%s", s->leaf,
		     s->access.cpl, s->access.kind, s->supervisor,
		     s->smep ? " SMEP" : "", s->nxe ? " NXE" : "",
		     s->nx ? " NX" : "", s->free ? " !WP AC" : "");
}

static void check_state(const struct state *s)
{
	const uint64_t bits = PTE_P | PTE_W | (s->nx ? PTE_NX : 0) |
			      (s->supervisor == s->leaf ? 0 : PTE_U);
	const unsigned long error = refusal(s);

	if (!exists(s))
		SKIP("that state does not exist");
	describe(s);
	window_drop_nx();
	window_map(s->leaf, bits);
	if (s->supervisor)
		*window_entry(s->supervisor) &= ~PTE_U;
	set_processor(s);
	if (error)
		window_expect_refused(&s->access, error);
	else
		window_expect_made(&s->access);
}

TEST_NUMBERED(matrix, uint64_t number, STATES * 3,
	      "SMEP refuses what the manual says, and nothing else", NEEDS_SMEP)
{
	const struct state s = state_of(number / 3, number % 3);

	check_state(&s);
}

/* The first instruction of a handler, whoever was interrupted. */
TEST_NUMBERED(gate, uint64_t number, STATES,
	      "of an interrupt that leads to a user page is refused",
	      NEEDS_SMEP)
{
	const struct state s = state_of(number, WINDOW_GATE);

	check_state(&s);
}
