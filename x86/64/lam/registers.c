/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The bits of CR3 and CR4, with LAM and without it. */
#include "suite.h"

#include <arch.h>
#include <mm/page.h>
#include <mm/vmap.h>

LAM_SUITE;

static bool no_lam(void)
{
	return !x86_lam.probe();
}

static const struct feature without_lam = { "a processor without LAM",
					    "CPUID.7.1:EAX[26]", no_lam };

#define NEEDS_NO_LAM .needs = NEEDS(&without_lam)

#define USER_WORD 0x0000528140c07120

static char *supervisor_page;

static void map(void)
{
	void *frame = page_alloc(0, PAGE_ZERO);
	const enum map_flags flags = MAP_READ | MAP_WRITE | MAP_EXEC | MAP_USER;

	supervisor_page = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
	if (arch_map(supervisor_page, virt_to_phys(frame), PAGE_SIZE, flags) ||
	    arch_map((void *)(USER_WORD & PAGE_MASK), virt_to_phys(frame),
		     PAGE_SIZE, flags))
		ERROR("no memory for a table");
}

void lam_setup(void)
{
	test_defer(write_cr4, read_cr4());
	test_defer(write_cr3, read_cr3());
	if (!supervisor_page)
		map();
	*(uint64_t *)lam_word(SUPERVISOR) = 0;
}

uint64_t lam_word(unsigned int half)
{
	return half == USER ? USER_WORD : (uintptr_t)supervisor_page + 0x120;
}

void lam_set(uint64_t cr3, unsigned long cr4)
{
	write_cr3((read_cr3() & ~(CR3_LAM_U57 | CR3_LAM_U48)) | cr3);
	write_cr4((read_cr4() & ~(unsigned long)CR4_LAM_SUP) | cr4);
}

TEST(cr4, "CR4.LAM_SUP is set and cleared", NEEDS_LAM)
{
	const unsigned long cr4 = read_cr4();

	for (unsigned int i = 0; i < 3; i++) {
		EXPECT_EQ(write_cr4_safe(cr4 | CR4_LAM_SUP), TRAP_NONE);
		EXPECT_EQ(read_cr4(), cr4 | CR4_LAM_SUP);
		EXPECT_EQ(write_cr4_safe(cr4), TRAP_NONE);
		EXPECT_EQ(read_cr4(), cr4);
	}
}

static const struct row {
	const char *name;
	uint64_t bits;
} rows[] = {
	{ "u57", CR3_LAM_U57 },
	{ "u48", CR3_LAM_U48 },
	{ "both", CR3_LAM_U57 | CR3_LAM_U48 },
};

TEST_EACH(cr3, const struct row *r, rows, "is kept", NEEDS_LAM)
{
	const unsigned long cr3 = read_cr3();

	EXPECT_EQ(write_cr3_safe(cr3 | r->bits), TRAP_NONE);
	EXPECT_EQ(read_cr3(), cr3 | r->bits);
	EXPECT_EQ(write_cr3_safe(cr3), TRAP_NONE);
	EXPECT_EQ(read_cr3(), cr3);
}

TEST(absent_cr4, "CR4.LAM_SUP raises #GP(0) and stays 0", NEEDS_NO_LAM)
{
	const unsigned long cr4 = read_cr4();

	EXPECT_EQ(write_cr4_safe(cr4), TRAP_NONE);
	EXPECT_EQ(write_cr4_safe(cr4 | CR4_LAM_SUP), X86_GP);
	EXPECT_EQ(read_cr4(), cr4);
}

TEST(absent_cr3, "the bits of CR3 raise #GP(0)", NEEDS_NO_LAM)
{
	const unsigned long cr3 = read_cr3();

	for (unsigned int i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		test_context("%s", rows[i].name);
		EXPECT_EQ(write_cr3_safe(cr3 | rows[i].bits), X86_GP);
		EXPECT_EQ(read_cr3(), cr3);
	}
}
