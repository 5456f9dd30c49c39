/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of this suite share: instructions of CP15 by their operands. */
#ifndef ARM_CP15_SUITE_H
#define ARM_CP15_SUITE_H

#include <arm/cpu.h>
#include <arm/insn_32.h>
#include <test/test.h>

#define CP15_SUITE                                                             \
	TEST_SUITE("cp15", .summary =                                          \
				   "system registers are there for whom they " \
				   "should, and hold what is written")

/* R1 of what is read, R0, an address of memory, of what is written; MRRC: R1, R2. */
#define READ(op1, ...)	A32_MRC(15, op1, 1, __VA_ARGS__)
#define WRITE(op1, ...) A32_MCR(15, op1, 0, __VA_ARGS__)
#define READ_64(crm)	(0xec521f00u | (crm))
#define WRITE_64(crm)	(0xec421f00u | (crm))

static inline struct a32_outcome cp15_run(uint32_t word, uint32_t mode)
{
	struct a32_registers in;

	a32_pattern(&in, mode);
	in.r[0] = (uintptr_t)a32_data();
	return a32_run(&word, sizeof(word), &in);
}

static inline void cp15_restore_context(uint32_t value)
{
	write_sysreg(CONTEXTIDR, value);
	isb();
}

static inline void cp15_keep_context(void)
{
	test_defer(cp15_restore_context, read_sysreg(CONTEXTIDR));
}

#endif
