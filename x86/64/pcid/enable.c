/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CR4.PCIDE, and the bits of CR3 without and with it. */
#include "suite.h"

#include <arch/page.h>
#include <x86/paging/modes.h>

PCID_SUITE;

static bool no_pcid(void)
{
	return !x86_pcid.probe();
}

static const struct feature without_pcid = { "a processor without PCIDs",
					     "CPUID.1:ECX[17]", no_pcid };

#define NEEDS_NO_PCID .needs = NEEDS(&without_pcid)

static unsigned int physical_bits(void)
{
	return cpuid(0x80000008, 0).a & 0xff;
}

TEST(enable, "CR4.PCIDE is set and cleared while CR3[11:0] is 0", NEEDS_PCID)
{
	const unsigned long cr3 = read_cr3(), cr4 = read_cr4();

	for (unsigned int i = 0; i < 3; i++) {
		EXPECT_EQ(write_cr4_safe(cr4 | CR4_PCIDE), TRAP_NONE);
		EXPECT_EQ(read_cr4(), cr4 | CR4_PCIDE);
		EXPECT_EQ(read_cr3(), cr3);
		EXPECT_EQ(write_cr4_safe(cr4), TRAP_NONE);
		EXPECT_EQ(read_cr4(), cr4);
		EXPECT_EQ(read_cr3(), cr3);
	}
}

/* Of these bits only PWT and PCD need be kept without PCIDE. */
TEST(enable_refused, "CR4.PCIDE raises #GP(0) while CR3[11:0] is not 0",
     NEEDS_PCID)
{
	const unsigned long cr3 = read_cr3(), cr4 = read_cr4();

	for (unsigned int bit = 0; bit < 12; bit++) {
		unsigned long kept;

		test_context("bit %u", bit);
		EXPECT_EQ(write_cr3_safe(cr3 | 1ul << bit), TRAP_NONE);
		kept = read_cr3() & CR3_PCID;
		if (bit == 3 || bit == 4)
			EXPECT_EQ(kept, 1ul << bit);
		EXPECT_EQ(write_cr4_safe(cr4 | CR4_PCIDE),
			  kept ? X86_GP : TRAP_NONE);
		EXPECT_EQ(read_cr4(), kept ? cr4 : cr4 | CR4_PCIDE);
		write_cr4(cr4);
		write_cr3(cr3);
	}
}

/* What is refused is the change from 0 to 1. */
TEST(other_bits, "of CR4 change whatever the PCID is", NEEDS_PCID)
{
	const unsigned long cr4 = read_cr4() | CR4_PCIDE;

	pcid_enable();
	pcid_go(0, 0x5a5, false);
	EXPECT_EQ(write_cr4_safe(cr4 ^ CR4_PGE), TRAP_NONE);
	EXPECT_EQ(read_cr4(), cr4 ^ CR4_PGE);
	EXPECT_EQ(write_cr4_safe(cr4), TRAP_NONE);
	EXPECT_EQ(read_cr3(), pcid_cr3(0, 0x5a5));
}

TEST(disable, "CR4.PCIDE is cleared whatever the PCID is", NEEDS_PCID)
{
	const unsigned long cr4 = read_cr4();

	pcid_enable();
	pcid_go(0, 0x5a5, false);
	EXPECT_EQ(write_cr4_safe(cr4), TRAP_NONE);
	EXPECT_EQ(read_cr4(), cr4);
	EXPECT_EQ(read_cr3() & PTE_ADDR, pcid_cr3(0, 0));
	EXPECT_EQ(pcid_look(0), 1);
}

static const unsigned int pcids[] = { 0,     1,	    8,	   0x10,  0x18,
				      0x555, 0xaaa, 0x7ff, 0x800, 0xfff };

TEST(value, "CR3[11:0] is the PCID, all of it", NEEDS_PCID)
{
	pcid_enable();
	for (unsigned int i = 0; i < sizeof(pcids) / sizeof(pcids[0]); i++) {
		pcid_go(0, pcids[i], false);
		EXPECT_EQ(read_cr3(), pcid_cr3(0, pcids[i]));
		EXPECT_EQ(pcid_look(0), 1);
		pcid_go(1, pcids[i], false);
		EXPECT_EQ(read_cr3(), pcid_cr3(1, pcids[i]));
		EXPECT_EQ(pcid_look(0), 2);
	}
}

TEST(no_flush_bit, "CR3[63] is not kept", NEEDS_PCID)
{
	pcid_enable();
	for (unsigned int i = 0; i < sizeof(pcids) / sizeof(pcids[0]); i++) {
		const uint64_t cr3 = pcid_cr3(i & 1, pcids[i]);

		EXPECT_EQ(write_cr3_safe(cr3 | CR3_NOFLUSH), TRAP_NONE);
		EXPECT_EQ(read_cr3(), cr3);
	}
}

static void expect_reserved(unsigned int bit)
{
	const unsigned long cr3 = read_cr3();

	test_context("bit %u", bit);
	EXPECT_EQ(write_cr3_safe(pcid_cr3(1, 0) | 1ul << bit), X86_GP);
	EXPECT_EQ(read_cr3(), cr3);
}

TEST(reserved, "bits of CR3 raise #GP(0), without PCIDE", NEEDS_PCID)
{
	for (unsigned int bit = physical_bits(); bit < 61; bit++)
		expect_reserved(bit);
}

TEST(reserved_enabled, "bits of CR3 raise #GP(0), with PCIDE", NEEDS_PCID)
{
	pcid_enable();
	pcid_go(0, 7, false);
	for (unsigned int bit = physical_bits(); bit < 61; bit++)
		expect_reserved(bit);
}

TEST(no_flush_disabled, "CR3[63] raises #GP(0) without PCIDE", NEEDS_PCID)
{
	expect_reserved(63);
}

TEST(no_flush_absent, "CR3[63] raises #GP(0)", NEEDS_NO_PCID)
{
	expect_reserved(63);
}

TEST(absent, "CR4.PCIDE raises #GP(0) and stays 0", NEEDS_NO_PCID)
{
	const unsigned long cr4 = read_cr4();

	EXPECT_EQ(write_cr4_safe(cr4 | CR4_PCIDE), X86_GP);
	EXPECT_EQ(read_cr4(), cr4);
}

/* In compatibility mode: in 64-bit mode it can never be. */
static void try_paging_off(struct mode_step *off)
{
	const uint32_t cr0 = (uint32_t)read_cr0();
	struct mode_step steps[] = { { MODE_CR0, cr0 & ~CR0_PG },
				     { MODE_CR0, cr0 } };

	modes_run(steps, 2);
	*off = steps[0];
}

TEST(paging_off, "CR0.PG cannot be cleared with PCIDE", NEEDS_PCID)
{
	const unsigned long cr0 = read_cr0();
	struct mode_step off;

	try_paging_off(&off);
	EXPECT_EQ(off.cause, TRAP_NONE);
	EXPECT_EQ(off.cr0, cr0 & ~CR0_PG);
	pcid_enable();
	try_paging_off(&off);
	EXPECT_EQ(off.cause, X86_GP);
	EXPECT_EQ(off.error, 0);
	EXPECT_EQ(off.cr0, cr0);
	EXPECT_EQ(read_cr4() & CR4_PCIDE, CR4_PCIDE);
	write_cr4(read_cr4() & ~(unsigned long)CR4_PCIDE);
	try_paging_off(&off);
	EXPECT_EQ(off.cause, TRAP_NONE);
}
