/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Permissions: by descriptors of pages and blocks, by tables above them, by SCTLR. */
#include "suite.h"

LPAE_SUITE;

/* Of table descriptors (G5.5.3) */
#define PXN_TABLE    (1ull << 59)
#define XN_TABLE     (1ull << 60)
#define AP_TABLE_EL0 (1ull << 61)
#define AP_TABLE_RO  (1ull << 62)

static const struct controls {
	const char *name;
	uint32_t sctlr;
} controls[] = {
	{ "plain", 0 },
	{ "wxn", SCTLR_WXN },
	{ "uwxn", SCTLR_UWXN },
	{ "wxn-uwxn", SCTLR_WXN | SCTLR_UWXN },
};

static void check_all(char *start, uint64_t bits, uint32_t sctlr,
		      unsigned int status)
{
	for (enum access a = LOAD; a < NR_ACCESSES; a++) {
		expect_access(a, MODE_SVC, start, allows(a, false, bits, sctlr),
			      status);
		expect_access(a, MODE_USR, start, allows(a, true, bits, sctlr),
			      status);
	}
}

TEST_EACH(page, const struct controls *c, controls,
	  "of each combination of AP, PXN and XN allows what it says")
{
	uint32_t sctlr = read_sysreg(SCTLR);

	test_defer(lpae_sctlr, sctlr);
	lpae_sctlr((sctlr & ~(SCTLR_WXN | SCTLR_UWXN)) | c->sctlr);
	/* the library's own pages are read-only where they are executed */
	for (unsigned int i = 0; i < 16; i++) {
		lpae_page(descriptor | bits_of(i));
		check_all(area, bits_of(i), c->sctlr, STATUS_DENIED + 3);
	}
}

TEST(block, "of each combination of AP, PXN and XN allows what it says")
{
	char *start = area + BLOCK_BYTES;

	for (unsigned int i = 0; i < 16; i++) {
		*block = (descriptor & ~PTE_PAGE) | bits_of(i);
		tlb_flush(start);
		check_all(start, bits_of(i), 0, STATUS_DENIED + 2);
	}
}

/* What a table takes away, no page gives back. */
static const struct table {
	const char *name;
	uint64_t bits;
	uint64_t set, clear; /* in the effective bits of the page */
} tables[] = {
	{ "pxn", PXN_TABLE, PXN, 0 },
	{ "xn", XN_TABLE, XN, 0 },
	{ "ap-el1", AP_TABLE_EL0, 0, PTE_USER },
	{ "ap-read-only", AP_TABLE_RO, PTE_RDONLY, 0 },
	{ "ap-both", AP_TABLE_EL0 | AP_TABLE_RO, PTE_RDONLY, PTE_USER },
	{ "all", PXN_TABLE | XN_TABLE | AP_TABLE_EL0 | AP_TABLE_RO,
	  PXN | XN | PTE_RDONLY, PTE_USER },
};

TEST_EACH(table, const struct table *t, tables,
	  "takes away from all below it, and gives nothing")
{
	for (unsigned int level = 1; level <= 2; level++) {
		lpae_setup();
		lpae_table(level, t->bits);
		for (unsigned int i = 0; i < 16; i++) {
			lpae_page(descriptor | bits_of(i));
			check_all(area, (bits_of(i) & ~t->clear) | t->set, 0,
				  STATUS_DENIED + 3);
		}
	}
}

TEST(tables, "of two levels take away together")
{
	lpae_table(1, AP_TABLE_RO);
	lpae_table(2, PXN_TABLE);
	for (unsigned int i = 0; i < 16; i++) {
		lpae_page(descriptor | bits_of(i));
		check_all(area, bits_of(i) | PTE_RDONLY | PXN, 0,
			  STATUS_DENIED + 3);
	}
}
