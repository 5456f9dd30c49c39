/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What insn_mul.c and insn_div.c share. */
#ifndef LIB_X86_INSN_MUL_H
#define LIB_X86_INSN_MUL_H

#include <x86/insn/families.h>

/* Twice an operand's size, in two values of that size. */
struct insn_pair_value {
	uint64_t low, high;
};

/** insn_put_pair - to AH:AL, DX:AX or a wider form of it */
void insn_put_pair(struct exec_state *s, unsigned int bytes,
		   struct insn_pair_value p);

/** insn_load_group3 - the row's digit with an operand */
void insn_load_group3(const struct exec *x, const struct insn_row *r,
		      unsigned int operand);

#endif
