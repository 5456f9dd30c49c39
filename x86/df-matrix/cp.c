/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * #CP is contributory: a call at CPL 3 to what does not begin with ENDBR.
 *
 * Intel SDM vol. 1, 17.3 (indirect branch tracking); vol. 3, table 6-5.
 */
#include "suite.h"

#include <x86/msr.h>

TEST_SUITE("df-matrix",
	   .summary = "an exception in the delivery of another one: serial, "
		      "double fault, shutdown",
	   .needs = NEEDS(&x86_cet_ibt));

enum {
	U_CET_ENDBR_EN = 1 << 2,
	ERROR_ENDBRANCH = 3,
};

static const struct row {
	const char *name;
	const struct second *second;
	enum trap_cause cause;
	unsigned long error;
} rows[] = {
	{ "alone", &second_none, X86_CP, ERROR_ENDBRANCH },
	{ "gate-absent", &second_gate_absent, X86_DF, 0 },
	{ "cs-null", &second_cs_null, X86_DF, 0 },
	{ "cs-data", &second_cs_data, X86_DF, 0 },
	{ "cs-unmapped", &second_cs_unmapped, X86_PF, 0 },
};

/* To call it is what fails. */
static void no_endbr(const void *arg)
{
	(void)arg;
}

TEST_EACH(cp, const struct row *r, rows,
	  "is a double fault with a contributory one, serial with a #PF")
{
	struct trap t;

	test_defer(write_cr4, read_cr4());
	test_defer(write_cr0, read_cr0());
	write_cr0(read_cr0() | CR0_WP);
	write_cr4(read_cr4() | CR4_CET);
	test_defer2(wrmsr, MSR_IA32_U_CET, rdmsr(MSR_IA32_U_CET));
	wrmsr(MSR_IA32_U_CET, U_CET_ENDBR_EN);
	descriptors();
	r->second->damage(X86_VECTOR(X86_CP));
	t = user_catch(no_endbr, NULL);
	EXPECT_TRAP_ERROR(t, r->cause, r->error);
	EXPECT_TRUE(t.user || r->cause == X86_DF);
	if (r->cause == X86_PF)
		EXPECT_EQ(t.address, r->second->address());
}
