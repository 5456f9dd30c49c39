/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions, each with operands at the boundaries, in registers, RAM and MMIO,
 * at CPL 0 and CPL 3, and with KVM's forced-emulation prefix.
 *
 * Intel SDM vol. 2; vol. 1, appendix A (flags).
 */
#ifndef X86_EMULATOR_SUITE_H
#define X86_EMULATOR_SUITE_H

#include <test/test.h>
#include <x86/features.h>
#include <x86/insn_families.h>

#define EMULATOR_SUITE                                                \
	TEST_SUITE("emulator",                                        \
		   .summary = "instructions do what the manual says", \
		   .setup = insn_prepare)

/** run_anywhere - the family's function with registers and each kind of RAM */
typedef void family(const struct exec *x, const struct insn_row *r);

void run_kernel(family *fn, const struct insn_row *r);
void run_user(family *fn, const struct insn_row *r);
void run_forced(family *fn, const struct insn_row *r);
void run_mmio(family *fn, const struct insn_row *r);

/*
 * A family of instructions in one of these settings. A case each, on lines of
 * their own: the harness sorts cases by line.
 */
#define KERNEL(id, fn, rows, summary)                          \
	TEST_EACH(id, const struct insn_row *r, rows, summary) \
	{                                                      \
		run_kernel(fn, r);                             \
	}                                                      \
	_Static_assert(sizeof(rows), "")
#define USER(id, fn, rows, summary)                                   \
	TEST_EACH(id##_user, const struct insn_row *r, rows, summary) \
	{                                                             \
		run_user(fn, r);                                      \
	}                                                             \
	_Static_assert(sizeof(rows), "")
#define MMIO(id, fn, rows, summary)                                   \
	TEST_EACH(id##_mmio, const struct insn_row *r, rows, summary, \
		  .needs = NEEDS(&x86_pc_testdev))                    \
	{                                                             \
		run_mmio(fn, r);                                      \
	}                                                             \
	_Static_assert(sizeof(rows), "")
#define FORCED(id, fn, rows, summary)                                   \
	TEST_EACH(id##_forced, const struct insn_row *r, rows, summary, \
		  .needs = NEEDS(&x86_forced_emulation))                \
	{                                                               \
		run_forced(fn, r);                                      \
	}                                                               \
	_Static_assert(sizeof(rows), "")

#endif
