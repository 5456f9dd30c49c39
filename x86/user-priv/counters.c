/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counters that CR4 can take away from CPL 3.
 *
 * Intel SDM vol. 2, RDTSC, RDTSCP, RDPMC; vol. 3, 2.5 (CR4.TSD, CR4.PCE).
 */
#include "suite.h"

USER_PRIV_SUITE;

SNIPPET(rdtsc, "rdtsc");
SNIPPET(rdtscp, "rdtscp");
SNIPPET(rdpmc, "rdpmc");

static const struct row {
	const char *name;
	struct snippet code;
	unsigned long cr4; /* all of TSD and PCE that is set */
	bool user;
	enum trap_cause trap;
	const struct feature *feature; /* without it #UD, or a skip for RDPMC */
} rows[] = {
	{ "rdtsc-tsd", SNIPPET_OF(rdtsc), CR4_TSD, true, X86_GP, &x86_tsc },
	{ "rdtsc", SNIPPET_OF(rdtsc), 0, true, TRAP_NONE, &x86_tsc },
	{ "rdtsc-tsd-cpl0", SNIPPET_OF(rdtsc), CR4_TSD, false, TRAP_NONE, &x86_tsc },
	{ "rdtscp-tsd", SNIPPET_OF(rdtscp), CR4_TSD, true, X86_GP, &x86_rdtscp },
	{ "rdtscp", SNIPPET_OF(rdtscp), 0, true, TRAP_NONE, &x86_rdtscp },
	{ "rdtscp-tsd-cpl0", SNIPPET_OF(rdtscp), CR4_TSD, false, TRAP_NONE,
	  &x86_rdtscp },
	{ "rdtsc-pce", SNIPPET_OF(rdtsc), CR4_PCE | CR4_TSD, true, X86_GP,
	  &x86_tsc },
};

/* Of counter 0, which is there where any is. */
static const struct row pmc_rows[] = {
	{ "no-pce", SNIPPET_OF(rdpmc), 0, true, X86_GP },
	{ "no-pce-tsd", SNIPPET_OF(rdpmc), CR4_TSD, true, X86_GP },
	{ "pce", SNIPPET_OF(rdpmc), CR4_PCE, true, TRAP_NONE, &x86_arch_perfmon },
	{ "pce-tsd", SNIPPET_OF(rdpmc), CR4_PCE | CR4_TSD, true, TRAP_NONE,
	  &x86_arch_perfmon },
	{ "no-pce-cpl0", SNIPPET_OF(rdpmc), 0, false, TRAP_NONE, &x86_arch_perfmon },
};

static void check(const struct row *r, const char *at, enum trap_cause trap)
{
	const struct registers in = { .ax = 0xa0a1a2a3,
				      .bx = 0xb0b1b2b3,
				      .dx = 0xd0d1d2d3,
				      .flags = EFLAGS_FIXED | EFLAGS_CF };
	struct outcome outcome;

	write_cr4((read_cr4() & ~(unsigned long)(CR4_TSD | CR4_PCE)) | r->cr4);
	outcome = r->user ? run_user(at, &r->code, &in) :
			    run_kernel(&r->code, &in);
	if (trap == TRAP_NONE)
		expect_done(&outcome);
	else
		expect_refused(&outcome, r->code.at, trap, &in);
}

static enum trap_cause expected(const struct row *r)
{
	return r->feature->probe() ? r->trap : X86_UD;
}

TEST_EACH(tsc, const struct row *r, rows, "is refused at CPL 3 with CR4.TSD")
{
	check(r, r->code.at, expected(r));
}

TEST_EACH(tsc_forced, const struct row *r, rows,
	  "is refused at CPL 3 with CR4.TSD when it is emulated",
	  .needs = NEEDS(&x86_forced_emulation))
{
	if (!r->user)
		SKIP("CPL 3 only");
	check(r, r->code.forced, expected(r));
}

TEST_EACH(pmc, const struct row *r, pmc_rows,
	  "is refused at CPL 3 without CR4.PCE")
{
	if (r->feature && !r->feature->probe())
		SKIP("needs %s (%s)", r->feature->name, r->feature->where);
	check(r, r->code.at, r->trap);
}
