/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes that no processor takes in the mode it is in: #GP(0), and the registers
 * stay. SDM vol. 2, MOV to a control register; vol. 3, 9.8.5.
 */
#include "suite.h"

#include <x86/desc.h>
#include <x86/msr.h>

PAGING_MODES_SUITE;

enum what {
	CLEAR_PAE, /* of CR4 */
	CLEAR_LME, /* of EFER */
	SET_LME,
	SET_PG, /* of CR0 */
	CLEAR_PE,
	SET_NW,
	SET_PCIDE,
};

static void add(struct script *s, enum what what, unsigned int mode)
{
	const struct paging_mode *m = &paging_modes[mode];
	const uint32_t cr0 = script_cr0() | (m->paging ? CR0_PG : 0);
	const uint32_t cr4 = script_cr4() | m->cr4;

	if (what == CLEAR_PAE)
		script_add(s, MODE_CR4, cr4 & ~(uint32_t)CR4_PAE);
	else if (what == SET_PCIDE)
		script_add(s, MODE_CR4, cr4 | CR4_PCIDE);
	else if (what == CLEAR_LME || what == SET_LME)
		script_add(s, MODE_EFER,
			   script_efer() | (what == SET_LME ? EFER_LME : 0));
	else if (what == SET_PG)
		script_add(s, MODE_CR0, cr0 | CR0_PG);
	else if (what == CLEAR_PE)
		script_add(s, MODE_CR0, (cr0 | CR0_PG) & ~(uint32_t)CR0_PE);
	else
		script_add(s, MODE_CR0, cr0 | CR0_NW);
}

static const struct row {
	const char *name;
	unsigned int mode;
	enum what what;
} rows[] = {
	{ "pae-4-level", PAGING_4_LEVEL, CLEAR_PAE },
	{ "pae-5-level", PAGING_5_LEVEL, CLEAR_PAE },
	{ "lme-4-level", PAGING_4_LEVEL, CLEAR_LME },
	{ "lme-5-level", PAGING_5_LEVEL, CLEAR_LME },
	{ "lme-2-level", PAGING_2_LEVEL, SET_LME },
	{ "lme-pae", PAGING_PAE, SET_LME },
	{ "pe-none", PAGING_NONE, CLEAR_PE },
	{ "pe-2-level", PAGING_2_LEVEL, CLEAR_PE },
	{ "pe-pae", PAGING_PAE, CLEAR_PE },
	{ "pe-4-level", PAGING_4_LEVEL, CLEAR_PE },
	{ "nw-none", PAGING_NONE, SET_NW },
	{ "nw-4-level", PAGING_4_LEVEL, SET_NW },
};

static void check(unsigned int mode, enum what what)
{
	struct script s = { .nr = 0 };

	if (!paging_have(mode))
		SKIP("needs LA57 (CPUID.7.0:ECX[16])");
	script_leave(&s);
	script_enter(&s, mode, 0);
	script_look(&s, mode);
	add(&s, what, mode);
	script_run(&s, 1);
	if (mode != PAGING_NONE)
		script_check_mode(&s, s.nr - 2, mode);
}

TEST_EACH(refused, const struct row *r, rows,
	  "raises #GP(0), and no register changes")
{
	check(r->mode, r->what);
}

/* 4.10.1: only in IA-32e mode. */
static const struct row pcide_rows[] = {
	{ "none", PAGING_NONE, SET_PCIDE },
	{ "2-level", PAGING_2_LEVEL, SET_PCIDE },
	{ "pae", PAGING_PAE, SET_PCIDE },
};

TEST_EACH(pcide, const struct row *r, pcide_rows,
	  "CR4.PCIDE raises #GP(0) outside of IA-32e mode",
	  .needs = NEEDS(&x86_pcid))
{
	check(r->mode, r->what);
}

TEST(pg_without_pae, "CR0.PG raises #GP(0) with LME and without PAE")
{
	struct script s = { .nr = 0 };

	script_leave(&s);
	script_add(&s, MODE_CR3, paging_root(PAGING_4_LEVEL));
	script_add(&s, MODE_EFER, script_efer() | EFER_LME);
	script_add(&s, MODE_CR0, script_cr0() | CR0_PG);
	script_run(&s, 1);
}

static const struct bit {
	const char *name;
	unsigned int bit;
} bits[] = {
	{ "1", 1 }, { "2", 2 }, { "5", 5 }, { "8", 8 }, { "63", 63 },
};

/* 4.4.1: the entries are loaded, and looked at, when paging begins. */
TEST_EACH(pdpte, const struct bit *b, bits,
	  "that is reserved: CR0.PG raises #GP(0)")
{
	struct script s = { .nr = 0 };

	paging_pdpt()[2] = 1 | 1ull << b->bit;
	script_leave(&s);
	script_enter(&s, PAGING_PAE, 0);
	script_run(&s, 1);
	paging_pdpt()[2] = 0;
}

/* ------------------------------------------------------------ 64-bit mode ---- */

/*
 * Where that is accepted the code goes on in 32 bits without paging, so that is
 * what follows: back, and the case has failed instead of the suite.
 */
static enum trap_cause clear_pg(void)
{
	const unsigned long cr0 = read_cr0();
	unsigned long cause = TRAP_NONE;

	asm volatile("1: mov %[off], %%cr0\n\t"
		     ".code32\n\t"
		     "mov %%edx, %%cr0\n\t"
		     "ljmp %[cs], $2f\n\t"
		     ".code64\n\t"
		     "2:\n\t" EXTABLE("1b", "2b")
		     : "+b"(cause)
		     : [off] "a"(cr0 & ~(unsigned long)CR0_PG),
		       "d"(cr0), [cs] "i"(KERNEL_CS)
		     : "memory");
	return (enum trap_cause)cause;
}

TEST(pg_64, "CR0.PG cannot be cleared in 64-bit mode")
{
	const unsigned long cr0 = read_cr0();

	EXPECT_EQ(clear_pg(), X86_GP);
	EXPECT_EQ(read_cr0(), cr0);
}

TEST(pae_64, "CR4.PAE cannot be cleared in 64-bit mode")
{
	const unsigned long cr4 = read_cr4();

	EXPECT_EQ(write_cr4_safe(cr4 & ~(unsigned long)CR4_PAE), X86_GP);
	EXPECT_EQ(read_cr4(), cr4);
}

TEST(lme_64, "EFER.LME cannot be cleared in 64-bit mode")
{
	const uint64_t efer = rdmsr(MSR_IA32_EFER);

	EXPECT_EQ(wrmsr_safe(MSR_IA32_EFER, efer & ~(uint64_t)EFER_LME),
		  X86_GP);
	EXPECT_EQ(rdmsr(MSR_IA32_EFER), efer);
}

TEST(cr0_high_bits, "bits 63:32 of CR0 raise #GP(0)")
{
	const unsigned long cr0 = read_cr0();

	for (unsigned int bit = 32; bit < 64; bit++) {
		test_context("bit %u", bit);
		EXPECT_EQ(write_cr0_safe(cr0 | 1ul << bit), X86_GP);
		EXPECT_EQ(read_cr0(), cr0);
	}
}

TEST(cr4_high_bits, "bits 63:32 of CR4 raise #GP(0)")
{
	const unsigned long cr4 = read_cr4();

	for (unsigned int bit = 33; bit < 64; bit++) { /* 32 is CR4.FRED */
		test_context("bit %u", bit);
		EXPECT_EQ(write_cr4_safe(cr4 | 1ul << bit), X86_GP);
		EXPECT_EQ(read_cr4(), cr4);
	}
}
