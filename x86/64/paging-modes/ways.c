/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every mode, from every other one, and how it translates then. */
#include "suite.h"

#include <arch/page.h>

PAGING_MODES_SUITE;

static void need(unsigned int mode)
{
	if (!paging_have(mode))
		SKIP("needs LA57 (CPUID.7.0:ECX[16])");
}

/* --------------------------------------------------------------- orders ---- */

static const struct way {
	const char *name;
	unsigned int from, to;
} ways[] = {
	{ "none-to-none", 0, 0 },	{ "none-to-2-level", 0, 1 },
	{ "none-to-pae", 0, 2 },	{ "none-to-4-level", 0, 3 },
	{ "none-to-5-level", 0, 4 },	{ "2-level-to-none", 1, 0 },
	{ "2-level-to-2-level", 1, 1 }, { "2-level-to-pae", 1, 2 },
	{ "2-level-to-4-level", 1, 3 }, { "2-level-to-5-level", 1, 4 },
	{ "pae-to-none", 2, 0 },	{ "pae-to-2-level", 2, 1 },
	{ "pae-to-pae", 2, 2 },		{ "pae-to-4-level", 2, 3 },
	{ "pae-to-5-level", 2, 4 },	{ "4-level-to-none", 3, 0 },
	{ "4-level-to-2-level", 3, 1 }, { "4-level-to-pae", 3, 2 },
	{ "4-level-to-4-level", 3, 3 }, { "4-level-to-5-level", 3, 4 },
	{ "5-level-to-none", 4, 0 },	{ "5-level-to-2-level", 4, 1 },
	{ "5-level-to-pae", 4, 2 },	{ "5-level-to-4-level", 4, 3 },
	{ "5-level-to-5-level", 4, 4 },
};

/* There and back twice, so that the TLB has seen both. */
TEST_EACH(way, const struct way *w, ways, "translates by the new tables")
{
	struct script s = { .nr = 0 };
	unsigned int at[4];

	need(w->from);
	need(w->to);
	for (unsigned int i = 0; i < 4; i++) {
		const unsigned int mode = i & 1 ? w->to : w->from;

		script_leave(&s);
		script_enter(&s, mode, i);
		script_look(&s, mode);
		at[i] = s.nr - 1;
	}
	script_run(&s, 0);
	for (unsigned int i = 0; i < 4; i++)
		script_check_mode(&s, at[i], i & 1 ? w->to : w->from);
}

/* CR3, CR4 and EFER may be written in any order before CR0.PG. */
TEST_NUMBERED(order, uint64_t number, 6 * (PAGING_MODES - 1),
	      "of the registers makes no difference")
{
	const unsigned int mode = 1 + (unsigned int)number / 6;
	struct script s = { .nr = 0 };

	need(mode);
	script_leave(&s);
	script_enter(&s, mode, number % 6);
	script_look(&s, mode);
	script_run(&s, 0);
	script_check_mode(&s, s.nr - 1, mode);
}

/* 2.2.1: LMA is what LME was when paging was enabled, and 0 without paging. */
TEST(lma, "EFER.LMA follows CR0.PG while LME is set")
{
	struct script s = { .nr = 0 };
	unsigned int at;

	script_leave(&s);
	script_enter(&s, PAGING_4_LEVEL, 0);
	at = s.nr - 1;
	for (unsigned int i = 0; i < 3; i++) {
		script_add(&s, MODE_CR0, script_cr0());
		script_add(&s, MODE_CR0, script_cr0() | CR0_PG);
	}
	script_run(&s, 0);
	EXPECT_EQ(s.step[at - 1].efer, script_efer() | EFER_LME);
	for (unsigned int i = at; i < s.nr; i += 2) {
		EXPECT_EQ(s.step[i].efer, script_efer() | EFER_LME | EFER_LMA);
		if (i > at)
			EXPECT_EQ(s.step[i - 1].efer, script_efer() | EFER_LME);
	}
}

