/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fgt.h"

#define HFGRTR_EL2  S3_4_C1_C1_4
#define HFGWTR_EL2  S3_4_C1_C1_5
#define HFGITR_EL2  S3_4_C1_C1_6
#define HDFGRTR_EL2 S3_4_C3_C1_4
#define HDFGWTR_EL2 S3_4_C3_C1_5

void fgt_set(enum fgt fgt, uint64_t value)
{
	if (fgt == HFGRTR)
		write_sysreg(HFGRTR_EL2, value);
	else if (fgt == HFGWTR)
		write_sysreg(HFGWTR_EL2, value);
	else if (fgt == HFGITR)
		write_sysreg(HFGITR_EL2, value);
	else if (fgt == HDFGRTR)
		write_sysreg(HDFGRTR_EL2, value);
	else
		write_sysreg(HDFGWTR_EL2, value);
	isb();
}

static void clear(void)
{
	for (enum fgt fgt = HFGRTR; fgt < NR_FGTS; fgt++)
		fgt_set(fgt, 0);
}

void fgt_need(const struct fgt_row *r)
{
	if (r->needs && !r->needs->probe())
		SKIP("needs %s", r->needs->name);
	test_defer(clear, 0);
}

static void enter(uint32_t word, uint64_t x0, enum host host)
{
	prepare(word, x0, host);
	guest.hcr |= HCR_APK | HCR_API | HCR_ENSCXT;
}

void fgt_expect(const struct fgt_row *r, enum fgt fgt, uint32_t word,
		uint64_t x0, uint32_t changed)
{
	for (enum host host = VHE; host < NR_HOSTS; host++) {
		test_context("%s", host == VHE ? "VHE" : "no VHE");
		fgt_set(fgt, 1ull << r->bit);
		enter(word, x0, host);
		expect_trapped(insn_sysreg_esr(word));
		fgt_set(fgt, ~(1ull << r->bit));
		enter(word, x0, host);
		expect_runs(changed);
		clear();
	}
}
