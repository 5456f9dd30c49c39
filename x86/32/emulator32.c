/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions that 64-bit mode has not: decimal adjustment, SALC.
 *
 * Intel SDM vol. 2, DAA, DAS, AAA, AAS, AAM, AAD.
 */
#include <test/test.h>
#include <x86/features.h>
#include <x86/insn/families.h>

TEST_SUITE("emulator32",
	   .summary = "instructions of 32-bit mode do what the manual says",
	   .setup = insn_prepare);

static const struct insn_row bcd_rows[] = { INSN_BCD_ROWS };
static const struct insn_row salc_rows[] = { INSN_SALC_ROWS };

INSN_EACH(bcd, struct insn_row, bcd_rows, insn_bcd, "adjusts each value");

TEST_EACH(salc, const struct insn_row *r, salc_rows, "spreads CF over AL")
{
	insn_flag_op(&exec_kernel, r);
}

TEST_EACH(salc_user, const struct insn_row *r, salc_rows, "spreads CF over AL")
{
	insn_flag_op(&exec_user, r);
}