/* In legacy paging CR4.PAE may change while paging is on. */
TEST(pae_cleared,
     "CR4.PAE may be cleared with paging, which has two levels then")
{
	struct script s = { .nr = 0 };
	unsigned int pae;

	script_leave(&s);
	script_add(&s, MODE_CR4, script_cr4() | CR4_PAE);
	script_add(&s, MODE_CR3, paging_overlay());
	script_add(&s, MODE_CR0, (script_cr0() & ~(uint32_t)CR0_WP) | CR0_PG);
	script_look(&s, PAGING_PAE);
	pae = s.nr - 1;
	script_add(&s, MODE_CR4, script_cr4());
	script_look(&s, PAGING_2_LEVEL);
	script_run(&s, 0);
	EXPECT_EQ(s.step[pae].value, paging_modes[PAGING_PAE].value);
	EXPECT_EQ(s.step[s.nr - 1].value, paging_modes[PAGING_2_LEVEL].value);
	EXPECT_EQ(s.step[s.nr - 1].cr4, script_cr4());
}

/* ---------------------------------------------------------- translation ---- */

static const struct mode_row {
	const char *name;
	unsigned int mode;
} modes[] = {
	{ "2-level", PAGING_2_LEVEL },
	{ "pae", PAGING_PAE },
	{ "4-level", PAGING_4_LEVEL },
	{ "5-level", PAGING_5_LEVEL },
};

static void begin(struct script *s, unsigned int mode)
{
	need(mode);
	*s = (struct script){ .nr = 0 };
	script_leave(s);
	script_enter(s, mode, 0);
}

TEST_EACH(flags, const struct mode_row *m, modes,
	  "a read sets A of the entry, a write D")
{
	volatile uint32_t *leaf = paging_leaf(m->mode);
	const uint32_t before = *leaf;
	struct script s;

	begin(&s, m->mode);
	script_look(&s, m->mode);
	script_run(&s, 0);
	EXPECT_EQ(*leaf, before | PTE_A);
	begin(&s, m->mode);
	script_add(&s, MODE_WRITE, PAGING_WORD)->value = 0x7777;
	script_run(&s, 0);
	EXPECT_EQ(*leaf, before | PTE_A | PTE_D);
	EXPECT_EQ(*paging_frame(m->mode), 0x7777);
	EXPECT_EQ(paging_pdpt()[1] & 0xfff, PTE_P);
}

static void expect_fault(const struct mode_step *step, uint32_t error)
{
	EXPECT_EQ(step->cause, X86_PF);
	EXPECT_EQ(step->error, error);
	EXPECT_EQ(step->cr2, step->operand);
}

TEST_EACH(fault, const struct mode_row *m, modes,
	  "what is not there, or not to be written, raises #PF")
{
	struct script s;
	unsigned int at;

	*paging_leaf(m->mode) &= ~(uint32_t)PTE_W;
	begin(&s, m->mode);
	at = s.nr;
	script_add(&s, MODE_READ, PAGING_UNMAPPED);
	script_add(&s, MODE_WRITE, PAGING_UNMAPPED);
	script_add(&s, MODE_WRITE, PAGING_WORD);
	script_add(&s, MODE_READ, 0xc0000000);
	script_look(&s, m->mode);
	modes_run(s.step, s.nr);
	expect_fault(&s.step[at], 0);
	expect_fault(&s.step[at + 1], PF_W);
	expect_fault(&s.step[at + 2], PF_P | PF_W);
	expect_fault(&s.step[at + 3], 0);
	script_check_mode(&s, at + 4, m->mode);
	EXPECT_EQ(*paging_frame(m->mode), paging_modes[m->mode].value);
}

