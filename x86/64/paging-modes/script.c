/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <x86/msr.h>

#define CR4_MODE (CR4_PAE | CR4_LA57)

uint32_t script_cr0(void)
{
	return (uint32_t)read_cr0() & ~CR0_PG;
}

uint32_t script_cr4(void)
{
	return (uint32_t)read_cr4() & ~(uint32_t)CR4_MODE;
}

/* Without NXE: bit 63 of an entry stays clear anyhow. */
uint32_t script_efer(void)
{
	return (uint32_t)rdmsr(MSR_IA32_EFER) &
	       ~(uint32_t)(EFER_LME | EFER_LMA);
}

struct mode_step *script_add(struct script *s, enum mode_op op,
			     uint32_t operand)
{
	struct mode_step *step = &s->step[s->nr++];

	*step = (struct mode_step){ .op = op, .operand = operand };
	return step;
}

void script_leave(struct script *s)
{
	script_add(s, MODE_CR0, script_cr0());
	script_add(s, MODE_EFER, script_efer());
	script_add(s, MODE_CR4, script_cr4());
}

static void add_register(struct script *s, unsigned int mode,
			 unsigned int which)
{
	const struct paging_mode *m = &paging_modes[mode];

	if (which == 0)
		script_add(s, MODE_CR3, paging_root(mode));
	else if (which == 1)
		script_add(s, MODE_CR4, script_cr4() | m->cr4);
	else
		script_add(s, MODE_EFER,
			   script_efer() | (m->long_mode ? EFER_LME : 0));
}

void script_enter(struct script *s, unsigned int mode, unsigned int order)
{
	static const uint8_t orders[6][3] = { { 0, 1, 2 }, { 0, 2, 1 },
					      { 1, 0, 2 }, { 1, 2, 0 },
					      { 2, 0, 1 }, { 2, 1, 0 } };

	for (unsigned int i = 0; i < 3; i++)
		add_register(s, mode, orders[order][i]);
	script_add(s, MODE_CR0,
		   script_cr0() | (paging_modes[mode].paging ? CR0_PG : 0));
}

void script_look(struct script *s, unsigned int mode)
{
	if (mode != PAGING_NONE)
		script_add(s, MODE_READ, PAGING_WORD);
}

void script_check_mode(const struct script *s, unsigned int i,
		       unsigned int mode)
{
	const struct paging_mode *m = &paging_modes[mode];
	const struct mode_step *step = &s->step[i];

	EXPECT_EQ(step->cr0, script_cr0() | (m->paging ? CR0_PG : 0));
	EXPECT_EQ(step->cr4, script_cr4() | m->cr4);
	EXPECT_EQ(step->efer,
		  script_efer() | (m->long_mode ? EFER_LME | EFER_LMA : 0));
	if (step->op == MODE_READ)
		EXPECT_EQ(step->value, m->value);
}

static void check_refused(const struct mode_step *step)
{
	const struct mode_step *before = step - 1;

	EXPECT_EQ(step->cause, X86_GP);
	EXPECT_EQ(step->error, 0);
	EXPECT_EQ(step->cr0, before->cr0);
	EXPECT_EQ(step->cr3, before->cr3);
	EXPECT_EQ(step->cr4, before->cr4);
	EXPECT_EQ(step->efer, before->efer);
}

void script_run(struct script *s, unsigned int nr_refused)
{
	modes_run(s->step, s->nr);
	for (unsigned int i = 0; i < s->nr; i++) {
		const struct mode_step *step = &s->step[i];

		test_context("step %u: op %u, 0x%x", i, step->op,
			     step->operand);
		if (i >= s->nr - nr_refused)
			check_refused(step);
		else
			EXPECT_EQ(step->cause, TRAP_NONE);
	}
	test_context("%s", "");
}
