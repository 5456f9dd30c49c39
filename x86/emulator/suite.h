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
#include <x86/insn/families.h>

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

/* A setting for a case of its own: what is run there, and where operands are. */
struct setting {
	const char *name;
	const struct exec *how;
	enum exec_page page;
	unsigned int offset;
};

/* Rows for cases that are alike in RAM, MMIO, on the way from one to the other. */
#define SETTING_ROWS                                               \
	{ "ram", &exec_kernel, EXEC_RAM0, 0x100 },                 \
		{ "ram-split", &exec_kernel, EXEC_RAM1, 0xff7 },   \
		{ "mmio", &exec_kernel, EXEC_MMIO0, 0x100 },       \
		{ "mmio-split", &exec_kernel, EXEC_MMIO0, 0xff7 }, \
		{ "ram-mmio", &exec_kernel, EXEC_RAM0, 0xff7 },    \
		{ "mmio-ram", &exec_kernel, EXEC_MMIO1, 0xff7 },   \
	{                                                          \
		"forced", &exec_forced, EXEC_RAM0, 0x100           \
	}

/** setting_exec - how to run there; SKIPs where the machine lacks it */
struct exec setting_exec(const struct setting *s);

/* A family of instructions in one of these settings: cases ID, ID_user, ... */
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

/* The same in all of them but MMIO, and in all of them */
#define FAMILY(id, fn, rows, summary)  \
	KERNEL(id, fn, rows, summary); \
	USER(id, fn, rows, summary);   \
	FORCED(id, fn, rows, summary)
#define FAMILY_MMIO(id, fn, rows, summary) \
	FAMILY(id, fn, rows, summary);     \
	MMIO(id, fn, rows, summary)

#endif
