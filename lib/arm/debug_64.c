/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arm/debug.h>

#include <arm/cpu.h>
#include <console.h>

#define ID_DEBUG read_sysreg(id_aa64dfr0_el1)

/* S2_0_C0_Cn_op2: op2 is 4 plus the bank; the number is part of the opcode. */
/* clang-format off */
#define EACH_NUMBER(X, bank)                                                \
	X(bank, 0) X(bank, 1) X(bank, 2) X(bank, 3) X(bank, 4) X(bank, 5)   \
	X(bank, 6) X(bank, 7) X(bank, 8) X(bank, 9) X(bank, 10) X(bank, 11) \
	X(bank, 12) X(bank, 13) X(bank, 14) X(bank, 15)
#define EACH_REGISTER(X)                                                    \
	EACH_NUMBER(X, 0) EACH_NUMBER(X, 1) EACH_NUMBER(X, 2) EACH_NUMBER(X, 3)

#define OP2_0 4
#define OP2_1 5
#define OP2_2 6
#define OP2_3 7
#define READ(bank, n)                                                       \
	case (bank) * 16 + (n):                                             \
		return read_sysreg(REGISTER(n, OP2_##bank));
#define WRITE(bank, n)                                                      \
	case (bank) * 16 + (n):                                             \
		write_sysreg(REGISTER(n, OP2_##bank), value);               \
		break;
#define REGISTER(n, op2) REGISTER_(n, op2)
#define REGISTER_(n, op2) S2_0_C0_C##n##_##op2
/* clang-format on */

uint64_t debug_read(enum debug_bank bank, unsigned int n)
{
	switch (bank * 16 + n) {
		EACH_REGISTER(READ)
	}
	panic("no debug register %u of bank %d", n, bank);
}

void debug_write(enum debug_bank bank, unsigned int n, uint64_t value)
{
	switch (bank * 16 + n) {
		EACH_REGISTER(WRITE)
	default:
		panic("no debug register %u of bank %d", n, bank);
	}
	isb();
}

unsigned int debug_nr_breakpoints(void)
{
	return field(ID_DEBUG, 12, 4) + 1;
}

unsigned int debug_nr_watchpoints(void)
{
	return field(ID_DEBUG, 20, 4) + 1;
}

unsigned int debug_nr_contexts(void)
{
	return field(ID_DEBUG, 28, 4) + 1;
}

void debug_mdscr(uint64_t value)
{
	write_sysreg(mdscr_el1, value);
	isb();
}

void debug_reset(void)
{
	debug_mdscr(0);
	for (unsigned int i = 0; i < debug_nr_breakpoints(); i++)
		debug_write(DEBUG_BCR, i, 0);
	for (unsigned int i = 0; i < debug_nr_watchpoints(); i++)
		debug_write(DEBUG_WCR, i, 0);
	write_sysreg(S2_0_C1_C0_4, 0); /* OSLAR_EL1 */
	write_sysreg(S2_0_C1_C3_4, 0); /* OSDLR_EL1 */
	isb();
}
