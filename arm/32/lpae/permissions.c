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

/*
 * PAN keeps loads and stores of the kernel off what user mode may read; fetches
 * are not its business (Arm ARM, G5.6.3). The library's page of code is one that
 * user mode may read, so these accesses are code of the image.
 */
#define PAN_OFF                     \
	"mrs r2, cpsr\n\t"          \
	"bic r2, r2, #0x400000\n\t" \
	"msr cpsr_s, r2\n\t"
#define PAN_ON                      \
	"mrs r2, cpsr\n\t"          \
	"orr r2, r2, #0x400000\n\t" \
	"msr cpsr_s, r2\n\t"

static void load_pan(const void *at)
{
	asm volatile(PAN_ON "ldr r1, [%0]\n\t" PAN_OFF
		     :
		     : "r"(at)
		     : "r1", "r2", "memory");
}

static void store_pan(const void *at)
{
	asm volatile(PAN_ON "str %1, [%0]\n\t" PAN_OFF
		     :
		     : "r"(at), "r"(~MARK)
		     : "r2", "memory");
}

static void fetch_pan(const void *at)
{
	asm volatile(PAN_ON "bx %0" : : "r"(at) : "r2", "memory");
}

static struct trap catch_pan(void (*fn)(const void *), const void *at)
{
	struct trap t = trap_catch(fn, at);

	clear_pan();
	return t;
}

static void expect_pan(void (*fn)(const void *), bool allowed, bool write)
{
	struct trap t = catch_pan(fn, area + 4);

	if (allowed) {
		EXPECT_TRAP(t, TRAP_NONE);
		EXPECT_EQ(memory[1], write ? (uint32_t)~MARK : MARK);
		memory[1] = MARK;
		return;
	}
	EXPECT_TRAP_ERROR(t, ARM_PAGE,
			  FSR_LPAE | (write ? FSR_WRITE : 0) |
				  (STATUS_DENIED + 3));
	EXPECT_EQ(t.address, (uintptr_t)area + 4);
	EXPECT_EQ(memory[1], MARK);
}

TEST(pan, "keeps loads and stores of the kernel off pages of user mode",
     .needs = NEEDS(&arm_pan))
{
	for (unsigned int i = 0; i < 16; i++) {
		uint64_t bits = bits_of(i);
		bool off = bits & PTE_USER;

		test_context("combination %u", i);
		lpae_page(descriptor | bits);
		expect_pan(load_pan, !off, false);
		expect_pan(store_pan, !off && !(bits & PTE_RDONLY), true);
	}
}

TEST(pan_fetch, "does not keep fetches of the kernel off pages of user mode",
     .needs = NEEDS(&arm_pan))
{
	struct trap t;

	lpae_page(descriptor | PTE_USER | PTE_RDONLY);
	t = catch_pan(fetch_pan, area + 8);
	EXPECT_TRAP(t, ARM_UNKNOWN); /* the undefined instruction there */
	EXPECT_EQ(t.pc, (uintptr_t)area + 8);
}

static void setpan(const void *unused)
{
	(void)unused;
	asm volatile(".inst 0xf1100200" ::: "memory"); /* SETPAN #1 */
}

TEST(setpan, "sets CPSR.PAN", .needs = NEEDS(&arm_pan))
{
	EXPECT_TRAP(trap_catch(setpan, NULL), TRAP_NONE);
	EXPECT_EQ(read_cpsr() & CPSR_PAN, CPSR_PAN);
	clear_pan();
	EXPECT_EQ(read_cpsr() & CPSR_PAN, 0);
}
