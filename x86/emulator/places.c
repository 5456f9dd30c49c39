/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the operands of a family are. */
#include "suite.h"

static const struct place_row {
	const char *name;
	enum exec_page page;
	unsigned int offset; /* of the window; 0xff7: the operand is split */
} ram[] = {
	{ "RAM", EXEC_RAM0, 0x100 },
	{ "two pages of RAM", EXEC_RAM1, 0xff7 },
}, mmio[] = {
	{ "MMIO", EXEC_MMIO0, 0x100 },
	{ "two pages of MMIO", EXEC_MMIO0, 0xff7 },
	{ "RAM and MMIO", EXEC_RAM0, 0xff7 },
	{ "MMIO and RAM", EXEC_MMIO1, 0xff7 },
};

/*
 * All values are for registers and one page of RAM or MMIO; a few do for what is
 * the same code in an emulator. `few` is for engines on which each of our
 * instructions takes a microsecond.
 */
static void run_at(const struct exec *how, family *fn, const struct insn_row *r,
		   const struct place_row *p)
{
	struct exec x = *how;
	struct exec_place place;

	x.few = test_arg("few") || how == &exec_user ||
		(p && p->offset != 0x100);
	if (p) {
		place = exec_place_at(p->name, p->page, p->offset);
		x.place = &place;
	}
	fn(&x, r);
}

void run_kernel(family *fn, const struct insn_row *r)
{
	run_at(&exec_kernel, fn, r, NULL);
	run_at(&exec_kernel, fn, r, &ram[0]);
	run_at(&exec_kernel, fn, r, &ram[1]);
}

void run_user(family *fn, const struct insn_row *r)
{
	run_at(&exec_user, fn, r, NULL);
	run_at(&exec_user, fn, r, &ram[0]);
}

void run_forced(family *fn, const struct insn_row *r)
{
	run_at(&exec_forced, fn, r, NULL);
	run_at(&exec_forced, fn, r, &ram[1]);
}

void run_mmio(family *fn, const struct insn_row *r)
{
	for (unsigned int i = 0; i < 4; i++)
		run_at(&exec_kernel, fn, r, &mmio[i]);
}

struct exec setting_exec(const struct setting *s)
{
	static struct exec_place place;
	struct exec x = *s->how;

	place = exec_place_at(s->name, s->page, s->offset);
	if (place.mmio && !x86_pc_testdev.probe())
		SKIP("needs %s (%s)", x86_pc_testdev.name,
		     x86_pc_testdev.where);
	if (x.forced && !x86_forced_emulation.probe())
		SKIP("needs %s (%s)", x86_forced_emulation.name,
		     x86_forced_emulation.where);
	x.place = &place;
	x.few = test_arg("few");
	return x;
}
