/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System registers and operations of AArch32: whom they are for.
 *
 * Arm ARM, G7.3 (encodings), G8.2 (each register's access).
 */
#include "suite.h"

CP15_SUITE;

enum {
	USER = 1,
	KERNEL = 2, /* what else there is to do harm is not run */
};

/* clang-format off: a table */
static const struct access {
	const char *name;
	uint32_t word;
	uint8_t runs;
} accesses[] = {
	{ "read-TPIDRURW", READ(0, 13, 0, 2), USER | KERNEL },
	{ "write-TPIDRURW", WRITE(0, 13, 0, 2), USER | KERNEL },
	{ "read-TPIDRURO", READ(0, 13, 0, 3), USER | KERNEL },
	{ "write-TPIDRURO", WRITE(0, 13, 0, 3), KERNEL },
	{ "read-TPIDRPRW", READ(0, 13, 0, 4), KERNEL },
	{ "write-TPIDRPRW", WRITE(0, 13, 0, 4), 0 },
	{ "read-CONTEXTIDR", READ(0, 13, 0, 1), KERNEL },
	{ "write-CONTEXTIDR", WRITE(0, 13, 0, 1), KERNEL },
	{ "read-SCTLR", READ(0, 1, 0, 0), KERNEL },
	{ "write-SCTLR", WRITE(0, 1, 0, 0), 0 },
	{ "read-ACTLR", READ(0, 1, 0, 1), KERNEL },
	{ "write-ACTLR", WRITE(0, 1, 0, 1), 0 },
	{ "read-CPACR", READ(0, 1, 0, 2), KERNEL },
	{ "write-CPACR", WRITE(0, 1, 0, 2), 0 },
	{ "read-TTBR0", READ(0, 2, 0, 0), KERNEL },
	{ "write-TTBR0", WRITE(0, 2, 0, 0), 0 },
	{ "read-TTBR0-64", READ_64(0x02), KERNEL },
	{ "write-TTBR0-64", WRITE_64(0x02), 0 },
	{ "read-TTBR1", READ(0, 2, 0, 1), KERNEL },
	{ "write-TTBR1", WRITE(0, 2, 0, 1), 0 },
	{ "read-TTBR1-64", READ_64(0x12), KERNEL },
	{ "write-TTBR1-64", WRITE_64(0x12), 0 },
	{ "read-TTBCR", READ(0, 2, 0, 2), KERNEL },
	{ "write-TTBCR", WRITE(0, 2, 0, 2), 0 },
	{ "read-DACR", READ(0, 3, 0, 0), KERNEL },
	{ "write-DACR", WRITE(0, 3, 0, 0), 0 },
	{ "read-DFSR", READ(0, 5, 0, 0), KERNEL },
	{ "write-DFSR", WRITE(0, 5, 0, 0), KERNEL },
	{ "read-IFSR", READ(0, 5, 0, 1), KERNEL },
	{ "write-IFSR", WRITE(0, 5, 0, 1), KERNEL },
	{ "read-ADFSR", READ(0, 5, 1, 0), KERNEL },
	{ "read-AIFSR", READ(0, 5, 1, 1), KERNEL },
	{ "read-DFAR", READ(0, 6, 0, 0), KERNEL },
	{ "write-DFAR", WRITE(0, 6, 0, 0), KERNEL },
	{ "read-IFAR", READ(0, 6, 0, 2), KERNEL },
	{ "write-IFAR", WRITE(0, 6, 0, 2), KERNEL },
	{ "read-PAR", READ(0, 7, 4, 0), KERNEL },
	{ "write-PAR", WRITE(0, 7, 4, 0), KERNEL },
	{ "read-PAR-64", READ_64(0x07), KERNEL },
	{ "read-MAIR0", READ(0, 10, 2, 0), KERNEL },
	{ "write-MAIR0", WRITE(0, 10, 2, 0), 0 },
	{ "read-MAIR1", READ(0, 10, 2, 1), KERNEL },
	{ "write-MAIR1", WRITE(0, 10, 2, 1), 0 },
	{ "read-AMAIR0", READ(0, 10, 3, 0), KERNEL },
	{ "read-AMAIR1", READ(0, 10, 3, 1), KERNEL },
	{ "read-VBAR", READ(0, 12, 0, 0), KERNEL },
	{ "write-VBAR", WRITE(0, 12, 0, 0), 0 },
	{ "read-ISR", READ(0, 12, 1, 0), KERNEL },
	/* caches and branch predictors; by set and way, and DCIMVAC, not run */
	{ "ICIALLUIS", WRITE(0, 7, 1, 0), KERNEL },
	{ "BPIALLIS", WRITE(0, 7, 1, 6), KERNEL },
	{ "ICIALLU", WRITE(0, 7, 5, 0), KERNEL },
	{ "ICIMVAU", WRITE(0, 7, 5, 1), KERNEL },
	{ "BPIALL", WRITE(0, 7, 5, 6), KERNEL },
	{ "BPIMVA", WRITE(0, 7, 5, 7), KERNEL },
	{ "DCIMVAC", WRITE(0, 7, 6, 1), 0 },
	{ "DCISW", WRITE(0, 7, 6, 2), 0 },
	{ "DCCMVAC", WRITE(0, 7, 10, 1), KERNEL },
	{ "DCCSW", WRITE(0, 7, 10, 2), 0 },
	{ "DCCMVAU", WRITE(0, 7, 11, 1), KERNEL },
	{ "DCCIMVAC", WRITE(0, 7, 14, 1), KERNEL },
	{ "DCCISW", WRITE(0, 7, 14, 2), 0 },
	{ "ATS1CPR", WRITE(0, 7, 8, 0), KERNEL },
	{ "ATS1CPW", WRITE(0, 7, 8, 1), KERNEL },
	{ "ATS1CUR", WRITE(0, 7, 8, 2), KERNEL },
	{ "ATS1CUW", WRITE(0, 7, 8, 3), KERNEL },
	{ "TLBIALLIS", WRITE(0, 8, 3, 0), KERNEL },
	{ "TLBIMVAIS", WRITE(0, 8, 3, 1), KERNEL },
	{ "TLBIASIDIS", WRITE(0, 8, 3, 2), KERNEL },
	{ "TLBIMVAAIS", WRITE(0, 8, 3, 3), KERNEL },
	{ "ITLBIALL", WRITE(0, 8, 5, 0), KERNEL },
	{ "ITLBIMVA", WRITE(0, 8, 5, 1), KERNEL },
	{ "DTLBIALL", WRITE(0, 8, 6, 0), KERNEL },
	{ "DTLBIASID", WRITE(0, 8, 6, 2), KERNEL },
	{ "TLBIALL", WRITE(0, 8, 7, 0), KERNEL },
	{ "TLBIMVA", WRITE(0, 8, 7, 1), KERNEL },
	{ "TLBIASID", WRITE(0, 8, 7, 2), KERNEL },
	{ "TLBIMVAA", WRITE(0, 8, 7, 3), KERNEL },
	/* of Hyp mode, which this is not */
	{ "ATS1HR", WRITE(4, 7, 8, 0), 0 },
	{ "TLBIALLH", WRITE(4, 8, 7, 0), 0 },
};
/* clang-format on */

/* MRC and MRRC change registers; MCR and MCRR none. */
static uint32_t changed_by(uint32_t word)
{
	if (!(word & 1u << 20))
		return 0;
	return word >> 24 == 0xec ? 3u << 1 : 1u << 1;
}

TEST_EACH(access, const struct access *a, accesses,
	  "is for the kernel, but for two of the thread registers")
{
	struct a32_outcome o;

	cp15_keep_context();
	if (a->runs & KERNEL) {
		o = cp15_run(a->word, MODE_SVC);
		expect_a32_done(&o, changed_by(a->word));
	}
	test_context("user mode");
	o = cp15_run(a->word, MODE_USR);
	if (a->runs & USER)
		expect_a32_done(&o, changed_by(a->word));
	else
		expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
}

TEST(hyp_access,
     "is not this level's: the operations of Hyp mode are undefined")
{
	static const struct access hyp[] = {
		{ "HVBAR", READ(4, 12, 0, 0), 0 },
		{ "HTTBR", READ_64(0x42), 0 },
		{ "HDFAR", READ(4, 6, 0, 0), 0 },
		{ "HPFAR", READ(4, 6, 0, 4), 0 },
		{ "HTPIDR", READ(4, 13, 0, 2), 0 },
		{ "HMAIR0", READ(4, 10, 2, 0), 0 },
		{ "TLBIALLNSNH", WRITE(4, 8, 7, 4), 0 },
	};

	for (unsigned int i = 0; i < sizeof(hyp) / sizeof(hyp[0]); i++) {
		struct a32_outcome o = cp15_run(hyp[i].word, MODE_SVC);

		test_context("%s", hyp[i].name);
		expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
	}
}