/* Those of levels 4 and 5 lead to the code as well. */
static const struct table_row {
	const char *name;
	unsigned int mode, level;
	uint32_t clear;
	uint32_t read, write; /* error codes; P where there is no fault */
} table_rows[] = {
	{ "2-level-pde-p", PAGING_2_LEVEL, 2, PTE_P, 0, PF_W },
	{ "2-level-pde-w", PAGING_2_LEVEL, 2, PTE_W, PF_P, PF_P | PF_W },
	{ "2-level-pte-p", PAGING_2_LEVEL, 1, PTE_P, 0, PF_W },
	{ "pae-pde-p", PAGING_PAE, 2, PTE_P, 0, PF_W },
	{ "pae-pde-w", PAGING_PAE, 2, PTE_W, PF_P, PF_P | PF_W },
	{ "pae-pdpte-p", PAGING_PAE, 3, PTE_P, 0, PF_W },
	{ "4-level-pde-p", PAGING_4_LEVEL, 2, PTE_P, 0, PF_W },
	{ "4-level-pde-w", PAGING_4_LEVEL, 2, PTE_W, PF_P, PF_P | PF_W },
	{ "4-level-pdpte-p", PAGING_4_LEVEL, 3, PTE_P, 0, PF_W },
	{ "4-level-pdpte-w", PAGING_4_LEVEL, 3, PTE_W, PF_P, PF_P | PF_W },
	{ "5-level-pdpte-p", PAGING_5_LEVEL, 3, PTE_P, 0, PF_W },
	{ "5-level-pdpte-w", PAGING_5_LEVEL, 3, PTE_W, PF_P, PF_P | PF_W },
};

static void expect_access(const struct mode_step *step, uint32_t error)
{
	const uint32_t write = step->op == MODE_WRITE ? PF_W : 0;

	if (error == PF_P && !write)
		EXPECT_EQ(step->cause, TRAP_NONE);
	else
		expect_fault(step, error);
}

TEST_EACH(table, const struct table_row *r, table_rows,
	  "takes away a right of all below it")
{
	volatile uint32_t *entry = paging_entry(r->mode, r->level);
	struct script s;
	unsigned int at;

	*entry &= ~r->clear;
	begin(&s, r->mode);
	at = s.nr;
	script_add(&s, MODE_READ, PAGING_WORD);
	script_add(&s, MODE_WRITE, PAGING_WORD);
	modes_run(s.step, s.nr);
	expect_access(&s.step[at], r->read);
	expect_access(&s.step[at + 1], r->write);
	EXPECT_EQ(*paging_frame(r->mode), paging_modes[r->mode].value);
}

/* 4.1.3: CR0.WP, which needs no flush. */
TEST_EACH(write_protect, const struct mode_row *m, modes,
	  "CR0.WP says whether CPL 0 may write to a read-only page")
{
	const uint32_t pg = script_cr0() | CR0_PG;
	struct script s;
	unsigned int at;

	*paging_leaf(m->mode) &= ~(uint32_t)PTE_W;
	begin(&s, m->mode);
	script_look(&s, m->mode);
	at = s.nr;
	script_add(&s, MODE_CR0, pg & ~(uint32_t)CR0_WP);
	script_add(&s, MODE_WRITE, PAGING_WORD)->value = 0x8888;
	script_add(&s, MODE_CR0, pg);
	script_add(&s, MODE_WRITE, PAGING_WORD)->value = 0x9999;
	modes_run(s.step, s.nr);
	EXPECT_EQ(s.step[at + 1].cause, TRAP_NONE);
	expect_fault(&s.step[at + 3], PF_P | PF_W);
	EXPECT_EQ(*paging_frame(m->mode), 0x8888);
}

/* A load of CR3 with the same tables: the old entry is not used any more. */
TEST_EACH(cr3_flushes, const struct mode_row *m, modes,
	  "a page that was taken away is gone after MOV to CR3")
{
	volatile uint32_t *leaf = paging_leaf(m->mode);
	const uint32_t old = *leaf;
	struct script s;
	unsigned int at;

	begin(&s, m->mode);
	script_look(&s, m->mode);
	at = s.nr;
	script_add(&s, MODE_WRITE, (uint32_t)(uintptr_t)leaf)->value = 0;
	script_add(&s, MODE_CR3, paging_root(m->mode));
	script_add(&s, MODE_READ, PAGING_WORD);
	script_add(&s, MODE_WRITE, (uint32_t)(uintptr_t)leaf)->value = old;
	script_look(&s, m->mode);
	modes_run(s.step, s.nr);
	expect_fault(&s.step[at + 2], 0);
	script_check_mode(&s, s.nr - 1, m->mode);
}
